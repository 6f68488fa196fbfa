import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.picking import Pick, natural, portions, printable, split, walk

BOX, PALLET, BAG = "box", "pallet", "bag"


def places(blocks):
    return [[pick.path for pick in block.picks] for block in blocks]


def test_names_sort_as_people_do():
    names = ["WH/A-10", "wh/a-2", "WH/B-1", "WH/A-1"]
    assert sorted(names, key=natural) == ["WH/A-1", "wh/a-2", "WH/A-10", "WH/B-1"]


def test_a_shelf_stands_before_what_only_begins_like_it():
    picks = [Pick("WH/Stock Back/1"), Pick("WH/Stock/2"), Pick("WH/Stock")]
    assert places(walk(picks)) == [["WH/Stock"], ["WH/Stock/2"], ["WH/Stock Back/1"]]


def test_positions_stand_before_names():
    picks = [Pick("A", position=(2, 0, 0)), Pick("B", position=(1, 9, 0)), Pick("C", position=(1, 2, 0))]
    assert places(walk(picks)) == [["C"], ["B"], ["A"]]


def test_parts_of_a_kit_stand_where_the_first_one_lies():
    picks = [Pick("D", kit="set"), Pick("C"), Pick("B", kit="set"), Pick("A")]
    blocks = walk(picks)
    assert places(blocks) == [["A"], ["B", "D"], ["C"]]
    assert [block.kit for block in blocks] == [None, "set", None]


def test_the_same_kit_of_two_transfers_stays_apart():
    picks = [Pick("A", kit="set", transfer=1), Pick("B", kit="set", transfer=2), Pick("C", kit="set", transfer=1)]
    assert places(walk(picks)) == [["A", "C"], ["B"]]


def test_one_walk_for_many_transfers_does_not_turn_back_for_a_kit():
    picks = [Pick("C", kit="set"), Pick("B"), Pick("A", kit="set")]
    assert places(walk(picks, kits_together=False)) == [["A"], ["B"], ["C"]]


@pytest.mark.parametrize(
    ("quantity", "packagings", "result"),
    [
        (15, {BOX: 6}, ([(2, BOX)], 3)),
        (12, {BOX: 6}, ([(2, BOX)], 0)),
        (5, {BOX: 6}, ([], 5)),
        (110, {BOX: 6, PALLET: 48}, ([(2, PALLET), (2, BOX)], 2)),
        (3, {}, ([], 3)),
        (3, {BOX: 1, BAG: 0.5}, ([], 3)),
        (0, {BOX: 6}, ([], 0)),
        (8, {BAG: 1.6}, ([(5, BAG)], 0)),
        (5.4, {BAG: 1.8}, ([(3, BAG)], 0)),
        (0.3, {BAG: 2}, ([], 0.3)),
    ],
)
def test_whole_packagings(quantity, packagings, result):
    assert split(quantity, packagings) == result


def test_what_can_be_printed_as_a_barcode():
    assert printable("WH/OUT/00001")
    for text in ("", None, False, "Größe", "a\tb", "9" * 61):
        assert not printable(text)


def test_portions():
    assert portions([1, 2, 3, 4, 5], 4) == [[1, 2, 3], [4, 5]]
    assert portions([], 4) == []


@given(
    st.integers(0, 10**7).map(lambda number: number / 100),
    st.dictionaries(st.text(max_size=2), st.integers(1, 10**5).map(lambda number: number / 100), max_size=4),
)
def test_nothing_is_lost_when_it_is_split(quantity, packagings):
    found, rest = split(quantity, packagings)
    total = rest + sum(number * packagings[packaging] for number, packaging in found)
    assert total == pytest.approx(quantity, abs=0.001)
    assert rest >= 0
    assert all(rest < size for size in packagings.values() if size > 1)
    sizes = [packagings[packaging] for _number, packaging in found]
    assert sizes == sorted(sizes, reverse=True)


PICKS = st.lists(
    st.builds(
        Pick,
        st.sampled_from(["WH/A-1", "WH/A-2", "WH/A-10", "WH/B", ""]),
        st.sampled_from(["Oven", "Mixer"]),
        st.just(()),
        st.sampled_from([None, "set", "other"]),
        st.integers(1, 2),
    )
)


@given(PICKS, st.booleans())
def test_every_pick_is_on_the_list_once(picks, together):
    listed = list(itertools.chain.from_iterable(block.picks for block in walk(picks, together)))
    assert sorted(listed, key=repr) == sorted(picks, key=repr)


@given(PICKS)
def test_the_order_does_not_depend_on_the_database(picks):
    assert places(walk(picks)) == places(walk(picks[::-1]))


@given(st.lists(st.integers()), st.integers(1, 30))
def test_portions_lose_nothing(items, most):
    found = portions(items, most)
    assert list(itertools.chain.from_iterable(found)) == items
    assert all(0 < len(portion) <= most for portion in found)
    assert len(found) == -(-len(items) // most)
