"""Two processes that invoice the same shipments, and one that is killed: every shipment is invoiced once."""

ONCE = [[1000.0], 1]
NOT_YET = [[], 0]


def look(process, orders):
    return process.call("races_invoicing.look", order_ids=orders)


def test_a_second_run_invoices_nothing(one):
    orders = one.call("races_invoicing.prepare", count=3)
    for _run in range(2):
        one.call("races_invoicing.job")
        assert look(one, orders) == [ONCE] * 3


def test_two_jobs_at_once(one, other):
    orders = one.call("races_invoicing.prepare", count=3)
    one.begin("races_invoicing.job", pause=True)
    assert one.answer() == "portion"
    one.go()
    assert one.answer() == "portion"  # invoiced, not committed
    other.call("races_invoicing.job")  # leaves them to the first one
    while True:
        one.go()
        if one.answer() != "portion":
            break
    assert look(one, orders) == [ONCE] * 3
    other.call("races_invoicing.job")
    assert look(one, orders) == [ONCE] * 3


def test_a_person_whose_picture_is_old(one, other):
    orders = one.call("races_invoicing.prepare", count=2)
    one.begin("races_invoicing.by_hand", order_ids=orders, pause=True)
    assert one.answer() == "snapshot"
    other.call("races_invoicing.job")
    one.go()
    assert one.answer() == 2  # the first try saw shipments that were settled meanwhile
    assert look(one, orders) == [ONCE] * 2


def test_killed_in_the_middle(start, name, one):
    orders = one.call("races_invoicing.prepare", count=4)
    victim = start(name)
    victim.begin("races_invoicing.job", portion=2, pause=True)
    # Nothing done; the first two invoiced; those committed and the next two invoiced
    for _portion in range(2):
        assert victim.answer() == "portion"
        victim.go()
    assert victim.answer() == "portion"
    victim.kill()
    assert look(one, orders) == [ONCE] * 2 + [NOT_YET] * 2
    one.call("races_invoicing.job", portion=2)
    assert look(one, orders) == [ONCE] * 4
