"""What is not invoiced or not sent stands in the queue, with its cause; and what the switch would do."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common_collections import CollectionsCommon


@tagged("post_install", "-at_install")
class TestExceptions(CollectionsCommon):
    def row(self, order=None, invoice=None):
        self.env.flush_all()
        self.env.invalidate_all()
        domain = [("order_id", "=", order.id)] if order else [("invoice_id", "=", invoice.id)]
        return self.env["sale.invoicing.exception"].search(domain)

    def causes(self, order):
        return self.row(order).mapped("cause")

    def test_waits_for_the_next_run(self):
        order = self.make_order()
        self.assertFalse(self.row(order))
        self.ship_part(order, 4)
        row = self.row(order)
        self.assertEqual((row.kind, row.cause, row.amount), ("shipped", "next", 400))
        self.run_job()
        self.assertFalse(self.row(order))

    def test_causes_of_the_policy(self):
        order = self.make_order()
        picking = self.ship(order)
        for policy, cause in (("manual", "manual"), ("delivery", "delivery"), ("monthly", "period")):
            self.company.invoicing_policy = policy
            self.assertEqual(self.causes(order), [cause])
        self.company.invoicing_policy = "shipment"
        picking.date_done = datetime(2020, 1, 1)
        self.assertEqual(self.causes(order), ["old"])

    def test_what_is_old_is_a_matter_of_the_companys_day(self):
        self.company.partner_id.tz = "America/New_York"
        self.company.invoicing_start_date = "2026-03-09"  # the day begins at 04:00 in UTC
        order = self.make_order()
        picking = self.ship(order)
        for moment, cause in ((datetime(2026, 3, 9, 3, 30), "old"), (datetime(2026, 3, 9, 4, 30), "next")):
            picking.date_done = moment
            self.assertEqual(self.causes(order), [cause])

    def test_what_has_to_wait_is_a_matter_of_the_companys_day(self):
        self.company.write({"invoicing_policy": "daily", "invoicing_start_date": "2026-03-01"})
        self.company.partner_id.tz = "America/New_York"
        order = self.make_order()
        self.ship(order).date_done = datetime(2026, 3, 10, 1, 0)  # there it is the ninth, nine in the evening
        for moment, cause in (("2026-03-10 03:30:00", "period"), ("2026-03-10 04:30:00", "next")):
            with freeze_time(moment):
                self.assertEqual(self.causes(order), [cause])

    def test_a_customer_of_its_own_policy(self):
        order = self.make_order()
        self.ship(order)
        self.partner.invoicing_policy = "manual"
        self.assertEqual(self.causes(order), ["manual"])

    def test_cause_of_the_last_run(self):
        self.partner.write({"street": False, "city": False})
        order = self.make_order()
        self.ship(order)
        self.run_job()
        self.assertEqual(self.causes(order), ["address"])
        self.assertIn("has no address", self.row(order).message)
        self.partner.city = "Ghent"
        self.row(order).with_user(self.make_user("accountant")).action_invoice()
        self.assertInvoiced(order, 1000)
        self.assertFalse(self.row(order))

    def test_what_was_refunded_is_no_exception(self):
        order = self.make_order()
        self.ship(order)
        self.run_job()
        self.credit(order.invoice_ids)
        self.assertFalse(self.row(order))
        order.action_bill_again()
        self.assertEqual(self.row(order).amount, 1000)

    def test_posted_and_not_sent(self):
        order = self.make_order()
        self.ship(order)
        self.run_job()
        invoice = order.invoice_ids
        self.assertEqual(self.row(invoice=invoice).cause, "unsent")
        self.partner.email = False
        self.assertEqual(self.row(invoice=invoice).cause, "email")
        invoice.is_move_sent = True
        self.assertFalse(self.row(invoice=invoice))

    def test_opening_a_row(self):
        order = self.make_order()
        self.ship(order)
        self.assertEqual(self.row(order).action_open()["res_id"], order.id)

    def test_who_sees_it(self):
        rows = self.env["sale.invoicing.exception"]
        rows.with_user(self.make_user("accountant")).search_count([])
        with self.assertRaises(AccessError):
            rows.with_user(self.make_user("internal")).search_count([])

    def test_other_companies_are_not_seen(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        order = self.make_order()
        self.ship(order)
        self.env.flush_all()
        user = self.make_user("accountant", company_id=company.id, company_ids=company.ids)
        rows = self.env["sale.invoicing.exception"].with_user(user)
        self.assertFalse(rows.search([("order_id", "=", order.id)]))


@tagged("post_install", "-at_install")
class TestSettings(CollectionsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"invoicing_policy": "manual", "invoicing_start_date": False})

    def test_preview_before_switching_on(self):
        settings = self.env["res.config.settings"].create({})
        before, before_older = settings.invoicing_preview, settings.invoicing_preview_older
        new, old = self.make_order(), self.make_order()
        self.ship(new)
        self.ship(old).date_done = fields.Datetime.now() - timedelta(days=40)
        self.env.flush_all()
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.invoicing_preview, before + 1)
        self.assertEqual(settings.invoicing_preview_older, before_older + 1)
        listed = self.env["sale.invoicing.exception"].search(settings.action_preview_invoicing()["domain"]).order_id
        self.assertIn(new, listed)
        self.assertNotIn(old, listed)
        staying = self.env["sale.invoicing.exception"].search(settings.action_preview_older()["domain"]).order_id
        self.assertIn(old, staying)
        self.assertNotIn(new, staying)
        self.assertFalse(new.invoice_ids)

    def test_the_preview_begins_with_the_companys_own_day(self):
        self.company.partner_id.tz = "America/New_York"
        self.company.invoicing_start_date = "2026-03-09"  # the day begins at 04:00 in UTC
        order = self.make_order()
        picking = self.ship(order)
        for moment, shown in ((datetime(2026, 3, 9, 3, 30), False), (datetime(2026, 3, 9, 4, 30), True)):
            picking.date_done = moment
            self.assertEqual(order in self.previewed(), shown)

    def test_the_preview_leaves_out_who_is_invoiced_by_hand(self):
        order = self.make_order()
        self.ship(order)
        self.assertIn(order, self.previewed())
        self.partner.invoicing_policy = "manual"
        self.assertNotIn(order, self.previewed())

    def previewed(self):
        """Return the orders that the settings would invoice."""
        self.env.flush_all()
        settings = self.env["res.config.settings"].create({})
        return self.env["sale.invoicing.exception"].search(settings.action_preview_invoicing()["domain"]).order_id

    def test_the_form_proposes_today(self):
        form = Form(self.env["res.config.settings"])
        form.invoicing_policy = "weekly"
        self.assertEqual(form.invoicing_start_date, self.company._local_day())

    def test_a_customer_switches_on_from_today(self):
        self.partner.invoicing_policy = "manual"
        self.assertFalse(self.company.invoicing_start_date)
        self.partner.invoicing_policy = "weekly"
        self.assertEqual(self.company.invoicing_start_date, self.company._local_day())
        self.assertEqual(self.company.invoicing_policy, "manual")


@tagged("post_install", "-at_install")
class TestSending(CollectionsCommon):
    def posted(self, **values):
        order = self.make_order(client_order_ref="PO 4711", **values)
        self.ship(order)
        self.run_job()
        return order.invoice_ids

    def test_sent_only_by_setting(self):
        self.assertFalse(self.posted().sending_data)

    def test_handed_to_odoo(self):
        self.company.invoicing_send_mail = True
        invoice = self.posted()
        self.assertTrue(invoice.sending_data)
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(invoice.is_move_sent)
        mail = invoice.message_ids.filtered(lambda message: message.message_type == "comment")[:1]
        self.assertIn("PO 4711", mail.subject)
        self.assertIn("PO 4711", mail.body)
        self.assertIn(f"/my/invoices/{invoice.id}?access_token=", mail.body)
        self.assertEqual(mail.attachment_ids.mapped("name"), [invoice.invoice_pdf_report_id.name])

    def test_without_address_it_stays_in_the_queue(self):
        self.company.invoicing_send_mail = True
        self.partner.email = False
        self.assertFalse(self.posted().sending_data)

    def test_other_invoices_keep_their_mail(self):
        order = self.make_order()
        self.ship(order)
        by_hand = self.invoice(order)
        self.assertEqual(by_hand._get_mail_template(), self.env.ref("account.email_template_edi_invoice"))
