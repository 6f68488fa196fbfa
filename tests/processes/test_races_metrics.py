"""Figures are right whoever does what at the same time: each document counts once, and nobody has to wait."""

import pytest
from portions import go_on

RIGHT = {"waiting": 0, "only kept": [], "only rebuilt": [], "compared": True}


@pytest.fixture
def right(one):
    """Assert that what is kept is what is read from zero, facts and sums."""

    def right():
        assert one.call("races_metrics.differences") == RIGHT

    return right


@pytest.fixture
def counted(one):
    """How many facts some orders have, and how many orders more than at the beginning the sums count."""
    before = one.call("races_metrics.counted", order_ids=[])[1]

    def counted(orders):
        facts, rows = one.call("races_metrics.counted", order_ids=orders)
        return facts, rows - before

    return counted


def begin_portions(process, commits, portion=2):
    """Begin the job and let it commit a number of times; then it waits with a portion read and not committed."""
    process.begin("races_metrics.read", portion=portion, pause="portion")
    for _commit in range(commits):
        assert process.answer() == "portion"
        process.go()
    assert process.answer() == "portion"


def test_two_jobs_at_once_count_each_order_once(one, other, waits, counted, right):
    orders = one.call("races_metrics.prepare", count=5, read=False)
    begin_portions(one, 1)  # two are read, not committed
    other.begin("races_metrics.read", portion=2)
    assert not waits(other)  # there is nothing to do for it
    other.answer()
    go_on(one)
    assert counted(orders) == (5, 5)
    right()


def test_two_jobs_that_take_turns(one, other, counted, right):
    orders = one.call("races_metrics.prepare", count=6, read=False)
    for process in (one, other):
        process.begin("races_metrics.read", portion=1)
    for process in (one, other):
        process.answer()
    one.call("races_metrics.read")
    assert counted(orders) == (6, 6)
    right()


def test_a_killed_job_loses_and_doubles_nothing(start, name, one, counted, right):
    orders = one.call("races_metrics.prepare", count=4, read=False)
    victim = start(name)
    begin_portions(victim, 2)  # the first two are committed, the others read
    victim.kill()
    assert counted(orders) == (2, 2)
    assert one.call("races_metrics.queued", order_ids=orders) == 2
    one.call("races_metrics.read")
    assert counted(orders) == (4, 4)
    right()


@pytest.mark.parametrize("action", ["confirm", "delete", "other_seller", "ship", "cancel"])
def test_what_changes_while_it_is_read_is_read_again(one, other, waits, right, action):
    confirmed = action not in ("confirm", "delete")
    (order,) = one.call("races_metrics.prepare", count=1, confirmed=confirmed, read=False)
    one.begin("races_metrics.read", pause="read")
    assert one.answer() == "written"  # read, no fact is written
    other.begin("races_metrics.act", action=action, order_id=order)
    assert not waits(other)
    assert other.answer() == 1
    one.go()
    one.answer()
    right()


@pytest.mark.parametrize("action", ["confirm", "ship", "invoice", "hold", "other_seller", "cancel", "source"])
@pytest.mark.parametrize("known", [False, True])
def test_nobody_waits_for_the_job(one, other, waits, right, action, known):
    confirmed = action not in ("confirm", "source")
    (order,) = one.call("races_metrics.prepare", count=1, confirmed=confirmed, read=known)
    if known:
        one.call("races_metrics.act", action="other_seller", order_id=order)
    if action == "invoice":
        one.call("races_metrics.act", action="ship", order_id=order)
    begin_portions(one, 1)  # facts are written, not committed
    other.begin("races_metrics.act", action=action, order_id=order)
    assert not waits(other)
    assert other.answer() == 1
    go_on(one)
    right()


def test_whoever_deletes_a_quotation_waits_for_one_portion(one, other, waits, right):
    (order,) = one.call("races_metrics.prepare", count=1, confirmed=False, read=False)
    begin_portions(one, 1)
    other.begin("races_metrics.act", action="delete", order_id=order)
    assert waits(other)
    go_on(one)
    assert other.answer() == 2  # tried again, as every request is
    right()


def test_changes_during_a_rebuild(one, other, counted, right):
    orders = one.call("races_metrics.prepare", count=3)
    drafts = one.call("races_metrics.prepare", count=2, confirmed=False)
    one.call("races_metrics.forget")
    changes = [("ship", orders[0]), ("cancel", orders[2]), ("confirm", drafts[0]), ("delete", drafts[1])]
    one.begin("races_metrics.read", portion=1, pause="portion")
    while one.answer() == "portion":
        if changes:
            action, order = changes.pop(0)
            assert other.call("races_metrics.act", action=action, order_id=order) == 1
        one.go()
    assert not changes
    right()


def test_another_way_to_count_is_never_refused(one, other, waits, right):
    one.call("races_metrics.prepare", count=3)
    one.call("races_metrics.forget")
    begin_portions(one, 2, portion=1)
    other.begin("races_metrics.begin")
    assert not waits(other)
    assert other.answer() == 1
    go_on(one)
    right()


def test_the_job_does_not_wait_for_settings(one, other, waits, right):
    one.call("races_metrics.prepare", count=3)
    one.call("races_metrics.forget")
    other.begin("races_metrics.begin", pause=True)
    assert other.answer() == "written"
    one.begin("races_metrics.read")
    assert not waits(one)
    one.answer()
    other.go()
    assert other.answer() == 1
    right()


@pytest.mark.parametrize("action", ["many_times", "many_times_apart"])
def test_a_transaction_notes_an_order_once(one, right, action):
    (order,) = one.call("races_metrics.prepare", count=1)
    for times in (1, 2):
        one.call("races_metrics.act", action=action, order_id=order)
        assert one.call("races_metrics.queued", order_ids=[order]) == times
    one.call("races_metrics.read")
    assert one.call("races_metrics.queued") == 0
    right()


def test_two_confirm_and_it_is_frozen_once(one, at_once, counted, right):
    orders = one.call("races_metrics.prepare", count=1, confirmed=False)
    confirm = {"action": "confirm", "order_id": orders[0], "pause": "snapshot"}
    outcomes = at_once("races_metrics.act", [confirm, confirm])
    assert 1 in outcomes
    assert one.call("races_metrics.frozen", order_ids=orders) == [[1, 1]]
    one.call("races_metrics.read")
    assert counted(orders) == (1, 1)
    right()


def test_two_jobs_close_a_month_once(one, other, waits):
    one.call("races_metrics.make_old")
    before = one.call("races_metrics.closed")[0]
    one.begin("races_metrics.close", pause=True)
    assert one.answer() == "written"  # closed, not committed
    other.begin("races_metrics.close")
    assert not waits(other)
    other.answer()
    one.go()
    one.answer()
    months, twice = one.call("races_metrics.closed")
    assert months > before
    assert twice == 0
    other.call("races_metrics.close")
    assert one.call("races_metrics.closed") == [months, 0]


def test_two_jobs_tell_a_month_once(one, other, waits):
    one.call("races_metrics.switch_on")
    one.begin("races_metrics.send", pause=True)
    assert one.answer() == "written"  # mails are written, not committed
    other.begin("races_metrics.send")
    assert waits(other)
    one.go()
    one.answer()
    other.answer()
    assert one.call("races_metrics.told") == [1, 2]
