"""Customers that get their names at once: each has one, and nobody's is another's."""

import pytest

REMEMBER = "races_quickbooks_names.remember"


@pytest.fixture
def prepared(one):
    def prepared(*names):
        return one.call("races_quickbooks_names.prepare", names=names)

    return prepared


def look(process, company):
    return process.call("races_quickbooks_names.look", company=company)


def test_the_same_customers_at_once_have_one_name_each(one, at_once, prepared):
    company, customers = prepared("Anna", "Ben")
    call = {"company": company, "customers": customers, "pause": "snapshot"}
    tries = at_once(REMEMBER, [call, call])
    assert sorted(tries) == [1, 2]
    assert look(one, company) == [[customers[0], "Anna"], [customers[1], "Ben"]]


def test_two_customers_of_one_name_at_once_are_told_apart(one, other, waits, prepared):
    company, (first, second) = prepared("Anna", "ANNA")
    one.begin(REMEMBER, company=company, customers=[first], pause="written")
    assert one.answer() == "written"
    other.begin(REMEMBER, company=company, customers=[second], pause=None)
    assert waits(other)
    one.go()
    assert (one.answer(), other.answer()) == (1, 2)
    assert look(one, company) == [[first, "Anna"], [second, "ANNA 2"]]
