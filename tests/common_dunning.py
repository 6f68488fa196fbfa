"""Invoices that are due, and the days on which customers are reminded of them."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user

from .common_credit import CreditCommon

START = "2026-01-01"


class DunningCommon(CreditCommon):
    """The company reminds its customers from the first of January 2026 on, by the standard schedule, in UTC.

    Every day of a test is frozen: `with self.on(day)`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enforce("off")
        cls.collector = cls.make_collector()
        cls.partner.write({"email": "anna@example.com", "tz": False})
        cls.company.partner_id.tz = "UTC"
        cls.standard = cls.env.ref("quote_to_cash.dunning_schedule_standard")
        cls.standard.business_days = False
        cls.remind()

    @classmethod
    def make_collector(cls, login="q2c_collector"):
        return new_test_user(cls.env, login, groups="quote_to_cash.group_collections")

    @classmethod
    def remind(cls, company=None, since=START):
        """Switch reminders on."""
        (company or cls.company).write(
            {"dunning_start_date": since, "dunning_enabled": True, "dunning_user_id": cls.collector.id}
        )

    @classmethod
    def on(cls, day, clock="09:00:00"):
        """Return a context in which it is this day."""
        return freeze_time(f"{day} {clock}")

    @classmethod
    def bill(cls, amount=1000, invoiced="2026-01-01", due="2026-01-31", sent=True, **values):
        """Post an invoice, and send it unless it was not."""
        with cls.on(invoiced):
            invoice = cls.make_invoice(amount, due=due, invoice_date=invoiced, **values)
            invoice.is_move_sent = sent
        return invoice

    @classmethod
    def due_line(cls, invoice):
        return invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")

    def simulate(self, day, today=None, **values):
        """Return a simulated run."""
        with self.on(today or day):
            run = self.env["dunning.run"].create({"company_id": self.company.id, "date": day, **values})
            run.action_simulate()
        return run

    def send(self, day, **values):
        """Simulate a day, approve and send it; return the run."""
        run = self.simulate(day, **values)
        with self.on(day):
            run.action_send()
            self.env.flush_all()
        return run

    def job(self, day, clock="09:00:00", **options):
        """Run the daily job."""
        with (
            self.on(day, clock),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1000.0),
        ):
            self.env["dunning.run"]._cron_dunning(**options)
            self.env.flush_all()

    def notices(self, partner=None, state="sent"):
        """Return what a customer got, the oldest first."""
        domain = [("partner_id", "=", (partner or self.partner).id), ("state", "=", state)]
        return self.env["dunning.notice"].search(domain, order="id")

    def steps(self, partner=None):
        """Return the names of the steps that a customer was reminded with."""
        return self.notices(partner).mapped("step_id.name")

    def mails(self, partner=None):
        return self.env["mail.mail"].search(
            [("model", "=", "dunning.notice"), ("res_id", "in", self.notices(partner).ids)], order="id"
        )

    def tasks(self, partner=None):
        """Return what somebody has to do for a customer."""
        return self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", (partner or self.partner).id)], order="id"
        )

    @classmethod
    def outcome(cls, run):
        """Return what happens to each line: ``{line: [(step, reason, amount)]}``."""
        lines = run.notice_ids.line_ids.sorted("id")
        found = {}
        for line in lines:
            found.setdefault(line.move_line_id, []).append((line.step_id, line.skip_reason, line.amount))
        return found

    def reasons(self, invoice, day, today=None):
        """Return why an invoice is not reminded on a day; False if it is."""
        lines = self.simulate(day, today).notice_ids.line_ids
        return lines.filtered(lambda line: line.move_id == invoice).mapped("skip_reason")

    @classmethod
    def take_back(cls, invoice):
        """Un-match all payments of an invoice."""
        cls.due_line(invoice).remove_move_reconcile()

    @classmethod
    def day(cls, text):
        return fields.Date.to_date(text)
