"""What facts say, in the form that is stored: exact, plain, the same on every day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kpi_values import OPTIONS, line, may, order

from engine import kpi_entries as entries
from engine.kpi_registry import REGISTRY
from engine.kpi_verdict import FAILED, NOT_YET_DUE, OPEN, Verdict, out

TIMELESS = entries.timeless(OPTIONS)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (3, 3),
        (0, None),
        (Decimal("2.50"), "2.5"),
        (Decimal("4.000"), 4),
        (Decimal("1E+2"), 100),
        (Fraction(6, 3), 2),
        (Fraction(100, 3), "33.333333333"),
        (Fraction(-100, 3), "-33.333333333"),
        (Fraction(1, 10**12), None),
    ],
)
def test_numbers_are_plain(value, kept):
    kept_entry = entries.entry(Verdict(may(4), value, 1))
    assert kept_entry[1:3] == [kept, 1]


def test_what_is_empty_at_the_end_is_left_out():
    assert entries.entry(Verdict(may(4), 0, 1)) == ["2026-05-04", None, 1]
    assert entries.entry(out(OPEN, entries.END_OF_TIME)) == [None, None, None, OPEN]


def test_open_since_is_a_moment():
    (since,) = entries.entry(Verdict(may(4), reason=OPEN, age=3600))[5:]
    assert since == "2099-12-31 23:00:00"


def test_due_in_the_future_counts_as_a_miss_that_lies_ahead():
    # Judged for all time, a line that is promised for the 8th and never came is late; on the 8th it is not yet due.
    kpi = REGISTRY["otd_lines"]
    kept = entries.entry(kpi.assess(line(first=8), TIMELESS))
    assert kept == ["2026-05-08", None, 1]
    assert entries.reason_on(kpi.cohort, date(2026, 5, 8), None, may(8)) == NOT_YET_DUE
    assert entries.reason_on(kpi.cohort, date(2026, 5, 8), None, may(9)) is None


def test_a_rule_that_fails_leaves_the_others_alone():
    def broken(_fact, _options):
        raise ZeroDivisionError("nothing there")

    kpis = [REGISTRY["otd"], replace(REGISTRY["otif"], rule=broken)]
    found, problems = entries.judge(kpis, order(), TIMELESS)
    assert found["otif"] == [None, None, None, FAILED]
    assert found["otd"] == entries.judge(kpis[:1], order(), TIMELESS)[0]["otd"]
    assert problems == {"otif": "ZeroDivisionError: nothing there"}


VERDICTS = st.dictionaries(
    st.sampled_from(["otd", "otif", "value"]),
    st.builds(
        Verdict,
        st.none() | st.sampled_from([may(4), may(5)]),
        st.integers(-5, 5) | st.fractions(-5, 5, max_denominator=7) | st.decimals(-5, 5, places=2),
        st.integers(0, 3),
        st.sampled_from([None, None, OPEN]),
        st.sampled_from([None, 7]),
    ).map(entries.entry),
)


@given(VERDICTS, VERDICTS)
def test_what_was_and_the_change_are_what_is(before, after):
    changed = entries.change(before, after)
    old, new = entries.sums(before), entries.sums(after)
    for key in old.keys() | new.keys() | changed.keys():
        was, change, now = (found.get(key, (0,) * 4) for found in (old, changed, new))
        assert tuple(a + b for a, b in zip(was, change, strict=True)) == now


def test_what_has_not_changed_adds_nothing():
    kept = {"otd": entries.entry(Verdict(may(4), Fraction(1, 3), 1))}
    assert entries.change(kept, dict(kept)) == {}
