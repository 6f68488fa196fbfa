"""Figures that are not divided yet."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kpi_figure import MEDIAN, Figure, Spread, add_up
from engine.kpi_verdict import OPEN, Verdict, out

DAY = None
NUMBERS = st.lists(st.integers(0, 1000)).map(sorted).map(tuple)


def test_nothing_to_divide_by_is_not_available():
    assert Figure().value is None
    assert Figure(numerator=5, denominator=-1).value is None
    assert Spread().mean is Spread().median is Spread().p90 is None


def test_a_figure_keeps_what_it_is_made_of():
    found = add_up([Verdict(DAY, 1, 1), Verdict(DAY, 0, 1), out(OPEN, DAY, age=7), out(OPEN, DAY)], 100)
    assert (found.value, found.n, found.excluded, found.ages.values) == (50, 2, {OPEN: 2}, (7,))


@pytest.mark.parametrize(
    ("values", "mean", "median", "p90"),
    [
        ((5,), 5, 5, 5),
        ((1, 4), Fraction(5, 2), Fraction(5, 2), 4),
        ((1, 2, 9), 4, 2, 9),
        (tuple(range(1, 11)), Fraction(11, 2), Fraction(11, 2), 9),  # nine of ten do not exceed 9
        (tuple(range(1, 12)), 6, 6, 10),  # 9.9 of eleven: ten
    ],
)
def test_what_is_typical(values, mean, median, p90):
    spread = Spread(values)
    assert (spread.n, spread.mean, spread.median, spread.p90) == (len(values), mean, median, p90)


@given(NUMBERS)
def test_typical_values_lie_among_the_values(values):
    spread = Spread(values)
    if values:
        assert values[0] <= spread.median <= spread.p90 or spread.n < 3
        assert values[0] <= spread.mean <= values[-1]
        assert sum(value <= spread.p90 for value in values) * 10 >= 9 * len(values)
        assert sum(value < spread.p90 for value in values) * 10 < 9 * len(values)


def test_medians_of_two_parts_are_not_averaged():
    # The median of 1, 1, 1 and 9, 9 is 1; that of the medians would be 5.
    parts = [add_up([Verdict(DAY, value, 1) for value in values], headline=MEDIAN) for values in ((1, 1, 1), (9, 9))]
    assert (parts[0] + parts[1]).value == 1


def test_what_is_not_alike_is_not_added():
    with pytest.raises(ValueError, match="cannot be added"):
        Figure(1, 2, factor=30) + Figure(1, 2, factor=31)
