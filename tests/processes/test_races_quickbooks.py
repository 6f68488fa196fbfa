"""Exports at once, killed, and cancelled while they are written: nothing twice, nothing lost, the same bytes."""

import pytest
from portions import go_on, paused

COUNT, PORTIONS = 6, 3
COMMITS = ("nothing written", "first portion", "second portion", "all but the file")


def call(process, function, **arguments):
    return process.call(f"races_quickbooks.{function}", **arguments)


def big(process):
    """Begin an export that the job writes; return company and batch."""
    company = call(process, "prepare", count=COUNT)
    [batch, _tries] = call(process, "export", company=company, big=True)
    [seen] = call(process, "look", company=company)
    assert (seen["state"], seen["records"], seen["parts"]) == ("draft", COUNT, 0)
    return company, batch


def test_two_users_export_the_same_records_at_once(one, other, at_once):
    company = call(one, "prepare")
    outcomes = at_once("races_quickbooks.export", [{"company": company, "pause": "snapshot"}] * 2)
    got = [outcome for outcome in outcomes if isinstance(outcome, list)]
    told = [str(outcome) for outcome in outcomes if not isinstance(outcome, list)]
    assert len(got) == 1
    assert len(told) == 1
    assert "exported the last of it with EXP/" in told[0] or "is exporting to" in told[0]
    [seen] = call(one, "look", company=company)
    assert (seen["state"], seen["records"], seen["right"]) == ("done", COUNT, True)


def test_who_exports_while_another_one_has_not_committed_waits_and_is_told(one, other, waits):
    company = call(one, "prepare")
    one.begin("races_quickbooks.export", company=company, pause="written")
    assert one.answer() == "written"
    other.begin("races_quickbooks.export", company=company)
    assert waits(other)
    one.go()
    assert one.answer()[1] == 1
    with pytest.raises(Exception, match="exported the last of it with EXP/"):
        other.answer()
    [seen] = call(one, "look", company=company)
    assert (seen["state"], seen["records"]) == ("done", COUNT)


def test_who_exports_while_the_job_writes_is_told(one, other):
    company, _batch = big(one)
    paused(one, "races_quickbooks.job", commits=1)
    with pytest.raises(Exception, match="is exporting to"):
        call(other, "export", company=company)
    go_on(one)
    [seen] = call(one, "look", company=company)
    assert (seen["state"], seen["records"]) == ("done", COUNT)


def test_who_is_killed_while_exporting_has_exported_nothing(start, name, one):
    company = call(one, "prepare")
    victim = start(name)
    victim.begin("races_quickbooks.export", company=company, pause="written")
    assert victim.answer() == "written"
    victim.kill()
    assert call(one, "look", company=company) == []
    call(one, "export", company=company)
    [seen] = call(one, "look", company=company)
    assert (seen["state"], seen["records"]) == ("done", COUNT)


@pytest.mark.parametrize("commits", range(len(COMMITS)), ids=COMMITS)
def test_killed_anywhere_the_file_is_the_same(start, name, one, commits):
    company, batch = big(one)
    victim = start(name)
    paused(victim, "races_quickbooks.job", commits)
    victim.kill()
    [seen] = call(one, "look", company=company)
    assert (seen["state"], seen["parts"]) == ("draft", commits)
    call(one, "job")
    [first] = call(one, "look", company=company)
    assert (first["state"], first["records"], first["right"]) == ("done", COUNT, True)
    # The same records once more, in one go and under the same number
    call(one, "cancel", batch=batch)
    call(one, "renumber", batch=batch)
    call(one, "export", company=company)
    [_cancelled, second] = call(one, "look", company=company)
    assert second["file"] == first["file"]


def test_two_jobs_write_one_file(one, other):
    company, _batch = big(one)
    paused(one, "races_quickbooks.job", commits=1)
    call(other, "job")  # leaves alone what is being written
    go_on(one)
    [seen] = call(one, "look", company=company)
    assert (seen["state"], seen["records"], seen["right"], seen["problem"]) == ("done", COUNT, True, "")


@pytest.mark.parametrize("commits", range(PORTIONS + 1))
def test_cancelled_while_it_is_written(one, other, waits, commits):
    company, batch = big(one)
    paused(one, "races_quickbooks.job", commits)
    other.begin("races_quickbooks.cancel", batch=batch)
    assert waits(other)
    go_on(one)
    # Whoever waits at the gate is next: the job stops, or was done.
    other.answer()
    [seen] = call(one, "look", company=company)
    assert (seen["state"], seen["records"], seen["free"], seen["problem"]) == ("cancelled", 0, COUNT, "")
    assert bool(seen["file"]) == (commits == PORTIONS)
    call(one, "export", company=company)
    assert [(batch["state"], batch["records"]) for batch in call(one, "look", company=company)] == [
        ("cancelled", 0),
        ("done", COUNT),
    ]


def test_an_invoice_that_is_reset_while_the_job_writes_leaves_the_batch(one, other):
    company, batch = big(one)
    paused(one, "races_quickbooks.job", commits=1)
    call(other, "redraft", batch=batch)
    go_on(one)
    [seen] = call(one, "look", company=company)
    assert (seen["state"], seen["records"], seen["free"], seen["right"]) == ("done", COUNT - 1, 1, True)
