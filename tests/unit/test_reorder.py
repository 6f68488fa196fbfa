"""Reorder points: the formulas by hand, and what must hold for any figures."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reorder import (
    CLASS_A,
    CLASS_B,
    CLASS_C,
    Demand,
    LeadTime,
    class_limits,
    figure,
    judge,
    measure_demand,
    measure_lead_time,
    propose,
    reorder_point_formula,
    round_up,
    safety_stock,
    safety_stock_formula,
    z_value,
)

amounts = st.floats(0, 1e9)
spreads = st.floats(0, 1e6)
days = st.floats(0, 400)
demands = st.builds(Demand, amounts, spreads, st.integers(1, 400))
lead_times = st.builds(LeadTime, days, st.floats(0, 100), st.integers(0, 50))
levels = st.floats(0, 99.99)


class TestDemand:
    def test_days_without_demand_count_as_zero(self):
        demand = measure_demand([4, 2], days=6)
        assert demand.mean == 1
        assert demand.deviation == pytest.approx(statistics.stdev([4, 2, 0, 0, 0, 0]))
        assert demand.days == 6

    def test_one_day_has_no_deviation(self):
        assert measure_demand([5], days=1) == Demand(5, 0, 1)

    def test_nothing_shipped(self):
        assert measure_demand([], days=90) == Demand(0, 0, 90)

    def test_no_days_at_all(self):
        assert measure_demand([], days=0) == Demand(0, 0, 1)

    def test_what_only_came_back_is_no_demand(self):
        assert measure_demand([-3], days=10) == Demand(0, 0, 10)

    @given(st.lists(st.floats(0, 1e6), max_size=50), st.integers(1, 400))
    def test_as_the_statistics_of_python(self, quantities, period):
        demand = measure_demand(quantities, period)
        series = quantities + [0.0] * (period - len(quantities))
        assert demand.mean == pytest.approx(statistics.fmean(series), abs=1e-6)
        if len(series) > 1:
            assert demand.deviation == pytest.approx(statistics.stdev(series), rel=1e-6, abs=1e-6)

    def test_huge_quantities_with_small_differences(self):
        # The sum of squares less the square of the sum would lose them.
        demand = measure_demand([1e9 + 1, 1e9 - 1], days=2)
        assert demand.deviation == pytest.approx(math.sqrt(2))


class TestLeadTime:
    def test_receipts(self):
        lead_time = measure_lead_time([5, 7, 9])
        assert (lead_time.mean, lead_time.deviation, lead_time.observations) == (7, 2, 3)

    def test_one_receipt_has_no_deviation(self):
        assert measure_lead_time([5], extra=2) == LeadTime(7, 0, 1)

    def test_received_before_it_was_ordered(self):
        assert measure_lead_time([-3]).mean == 0


class TestFormulas:
    demand, lead_time = Demand(3.2, 2.1, 90), LeadTime(7, 1.5, 5)

    def test_by_hand(self):
        safety = 1.6449 * math.sqrt(7 * 2.1**2 + 3.2**2 * 1.5**2)
        assert safety_stock(self.demand, self.lead_time, 95) == pytest.approx(safety, abs=0.001)
        proposal = propose(self.demand, self.lead_time, 95, cover_days=30, step=1)
        assert proposal.reorder_point == pytest.approx(22.4 + safety, abs=0.001)
        assert proposal.minimum == math.ceil(22.4 + safety)
        assert proposal.maximum == math.ceil(22.4 + safety + 96)

    def test_in_text(self):
        assert safety_stock_formula(self.demand, self.lead_time, 95) == "1.64 × √(7 × 2.1² + 3.2² × 1.5²) = 12.1"
        assert reorder_point_formula(self.demand, self.lead_time, 95) == "3.2 × 7 + 12.1 = 34.5"

    @pytest.mark.parametrize(("level", "z"), [(50, 0), (20, 0), (90, 1.2816), (95, 1.6449), (97.5, 1.96), (99, 2.3263)])
    def test_service_level(self, level, z):
        assert z_value(level) == pytest.approx(z, abs=0.0001)

    def test_all_of_it_can_never_be_covered(self):
        assert math.isfinite(z_value(100))

    def test_without_lead_time_or_demand_nothing_is_proposed(self):
        assert propose(self.demand, None, 95, 30, 1) is None
        assert propose(Demand(0, 0, 90), self.lead_time, 95, 30, 1) is None

    def test_regular_demand_and_supply_need_no_safety_stock(self):
        proposal = propose(Demand(2, 0, 90), LeadTime(10), 99, 0, 1)
        assert (proposal.safety_stock, proposal.minimum, proposal.maximum) == (0, 20, 20)

    @given(demands, lead_times, levels, days, st.sampled_from([1, 0.01, 0.5]))
    def test_never_negative_and_in_order(self, demand, lead_time, level, cover, step):
        proposal = propose(demand, lead_time, level, cover, step)
        if demand.mean == 0:
            assert proposal is None
            return
        assert proposal.safety_stock >= 0
        assert proposal.reorder_point >= proposal.safety_stock
        assert proposal.maximum >= proposal.minimum >= 0
        assert proposal.minimum >= proposal.reorder_point * (1 - 1e-6) - 1e-6
        assert proposal.minimum - proposal.reorder_point <= step + 1e-6 * proposal.minimum

    @given(demands, lead_times, levels, levels)
    def test_a_higher_service_level_never_lowers_it(self, demand, lead_time, one, other):
        low, high = sorted((one, other))
        assert safety_stock(demand, lead_time, low) <= safety_stock(demand, lead_time, high)

    @given(demands, lead_times, levels, st.floats(0, 1e6), st.floats(0, 100), days)
    def test_more_variation_or_longer_lead_time_never_lowers_it(self, demand, lead_time, level, swing, spread, longer):
        more = Demand(demand.mean, demand.deviation + swing, demand.days)
        later = LeadTime(lead_time.mean + longer, lead_time.deviation + spread)
        assert safety_stock(demand, lead_time, level) <= safety_stock(more, later, level)

    def test_rounding_up_forgives_noise(self):
        assert round_up(0.1 + 0.2, 0.1) == pytest.approx(0.3)
        assert round_up(7.0000000001, 1) == 7
        assert round_up(7.01, 1) == 8
        assert round_up(1e12 + 0.5, 1) == 1e12 + 1

    @pytest.mark.parametrize(
        ("value", "text"), [(0, "0"), (0.0333, "0.0333"), (2.0, "2"), (12.345, "12.3"), (1234.5, "1234")]
    )
    def test_figures_are_short(self, value, text):
        assert figure(value) == text


class TestStanding:
    @pytest.mark.parametrize(
        ("minimum", "proposed", "sells", "state"),
        [
            (None, 20, True, "missing"),
            (None, None, True, "missing"),
            (None, None, False, "unknown"),
            (5, None, True, "unknown"),
            (5, 20, True, "low"),
            (17.9, 20, True, "low"),
            (18, 20, True, "fits"),
            (22, 20, True, "fits"),
            (40, 20, True, "high"),
            (2, 3, True, "fits"),
            (0, 1, True, "low"),
            (0, 0, True, "fits"),
        ],
    )
    def test_beside_the_rule(self, minimum, proposed, sells, state):
        assert judge(minimum, proposed, sells) == state

    @given(amounts)
    def test_what_was_applied_fits(self, proposed):
        assert judge(proposed, proposed, True) == "fits"


def classify(value, limits):
    """The class of a product by the limits, as the statement that writes the classes reads them."""
    first, second = limits
    if value > 0 and first is not None and value >= first:
        return CLASS_A
    return CLASS_B if value > 0 and second is not None and value >= second else CLASS_C


class TestClasses:
    def classes(self, *values):
        limits = class_limits(values)
        return "".join(classify(value, limits) for value in values)

    def test_by_value(self):
        assert self.classes(70, 15, 10, 4, 1) == "aabcc"

    def test_who_crosses_the_line_belongs_above_it(self):
        assert self.classes(100) == "a"
        assert self.classes(80, 15, 5) == "abc"

    def test_the_same_value_has_the_same_class(self):
        assert self.classes(10, 10, 10) == "aaa"

    def test_worth_nothing(self):
        assert self.classes(0, 5, 0) == "cac"
        assert self.classes(0, 0) == "cc"
        assert self.classes() == ""

    @given(st.lists(st.floats(0, 1e9), max_size=60), st.randoms())
    def test_order_does_not_matter_and_more_is_never_less(self, values, random):
        limits = class_limits(values)
        shuffled = list(values)
        random.shuffle(shuffled)
        assert class_limits(shuffled) == limits
        ranked = [classify(value, limits) for value in sorted(values, reverse=True)]
        assert ranked == sorted(ranked)
        assert set(ranked) <= {CLASS_A, CLASS_B, CLASS_C}
        if any(values):
            assert ranked[0] == CLASS_A
