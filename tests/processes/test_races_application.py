"""Two people at one payment, and one beside the job: it is applied once."""

import pytest


def test_two_people_apply_one_payment(one, other, waits):
    invoice, payment = one.call("races_application.prepare")
    dialogs = [one.call("races_application.open_dialog", payment=payment) for _person in range(2)]
    one.begin("races_application.apply", dialog=dialogs[0], pause=True)
    assert one.answer() == "written"
    other.begin("races_application.apply", dialog=dialogs[1])
    assert waits(other)
    one.go()
    assert one.answer() == 1
    with pytest.raises(Exception, match="Nothing was applied"):
        other.answer()
    assert one.call("races_application.look", invoice=invoice) == [0, [100]]


def test_the_job_leaves_alone_what_somebody_is_applying(one, other, waits):
    invoice, payment = one.call("races_application.prepare")
    dialog = one.call("races_application.open_dialog", payment=payment)
    one.begin("races_application.apply", dialog=dialog, pause=True)
    assert one.answer() == "written"
    other.begin("races_application.job")
    assert waits(other)
    one.go()
    assert one.answer() == 1
    other.answer()
    assert one.call("races_application.look", invoice=invoice) == [0, [100]]


def test_who_is_killed_while_applying_has_applied_nothing(start, name, one):
    invoice, payment = one.call("races_application.prepare")
    dialog = one.call("races_application.open_dialog", payment=payment)
    victim = start(name)
    victim.begin("races_application.apply", dialog=dialog, pause=True)
    assert victim.answer() == "written"
    victim.kill()
    assert one.call("races_application.look", invoice=invoice) == [100, []]
    one.call("races_application.apply", dialog=dialog)
    assert one.call("races_application.look", invoice=invoice) == [0, [100]]
