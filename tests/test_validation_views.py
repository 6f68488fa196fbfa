"""Buttons by mode, filters, texts, settings, and what each role sees of findings and credit."""

import ast

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

from .common_validation import ValidationCommon


class ScreensCommon(ValidationCommon):
    """One rule is on: the credit limit, which the default order exceeds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("credit_limit")
        cls.partner.credit_limit = 500
        cls.good_partner = cls.env["res.partner"].create({"name": "Ben's Café"})

    def arch(self, model, view, kind="form", user=None):
        """Return the view as a user gets it."""
        records = self.env[model].with_user(user or self.env.user)
        return etree.fromstring(records.get_view(self.env.ref(view).id, kind)["arch"])

    def shown(self, order, *names):
        """Return which of the header's buttons the form shows for an order."""
        header = self.arch("sale.order", "sale.view_order_form").find(".//header")
        fields = ("id", "state", "validation_mode", "has_blocked_goods", "order_status", "locked")
        values = {name: order[name] for name in fields}
        return [
            button.get("name")
            for name in names
            for button in header.xpath(f".//button[@name='{name}']")
            if not safe_eval(button.get("invisible", "False"), dict(values))
        ]


@tagged("post_install", "-at_install")
class TestOrderForm(ScreensCommon, TransactionCase):
    def test_confirm_buttons_by_mode(self):
        names = ("action_confirm", "action_confirm_checked")
        for state in ("draft", "sent"):
            order = self.quote(state=state)
            for mode, expected in (("off", names[0]), ("observe", names[0]), ("enforce", names[1])):
                with self.subTest(state=state, mode=mode):
                    self.env.company.validation_mode = mode
                    self.assertEqual(self.shown(order, *names), [expected])
        order.state = "cancel"
        self.assertEqual(self.shown(order, *names), [])

    def test_check_button_where_something_is_checked(self):
        order = self.quote()
        for mode, expected in (("off", []), ("observe", ["action_check"]), ("enforce", ["action_check"])):
            self.env.company.validation_mode = mode
            self.assertEqual(self.shown(order, "action_check"), expected, mode)

    def test_odoos_buttons_stay_where_they_are(self):
        """Views of other modules, and Odoo's own tours, find them by name and id."""
        header = self.arch("sale.order", "sale.view_order_form").find(".//header")
        confirm = header.xpath(".//button[@name='action_confirm']")
        self.assertEqual([button.get("id") for button in confirm], ["action_confirm", None])
        ours = header.xpath(".//button[@name='action_confirm_checked']")
        for attribute in ("class", "data-hotkey", "context", "string"):
            self.assertEqual([b.get(attribute) for b in ours], [b.get(attribute) for b in confirm], attribute)

    def test_every_role_that_can_open_an_order_sees_its_findings(self):
        order = self.quote()
        order.action_validate_order()
        for role in ("sales_all", "sales_manager", "desk", "credit", "accountant"):
            with self.subTest(role=role):
                form = Form(order.with_user(self.make_user(role)))
                self.assertEqual(form.validation_state, "blocked")
                self.assertEqual(len(form.open_finding_ids), 1)
                self.assertEqual(form.finding_count, 1)

    def test_way_to_what_was_found_before(self):
        order = self.quote()
        order.action_validate_order()
        self.partner.credit_limit = 0
        order.action_validate_order()
        self.assertFalse(order.open_finding_ids)
        self.assertEqual(order.finding_count, 1)
        action = order.action_open_findings()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual((found.order_id, found.state), (order, "resolved"))
        self.assertNotIn("search_default_open", action["context"])

    def test_odoos_credit_warning_gives_way_to_the_finding(self):
        self.env.company.account_use_credit_limit = True
        order = self.quote()
        self.assertTrue(order.partner_credit_warning)
        order.action_validate_order()
        order.invalidate_recordset(["partner_credit_warning"])
        self.assertFalse(order.partner_credit_warning)


@tagged("post_install", "-at_install")
class TestCheckButton(ScreensCommon, TransactionCase):
    def answer(self, orders):
        action = orders.action_check()
        self.assertEqual(action["params"]["next"]["type"], "ir.actions.act_window_close", "the screen is read again")
        return action["params"]["message"]

    def test_one_order(self):
        order = self.quote()
        self.assertEqual(self.answer(order), "Findings that block: 1.")
        self.rule("credit_limit").severity = "warn"
        self.assertEqual(self.answer(order), "Warnings: 1.")
        self.partner.credit_limit = 0
        self.assertEqual(self.answer(order), "Nothing found.")

    def test_observing_says_that_nothing_is_blocked(self):
        self.env.company.validation_mode = "observe"
        self.assertEqual(self.answer(self.quote()), "Findings that would block: 1.")

    def test_several_orders_are_counted(self):
        orders = self.quote() | self.quote() | self.quote(partner_id=self.good_partner.id)
        self.assertEqual(self.answer(orders), "Orders checked: 3. Blocked: 2. With warnings: 0. Clear: 1.")

    def test_off_says_so(self):
        self.env.company.validation_mode = "off"
        self.assertIn("Nothing to check", self.answer(self.quote()))


@tagged("post_install", "-at_install")
class TestLists(ScreensCommon, TransactionCase):
    def run_action(self, name, orders, user):
        action = self.env.ref(f"quote_to_cash.{name}").with_user(user)
        return action.with_context(active_model="sale.order", active_ids=orders.ids, active_id=orders[:1].id).run()

    def found(self, name, orders):
        arch = self.arch("sale.order", "sale.view_sales_order_filter", "search")
        (text,) = arch.xpath(f"//filter[@name='{name}']/@domain")
        self.env.flush_all()
        return orders.search([("id", "in", orders.ids), *ast.literal_eval(text)])

    def test_filters(self):
        blocked, clear, unchecked = self.quote(), self.quote(partner_id=self.good_partner.id), self.quote()
        (blocked | clear).action_validate_order()
        every = blocked | clear | unchecked
        self.assertEqual(self.found("check_blocked", every), blocked)
        self.assertEqual(self.found("check_missing", every), unchecked)
        self.assertFalse(self.found("check_warning", every))
        self.rule("credit_limit").severity = "warn"
        blocked.action_validate_order()
        self.assertEqual(self.found("check_warning", every), blocked)

    def test_salespeople_check_and_confirm_from_the_list(self):
        salesman = self.make_user("salesman")
        good = self.quote(partner_id=self.good_partner.id, user_id=salesman.id)
        blocked = self.quote(user_id=salesman.id)
        answer = self.run_action("sale_order_action_check", good | blocked, salesman)
        self.assertEqual(answer["tag"], "display_notification")
        action = self.run_action("sale_order_action_confirm_checked", good | blocked, salesman)
        dialog = self.env[action["res_model"]].with_user(salesman).browse(action["res_id"])
        self.assertEqual((good.state, blocked.state), ("sale", "draft"))
        self.assertEqual(dialog.summary, f"Confirmed: {good.name}.")
        self.assertEqual(dialog.finding_ids.order_id, blocked)

    def test_nothing_is_asked_when_all_are_good(self):
        good = self.quote(partner_id=self.good_partner.id)
        self.assertFalse(self.run_action("sale_order_action_confirm_checked", good, self.make_user("desk")))
        self.assertEqual(good.state, "sale")

    def test_nobody_else_has_these_actions(self):
        order = self.quote()
        with self.assertRaises(AccessError):
            self.run_action("sale_order_action_confirm_checked", order, self.make_user("accountant"))


@tagged("post_install", "-at_install")
class TestDialog(ScreensCommon, TransactionCase):
    def dialog(self, orders):
        action = orders.action_confirm_checked()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_offers_to_confirm_what_nothing_blocks_any_more(self):
        orders = self.quote() | self.quote()
        dialog = self.dialog(orders)
        self.assertEqual((dialog.is_blocked, dialog.waiting_count, dialog.ready_count), (True, 2, 0))
        orders[0].open_finding_ids.action_waive("The boss says so")
        dialog.invalidate_recordset()
        self.assertEqual((dialog.is_blocked, dialog.waiting_count, dialog.ready_count), (True, 2, 1))
        action = dialog.action_confirm()
        self.assertEqual(orders.mapped("state"), ["sale", "draft"])
        left = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(left.order_ids, orders[1])

    def test_form_opens(self):
        dialog = self.dialog(self.quote())
        form = Form(dialog)
        self.assertEqual(len(form.finding_ids), 1)


@tagged("post_install", "-at_install")
class TestWaiverHint(ScreensCommon, TransactionCase):
    def hint(self, order, role, **values):
        user = self.make_user(role, **values)
        return order.open_finding_ids.with_user(user).waiver_hint

    def test_says_who_may_waive(self):
        order = self.quote()
        order.action_validate_order()
        self.assertEqual(self.hint(order, "desk"), "May be waived by: Credit / Credit Manager.")
        self.assertFalse(self.hint(order, "credit"), "who may waive has the button")

    def test_a_group_named_like_its_privilege_is_named_once(self):
        self.rule("credit_limit").waiver_group_id = self.env.ref("quote_to_cash.group_order_desk")
        order = self.quote()
        order.action_validate_order()
        self.assertEqual(self.hint(order, "sales_all"), "May be waived by: Order Desk.")

    def test_not_on_ones_own_order(self):
        user = self.make_user("credit")
        order = self.quote(user_id=user.id)
        order.action_validate_order()
        finding = order.open_finding_ids.with_user(user)
        self.assertFalse(finding.can_waive)
        self.assertIn("ask a colleague", finding.waiver_hint)

    def test_what_cannot_be_waived(self):
        self.rule("credit_limit").waiver_group_id = False
        order = self.quote()
        order.action_validate_order()
        self.assertEqual(self.hint(order, "credit"), "Cannot be waived.")


@tagged("post_install", "-at_install")
class TestConfiguration(ScreensCommon, TransactionCase):
    def test_settings(self):
        form = Form(self.env["res.config.settings"])
        self.assertEqual(form.validation_mode, "enforce")
        form.validation_mode = "observe"
        form.max_discount = 7.5
        form.carrier_required = True
        form.save().execute()
        company = self.env.company
        self.assertEqual(
            (company.validation_mode, company.max_discount, company.carrier_required), ("observe", 7.5, True)
        )

    def test_parameters_are_shown_where_a_rule_has_them(self):
        arch = self.arch("order.validation.rule", "quote_to_cash.order_validation_rule_view_list", "list")
        for rule in self.rules:
            shown = {
                name
                for name in ("amount", "percent", "days", "hours", "hour")
                if not safe_eval(
                    arch.find(f".//field[@name='{name}']").get("invisible"), {"parameter_names": rule.parameter_names}
                )
            }
            self.assertEqual(shown, set(rule._parameters()), rule.code)

    def test_a_manager_makes_a_rule_without_code(self):
        manager = self.make_user("sales_manager")
        form = Form(self.env["order.validation.rule"].with_user(manager))
        form.name = "Advice needs a date"
        form.code = "advice_date"
        form.severity = "block"
        form.domain = "[('commitment_date', '=', False)]"
        form.message = "Ask for a day."
        rule = form.save()
        self.assertFalse(rule.is_standard)
        self.rule("credit_limit").severity = "off"
        order = self.quote()
        self.assertEqual(order.action_validate_order().message, "Ask for a day.")

    def test_menus_are_for_managers(self):
        menus = [
            self.env.ref("quote_to_cash.order_validation_rule_menu").id,
            self.env.ref("quote_to_cash.order_validation_finding_menu").id,
        ]

        def visible(role):
            return self.env["ir.ui.menu"].with_user(self.make_user(role))._visible_menu_ids() & set(menus)

        self.assertEqual(visible("sales_manager"), set(menus))
        self.assertFalse(visible("desk"))

    def test_report_opens_for_managers(self):
        self.quote().action_validate_order()
        findings = self.env["order.validation.finding"].with_user(self.make_user("sales_manager"))
        for kind in ("list", "pivot", "graph", "search", "form"):
            findings.get_view(view_type=kind)
        groups = findings.formatted_read_group([], ["rule_id", "state"], ["__count", "hours_open:avg"])
        self.assertTrue(groups)


@tagged("post_install", "-at_install")
class TestCreditPanel(ScreensCommon, TransactionCase):
    @classmethod
    def make_user(cls, role, **values):
        """Create a user who may also change contacts."""
        user = super().make_user(role, **values)
        user.group_ids += cls.env.ref("base.group_partner_manager")
        return user

    def page(self, user):
        arch = self.arch("res.partner", "base.view_partner_form", user=user)
        return arch.find(".//page[@name='credit']")

    def test_credit_manager_who_is_no_accountant(self):
        self.quote().action_confirm_on_hold()
        user = self.make_user("credit")
        page = self.page(user)
        self.assertIsNotNone(page.find(".//field[@name='credit_figures']"))
        self.assertIsNone(page.find(".//field[@name='credit_limit']"), "Odoo keeps this field to accounting")
        form = Form(self.partner.with_user(user))
        figures = form.credit_figures
        self.assertEqual((figures["limit"], figures["exposure"], figures["held"]), (500, 1000, 1))
        form.prepayment_required = True
        form.save()
        self.assertTrue(self.partner.prepayment_required)

    def test_accountant_sets_the_limit_whether_odoo_uses_limits_or_not(self):
        self.env.company.account_use_credit_limit = False
        user = self.make_user("accountant")
        self.assertIsNotNone(self.page(user).find(".//field[@name='credit_limit']"))

    def test_salespeople_do_not_see_it(self):
        self.assertIsNone(self.page(self.make_user("sales_all")))

    def test_a_new_customer(self):
        form = Form(self.env["res.partner"].with_user(self.make_user("credit")))
        form.name = "New Café"
        self.assertTrue(form.save())


@tagged("post_install", "-at_install")
class TestPortal(ScreensCommon, HttpCase):
    def page(self, order, query=""):
        self.env.flush_all()
        self.authenticate(None, None)
        return self.url_open(order.get_portal_url(query_string=query)).text

    def test_a_held_order_is_not_called_confirmed(self):
        order = self.quote()
        order._validate_order()
        self.assertTrue(order.is_on_hold)
        for query in ("&message=sign_ok", ""):
            page = self.page(order, query)
            self.assertIn("We have your order and are checking a detail. You will hear from us.", page)
            self.assertNotIn("has been confirmed", page)
            for inside in (order.finding_ids.message, "credit limit", "Order within", "Accepted and on hold"):
                self.assertNotIn(inside, page)

    def test_a_free_order_is_confirmed(self):
        order = self.quote(partner_id=self.good_partner.id)
        order._validate_order()
        page = self.page(order, "&message=sign_ok")
        self.assertIn("Your order has been confirmed.", page)
        self.assertNotIn("checking a detail", page)

    def test_a_hold_that_a_colleague_places_says_nothing_of_checks(self):
        order = self.quote(partner_id=self.good_partner.id)
        order.action_confirm()
        order.action_hold(self.reason("address"))
        self.assertNotIn("checking a detail", self.page(order))

    def test_customers_cannot_read_findings(self):
        user = self.make_user("portal")
        order = self.quote(partner_id=user.partner_id.id)
        user.partner_id.credit_limit = 500
        order.action_validate_order()
        self.assertTrue(order.finding_ids)
        with self.assertRaises(AccessError):
            order.finding_ids.with_user(user).read(["message"])
        with self.assertRaises(AccessError):
            self.env["order.validation.finding"].with_user(user).search([])
