"""The nine points of a quotation."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import quote_completeness as points
from engine.quote_completeness import Line, Quotation, is_blank, missing, score

TODAY = date(2026, 6, 1)
COMPLETE = Quotation(
    has_template=True,
    has_terms=True,
    expiry=TODAY,
    today=TODAY,
    is_reachable=True,
    lines=(Line(), Line(quantity=0, is_optional=True)),
    has_goods=True,
    offers_shipping=True,
    has_shipping=True,
    has_payment_terms=True,
    has_delivery_date=True,
    has_return_terms=True,
    has_warranty_terms=True,
    has_cancellation_terms=True,
    accepts_online=True,
)


def test_a_complete_one_lacks_nothing():
    assert missing(COMPLETE) == {}


def test_an_empty_one_lacks_what_does_not_depend_on_goods():
    assert missing(Quotation()) == {
        points.TERMS: (points.ALL_OF_IT,),
        points.DATES: (points.NO_EXPIRY,),
        points.CONTACT: (points.UNREACHABLE,),
        points.LINES: (points.NO_LINES,),
        points.PAYMENT: (points.ALL_OF_IT,),
        points.POLICIES: (points.RETURN, points.WARRANTY, points.CANCELLATION),
        points.ACCEPTANCE: (points.ALL_OF_IT,),
    }


@pytest.mark.parametrize(
    ("changes", "point", "parts"),
    [
        ({"has_template": False, "has_terms": False}, points.TERMS, (points.ALL_OF_IT,)),
        ({"expiry": None}, points.DATES, (points.NO_EXPIRY,)),
        ({"expiry": TODAY - timedelta(days=1)}, points.DATES, (points.EXPIRED,)),
        ({"is_reachable": False}, points.CONTACT, (points.UNREACHABLE,)),
        (
            {"invoice_lacks": ("city",), "delivery_lacks": ("street",)},
            points.CONTACT,
            (points.INVOICE_ADDRESS, points.DELIVERY_ADDRESS),
        ),
        ({"lines": ()}, points.LINES, (points.NO_LINES,)),
        ({"lines": (Line(has_text=False),)}, points.LINES, (points.NO_TEXT,)),
        ({"lines": (Line(), Line(quantity=0))}, points.LINES, (points.NO_QUANTITY,)),
        ({"lines": (Line(), Line(lacks_tax=True))}, points.TOTALS, (points.NO_TAXES,)),
        ({"has_shipping": False}, points.TOTALS, (points.NO_SHIPPING,)),
        ({"shipping_is_old": True}, points.TOTALS, (points.OLD_SHIPPING,)),
        ({"has_payment_terms": False}, points.PAYMENT, (points.ALL_OF_IT,)),
        ({"has_delivery_date": False}, points.DELIVERY, (points.ALL_OF_IT,)),
        ({"has_warranty_terms": False}, points.POLICIES, (points.WARRANTY,)),
        ({"accepts_online": False}, points.ACCEPTANCE, (points.ALL_OF_IT,)),
    ],
)
def test_each_point_by_itself(changes, point, parts):
    assert missing(replace(COMPLETE, **changes)) == {point: parts}


@pytest.mark.parametrize(
    "changes",
    [
        {"has_template": False},
        {"has_terms": False},
        {"expiry": TODAY - timedelta(days=1), "today": None},  # in hindsight
        {"has_payment_terms": False, "pays_in_advance": True},
        {"accepts_online": False, "has_acceptance_terms": True},
        {"has_shipping": False, "offers_shipping": False},
        {"has_shipping": False, "has_goods": False},
        {"has_delivery_date": False, "has_goods": False},
        {"has_shipping": False, "shipping_is_old": True, "has_goods": False},
    ],
)
def test_one_of_two_ways_is_enough(changes):
    assert missing(replace(COMPLETE, **changes)) == {}


@pytest.mark.parametrize(
    "html",
    [
        None,
        "",
        " ",
        "<p><br></p>",
        "<p><br/>\n</p>",
        '<p style="color:red">&nbsp;&#160;</p>',
        "<!-- a > b --><p>\u200b</p>",
        "<div><span> </span></div>",
    ],
)
def test_what_says_nothing(html):
    assert is_blank(html)


@pytest.mark.parametrize("html", ["30 days", "<p>30 days</p>", '<p><img src="/x.png"></p>', "<p>&lt;</p>", "<p>0</p>"])
def test_what_says_something(html):
    assert not is_blank(html)


@given(st.text(alphabet=" \n\t\xa0\u200b", max_size=20), st.lists(st.sampled_from(["p", "b", "div"]), max_size=5))
def test_tags_around_nothing_are_nothing_and_around_a_word_something(spaces, tags):
    before, after = "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag}>" for tag in reversed(tags))
    assert is_blank(before + spaces + after)
    assert not is_blank(before + spaces + "x" + after)


FLAGS = [field.name for field in fields(Quotation) if field.type is bool]
# To know of these makes more of a quotation: there is more to be said.
MORE_TO_SAY = {"has_goods", "offers_shipping", "shipping_is_old", "has_shipping"}


@given(
    st.fixed_dictionaries({name: st.booleans() for name in FLAGS}),
    st.lists(st.builds(Line, has_text=st.booleans(), quantity=st.floats(-1, 9), is_optional=st.booleans()), max_size=4),
)
def test_saying_more_never_makes_it_less_complete(flags, lines):
    quotation = Quotation(**flags, lines=tuple(lines))
    before = missing(quotation)
    assert list(before) == [point for point in points.POINTS if point in before]
    assert all(before.values())
    for name in set(FLAGS) - MORE_TO_SAY:
        assert missing(replace(quotation, **{name: True})).keys() <= before.keys()


@given(st.sets(st.sampled_from(points.POINTS)), st.sets(st.sampled_from(points.POINTS)))
def test_the_score_counts_what_is_asked_for(asked, lacking):
    there, total = score(asked, lacking)
    assert total == len(asked)
    assert there + len(asked & lacking) == total
