"""What stands beside a figure: all values of times, the age of what goes on, the product of the parts."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine.kpi_facts import Due, OrderFact
from odoo.addons.quote_to_cash.engine.kpi_facts_service import ReturnFact

from .common import QuoteToCashCommon
from .common_metrics_any import NOW, store

FIRST, LAST = "2026-06-01", "2026-06-30"
DAY = timedelta(days=1)


def june(day):
    """Return noon of a day of June 2026, UTC."""
    return datetime(2026, 6, day, 12)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTypical(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.env["res.company"].create({"name": "Counted", "currency_id": cls.env.company.currency_id.id})
        cls.kpis = cls.env["sale.kpi"].with_context(allowed_company_ids=cls.firm.ids)

    def keep(self, source, *facts):
        options = self.kpis._ask(self.kpis._question(FIRST, LAST).period, self.firm).options[self.firm.id]
        store(self.env, source, facts, options, {"company_id": self.firm.id})

    def figure(self, code):
        return self.kpis.get_figure(code, FIRST, LAST)

    def test_what_goes_on_is_told_with_its_age(self):
        requested = {f"requested_{name}": value for name, value in (("at", june(3)), ("day", june(3).date()))}
        over = {"closed_at": june(5), "closed_day": june(5).date()}
        begun = [ReturnFact(requested_at=june(day), requested_day=june(day).date()) for day in (5, 9, 13)]
        self.keep("return", ReturnFact(**requested, **over), *begun)
        found = self.figure("return_time")
        self.assertEqual((found["n"], found["value"]), (1, 2))
        self.assertEqual(found["open"], {"n": 3, "median": 6, "p90": 10})  # it is the 15th, noon

    def test_nothing_goes_on(self):
        self.keep("return", ReturnFact(requested_at=june(3), closed_at=june(5), closed_day=june(5).date()))
        self.assertIsNone(self.figure("return_time")["open"])

    def test_a_mean_has_its_median_too(self):
        confirmed = {"received_at": june(1), "confirmed_at": june(1), "confirmed_day": june(1).date()}
        ends = [june(1) + number * DAY for number in (1, 2, 9)]
        self.keep("order", *(OrderFact(**confirmed, delivered_at=end, delivered_day=end.date()) for end in ends))
        found = self.figure("order_cycle_time")
        self.assertEqual(found["value"], 4)
        self.assertEqual(found["spread"], {"n": 3, "mean": 4, "median": 2, "p90": 9})

    def test_parts_of_perfect_orders_are_multiplied(self):
        def order(errors=(), **due):
            first = Due(day=june(8).date(), lines=1, **due)
            return OrderFact(confirmed_day=june(1).date(), first=first, errors=frozenset(errors))

        self.keep("order", order(), order(), order(late=1), order(errors=["lost"]))
        self.assertEqual(self.figure("perfect_order")["value"], 50)
        self.assertEqual(self.figure("perfect_order")["product"], 56.25)  # 75 % × 75 %
        self.assertIsNone(self.figure("otif")["product"])

    def test_without_orders_there_is_no_product(self):
        self.assertIsNone(self.figure("perfect_order")["product"])
