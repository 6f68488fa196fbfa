"""When a message to a customer is still news, and when a summary is due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import order_messages as engine
from engine.order_messages import Situation

ZONES = ("UTC", "Europe/Brussels", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")


@pytest.mark.parametrize("kind", [engine.IN_PROGRESS, engine.READY, engine.CANCELLED])
def test_a_status_is_news_while_the_order_has_it(kind):
    assert engine.is_news(Situation(kind, kind))
    assert not engine.is_news(Situation(kind, "entered"))


@pytest.mark.parametrize(
    ("status", "told", "news"),
    [
        ("entered", (), True),
        ("entered", ("in_progress",), True),
        ("in_progress", (), True),
        ("in_progress", ("in_progress",), False),
        ("shipped", ("in_progress",), True),
        ("on_hold", (), True),
        ("on_hold", ("on_hold",), False),
        ("quote", (), False),
        ("cancelled", (), False),
    ],
)
def test_receipt_is_told_unless_something_says_more(status, told, news):
    assert engine.is_news(Situation(engine.RECEIVED, status, told=frozenset(told))) is news


@pytest.mark.parametrize("status", ["in_progress", "ready", "shipped", "on_hold"])
def test_receipt_is_told_where_the_later_status_is_not(status):
    assert engine.is_news(Situation(engine.RECEIVED, status, kinds=frozenset({status})))


@pytest.mark.parametrize(("told", "news"), [("in_progress", True), ("partly_shipped", False)])
def test_receipt_when_a_part_has_left(told, news):
    assert engine.is_news(Situation(engine.RECEIVED, "in_progress", told=frozenset({told}), some_left=True)) is news


def test_work_has_not_just_begun_when_something_has_left():
    assert not engine.is_news(Situation(engine.IN_PROGRESS, "in_progress", some_left=True))


@pytest.mark.parametrize("kind", [engine.SHIPPED, engine.PARTLY_SHIPPED])
def test_what_has_arrived_is_told_as_arrived_by_who_tells_that(kind):
    assert engine.is_news(Situation(kind, "delivered", frozenset({kind}), arrived=True))
    assert not engine.is_news(Situation(kind, "delivered", frozenset({kind, engine.DELIVERED}), arrived=True))


@pytest.mark.parametrize("kind", [engine.ON_HOLD, engine.PROMISE])
def test_of_holds_and_promises_the_last_one_counts(kind):
    assert engine.is_news(Situation(kind, "on_hold"))
    assert not engine.is_news(Situation(kind, "on_hold", newest=False))
    assert not engine.is_news(Situation(kind, "cancelled"))


@pytest.mark.parametrize(
    "kind", [engine.SHIPPED, engine.PARTLY_SHIPPED, engine.DELIVERED, engine.INVOICED, engine.ON_HOLD, engine.PROMISE]
)
def test_what_is_not_so_any_more_is_not_told(kind):
    assert engine.is_news(Situation(kind, "on_hold"))
    assert not engine.is_news(Situation(kind, "on_hold", document=False))


@pytest.mark.parametrize("kind", [engine.SHIPPED, engine.DELIVERED, engine.INVOICED])
def test_what_has_left_stays_true_when_the_order_is_held_or_cancelled(kind):
    assert engine.is_news(Situation(kind, "on_hold"))
    assert engine.is_news(Situation(kind, "cancelled"))


@pytest.mark.parametrize(
    ("news", "wish", "summarized", "fate"),
    [
        (True, None, False, engine.SEND),
        (True, engine.EACH, False, engine.SEND),
        (True, engine.DAILY, False, engine.LATER),
        (True, engine.DAILY, True, engine.SEND),
        (True, engine.NONE, False, engine.DECLINED),
        (True, engine.NONE, True, engine.DECLINED),
        (False, engine.NONE, False, engine.OVERTAKEN),
        (False, engine.DAILY, True, engine.OVERTAKEN),
    ],
)
def test_fate(news, wish, summarized, fate):
    assert engine.fate(news, wish, summarized) == fate


def test_summary_is_due_at_the_next_such_hour():
    assert engine.summary_moment(datetime(2026, 5, 4, 8), 17, "Europe/Brussels") == datetime(2026, 5, 4, 15)
    assert engine.summary_moment(datetime(2026, 5, 4, 15), 17, "Europe/Brussels") == datetime(2026, 5, 5, 15)


def test_summary_when_the_clocks_are_put_forward():
    assert engine.summary_moment(datetime(2026, 3, 29, 0), 2, "Europe/Brussels") == datetime(2026, 3, 29, 1)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.integers(min_value=0, max_value=23),
    st.sampled_from(ZONES),
)
def test_summary_is_within_a_day_and_at_that_hour(now, hour, zone):
    moment = engine.summary_moment(now, hour, zone)
    assert now < moment <= now + timedelta(hours=26)
    shown = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).hour
    assert shown in (hour, (hour + 1) % 24)  # the latter where clocks skip it


def test_in_one_mail():
    assert engine.in_one_mail([(1, "anna"), (2, None), (3, "bert"), (4, "anna"), (5, None)]) == [[1, 4], [2], [3], [5]]


@given(st.lists(st.tuples(st.integers(), st.none() | st.integers()), unique_by=lambda pair: pair[0]))
def test_each_message_is_in_one_mail(messages):
    mails = engine.in_one_mail(messages)
    assert sorted(message for mail in mails for message in mail) == sorted(message for message, _ in messages)
