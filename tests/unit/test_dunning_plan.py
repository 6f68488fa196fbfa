"""A day's reminders: who gets what, who does not and why."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import dunning, dunning_line, dunning_plan
from engine.dunning import DUE_DATE, INVOICE_DATE, Schedule, Step
from engine.dunning_line import Day, Line, cover, exclusion
from engine.dunning_plan import plan

TODAY = date(2040, 3, 5)
SOON = Step("soon", DUE_DATE, -5)
FIRST = Step("first", DUE_DATE, 5)
CALL = Step("call", DUE_DATE, 15, dunning.CALL)
HOLD = Step("hold", DUE_DATE, 30, dunning.HOLD)
SCHEDULES = {
    None: Schedule((SOON, FIRST, CALL, HOLD)),
    "large": Schedule((replace(SOON, key="s"), replace(FIRST, key="f", minimum=500))),
}
MONDAY_TO_FRIDAY = dunning.Calendar(weekend=frozenset({5, 6}))
DAY = Day(TODAY)


def line(late=0, key=1, customer="Anna", residual=100, **facts):
    """A line that was due so many days ago, with 30 days to pay."""
    due = TODAY - timedelta(days=late)
    return Line(key, customer, due - timedelta(days=30), due, residual, **facts)


def planned(*lines, day=DAY, credits=None, values=None):
    return plan(lines, SCHEDULES, day, credits, values)


def verdict(*lines, **options):
    """The verdict of the first line."""
    return planned(*lines, **options).verdicts[lines[0].key]


def taken(found, today):
    """The line of a verdict as it is after the day's run."""
    if found.step is None:
        return found.line
    noted = found.line.noted | {step.key for step in (found.step, *found.skipped)}
    return replace(found.line, noted=noted, last_noted=today)


# === Who is never asked === #


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"residual": 0}, dunning_line.PAID),
        ({"residual": -5}, dunning_line.PAID),
        ({"customer_excluded": True}, dunning_line.CUSTOMER_EXCLUDED),
        ({"no_followup": True}, dunning_line.NO_FOLLOWUP),
        ({"sent": False}, dunning_line.NEVER_SENT),
        ({"disputed": True}, dunning_line.DISPUTED),
        ({"promised": TODAY}, dunning_line.PROMISED),
    ],
)
def test_excluded(facts, reason):
    found = verdict(line(6, **facts))
    assert (found.reason, found.step, found.withheld) == (reason, None, FIRST)
    assert planned(line(6, **facts)).messages == []


def test_lines_due_before_the_start_are_never_chased():
    start = Day(TODAY, start=TODAY - timedelta(days=10))
    assert exclusion(line(11), start) == dunning_line.BEFORE_START
    assert exclusion(line(10), start) is None


def test_money_in_another_currency_covers_at_the_rate():
    values = {"EUR": Fraction(5, 4), "USD": Fraction(1)}
    lines = [line(9, "old", currency="USD", residual=100), line(6, "new", currency="USD", residual=100)]
    assert cover(lines, {("Anna", "EUR"): 100}, values) == {"old": 100, "new": 25}
    assert cover(lines, {("Anna", "EUR"): 100}) == {}
    assert cover(lines, {("Anna", "GBP"): 100}, values) == {}


def test_money_covers_lines_in_its_own_currency_first():
    values = {"EUR": Fraction(1), "USD": Fraction(1)}
    lines = [line(9, "old", currency="USD"), line(6, "new", currency="EUR")]
    assert cover(lines, {("Anna", "EUR"): 130}, values) == {"new": 100, "old": 30}
    both = {("Anna", "EUR"): 130, ("Anna", "USD"): 80}
    assert cover(lines, both, values) == {"new": 100, "old": 100}


def test_a_promise_protects_until_its_date_and_the_grace():
    promised = line(6, promised=TODAY - timedelta(days=2))
    assert exclusion(promised, Day(TODAY, grace=2)) == dunning_line.PROMISED
    assert exclusion(promised, Day(TODAY, grace=1)) is None


def test_after_a_broken_promise_reminders_go_on():
    assert verdict(line(6, promised=TODAY - timedelta(days=1))).step == FIRST


# === Money that is not allocated === #


def test_a_line_that_money_on_account_covers_is_not_reminded():
    found = verdict(line(6), credits={("Anna", None): 100})
    assert (found.reason, found.withheld) == (dunning_plan.COVERED, FIRST)


def test_what_it_covers_in_part_is_asked_for_in_part():
    found = verdict(line(6), credits={("Anna", None): 99})
    assert (found.step, found.asked) == (FIRST, 1)


def test_the_oldest_lines_are_covered_first():
    lines = [line(6, "new"), line(16, "old")]
    assert cover(lines, {("Anna", None): 150}) == {"old": 100, "new": 50}


@pytest.mark.parametrize("account", [("Bert", None), ("Anna", "EUR")])
def test_money_covers_only_its_customers_lines_in_its_currency(account):
    assert verdict(line(6), credits={account: 100}).step == FIRST


def test_a_debt_on_account_adds_nothing():
    assert verdict(line(6), credits={("Anna", None): -100}).asked == 100


def test_money_is_not_used_up_by_lines_for_which_nobody_asks():
    assert verdict(line(6, "new"), line(60, "old", disputed=True), credits={("Anna", None): 100}).step is None


# === Minimum === #


def test_the_minimum_is_the_customers_not_the_lines():
    small = [line(6, key, residual=250, schedule="large") for key in (1, 2)]
    assert verdict(*small).step.key == "f"
    found = verdict(replace(small[0], residual=249), small[1])
    assert (found.reason, found.withheld.key, found.skipped) == (dunning_plan.BELOW_MINIMUM, "f", [])
    other = replace(small[1], customer="Bert")
    assert verdict(small[0], other).reason == dunning_plan.BELOW_MINIMUM


def test_what_is_overdue_without_news_counts_for_the_minimum():
    reminded = line(20, 2, residual=300, schedule="large", noted=frozenset({"f"}))
    assert verdict(line(6, residual=200, schedule="large"), reminded).step.key == "f"


def test_what_nobody_asks_for_does_not():
    disputed = line(20, 2, residual=300, schedule="large", disputed=True)
    assert verdict(line(6, residual=200, schedule="large"), disputed).reason == dunning_plan.BELOW_MINIMUM
    assert (
        verdict(line(6, residual=500, schedule="large"), credits={("Anna", None): 1}).reason
        == dunning_plan.BELOW_MINIMUM
    )


def test_the_minimum_is_in_the_companys_currency():
    foreign = {"currency": "JPY", "schedule": "large", "residual": 70_000}
    assert verdict(line(6, value=499, **foreign)).reason == dunning_plan.BELOW_MINIMUM
    assert verdict(line(6, value=500, **foreign)).step.key == "f"
    assert (
        verdict(line(6, value=600, **foreign), credits={("Anna", "JPY"): 35_000}).reason == dunning_plan.BELOW_MINIMUM
    )


# === Nothing new === #


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"late": -6}, dunning_plan.NOT_YET),
        ({"late": 6, "noted": frozenset({"first"})}, dunning_plan.NOTHING_NEW),
        ({"late": 60, "noted": frozenset({"hold"})}, dunning_plan.NOTHING_NEW),
        ({"late": 0, "noted": frozenset({"soon"})}, dunning_plan.NOT_YET),
        ({"late": -2, "noted": frozenset({"hold"})}, dunning_plan.NOTHING_NEW),
        ({"late": 6, "schedule": "unknown"}, dunning_plan.NO_SCHEDULE),
        ({"late": 6, "schedule": "unknown", "disputed": True}, dunning_line.DISPUTED),
    ],
)
def test_every_line_is_told_why(facts, reason):
    assert verdict(line(**facts)).reason == reason


def test_on_a_free_day_nothing_is_sent():
    schedules = {None: Schedule(SCHEDULES[None].steps, MONDAY_TO_FRIDAY)}
    sunday = Day(date(2040, 3, 4))
    result = plan([line(7)], schedules, sunday)
    assert (result.messages, result.verdicts[1].reason) == ([], dunning_plan.FREE_DAY)
    over = plan([line(60, noted=frozenset({"hold"}))], schedules, sunday)
    assert over.verdicts[1].reason == dunning_plan.NOTHING_NEW, "no day will bring more"


def test_it_is_said_what_comes_next_and_when():
    found = verdict(line(6))
    assert (found.next, found.next_on) == (CALL, TODAY + timedelta(days=9))


# === One message per customer === #


def test_one_message_with_all_that_is_due():
    lines = [line(16, 1), line(6, 2), line(6, 3, "Bert"), line(7, 4, noted=frozenset({"first"})), line(-9, 5)]
    messages = planned(*lines).messages
    assert [message.customer for message in messages] == ["Anna", "Bert"]
    anna = messages[0]
    assert [(found.line.key, found.step) for found in anna.verdicts] == [(1, CALL), (2, FIRST)]
    assert [found.line.key for found in anna.also] == [4]
    assert anna.step == CALL


def test_messages_and_their_lines_are_in_the_order_of_age():
    lines = [line(6, 1, "Bert"), line(6, 2), line(16, 3), line(7, 4, noted=frozenset({"first"}))]
    for given_lines in (lines, lines[::-1]):
        anna, bert = planned(*given_lines).messages
        assert (anna.customer, bert.customer) == ("Anna", "Bert")
        assert [found.line.key for found in anna.verdicts] == [3, 2]


@pytest.mark.parametrize("late", [0, -3])
def test_what_is_not_overdue_is_in_nobodys_message_without_a_step(late):
    """Whether nothing is left to say, the day is free, or it is too little."""
    week = Schedule(SCHEDULES[None].steps, MONDAY_TO_FRIDAY)
    rich = Schedule((replace(SOON, minimum=9_999), Step("due", DUE_DATE, 0, minimum=9_999)))
    schedules = {None: SCHEDULES[None], "week": week, "rich": rich}
    sunday = Day(date(2040, 3, 4))
    for reason, facts in (
        (dunning_plan.NOTHING_NEW, {"noted": frozenset({"hold"})}),
        (dunning_plan.FREE_DAY, {"schedule": "week"}),
        (dunning_plan.BELOW_MINIMUM, {"schedule": "rich"}),
    ):
        result = plan([line(7), line(late + 1, 2, **facts)], schedules, sunday)
        assert result.verdicts[2].reason == reason
        assert [found.also for found in result.messages] == [[]]


def test_what_is_too_little_for_its_own_step_is_in_the_message_of_another():
    (message,) = planned(line(6, 1), line(6, 2, schedule="large")).messages
    assert [found.line.key for found in message.also] == [2]


def test_what_a_free_day_keeps_back_is_in_the_message_of_another():
    schedules = {**SCHEDULES, "week": Schedule(SCHEDULES[None].steps, MONDAY_TO_FRIDAY)}
    sunday = Day(date(2040, 3, 4))
    (message,) = plan([line(6), line(7, 2, schedule="week")], schedules, sunday).messages
    assert [found.line.key for found in message.also] == [2]


# === The days ahead === #


def test_day_after_day_each_step_is_taken_once():
    lines, sent = [line(0)], {}
    for offset in range(40):
        day = Day(TODAY + timedelta(days=offset))
        result = planned(*lines, day=day)
        for message in result.messages:
            sent[offset] = [found.step.key for found in message.verdicts]
        lines = [taken(found, day.today) for found in result.verdicts.values()]
    assert sent == {5: ["first"], 15: ["call"], 30: ["hold"]}


def test_a_step_that_no_run_has_taken_is_left_out_for_a_higher_one():
    assert verdict(line(0), day=Day(TODAY + timedelta(days=20))).step == CALL


# === Whatever the lines === #

flags = st.fixed_dictionaries({}, optional={name: st.booleans() for name in ("disputed", "no_followup", "sent")})
lines = st.lists(
    st.builds(
        lambda late, facts, more: replace(line(late, **facts), **more),
        st.integers(-10, 50),
        st.fixed_dictionaries(
            {
                "customer": st.sampled_from("AB"),
                "residual": st.integers(-10, 900),
                "currency": st.sampled_from(["EUR", "USD"]),
                "schedule": st.sampled_from([None, "large", "unknown"]),
                "noted": st.frozensets(st.sampled_from(["soon", "first", "call", "hold", "f"]), max_size=2),
            },
            optional={"promised": st.integers(-5, 5).map(lambda offset: TODAY + timedelta(days=offset))},
        ),
        flags,
    ),
    max_size=10,
).map(lambda found: [replace(one, key=key) for key, one in enumerate(found)])
money = st.dictionaries(st.tuples(st.sampled_from("AB"), st.sampled_from(["EUR", "USD"])), st.integers(0, 2000))


@given(lines, money)
def test_every_line_has_a_reason_or_a_message(lines, credits):
    result = planned(*lines, credits=credits)
    assert set(result.verdicts) == {one.key for one in lines}
    sent = [found.line.key for message in result.messages for found in message.verdicts]
    assert len(sent) == len(set(sent))
    for key, found in result.verdicts.items():
        assert (found.reason is None) == (found.step is not None) == (key in sent)
        if found.step:
            assert exclusion(found.line, DAY) is None
            assert 0 < found.asked <= found.line.residual
            assert found.step.key not in found.line.noted
    assert len({message.customer for message in result.messages}) == len(result.messages)


@given(lines, money)
def test_money_is_used_once(lines, credits):
    result = planned(*lines, credits=credits)
    used = defaultdict(int)
    for found in result.verdicts.values():
        used[found.line.customer, found.line.currency] += found.covered
    for account, units in used.items():
        open_there = sum(
            one.residual for one in lines if (one.customer, one.currency) == account and exclusion(one, DAY) is None
        )
        assert units == min(credits.get(account, 0), open_there)


VALUES = st.dictionaries(
    st.sampled_from(["EUR", "USD", None]), st.fractions(Fraction(1, 9), 9, max_denominator=99), max_size=3
)


@given(lines, money, VALUES)
def test_money_in_another_currency_covers_no_more_than_it_is_worth(lines, credits, values):
    found = planned(*lines, credits=credits, values=values).verdicts
    bare = planned(*lines, credits=credits).verdicts
    assert all(0 <= bare[key].covered <= one.covered <= max(0, one.line.residual) for key, one in found.items())
    for customer in {one.customer for one in lines}:
        own = [one for one in found.values() if one.line.customer == customer]
        more = [one for one in own if one.covered > bare[one.line.key].covered]
        assert all(one.line.currency in values for one in more)
        bought = sum((one.covered - bare[one.line.key].covered) * values[one.line.currency] for one in more)
        there = sum(
            units * values[currency]
            for (who, currency), units in credits.items()
            if who == customer and currency in values
        )
        rounding = len(more) * sum(values.values())  # half a unit of the money for each line and currency
        assert bought <= there + rounding


@given(lines, money, VALUES, st.randoms())
def test_the_order_of_lines_changes_no_conversion(lines, credits, values, random):
    shuffled = random.sample(lines, len(lines))
    order = dict(random.sample(list(credits.items()), len(credits)))
    first = planned(*lines, credits=credits, values=values)
    assert first.verdicts == planned(*shuffled, credits=order, values=values).verdicts


@given(lines, money, st.randoms())
def test_the_order_of_lines_changes_nothing(lines, credits, random):
    shuffled = random.sample(lines, len(lines))
    first, second = planned(*lines, credits=credits), planned(*shuffled, credits=credits)
    assert first.verdicts == second.verdicts
    assert [m.customer for m in first.messages] == [m.customer for m in second.messages]


@given(lines, money)
def test_customers_do_not_influence_each_other(lines, credits):
    together = planned(*lines, credits=credits)
    alone = planned(*[one for one in lines if one.customer == "A"], credits=credits)
    assert all(together.verdicts[key] == found for key, found in alone.verdicts.items())


@given(lines, money)
def test_a_second_run_of_the_day_sends_nothing(lines, credits):
    first = planned(*lines, credits=credits)
    logged = [taken(found, TODAY) for found in first.verdicts.values()]
    assert planned(*logged, credits=credits).messages == []


def test_a_step_counted_from_the_invoice():
    thanks = Schedule((Step("thanks", INVOICE_DATE, 7),))
    result = plan([line(-23)], {None: thanks}, DAY)
    assert [found.step.key for found in result.messages[0].verdicts] == ["thanks"]
