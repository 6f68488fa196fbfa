"""What may not be oversold is not, whatever the checks are set to."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_promise import PromiseCommon
from .test_validation_views import ScreensCommon

FORBIDDEN = "It may not be oversold, and nobody may waive that: change the date, the quantity or the warehouse."
MODES = ("off", "observe", "enforce")


class PolicyCommon(PromiseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy("block")
        cls.enforce("off")

    def finding(self, order):
        """Return the one finding that stands against an order."""
        finding = self.findings(order)
        self.assertEqual(len(finding), 1, finding.mapped("message"))
        return finding

    def assertRefused(self, order, text=FORBIDDEN):
        """Check that people cannot confirm an order."""
        with self.assertRaises(UserError) as refused:
            order.action_confirm()
        self.assertIn(text, str(refused.exception))
        self.assertEqual(order.state, "draft")

    def assertConfirms(self, order):
        order.action_confirm()
        self.assertFree(order)


@tagged("post_install", "-at_install")
class TestBlock(PolicyCommon):
    def test_in_every_mode_and_whatever_the_rule_says(self):
        for mode in MODES:
            for severity in ("off", "warn", "block"):
                with self.subTest(mode=mode, severity=severity):
                    self.enforce(mode)
                    self.only("stock_short", severity=severity)
                    self.assertRefused(self.quote((self.goods, 11)), "10 Units of 11 Units available in")
                    self.assertRefused(self.quote((self.goods, 11)))
                    order = self.quote((self.goods, 1))
                    self.assertConfirms(order)
                    order._action_cancel()

    def test_also_when_the_rule_is_archived(self):
        self.rule("stock_short").active = False
        for mode in MODES:
            self.enforce(mode)
            self.assertRefused(self.quote((self.goods, 11)))

    def test_with_every_reservation_method(self):
        for method in ("at_confirm", "manual", "by_date"):
            with self.subTest(method=method):
                self.reserve(method)
                order = self.quote((self.goods, 10))
                self.assertConfirms(order)
                self.assertRefused(self.quote((self.goods, 1)))
                order._action_cancel()

    def test_of_an_order_everything_is_stopped(self):
        order = self.quote((self.other_goods, 5), (self.goods, 11))
        self.assertRefused(order)
        self.assertEqual(order.picking_ids, self.env["stock.picking"])

    def test_only_what_may_not_be_oversold_is_told_where_checks_are_observed(self):
        self.enforce("observe")
        self.only("stock_short", "address_incomplete")
        self.partner.street = False
        order = self.quote((self.goods, 11), (self.other_goods, 1))
        with self.assertRaises(UserError) as refused:
            order.action_confirm()
        self.assertEqual(str(refused.exception).count("\n- "), 1)

    def test_the_finding_is_the_normal_one(self):
        self.receive(self.goods, 5, day=4)
        order = self.quote((self.goods, 12))
        dialog = order.action_confirm_checked()
        self.assertEqual(dialog["res_model"], "order.validation.dialog")
        self.assertEqual((order.state, order.validation_state), ("draft", "blocked"))
        finding = self.finding(order)
        self.assertEqual((finding.code, finding.severity, finding.enforced), ("stock_short", "block", True))
        self.assertIn(FORBIDDEN, finding.message)
        self.assertEqual((finding.fix, finding.other_fix), ("_fix_set_date", "_fix_split_line"))
        self.assertFalse(finding.is_observed)
        self.assertTrue(self.env[dialog["res_model"]].browse(dialog["res_id"]).is_blocked)

    def test_a_date_after_the_supply_passes(self):
        self.receive(self.goods, 5, day=4)
        self.assertRefused(self.quote((self.goods, 12), commitment_date=self.day(3)))
        self.assertConfirms(self.quote((self.goods, 12), commitment_date=self.day(5)))

    def test_the_fixes_repair_it(self):
        self.receive(self.goods, 5, day=4)
        for fix in ("action_fix", "action_other_fix"):
            order = self.quote((self.goods, 12))
            order.action_confirm_checked()
            getattr(self.finding(order), fix)()
            self.assertFalse(self.findings(order))
            self.assertConfirms(order)
            order._action_cancel()

    def test_a_buffer_is_not_sold(self):
        self.goods.stock_buffer = 3
        self.assertRefused(self.quote((self.goods, 8)), "7 Units of 8 Units")
        self.assertConfirms(self.quote((self.goods, 7)))

    def test_another_warehouse_has_none(self):
        self.assertRefused(self.quote((self.goods, 1), warehouse=self.make_warehouse(1)))

    def test_what_is_procured_for_the_order_is_not_short(self):
        self.buy_to_order(self.goods)
        self.assertConfirms(self.quote((self.goods, 99)))

    def test_a_kit_by_its_component_or_by_itself(self):
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        self.add_stock(self.other_goods, 100)
        self.assertRefused(self.quote((kit, 6)), "Oven is short")
        self.assertConfirms(self.quote((kit, 1)))
        self.policy(False)
        order = self.quote((kit, 6))
        self.assertConfirms(order)
        order._action_cancel()
        self.policy("block", kit)
        self.assertRefused(self.quote((kit, 6)))

    def test_category_and_company_say_it_too(self):
        self.policy(False)
        self.assertConfirms(self.quote((self.other_goods, 1)))
        parent = self.env["product.category"].create({"name": "Ovens", "oversell_policy": "block"})
        self.goods.categ_id = self.env["product.category"].create({"name": "Big", "parent_id": parent.id})
        self.assertRefused(self.quote((self.goods, 11)))
        self.policy("allow")
        self.assertConfirms(self.quote((self.goods, 1)))
        self.env.company.oversell_policy = "block"
        self.assertRefused(self.quote((self.other_goods, 1)))
        self.env.company.oversell_policy = "allow"
        self.assertConfirms(self.quote((self.other_goods, 1)))

    def test_each_company_has_its_own(self):
        self.policy(False)
        self.env.company.oversell_policy = "block"
        sister = self.env["res.company"].create({"name": "Sister"})
        self.assertEqual(sister._oversell_policies_in_use(), {"allow"})
        self.assertEqual(self.env.company._oversell_policies_in_use(), {"block"})

    def test_created_confirmed(self):
        line = Command.create({"product_id": self.goods.id, "product_uom_qty": 11})
        values = {"partner_id": self.partner.id, "warehouse_id": self.warehouse.id, "order_line": [line]}
        with self.assertRaisesRegex(UserError, "may not be oversold"):
            self.env["sale.order"].create({**values, "state": "sale"})

    def test_written_confirmed(self):
        order = self.quote((self.goods, 11))
        with self.assertRaisesRegex(UserError, "may not be oversold"):
            order.write({"state": "sale"})

    def test_of_several_the_others_are_confirmed(self):
        orders = self.quote((self.goods, 11)) + self.quote((self.goods, 2)) + self.quote((self.other_goods, 2))
        dialog = orders.action_confirm_checked()
        self.assertEqual(orders.mapped("state"), ["draft", "sale", "sale"])
        self.assertEqual(self.env[dialog["res_model"]].browse(dialog["res_id"]).order_ids, orders[0])

    def test_a_salesperson_without_rights_on_stock_is_told_too(self):
        order = self.quote((self.goods, 11), user_id=self.salesman.id)
        with self.assertRaisesRegex(UserError, "may not be oversold"):
            self.rpc(self.salesman, order, "action_confirm")

    @mute_logger("odoo.addons.quote_to_cash.models.validation.rule_failure")
    def test_what_cannot_be_judged_is_not_oversold(self):
        self.enforce("observe")
        self.only("stock_short")
        with patch.object(type(self.rules), "_check_stock_short", side_effect=ValueError):
            self.assertRefused(self.quote((self.goods, 1)), "could not judge")
            self.assertConfirms(self.quote((self.other_goods, 1)))

    @mute_logger("odoo.addons.quote_to_cash.models.validation.sale_order_gate")
    def test_nor_when_the_whole_check_fails(self):
        with patch.object(type(self.env["sale.order"]), "_check_company_orders", side_effect=ValueError):
            self.assertRefused(self.quote((self.goods, 1)), "The check failed")
            self.assertConfirms(self.quote((self.other_goods, 1)))
            order = self.quote((self.goods, 1))
            order._validate_order()
        self.assertHeld(order)


@tagged("post_install", "-at_install")
class TestOtherPolicies(PolicyCommon):
    def test_backorder_is_taken_whatever_the_rule_says(self):
        self.policy("backorder")
        for mode in MODES:
            for severity in ("off", "warn", "block"):
                with self.subTest(mode=mode, severity=severity):
                    self.enforce(mode)
                    self.only("stock_short", severity=severity)
                    order = self.quote((self.goods, 11))
                    self.assertConfirms(order)
                    told = [] if mode == "off" or severity == "off" else ["warn"]
                    self.assertEqual(self.findings(order).mapped("severity"), told)
                    order._action_cancel()

    def test_allow_is_as_the_rule_says(self):
        self.policy("allow")
        self.only("stock_short")
        for mode in ("off", "observe"):
            self.enforce(mode)
            order = self.quote((self.goods, 11))
            self.assertConfirms(order)
            order._action_cancel()
        self.enforce()
        self.assertRefused(self.quote((self.goods, 11)), "10 Units of 11 Units")
        order = self.quote((self.goods, 11))
        order.action_confirm_checked()
        self.finding(order).with_user(self.desk).action_waive("The customer can wait")
        self.assertConfirms(order)

    def test_each_line_by_its_own_policy(self):
        self.enforce()
        self.only("stock_short", severity="warn")
        self.policy("backorder", self.other_goods)
        order = self.quote((self.goods, 11), (self.other_goods, 1))
        order.action_confirm_checked()
        self.assertEqual(self.findings(order).mapped("severity"), ["block", "warn"])
        self.assertEqual(self.findings(order).mapped("enforced"), [True, False])


@tagged("post_install", "-at_install")
class TestNobodyWaivesIt(PolicyCommon):
    def test_not_even_an_administrator(self):
        order = self.quote((self.goods, 11))
        order.action_confirm_checked()
        finding = self.finding(order)
        admin = new_test_user(self.env, "q2c_admin", groups="base.group_system,sales_team.group_sale_manager")
        for user in (self.desk, admin):
            mine = finding.with_user(user)
            self.assertFalse(mine.can_waive)
            self.assertEqual(mine.waiver_hint, "Nobody may waive this: the product may not be oversold.")
            with self.assertRaisesRegex(AccessError, "Nobody may waive this"):
                mine.action_waive("Please")
        with self.assertRaisesRegex(AccessError, "Nobody may waive this"):
            finding.sudo().action_waive("Please")

    def test_an_earlier_waiver_is_void(self):
        self.enforce()
        for severity in ("warn", "block"):
            self.policy("allow")
            self.only("stock_short", severity=severity)
            order = self.quote((self.goods, 11))
            order.action_validate_order().with_user(self.desk).action_waive("The customer can wait")
            self.policy("block")
            self.assertRefused(order)

    def test_a_finding_becomes_an_ordinary_one_with_the_policy(self):
        self.enforce()
        self.only("stock_short", severity="warn")
        order = self.quote((self.goods, 11))
        order.action_validate_order()
        self.policy("allow")
        order.action_validate_order()
        finding = self.finding(order)
        self.assertEqual((finding.enforced, finding.severity), (False, "warn"))
        self.assertNotIn("oversold", finding.message)
        self.assertTrue(finding.with_user(self.desk).can_waive)

    def test_the_preview_of_the_rule_does_not_count_it(self):
        self.enforce("observe")
        rule = self.only("stock_short")
        self.policy("allow")
        told = self.quote((self.goods, 11))
        told.action_confirm()
        told._action_cancel()
        told.action_draft()
        told.action_confirm()
        self.policy("block", self.other_goods)
        held = self.quote((self.other_goods, 1))
        held._validate_order()
        self.assertHeld(held)
        rule.action_preview()
        self.assertIn(told, rule.preview_order_ids)
        self.assertNotIn(held, rule.preview_order_ids)


@tagged("post_install", "-at_install")
class TestHeld(PolicyCommon):
    """Orders of customers and jobs are accepted, and held; so are confirmed orders that grow."""

    def customers_order(self, quantity=11, **values):
        order = self.quote((self.goods, quantity), **values)
        order._validate_order()
        return order

    def test_in_every_mode(self):
        for mode in MODES:
            with self.subTest(mode=mode):
                self.enforce(mode)
                order = self.customers_order(user_id=self.salesman.id)
                self.assertHeld(order)
                self.assertTrue(self.finding(order).enforced)
                self.assertEqual(len(self.activities(order, "held")), 1)
                self.assertEqual(order.picking_ids.move_ids.quantity, 0)
                order._action_cancel()

    def test_of_a_job(self):
        order = self.quote((self.goods, 11))
        order.with_context(cron_id=1).action_confirm()
        self.assertHeld(order)

    def test_nobody_releases_it(self):
        order = self.customers_order()
        with self.assertRaisesRegex(UserError, "may not be oversold"):
            self.rpc(self.desk, order, "action_release_holds", "Please")
        self.assertHeld(order)

    def test_another_mode_does_not_release_it(self):
        self.enforce()
        self.only("address_incomplete")
        order, other = self.customers_order(), self.quote((self.other_goods, 1))
        self.partner.street = False
        other._validate_order()
        self.assertHeld(other)
        for mode in ("observe", "off"):
            self.enforce(mode)
            self.assertHeld(order)
        self.assertFree(other)

    def run_job(self):
        """Run the nightly check of a later night."""
        self.nights = getattr(self, "nights", 0) + 1
        night, job = f"2040-01-{self.nights:02} 01:30:00", self.env.ref("quote_to_cash.ir_cron_check_orders")
        job.nextcall = night
        with self.enter_registry_test_mode(), freeze_time(night):
            job.method_direct_trigger()
        self.env.invalidate_all()

    def test_supply_releases_it_in_every_mode(self):
        for mode in MODES:
            with self.subTest(mode=mode):
                self.enforce(mode)
                order = self.customers_order()
                self.run_job()
                self.assertHeld(order)
                self.add_stock(self.goods, 1)
                self.run_job()
                self.assertFree(order)
                self.assertEqual(order.picking_ids.state, "assigned")
                self.ship(order)
                self.add_stock(self.goods, 10)

    def test_another_policy_releases_it(self):
        order = self.customers_order()
        self.policy("backorder")
        self.run_job()
        self.assertFree(order)
        self.assertFalse(self.findings(order))

    def test_of_those_who_wait_the_first_gets_what_comes(self):
        with freeze_time("2030-01-01 10:00:00"):
            first = self.customers_order(11)
        with freeze_time("2030-01-01 11:00:00"):
            second = self.customers_order(11)
        self.add_stock(self.goods, 1)
        second.action_validate_order()
        self.assertHeld(second)
        (second + first).action_validate_order()
        self.assertFree(first)
        self.assertHeld(second)
        self.add_stock(self.goods, 11)
        second.action_validate_order()
        self.assertFree(second)

    def test_a_confirmed_order_that_grows_is_held(self):
        for mode in MODES:
            with self.subTest(mode=mode):
                self.enforce(mode)
                order = self.quote((self.goods, 10))
                self.assertConfirms(order)
                order.order_line.product_uom_qty = 12
                self.assertHeld(order)
                order.order_line.product_uom_qty = 10
                self.assertFree(order)
                order._action_cancel()


@tagged("post_install", "-at_install")
class TestWhereChecksAreOff(PolicyCommon):
    def test_what_others_have_found_before_stays_as_it_was(self):
        self.enforce("observe")
        self.only("address_incomplete", "stock_short", severity="warn")
        self.partner.street = False
        order = self.quote((self.goods, 11))
        order.action_validate_order()
        self.assertEqual(len(self.findings(order)), 2)
        self.enforce("off")
        order.order_line.product_uom_qty = 5
        order.action_validate_order()
        self.assertEqual(self.findings(order).mapped("code"), ["address_incomplete"])
        self.assertEqual(order.validation_state, "unchecked")
        self.assertConfirms(order)

    def test_nothing_else_is_checked(self):
        other = self.quote((self.other_goods, 11))
        with self.checks() as made:
            other.action_confirm()
            other.order_line.product_uom_qty = 12
        self.assertEqual(made, [])
        self.assertEqual(other.validation_state, "unchecked")

    def test_where_no_policy_is_set_confirming_costs_nothing_more(self):
        self.policy(False)
        for mode in ("off", "observe"):
            self.enforce(mode)
            order = self.quote((self.goods, 11))
            order.action_confirm()
            orders = order.sudo()
            # Whether policies are in use, and the state, are known.
            with self.assertQueryCount(0):
                self.assertFalse(orders._judged_anyway() | orders._refused())
                self.assertEqual(orders.company_id._oversell_policies_in_use(), {"allow"})

    def test_the_answer_of_the_check(self):
        order = self.quote((self.goods, 11))
        self.assertEqual(order.action_check()["params"]["message"], "Findings that block: 1.")
        self.enforce("observe")
        self.only("stock_short", "address_incomplete")
        self.partner.street = False
        self.assertEqual(
            order.action_check()["params"]["message"], "Findings that block: 1. Findings that would block: 1."
        )

    def test_the_number_of_statements_does_not_depend_on_the_orders(self):
        def orders(number):
            return self.env["sale.order"].concat(*(self.quote((self.goods, 11)) for _n in range(number)))

        def count(checked):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            checked._check_orders()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = orders(3), orders(20)
        count(orders(1))
        self.assertEqual(count(few), count(many))
        self.assertEqual(len(self.findings(few + many)), 23)


@tagged("post_install", "-at_install")
class TestButtons(ScreensCommon, PolicyCommon):
    def test_orders_with_such_goods_are_confirmed_through_the_dialog(self):
        names = ("action_confirm", "action_confirm_checked")
        for mode in MODES:
            self.enforce(mode)
            self.assertEqual(self.shown(self.quote((self.goods, 1)), *names), [names[1]])
            other = self.shown(self.quote((self.other_goods, 1)), *names)
            self.assertEqual(other, [names[mode == "enforce"]])
        self.enforce("off")
        self.assertEqual(self.shown(self.quote((self.goods, 1)), "action_check"), ["action_check"])
        self.assertEqual(self.shown(self.quote((self.other_goods, 1)), "action_check"), [])

    def test_a_salesperson_sees_what_stops_the_order(self):
        order = self.quote((self.goods, 11), user_id=self.salesman.id)
        self.rpc(self.salesman, order, "action_confirm_checked")
        form = self.arch("sale.order", "sale.view_order_form", user=self.salesman)
        panel = form.find(".//sheet/field[@name='open_finding_ids']")
        self.assertIn("not has_blocked_goods", panel.get("invisible"))
        self.assertTrue(order.with_user(self.salesman).has_blocked_goods)
        self.assertTrue(order.with_user(self.salesman).open_finding_ids.enforced)
