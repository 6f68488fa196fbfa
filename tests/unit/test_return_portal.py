"""What customers may type, and what they read."""

import pytest

from engine.return_portal import (
    MANY_PHOTOS,
    NEXT,
    NO_NUMBER,
    NO_PHOTO,
    NO_REASON,
    NOT_WHOLE,
    NOW,
    PAST,
    TOO_MANY,
    WAY,
    Wish,
    read_quantity,
    stages,
    trouble,
    words_like_numbers,
)


@pytest.mark.parametrize(
    ("text", "quantity"), [("", 0.0), (None, 0.0), (" 3 ", 3.0), ("1.5", 1.5), ("0,25", 0.25), ("0", 0.0)]
)
def test_quantities(text, quantity):
    assert read_quantity(text) == quantity


@pytest.mark.parametrize("text", ["-1", "three", "nan", "inf", "1e3", "1,5,5", "٣", "0x10", "9" * 10, "1 2", "+1", "."])
def test_no_quantities(text):
    with pytest.raises(ValueError, match=r".*"):
        read_quantity(text)


def test_a_wish_without_quantity_is_none():
    assert Wish("0", has_reason=True).is_empty
    assert Wish("").is_empty
    assert not Wish("2").is_empty
    assert not Wish("two").is_empty  # it is a mistake, not nothing


@pytest.mark.parametrize(
    ("wish", "terms", "found"),
    [
        (Wish("3", True), {}, []),
        (Wish("4", True), {}, [TOO_MANY]),
        (Wish("-1", True), {}, [NO_NUMBER]),
        (Wish("1.5", True), {}, []),
        (Wish("1.5", True), {"whole": True}, [NOT_WHOLE]),
        (Wish("0.001", True), {"least": 0.01}, [NO_NUMBER]),
        (Wish("0.01", True), {"least": 0.01}, []),
        (Wish("3", False), {}, [NO_REASON]),
        (Wish("3", True), {"needs_photo": True}, [NO_PHOTO]),
        (Wish("3", True, photos=5), {"needs_photo": True}, []),
        (Wish("3", True, photos=6), {}, [MANY_PHOTOS]),
        (Wish("9", False), {"needs_photo": True}, [TOO_MANY, NO_REASON, NO_PHOTO]),
    ],
)
def test_what_is_wrong_with_a_wish(wish, terms, found):
    assert trouble(wish, 3.0, **terms) == found


def test_rounding_does_not_refuse_all_that_is_left():
    assert trouble(Wish("0.3", True), 0.1 + 0.2 - 1e-9) == []


def test_the_way_of_a_return():
    assert [how for _, how in stages("in_transit")] == [PAST, PAST, NOW, NEXT, NEXT, NEXT]
    assert [stage for stage, _ in stages("in_transit")] == list(WAY)
    assert {how for _, how in stages("done")} == {PAST}


@pytest.mark.parametrize("end", ["rejected", "cancelled"])
def test_ways_that_end_early(end):
    assert stages(end) == [("requested", PAST), (end, NOW)]


def test_words_of_a_mail_that_could_be_numbers():
    text = 'Hello, my order "S00042" (see S00042, RMA/2026/00001!) from 12.11. is broken. #S00043; ' + "9" * 50
    assert words_like_numbers(text) == ["S00042", "RMA/2026/00001", "12.11", "S00043"]
    assert words_like_numbers(" ".join(f"S{number}" for number in range(100, 500)), most=3) == ["S100", "S101", "S102"]
