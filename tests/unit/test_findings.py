"""What becomes of findings when an order is checked again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.findings import (
    BLOCKED,
    CLEAR,
    OPEN,
    WAIVED,
    WARNING,
    Standing,
    facts_hash,
    reconcile,
    verdict,
)

TODAY = date(2026, 3, 10)
KEYS = [(rule, order, line) for rule in (1, 2) for order in (7, 8) for line in (0, 5)]
HASHES = ("a", "b")


def waived(until=None, facts="a"):
    return Standing(id=1, key=(1, 7, 0), facts_hash=facts, state=WAIVED, waived_until=until)


def what_becomes(standing, facts="a", today=TODAY):
    """Return the name of the list in which one finding ends."""
    changes = reconcile([standing], {standing.key: facts} if facts else {}, today)
    return next(name for name in ("kept", "voided", "resolved") if getattr(changes, name))


# === One finding === #


def test_what_is_found_for_the_first_time_is_opened():
    changes = reconcile([], {(1, 7, 0): "a"}, TODAY)
    assert changes.opened == [(1, 7, 0)]


def test_what_is_found_again_is_kept_whatever_its_facts():
    finding = Standing(id=1, key=(1, 7, 0), facts_hash="a")
    assert what_becomes(finding, "a") == "kept"
    assert what_becomes(finding, "b") == "kept"


def test_what_is_not_found_any_more_is_resolved_waived_or_not():
    assert what_becomes(Standing(id=1, key=(1, 7, 0), facts_hash="a"), None) == "resolved"
    assert what_becomes(waived(), None) == "resolved"


def test_a_waiver_holds_for_the_same_facts():
    assert what_becomes(waived()) == "kept"


def test_a_waiver_is_void_for_other_facts():
    assert what_becomes(waived(), "b") == "voided"


def test_a_waiver_holds_on_its_last_day_and_not_after_it():
    assert what_becomes(waived(until=TODAY)) == "kept"
    assert what_becomes(waived(until=TODAY - timedelta(days=1))) == "voided"


@pytest.mark.parametrize(
    ("given_for", "now", "becomes"),
    [
        ("warn", "warn", "kept"),
        ("warn", "block", "voided"),
        ("block", "block", "kept"),
        ("block", "warn", "kept"),
        (None, "block", "kept"),
    ],
)
def test_a_waiver_is_void_when_the_rule_is_more_severe_than_it_was(given_for, now, becomes):
    finding = Standing(id=1, key=(1, 7, 0), facts_hash="a", state=WAIVED, severity=given_for)
    changes = reconcile([finding], {finding.key: "a"}, TODAY, {finding.key: now, (2, 7, 0): "block"})
    assert getattr(changes, becomes) == {1: finding.key}


def test_a_waiver_of_what_nobody_may_waive_is_void():
    finding = Standing(id=1, key=(1, 7, 0), facts_hash="a", state=WAIVED, severity="block")
    found = {finding.key: "a"}
    assert reconcile([finding], found, TODAY, {finding.key: "block"}, {(1, 7, 5)}).kept == {1: finding.key}
    assert reconcile([finding], found, TODAY, {finding.key: "block"}, {finding.key}).voided == {1: finding.key}


def test_a_waiver_on_what_is_ones_own_order_now_is_void():
    finding = Standing(id=1, key=(1, 7, 0), facts_hash="a", state=WAIVED, own=True)
    assert reconcile([finding], {finding.key: "a"}, TODAY).voided == {1: finding.key}


def test_the_same_rule_on_another_line_is_another_finding():
    changes = reconcile([Standing(id=1, key=(1, 7, 5), facts_hash="a")], {(1, 7, 6): "a"}, TODAY)
    assert (changes.opened, changes.resolved) == ([(1, 7, 6)], [1])


# === Any findings === #

states = st.tuples(
    st.sampled_from(HASHES),
    st.sampled_from([OPEN, WAIVED]),
    st.none() | st.integers(-3, 3).map(lambda days: TODAY + timedelta(days=days)),
)
standing_findings = st.dictionaries(st.sampled_from(KEYS), states).map(
    lambda found: [
        Standing(number, key, facts, state, until if state == WAIVED else None)
        for number, (key, (facts, state, until)) in enumerate(found.items(), 1)
    ]
)
found_now = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(HASHES))


@given(standing_findings, found_now)
def test_every_finding_ends_in_exactly_one_list(standing, found):
    changes = reconcile(standing, found, TODAY)
    ids = [*changes.kept, *changes.voided, *changes.resolved]
    assert sorted(ids) == [finding.id for finding in standing]
    assert sorted([*changes.kept.values(), *changes.voided.values(), *changes.opened]) == sorted(found)


@given(standing_findings, found_now)
def test_a_waiver_stays_exactly_if_its_facts_are_the_same_and_it_is_in_time(standing, found):
    changes = reconcile(standing, found, TODAY)
    for finding in standing:
        if finding.state == WAIVED and finding.key in found:
            in_time = not finding.waived_until or finding.waived_until >= TODAY
            assert (finding.id in changes.kept) == (in_time and finding.facts_hash == found[finding.key])


@given(standing_findings, found_now)
def test_the_same_check_again_changes_nothing(standing, found):
    changes = reconcile(standing, found, TODAY)
    after = [
        finding if finding.id in changes.kept and finding.state == WAIVED else Standing(finding.id, finding.key, facts)
        for finding in standing
        if (facts := found.get(finding.key))
    ]
    after += [Standing(100 + number, key, found[key]) for number, key in enumerate(changes.opened)]
    again = reconcile(after, found, TODAY)
    assert (again.opened, again.voided, again.resolved) == ([], {}, [])


# === Facts === #


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((5,), (5.0,)),
        ((0.0,), (-0.0,)),
        ((0.1 + 0.2,), (0.3,)),
        ((("a", 1),), [["a", 1]]),
        ((date(2026, 1, 2),), ("2026-01-02",)),
    ],
)
def test_the_same_facts_have_the_same_fingerprint(one, other):
    assert facts_hash(one) == facts_hash(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, 2), (2, 1)),
        ((1,), (1, 1)),
        ((100.0,), (100.01,)),
        (("1",), (1,)),
        ((True,), (1,)),
        ((None,), (False,)),
        ((("a", "b"),), ("a", "b")),
    ],
)
def test_other_facts_have_another_fingerprint(one, other):
    assert facts_hash(one) != facts_hash(other)


# === Verdict === #


@pytest.mark.parametrize(
    ("severities", "state"),
    [([], CLEAR), (["warn"], WARNING), (["warn", "block"], BLOCKED), (["off"], CLEAR)],
)
def test_the_worst_open_finding_decides(severities, state):
    assert verdict(severities) == state
