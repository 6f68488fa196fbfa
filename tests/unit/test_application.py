"""Which invoices a payment is for: exact, explained, and never for two payments at once."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations as every_combination

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import application as rules
from engine.application import Open, Payment, apply_certain, names, proposals
from engine.combination import MOST_ITEMS, Found, combinations
from engine.exchange import fits, worth

TODAY = date(2040, 3, 5)


def item(key, residual, age=0, **facts):
    """An item that was due so many days ago; its number is INV/2040/ and its key."""
    facts.setdefault("references", (f"INV/2040/{key:05}",))
    return Open(key, facts.pop("customer", "Anna"), residual, TODAY - timedelta(days=age), **facts)


def payment(units, text="", key=1, **facts):
    return Payment(key, facts.pop("customer", "Anna"), units, TODAY, text=text, **facts)


def proposed(rule, paid, *items, **options):
    return next((one for one in proposals(paid, items, **options) if one.rule == rule), None)


def parts(proposal):
    return {part.item.key: part.units for part in proposal.parts}


# === By reference === #


@pytest.mark.parametrize(
    "text",
    [
        "INV/2040/00012",
        "payment of inv 2040-00012, thank you",
        "INV204000012",
        "00011+INV_2040_00012",
    ],
)
def test_what_the_customer_writes_names_an_invoice(text):
    assert names(text, "INV/2040/00012")


@pytest.mark.parametrize("text", ["", "INV/2040/000123", "INV/2040/0001", "XINV/2040/00012", "INV 2040"])
def test_what_is_only_similar_does_not(text):
    assert not names(text, "INV/2040/00012")


@pytest.mark.parametrize("reference", ["", "12", "A-12", "ACME", "thanks"])
def test_short_references_and_words_name_nothing(reference):
    assert not names(f"thanks ACME A-12 {reference}", reference)


def test_what_is_named_and_paid_exactly_is_certain():
    found = proposed(rules.BY_REFERENCE, payment(300, "INV/2040/00002 INV/2040/00001"), item(1, 100), item(2, 200))
    assert (parts(found), found.rest, found.certain) == ({1: 100, 2: 200}, 0, True)


def test_what_is_named_and_paid_short():
    found = proposed(rules.BY_REFERENCE, payment(250, "INV/2040/00002 INV/2040/00001"), item(1, 100), item(2, 200))
    assert (parts(found), found.rest, found.certain) == ({1: 100, 2: 150}, 0, False)
    assert (found.parts[1].short, found.parts[1].reason) == (50, rules.UNEXPLAINED)


def test_what_is_paid_beyond_is_left():
    found = proposed(rules.BY_REFERENCE, payment(130, "INV/2040/00001"), item(1, 100))
    assert (parts(found), found.rest, found.certain) == ({1: 100}, 30, False)


def test_a_credit_note_that_is_named_is_used_up():
    named = payment(80, "INV/2040/00001 less INV/2040/00002")
    found = proposed(rules.BY_REFERENCE, named, item(1, 100), item(2, -20))
    assert (parts(found), found.certain) == ({1: 100, 2: -20}, True)


def test_a_credit_note_is_used_as_far_as_money_is_missing():
    named = payment(80, "INV/2040/00001 less INV/2040/00002")
    assert parts(proposed(rules.BY_REFERENCE, named, item(1, 100), item(2, -50))) == {1: 100, 2: -20}
    assert parts(proposed(rules.BY_REFERENCE, named, item(1, 60), item(2, -50))) == {1: 60}
    both = payment(80, "INV/2040/00001, INV/2040/00002, INV/2040/00003")
    found = proposed(rules.BY_REFERENCE, both, item(1, 100), item(2, -15, age=2), item(3, -15, age=1))
    assert parts(found) == {1: 100, 2: -15, 3: -5}


def test_nothing_is_proposed_where_nothing_is_named():
    assert proposed(rules.BY_REFERENCE, payment(100, "thank you"), item(1, 100)) is None
    assert proposed(rules.BY_REFERENCE, payment(100, "INV/2040/00001"), item(1, -100)) is None


# === By amount === #


def test_the_only_item_of_an_amount_is_certain():
    found = proposed(rules.EXACT, payment(100), item(1, 100), item(2, 101))
    assert (parts(found), found.certain) == ({1: 100}, True)


def test_of_two_items_the_older_one_is_proposed():
    found = proposed(rules.EXACT, payment(100), item(1, 100), item(2, 100, age=9))
    assert (parts(found), found.certain) == ({2: 100}, False)


def test_who_names_another_invoice_is_believed():
    items = [item(1, 100), item(2, 60), item(3, 40, references=())]
    assert not proposed(rules.EXACT, payment(60, "INV/2040/00001"), *items).certain
    assert not proposed(rules.COMBINATION, payment(160, "INV/2040/00009"), *items, item(9, 5)).certain
    assert proposed(rules.EXACT, payment(60, "INV/2040/00002"), *items).certain


def test_a_combination():
    items = [item(1, 100), item(2, 250), item(3, 70), item(4, 999)]
    found = proposed(rules.COMBINATION, payment(420), *items)
    assert (parts(found), found.rest, found.certain) == ({1: 100, 2: 250, 3: 70}, 0, True)


def test_a_combination_with_a_credit_note():
    found = proposed(rules.COMBINATION, payment(80), item(1, 100), item(2, -20))
    assert parts(found) == {1: 100, 2: -20}


def test_a_combination_is_not_certain_where_another_fits():
    assert not proposed(rules.COMBINATION, payment(100), item(1, 40), item(2, 60), item(3, 30), item(4, 70)).certain
    assert not proposed(rules.COMBINATION, payment(100), item(1, 40), item(2, 60), item(3, 100)).certain
    larger = proposed(rules.COMBINATION, payment(100), item(1, 40), item(2, 60), item(3, 50), item(4, 10))
    assert (parts(larger), larger.certain) == ({1: 40, 2: 60}, False)


def test_a_combination_is_not_certain_where_the_search_gives_up():
    many = [item(key, 1000 + key) for key in range(100)]
    found = proposed(rules.COMBINATION, payment(2001), *many)
    assert (parts(found), found.certain) == ({0: 1000, 1: 1001}, False)


def test_what_is_paid_already_is_in_no_combination():
    assert proposed(rules.COMBINATION, payment(100), item(1, 100), item(2, 0)) is None


def test_the_oldest_items_are_paid_first():
    found = proposed(rules.OLDEST, payment(150), item(1, 100), item(2, 100, age=5), item(3, -500, age=9))
    assert (parts(found), found.certain) == ({2: 100, 1: 50}, False)
    assert [part.item.key for part in found.parts] == [2, 1]
    assert proposed(rules.OLDEST, payment(500), item(1, 100)).rest == 400


def test_the_best_proposal_comes_first():
    items = [item(1, 100), item(2, 60), item(3, 40), item(4, 104, tolerance=5)]
    found = proposals(payment(100, "INV/2040/00001"), items)
    assert [one.rule for one in found] == list(rules.RULES)


@pytest.mark.parametrize("other", [{"customer": "Bert"}, {"currency": "USD"}])
def test_customers_and_currencies_are_kept_apart(other):
    assert proposals(payment(100, "INV/2040/00001"), [item(1, 100, **other)]) == []


def test_no_money_pays_nothing():
    assert proposals(payment(0), [item(1, 100)]) == []
    assert proposals(payment(-5), [item(1, -5)]) == []


# === Paid short === #


@pytest.mark.parametrize(
    ("short", "until", "reason"),
    [
        (20, TODAY, rules.DISCOUNT),
        (19, TODAY, rules.DISCOUNT),
        (20, TODAY - timedelta(days=1), rules.UNEXPLAINED),
        (21, TODAY, rules.UNEXPLAINED),
        (3, None, rules.UNEXPLAINED),
        (0, TODAY, None),
    ],
)
def test_why_less_is_paid(short, until, reason):
    found = proposed(rules.OLDEST, payment(1000 - short), item(1, 1000, discount=20, discount_until=until))
    assert (found.parts[0].short, found.parts[0].reason) == (short, reason)


# === Small differences === #


@pytest.mark.parametrize(("short", "reason"), [(5, rules.SMALL), (6, rules.UNEXPLAINED)])
def test_a_small_difference_is_called_so(short, reason):
    found = proposed(rules.BY_REFERENCE, payment(1000 - short, "INV/2040/00001"), item(1, 1000, tolerance=5))
    assert (found.parts[0].reason, found.certain, found.nearly) == (reason, False, reason == rules.SMALL)


def test_a_discount_is_no_small_difference():
    facts = {"tolerance": 5, "discount": 5, "discount_until": TODAY}
    found = proposed(rules.BY_REFERENCE, payment(996, "INV/2040/00001"), item(1, 1000, **facts))
    assert (found.parts[0].reason, found.nearly) == (rules.DISCOUNT, False)


def test_the_item_of_which_the_least_stays_open_is_near():
    items = [item(1, 104, age=3, tolerance=5), item(2, 103, tolerance=5), item(3, 106, age=9, tolerance=5)]
    found = proposed(rules.NEAR, payment(100), *items)
    assert (parts(found), found.parts[0].short, found.certain, found.nearly) == ({2: 100}, 3, False, False)
    assert proposed(rules.NEAR, payment(100), item(1, 104)) is None
    assert proposed(rules.NEAR, payment(100), item(1, 100, tolerance=5)) is None


def test_small_differences_stay_open_only_where_that_is_allowed():
    named, items = payment(298, "INV/2040/00002 INV/2040/00001"), [item(1, 100), item(2, 200, tolerance=5)]
    assert apply_certain([named], items) == {}
    assert {key: parts(found) for key, found in apply_certain([named], items, tolerant=True).items()} == {
        1: {1: 100, 2: 198}
    }


def test_a_small_difference_of_what_nobody_names_waits():
    assert apply_certain([payment(98)], [item(1, 100, tolerance=5)], tolerant=True) == {}


def test_what_was_not_reached_at_all_is_no_small_difference():
    named = payment(100, "INV/2040/00001 INV/2040/00002")
    items = [item(1, 100, age=1), item(2, 3, tolerance=5)]
    assert apply_certain([named], items, tolerant=True) == {}


# === Another currency === #

DOLLARS = {"USD": Fraction(4, 5)}  # one dollar is worth 80 cents


def euros(units, text=""):
    return payment(units, text, currency="EUR", rates=DOLLARS)


def test_an_item_in_another_currency_is_compared_at_the_rate():
    found = proposed(rules.EXACT, euros(800), item(1, 1000, currency="USD"), item(2, 800, currency="GBP"))
    assert [(part.item.key, part.units, part.paid) for part in found.parts] == [(1, 1000, 800)]


def test_what_has_to_be_converted_is_never_certain():
    for paid in (euros(800), euros(800, "INV/2040/00001")):
        assert not any(one.certain or one.nearly for one in proposals(paid, [item(1, 1000, currency="USD")]))
    both = [item(1, 1000, currency="USD"), item(2, 100, currency="EUR")]
    assert not proposed(rules.COMBINATION, euros(900), *both).certain
    near = proposed(rules.BY_REFERENCE, euros(799, "INV/2040/00001"), item(1, 1000, currency="USD", tolerance=5))
    assert (near.parts[0].reason, near.nearly) == (rules.SMALL, False)


def test_an_exact_item_in_the_moneys_own_currency_comes_first():
    items = [item(1, 800, currency="EUR"), item(2, 1000, currency="USD", age=5)]
    found = proposed(rules.EXACT, euros(800), *items)
    assert (parts(found), found.certain) == ({1: 800}, True)


def test_who_names_an_item_in_another_currency_too_is_believed():
    items = [item(1, 800, currency="EUR"), item(2, 1000, currency="GBP")]
    assert apply_certain([euros(800, "INV/2040/00001")], items).keys() == {1}
    assert apply_certain([euros(800, "INV/2040/00001 INV/2040/00002")], items) == {}


def test_a_part_of_an_item_in_another_currency_takes_all_the_money():
    found = proposed(rules.OLDEST, euros(500), item(1, 1000, currency="USD"))
    part = found.parts[0]
    assert (part.units, part.paid, part.short, found.rest) == (625, 500, 375, 0)


def test_a_credit_note_in_another_currency_is_not_deducted():
    items = [item(1, 1000, currency="USD"), item(2, -100, currency="USD", age=1)]
    assert parts(proposed(rules.OLDEST, euros(800), *items)) == {1: 1000}


# === Without a look === #


def test_sums_are_not_looked_for_before_they_are_asked_for(monkeypatch):
    searched = []
    monkeypatch.setattr(rules, "combinations", lambda *args: searched.append(args) or Found())
    payments = [payment(60, "INV/2040/00004", key=1), payment(77, key=2)]
    assert apply_certain(payments, [item(1, 100), item(4, 60)]).keys() == {1}
    assert len(searched) == 1  # for the second payment, once


@pytest.mark.parametrize("rule", rules.RULES)
def test_asked_for_one_rule_the_proposal_is_the_same(rule):
    items = [item(1, 60), item(2, 40), item(3, 100), item(4, 104, tolerance=5)]
    paid = payment(100, "INV/2040/00003")
    found = proposals(paid, items, rules=(rule,))
    assert found == [one for one in proposals(paid, items) if one.rule == rule] != []


def test_only_what_is_certain_is_applied():
    payments = [payment(100, key=1), payment(77, key=2), payment(60, "INV/2040/00004", key=3)]
    items = [item(1, 100), item(2, 300), item(4, 60)]
    assert {key: parts(found) for key, found in apply_certain(payments, items).items()} == {1: {1: 100}, 3: {4: 60}}


def test_two_payments_for_one_item_are_left_to_somebody():
    assert apply_certain([payment(100, key=1), payment(100, key=2)], [item(1, 100)]) == {}


def test_who_names_the_item_goes_first():
    payments = [payment(100, key=1), payment(100, "INV/2040/00001", key=2)]
    assert {key: parts(found) for key, found in apply_certain(payments, [item(1, 100)]).items()} == {2: {1: 100}}
    both = apply_certain(payments, [item(1, 100), item(2, 100)])
    assert {key: parts(found) for key, found in both.items()} == {1: {2: 100}, 2: {1: 100}}


# === Combinations === #


def test_ways_with_fewer_and_earlier_amounts_come_first():
    assert combinations([10, 20, 30, 40, 50], 60).combinations == [(0, 4), (1, 3)]
    assert combinations([10, 20, 30], 60).combinations == [(0, 1, 2)]


def test_one_amount_is_no_combination():
    assert combinations([60], 60).combinations == []


def test_a_search_that_gives_up_says_so():
    amounts = list(range(1000, 1200))
    assert combinations(amounts, 5_999_999, steps=500).complete is False
    assert combinations(amounts, 2001, steps=500).combinations == [(0, 1)]


@given(st.lists(st.integers(-50, 50), max_size=8), st.integers(-60, 120))
def test_combinations_are_what_trying_everything_finds(amounts, target):
    found = combinations(amounts, target)
    expected = [
        chosen
        for size in range(2, MOST_ITEMS + 1)
        for chosen in every_combination(range(len(amounts)), size)
        if sum(amounts[position] for position in chosen) == target
    ]
    assert (found.combinations, found.complete) == (expected[:2], True)


# === Whatever is paid === #

opens = st.lists(
    st.builds(
        lambda residual, age, customer, currency, discount, tolerance: {
            "tolerance": tolerance,
            "residual": residual,
            "age": age,
            "customer": customer,
            "currency": currency,
            "discount": discount,
        },
        st.integers(-60, 120),
        st.integers(-9, 9),
        st.sampled_from("AB"),
        st.sampled_from(["EUR", "USD"]),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=7,
).map(lambda found: [item(key, **facts) for key, facts in enumerate(found)])
texts = st.lists(st.integers(0, 7), max_size=3).map(lambda keys: " ".join(f"INV/2040/{key:05}" for key in keys))
paid = st.builds(
    lambda units, text, customer, currency, rates: payment(
        units, text, customer=customer, currency=currency, rates={} if rates is None else {"EUR": rates, "USD": rates}
    ),
    st.integers(0, 200),
    texts,
    st.sampled_from("AB"),
    st.sampled_from(["EUR", "USD"]),
    st.none() | st.fractions(Fraction(1, 9), 9, max_denominator=99),
)


@given(paid, opens)
def test_every_unit_is_accounted_for(paid, opens):
    for proposal in proposals(paid, opens):
        assert sum(part.paid for part in proposal.parts) + proposal.rest == paid.units
        assert 0 <= proposal.rest <= paid.units
        assert len({part.item.key for part in proposal.parts}) == len(proposal.parts)
        for part in proposal.parts:
            same = part.item.currency == paid.currency
            assert part.item.customer == paid.customer
            assert same or part.item.currency in paid.rates
            rate = 1 if same else paid.rates[part.item.currency]
            assert part.paid == part.units if same else fits(part.units, part.paid, rate)
            assert part.short or part.paid == worth(part.units, rate)
            low, high = sorted((0, part.item.residual))
            assert part.units
            assert low <= part.units <= high
            assert part.short in (0, part.item.residual - part.units)
            assert bool(part.short) == bool(part.reason)
        if proposal.certain:
            assert proposal.rest == 0
            assert all(part.units == part.item.residual for part in proposal.parts)
        if proposal.nearly:
            assert proposal.rest == 0
            assert all(part.short <= part.item.tolerance for part in proposal.parts)
        if proposal.certain or proposal.nearly:
            assert {part.item.currency for part in proposal.parts} == {paid.currency}


@given(paid, opens, st.randoms())
def test_the_order_of_items_changes_nothing(paid, opens, random):
    assert proposals(paid, opens) == proposals(paid, random.sample(opens, len(opens)))


@given(st.lists(paid, max_size=5), opens, st.randoms())
def test_no_item_is_given_to_two_payments(payments, opens, random):
    payments = [replace(one, key=key) for key, one in enumerate(payments)]
    applied = apply_certain(payments, opens)
    given_away = [part.item.key for proposal in applied.values() for part in proposal.parts]
    assert len(given_away) == len(set(given_away))
    assert all(proposal.certain for proposal in applied.values())
    assert applied == apply_certain(random.sample(payments, len(payments)), opens)


@given(st.lists(paid, max_size=5), opens, st.booleans())
def test_rates_change_nothing_in_what_is_applied_without_a_look(payments, opens, tolerant):
    payments = [replace(one, key=key) for key, one in enumerate(payments)]
    bare = [replace(one, rates={}) for one in payments]
    assert apply_certain(payments, opens, tolerant) == apply_certain(bare, opens, tolerant)
