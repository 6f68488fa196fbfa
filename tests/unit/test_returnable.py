"""What can still come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.returnable import Ledger, allot

quantities = st.integers(0, 50)


def kit(delivered, announced=0, ovens=(0, 0), mixers=(0, 0)):
    """A kit of two ovens and one mixer: (returned, announced) of each component."""
    return Ledger(
        announced=announced,
        parts=((Ledger(2 * delivered, *ovens), 2), (Ledger(delivered, *mixers), 1)),
    )


@pytest.mark.parametrize(
    ("ledger", "left"),
    [
        (Ledger(), 0),
        (Ledger(10), 10),
        (Ledger(10, returned=4), 6),
        (Ledger(10, returned=4, announced=6), 0),
        (Ledger(10, returned=12), 0),
    ],
)
def test_delivered_less_returned_less_announced(ledger, left):
    assert ledger.returnable == left


def test_more_announced_than_there_is():
    assert Ledger(10, returned=4, announced=7).overdrawn() == 1
    assert Ledger(10, returned=4, announced=6).overdrawn() == 0


def test_noise_of_units_exceeds_nothing():
    assert Ledger(1, announced=0.1 * 3 + 0.7).overdrawn() == 0


def test_kits_are_complete_with_the_customer():
    assert kit(5).returnable == 5
    assert kit(5, ovens=(1, 0)).returnable == 4  # nine ovens are left: four pairs
    assert kit(5, mixers=(0, 2)).returnable == 3
    assert kit(5, announced=2).returnable == 3


def test_components_that_announced_kits_do_not_need():
    ledger = kit(5, announced=2, ovens=(0, 3))
    assert (ledger.part_left(0), ledger.part_left(1)) == (3, 3)
    assert ledger.overdrawn(0) == ledger.overdrawn() == 0
    assert kit(5, announced=4, ovens=(0, 3)).overdrawn(0) == 1
    assert kit(5, announced=4, ovens=(0, 3)).overdrawn() == 0.5


@given(quantities, quantities, quantities)
def test_what_is_returnable_can_be_announced_and_no_more(delivered, returned, announced):
    ledger = Ledger(delivered, returned, announced)
    fits = Ledger(delivered, returned, announced + ledger.returnable)
    if not ledger.overdrawn():
        assert not fits.overdrawn()
        assert Ledger(delivered, returned, fits.announced + 1).overdrawn() == 1


@given(quantities, quantities, st.tuples(quantities, quantities), st.tuples(quantities, quantities))
def test_kits_that_are_returnable_can_be_announced_and_no_more(delivered, announced, ovens, mixers):
    ledger = kit(delivered, announced, ovens, mixers)
    assert ledger.returnable >= 0
    if not ledger.overdrawn():
        more = int(ledger.returnable)
        assert not kit(delivered, announced + more, ovens, mixers).overdrawn()
        assert kit(delivered, announced + more + 1, ovens, mixers).overdrawn()


@given(quantities, st.lists(quantities, max_size=6))
def test_a_quantity_is_divided_and_nothing_is_lost(quantity, sources):
    shares, rest = allot(quantity, list(enumerate(sources)))
    assert sum(share for _key, share in shares) + rest == quantity
    assert all(0 < share <= sources[key] for key, share in shares)
    assert rest == max(0, quantity - sum(sources))
    assert [key for key, _share in shares] == sorted(key for key, _share in shares)
