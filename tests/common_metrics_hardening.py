"""Figures that tests do bad things to."""

from datetime import date

from odoo.addons.quote_to_cash.engine.kpi_facts import Due, OrderFact
from odoo.addons.quote_to_cash.engine.kpi_period import Period

from .common import QuoteToCashCommon
from .common_metrics_any import store

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
ASKED = ("2026-06-01", "2026-06-30")


class HardeningCommon(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpis = cls.env["sale.kpi"]

    def store_order(self, **owners):
        """Store an order that was late in June."""
        options = self.kpis._ask(JUNE, self.company).options[self.company.id]
        fact = OrderFact(confirmed_day=date(2026, 6, 2), first=Due(day=date(2026, 6, 8), lines=1, late=1))
        return store(self.env, "order", [fact], options, {"company_id": self.company.id, **owners})

    def rows_of(self, user, **context):
        rows = self.env["sale.kpi.row"].with_user(user)
        return rows.with_context(**{"kpi_code": "otd", "kpi_first": ASKED[0], "kpi_last": ASKED[1], **context})
