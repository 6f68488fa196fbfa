"""Chosen figures in Odoo's digest mail. Off until somebody chooses them."""

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...engine.kpi_definition import DUE
from ...engine.kpi_registry import REGISTRY

# Field of the digest: figure; percentages, and how many orders were confirmed
RATES = {
    "kpi_otd": "otd",
    "kpi_ship_window": "ship_window",
    "kpi_hold_rate": "hold_rate",
    "kpi_return_rate_orders": "return_rate_orders",
    "kpi_invoice_accuracy": "invoice_accuracy",
}
COUNTED = {"kpi_orders_confirmed": "cancellation_rate"}  # its denominator are the orders confirmed

SUMS = """
    SELECT code, SUM(numerator) AS numerator, SUM(denominator) AS denominator
      FROM sale_kpi_day
     WHERE company_id = %(company)s AND code = ANY(%(codes)s) AND reason IS NULL
       AND day >= %(first)s AND day < %(last)s AND (day < %(today)s OR NOT code = ANY(%(due)s))
     GROUP BY code
"""


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_orders_confirmed = fields.Boolean("Orders Confirmed")
    kpi_orders_confirmed_value = fields.Integer(compute="_compute_kpi_quote_to_cash_value")
    kpi_otd = fields.Boolean("On-Time Delivery (%)")
    kpi_otd_value = fields.Float(compute="_compute_kpi_quote_to_cash_value")
    kpi_ship_window = fields.Boolean("Shipped within 24 Hours (%)")
    kpi_ship_window_value = fields.Float(compute="_compute_kpi_quote_to_cash_value")
    kpi_hold_rate = fields.Boolean("Orders on Hold (%)")
    kpi_hold_rate_value = fields.Float(compute="_compute_kpi_quote_to_cash_value")
    kpi_return_rate_orders = fields.Boolean("Orders with Returns (%)")
    kpi_return_rate_orders_value = fields.Float(compute="_compute_kpi_quote_to_cash_value")
    kpi_invoice_accuracy = fields.Boolean("Correct Invoices (%)")
    kpi_invoice_accuracy_value = fields.Float(compute="_compute_kpi_quote_to_cash_value")

    def _compute_kpi_quote_to_cash_value(self):
        """Read the sums of the days of the period, by the company's clock. Without cases it is 0: digests know no n/a.

        :raise AccessError: for whoever may not see figures of the whole company; Odoo leaves them out of the mail
        """
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            raise AccessError(self.env._("These figures are of the whole company."))
        start, end, _companies = self._get_kpi_compute_parameters()
        for digest in self:  # Odoo asks for one at a time
            company = digest.company_id or self.env.company
            sums = digest._kpi_sums(company, start, end)
            for name, code in RATES.items():
                numerator, denominator = sums.get(code, (0, 0))
                digest[f"{name}_value"] = float(100 * numerator / denominator) if denominator > 0 else 0.0
            for name, code in COUNTED.items():
                digest[f"{name}_value"] = int(sums.get(code, (0, 0))[1])

    def _kpi_sums(self, company, start, end):
        """Return ``{code: (numerator, denominator)}`` of whole days of a company."""
        codes = [*RATES.values(), *COUNTED.values()]
        first, last = (company._local_day(fields.Datetime.to_datetime(moment)) for moment in (start, end))
        self.env["sale.kpi.day"].flush_model()
        rows = self.env.execute_query(
            SQL(
                SUMS,
                company=company.id,
                codes=codes,
                first=first,
                last=last,
                today=company._local_day(),
                due=[code for code in codes if REGISTRY[code].cohort == DUE],
            )
        )
        return {code: (numerator, denominator) for code, numerator, denominator in rows}

    def _compute_kpis_actions(self, company, user):
        """Extend: figures of exceptions lead to the reports."""
        result = super()._compute_kpis_actions(company, user)
        action = "quote_to_cash.sale_exception_report_action"
        return result | dict.fromkeys(("kpi_hold_rate", "kpi_return_rate_orders", "kpi_invoice_accuracy"), action)
