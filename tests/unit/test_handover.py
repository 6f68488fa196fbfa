from datetime import datetime, timedelta

import pytest

from engine import handover as engine
from engine.handover import Parcel

NOW = datetime(2026, 5, 4, 18, 0, 30)


@pytest.mark.parametrize(
    ("parcel", "reason"),
    [
        (Parcel("assigned"), None),
        (Parcel("done"), None),
        (Parcel("cancel"), engine.CANCELLED),
        (Parcel("assigned", delivers=False), engine.NOT_A_DELIVERY),
        (Parcel("assigned", vendor_ships=True), engine.VENDOR_SHIPS),
        (Parcel("done", handed_over=True), engine.HANDED_OVER),
        (Parcel("done", arrived=True), engine.ARRIVED),
        (Parcel("done", handed_over=True, arrived=True), engine.HANDED_OVER),
        *[(Parcel(state), engine.NOT_AVAILABLE) for state in ("draft", "waiting", "confirmed")],
    ],
)
def test_refusal(parcel, reason):
    assert engine.refusal(parcel) == reason


def test_the_carrier_at_the_dock():
    assert engine.refusal(Parcel("assigned", carrier=7), carrier=7) is None
    assert engine.refusal(Parcel("assigned", carrier=8), carrier=7) == engine.OTHER_CARRIER
    assert engine.refusal(Parcel("assigned"), carrier=7) == engine.NO_CARRIER
    assert engine.refusal(Parcel("assigned", carrier=8)) is None


def test_the_warehouse_of_the_dock():
    assert engine.refusal(Parcel("done", warehouse=2), warehouse=1) == engine.OTHER_WAREHOUSE
    assert engine.refusal(Parcel("done", warehouse=1), warehouse=1) is None


def test_the_moment():
    packed = NOW - timedelta(hours=1)
    assert engine.moment_refusal(NOW, NOW, packed) is None
    assert engine.moment_refusal(NOW + timedelta(seconds=1), NOW, packed) == engine.FUTURE
    assert engine.moment_refusal(packed - timedelta(minutes=1), NOW, packed) == engine.TOO_EARLY
    # A person types minutes, no seconds.
    assert engine.moment_refusal(packed.replace(second=0), NOW, packed) is None
    assert engine.moment_refusal(packed, NOW, None) is None


@pytest.mark.parametrize(
    ("delivered", "assumed", "days", "arrived"),
    [
        (False, False, 1, False),
        (True, False, 1, True),
        (True, False, 500, True),
        (True, True, 1, False),
        (True, True, 120, False),
        (True, True, 121, True),
    ],
)
def test_an_assumption_gives_way_for_some_months(delivered, assumed, days, arrived):
    assert engine.has_arrived(delivered, assumed, NOW - timedelta(days=days), NOW) is arrived


def sent(key, days=None, **values):
    return engine.Sent(key, None if days is None else NOW - timedelta(days=days), **values)


@pytest.mark.parametrize(
    ("parcels", "meant"),
    [
        ([], []),
        ([sent("here")], ["here"]),
        ([sent("open", 3)], ["open"]),
        ([sent("assumed", 3, assumed=True)], ["assumed"]),
        ([sent("known", 3, known=True)], ["known"]),
        ([sent("known", 3, known=True), sent("open", 2)], ["open"]),
        ([sent("assumed", 3, assumed=True), sent("open", 2)], ["open"]),
        ([sent("known", 3, known=True), sent("assumed", 2, assumed=True)], ["assumed"]),
        ([sent("one", 3), sent("two", 3)], ["one", "two"]),
        ([sent("lost", 60), sent("open", 2)], ["open"]),
        # a repetition: the earlier parcel of the number is not meant
        ([sent("assumed", 60, assumed=True), sent("known", 2, known=True)], ["known"]),
        ([sent("lost", 60), sent("known", 2, known=True)], ["known"]),
        # long ago
        ([sent("old", 400, assumed=True)], []),
        ([sent("old", 400)], []),
        ([sent("old", 400, known=True)], ["old"]),
        ([sent("old", 400, assumed=True), sent("here")], ["here"]),
        ([sent("old", 400, known=True), sent("here")], ["here"]),
        # not here by the moment of which the carrier speaks
        ([sent("later", -1)], ["later"]),
        ([sent("later", -1), sent("open", 2)], ["open"]),
    ],
)
def test_which_parcel_a_carrier_means(parcels, meant):
    for order in (parcels, parcels[::-1]):
        assert sorted(engine.meant_by_number(order, NOW)) == sorted(meant)


def test_parcels_that_left_in_the_minute_of_which_the_carrier_speaks():
    assert engine.meant_by_number([sent("now", 0)], NOW.replace(second=0)) == ["now"]


@pytest.mark.parametrize(
    ("code", "ways"),
    [
        (" WH/OUT/00001\r\n", ["WH/OUT/00001"]),
        ("00340123450000000017", ["00340123450000000017", "340123450000000017"]),
        ("0034012345", ["0034012345"]),
        ("", []),
        (None, []),
        ("\t\x1d", []),
        ("x" * 129, []),
    ],
)
def test_spellings(code, ways):
    assert engine.spellings(code) == ways
