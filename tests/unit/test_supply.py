from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.supply import (
    Availability,
    Demand,
    Part,
    Projection,
    Shortage,
    Stock,
    find_shortages,
    offer,
    possible_for_all,
)

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


# === What expires === #


def perishable(quantity, expiring, *flows):
    """Return a projection of stock of which some expires: ``(day, quantity)`` each."""
    flows = [(None, quantity), *((day(number), change) for number, change in flows)]
    return Projection(NOW, flows, [(day(number), lost) for number, lost in expiring])


def test_what_expires_is_available_until_then():
    projection = perishable(10, [(5, 6)])
    assert projection.available(day(4)) == 10
    assert projection.available(day(5)) == 4
    assert projection.first(8, day(6)) is None


def test_what_expires_first_is_shipped_first():
    assert perishable(10, [(5, 6)], (3, -6)).available(day(6)) == 4
    assert perishable(10, [(5, 6)], (3, -2)).available(day(6)) == 4


def test_supply_after_the_expiry():
    assert perishable(10, [(5, 10)], (8, 20)).first(15, day(6)) == day(8)


EXPIRING = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 10)), max_size=3)


def shipped_in_full(on_hand, expiring, flows, quantity, at):
    """Simulate it day by day, the lot that expires first first: whether a quantity can leave on a day."""
    lots = sorted(expiring)
    lots.append((99, on_hand - sum(lost for _day, lost in expiring)))
    lots = [list(lot) for lot in lots]
    for number in range(at + 1):
        for one in lots:
            if one[0] <= number:
                one[1] = 0
        lots[-1][1] += sum(change for when, change in flows if max(when, 0) == number and change > 0)
        wanted = -sum(change for when, change in flows if max(when, 0) == number and change < 0)
        wanted += quantity if number == at else 0
        for one in lots:
            took = min(one[1], wanted)
            one[1] -= took
            wanted -= took
        if wanted:
            return False
    return True


@given(st.integers(30, 60), EXPIRING, FLOWS, st.integers(1, 30), st.integers(0, 30))
def test_what_is_promised_can_be_shipped(on_hand, expiring, flows, quantity, at):
    projection = perishable(on_hand, expiring, *flows)
    if projection.available(day(at)) >= quantity and shipped_in_full(on_hand, expiring, flows, 0, at):
        assert shipped_in_full(on_hand, expiring, flows, quantity, at)


@given(
    st.integers(0, 40), EXPIRING, FLOWS, st.integers(1, 40), st.integers(0, 30), st.integers(0, 30), st.integers(1, 9)
)
def test_more_supply_never_makes_a_date_later(on_hand, expiring, flows, quantity, at, when, more):
    before = perishable(on_hand, expiring, *flows).first(quantity, day(at))
    after = perishable(on_hand, expiring, *flows, (when, more)).first(quantity, day(at))
    assert before is None or (after is not None and after <= before)


# === What somebody can get === #


def part(quantity, on_hand, *flows, reserved=0, buffer=0, taken=0):
    shelf = Stock(on_hand, reserved, buffer, tuple((day(number), change) for number, change in flows if change > 0))
    return Part(quantity, shelf, stock(on_hand - reserved - buffer, *flows), taken)


def test_offer_of_goods():
    found = offer(10, [part(10, 8, (3, 6), reserved=2, buffer=1)], NOW)
    assert found == Availability(8, 2, 5, ((day(3), 6),), 5, day(3))


def test_offer_in_another_unit():
    """Two dozen of pieces."""
    found = offer(2, [part(24, 36)], NOW)
    assert (found.on_hand, found.available, found.possible_at) == (3, 3, NOW)


def test_offer_of_a_kit_is_that_of_its_scarcest_part():
    found = offer(5, [part(5, 50), part(20, 8, (2, 100))], NOW)
    assert (found.on_hand, found.available, found.possible_at) == (2, 2, day(2))


def test_offer_leaves_what_others_take():
    assert offer(5, [part(5, 8, taken=4)], NOW).available == 4


def test_offer_of_what_is_ordered():
    assert offer(5, [], NOW, [day(9)]) == Availability(possible_at=day(9), ordered=True)
    assert offer(5, [], day(10), [day(9)]).available == 5
    assert offer(5, [], NOW, [None]).possible_at is None


def test_offer_of_what_is_not_counted():
    found = offer(5, [], NOW)
    assert (found.stocked, found.available, found.possible_at) == (False, 5, NOW)


def test_nothing_is_there_at_once():
    assert offer(0, [part(0, 0)], NOW).possible_at == NOW
    assert offer(-1, [part(-1, 0)], NOW).possible_at == NOW


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 20), FLOWS), min_size=1, max_size=3), st.integers(0, 30))
def test_offer_is_kept_by_every_part(made_of, at):
    parts = [part(quantity, on_hand, *flows) for quantity, on_hand, flows in made_of]
    found = offer(3, parts, day(at))
    for one in parts:
        if one.quantity:
            assert found.available / 3 * one.quantity <= max(0, one.projection.available(day(at))) + 1e-6
            if found.possible_at:
                assert one.projection.available(found.possible_at) >= one.quantity - 1e-5


@given(st.permutations([part(2, 5, (3, 4)), part(4, 3, (1, 9)), part(1, 0, (6, 1))]), st.integers(0, 30))
def test_order_of_parts_does_not_matter(parts, at):
    assert offer(2, parts, day(at)) == offer(2, parts[::-1], day(at))
