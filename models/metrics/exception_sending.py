"""Who gets the exception report, and when: once for each company and month."""

import base64
import logging

from odoo import api, fields, models
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...engine import kpi_report
from .access import COST_GROUP

_logger = logging.getLogger(__name__)

PAPER = "quote_to_cash.report_exceptions"
TEMPLATE = "quote_to_cash.mail_template_exception_report"


class SaleExceptionReport(models.Model):
    _inherit = "sale.exception.report"

    @api.model
    def _cron_send_exception_reports(self):
        """Queue the mails of the months that are due, company by company, each committed."""
        companies = self.env["res.company"].search([("kpi_report_enabled", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._send_in_turn(company)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    @api.model
    def _send_in_turn(self, company):
        """Queue the mails of a company; look again if somebody else has just made its report.

        :param res.company company: that has reports switched on
        :raise OperationalError: if others are always faster
        """
        tries = 0
        while True:
            try:
                return self._send_month(company)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                tries += 1
                if tries == MAX_TRIES_ON_CONCURRENCY_FAILURE:
                    raise
            self.env.cr.rollback()

    @api.model
    def _send_month(self, company):
        """Queue the mails of a company's last due month, if nobody has.

        The row of the month is locked while its mails are written, and says afterwards that they are: whoever comes
        second finds it locked, or told.

        :param res.company company: that has reports switched on
        """
        month = company._exception_month_due()
        readers = company._exception_readers()
        # Half of what the month tells may be missing while documents are read from the beginning.
        if not month or not readers or self.env["sale.kpi.baseline"].sudo()._is_reading(company):
            return self.browse()
        report = self._of_month(company, month).with_company(company)
        report = report.try_lock_for_update()
        if not report or report.sent_at:
            return self.browse()
        report._mail_exceptions(readers)
        report.sent_at = fields.Datetime.now()
        return report

    def _mail_exceptions(self, readers):
        """Queue a mail to each reader, with the paper in their language and with costs only for who may see them.

        :param res.users readers: with an address
        """
        self.ensure_one()
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if not template:
            _logger.info("The mail template of the exception report was deleted: nobody gets a mail.")
            return
        for (lang, cost), users in readers.grouped(lambda user: (user.lang, user.has_group(COST_GROUP))).items():
            report = self.with_context(lang=lang, exception_cost=cost)
            paper = report._exception_paper()
            for user in users:
                # Belonging to no record, it is read by whom it was sent to: others may read the report, not its costs.
                template.with_context(lang=lang, exception_cost=cost).send_mail(
                    report.id,
                    email_values={
                        "recipient_ids": [fields.Command.link(user.partner_id.id)],
                        "attachments": [paper],
                        "model": False,
                        "res_id": False,
                    },
                    email_layout_xmlid="mail.mail_notification_light",
                )

    def _exception_paper(self):
        """Return the report as a file for a mail: its name and content."""
        # sudo: who may see costs was asked of each reader.
        content, _kind = self.env["ir.actions.report"].sudo()._render_qweb_pdf(PAPER, self.ids)
        return f"{self.display_name}.pdf", base64.b64encode(content)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _exception_month_due(self):
        """Return the first day of the month whose report is due; None if it was over before reports were switched on.

        A report that was never sent for months is not sent for all of them at once.
        """
        self.ensure_one()
        day = self.kpi_report_day if self.kpi_report_when == "day" else None
        month = kpi_report.due_month(self._local_day(), self.kpi_close_days, day)
        begun = self.kpi_report_since
        return month if not begun or kpi_report.months_earlier(month, -1) >= begun.replace(day=1) else None

    def _exception_readers(self):
        """Return who gets the report: active internal users of the company with an address."""
        self.ensure_one()
        return self.kpi_report_user_ids.filtered(
            lambda user: user.active and not user.share and user.email and self in user.company_ids
        )
