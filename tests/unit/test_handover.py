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
