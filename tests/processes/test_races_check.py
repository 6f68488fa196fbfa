"""Two processes count the same shipment, both having seen the count before the other one's scan."""

import pytest

from environment.odoo_process import RemoteError

ROUNDS = 10


@pytest.fixture
def together(at_once):
    """Let both do the same with one check, after both have looked; return both answers."""

    def together(action, check):
        return at_once("races_check.act", [{"action": action, "check_id": check}] * 2)

    return together


def test_never_more_than_the_demand(one, together):
    checks = one.call("races_check.prepare", demand=1, rounds=ROUNDS)
    for check in checks:
        # One counts; the other one is repeated, sees it, and is told that it is one too many.
        assert sorted(together("scan", check)) == [[1, True], [2, False]]
    assert one.call("races_check.look", check_ids=checks) == [[1, 1, "open"]] * ROUNDS


def test_no_scan_is_lost(one, together):
    checks = one.call("races_check.prepare", demand=2, rounds=ROUNDS)
    for check in checks:
        assert sorted(together("scan", check)) == [[1, True], [2, True]]
    assert one.call("races_check.look", check_ids=checks) == [[2, 2, "open"]] * ROUNDS


def test_it_passes_once(one, together):
    (check,) = one.call("races_check.prepare", demand=2)
    together("scan", check)
    answers = together("passing", check)
    assert [1, True] in answers
    (refused,) = [got for got in answers if isinstance(got, RemoteError)]
    assert "is finished" in str(refused)
    assert one.call("races_check.look", check_ids=[check]) == [[2, 2, "passed"]]
