"""The credit panel of a customer."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestPanel(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.credit_limit = 1500
        cls.late = fields.Date.subtract(fields.Date.today(), days=40)
        cls.make_invoice(200, due=cls.late)
        cls.make_invoice(100)
        cls.going = cls.confirmed((cls.goods, 5))
        cls.waiting = cls.held()
        cls.paid_online(cls.going, 50)
        cls.accountant = cls.make_user("accountant")

    def figures(self, user, partner=None):
        return (partner or self.partner).with_user(user).credit_figures

    def test_accountants_and_credit_managers_see_what_the_check_sees(self):
        for user in (self.accountant, self.credit_manager):
            self.assertEqual(
                self.figures(user),
                {
                    "currency_id": self.env.company.currency_id.id,
                    "limit": 1500,
                    "receivable": 300,
                    "to_invoice": 1500,
                    "prepaid": 50,
                    "exposure": 1750,
                    "overdue": 200,
                    "oldest": fields.Date.to_string(self.late),
                    "days_late": 40,
                    "held": 1,
                },
            )

    def test_salespeople_see_none_of_it(self):
        for role in ("salesman", "sales_manager"):
            user = self.salesman if role == "salesman" else self.make_user(role)
            with self.assertRaises(AccessError):
                self.figures(user)

    def test_a_contact_shows_its_companys(self):
        contact = self.make_address(type="contact", name="Carl")
        self.make_invoice(100, partner=contact)
        figures = self.figures(self.accountant, contact)
        self.assertEqual((figures["receivable"], figures), (100, self.figures(self.accountant, self.partner_company)))

    def test_a_customer_with_nothing(self):
        figures = self.figures(self.accountant, self.good_partner)
        self.assertEqual((figures["exposure"], figures["oldest"], figures["held"]), (0, False, 0))

    def test_a_partner_that_is_not_saved_yet(self):
        self.assertFalse(self.env["res.partner"].new({"name": "New"}).credit_figures)

    def test_figures_are_those_of_the_active_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.accountant.company_ids |= other
        figures = self.partner.with_user(self.accountant).with_company(other).credit_figures
        self.assertEqual((figures["exposure"], figures["limit"]), (0, 0))

    def opened(self, action, user):
        return self.env[action["res_model"]].with_user(user).search(action["domain"])

    def test_each_figure_opens_its_records(self):
        partner = self.partner.with_user(self.accountant)
        lines = self.opened(partner.action_open_credit_receivables(), self.accountant)
        self.assertEqual(sum(lines.mapped("amount_residual")), 300)
        self.assertEqual(self.opened(partner.action_open_credit_orders(), self.accountant), self.waiting + self.going)
        self.assertEqual(self.opened(partner.action_open_credit_holds(), self.accountant), self.waiting)

    def test_an_order_that_waited_for_its_address_too_waits_for_credit_when_that_is_repaired(self):
        self.only("credit_limit", "address_incomplete")
        address = self.make_address(parent_id=self.partner.id, city=False)
        order = self.held(partner_shipping_id=address.id)
        self.assertEqual(order.hold_ids.reason_id.code, "order_check")
        address.city = "Berlin"
        order.action_validate_order()
        self.assertHeld(order)
        self.assertEqual(self.figures(self.accountant)["held"], 2)
        holds = self.partner.with_user(self.accountant).action_open_credit_holds()
        self.assertEqual(self.opened(holds, self.accountant), order + self.waiting)

    def test_an_order_that_was_held_for_credit_and_waits_for_its_address_does_not(self):
        self.only("credit_limit", "address_incomplete")
        self.waiting.partner_shipping_id = self.make_address(parent_id=self.partner.id, city=False)
        self.partner.credit_limit = 9000
        self.assertHeld(self.waiting)
        self.assertEqual(self.figures(self.accountant)["held"], 0)

    def test_the_list_of_orders_sums_up_to_the_figure(self):
        self.ship(self.going, {self.goods: 2})
        self.invoice(self.going)
        figures = self.figures(self.accountant)
        self.assertEqual((figures["receivable"], figures["to_invoice"]), (500, 1300))
        for user in (self.accountant, self.credit_manager):
            action = self.partner.with_user(user).action_open_credit_orders()
            orders = self.opened(action, user)
            self.assertEqual(sum(orders.mapped("credit_to_invoice")), 1300)
            view = self.env["sale.order"].with_user(user).get_view(action["views"][0][0], "list")
            self.assertIn('name="credit_to_invoice"', view["arch"])

    def test_prepaid_opens_the_payments_or_the_orders_they_pay(self):
        action = self.partner.with_user(self.accountant).action_open_credit_prepaid()
        self.assertEqual(self.opened(action, self.accountant), self.going.transaction_ids)
        orders = self.opened(
            self.partner.with_user(self.credit_manager).action_open_credit_prepaid(), self.credit_manager
        )
        self.assertEqual(orders, self.going)
        self.assertEqual(orders.credit_prepaid, 50)

    def test_a_credit_manager_opens_orders(self):
        partner = self.partner.with_user(self.credit_manager)
        self.assertEqual(len(self.opened(partner.action_open_credit_orders(), self.credit_manager)), 2)
        self.assertEqual(self.opened(partner.action_open_credit_holds(), self.credit_manager), self.waiting)

    def test_who_sees_none_of_it_opens_none_of_it(self):
        partner = self.partner.with_user(self.salesman)
        for action in ("receivables", "orders", "prepaid", "holds"):
            with self.assertRaises(AccessError):
                getattr(partner, f"action_open_credit_{action}")()

    def test_many_customers_take_as_many_queries_as_few(self):
        few = self.partner + self.good_partner
        many = few + self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(30)])

        def count(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.mapped("credit_figures")
            return self.env.cr.sql_log_count - before

        count(few)
        self.assertEqual(count(few), count(many))
