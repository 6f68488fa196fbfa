"""The monthly exception report: one for each company and month, kept as it was told."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import kpi_report
from .access import COST_GROUP


class SaleExceptionReport(models.Model):
    """What went another way in a month, what it has cost, and what got better or worse.

    Figures are kept as they were when the month was told. What changes in the documents later shows in the figures
    of the month, not on the paper that somebody has read.
    """

    _name = "sale.exception.report"
    _description = "Monthly Exception Report"
    _order = "month desc, company_id"
    _rec_name = "month"
    _allow_sudo_commands = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True, help="First day of the month")
    told = fields.Json("Figures", readonly=True)
    costs = fields.Json(readonly=True, groups=COST_GROUP)
    worked_out_at = fields.Datetime("As of", readonly=True)
    sent_at = fields.Datetime("Sent On", readonly=True, help="Empty: nobody got it by mail")
    better_count = fields.Integer("Better", compute="_compute_counts")
    worse_count = fields.Integer("Worse", compute="_compute_counts")
    page = fields.Html(compute="_compute_page", sanitize=False, help="What the report says, as on paper")

    _once = models.UniqueIndex("(company_id, month)", "There is one report for a company and month.")

    @api.depends("month", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            month = report._exception_month()
            report.display_name = self.env._("Exceptions, %(month)s", month=month) if month else ""

    @api.depends("told")
    def _compute_counts(self):
        for report in self:
            found = [figure["against_before"] for figure in (report.told or {}).get("figures", ())]
            report.better_count = found.count(kpi_report.BETTER)
            report.worse_count = found.count(kpi_report.WORSE)

    @api.depends("told")
    @api.depends_context("lang", "uid")
    def _compute_page(self):
        for report in self:
            values = {"o": report, "on_paper": False}
            report.page = self.env["ir.qweb"]._render("quote_to_cash.report_exceptions_page", values)

    # === Making === #

    @api.model
    def _of_month(self, company, month):
        """Return the report of a month; made if there is none yet, by whoever comes first.

        :param res.company company: whose month
        :param date month: its first day
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO sale_exception_report (company_id, month) VALUES (%s, %s)"
                " ON CONFLICT (company_id, month) DO NOTHING RETURNING id",
                company.id,
                month,
            )
        )
        made = self.env.cr.fetchone()
        if made:
            report = self.browse(made[0])
            report._keep_exceptions(month)
            return report
        return self.search([("company_id", "=", company.id), ("month", "=", month)], limit=1)

    def _keep_exceptions(self, month):
        """Work out what the report tells, and keep it, in the language of the company."""
        self.ensure_one()
        # sudo: figures of the whole company; who may see the report is said by its rules, costs by their group.
        facts = self.env["sale.exception.facts"].sudo()
        company = self.company_id
        told, costs = facts.with_context(lang=company.partner_id.lang)._work_out(company, month)
        self.sudo().write({"told": told, "costs": costs, "worked_out_at": fields.Datetime.now()})

    def action_last_month(self):
        """Open the report of the last month that is over, made if there is none. Nobody gets a mail.

        :raise UserError: for whoever may not see reports of the whole company, and while documents are being read
        """
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise UserError(self.env._("Only sales managers make reports of the whole company."))
        company = self.env.company
        # sudo: how far a job has come is no secret.
        if self.env["sale.kpi.baseline"].sudo()._is_reading(company):
            raise UserError(self.env._("Documents are being read: half of the month may be missing. Try again later."))
        month = kpi_report.months_earlier(company._local_day(), 1)
        # sudo: the row is written by nobody; the month is the last one, not what somebody types.
        report = self.sudo()._of_month(company, month).sudo(False)
        return report._get_records_action()

    def action_print(self):
        """Print these reports."""
        return self.env.ref("quote_to_cash.action_report_exceptions").report_action(self)

    # === Telling === #

    def _tells_cost(self):
        """Whether costs may be told: to this user, or to whom a mail is being written."""
        if self.env.su and "exception_cost" in self.env.context:
            return self.env.context["exception_cost"]
        return self.env.user.has_group(COST_GROUP)
