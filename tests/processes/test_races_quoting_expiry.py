"""Quotations are followed up once: by two jobs at once, after one was killed, and while customers accept them."""

from portions import go_on, paused

TOLD = ["sent", 1, 1, ["activity", "reminder"]]
EXPIRED = ["cancel", 0, 0, ["expired"]]


def test_two_jobs_remind_and_tell_once(one, other):
    orders = one.call("races_quoting_expiry.prepare", count=3)
    paused(one, "races_quoting_expiry.follow_up", 0)  # reminded, not committed
    other.call("races_quoting_expiry.follow_up")
    go_on(one)
    assert one.call("races_quoting_expiry.look", order_ids=orders) == [TOLD] * 3


def test_two_jobs_expire_once(one, other):
    orders = one.call("races_quoting_expiry.prepare", count=3, ended=True)
    paused(one, "races_quoting_expiry.follow_up", 0)
    other.call("races_quoting_expiry.follow_up")  # skips what the other one holds
    assert [state for state, *_ in one_look(other, orders)] == ["sent"] * 3
    go_on(one)
    assert one_look(other, orders) == [EXPIRED] * 3


def one_look(process, orders):
    return process.call("races_quoting_expiry.look", order_ids=orders)


def test_a_killed_job_goes_on(start, name, one):
    orders = one.call("races_quoting_expiry.prepare", count=4, ended=True)
    victim = start(name)
    victim.begin("races_quoting_expiry.follow_up", portion=2, pause=True)
    assert victim.answer() == "portion"
    victim.go()
    assert victim.answer() == "portion"  # the second one has expired, and is not committed
    victim.kill()
    assert [state for state, *_ in one_look(one, orders)].count("cancel") == 2
    one.call("races_quoting_expiry.follow_up")
    assert one_look(one, orders) == [EXPIRED] * 4


def test_a_job_that_was_killed_while_it_reminded_reminds_once(start, name, one):
    orders = one.call("races_quoting_expiry.prepare", count=2)
    victim = start(name)
    paused(victim, "races_quoting_expiry.follow_up", 0)
    victim.kill()
    assert one_look(one, orders) == [["sent", 0, 0, []]] * 2
    for _run in range(2):
        one.call("races_quoting_expiry.follow_up")
    assert one_look(one, orders) == [TOLD] * 2


def test_who_accepts_first_wins(one, other):
    (order,) = one.call("races_quoting_expiry.prepare", ended=True)
    one.begin("races_quoting_expiry.accept", order_id=order, pause="written")
    assert one.answer() == "written"
    other.call("races_quoting_expiry.follow_up")  # does not wait: it leaves the quotation alone
    one.go()
    assert one.answer() == ["accepted"]
    other.call("races_quoting_expiry.follow_up")
    assert one_look(other, [order]) == [["sale", 0, 0, []]]


def test_who_accepts_what_has_just_expired_is_told_so(one, other, waits):
    (order,) = one.call("races_quoting_expiry.prepare", ended=True)
    paused(one, "races_quoting_expiry.follow_up", 0)  # expired, not committed
    other.begin("races_quoting_expiry.accept", order_id=order)
    assert waits(other)
    go_on(one)
    assert other.answer() == ["accepted", "refused"]  # undone, and tried again
    assert one_look(other, [order]) == [EXPIRED]


def test_by_hand_and_by_the_job_at_once(one, other, waits):
    (order,) = one.call("races_quoting_expiry.prepare")
    paused(one, "races_quoting_expiry.follow_up", 0)
    other.begin("races_quoting_expiry.remind_by_hand", order_id=order)
    assert waits(other)
    go_on(one)
    assert other.answer() is False
    assert one_look(other, [order]) == [TOLD]
