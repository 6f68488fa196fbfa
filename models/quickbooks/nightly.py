"""The export by night, for companies that have switched it on: a note with the file, or a list of what is missing."""

import logging
from datetime import timedelta

from markupsafe import Markup
from pytz import timezone

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .const import CANCELLED, DONE, DRAFT
from .scope import Scope

_logger = logging.getLogger(__name__)

ACTIVITY = "quote_to_cash.mail_activity_quickbooks_nightly"
SCREEN = "/odoo/action-quote_to_cash.quickbooks_export_wizard_action"
MOST_TOLD = 50


class ResCompany(models.Model):
    _inherit = "res.company"

    quickbooks_nightly_day = fields.Date("Last Nightly Export", readonly=True, help="The night that is over.")

    def _quickbooks_accountant(self):
        """Return who hears of nightly exports: the accountant, else whoever exported last, else the administrator."""
        last = self.env["quickbooks.export.batch"].search(
            [("company_id", "=", self.id), ("user_id.share", "=", False), ("user_id.active", "=", True)], limit=1
        )
        return self.quickbooks_accountant_id or last.user_id or self.env.ref("base.user_admin")

    def _tell_quickbooks_problems(self, messages):
        """Leave one activity with all problems, or say in the open one what is known now.

        :param list messages: in words
        """
        user = self._quickbooks_accountant()
        told = self.with_context(lang=user.lang or self.env.lang)
        rows = Markup().join(Markup("<li>%s</li>") % message for message in messages[:MOST_TOLD])
        if len(messages) > MOST_TOLD:
            rows += Markup("<li>%s</li>") % told.env._("... and %(count)s more.", count=len(messages) - MOST_TOLD)
        link = Markup('<a href="%s">%s</a>') % (SCREEN, told.env._("Open the export"))
        values = {
            "summary": told.env._("Nothing was exported to the accountant: %(count)s problems", count=len(messages)),
            "note": Markup("<ul>%s</ul><p>%s</p>") % (rows, link),
            "date_deadline": self._local_day(),
        }
        activity = self._quickbooks_activity()
        if activity:
            activity.write(values)
        else:
            self.partner_id.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY, user_id=user.id, **values
            )

    def _quickbooks_activity(self):
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        domain = [("res_model", "=", "res.partner"), ("res_id", "=", self.partner_id.id)]
        activities = self.env["mail.activity"]
        return activities.search([*domain, ("activity_type_id", "=", kind.id)], limit=1) if kind else activities

    def _close_quickbooks_problems(self):
        """What stood in the way is repaired."""
        self._quickbooks_activity().action_feedback(feedback=self.env._("The export goes on."))


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    nightly = fields.Boolean("By Night", readonly=True, copy=False)

    @api.model
    def _cron_nightly(self, hour=0):
        """Export what was posted up to yesterday, for each company that wants it, once a night.

        The files themselves are written by the job that writes big exports. Killed anywhere, the next run goes on.

        :param int hour: not before this hour of the company's own day
        """
        batches = self.sudo()  # exports are written by their own methods only, whoever starts the job
        exported = batches._read_group([("state", "=", DONE)], ["company_id"])
        companies = batches.env["res.company"].search([("quickbooks_nightly", "=", True)], order="id")
        companies |= batches.env["res.company"].union(*(group[0] for group in exported))
        for company in companies:
            try:
                batches._night(company.with_context(allowed_company_ids=company.ids), hour)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception:
                self.env.cr.rollback()
                _logger.exception("The nightly export of company %s failed", company.id)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    @api.model
    def _night(self, company, hour):
        """Look for changed documents, and export if that is wanted and not done yet."""
        now = timezone("UTC").localize(fields.Datetime.now()).astimezone(timezone(company._local_zone()))
        if now.hour < hour or company.quickbooks_nightly_day == now.date():
            return
        batches = self.with_env(company.env).with_company(company)
        draft = batches._nightly_draft(company)
        if draft and not draft.problem:
            return  # it is being written: the next run looks again
        batches._flag_changed(company)
        if company.quickbooks_nightly:
            batches._export_by_night(company, now.date() - timedelta(days=1), draft)
        company.quickbooks_nightly_day = now.date()

    def _nightly_draft(self, company):
        """Return the export that is being written, or waits, where that of the night would be."""
        if not company.quickbooks_nightly:
            return self.browse()
        target = company.quickbooks_nightly_target
        return self.search([("company_id", "=", company.id), ("target", "=", target), ("state", "=", DRAFT)], limit=1)

    def _export_by_night(self, company, last_day, draft):
        """Start the export of a company, or tell what stands in the way.

        :param draft: an export with a problem: no other one begins before somebody continues or cancels it
        """
        target = company.quickbooks_nightly_target
        user = company._quickbooks_accountant()
        batches = self.with_context(lang=user.lang or self.env.lang)
        scope = Scope(company, target, None, last_day)
        if draft:
            text = batches.env._(
                "%(batch)s waits. Repair what is wrong and press Continue Now there, or cancel it: %(problem)s",
                batch=draft.name,
                problem=draft.problem,
            )
            company._tell_quickbooks_problems([text])
            return
        if not self._has_begun(scope):
            text = batches.env._(
                "Say in the settings from when on documents are exported, or make the first export by hand."
            )
            company._tell_quickbooks_problems([text])
            return
        problems = batches.env["quickbooks.check"]._problems(scope)
        errors = [one["message"] for one in problems if one["severity"] == "error"]
        if errors:
            company._tell_quickbooks_problems(errors)
            return
        company._close_quickbooks_problems()
        if batches._has_candidates(scope):
            batches._start(scope).nightly = True
            self.env.ref("quote_to_cash.ir_cron_quickbooks_export").sudo()._trigger()

    def _has_begun(self, scope):
        """Whether somebody has said where exports begin: nobody wants all the years before by surprise."""
        domain = [("company_id", "=", scope.company.id), ("target", "=", scope.target), ("state", "!=", CANCELLED)]
        return bool(scope.company.quickbooks_start_date or self.search_count(domain, limit=1))

    def _has_candidates(self, scope):
        candidates = self.env["quickbooks.reader"]._candidates(scope)
        return bool(self.env.execute_query(SQL("SELECT FROM (%s) AS candidate LIMIT 1", candidates)))

    def _tell(self, text):
        """Extend: of an export by night the accountant hears, with the file or with a task."""
        if not self.nightly:
            return super()._tell(text)
        company = self.company_id
        if self.problem:
            return company._tell_quickbooks_problems([f"{self.name}: {text}"])
        body = Markup("<p>%s</p>") % text
        # For whoever hears of the export: how many, no more
        if outside := self.env["quickbooks.reader"]._left_out_count(self._scope()):
            told = self.env._("Records that no file carries: %(count)s. Enter them by hand.", count=outside)
            body += Markup('<p>%s <a href="%s">%s</a></p>') % (told, SCREEN, self.env._("See them"))
        return self.message_post(
            body=body,
            author_id=self.env.ref("base.partner_root").id,
            attachment_ids=self.attachment_id.ids,
            partner_ids=company._quickbooks_accountant().partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
