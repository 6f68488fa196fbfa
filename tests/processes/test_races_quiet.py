"""Who looks after a quiet order is told once: by two jobs at once, and after one was killed."""


def test_two_jobs_at_once(one, other, waits):
    orders = one.call("races_quiet.prepare", count=3)
    one.begin("races_quiet.tell", pause=True)
    assert one.answer() == "portion"  # nothing told yet
    one.go()
    assert one.answer() == "portion"  # told, not committed
    other.begin("races_quiet.tell")
    assert waits(other)
    one.go()
    one.answer()
    other.answer()
    assert one.call("races_quiet.look", order_ids=orders) == [[1, 1]] * 3


def test_a_killed_job_goes_on(start, name, one):
    orders = one.call("races_quiet.prepare", count=4)
    victim = start(name)
    victim.begin("races_quiet.tell", portion=2, pause=True)
    for _portion in range(2):
        assert victim.answer() == "portion"
        victim.go()
    assert victim.answer() == "portion"  # the second one is told, not committed
    victim.kill()
    assert sum(told for told, _noted in one.call("races_quiet.look", order_ids=orders)) == 2
    one.call("races_quiet.tell")
    assert one.call("races_quiet.look", order_ids=orders) == [[1, 1]] * 4
