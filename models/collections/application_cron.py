"""What may be applied without a look: only what is certain, and only where the company says so."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...engine.application import SMALL, apply_certain
from ..query import fetch_rows
from .application_facts import CUSTOMERS, SOURCES
from .application_portion import OPEN, WRITE_OFF, Portion

_logger = logging.getLogger(__name__)


class ResCompany(models.Model):
    _inherit = "res.company"

    payment_application_rule = fields.Selection(
        [("none", "Never"), ("exact", "Exact only"), ("small", "Exact, or short by a small difference")],
        "Apply Payments Automatically",
        default="none",
        help="Exact only: a payment that is exactly what its customer names, or exactly one open item or the only sum "
        "of several, is applied by itself. Short by a small difference: also what its customer names and pays but for "
        "the small difference, which is written off. Everything else waits for a look.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    payment_application_rule = fields.Selection(related="company_id.payment_application_rule", readonly=False)

    def action_preview_payment_application(self):
        """Show the money that the rule would apply now."""
        portions = self.env["payment.application"]._certain(self.company_id, self.payment_application_rule == "small")
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.payment_unapplied_action")
        money = {one.money for own in portions.values() for one in own}
        return {**action, "domain": [("id", "in", sorted(money))], "context": {}, "target": "new"}


class PaymentApplication(models.TransientModel):
    _inherit = "payment.application"

    @api.model
    def _cron_apply_payments(self):
        """Apply what is certain in the companies that want it, committed payment by payment.

        What is not certain, or cannot be applied, stays on the list of unapplied money.
        """
        companies = self.env["res.company"].search([("payment_application_rule", "!=", "none")], order="id")
        for company in companies:
            if not self.with_company(company)._apply_exact(company):
                return

    @api.model
    def _apply_exact(self, company):
        """Apply what is certain in a company. Return False when the job's time is over."""
        job = self.env["ir.cron"]
        portions = self._certain(company, company.payment_application_rule == "small")
        left = len(portions)
        for payment, own in portions.items():
            left -= 1
            try:
                with self.env.cr.savepoint():
                    self._apply(company, own)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # somebody else is at it: the next run looks again
            except UserError as error:
                _logger.info("Money of line %s was not applied: %s", payment, error)
            except Exception:  # one that fails stops no other
                _logger.exception("Money of line %s could not be applied", payment)
            if not job._commit_progress(1, remaining=left):
                return False
        return True

    @api.model
    def _certain(self, company, tolerant=False):
        """Return what may be applied without a look: ``{line of a payment: [Portion]}``.

        :param res.company company: whose money
        :param bool tolerant: whether small differences may be written off
        """
        customers = [row["id"] for row in fetch_rows(self.env, CUSTOMERS, SOURCES, company=company.id)]
        rows = self._rows(company, self.env["res.partner"].browse(customers))
        payments = self._payments(rows, {row["id"] for row in rows if row["payment_id"]})
        applied = apply_certain(payments, self._items(rows), tolerant)
        return {
            key: [
                Portion(
                    key,
                    part.item.key,
                    part.units,
                    part.paid,
                    part.reason,
                    outcome=WRITE_OFF if part.reason == SMALL else OPEN,
                )
                for part in proposal.parts
            ]
            for key, proposal in applied.items()
        }
