"""Confirming from inside the company: what people, programs and jobs meet at the gate."""

from contextlib import suppress

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestModes(GateCommon):
    def test_observing_blocks_nothing_and_shows_what_is_found(self):
        self.enforce("observe")
        order = self.blocked()
        order.action_confirm()
        self.assertFree(order)
        self.assertEqual(order.validation_state, "blocked")
        self.assertEqual(self.findings(order).code, "address_incomplete")

    def test_observing_a_customer_is_not_held_either(self):
        self.enforce("observe")
        order = self.held()
        self.assertFree(order)
        self.assertEqual(len(self.confirmations(order)), 1)
        self.assertFalse(order.activity_ids)

    def test_off_finds_nothing(self):
        self.enforce("off")
        order = self.blocked()
        order.action_confirm()
        self.assertEqual(order.validation_state, "unchecked")
        self.assertFalse(order.finding_ids)
        self.assertFalse(order.action_validate_order())

    def test_a_warning_blocks_nothing(self):
        self.only("address_incomplete", severity="warn")
        order = self.blocked()
        order.action_confirm()
        self.assertFree(order)
        self.assertEqual(order.validation_state, "warning")

    def test_a_rule_that_is_off_finds_nothing(self):
        self.only()
        order = self.blocked()
        order.action_confirm()
        self.assertEqual(order.validation_state, "clear")

    def test_a_hold_ends_when_the_company_only_observes(self):
        order = self.held()
        self.enforce("observe")
        order.action_validate_order()
        self.assertFree(order)


@tagged("post_install", "-at_install")
class TestRefusal(GateCommon):
    """A person, or a program that calls for one, is told; nothing is done."""

    def refused(self, call):
        with self.assertRaises(UserError) as refusal:
            call()
        return str(refusal.exception)

    def test_all_blocking_findings_of_all_orders_are_listed(self):
        self.only("address_incomplete", "contact_missing")
        self.partner.write({"phone": False, "email": False})
        one, other, good = self.blocked(), self.blocked(), self.good()
        text = self.refused(lambda: self.rpc(self.salesman, one + good + other, "action_confirm"))
        for order in (one, other):
            self.assertIn(order.name, text)
        self.assertNotIn(good.name, text)
        self.assertEqual(text.count("lacks: street"), 2)
        self.assertEqual(text.count("neither a phone number"), 2)

    def test_warnings_are_not_listed(self):
        self.only("address_incomplete", "contact_missing")
        self.partner.write({"phone": False, "email": False})
        self.rule("contact_missing").severity = "warn"
        text = self.refused(self.blocked().action_confirm)
        self.assertNotIn("neither a phone number", text)

    def test_nothing_is_half_done(self):
        bad, good = self.blocked(), self.good()
        orders = bad + good
        events = len(self.events(orders))
        self.refused(lambda: self.rpc(self.salesman, orders, "action_confirm"))
        self.assertEqual(set(orders.mapped("state")), {"draft"})
        self.assertFalse(orders.picking_ids)
        self.assertFalse(orders.hold_ids)
        self.assertFalse(orders.activity_ids)
        self.assertEqual(len(self.events(orders)), events)

    def test_writing_the_state_is_confirming(self):
        order = self.blocked()
        text = self.refused(lambda: self.rpc(self.salesman, order, "write", {"state": "sale"}))
        self.assertIn("lacks: street", text)
        self.assertEqual(order.state, "draft")

    def test_what_is_written_along_with_the_state_counts(self):
        order = self.good()
        values = {"state": "sale", "partner_shipping_id": self.partner.id}
        self.refused(lambda: self.rpc(self.salesman, order, "write", values))
        self.assertEqual((order.state, order.partner_shipping_id), ("draft", self.good_partner))

    def test_a_cancelled_order_does_not_come_back_around_the_gate(self):
        order = self.blocked()
        order.action_cancel()
        self.refused(lambda: self.rpc(self.salesman, order, "write", {"state": "sale"}))
        self.assertEqual(order.state, "cancel")

    def test_an_order_is_not_created_confirmed(self):
        line = Command.create({"product_id": self.goods.id})
        values = {"partner_id": self.partner.id, "state": "sale", "order_line": [line]}
        before = self.env["sale.order"].search_count([])
        self.refused(lambda: self.env["sale.order"].with_user(self.salesman).create([values]))
        self.assertEqual(self.env["sale.order"].search_count([]), before)

    def test_an_order_that_is_created_confirmed_is_judged_as_a_quotation(self):
        self.only("quote_expired")
        line = Command.create({"product_id": self.goods.id})
        values = {"partner_id": self.partner.id, "state": "sale", "order_line": [line]}
        text = self.refused(lambda: self.env["sale.order"].create({**values, "validity_date": "2020-01-31"}))
        self.assertIn("was valid until", text)
        order = self.env["sale.order"].create(values)
        self.assertEqual((order.state, order.validation_state), ("sale", "clear"))

    def test_an_import_says_what_is_wrong(self):
        columns = ["partner_id/.id", "state", "order_line/product_id/.id", "order_line/product_uom_qty"]
        bad = [str(self.partner.id), "sale", str(self.goods.id), "1"]
        good = [str(self.good_partner.id), "sale", str(self.goods.id), "1"]
        orders = self.env["sale.order"].with_user(self.salesman)
        result = orders.load(columns, [good, bad])
        self.assertFalse(result["ids"])
        self.assertIn("lacks: street", result["messages"][0]["message"])
        self.assertEqual(len(orders.load(columns, [good])["ids"]), 1)

    def test_what_comes_over_rpc_does_not_soften_the_judgement(self):
        self.only("quote_expired")
        order = self.good(validity_date="2020-01-31", date_order="2020-01-01")
        for context in ({"validation_hindsight": True}, {"default_state": "waived"}, {"validation_memo": {}}):
            self.rpc(self.salesman, order, "action_validate_order", context=context)
            self.assertEqual(self.findings(order).state, "open")
            self.refused(lambda: self.rpc(self.salesman, order, "action_confirm", context=context))  # noqa: B023

    def test_who_may_not_change_an_order_learns_nothing(self):
        colleague = self.make_user("salesman", login="colleague")
        order = self.blocked()
        for call in ("action_confirm", "action_confirm_checked", "action_confirm_on_hold", "action_validate_order"):
            with self.assertRaises(AccessError):
                self.rpc(colleague, order, call)


@tagged("post_install", "-at_install")
class TestButton(GateCommon):
    """The Confirm button and the list action: what passes goes on, the rest is shown."""

    def dialog(self, action):
        self.assertEqual((action["res_model"], action["target"]), ("order.validation.dialog", "new"))
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_a_good_order_is_confirmed_without_a_dialog(self):
        order = self.good()
        self.assertIs(self.rpc(self.salesman, order, "action_confirm_checked"), True)
        self.assertFree(order)

    def test_a_blocked_order_opens_the_dialog_and_keeps_its_findings(self):
        order = self.blocked()
        dialog = self.dialog(self.rpc(self.salesman, order, "action_confirm_checked"))
        self.assertEqual(order.state, "draft")
        self.assertEqual(dialog.finding_ids, self.findings(order))
        self.assertTrue(dialog.is_blocked)

    def test_of_several_the_good_ones_are_confirmed(self):
        bad, good, confirmed = self.blocked(), self.good(), self.good()
        confirmed.action_confirm()
        dialog = self.dialog(self.rpc(self.salesman, bad + good + confirmed, "action_confirm_checked"))
        self.assertEqual((bad.state, good.state), ("draft", "sale"))
        self.assertEqual((dialog.order_ids, dialog.confirmed_ids, dialog.skipped_ids), (bad, good, confirmed))
        self.assertIn(good.name, dialog.summary)
        self.assertIn(confirmed.name, dialog.summary)

    def test_where_all_are_confirmed_nobody_is_interrupted(self):
        self.assertIs(self.rpc(self.salesman, self.good() + self.good(), "action_confirm_checked"), True)

    def test_an_order_that_odoo_does_not_confirm_does_not_keep_the_others(self):
        empty, good = self.good(), self.good()
        empty.order_line = [Command.create({"name": "To be chosen", "product_uom_qty": 1})]
        dialog = self.dialog(self.rpc(self.salesman, empty + good, "action_confirm_checked"))
        self.assertEqual((empty.state, good.state), ("draft", "sale"))
        self.assertIn("missing a product", dialog.summary)

    def test_an_order_that_is_confirmed_already_is_refused_as_by_odoo(self):
        order = self.good()
        order.action_confirm()
        with self.assertRaises(UserError):
            self.rpc(self.salesman, order, "action_confirm_checked")

    def test_dialog_checks_again_and_confirms_what_is_repaired(self):
        order = self.blocked()
        dialog = self.dialog(self.rpc(self.salesman, order, "action_confirm_checked"))
        self.repair()
        again = self.dialog(self.rpc(self.salesman, dialog, "action_check"))
        self.assertFalse(again.is_blocked)
        self.assertEqual(self.rpc(self.salesman, again, "action_confirm")["type"], "ir.actions.act_window_close")
        self.assertFree(order)

    def test_dialog_puts_on_hold_instead(self):
        order = self.blocked()
        dialog = self.dialog(self.rpc(self.salesman, order, "action_confirm_checked"))
        self.rpc(self.salesman, dialog, "action_confirm_on_hold")
        self.assertHeld(order)
        self.assertEqual(self.activities(order, "held").user_id, self.salesman)


@tagged("post_install", "-at_install")
class TestJobs(GateCommon):
    def test_a_job_holds_instead_of_failing(self):
        bad, good = self.blocked(), self.good()
        job = self.env["ir.cron"].create(
            {
                "name": "Confirm what was agreed",
                "model_id": self.env.ref("sale.model_sale_order").id,
                "state": "code",
                "code": f"model.browse({(bad + good).ids}).action_confirm()",
                "user_id": self.env.uid,
            }
        )
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.assertHeld(bad)
        self.assertFree(good)
        self.assertEqual(len(self.activities(bad, "held")), 1)

    def test_what_odoo_does_in_the_middle_of_a_confirmation_does_not_close_the_customers_door(self):
        # A reordering rule that is triggered, and fails, returns to a savepoint; the cursor forgets what it knew.
        bad, good = self.blocked(), self.good()
        confirm = type(bad)._action_confirm

        def confirm_with_savepoint(orders):
            with suppress(ZeroDivisionError), orders.env.cr.savepoint():
                raise ZeroDivisionError
            confirm(orders)
            bad._pass_gate()

        self.patch(type(bad), "_action_confirm", confirm_with_savepoint)
        good._validate_order()
        self.assertTrue(bad.hold_ids)


@tagged("post_install", "-at_install")
class TestCopies(GateCommon):
    def test_a_duplicate_has_nothing_of_it(self):
        order = self.held()
        self.findings(order).action_waive("Known customer")
        held = self.held()
        for original in (order, held):
            copy = original.copy()
            self.assertEqual((copy.validation_state, copy.validated_at), ("unchecked", False))
            for name in ("finding_ids", "open_finding_ids", "hold_ids", "waiting_mail_template_ids", "activity_ids"):
                self.assertFalse(copy[name], name)

    def test_cancelling_ends_what_stands_against_an_order(self):
        order = self.held()
        order.action_cancel()
        self.assertFalse(self.findings(order))
        self.assertEqual(order.validation_state, "unchecked")
        self.assertFalse(self.activities(order, "held"))

    def test_no_customer_hears_that_a_cancelled_order_is_confirmed(self):
        order = self.held()
        order.action_cancel()
        order.action_validate_order()
        order.action_release_holds("Over")
        self.assertFalse(self.confirmations(order))
        self.assertFalse(self.activities(order, "released"))

    def test_a_cancelled_order_that_is_quoted_again_starts_afresh(self):
        order = self.held()
        order.action_cancel()
        order.action_draft()
        self.assertEqual(order.validation_state, "unchecked")
        order._validate_order()
        self.assertHeld(order)
        self.repair()
        order.action_validate_order()
        self.assertEqual(len(self.confirmations(order)), 1)
