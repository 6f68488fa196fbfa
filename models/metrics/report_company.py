"""Who is told about a company's figures, and the settings of figures."""

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_report_enabled = fields.Boolean("Monthly Exception Report")
    kpi_report_since = fields.Date("Reports Since", help="Months that had ended before are not told.")
    kpi_report_when = fields.Selection(
        [("closed", "When the month has closed"), ("day", "On a day of the next month")],
        "Report Is Sent",
        default="closed",
    )
    kpi_report_day = fields.Integer("Day of the Report", default=3)
    kpi_report_user_ids = fields.Many2many(
        "res.users", "res_company_kpi_report_users_rel", "company_id", "user_id", "Report Recipients"
    )

    _kpi_report_day_exists = models.Constraint(
        "CHECK (kpi_report_day BETWEEN 1 AND 31)", "Months have days from 1 to 31."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: see :meth:`write`."""
        companies = super().create(vals_list)
        companies._begin_exception_reports()
        return companies

    def write(self, vals):
        """Extend: months of before are not told because reports are switched on today."""
        result = super().write(vals)
        if "kpi_report_enabled" in vals:
            self._begin_exception_reports()
        return result

    def _begin_exception_reports(self):
        for company in self:
            if company.kpi_report_enabled and not company.kpi_report_since:
                company.kpi_report_since = company._local_day()
            elif not company.kpi_report_enabled and company.kpi_report_since:
                company.kpi_report_since = False  # when it is switched on again it begins anew


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kpi_basis = fields.Selection(related="company_id.kpi_basis", readonly=False)
    kpi_under = fields.Float(related="company_id.kpi_under", readonly=False)
    kpi_over = fields.Float(related="company_id.kpi_over", readonly=False)
    kpi_early_days = fields.Integer(related="company_id.kpi_early_days", readonly=False)
    kpi_proven_only = fields.Boolean(related="company_id.kpi_proven_only", readonly=False)
    kpi_without_intercompany = fields.Boolean(related="company_id.kpi_without_intercompany", readonly=False)
    kpi_satisfied_from = fields.Integer(related="company_id.kpi_satisfied_from", readonly=False)
    kpi_close_days = fields.Integer(related="company_id.kpi_close_days", readonly=False)
    kpi_report_enabled = fields.Boolean(related="company_id.kpi_report_enabled", readonly=False)
    kpi_report_when = fields.Selection(related="company_id.kpi_report_when", readonly=False)
    kpi_report_day = fields.Integer(related="company_id.kpi_report_day", readonly=False)
    kpi_report_user_ids = fields.Many2many(related="company_id.kpi_report_user_ids", readonly=False)
