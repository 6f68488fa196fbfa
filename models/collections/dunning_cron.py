"""The daily job: each company on its own day, customer by customer."""

import logging
from datetime import datetime, timedelta

from pytz import timezone

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .dunning_notice import PLANNED, SENT, SKIPPED
from .dunning_run import SENDING, SIMULATED

_logger = logging.getLogger(__name__)

KEPT_DAYS = 60  # simulations, and what was left out in runs


class DunningRun(models.Model):
    _inherit = "dunning.run"

    @api.model
    def _cron_dunning(self, hour=0):
        """Remind the customers of each company that does, once on each of its days.

        Planned in portions and sent customer by customer, all committed one by one: wherever it is killed, the next
        run goes on. Two at once share the customers.

        :param int hour: nothing is sent before this hour of the company's own day
        """
        runs = self.sudo()  # notices are written by runs only, whoever starts the job
        runs._note_failed_mails()
        companies = runs.env["res.company"].search([("dunning_enabled", "=", True)], order="id")
        for company in companies:
            try:
                if not runs._remind_customers(company, hour):
                    return
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # somebody else is at it: the next run looks again
                _logger.info("Reminders of company %s are changed by others; the next run goes on", company.id)
            except Exception:  # one that fails stops no other
                self.env.cr.rollback()
                _logger.exception("Reminders of company %s failed", company.id)

    def _remind_customers(self, company, hour):
        """Do a company's day. Return False when the job's time is over."""
        job = self.env["ir.cron"]
        now = fields.Datetime.now()
        local = timezone("UTC").localize(now).astimezone(timezone(company._local_zone()))
        if local.hour < hour or company.dunning_start_date > local.date():
            return True
        run = self._daily_run(company, local.date())
        if run.state != SENT:
            self.env["account.move"]._judge_promises(company)
            self.env["dunning.account"]._refresh_held(company)
        if not job._commit_progress():
            return False
        if run.state == SIMULATED:
            if not run.planned_at and not run._plan(lambda left: job._commit_progress(remaining=left)):
                return True  # out of time, or somebody else is planning it
            run.state = SENDING
            if not job._commit_progress():
                return False
        self._close_old(company, local.date())
        approved = self.search(
            [("company_id", "=", company.id), ("date", "=", local.date()), ("state", "=", SENDING)], order="id"
        )
        return all(
            each._send_one_by_one(lambda left, done: job._commit_progress(done, remaining=left)) for each in approved
        )

    @api.model
    def _close_old(self, company, day):
        """What was not sent on its day is left to the run of this one.

        :param date day: the company's
        """
        old = self.search([("company_id", "=", company.id), ("date", "<", day), ("state", "=", SENDING)])
        old.notice_ids.filtered(lambda notice: notice.state == PLANNED).state = SKIPPED
        old.state = SENT

    @api.model
    def _daily_run(self, company, day):
        """Return the job's run of a day; of two jobs that create it at once, one does."""
        self.flush_model()
        start = company.dunning_start_date
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO dunning_run (company_id, date, start_date, state, automatic, create_uid, create_date)
                VALUES (%s, %s, %s, %s, TRUE, %s, %s) ON CONFLICT (company_id, date) WHERE automatic DO NOTHING
                """,
                company.id,
                day,
                start,
                SIMULATED,
                self.env.uid,
                fields.Datetime.now(),
            )
        )
        return self.search([("company_id", "=", company.id), ("date", "=", day), ("automatic", "=", True)])

    @api.model
    def _note_failed_mails(self):
        """Make a task of each reminder that the mail server refused."""
        refused = self.env["mail.mail"].search([("model", "=", "dunning.notice"), ("state", "=", "exception")])
        self.env["dunning.notice"].browse(set(refused.mapped("res_id"))).exists()._note_failed_mail()

    @api.autovacuum
    def _gc_plans(self):
        """Forget old simulations, and who was left out in old runs; what was sent stays."""
        day = datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("state", "=", SIMULATED), ("date", "<", day)])._clear()
        self.env.cr.execute(
            SQL("DELETE FROM dunning_notice WHERE state <> 'sent' AND date < %s AND problem IS NULL", day)
        )
        self.env.cr.execute(SQL("DELETE FROM dunning_notice_line WHERE state = 'left_out' AND date < %s", day))
        self.search([("state", "=", SIMULATED), ("date", "<", day)]).unlink()
