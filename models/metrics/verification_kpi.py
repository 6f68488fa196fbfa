"""The button that checks a figure, and the job that checks all of them by night."""

import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ...engine.kpi_period import Period, bounds
from .verification import PROBLEMS

_logger = logging.getLogger(__name__)

GROUP = "sales_team.group_sale_manager"
ACTIVITY = "quote_to_cash.mail_activity_metrics_verification"


class SaleKpi(models.Model):
    _inherit = "sale.kpi"

    def action_verify(self, period=None):
        """Check these figures of the companies of the switcher against the documents.

        :param period: first and last day, as dates or ISO texts; by default each company's month in progress
        :return: action that shows what was found, one row for each figure and company
        :raise AccessError: for everybody but sales managers: the rows are those of all salespeople; also where
            they may see none of these figures
        :raise UserError: if that is no period
        """
        if not self.env.user.has_group(GROUP):
            raise AccessError(self.env._("Only sales managers check figures."))
        kpis = self.filtered(lambda kpi: kpi._may_see())
        if self and not kpis:
            raise AccessError(self.env._("You may not see this figure."))
        if period and (not isinstance(period, list | tuple) or len(period) != 2):
            raise UserError(self.env._("A period has a first and a last day."))
        of = period and self._read_period(*period)
        # The documents of all salespeople, warehouses and accountants are read; shown are numbers and names only.
        checks = self.sudo().env["sale.kpi.verification"]
        found = checks.browse()
        for company in self.env.companies:
            days = (of.first, of.last) if of else self.env["sale.kpi.verifier"]._month(company)
            found |= checks._verify(kpis.sudo(), company, *days)
        return {
            **found.sudo(False)._get_records_action(name=self.env._("Checked Figures")),
            "domain": [("id", "in", found.ids)],
        }

    @api.model
    def _cron_verify(self):
        """Check the month in progress of each company, and leave a note where figures and documents differ.

        Figures are checked side by side, a handful at a time, and committed: killed anywhere, the next run goes on
        with the others. A company is done once a night, and not before its documents were read from the beginning.
        """
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([], order="id") - self.env["sale.kpi.baseline"]._companies_reading()
        todo = [
            (company, codes)
            for company in companies.filtered(lambda one: one.kpi_verified_day != one._local_day())
            for codes in company._to_verify()
        ]
        for left, (company, codes) in zip(range(len(todo) - 1, -1, -1), todo, strict=True):
            company._verify_month(codes)
            if not cron._commit_progress(1, remaining=left):
                return


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_verified_day = fields.Date("Figures Last Checked", readonly=True, copy=False)

    def _to_verify(self):
        """Return which figures are still to be checked tonight, those together that are worked out at once.

        Nothing comes last: then the night is over.
        """
        done = set(self._checks_of_tonight().mapped("kpi_id.code"))
        batches = [[code for code in batch if code not in done] for batch in self.env["sale.kpi.verifier"]._batches()]
        return [*filter(None, batches), []]

    def _checks_of_tonight(self):
        """Return the checks that the job has made since the company's day began."""
        self.ensure_one()
        midnight, _end = bounds(Period(self._local_day(), self._local_day()), self._local_zone())
        return self.env["sale.kpi.verification"].search(
            [("company_id", "=", self.id), ("nightly", "=", True), ("verified_at", ">=", midnight)]
        )

    def _verify_month(self, codes):
        """Check figures of the month in progress; on its first day, of the month that has ended.

        :param codes: of the figures; none: all were checked, and what differs is told
        """
        self.ensure_one()
        today = self._local_day()
        if codes:
            first, last = self.env["sale.kpi.verifier"]._month(self, today - timedelta(days=1))
            kpis = self.env["sale.kpi"].search([("code", "in", codes)])
            self.env["sale.kpi.verification"]._verify(kpis, self, first, last, nightly=True)
            return
        differing = self._checks_of_tonight().filtered(lambda check: check.result in PROBLEMS)
        # No change of the company: who changed it last stays.
        self.env.cr.execute(SQL("UPDATE res_company SET kpi_verified_day = %s WHERE id = %s", today, self.id))
        self.invalidate_recordset(["kpi_verified_day"], flush=False)
        if differing:
            _logger.warning("Figures that differ from their documents: %s", ", ".join(differing.mapped("kpi_id.code")))
        self._note_differing_figures(differing)

    def _note_differing_figures(self, checks):
        """Leave one open activity for a sales manager with what differs; close it when nothing does any more."""
        activity = self._verification_activity()
        if not checks:
            activity.action_feedback(feedback=self.env._("All figures agree with their documents."))
            return
        values = self._prepare_verification_note(checks)
        if activity:
            activity.write(values)
            return
        user = self._verification_manager()
        self.partner_id.with_context(mail_activity_quick_update=True).activity_schedule(
            ACTIVITY, user_id=user.id, **values
        )

    def _prepare_verification_note(self, checks):
        rows = Markup().join(
            Markup("<li>%s</li>")
            % self.env._("%(figure)s: %(count)s rows differ", figure=check.kpi_id.name, count=check.difference_count)
            for check in checks
        )
        return {
            "summary": self.env._(
                "%(count)s figures differ from their documents, %(month)s",
                count=len(checks),
                month=format_date(self.env, checks[0].date_from, date_format="MMMM y"),
            ),
            "note": Markup("<ul>%s</ul>") % rows,
            "date_deadline": self._local_day(),
        }

    def _verification_manager(self):
        """Return who hears of it: a sales manager of the company, else the administrator."""
        managers = self.env.ref(GROUP).sudo().all_user_ids - self.env.ref("base.user_root")
        people = managers.filtered(lambda user: user.active and not user.share and self in user.company_ids)
        return people.sorted("id")[:1] or self.env.ref("base.user_admin")

    def _verification_activity(self):
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        domain = [("res_model", "=", "res.partner"), ("res_id", "=", self.partner_id.id)]
        activities = self.env["mail.activity"]
        return activities.search([*domain, ("activity_type_id", "=", kind.id)], limit=1) if kind else activities
