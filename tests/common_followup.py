"""Quotations that end on 30 June 2026, for the tests of expiry and follow-up."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tools import html2plaintext

from .common import QuoteToCashCommon

LAST = date(2026, 6, 30)
SENT = datetime(2026, 6, 1, 12)


class FollowupCommon(QuoteToCashCommon):
    """The company's clock is UTC, unless a test says otherwise; everything is off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.env["res.company"].search([]).write(
            {"quote_reminder_days": 0, "quote_activity_days": 0, "quote_auto_expire": False}
        )
        cls.partner.write({"email": "anna@example.com", "lang": "en_US"})
        cls.salesman = cls.make_user("salesman", login="q2c_quoting", email="seller@example.com")

    @classmethod
    def switch_on(cls, company=None, **values):
        (company or cls.company).write(values)

    @classmethod
    def expire_by_itself(cls, company=None, since="2026-01-01"):
        cls.switch_on(company, quote_auto_expire=True, quote_expire_since=since)

    @classmethod
    def quote(cls, *lines, send=True, sent=SENT, **values):
        """Create a quotation that ends on the last day of June, and send it."""
        values = {"validity_date": LAST, "user_id": cls.salesman.id, **values}
        with freeze_time(sent):
            order = cls.make_order(*lines, confirm=False, stock=False, **values)
            if send:
                order.action_quotation_sent()
            cls.env.flush_all()
            cls.env.cr.flush()
        return order

    def run_job(self, moment):
        """Run the job as Odoo's scheduler does."""
        self.env.flush_all()
        with freeze_time(moment), self.enter_registry_test_mode():
            result = self.env.ref("quote_to_cash.ir_cron_follow_up_quotes").method_direct_trigger()
        self.assertIs(result, True, "the job has failed")
        self.env.invalidate_all()

    def send_again(self, order, moment):
        """Send a quotation that was changed, as its mail does."""
        with freeze_time(moment):
            order.with_context(mark_so_as_sent=True).message_post(body="As you wished")
            self.env.flush_all()

    def done(self, orders):
        """Return what was done about quotations, in the order in which it was."""
        return self.env["sale.quote.followup"].search([("order_id", "in", orders.ids)], order="id").mapped("kind")

    def mails(self, orders):
        domain = [("model", "=", "sale.order"), ("res_id", "in", orders.ids), ("message_type", "=", "email_outgoing")]
        return self.env["mail.mail"].search(domain, order="id")

    def text(self, mail):
        return " ".join(html2plaintext(mail.body_html).split())

    def activities(self, orders, kind="mail_activity_quote_followup"):
        domain = [("res_model", "=", "sale.order"), ("res_id", "in", orders.ids)]
        kind = self.env.ref(f"quote_to_cash.{kind}")
        return self.env["mail.activity"].search([*domain, ("activity_type_id", "=", kind.id)])

    def pay(self, order, state, created=None):
        """Begin to pay a quotation online; no provider is asked."""
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.env.ref("payment.payment_provider_transfer").id,
                "payment_method_id": self.env["payment.method"].search([], limit=1).id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "reference": f"pay {order.name} {state}",
                "sale_order_ids": [fields.Command.set(order.ids)],
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE payment_transaction SET state = %s, create_date = COALESCE(%s, create_date) WHERE id = %s",
            [state, created, transaction.id],
        )
        self.env.invalidate_all()
        return transaction

    @classmethod
    def extend(cls, order, days):
        order.validity_date += timedelta(days=days)
