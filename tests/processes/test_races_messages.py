"""Messages to customers, told by real processes that meet, are killed and run again: each once."""

import time

import pytest
from portions import go_on, paused

ONCE, QUEUED, NOTHING = [1, 1, 1], [1, 0, 0], [0, 0, 0]


def look(process, orders):
    return process.call("races_messages.look", orders=orders)


def tell_until(process, orders, seen):
    """Run the job; PostgreSQL notices a moment later that a killed process is gone."""
    for _attempt in range(50):
        process.call("races_messages.tell")
        if look(process, orders) == seen:
            return
        time.sleep(0.1)
    assert look(process, orders) == seen


def test_run_twice(one):
    orders = one.call("races_messages.prepare")
    for _run in range(2):
        one.call("races_messages.tell")
        assert look(one, orders) == [ONCE] * 3


def test_recomputed(one):
    orders = one.call("races_messages.prepare")
    one.call("races_messages.tell")
    one.call("races_messages.recompute", orders=orders)
    one.call("races_messages.tell")
    assert look(one, orders) == [ONCE] * 3


def test_rolled_back(one):
    one.call("races_messages.prepare", count=0)
    assert one.call("races_messages.roll_back") is False
    one.call("races_messages.collect")
    assert one.call("races_messages.queued") == 0


@pytest.mark.parametrize("commits", range(4), ids=["collecting", "first", "second", "third"])
def test_killed_anywhere(start, name, one, commits):
    orders = one.call("races_messages.prepare")
    victim = start(name)
    paused(victim, "races_messages.tell", commits)
    victim.kill()
    sent = max(0, commits - 1)
    assert look(one, orders) == [ONCE] * sent + [QUEUED if commits else NOTHING] * (3 - sent)
    tell_until(one, orders, [ONCE] * 3)
    one.call("races_messages.tell")
    assert look(one, orders) == [ONCE] * 3


def test_two_jobs_share_the_messages(one, other):
    orders = one.call("races_messages.prepare")
    paused(one, "races_messages.tell", commits=1)  # the first message is not committed
    other.call("races_messages.tell")
    assert look(other, orders) == [QUEUED, ONCE, ONCE]
    go_on(one)
    assert look(one, orders) == [ONCE] * 3


def test_two_collect_at_once(one, other):
    orders = one.call("races_messages.prepare")
    one.begin("races_messages.collect", pause=True)
    assert one.answer() == "collected"
    assert other.call("races_messages.collect") == 0  # it does not even wait
    one.go()
    assert one.answer() == 3
    one.call("races_messages.tell")
    assert look(one, orders) == [ONCE] * 3


def test_a_job_that_saw_less_than_the_other_goes_on(one, other):
    """Its picture of the database is from before the other one sent everything."""
    orders = one.call("races_messages.prepare")
    paused(one, "races_messages.tell", commits=1)
    other.begin("races_messages.tell", pause=True)
    assert other.answer() == "portion"  # it has collected nothing
    go_on(one)
    go_on(other)
    assert look(one, orders) == [ONCE] * 3


def test_a_summary_is_one_mail_for_two_jobs(one, other):
    orders = one.call("races_messages.prepare", daily=True)
    one.call("races_messages.tell")
    assert look(one, orders) == [QUEUED] * 3
    one.call("races_messages.be_due", orders=orders)
    paused(one, "races_messages.tell", commits=1)
    other.call("races_messages.tell")
    assert look(other, orders) == [QUEUED] * 3
    go_on(one)
    other.call("races_messages.tell")
    assert sorted(look(one, orders)) == [[1, 1, 0], [1, 1, 0], [1, 1, 1]]


def test_killed_in_a_summary(start, name, one):
    orders = one.call("races_messages.prepare", daily=True)
    one.call("races_messages.tell")
    one.call("races_messages.be_due", orders=orders)
    victim = start(name)
    paused(victim, "races_messages.tell", commits=1)
    victim.kill()
    assert look(one, orders) == [QUEUED] * 3
    for _attempt in range(50):
        one.call("races_messages.tell")
        if look(one, orders) != [QUEUED] * 3:
            break
        time.sleep(0.1)
    assert sorted(look(one, orders)) == [[1, 1, 0], [1, 1, 0], [1, 1, 1]]
