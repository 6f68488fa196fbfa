from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.supply import Demand, Projection, Shortage, find_shortages, possible_for_all

NOW = datetime(2024, 5, 1, 12)
FLOWS = st.lists(st.tuples(st.integers(-5, 30), st.integers(-20, 20)), max_size=12)


def day(number):
    return NOW + timedelta(days=number)


def stock(quantity, *flows):
    """Return a projection of what is on the shelf, and of what comes and goes on days from now."""
    return Projection(NOW, [(None, quantity), *((day(number), change) for number, change in flows)])


def short(*demands, **projections):
    return find_shortages(list(demands), projections)


def oven(key, quantity, at=0):
    return Demand(key, day(at), quantity, {"oven": quantity})


def test_on_the_shelf():
    assert stock(10).available(NOW) == 10
    assert stock(10).first(10, NOW) == NOW
    assert stock(10).first(11, NOW) is None


def test_receipts_count_from_their_date():
    projection = stock(4, (3, 6))
    assert projection.available(day(2)) == 4
    assert projection.available(day(3)) == 10
    assert projection.first(10, NOW) == day(3)
    assert projection.first(10, day(5)) == day(5)


def test_overdue_receipts_come_now():
    assert stock(0, (-2, 5)).available(NOW) == 5


def test_what_is_promised_for_later_is_not_taken():
    assert stock(10, (20, -8)).available(NOW) == 2


def test_what_comes_before_a_later_promise_frees_the_stock():
    assert stock(10, (5, 50), (20, -30)).available(NOW) == 10


def test_first_date_waits_for_enough():
    projection = stock(0, (3, 5), (4, -5), (8, 20))
    assert projection.first(5, NOW) == day(8)


def test_exactly_enough_is_enough():
    assert short(oven("a", 10), oven=stock(10)) == {}
    assert short(oven("a", 0.3), oven=stock(0.1 + 0.2)) == {}


def test_shortage_says_what_there_is_and_when_the_rest_comes():
    assert short(oven("a", 10), oven=stock(4, (7, 6))) == {"a": Shortage(10, 4, day(7), ("oven",))}


def test_two_lines_compete():
    assert short(oven("a", 6), oven("b", 6), oven=stock(10)) == {"b": Shortage(6, 4, None, ("oven",))}


def test_the_earlier_promise_is_served_first():
    assert short(oven("late", 5, at=4), oven("early", 5), oven=stock(5, (3, 5))) == {}


def test_kits_are_limited_by_the_scarcest_part():
    kit = Demand("kit", NOW, 5, {"top": 5, "leg": 20})
    shortage = short(kit, top=stock(5), leg=stock(8, (2, 100)))["kit"]
    assert shortage == Shortage(5, 2, day(2), ("leg",))


def test_kit_is_possible_when_its_last_part_is():
    kit = Demand("kit", NOW, 1, {"top": 1, "leg": 4})
    assert short(kit, top=stock(0, (9, 1)), leg=stock(0, (2, 4)))["kit"].possible_at == day(9)
    assert short(kit, top=stock(0), leg=stock(0, (2, 4)))["kit"].possible_at is None


def test_possible_for_all_is_the_latest_known():
    assert possible_for_all([Shortage(1, 0, day(3), ()), Shortage(1, 0, None, ()), Shortage(1, 0, day(5), ())]) == day(
        5
    )
    assert possible_for_all([Shortage(1, 0, None, ())]) is None


@given(st.integers(0, 50), FLOWS, st.integers(1, 60), st.integers(0, 30))
def test_first_date_is_the_first(on_hand, flows, quantity, at):
    projection = stock(on_hand, *flows)
    first = projection.first(quantity, day(at))
    if first is None:
        assert all(projection.available(day(number)) < quantity for number in range(at, 32))
    else:
        assert projection.available(first) >= quantity
        assert all(projection.available(day(n)) < quantity for n in range(at, (first - NOW).days))


@given(st.integers(0, 50), FLOWS, st.integers(0, 30), st.integers(0, 30))
def test_waiting_never_makes_less_available(on_hand, flows, one, other):
    projection = stock(on_hand, *flows)
    early, late = sorted((one, other))
    assert projection.available(day(early)) <= projection.available(day(late))


@given(st.integers(0, 40), FLOWS, st.lists(st.tuples(st.integers(1, 20), st.integers(0, 9)), max_size=5))
def test_at_the_common_date_nothing_is_short(on_hand, flows, wanted):
    """What "Set Possible Date" promises is possible."""
    projection = stock(on_hand, *flows)
    demands = [oven(number, quantity, at) for number, (quantity, at) in enumerate(wanted)]
    shortages = short(*demands, oven=projection)
    if any(shortage.possible_at is None for shortage in shortages.values()):
        return
    latest = max([possible_for_all(shortages.values()) or NOW, *(demand.at for demand in demands)])
    assert short(*(Demand(d.key, latest, d.quantity, d.parts) for d in demands), oven=projection) == {}
