"""The paper of a quotation: options stand apart, and one delivery date is said once."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.quote_paper import NOTE, SECTION, Delivery, Row, delivery_of, divide, pieces, shared

DAY = date(2026, 12, 24)


def section(key, parent=None, offered=False):
    return Row(key, SECTION, parent, offered)


def test_without_options_everything_counts_in_its_order():
    rows = [section("A"), Row("oven", parent="A", quantity=1), Row("n", NOTE, "A"), Row("none", parent="A")]
    assert divide(rows) == (["A", "oven", "n", "none"], [])


def test_options_stand_apart_with_their_section_and_its_notes():
    rows = [
        Row("oven", quantity=1),
        section("O", offered=True),
        Row("lamp", NOTE, "O", True),
        Row("fan", parent="O", offered=True),
    ]
    assert divide(rows) == (["oven"], ["O", "lamp", "fan"])


def test_a_chosen_option_counts_and_its_section_stands_in_both_parts():
    rows = [
        section("O", offered=True),
        Row("n", NOTE, "O", True),
        Row("fan", parent="O", offered=True, quantity=2),
        Row("lamp", parent="O", offered=True),
    ]
    assert divide(rows) == (["O", "fan"], ["O", "n", "lamp"])


def test_where_all_is_chosen_nothing_stands_apart():
    rows = [section("O", offered=True), Row("n", NOTE, "O", True), Row("fan", parent="O", offered=True, quantity=2)]
    assert divide(rows) == (["O", "n", "fan"], [])


def test_an_optional_subsection_leaves_its_section_where_it_is():
    rows = [
        section("A"),
        Row("oven", parent="A", quantity=1),
        section("B", "A", True),
        Row("fan", parent="B", offered=True),
    ]
    assert divide(rows) == (["A", "oven"], ["B", "fan"])


def test_the_section_above_an_optional_subsection_goes_with_it():
    rows = [section("O", offered=True), section("B", "O", True), Row("fan", parent="B", offered=True)]
    assert divide(rows) == ([], ["O", "B", "fan"])


def test_options_without_products_stand_apart():
    assert divide([section("O", offered=True), Row("n", NOTE, "O", True)]) == ([], ["O", "n"])


def test_a_day_counts_before_days():
    assert delivery_of(DAY, 3) == Delivery(day=DAY)
    assert delivery_of(None, 2.5) == Delivery(days=3)
    assert delivery_of(None, 0) is None


def test_one_day_for_all_is_shared():
    assert shared([Delivery(day=DAY)] * 2, [None]) == Delivery(day=DAY)
    assert shared([], [Delivery(days=3)]) == Delivery(days=3)


def test_what_differs_or_is_not_known_is_not_shared():
    assert shared([Delivery(day=DAY), Delivery(days=3)], []) is None
    assert shared([Delivery(day=DAY), None], []) is None
    assert shared([Delivery(day=DAY)], [Delivery(days=3)]) is None
    assert shared([None], [None]) is None
    assert shared([], []) is None


def test_a_short_text_is_one_piece():
    assert pieces("Oven\n\nStainless steel") == ["Oven\n\nStainless steel"]
    assert pieces("") == [""]


def test_a_long_text_is_cut_between_lines_and_words():
    assert pieces("one\ntwo\nthree", longest=6) == ["one\ntwo", "three"]
    assert pieces("one two three", longest=7) == ["one two", "three"]
    assert pieces("abcdefgh", longest=3) == ["abc", "def", "gh"]


def test_many_short_lines_are_divided_too():
    assert pieces("a\nb\nc\nd\ne", most=2) == ["a\nb", "c\nd", "e"]


@given(st.text("ab \n", max_size=60), st.integers(1, 9), st.integers(1, 4))
def test_nothing_is_lost_and_no_piece_too_long(text, longest, most):
    found = pieces(text, longest, most)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(len(piece.replace("\n", "")) <= longest and piece.count("\n") < most for piece in found)
