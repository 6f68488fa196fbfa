"""Before and now: the guide's five improvements."""

from datetime import date
from fractions import Fraction

import pytest

from engine.kpi_baseline import (
    NO_CASES_BEFORE,
    NO_CASES_NOW,
    NOT_BEFORE,
    STAND_INS,
    UNKNOWN_BEFORE,
    ZERO_BEFORE,
    Measured,
    begin,
    improvements,
    measurable_before,
    periods,
    wanted,
)
from engine.kpi_period import Period
from engine.kpi_registry import IMPROVEMENTS, REGISTRY


def improvement(code, before=None, now=None, **more):
    found = improvements({code: Measured(before, 50, **more)}, {code: Measured(now, 40)})
    return next(one for one in found if one.code == code)


def test_all_five_are_told_and_each_stand_in_after_what_it_stands_for():
    assert [code for code, stands_for in wanted() if not stands_for] == list(IMPROVEMENTS)
    assert {stands_for: code for code, stands_for in wanted() if stands_for} == STAND_INS


def test_what_is_not_known_before_are_figures():
    assert not UNKNOWN_BEFORE - REGISTRY.keys()


def test_stand_ins_can_be_told_for_both_times():
    assert all(measurable_before(code) for code in STAND_INS.values())


@pytest.mark.parametrize("code", ["processing_time", "wismo_rate", "accuracy"])
def test_what_nobody_wrote_down_is_not_compared_whatever_the_rows_say(code):
    found = improvement(code, 10, 5)
    assert (found.gap, found.change, found.reached, found.before) == (NOT_BEFORE, None, None, Measured())


def test_errors_are_told_not_accuracy():
    assert improvement("accuracy", None, 99).now.value == 1


def test_dso_changes_by_days():
    found = improvement("dso_countback", Fraction(50), Fraction(36))
    assert (found.change, found.reached) == (-14, True)


def test_the_stand_in_of_processing_time_changes_by_percent():
    found = improvement("internal_cycle_time", Fraction(4), Fraction(3))
    assert (found.change, found.reached, found.stands_for) == (-25, False, "processing_time")


def test_capacity_should_grow():
    found = improvement("capacity", Fraction(10), Fraction(13))
    assert (found.change, found.reached) == (30, True)


def test_a_lower_bound_changes_but_proves_nothing():
    assert improvement("dso_countback", Fraction(50), Fraction(30), at_least=True).reached is None


@pytest.mark.parametrize(
    ("before", "now", "gap"), [(None, 5, NO_CASES_BEFORE), (5, None, NO_CASES_NOW), (0, 5, ZERO_BEFORE)]
)
def test_gaps_are_said(before, now, gap):
    assert improvement("return_rate_orders", before, now).gap == gap


def test_twelve_months_are_read():
    assert begin(date(2026, 3, 17)) == date(2025, 3, 1)


def test_now_does_not_reach_back_before_the_installation():
    before, now = periods(date(2026, 3, 17), date(2026, 3, 20))
    assert before == Period(date(2025, 3, 1), date(2026, 3, 16))
    assert now == Period(date(2026, 3, 17), date(2026, 3, 19))


def test_now_are_the_last_days_when_the_installation_is_long_ago():
    assert periods(date(2025, 1, 1), date(2026, 4, 1))[1] == Period(date(2026, 1, 1), date(2026, 3, 31))


def test_on_the_first_day_there_is_no_now():
    assert periods(date(2026, 3, 17), date(2026, 3, 17))[1] is None
