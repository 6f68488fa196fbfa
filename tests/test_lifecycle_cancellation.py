"""Cancelling orders, or what is still open of them."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestCancel(QuoteToCashCommon):
    def _wizard(self, orders, **values):
        wizard = self.env["sale.order.cancellation"].with_context(active_ids=orders.ids)
        return wizard.create({"reason_id": self.reason("mind").id, **values})

    def _effects(self, orders):
        wizard = self._wizard(orders)
        return {(effect.kind, effect.document) for effect in wizard.effect_ids}

    def test_wizard_records_reason_and_initiator(self):
        order = self.make_order()
        self._wizard(order, initiator="customer").action_cancel()
        self.assertStatus(order, "cancelled")
        self.assertEqual(order.cancel_reason_id, self.reason("mind"))
        self.assertEqual(order.cancel_initiator, "customer")
        self.assertEqual(order.picking_ids.state, "cancel")

    def test_reason_is_taken_by_id_and_must_be_one(self):
        order = self.make_order()
        for wrong in (self.reason("address"), self.reason("address").id, False):
            with self.assertRaises(UserError):
                order.action_cancel_with_reason(wrong, "company")
        with self.assertRaisesRegex(UserError, "Say who cancels"):
            order.action_cancel_with_reason(self.reason("mind"), "nobody")
        self.assertStatus(order, "entered")
        order.action_cancel_with_reason(self.reason("mind").id, "company", "Sorry")
        self.assertIn("Sorry", order.message_ids[0].body)

    def test_program_that_cancels_states_no_reason(self):
        order = self.make_order()
        order.action_cancel()
        self.assertEqual(order.cancel_reason_id.code, "not_stated")
        self.assertEqual(order.cancel_initiator, "company")

    def test_reason_is_forgotten_when_the_order_comes_back(self):
        order = self.make_order()
        self._wizard(order).action_cancel()
        order.action_draft()
        self.assertFalse(order.cancel_reason_id)
        self.assertFalse(order.cancel_initiator)

    def test_shipped_order_is_refused_by_the_wizard(self):
        order = self.make_order()
        self.ship(order, {self.goods: 6})
        wizard = self._wizard(order)
        self.assertTrue(wizard.has_shipped)
        self.assertTrue(wizard.has_open)
        self.assertEqual(wizard.action_view_shipped()["res_id"], order.picking_ids.filtered("shipped_at").id)
        with self.assertRaisesRegex(UserError, f"{order.name}.*already left"):
            wizard.action_cancel()
        self.assertStatus(order, "in_progress")
        self.assertFalse(order.cancel_reason_id)

    def test_one_shipped_order_refuses_all(self):
        open_order, shipped = self.make_order(), self.make_order()
        self.ship(shipped)
        with self.assertRaises(UserError):
            self._wizard(open_order + shipped).action_cancel()
        self.assertStatus(open_order, "entered")

    def test_list_action_follows_the_same_rules(self):
        order, shipped = self.make_order(), self.make_order()
        self.ship(shipped)
        mass_cancel = self.env["sale.mass.cancel.orders"]
        with self.assertRaisesRegex(UserError, "already left"):
            mass_cancel.create({"sale_order_ids": [Command.set(shipped.ids)]}).action_mass_cancel()
        mass_cancel.create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "reason_id": self.reason("mind").id,
                "initiator": "customer",
            }
        ).action_mass_cancel()
        self.assertStatus(order, "cancelled")
        self.assertEqual(order.cancel_reason_id, self.reason("mind"))

    def test_programs_are_refused_only_where_the_company_wants_it(self):
        order = self.make_order()
        self.ship(order)
        self.company.protect_shipped_orders = True
        with self.assertRaisesRegex(UserError, "already left"):
            order.action_cancel()
        self.company.protect_shipped_orders = False
        order.action_cancel()
        self.assertStatus(order, "cancelled")

    def test_salesman_cancels_only_what_he_may_change(self):
        salesman = self.make_user("salesman")
        order = self.make_order(user_id=self.make_user("sales_manager").id)
        with self.assertRaises(AccessError):
            order.with_user(salesman).action_cancel_open(self.reason("mind"))
        order.user_id = salesman
        self.ship(order, {self.goods: 6})
        order.with_user(salesman).action_cancel_open(self.reason("mind"))
        self.assertEqual(order.order_line.qty_short_closed, 4)

    def test_cancel_open_short_closes_and_the_order_goes_on(self):
        order = self.make_order()
        self.ship(order, {self.goods: 6})
        self._wizard(order).action_cancel_open()
        self.assertEqual(order.order_line.qty_short_closed, 4)
        self.assertStatus(order, "shipped")
        self.assertIn("changed their mind", order.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "Nothing of"):
            order.action_cancel_open(self.reason("mind"))

    def test_cancel_open_of_several_is_all_or_nothing(self):
        open_order, done = self.make_order(), self.make_order()
        self.ship(done)
        with self.assertRaisesRegex(UserError, f"Nothing of {done.name}"):
            (open_order + done).action_cancel_open(self.reason("mind"))
        self.assertEqual(open_order.picking_ids.state, "assigned")
        with self.assertRaisesRegex(UserError, "Nothing of"):
            self.make_order(confirm=False).action_cancel_open(self.reason("mind"))

    def test_cancel_open_of_a_held_order(self):
        order = self.make_order()
        self.ship(order, {self.goods: 6})
        order.action_hold(self.reason("address"))
        order.action_cancel_open(self.reason("mind"))
        order.action_release_holds("done")
        self.assertStatus(order, "shipped")

    def test_cancelled_in_two_steps(self):
        order = self.make_order(warehouse=self.make_warehouse(2))
        self.pick(order, {self.goods: 6})
        self.ship(order)
        order.action_cancel_open(self.reason("mind"))
        self.assertEqual(order.order_line.qty_short_closed, 4)
        self.assertStatus(order, "shipped")

    # === What the dialog says === #

    def test_effects_on_transfers_and_reservations(self):
        order = self.make_order()
        picking = order.picking_ids
        self.assertEqual(self._effects(order), {("transfer", picking), ("reservation", picking)})
        picking.move_ids.picked = True
        self.assertEqual(self._effects(order), {("transfer", picking), ("picked", picking)})

    def test_effects_say_where_picked_goods_lie(self):
        order = self.make_order(warehouse=self.make_warehouse(2))
        pick = self.pick(order)
        picked = self._wizard(order).effect_ids.filtered(lambda effect: effect.kind == "picked")
        self.assertEqual(picked.document, pick)
        self.assertIn(pick.location_dest_id.display_name, picked.description)
        self.assertIn("10", picked.description)

    def test_effects_on_money(self):
        prepaid = self.make_product("Gift", invoice_policy="order")
        order = self.make_order((prepaid, 2))
        deposit = self.down_payment(order, 50)
        draft = self.invoice(order, post=False)
        effects = self._effects(order)
        self.assertIn(("deposit", deposit), effects)
        self.assertIn(("invoice", draft), effects)
        self._wizard(order).action_cancel()
        self.assertEqual(draft.state, "cancel")
        self.assertEqual(deposit.state, "posted")

    def test_order_desk_cancels_without_rights_on_purchases(self):
        order = self.make_order()
        desk = self.make_user("desk")
        self.assertFalse(self.env["purchase.order"].with_user(desk).has_access("read"))
        self._wizard(order).with_user(desk).action_cancel()
        self.assertStatus(order, "cancelled")

    def test_who_may_not_change_the_order_does_not_cancel_it(self):
        order = self.make_order(user_id=self.env.user.id)
        stranger = self.make_user("salesman")
        with self.assertRaises(AccessError):
            order.with_user(stranger).action_cancel_with_reason(self.reason("mind").id, "customer")
        self.assertEqual(order.state, "sale")

    def test_effects_on_supply(self):
        order = self.make_order((self.make_dropshipped(), 2), stock=False)
        self.assertEqual(self._effects(order), {("supply", order.order_line.purchase_line_ids.order_id)})

    def test_effects_name_the_order_when_there_are_several(self):
        orders = self.make_order() + self.make_order()
        wizard = self.env["sale.order.cancellation"].with_context(default_order_ids=orders.ids)
        texts = wizard.create({"reason_id": self.reason("mind").id}).effect_ids.mapped("description")
        self.assertTrue(all(text.startswith((orders[0].name, orders[1].name)) for text in texts))


@tagged("post_install", "-at_install")
class TestCancelOverRpc(QuoteToCashCommon, HttpCase):
    def _call(self, order, method, *args):
        self.env.flush_all()
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/sale.order/{method}",
            {"model": "sale.order", "method": method, "args": [order.ids, *args], "kwargs": {}},
        )

    def test_person_never_cancels_shipped_goods(self):
        user = self.make_user("desk")
        # Odoo itself lets nobody cancel a confirmed order who may not read purchases.
        user.group_ids += self.env.ref("stock.group_stock_user")
        order, shipped = self.make_order(), self.make_order()
        self.ship(shipped)
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"), self.assertRaisesRegex(JsonRpcException, "UserError"):
            self._call(shipped, "action_cancel")
        self.assertEqual(shipped.state, "sale")
        self._call(order, "action_cancel")
        self.env.invalidate_all()
        self.assertStatus(order, "cancelled")
        self.assertEqual(order.cancel_reason_id.code, "not_stated")

    def test_hold_and_release_with_plain_values(self):
        user = self.make_user("desk")
        order = self.make_order()
        self.authenticate(user.login, user.login)
        hold_ids = self._call(order, "action_hold", self.reason("address").id, "Where?")
        self.env.invalidate_all()
        self.assertEqual(hold_ids, order.hold_ids.ids)
        self.assertEqual(order.hold_ids.placed_by_id, user)
        self._call(order, "action_release_holds", "There")
        self.env.invalidate_all()
        self.assertEqual(order.hold_ids.released_by_id, user)
        self.assertStatus(order, "entered")
