"""Reminders while others remind, and while the job is killed: every notice once."""

import pytest
from portions import go_on, paused

# Reminded once, with one mail; the step and the three before it are noted once each
ONCE = [1, 1, 4, 4]
COMMITS = ("the day begun", "planned", "planning ended", "first customer", "second customer")


def look(process, customers):
    return process.call("races_dunning.look", customers=customers)


def test_a_second_run_sends_nothing_again(one):
    customers = one.call("races_dunning.prepare")
    for _run in range(2):
        one.call("races_dunning.night")
        assert look(one, customers) == [ONCE] * 3


def test_while_it_is_planned_nobody_else_plans(one, other):
    customers = one.call("races_dunning.prepare")
    paused(one, "races_dunning.night", commits=1)
    other.call("races_dunning.night")
    assert look(other, customers) == [[0, 0, 0, 0]] * 3
    go_on(one)
    assert look(one, customers) == [ONCE] * 3


def test_two_jobs_share_the_customers(one, other):
    customers = one.call("races_dunning.prepare")
    paused(one, "races_dunning.night", commits=3)  # the first customer is not committed
    other.call("races_dunning.night")
    assert look(other, customers) == [[0, 0, 0, 0], ONCE, ONCE]
    go_on(one)
    assert look(one, customers) == [ONCE] * 3


def test_two_jobs_share_the_customers_of_a_big_run(one, other):
    customers = one.call("races_dunning.prepare", count=60)
    paused(one, "races_dunning.night", commits=3)  # the first three share a transaction, which is not committed
    other.call("races_dunning.night")
    assert look(other, customers) == [[0, 0, 0, 0]] * 3 + [ONCE] * 57
    go_on(one)
    assert look(one, customers) == [ONCE] * 60


def test_killed_in_a_big_run(start, name, one):
    customers = one.call("races_dunning.prepare", count=60)
    victim = start(name)
    paused(victim, "races_dunning.night", commits=4)
    victim.kill()
    assert look(one, customers) == [ONCE] * 3 + [[0, 0, 0, 0]] * 57
    one.call("races_dunning.night")
    assert look(one, customers) == [ONCE] * 60


def test_killed_in_the_middle_of_a_set(start, name, one):
    customers = one.call("races_dunning.prepare", count=60)
    victim = start(name)
    victim.begin("races_dunning.night_inside_a_set", customer=5)  # the second of the second set
    assert victim.answer() == "inside"
    victim.kill()
    assert look(one, customers) == [ONCE] * 3 + [[0, 0, 0, 0]] * 57
    one.call("races_dunning.night")
    assert look(one, customers) == [ONCE] * 60


@pytest.mark.parametrize("commits", range(len(COMMITS)), ids=COMMITS)
def test_killed_anywhere(start, name, one, commits):
    customers = one.call("races_dunning.prepare", count=3)
    victim = start(name)
    paused(victim, "races_dunning.night", commits)
    victim.kill()
    assert look(one, customers) == [ONCE] * max(0, commits - 3) + [[0, 0, 0, 0]] * (3 - max(0, commits - 3))
    one.call("races_dunning.night")
    assert look(one, customers) == [ONCE] * 3


def test_somebody_approves_while_the_job_runs(one, other, waits):
    customers = one.call("races_dunning.prepare")
    run = one.call("races_dunning.simulate")
    one.begin("races_dunning.approve", run_id=run, pause=True)
    assert one.answer() == "written"
    other.begin("races_dunning.night")
    assert waits(other)
    one.go()
    assert one.answer() == 1
    other.answer()
    assert look(one, customers) == [ONCE] * 3


def test_two_people_approve_the_same_run(one, other, waits):
    customers = one.call("races_dunning.prepare")
    run = one.call("races_dunning.simulate")
    one.begin("races_dunning.approve", run_id=run, pause=True)
    assert one.answer() == "written"
    other.begin("races_dunning.approve", run_id=run)
    assert waits(other)
    one.go()
    assert one.answer() == 1
    with pytest.raises(Exception, match="sent before"):
        other.answer()
    assert look(one, customers) == [ONCE] * 3
