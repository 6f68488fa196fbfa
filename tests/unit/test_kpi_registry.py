"""What holds for every figure, whatever it is made of."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kpi_values import MAY, OPTIONS, TODAY, any_fact, options

from engine.kpi_definition import COHORTS, DUE, MONTH, RATE, SUM
from engine.kpi_period import MONTH as MONTHS
from engine.kpi_period import Period, month_end, period
from engine.kpi_registry import FACTS, IMPROVEMENTS, KPIS, PERFECT_COMPONENTS, REGISTRY, of_source
from engine.kpi_verdict import BASES, NOT_YET_DUE, OTHER_PERIOD, REASONS

EACH = pytest.mark.parametrize("source", FACTS)
MONTHLY = any_fact(FACTS["month"]).map(
    lambda fact: replace(fact, first=fact.first.replace(day=1), last=min(month_end(fact.first), TODAY))
)
LISTS = {source: st.lists(MONTHLY if source == MONTH else any_fact(kind), max_size=6) for source, kind in FACTS.items()}
PERIODS = st.sampled_from([MAY, period(MONTHS, TODAY), Period(MAY.first, MAY.first + timedelta(days=6))])
WAYS = st.builds(
    lambda basis, early, proven, inter: options(
        basis=basis, early_days=early, proven_only=proven, without_intercompany=inter
    ),
    st.sampled_from(BASES),
    st.none() | st.integers(0, 5),
    st.booleans(),
    st.booleans(),
)
ANY = settings(max_examples=20)


def drawn(data, source):
    return data.draw(LISTS[source]), data.draw(PERIODS), data.draw(WAYS)


def test_codes_are_unique_and_all_is_said():
    assert len(REGISTRY) == len(KPIS) and {kpi.source for kpi in KPIS} == set(FACTS)
    for kpi in KPIS:
        assert kpi.name and kpi.definition.endswith(".") and kpi.cohort in COHORTS and kpi.version == 1
    assert len({kpi.name for kpi in KPIS}) == len(KPIS)
    assert {*PERFECT_COMPONENTS, *IMPROVEMENTS} <= set(REGISTRY)


def test_targets_of_the_guide():
    targets = {"accuracy": 99, "ship_time": 24, "otd": 95, "return_rate_units": 2, "return_rate_orders": 2}
    assert {code: REGISTRY[code].target for code in targets} == targets


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.code)
def test_of_nothing_there_is_no_figure(kpi):
    found = kpi.figure([], MAY, OPTIONS)
    # Nothing open is 0; and no orders in 21 working days are 0 a day.
    assert found.value == (0 if kpi.kind == SUM or kpi.code.startswith("orders_per_day") else None)
    assert found.n == 0 and not found.excluded


@EACH
@ANY
@given(data=st.data())
def test_each_fact_counts_or_is_left_out_with_a_reason(source, data):
    facts, of, using = drawn(data, source)
    for kpi in of_source(source):
        found = kpi.figure(facts, of, using)
        assert found.n + sum(found.excluded.values()) == len(facts)
        for _fact, verdict in kpi.rows(facts, of, using):
            assert verdict.counts or verdict.reason in REASONS
            assert verdict.counts or not (verdict.numerator or verdict.denominator)
            assert not verdict.counts or verdict.day in of or kpi.code == "dso_countback"


@EACH
@ANY
@given(data=st.data())
def test_a_rate_lies_between_nothing_and_all(source, data):
    facts, of, using = drawn(data, source)
    for kpi in of_source(source):
        if kpi.kind == RATE:
            for _fact, verdict in kpi.rows(facts, of, using):
                assert 0 <= verdict.numerator <= verdict.denominator, kpi.code
            ratio = kpi.figure(facts, of, using).ratio
            assert ratio is None or 0 <= ratio <= 1, kpi.code


@EACH
@ANY
@given(data=st.data(), seed=st.integers(0, 10**6), at=st.integers(0, 6))
def test_the_order_of_facts_says_nothing_and_disjoint_facts_add_up(source, data, seed, at):
    facts, of, using = drawn(data, source)
    mixed = random.Random(seed).sample(facts, len(facts))
    for kpi in of_source(source):
        whole = kpi.figure(facts, of, using)
        assert kpi.figure(mixed, of, using) == whole, kpi.code
        if not kpi.finish:
            assert kpi.figure(facts[:at], of, using) + kpi.figure(facts[at:], of, using) == whole, kpi.code


@EACH
@ANY
@given(data=st.data())
def test_what_is_not_yet_due_changes_nothing(source, data):
    facts, _period, using = drawn(data, source)
    year = Period(MAY.first.replace(month=1), MAY.first.replace(month=12))
    for kpi in of_source(source):
        if kpi.cohort == DUE:
            kept = [fact for fact in facts if kpi.judge(fact, year, using).reason != NOT_YET_DUE]
            whole, without = kpi.figure(facts, year, using), kpi.figure(kept, year, using)
            assert (whole.value, whole.n) == (without.value, without.n), kpi.code


@EACH
@ANY
@given(data=st.data())
def test_what_is_said_without_a_period_belongs_to_the_one_of_its_day(source, data):
    for fact in data.draw(LISTS[source]):
        said = {kpi.code: kpi.assess(fact, OPTIONS) for kpi in of_source(source) if not kpi.needs_period}
        for code, verdict in said.items():
            if verdict.day:
                next_day = verdict.day + timedelta(days=1)
                assert REGISTRY[code].judge(fact, Period(verdict.day, verdict.day), OPTIONS) == verdict
                assert REGISTRY[code].judge(fact, Period(next_day, next_day), OPTIONS).reason == OTHER_PERIOD


@EACH
@ANY
@given(data=st.data())
def test_days_add_up_to_their_period(source, data):
    facts, _period, using = drawn(data, source)
    of = Period(MAY.first, MAY.first + timedelta(days=6))
    days = [Period(of.first + timedelta(days=n), of.first + timedelta(days=n)) for n in range(of.days)]
    for kpi in of_source(source):
        names = ("numerator", "denominator", "n") if not kpi.finish else ("numerator", "n")
        if not kpi.needs_period:
            parts = [kpi.figure(facts, day, using) for day in days]
            whole = kpi.figure(facts, of, using)
            for name in names:
                assert getattr(whole, name) == sum(getattr(part, name) for part in parts), kpi.code


@EACH
@ANY
@given(data=st.data(), later=st.integers(1, 60))
def test_a_verdict_changes_by_itself_only_when_it_says_so(source, data, later):
    then = replace(OPTIONS, today=TODAY + timedelta(days=later), now=OPTIONS.now + timedelta(days=later))
    for fact in data.draw(LISTS[source]):
        for kpi in of_source(source):
            if kpi.cohort == DUE:
                now, after = kpi.assess(fact, OPTIONS), kpi.assess(fact, then)
                assert now == after or now.again <= then.today, kpi.code


def test_figures_of_months_need_a_period():
    month = FACTS["month"](first=MAY.first, last=MAY.last)
    with pytest.raises(TypeError):
        REGISTRY["dso"].assess(month, OPTIONS)
