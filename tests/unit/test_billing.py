"""Returned goods are credited once, and refunded goods are never billed again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.billing import BILL, BILL_AGAIN, CREDIT, RETURN, SHIP, State, replay


def after(*events):
    state = replay(events)
    return state.to_bill, state.to_credit


@pytest.mark.parametrize(
    ("events", "to_bill", "to_credit"),
    [
        ([(SHIP, 10)], 10, 0),
        ([(SHIP, 10), (BILL, 10)], 0, 0),
        ([(SHIP, 6), (BILL, 6), (SHIP, 4)], 4, 0),
        # Returns.
        ([(SHIP, 10), (BILL, 10), (RETURN, 4)], 0, 4),
        ([(SHIP, 10), (BILL, 10), (RETURN, 4), (CREDIT, 4)], 0, 0),
        ([(SHIP, 10), (RETURN, 4)], 6, 0),  # never billed: nothing to credit
        ([(SHIP, 10), (BILL, 6), (RETURN, 5)], 0, 1),
        ([(SHIP, 10), (BILL, 10), (RETURN, 4), (CREDIT, 4), (SHIP, 4)], 4, 0),  # sent once more
        # The accountant reverses an invoice.
        ([(SHIP, 10), (BILL, 10), (CREDIT, 10)], 0, 0),
        ([(SHIP, 10), (BILL, 10), (CREDIT, 10), (SHIP, 5)], 5, 0),
        ([(SHIP, 10), (BILL, 10), (CREDIT, 10), (RETURN, 10)], 0, 0),  # refunded first, returned later
        ([(SHIP, 10), (RETURN, 4), (BILL, 6), (CREDIT, 6)], 0, 0),
        ([(SHIP, 10), (BILL, 5), (CREDIT, 5), (RETURN, 5)], 5, 0),  # what came back is what was refunded
        ([(SHIP, 10), (BILL, 10), (CREDIT, 10), (BILL_AGAIN, 10)], 10, 0),
        ([(SHIP, 10), (BILL, 10), (CREDIT, 10), (BILL_AGAIN, 10), (BILL, 10)], 0, 0),
        # Billed before it is shipped.
        ([(BILL, 10), (SHIP, 6)], 0, 0),
        ([(BILL, 6), (SHIP, 10)], 4, 0),
        ([(BILL, 10), (CREDIT, 10), (SHIP, 10)], 10, 0),  # it was cancelled, not refunded
        ([(BILL, 10), (SHIP, 6), (CREDIT, 4)], 0, 0),
        ([(SHIP, 5), (BILL, 7), (CREDIT, 3), (RETURN, 5)], 0, 4),  # two of the credits were for what never left
        # More than there is.
        ([(SHIP, 1), (BILL, 1), (RETURN, 3)], 0, 1),
        ([(SHIP, 1), (BILL, 1), (CREDIT, 3), (SHIP, 2)], 2, 0),
    ],
)
def test_events(events, to_bill, to_credit):
    assert after(*events) == (to_bill, to_credit)


def test_binary_noise_is_nothing_to_bill():
    assert replay([(SHIP, 0.1)] * 3 + [(BILL, 0.3)]) == State(billed=pytest.approx(0.3))
    after_all = replay([(BILL, 0.3)] + [(SHIP, 0.1)] * 3)
    assert (after_all.ahead, after_all.to_bill) == (0, 0)
    assert replay([(BILL, 0.1)] * 3 + [(CREDIT, 0.3)]).ahead == 0


@pytest.mark.parametrize("event", [("lose", 1), (SHIP, -1)])
def test_what_makes_no_sense_is_refused(event):
    with pytest.raises(ValueError, match=event[0]):
        replay([event])


quantities = st.integers(0, 20)
doings = st.lists(st.tuples(st.sampled_from([SHIP, RETURN, CREDIT, "job"]), quantities), max_size=15)


def with_job(doings):
    """The events, with those of a job that bills and credits what is to be billed and credited."""
    events = []
    for kind, quantity in doings:
        if kind != "job":
            events.append((kind, quantity))
            continue
        state = replay(events)
        events += [(BILL, state.to_bill), (CREDIT, state.to_credit)]
    return events


def total(events, *kinds):
    return sum(quantity for kind, quantity in events if kind in kinds)


@given(doings)
def test_a_job_that_runs_again_does_nothing(doings):
    assert after(*with_job([*doings, ("job", 0)])) == (0, 0)


@given(doings)
def test_no_unit_is_billed_twice(doings):
    events = with_job(doings)
    assert total(events, BILL) <= total(events, SHIP)


@given(st.lists(st.tuples(st.sampled_from([CREDIT, RETURN, "job"]), quantities), max_size=10))
def test_what_was_refunded_is_never_billed_again(later):
    events = with_job([(SHIP, 20), ("job", 0), *later])
    assert total(events, BILL) == 20


@given(st.lists(st.tuples(st.sampled_from([SHIP, RETURN, BILL, CREDIT, BILL_AGAIN]), quantities), max_size=15))
def test_no_unit_is_lost(events):
    state = replay(events)
    units = [state.to_bill, state.billed, state.forgiven, state.to_credit, state.closed]
    assert all(unit >= 0 for unit in [*units, state.ahead])
    assert sum(units) == total(events, SHIP)


@given(st.lists(st.tuples(st.sampled_from([SHIP, RETURN, "job"]), quantities), max_size=12))
def test_in_the_end_the_customer_pays_for_what_stays(doings):
    events = with_job([*doings, ("job", 0)])
    stays = 0
    for kind, quantity in events:
        stays = stays + quantity if kind == SHIP else max(0, stays - quantity) if kind == RETURN else stays
    assert total(events, BILL) - total(events, CREDIT) == stays
