"""Two versions of a quotation: what differs, and that nothing is lost on the way."""

from hypothesis import given
from hypothesis import strategies as st

from engine.quote_compare import (
    ADDED,
    CHANGED,
    REMOVED,
    SAME,
    Document,
    Line,
    apply,
    compare,
    fingerprint,
    number,
)


def line(product=1, key=None, **values):
    return Line({"product_id": product, "display_type": "", "name": "Oven", "quantity": "1", **values}, key)


def quote(*lines, **terms):
    return Document({"payment_term": 1, **terms}, lines)


def kinds(old, new):
    return [row.kind for row in compare(old, new).rows]


# === Examples === #


def test_the_same_says_nothing():
    difference = compare(quote(line(key=1)), quote(line(key=1)))
    assert difference.is_empty
    assert [row.kind for row in difference.rows] == [SAME]


def test_a_term():
    difference = compare(quote(), quote(payment_term=2))
    assert difference.terms == {"payment_term": (1, 2)}
    assert not difference.is_empty


def test_a_changed_line_says_what():
    (row,) = compare(quote(line(key=1)), quote(line(key=1, quantity="2"))).rows
    assert (row.kind, row.changes) == (CHANGED, {"quantity": ("1", "2")})


def test_added_and_removed():
    assert kinds(quote(line(1, 1)), quote(line(1, 1), line(2, 2))) == [SAME, ADDED]
    assert kinds(quote(line(1, 1), line(2, 2)), quote(line(2, 2))) == [REMOVED, SAME]


def test_what_is_removed_is_shown_where_it_stood():
    assert kinds(quote(line(1, 1), line(2, 2), line(3, 3)), quote(line(1, 1), line(3, 3))) == [SAME, REMOVED, SAME]


def test_a_line_deleted_and_entered_again_is_the_same_line():
    difference = compare(quote(line(1, 1)), quote(line(1, 9, quantity="3")))
    assert [row.kind for row in difference.rows] == [CHANGED]
    assert compare(quote(line(1, 1)), quote(line(1, 9))).is_empty


def test_another_product_in_the_same_line_is_a_change():
    assert kinds(quote(line(1, 1)), quote(line(2, 1))) == [CHANGED]


def test_sections_are_told_apart_by_their_text():
    old, new = (quote(line(0, key, name=name)) for key, name in ((1, "Kitchen"), (2, "Office")))
    assert kinds(old, new) == [REMOVED, ADDED]


def test_another_order_is_a_change():
    difference = compare(quote(line(1, 1), line(2, 2)), quote(line(2, 2), line(1, 1)))
    assert difference.reordered
    assert not difference.is_empty


def test_a_line_in_between_is_no_other_order():
    assert not compare(quote(line(1, 1), line(2, 2)), quote(line(1, 1), line(3, 3), line(2, 2))).reordered


def test_fingerprint_does_not_look_at_keys():
    assert fingerprint(quote(line(1, 1))) == fingerprint(quote(line(1, 2)))
    assert fingerprint(quote(line(1), line(2))) != fingerprint(quote(line(2), line(1)))


def test_numbers_that_are_equal_are_written_alike():
    assert number(0.1 + 0.2) == number(0.3) == "0.3"
    assert number(-0.0) == number(None) == number(0) == "0"
    assert number(100.0) == "100"
    assert number(1e-9) == "0"
    assert number(1.000001) == "1.000001"


# === Any two === #

TEXTS = st.sampled_from(["a", "b"])
LINES = st.builds(
    lambda product, name, quantity, key: line(product, key, name=name, quantity=quantity),
    st.integers(0, 3),
    TEXTS,
    TEXTS,
    st.integers(0, 5),
)
DOCUMENTS = st.builds(
    lambda lines, term: quote(*lines, payment_term=term), st.lists(LINES, max_size=6), st.integers(1, 2)
)


@given(DOCUMENTS)
def test_compared_with_itself_nothing_differs(document):
    assert compare(document, document).is_empty


@given(DOCUMENTS, DOCUMENTS)
def test_the_difference_leads_from_one_to_the_other(old, new):
    assert apply(old, compare(old, new)) == new


@given(DOCUMENTS, DOCUMENTS)
def test_both_ways_say_the_same(old, new):
    there, back = compare(old, new), compare(new, old)
    turned = {
        (row.new, row.old, tuple(sorted((name, b, a) for name, (a, b) in row.changes.items()))) for row in there.rows
    }
    assert turned == {
        (row.old, row.new, tuple(sorted((name, a, b) for name, (a, b) in row.changes.items()))) for row in back.rows
    }
    assert {name: (b, a) for name, (a, b) in there.terms.items()} == back.terms
    assert there.reordered == back.reordered


@given(DOCUMENTS, DOCUMENTS)
def test_empty_where_and_only_where_the_fingerprint_is_the_same(old, new):
    if compare(old, new).is_empty:
        assert fingerprint(old) == fingerprint(new)
    if fingerprint(old) == fingerprint(new):
        assert not compare(old, new).terms
