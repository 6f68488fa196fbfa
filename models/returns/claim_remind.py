"""Nobody forgets a claim: its owner is reminded, once for each step and deadline."""

import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...engine import claim as engine
from .claim import STEPS

_logger = logging.getLogger(__name__)

ACTIVITY = "quote_to_cash.mail_activity_claim"
# Of all that is due, what nobody was reminded of. Two jobs at once, or one run twice: each row exists once.
NOTE = """
    INSERT INTO shipment_claim_reminder (claim_id, step, due)
    SELECT id, step, deadline FROM shipment_claim claim
     WHERE company_id = %(company)s AND active AND step IS NOT NULL AND remind_on <= %(day)s AND %(only)s
       AND NOT EXISTS (SELECT FROM shipment_claim_reminder known
                        WHERE known.claim_id = claim.id AND known.step = claim.step AND known.due = claim.deadline)
     ORDER BY deadline, id LIMIT %(limit)s
        ON CONFLICT DO NOTHING RETURNING claim_id
"""


class ShipmentClaimReminder(models.Model):
    """That somebody was reminded: one row for a claim, step and deadline."""

    _name = "shipment.claim.reminder"
    _description = "Reminder of a Damage Claim"
    _log_access = False
    _rec_name = "claim_id"
    _allow_sudo_commands = False

    claim_id = fields.Many2one("shipment.claim", required=True, readonly=True, ondelete="cascade")
    step = fields.Selection(STEPS, required=True, readonly=True)
    due = fields.Date(required=True, readonly=True)

    _once = models.UniqueIndex("(claim_id, step, due)", "Somebody was reminded of this already.")


class ShipmentClaim(models.Model):
    _inherit = "shipment.claim"

    @api.model
    def _cron_remind(self, limit=200):
        """Remind the owners of claims of the carriers' deadlines, and of answers and payments that did not come.

        Each company on its own day, in portions; a killed or repeated run goes on with what is left.

        :param int limit: claims in one portion
        """
        job = self.env["ir.cron"]
        for company in self.env["res.company"].search([], order="id"):
            try:
                while self._remind(company, limit):
                    if not job._commit_progress():
                        return
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception:
                self.env.cr.rollback()
                _logger.exception("Reminders of claims of company %s failed", company.id)

    def _remind_now(self):
        """Remind the owners of these claims of their next step, whenever it is due."""
        for company, claims in self.grouped("company_id").items():
            # Whoever reports: the log of reminders and the activities are nobody's to write.
            claims.sudo()._remind(company, len(claims), only=SQL("id = ANY(%s)", claims.ids), always=True)

    @api.model
    def _remind(self, company, limit, only=None, always=False):
        """Remind owners of what is due, and return how many claims that were."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                NOTE,
                company=company.id,
                day=fields.Date.to_date("9999-12-31") if always else company._local_day(),
                only=only or SQL("TRUE"),
                limit=limit,
            )
        )
        claims = self.browse(row[0] for row in rows)
        claims.env["shipment.claim.reminder"].invalidate_model()
        for (owner, step, deadline), mine in claims.grouped(lambda one: (one.user_id, one.step, one.deadline)).items():
            mine._schedule_step(owner, step, deadline)
        return len(claims)

    def _schedule_step(self, owner, step, deadline):
        lang = owner.lang or self.env.lang
        env = self.with_context(lang=lang).env
        texts = {
            engine.REPORT: env._("Tell the carrier of the damage"),
            engine.FILE: env._("File the claim"),
            engine.ANSWER: env._("Ask the carrier for its answer"),
            engine.PAY: env._("Ask the carrier for its payment"),
        }
        # The job's user is nobody's colleague: no message about who assigned it.
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            ACTIVITY, date_deadline=deadline, summary=texts[step], user_id=owner.id or False
        )

    def _end_reminders(self):
        """Mark as done what somebody was reminded of: the step was taken."""
        # The activity may be a colleague's, and the step was taken all the same.
        self.sudo().activity_feedback([ACTIVITY])
