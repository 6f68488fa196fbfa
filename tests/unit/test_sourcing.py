from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sourcing import (
    CHEAPEST,
    EARLIEST,
    FEWEST,
    LINES,
    NEAREST,
    ONE,
    QUANTITIES,
    TRANSFER,
    WAIT,
    Allocation,
    Line,
    Place,
    distance,
    priced,
    rank,
)
from engine.sourcing_plan import MOST_PLACES, MOST_SINGLE, Planner
from engine.supply import QUANTITY, Projection

NOW = datetime(2024, 5, 1, 12)
HOME, EAST, WEST = "home", "east", "west"


def day(number):
    return NOW + timedelta(days=number)


def shelf(quantity, *flows):
    """Return what is on the shelf, and what comes and goes on days from now."""
    return Projection(NOW, [(None, quantity), *((day(number), change) for number, change in flows)])


def oven(key, quantity, product="oven", at=0, step=1):
    return Line(key, quantity, day(at), {product: quantity}, step)


def plan(lines, leads=None, now=NOW, **stock):
    """Return the options by kind; ``home_oven=shelf(3)`` says what there is."""
    projections = {tuple(key.split("_")): projection for key, projection in stock.items()}
    keys = sorted({place for place, _product in projections} | {HOME})
    places = [Place(key, (0, 0, number)) for number, key in enumerate(keys)]
    spans = {pair: timedelta(days=days) for pair, days in (leads or {}).items()}
    return Planner(now, lines, places, HOME, projections, spans).options()


def kinds(options):
    return [option.kind for option in options]


def the(options, kind):
    (option,) = [option for option in options if option.kind == kind]
    return option


# === Kinds === #


def test_nothing_to_send():
    assert plan([]) == []


def test_at_home_at_once():
    options = plan([oven(1, 3)], home_oven=shelf(3))
    assert kinds(options) == [ONE]
    assert options[0].allocations == (Allocation(1, HOME, 3),)
    assert (options[0].date, options[0].parcels) == (NOW, 1)


def test_wait_for_supply():
    options = plan([oven(1, 3)], home_oven=shelf(1, (5, 2)))
    assert kinds(options) == [WAIT]
    assert options[0].date == day(5)


def test_wait_without_knowing_how_long():
    (option,) = plan([oven(1, 3)], home_oven=shelf(1))
    assert (option.kind, option.date) == (WAIT, None)


def test_each_other_warehouse_that_can_do_all():
    options = plan([oven(1, 3)], home_oven=shelf(1), east_oven=shelf(3), west_oven=shelf(5))
    singles = [option for option in options if option.kind == ONE]
    assert {option.places()[0] for option in singles} == {EAST, WEST}


def test_split_by_line():
    options = plan(
        [oven(1, 3), oven(2, 2, "mixer")],
        home_oven=shelf(3),
        home_mixer=shelf(0),
        east_oven=shelf(0),
        east_mixer=shelf(2),
    )
    option = the(options, LINES)
    assert option.allocations == (Allocation(1, HOME, 3), Allocation(2, EAST, 2))
    assert (option.date, option.parcels) == (NOW, 2)


def test_split_by_line_with_few_warehouses():
    """The one that has most lines goes first, although home has one of them."""
    lines = [oven(number, 1, product) for number, product in enumerate(("oven", "mixer", "fridge"))]
    options = plan(
        lines,
        home_oven=shelf(1),
        east_mixer=shelf(1),
        west_oven=shelf(1),
        west_mixer=shelf(1),
        home_fridge=shelf(1),
    )
    assert the(options, LINES).parcels == 2


def test_split_by_quantity():
    options = plan([oven(1, 5)], home_oven=shelf(3), east_oven=shelf(4))
    option = the(options, QUANTITIES)
    assert option.allocations == (Allocation(1, EAST, 2), Allocation(1, HOME, 3))
    assert option.date == NOW


def test_the_rest_of_a_split_waits_for_supply():
    options = plan([oven(1, 9)], home_oven=shelf(3), east_oven=shelf(4, (6, 2)))
    option = the(options, QUANTITIES)
    assert option.allocations == (Allocation(1, EAST, 6), Allocation(1, HOME, 3))
    assert option.date == day(6)


def test_whole_units_only():
    options = plan([oven(1, 5)], home_oven=shelf(2.6), east_oven=shelf(2.9))
    assert QUANTITIES not in kinds(options)


def test_what_cannot_be_divided_is_not():
    options = plan([oven(1, 5, step=0)], home_oven=shelf(3), east_oven=shelf(4))
    assert kinds(options) == [WAIT]


def test_kits_are_divided_as_kits():
    kit = Line(1, 4, NOW, {"oven": 4, "mixer": 8}, 1)
    options = plan([kit], home_oven=shelf(4), home_mixer=shelf(5), east_oven=shelf(2), east_mixer=shelf(9))
    assert the(options, QUANTITIES).allocations == (Allocation(1, EAST, 2), Allocation(1, HOME, 2))


def test_transfer_first():
    options = plan([oven(1, 5)], {(EAST, HOME): 2}, home_oven=shelf(3), east_oven=shelf(4))
    option = the(options, TRANSFER)
    assert option.allocations == (Allocation(1, HOME, 5),)
    (transfer,) = option.transfers
    assert (transfer.source, transfer.target, transfer.product, transfer.quantity) == (EAST, HOME, "oven", 2)
    assert (transfer.leaves, transfer.arrives) == (NOW, day(2))
    assert (option.date, option.parcels) == (day(2), 1)


def test_transfers_from_several_and_the_rest_from_supply():
    leads = {(EAST, HOME): 2, (WEST, HOME): 1}
    options = plan([oven(1, 9)], leads, home_oven=shelf(3, (7, 1)), east_oven=shelf(3), west_oven=shelf(2))
    option = the(options, TRANSFER)
    assert [(t.source, t.quantity) for t in option.transfers] == [(EAST, 3), (WEST, 2)]
    assert option.date == day(7)


def test_no_transfer_into_a_warehouse_that_has_promised_too_much():
    options = plan([oven(1, 2)], {(EAST, HOME): 1}, home_oven=shelf(0, (1, -3)), east_oven=shelf(9))
    assert TRANSFER not in kinds(options)


def test_no_transfer_where_none_is_possible():
    assert TRANSFER not in kinds(plan([oven(1, 5)], home_oven=shelf(3), east_oven=shelf(4)))


def test_lines_compete():
    options = plan([oven(1, 3), oven(2, 3)], home_oven=shelf(4), east_oven=shelf(3))
    assert {a.place for a in the(options, LINES).allocations} == {HOME, EAST}


def test_what_other_lines_take_is_gone():
    places = [Place(HOME), Place(EAST)]
    projections = {(HOME, "oven"): shelf(3), (EAST, "oven"): shelf(3)}
    options = Planner(NOW, [oven(1, 2)], places, HOME, projections, taken={(HOME, "oven"): 2}, fixed={HOME}).options()
    east = the(options, ONE)
    assert east.places() == [EAST]
    assert east.parcels == 2  # something leaves from home in any case


def test_what_is_not_stored_comes_from_anywhere():
    options = plan([Line(1, 3, NOW), oven(2, 1)], home_oven=shelf(0), east_oven=shelf(1))
    assert the(options, ONE).allocations == (Allocation(1, EAST, 3), Allocation(2, EAST, 1))


def test_bounded():
    stock = {f"w{number:03}_oven": shelf(9) for number in range(60)}
    options = plan([oven(1, 3)], home_oven=shelf(1), **stock)
    assert len([option for option in options if option.kind == ONE]) == MOST_SINGLE
    lines = [oven(number, 1, f"p{number}") for number in range(2 * MOST_PLACES)]
    stock = {f"w{number:03}_p{number}": shelf(1) for number in range(2 * MOST_PLACES)}
    assert kinds(plan(lines, **stock)) == [WAIT]  # it would take 20 warehouses


# === What holds always === #

LINES_OF_ORDERS = st.lists(
    st.tuples(st.sampled_from(["oven", "mixer"]), st.integers(1, 9), st.integers(0, 4), st.sampled_from([0, 1])),
    min_size=1,
    max_size=5,
)
STOCK = st.dictionaries(
    st.tuples(st.sampled_from([HOME, EAST, WEST]), st.sampled_from(["oven", "mixer"])),
    st.tuples(st.integers(0, 12), st.lists(st.tuples(st.integers(1, 9), st.integers(-6, 9)), max_size=3)),
)
LEADS = {(EAST, HOME): timedelta(days=1), (WEST, HOME): timedelta(days=3)}
PLACES = [Place(HOME, (0, 0, 2)), Place(EAST, (0, 1, 3)), Place(WEST, (1, 1, 99))]


def planner(asked, stock, order=None):
    lines = [oven(key, quantity, product, at, step) for key, (product, quantity, at, step) in enumerate(asked)]
    projections = {key: shelf(quantity, *flows) for key, (quantity, flows) in stock.items()}
    return Planner(NOW, order(lines) if order else lines, PLACES, HOME, projections, LEADS)


@given(LINES_OF_ORDERS, STOCK)
def test_everything_is_sent_and_nothing_twice(asked, stock):
    for option in planner(asked, stock).options():
        sent = dict.fromkeys(range(len(asked)), 0)
        for allocation in option.allocations:
            assert allocation.quantity > 0
            sent[allocation.line] += allocation.quantity
        assert sent == {key: line[1] for key, line in enumerate(asked)}
        assert option.parcels == len(option.places())


@given(LINES_OF_ORDERS, STOCK)
def test_never_more_than_there_is(asked, stock):
    made = planner(asked, stock)
    for option in made.options():
        if option.date is None:
            assert option.kind == WAIT
            continue
        taken, leaving = {}, {}
        for allocation in option.allocations:
            key = allocation.place, asked[allocation.line][0]
            taken[key] = taken.get(key, 0) + allocation.quantity
        for transfer in option.transfers:
            assert transfer.quantity > 0
            assert transfer.arrives <= option.date
            key = transfer.target, transfer.product
            taken[key] = taken.get(key, 0) - transfer.quantity
            key = transfer.source, transfer.product
            leaving[key] = leaving.get(key, 0) + transfer.quantity
        for key, quantity in taken.items():
            assert quantity <= max(0, made._available(*key, option.date)) + QUANTITY
        for key, quantity in leaving.items():
            assert quantity <= made._available(*key, NOW) + QUANTITY


@given(LINES_OF_ORDERS, STOCK, st.randoms())
def test_order_of_lines_does_not_matter(asked, stock, random):
    def shuffle(lines):
        return random.sample(lines, len(lines))

    assert planner(asked, stock).options() == planner(asked, stock, shuffle).options()


@given(LINES_OF_ORDERS, STOCK)
def test_options_differ(asked, stock):
    options = planner(asked, stock).options()
    assert len({(option.allocations, option.transfers) for option in options}) == len(options)
    assert rank(options, FEWEST)


@given(LINES_OF_ORDERS, STOCK, st.integers(1, 9))
def test_more_at_home_never_makes_waiting_longer(asked, stock, more):
    def first(stock):
        return next(o.date for o in planner(asked, stock).options() if o.places() == [HOME] and not o.transfers)

    fuller = dict(stock)
    for product in ("oven", "mixer"):
        quantity, flows = stock.get((HOME, product), (0, []))
        fuller[HOME, product] = quantity + more, flows
    before, after = first(stock), first(fuller)
    assert before is None or after <= before


# === Preference === #


def three():
    """Return a quick one with two parcels, a later one from far, and one that waits."""
    lines = [oven(1, 5)]
    options = plan(lines, home_oven=shelf(3, (9, 2)), east_oven=shelf(2), west_oven=shelf(0, (4, 5)))
    split, west, home = the(options, QUANTITIES), the(options, ONE), the(options, WAIT)
    return (
        replace(split, distance=(0, 1, 5), cost=20.0),
        replace(west, distance=(1, 1, 99), cost=8.0),
        replace(home, distance=(0, 0, 1), cost=9.0),
    )


@pytest.mark.parametrize(
    ("preference", "kind"), [(FEWEST, ONE), (EARLIEST, QUANTITIES), (NEAREST, WAIT), (CHEAPEST, ONE)]
)
def test_preference(preference, kind):
    assert rank(three(), preference)[0].kind == kind


def test_in_time_goes_first():
    assert rank(three(), FEWEST, deadline=day(1))[0].kind == QUANTITIES


def test_a_transfer_is_more_work_than_none():
    options = plan([oven(1, 3)], {(EAST, HOME): 0}, home_oven=shelf(0), east_oven=shelf(3))
    near_home = [replace(option, distance=(0, 0, option.places() != [HOME])) for option in options]
    assert rank(near_home, FEWEST)[0].kind == ONE
    assert rank(near_home, EARLIEST)[0].kind == ONE
    assert rank(near_home, NEAREST)[0].kind == TRANSFER


def test_unknown_goes_last():
    split, west, home = three()
    unknown = replace(home, date=None)
    assert rank([split, west, unknown], NEAREST)[-1] is unknown
    dear = replace(west, cost=None)
    assert rank([split, dear, home], CHEAPEST)[-1] is dear


def test_what_is_better_in_nothing_is_left_out():
    split, west, home = three()
    worse = replace(split, date=day(1), allocations=())
    assert worse not in rank([split, west, home, worse], FEWEST)


def test_as_good_is_left_out_unless_it_is_another_warehouse():
    options = plan([oven(1, 3)], home_oven=shelf(0), east_oven=shelf(3), west_oven=shelf(3))
    ranked = rank(options, NEAREST)
    assert [option.places() for option in ranked] == [[EAST], [WEST], [HOME]]


def test_costs_add_up():
    (option,) = plan([oven(1, 3)], home_oven=shelf(3))
    assert priced(option, [3.5, 4.0]).cost == 7.5
    assert priced(option, [3.5, None]).cost is None
    assert priced(option, []).cost is None


# === Distance === #


def test_distance():
    customer = ("US", "OH", "43215")
    addresses = [
        ("US", "OH", "43215"),
        ("US", "OH", "43001"),
        ("US", "OH", None),
        ("US", "OR", "97201"),
        ("US", None, None),
        ("DE", None, "43215"),
        (None, None, None),
    ]
    distances = [distance(customer, address) for address in addresses]
    assert distances == sorted(distances)
    assert distances[0] == (0, 0, 0)
    assert distance(customer, ("DE", "OH", "43215")) == distance(customer, ("FR", None, "1"))


def test_zips_in_any_spelling():
    assert distance(("GB", None, "sw1a 1aa"), ("GB", None, "SW1A1AA"))[2] == 0


def test_fingerprint_says_what_is_done_not_when():
    now, later = (
        plan([oven(1, 5)], {(EAST, HOME): 2}, now=moment, home_oven=shelf(3), east_oven=shelf(4))
        for moment in (NOW, day(1))
    )
    assert the(now, TRANSFER).transfers != the(later, TRANSFER).transfers
    assert the(now, TRANSFER).fingerprint() == the(later, TRANSFER).fingerprint()
    assert len({option.fingerprint() for option in now}) == len(now)


def test_way():
    options = plan([oven(1, 5)], {(EAST, HOME): 2}, home_oven=shelf(3), east_oven=shelf(4))
    assert the(options, TRANSFER).way() == ({(1, HOME)}, {(EAST, HOME, "oven", 2)})
    assert the(options, QUANTITIES).way() == ({(1, HOME), (1, EAST)}, set())
