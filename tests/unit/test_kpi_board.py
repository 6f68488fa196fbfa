"""Boards: every figure has a place, and what sums of stored entries say is what the facts say."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kpi_values import OPTIONS, TODAY, any_fact

from engine import kpi_board as board
from engine import kpi_entries as entries
from engine.kpi_definition import POINT, SPREAD
from engine.kpi_period import Period
from engine.kpi_registry import FACTS, REGISTRY, of_source
from engine.kpi_verdict import NOTHING_OPEN, OTHER_PERIOD

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
IN_NO_LIST = (OTHER_PERIOD, NOTHING_OPEN)
STORED = ("order", "line", "shipment", "movement", "quotation", "hold", "waiver", "return", "claim", "invoice")


def test_every_figure_stands_on_a_board():
    shown = {code for groups in board.ROLES.values() for codes in groups.values() for code in codes}
    assert shown == set(REGISTRY)


def test_periods_before_go_back_month_by_month():
    found = board.periods_before(MAY)
    assert len(found) == 12
    assert (found[0], found[-1]) == (
        Period(date(2026, 4, 1), date(2026, 4, 30)),
        Period(date(2025, 5, 1), date(2025, 5, 31)),
    )


def test_whole_months():
    assert board.is_months(MAY)
    assert board.is_months(Period(MAY.first, JUNE.last))
    assert not board.is_months(Period(MAY.first, date(2026, 6, 29)))
    assert not board.is_months(Period(date(2026, 5, 2), MAY.last))


@pytest.mark.parametrize(
    ("last", "kind", "number"),
    [(date(2026, 5, 31), "day", 31), (date(2026, 7, 31), "week", 14), (date(2027, 4, 30), "month", 12)],
)
def test_a_period_is_cut_without_gaps(last, kind, number):
    found_kind, found = board.buckets(Period(date(2026, 5, 1), last))
    assert (found_kind, len(found)) == (kind, number)
    assert (found[0].first, found[-1].last) == (date(2026, 5, 1), last)
    for one, following in pairwise(found):
        assert (following.first - one.last).days == 1


def summed(kpi, facts, period, options):
    """Return what sums of stored entries say, cut out as the database does it."""
    timeless = entries.timeless(options)
    sums = defaultdict(lambda: [0, 0, 0, 0])
    for fact in facts:
        for (code, day, reason, unit), values in entries.sums(entries.judge([kpi], fact, timeless)[0]).items():
            assert code == kpi.code
            on = day and date.fromisoformat(day)
            if (on or options.today) not in period or (on is None and reason is None and kpi.cohort != POINT):
                continue
            why = reason if kpi.cohort == POINT else entries.reason_on(kpi.cohort, on or options.today, reason, TODAY)
            found = sums[why, unit]
            sums[why, unit] = [a + b for a, b in zip(found, values, strict=True)]
    rows = [(why, unit, *values) for (why, unit), values in sums.items()]
    return board.from_sums(kpi, rows, period, options)


@pytest.mark.parametrize("source", STORED)
@settings(max_examples=50)
@given(data=st.data())
def test_sums_say_what_facts_say(source, data):
    facts = data.draw(st.lists(any_fact(FACTS[source]), max_size=8))
    for kpi in of_source(source):
        for period in (JUNE, MAY):
            said, meant = summed(kpi, facts, period, OPTIONS), kpi.figure(facts, period, OPTIONS)
            if kpi.kind == SPREAD:
                meant = replace(meant, headline="mean")
            assert said.n == meant.n, kpi.code
            # Parts that have no end are kept with nine decimals.
            assert said.value == meant.value or abs(said.value - meant.value) < Fraction(1, 10**4), kpi.code
            if period is JUNE:  # with today in it: what has no day belongs to it
                left_out = {why: rows for why, rows in meant.excluded.items() if why not in IN_NO_LIST}
                assert said.excluded == left_out, kpi.code


def test_what_goes_on_lasts_until_now():
    kpi = REGISTRY["backorder_age"]
    stored = (entries.REFERENCE - datetime(2026, 6, 14, 12)).total_seconds()
    found = board.from_sums(kpi, [(None, None, stored, 1, 1, 0)], JUNE, OPTIONS)
    assert found.value == Fraction(1)


@pytest.mark.parametrize(
    ("better", "value", "before", "said"),
    [
        ("higher", 2, 1, "better"),
        ("higher", 1, 2, "worse"),
        ("lower", 1, 2, "better"),
        ("lower", 2, 1, "worse"),
        ("lower", 1, 1, "same"),
        ("neither", 1, 2, None),
        ("higher", None, 2, None),
        ("higher", 1, None, None),
    ],
)
def test_trend(better, value, before, said):
    assert board.trend(better, value, before) == said
