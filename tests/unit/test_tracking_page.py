"""The way of an order as its customer sees it, and who looks too often."""

import pytest

from engine.order_status import CANCELLED, DELIVERED, ENTERED, IN_PROGRESS, ON_HOLD, PAID, QUOTE, READY, SHIPPED
from engine.tracking_page import (
    FALLBACK,
    MOST_REQUESTS,
    MOST_WRONG,
    NOW,
    PAST,
    TODO,
    WAY,
    colors,
    is_hidden,
    neighbourhood,
    too_many,
    way,
)


def states(steps):
    return [(step.status, step.state) for step in steps]


def test_a_new_order():
    steps = way(ENTERED, [(ENTERED, 1)])
    assert steps[0] == (ENTERED, 1, NOW)
    assert states(steps[1:]) == [(status, TODO) for status in WAY[1:]]


def test_a_step_that_was_skipped_is_past_and_has_no_moment():
    steps = way(SHIPPED, [(ENTERED, 1), (SHIPPED, 5)])
    assert [(step.status, step.at, step.state) for step in steps[:4]] == [
        (ENTERED, 1, PAST),
        (IN_PROGRESS, None, PAST),
        (READY, None, PAST),
        (SHIPPED, 5, NOW),
    ]


def test_what_fell_back_begins_anew():
    steps = way(IN_PROGRESS, [(ENTERED, 1), (IN_PROGRESS, 2), (READY, 3), (IN_PROGRESS, 4)])
    assert [step.at for step in steps] == [1, 4, None, None, None, None, None]
    assert states(steps)[2] == (READY, TODO)


def test_a_past_step_keeps_its_first_moment():
    steps = way(READY, [(ENTERED, 1), (ON_HOLD, 2), (ENTERED, 3), (IN_PROGRESS, 4), (READY, 5)])
    assert [step.at for step in steps[:3]] == [1, 4, 5]


def test_a_hold_stands_where_the_order_was_stopped():
    steps = way(ON_HOLD, [(ENTERED, 1), (IN_PROGRESS, 2), (ON_HOLD, 3)])
    assert states(steps)[:4] == [(ENTERED, PAST), (IN_PROGRESS, PAST), (ON_HOLD, NOW), (READY, TODO)]
    assert states(way(ON_HOLD, [(ON_HOLD, 1)]))[:2] == [(ON_HOLD, NOW), (ENTERED, TODO)]


def test_after_a_cancellation_comes_nothing():
    steps = way(CANCELLED, [(ENTERED, 1), (CANCELLED, 2)])
    assert steps == [(ENTERED, 1, PAST), (CANCELLED, 2, NOW)]


def test_a_quotation():
    assert states(way(QUOTE, []))[:2] == [(QUOTE, NOW), (ENTERED, TODO)]


def test_without_goods_nothing_is_shipped():
    assert [step.status for step in way(DELIVERED, [], goods=False)] == [ENTERED, DELIVERED, "invoiced", PAID]


def test_a_status_that_nobody_knows():
    assert states(way(False, [])) == [(status, TODO) for status in WAY]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", "unknown"),
        (None, "unknown"),
        ("somebody", "unknown"),
    ],
)
def test_who_stands_close_together(address, expected):
    assert neighbourhood(address) == expected


def test_too_many():
    assert not too_many(MOST_REQUESTS - 1, MOST_WRONG - 1)
    assert too_many(MOST_REQUESTS, 0)
    assert too_many(1, MOST_WRONG)


@pytest.mark.parametrize(
    ("color", "expected"),
    [
        ("#000", ("#000", "#ffffff")),
        ("#FFFFFF", ("#ffffff", "#000000")),
        ("#0a7d5a", ("#0a7d5a", "#ffffff")),
        ("#ffe600", ("#ffe600", "#000000")),
        ("red; } body {", (FALLBACK, "#ffffff")),
        ("#12345", (FALLBACK, "#ffffff")),
        (False, (FALLBACK, "#ffffff")),
    ],
)
def test_a_color_and_what_can_be_read_on_it(color, expected):
    assert colors(color) == expected


@pytest.mark.parametrize(
    ("address", "forwarded", "hidden"),
    [
        ("127.0.0.1", "8.8.8.8", True),
        ("::1", "8.8.8.8", True),
        ("10.0.0.7", "8.8.8.8, 10.0.0.9", True),
        ("8.8.8.8", "8.8.8.8", False),  # the proxy is believed
        ("192.168.1.5", "1.1.1.1, 192.168.1.5", False),  # as well, of an office behind it
        ("127.0.0.1", None, False),
        ("8.8.8.8", "1.1.1.1", False),  # who says so himself
        ("nowhere", "8.8.8.8", False),
        (None, "8.8.8.8", False),
    ],
)
def test_where_the_proxy_is_not_believed_nobody_is_known(address, forwarded, hidden):
    assert is_hidden(address, forwarded) is hidden
