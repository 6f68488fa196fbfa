"""Chosen figures in Odoo's digest mail, as each reader sees them on the dashboard. None until somebody chooses them."""

from datetime import timedelta

from odoo import fields, models

from ...engine import kpi_definition as definitions
from ...engine.kpi_period import MONTH, Period, period
from ...engine.kpi_registry import REGISTRY

ACTION = "quote_to_cash.metrics_board_action"


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    figure_ids = fields.Many2many("sale.kpi", string="Key Figures", help="Each reader gets those that they may see.")

    def _compute_kpis(self, company, user):
        """Extend: the chosen figures come after those of Odoo, read with the rights of the reader."""
        result = super()._compute_kpis(company, user)
        company = self.company_id or company
        # sudo: which figures were chosen, for readers without access to digests; values are read as the reader.
        chosen = self.sudo().figure_ids
        if not chosen or company not in user.company_ids:
            return result
        reader = self.env["sale.kpi"].with_user(user).with_company(company)
        if not reader.env["sale.kpi.day"].has_access("read"):
            return result
        return result + reader._digest_rows(chosen.sorted().mapped("code"), company)


class SaleKpi(models.Model):
    _inherit = "sale.kpi"

    def _digest_rows(self, codes, company):
        """Return figures as Odoo's template of digests takes them, without those that the user may not see.

        :param codes: of the figures, in their order
        :param res.company company: whose
        """
        today = company._local_day()
        rows = {code: {} for code in codes}
        for number, title, asked, wanted in self._digest_columns(codes, today):
            # What cannot be worked out is told on the dashboard, not in a mail.
            figures = self._figures(wanted, asked, company) if wanted else {}
            for code, figure in figures.items():
                if not figure["problem"]:
                    rows[code] |= {
                        "kpi_name": f"figure_{code}",
                        "kpi_fullname": figure["name"],
                        "kpi_action": ACTION,
                        f"kpi_col{number}": self._digest_cell(figure, title, company),
                    }
        return [row for row in rows.values() if row]

    def _digest_columns(self, codes, today):
        """Return ``[(number of the column, title, period, codes)]``: whole days until yesterday.

        What stands at a moment, or is made of months, is told for the month in progress.
        """
        known = [REGISTRY[code] for code in codes if code in REGISTRY]
        monthly = [one.code for one in known if one.cohort == definitions.POINT or one.source == definitions.MONTH]
        others = [one.code for one in known if one.code not in monthly]
        last = today - timedelta(days=1)
        titles = ((1, self.env._("Yesterday")), (7, self.env._("Last 7 days")), (30, self.env._("Last 30 days")))
        return [(1, self.env._("This month"), period(MONTH, today), monthly)] + [
            (number, title, Period(last - timedelta(days=days - 1), last), others)
            for number, (days, title) in enumerate(titles, 1)
        ]

    def _digest_cell(self, figure, title, company):
        value, before = figure["value"], figure["before"]
        currency = self.env["res.currency"].browse(figure["currency_id"] or company.currency_id.id)
        told, told_before = (self._told_value(one, figure["unit"], currency) for one in (value, before))
        # Odoo shows what grows in green: right where more is better.
        grows = value is not None and before is not None and figure["better"] == definitions.HIGHER
        after = self.env._("%(title)s, before: %(value)s", title=title, value=told_before)
        return {
            "value": told,
            "margin": self.env["digest.digest"]._get_margin_value(value, before) if grows else 0.0,
            "col_subtitle": title if before is None else after,
        }
