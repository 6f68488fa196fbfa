"""What a return does to money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.return_money import Billing, Part, divide, fees, overdue, portion, shares, to_replace

quantities = st.integers(0, 20)


def test_what_no_invoice_has_is_not_due():
    assert divide([("a", 3)], Billing(delivered=10))["a"] == Part(3)


def test_what_was_invoiced_is_credited_on_the_newest():
    billing = Billing(10, posted=10, lines=(("second", 4), ("first", 6)))
    assert divide([("a", 5)], billing)["a"] == Part(0, (("second", 4), ("first", 1)))


def test_what_is_not_invoiced_goes_first():
    billing = Billing(10, posted=6, lines=(("first", 6),))
    assert divide([("a", 5)], billing)["a"] == Part(4, (("first", 1),))


def test_two_lines_never_get_the_same():
    billing = Billing(10, posted=6, lines=(("first", 6),))
    parts = divide([("a", 5), ("b", 5)], billing)
    assert parts["a"] == Part(4, (("first", 1),))
    assert parts["b"] == Part(0, (("first", 5),))


def test_a_draft_cannot_be_credited():
    assert divide([("a", 3)], Billing(10, drafts=10))["a"].stuck == 3


def test_what_was_credited_before_is_not_credited_again():
    billing = Billing(10, posted=10, credited=2, lines=(("first", 8),))
    assert divide([("a", 3)], billing)["a"] == Part(2, (("first", 1),))


def test_credits_that_name_no_invoice_count():
    billing = Billing(7, posted=10, credited=3, lines=(("first", 10),))
    assert divide([("a", 7)], billing)["a"].credits == (("first", 7),)


@given(st.lists(quantities, max_size=4), quantities, quantities, quantities, quantities)
def test_nothing_is_lost_or_given_twice(wanted, delivered, posted, drafts, credited):
    billing = Billing(delivered, posted, drafts, min(credited, posted), (("new", posted // 2), ("old", posted)))
    parts = divide(list(enumerate(wanted)), billing)
    for number, quantity in enumerate(wanted):
        part = parts[number]
        assert part.not_due + sum(share for _key, share in part.credits) + part.stuck == pytest.approx(quantity)
    credited = sum(share for part in parts.values() for _key, share in part.credits)
    assert credited <= billing.posted - billing.credited
    assert sum(part.not_due for part in parts.values()) <= billing.not_invoiced


@given(st.integers(0, 100000), st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_portions_sum_up(total, parts):
    given_ = before = 0
    for part in parts:
        given_ += portion(total, sum(parts), before, part, given_)
        before += part
    assert given_ == total


def test_portions_are_rounded_each():
    assert [portion(100, 3, 0, 1, 0), portion(100, 3, 1, 1, 33), portion(100, 3, 2, 1, 67)] == [33, 34, 33]


def test_thirds_that_are_not_exact_are_a_whole():
    assert portion(1000, 1.0, 2 / 3, 1 / 3, 667) == 333


def test_a_kit_is_shared_by_weight():
    assert shares(90, {"oven": 40, "tray": 20}) == {"oven": 60, "tray": 30}


def test_a_kit_without_weights_is_shared_equally():
    assert shares(90, {"oven": 0, "tray": 0}) == {"oven": 45, "tray": 45}


def test_the_fixed_fee_is_charged_once():
    assert fees([1000, 2000], 10, 500) == ([600, 200], 0)


def test_what_an_amount_cannot_pay_is_left_to_the_next():
    assert fees([300, 2000], 0, 500) == ([300, 200], 0)


def test_what_nothing_pays_is_left():
    assert fees([300], 10, 500) == ([300], 230)


def test_no_negative_fee():
    with pytest.raises(ValueError, match="fee"):
        fees([100], -1)


@pytest.mark.parametrize(("accepted", "sent", "rest"), [(3, 0, 3), (3, 3, 0), (3, 5, 0), (5, 3, 2)])
def test_what_was_sent_ahead_is_not_sent_again(accepted, sent, rest):
    assert to_replace(accepted, sent) == rest


@pytest.mark.parametrize(("received", "charged", "rest"), [(0, 0, 5), (3, 0, 2), (3, 2, 0), (5, 0, 0), (6, 0, 0)])
def test_what_does_not_come_back_is_charged_once(received, charged, rest):
    assert overdue(5, received, charged) == rest
