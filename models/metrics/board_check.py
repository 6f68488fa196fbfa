"""Checking a figure from the dashboard, and what it tells of figures that are not complete."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .verification import AGREES, NO_WAY, PROBLEMS
from .verification_kpi import GROUP

MOST_DAYS = 366  # that are checked at once: all documents of the period are read
MOST_COUNTED = 1000  # of documents that wait


class SaleKpi(models.Model):
    _inherit = "sale.kpi"

    @api.model
    def verify_figure(self, code, first, last, company_ids=()):
        """Check a figure of a period against the documents, company by company.

        :param str code: of the figure
        :param str first: the first day
        :param str last: the last day
        :param list company_ids: companies; none: those of the switcher
        :return: see :meth:`_check_values`, for each company
        :raise AccessError: for everybody but sales managers, and for figures that the user may not see
        :raise UserError: if the period is too long
        """
        if not self._may_verify():
            raise AccessError(self.env._("Only sales managers check figures."))
        kpi, question = self._asked_for(code), self._question(first, last, company_ids)
        if question.period.days > MOST_DAYS:
            raise UserError(self.env._("Choose a year at most: a check reads all documents of the period."))
        # The documents of all salespeople, warehouses and accountants are read; shown are numbers and names only.
        checks = self.sudo().env["sale.kpi.verification"]
        found = checks.browse()
        for company in question.companies:
            found |= checks._verify(kpi.sudo(), company, question.period.first, question.period.last)
        return self._check_values(found.sudo(False))

    @api.model
    def _may_verify(self):
        return self.env.user.has_group(GROUP)

    @api.model
    def _last_checks(self, kpi, question):
        """Return the last check of these days for each company, as :meth:`_check_values`; none without the right.

        Checks of a month in progress end today: what they have in common with the period is where it begins.
        """
        if not self._may_verify():
            return []
        checks = self.env["sale.kpi.verification"]
        found = checks.browse()
        for company in question.companies:  # a handful
            domain = [("kpi_id", "=", kpi.id), ("company_id", "=", company.id)]
            days = [("date_from", "=", question.period.first), ("date_to", "<=", question.period.last)]
            found |= checks.search(domain + days, limit=1)
        return self._check_values(found)

    @api.model
    def _check_values(self, checks):
        """Return checks as the dashboard shows them.

        :return: ``[{"id", "company", "result", "label", "problem", "tone", "rows", "differences", "waiting", "first",
            "last", "verified_at"}]``
        """
        labels = dict(checks._fields["result"]._description_selection(self.env))
        tones = {AGREES: "success", NO_WAY: "secondary"}
        return [
            {
                "id": check.id,
                "company": check.company_id.name,
                "result": check.result,
                "label": labels[check.result],
                "problem": check.problem,
                "tone": "danger" if check.result in PROBLEMS else tones.get(check.result, "warning"),
                "rows": check.kept_rows,
                "documents": check.documents_rows,
                "differences": check.difference_count,
                "waiting": check.waiting_count,
                "first": check.date_from.isoformat(),
                "last": check.date_to.isoformat(),
                "verified_at": check.verified_at.isoformat(),
            }
            for check in checks
        ]

    @api.model
    def _completeness(self):
        """Return how far the figures are from what the documents say.

        :return: ``{"waiting": documents that wait to be read, 1,000 at most, "is_building": whether all of them are
            read from the beginning, "is_empty": whether nothing was read so far}``
        """
        companies = self.env.companies.ids
        [(waiting, is_building, has_days)] = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM sale_fact_queue LIMIT %(most)s) AS queued),
                       EXISTS (SELECT 1 FROM sale_fact_rebuild WHERE company_id = ANY(%(companies)s)),
                       EXISTS (SELECT 1 FROM sale_kpi_day WHERE company_id = ANY(%(companies)s))
                """,
                most=MOST_COUNTED,
                companies=companies,
            )
        )
        return {"waiting": waiting, "is_building": is_building, "is_empty": not has_days}
