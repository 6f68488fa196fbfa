"""What leaves is invoiced: once, by the policy of the customer, and one bad order stops no other."""

from datetime import datetime

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_collections import CollectionsCommon


@tagged("post_install", "-at_install")
class TestInvoicing(CollectionsCommon):
    def test_new_companies_invoice_by_hand(self):
        company = self.env["res.company"].create({"name": "Newcomer"})
        self.assertEqual(company.invoicing_policy, "manual")
        self.assertFalse(company.invoicing_start_date)

    def test_by_hand_nothing_happens(self):
        self.company.invoicing_policy = "manual"
        order = self.make_order()
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order)

    def test_switching_on_begins_today(self):
        self.company.write({"invoicing_policy": "manual", "invoicing_start_date": False})
        self.company.invoicing_policy = "weekly"
        self.assertEqual(self.company.invoicing_start_date, self.company._local_day())

    def test_each_shipment(self):
        order = self.make_order()
        self.run_job()
        self.assertInvoiced(order)
        self.ship_part(order, 4)
        self.run_job()
        self.assertInvoiced(order, 400)
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order, 400, 600)
        self.assertEqual(order.invoice_ids.mapped("invoice_date"), [self.company._local_day()] * 2)

    def test_a_second_run_invoices_nothing(self):
        order = self.make_order()
        self.ship(order)
        for _run in range(3):
            self.run_job()
        self.assertInvoiced(order, 1000)
        shipment = self.env["sale.invoicing.shipment"].search([("order_id", "=", order.id)])
        self.assertEqual(shipment.move_id, order.picking_ids.move_ids)
        self.assertEqual(shipment.invoice_id, order.invoice_ids)

    def test_what_was_billed_by_hand_is_not_billed_again(self):
        order = self.make_order()
        self.ship(order)
        self.invoice(order, post=False)
        self.run_job()
        self.assertEqual(self.invoiced(order), [("out_invoice", "draft", 1000)])

    def test_older_shipments_only_when_asked_for(self):
        order = self.make_order()
        self.ship_part(order, 4)
        self.env.flush_all()
        order.picking_ids.filtered("shipped_at").date_done = datetime(2020, 1, 1)
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order, 600)
        order.action_invoice_shipments()
        self.assertInvoiced(order, 600, 400)

    def test_customer_before_company(self):
        self.company.invoicing_policy = "manual"
        self.partner.invoicing_policy = "shipment"
        contact = self.env["res.partner"].create({"name": "Desk", "parent_id": self.partner.id, "city": "Ghent"})
        order = self.make_order(partner_id=contact.id)
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order, 1000)

    def test_at_delivery(self):
        self.company.invoicing_policy = "delivery"
        order = self.make_order()
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order)
        self.confirm_delivery(order)
        self.run_job()
        self.assertInvoiced(order, 1000)

    def test_drop_shipment(self):
        fridge = self.make_dropshipped()
        order = self.make_order(fridge)
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        self.process(purchase.picking_ids)
        self.run_job()
        self.assertInvoiced(order, 1000)

    def test_kit(self):
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        self.add_stock(self.goods, 20)
        self.add_stock(self.other_goods, 10)
        order = self.make_order((kit, 10))
        self.ship(order, {self.goods: 8, self.other_goods: 4})
        self.run_job()
        self.assertInvoiced(order, 400)

    def test_services_go_with_goods(self):
        order = self.make_order((self.goods, 10), (self.service, 1))
        self.run_job()
        self.assertInvoiced(order)
        self.ship_part(order, 4)
        self.run_job()
        self.assertInvoiced(order, 500)

    def test_services_by_their_own_policy(self):
        self.company.invoicing_services = "own"
        order = self.make_order((self.goods, 10), (self.service, 1))
        self.run_job()
        self.assertInvoiced(order, 100)

    def test_orders_of_services_do_not_wait(self):
        order = self.make_order((self.service, 1))
        self.run_job()
        self.assertInvoiced(order, 100)

    def test_old_services_stay(self):
        order = self.make_order((self.service, 1))
        order.date_order = datetime(2020, 1, 1)
        self.run_job()
        self.assertInvoiced(order)

    def test_a_held_order_stays_invoiceable(self):
        order = self.make_order()
        self.ship(order)
        order.action_hold(self.reason("customer"))
        self.run_job()
        self.assertInvoiced(order, 1000)

    def test_one_bad_order_does_not_stop_the_others(self):
        stranger = self.env["res.partner"].create({"name": "Nobody knows where"})
        good, bad, other = (
            self.make_order(partner_id=partner.id) for partner in (self.partner, stranger, self.partner)
        )
        for order in (good, bad, other):
            self.ship(order)
        self.run_job()
        self.assertInvoiced(good, 1000)
        self.assertInvoiced(other, 1000)
        self.assertInvoiced(bad)
        failure = self.env["sale.invoicing.failure"].search([("order_id", "=", bad.id)])
        self.assertEqual(failure.cause, "address")
        stranger.city = "Ghent"
        self.run_job()
        self.assertInvoiced(bad, 1000)
        self.assertFalse(failure.exists())

    def test_an_error_is_kept_with_its_order(self):
        bad, good = self.make_order(), self.make_order((self.other_goods, 10))
        self.ship(bad)
        self.ship(good)
        self.patch_posting(bad)
        self.run_job()
        self.assertInvoiced(good, 1000)
        self.assertFalse(bad.invoice_ids)
        failure = self.env["sale.invoicing.failure"].search([("order_id", "=", bad.id)])
        self.assertEqual((failure.cause, failure.message), ("error", "The period is closed."))

    def patch_posting(self, order):
        """Refuse to post the invoices of an order, as a closed period does."""
        post = type(self.env["account.move"])._post

        def refuse(moves, soft=True):
            if order in moves.line_ids.sale_line_ids.order_id:
                raise UserError(self.env._("The period is closed."))
            return post(moves, soft=soft)

        self.patch(type(self.env["account.move"]), "_post", refuse)

    def test_lines_that_lost_their_tax(self):
        tax = self.env["account.tax"].create({"name": "Sales tax", "amount": 7.5})
        self.goods.taxes_id = tax
        order = self.make_order()
        order.order_line.tax_ids = False
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order)
        self.assertEqual(self.env["sale.invoicing.failure"].search([("order_id", "=", order.id)]).cause, "tax")

    def test_whoever_may_not_invoice(self):
        order = self.make_order()
        self.ship(order)
        with self.assertRaises(AccessError):
            order.with_user(self.make_user("internal")).action_invoice_shipments()
        order.with_user(self.make_user("accountant")).action_invoice_shipments()
        self.assertInvoiced(order, 1000)
        with self.assertRaisesRegex(UserError, "Everything that was shipped"):
            order.action_invoice_shipments()

    def test_by_hand_whatever_the_policy(self):
        for policy in ("manual", "monthly", "delivery"):
            self.company.invoicing_policy = policy
            order = self.make_order()
            self.ship(order)
            order.action_invoice_shipments()
            self.assertInvoiced(order, 1000)

    def test_shipping_calls_the_job(self):
        job = self.env.ref("quote_to_cash.ir_cron_invoice_shipments")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", job.id)])
        self.ship(self.make_order())
        self.assertEqual(triggers.search_count([("cron_id", "=", job.id)]), before + 1)

    def test_a_step_inside_the_warehouse_does_not_call_it(self):
        job = self.env.ref("quote_to_cash.ir_cron_invoice_shipments")
        triggers = self.env["ir.cron.trigger"]
        order = self.make_order(warehouse=self.make_warehouse(2))
        before = triggers.search_count([("cron_id", "=", job.id)])
        self.assertTrue(self.pick(order))
        self.assertEqual(triggers.search_count([("cron_id", "=", job.id)]), before)
        self.ship(order)
        self.assertEqual(triggers.search_count([("cron_id", "=", job.id)]), before + 1)

    def test_a_product_without_account(self):
        self.goods.categ_id.property_account_income_categ_id = False
        self.company.income_account_id = False
        self.env["account.journal"].search([("type", "=", "sale")]).default_account_id = False
        order = self.make_order()
        self.ship(order)
        with mute_logger("odoo.sql_db"):
            self.run_job()
        self.assertInvoiced(order)
        self.assertEqual(self.env["sale.invoicing.failure"].search([("order_id", "=", order.id)]).cause, "account")

    def test_sections_without_lines_stay_away(self):
        lines = [
            {"display_type": "line_section", "name": "Kitchen", "product_id": False},
            {"product_id": self.goods.id, "product_uom_qty": 10},
            {"display_type": "line_section", "name": "Bakery", "product_id": False},
            {"product_id": self.other_goods.id, "product_uom_qty": 10},
        ]
        for product in (self.goods, self.other_goods):
            self.add_stock(product, 10)
        order = self.make_order(*lines, stock=False)
        self.ship_part(order, 4, self.other_goods)
        self.run_job()
        self.assertEqual(order.invoice_ids.invoice_line_ids.sorted("sequence").mapped("name")[0], "Bakery")
        self.assertEqual(len(order.invoice_ids.invoice_line_ids), 2)


@tagged("post_install", "-at_install")
class TestPeriods(CollectionsCommon):
    def ship_on(self, moment, *lines, **values):
        with freeze_time(moment):
            order = self.make_order(*lines, **values)
            pickings = self.ship(order)
            pickings.date_done = fields.Datetime.to_datetime(moment)
        return order

    def run_on(self, moment):
        with freeze_time(moment):
            self.run_job()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.invoicing_start_date = "2026-01-01"
        cls.company.partner_id.tz = "America/New_York"

    def test_weekly(self):
        self.company.invoicing_policy = "weekly"
        self.company.invoicing_consolidation = "address"
        first = self.ship_on("2026-03-04 15:00:00")
        last = self.ship_on("2026-03-09 03:30:00")  # still Sunday in New York, a day after the change of time
        later = self.ship_on("2026-03-09 04:30:00")
        self.run_on("2026-03-08 20:00:00")
        self.assertInvoiced(first)
        self.run_on("2026-03-11 12:00:00")
        self.assertInvoiced(first, 2000)
        self.assertEqual(first.invoice_ids, last.invoice_ids)
        self.assertInvoiced(later)
        self.assertEqual(first.invoice_ids.invoice_date, fields.Date.to_date("2026-03-08"))

    def test_monthly(self):
        self.company.invoicing_policy = "monthly"
        order = self.ship_on("2026-02-01 04:30:00")  # 31 January in New York
        other = self.ship_on("2026-02-01 05:30:00")
        self.run_on("2026-02-01 06:00:00")
        self.assertInvoiced(order, 1000)
        self.assertInvoiced(other)
        self.assertEqual(order.invoice_ids.invoice_date, fields.Date.to_date("2026-01-31"))

    def test_daily_by_purchase_order(self):
        self.company.write({"invoicing_policy": "daily", "invoicing_consolidation": "po"})
        one, two, three = (self.ship_on("2026-02-03 15:00:00", client_order_ref=name) for name in ("PO1", "PO1", "PO2"))
        self.run_on("2026-02-03 23:00:00")
        self.assertInvoiced(one)
        self.run_on("2026-02-04 12:00:00")
        self.assertEqual(one.invoice_ids, two.invoice_ids)
        self.assertInvoiced(one, 2000)
        self.assertInvoiced(three, 1000)

    def test_daily_by_order(self):
        self.company.invoicing_policy = "daily"
        orders = [self.ship_on("2026-02-03 15:00:00") for _number in range(2)]
        self.run_on("2026-02-04 12:00:00")
        for order in orders:
            self.assertInvoiced(order, 1000)

    def test_other_terms_are_not_put_together(self):
        self.company.write({"invoicing_policy": "daily", "invoicing_consolidation": "address"})
        terms = self.env["account.payment.term"].create([{"name": "Now"}, {"name": "Later"}])
        orders = [self.ship_on("2026-02-03 15:00:00", payment_term_id=term.id) for term in terms]
        self.run_on("2026-02-04 12:00:00")
        self.assertEqual([order.invoice_ids.invoice_payment_term_id for order in orders], list(terms))
