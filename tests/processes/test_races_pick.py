"""Two people give out the same transfers, both having seen them free: each goes to one, and the other is told."""

import pytest

from environment.odoo_process import RemoteError

ROUNDS = 3


@pytest.fixture
def together(at_once):
    """Let two people do the same, each with some transfers, after both have looked; return both answers."""

    def together(action, transfers, people):
        calls = [
            {"action": action, "picking_ids": picking_ids, "user_id": user}
            for picking_ids, user in zip(transfers, people, strict=True)
        ]
        return at_once("races_pick.act", calls)

    return together


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_transfer_is_released_once(one, together, _round):
    transfers, people = one.call("races_pick.prepare")
    answers = together("action_release", [transfers, transfers], people)
    (refused,) = [got for got in answers if isinstance(got, RemoteError)]
    winner = ("Ann", "Ben")[answers.index(refused) - 1]
    assert [1, ""] in answers
    assert f"already given to {winner}" in str(refused)
    seen = one.call("races_pick.look", picking_ids=transfers)
    assert (seen["people"], seen["printed"]) == ([winner], [True])


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_that_share_one_each_gets_the_rest(one, together, _round):
    (first, shared, last), people = one.call("races_pick.prepare", count=3)
    # In opposite order, so that each waits for the other one.
    answers = together("action_release", [[first, shared], [last, shared]], people)
    assert not [got for got in answers if isinstance(got, RemoteError)]
    (told,) = [text for _tries, text in answers if text]
    loser = [text for _tries, text in answers].index(told)
    assert f"already given to {('Ann', 'Ben')[1 - loser]}" in told
    seen = one.call("races_pick.look", picking_ids=[first, shared, last])
    assert seen["people"] == ["Ann", ("Ann", "Ben")[1 - loser], "Ben"]
    assert seen["printed"] == [True] * 3


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_transfer_goes_into_one_batch(one, together, _round):
    transfers, people = one.call("races_pick.prepare", count=2)
    answers = together("action_batch_by_carrier", [transfers, transfers[::-1]], people)
    (refused,) = [got for got in answers if isinstance(got, RemoteError)]
    assert [1, ""] in answers
    assert str(refused).count("already in batch") == 2
    seen = one.call("races_pick.look", picking_ids=transfers)
    assert (seen["batches"], seen["in"], seen["empty"]) == ([0, 0], sorted(transfers), 0)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_batches_that_share_one_transfer(one, together, _round):
    (first, shared, last), people = one.call("races_pick.prepare", count=3)
    answers = together("action_batch_by_carrier", [[first, shared], [shared, last]], people)
    (told,) = [text for _tries, text in answers if text]
    assert told.count("already in batch") == 1
    seen = one.call("races_pick.look", picking_ids=[first, shared, last])
    assert sorted(seen["in"]) == sorted([first, shared, last])
    of_first, of_shared, of_last = seen["batches"]
    assert of_first != of_last
    assert of_shared in (of_first, of_last)
