"""Who decides on a return, and what may not be typed."""

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturnDecisions(ReturnsCommon):
    def automatic(self, limit=1000):
        self.company.write({"rma_auto_approve": True, "rma_auto_approve_amount": limit})

    def test_by_default_somebody_decides(self):
        rma = self.make_return(self.delivered(), request=True)
        self.assertEqual((rma.state, rma.causes), ("requested", "every return is decided by somebody"))
        self.assertFalse(rma.picking_ids)

    def test_inside_the_rules_it_is_approved_at_once(self):
        self.automatic(300)
        rma = self.make_return(self.delivered(), 3, request=True)
        self.assertEqual((rma.state, rma.amount, rma.picking_ids.state), ("approved", 300, "assigned"))

    def test_more_than_the_limit_is_decided(self):
        self.automatic(299)
        self.assertEqual(self.make_return(self.delivered(), 3, request=True).causes, self.words("too_much"))

    def test_the_day_after_the_window_is_decided(self):
        self.automatic()
        order = self.delivered()
        for days, state in ((30, "approved"), (31, "requested")):
            with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=days)):
                self.assertEqual(self.make_return(order, request=True).state, state)

    def test_the_narrowest_window_counts(self):
        self.automatic()
        parent = self.env["product.category"].create({"name": "Food"})
        category = self.env["product.category"].create({"name": "Bread", "parent_id": parent.id})
        self.goods.categ_id = category
        Policy = self.env["sale.rma.policy"]
        windows = [{"categ_id": parent.id, "days": 7}, {"categ_id": category.id, "days": 3}]
        windows.append({"product_tmpl_id": self.goods.product_tmpl_id.id, "returnable": False})
        for values, days in zip([{}, *windows], (30, 7, 3, None), strict=True):
            if values:
                Policy.create(values)
            self.assertEqual(Policy._windows(self.company, self.goods)[self.goods].days, days)
        rma = self.make_return(self.delivered(), request=True)
        self.assertEqual(rma.causes, self.words("not_returnable"))

    def test_a_reason_that_asks_first(self):
        self.automatic()
        self.return_reason().return_asks_first = True
        self.assertEqual(self.make_return(self.delivered(), request=True).causes, self.words("asks_first"))

    def words(self, cause):
        return self.env["sale.rma"]._cause_words(cause)

    def test_who_decides_is_told(self):
        team = self.env["sale.rma.team"].create({"name": "Returns", "approve_user_id": self.manager.id})
        rma = self.make_return(self.delivered(), request=True)
        self.assertEqual((rma.team_id, rma.activity_ids.user_id), (team, self.manager))
        self.assertEqual(rma.deadline, fields.Date.add(self.company._local_day(), days=1))
        rma.with_user(self.manager).action_approve()
        self.assertFalse(rma.activity_ids)

    def test_only_a_manager_approves(self):
        rma = self.make_return(self.delivered(), request=True)
        clerk = self.make_user("sales_all", login="q2c_clerk")
        with self.assertRaises(AccessError):
            rma.with_user(clerk).action_approve()

    def test_a_clerk_without_rights_in_the_warehouse_gets_a_receipt_made(self):
        self.automatic()
        order = self.delivered()
        rma = self.make_return(order)
        rma.with_user(self.make_user("sales_all", login="q2c_clerk")).action_request()
        self.assertEqual(rma.picking_ids.state, "assigned")
        self.assertEqual(rma.picking_ids.location_dest_id, order.warehouse_id.return_location_id)

    def test_states_are_not_typed(self):
        rma = self.make_return(self.delivered()).with_user(self.manager)
        for values in ({"state": "done"}, {"approved_at": fields.Datetime.now()}, {"name": "RMA/1"}):
            with self.assertRaises(AccessError):
                rma.write(values)
        with self.assertRaises(AccessError):
            self.env["sale.rma"].with_user(self.manager).create({"partner_id": self.partner.id, "state": "approved"})

    def test_nothing_has_gone_further_by_default(self):
        Returns = self.env["sale.rma"].with_user(self.manager)
        self.env["ir.default"].set("sale.rma", "reject_reason", "Worn", user_id=self.manager.id)
        rma = Returns.with_context(default_state="done", default_fee_waived=True).create(
            {"partner_id": self.partner.id}
        )
        self.assertEqual((rma.state, rma.fee_waived, rma.reject_reason), ("draft", False, False))

    def test_a_fee_is_not_waived_at_birth(self):
        with self.assertRaises(AccessError):
            self.env["sale.rma"].with_user(self.manager).create({"partner_id": self.partner.id, "fee_waived": True})

    def test_imports_type_nothing_either(self):
        Returns = self.env["sale.rma"].with_user(self.manager)
        found = Returns.load(["partner_id/.id", "state"], [[str(self.partner.id), "approved"]])
        self.assertFalse(found["ids"])
        self.assertIn("not typed", found["messages"][0]["message"])

    def test_a_copy_begins_anew(self):
        rma = self.make_return(self.delivered(), approve=True)
        copy = rma.with_user(self.manager).copy()
        self.assertEqual((copy.state, copy.requested_at, copy.approved_at), ("draft", False, False))
        self.assertNotEqual(copy.name, rma.name)
        self.assertFalse(copy.line_ids)

    def test_what_was_received_is_not_typed(self):
        rma = self.make_return(self.delivered(), approve=True).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "not typed"):
            rma.line_ids.write({"quantity_settled": 1})

    def test_what_follows_from_others_is_not_typed_either(self):
        """The value decides whether somebody has to look, the received quantity what is refunded."""
        order = self.delivered()
        line = self.make_return(order).line_ids.with_user(self.manager)
        for values in ({"amount": 0}, {"quantity_received": 1}, {"state": "done"}, {"fee_charged": 1}):
            with self.subTest(values), self.assertRaises(AccessError):
                line.write(values)
        with self.assertRaises(AccessError):
            line.rma_id.write({"line_ids": [fields.Command.update(line.id, {"amount": 0})]})

    def test_a_line_does_not_move_to_a_return_that_was_approved(self):
        order = self.delivered()
        approved, line = self.make_return(order, approve=True), self.make_return(order).line_ids
        with self.assertRaisesRegex(UserError, "draft"):
            line.with_user(self.manager).write({"rma_id": approved.id})

    def test_a_draft_does_not_go_to_another_customer(self):
        rma = self.make_return(self.delivered()).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "not an order of Bert"):
            rma.partner_id = self.env["res.partner"].create({"name": "Bert"})

    def test_who_sees_an_order_may_begin_its_return_nobody_else(self):
        order = self.delivered(user_id=self.manager.id)
        stranger = self.make_user("salesman", login="q2c_stranger")
        own = self.make_return(self.delivered(user_id=stranger.id)).with_user(stranger)
        values = {"sale_line_id": order.order_line.id, "reason_id": self.return_reason().id}
        begin = {"partner_id": self.partner.id, "user_id": stranger.id, "line_ids": [fields.Command.create(values)]}
        for change in (
            lambda: self.env["sale.rma"].with_user(stranger).create(begin),
            lambda: own.line_ids.write({"sale_line_id": order.order_line.id}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change()

    def test_who_only_reads_decides_nothing(self):
        self.automatic()
        draft, approved = self.make_return(self.delivered()), self.make_return(self.delivered(), approve=True)
        requested = self.make_return(self.delivered(), 10.0)
        self.company.rma_auto_approve = False
        requested.action_request()
        accountant = self.make_user("accountant", login="q2c_reader")
        for rma, name in (
            (draft, "action_request"),
            (draft, "action_cancel"),
            (requested, "action_draft"),
            (approved, "action_close_rest"),
            (approved, "action_mark_sent"),
        ):
            rma = rma.with_user(accountant)
            self.assertTrue(rma.state)
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(rma, name)()

    def test_what_the_customer_was_told_does_not_change(self):
        rma = self.make_return(self.delivered(), approve=True).with_user(self.manager)
        for change in (lambda: rma.line_ids.write({"quantity": 5}), lambda: rma.write({"return_to": "vendor"})):
            with self.assertRaises(UserError):
                change()

    def test_a_return_that_was_requested_stays(self):
        rma = self.make_return(self.delivered(), request=True)
        with self.assertRaisesRegex(UserError, "stays"):
            rma.unlink()
        rma.action_draft()
        with self.assertRaisesRegex(UserError, "stays"):
            rma.unlink()

    def test_cancelling_cancels_the_receipt(self):
        rma = self.make_return(self.delivered(), approve=True)
        rma.action_cancel()
        self.assertEqual((rma.state, rma.picking_ids.state), ("cancelled", "cancel"))

    def test_what_has_arrived_cannot_be_cancelled(self):
        rma = self.make_return(self.delivered(), 5, approve=True)
        self.receive(rma, 2)
        with self.assertRaisesRegex(UserError, "received|Received"):
            rma.action_cancel()

    def test_expecting_no_more_frees_the_rest(self):
        order = self.delivered()
        rma = self.make_return(order, 5, approve=True)
        self.receive(rma, 2)
        rma.action_close_rest()
        order.order_line.invalidate_recordset()
        self.assertEqual((rma.state, order.order_line.qty_returnable), ("received", 8))
        self.assertFalse(rma._open_receipts())

    def test_back_to_draft_begins_anew(self):
        rma = self.make_return(self.delivered(), approve=True)
        rma.action_cancel()
        rma.action_draft()
        rma.line_ids.quantity = 2
        rma.action_request()
        rma.with_user(self.manager).action_approve()
        self.assertEqual(rma._open_receipts().move_ids.product_uom_qty, 2)

    def test_another_company_sees_nothing(self):
        rma = self.make_return(self.delivered())
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.make_returns_manager("q2c_stranger")
        stranger.write({"company_ids": [fields.Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.env["sale.rma"].with_user(stranger).search([("id", "=", rma.id)]))

    def test_numbers_run_on(self):
        first, second = self.make_return(self.delivered()), self.make_return(self.delivered())
        self.assertRegex(first.name, r"^RMA/\d{4}/\d{5}$")
        self.assertEqual(int(second.name[-5:]), int(first.name[-5:]) + 1)

    def test_late(self):
        self.env["sale.rma.team"].create({"name": "Returns", "days_to_approve": 1})
        rma = self.make_return(self.delivered(), request=True)
        for days, late in ((1, False), (2, True)):
            with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=days)):
                rma.invalidate_recordset(["is_late"])
                self.assertEqual(rma.is_late, late)
                self.assertEqual(bool(self.env["sale.rma"].search([("id", "=", rma.id), ("is_late", "=", True)])), late)
