"""Two with one damaged parcel at the same time: one claim, one entry, one replacement, one reminder."""


def test_two_report_the_same_loss(one, race):
    picking, _claim = one.call("races_claim.prepare")
    report = ("races_claim.report", {"picking_id": picking})
    waited, first, second = race(report, report)
    assert waited
    assert first[0] == 1
    assert "refused" in second[1]
    assert one.call("races_claim.look", picking_id=picking)["claims"] == 1


def test_a_payment_that_is_registered_twice_at_once_is_booked_once(one, race):
    picking, claim = one.call("races_claim.prepare", claimed=True)
    recover = ("races_claim.recover", {"claim_id": claim, "amount": 400})
    assert race(recover, recover) == (True, [1, "booked"], [2, "booked"])
    seen = one.call("races_claim.look", picking_id=picking)
    assert (seen["entries"], seen["paid"]) == (1, 400)


def test_two_payments_at_once_are_no_more_than_was_accepted(one, race):
    picking, claim = one.call("races_claim.prepare", claimed=True)
    first, second = (
        ("races_claim.recover", {"claim_id": claim, "amount": 600, "reference": name}) for name in ("a", "b")
    )
    waited, said, refused = race(first, second)
    assert (waited, said) == (True, [1, "booked"])
    assert refused[0] == 2
    assert "has accepted" in refused[1]
    assert one.call("races_claim.look", picking_id=picking)["paid"] == 600


def test_two_send_one_replacement(one, race):
    picking, claim = one.call("races_claim.prepare", claimed=True)
    replace = ("races_claim.replace", {"claim_id": claim})
    waited, first, second = race(replace, replace)
    assert (waited, first[1]) == (True, "sent")
    assert "refused" in second[1]
    assert one.call("races_claim.look", picking_id=picking)["replacements"] == 1


def test_two_jobs_remind_once(one, race):
    picking, claim = one.call("races_claim.prepare", claimed=True)
    one.call("races_claim.make_due", claim_id=claim)
    waited, _first, second = race(("races_claim.remind", {}), ("races_claim.remind", {}))
    assert waited
    assert second[1] == 0
    assert one.call("races_claim.look", picking_id=picking)["activities"] == 1
