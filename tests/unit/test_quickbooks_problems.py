"""Everything that is wrong with a document is found before a file exists."""

from dataclasses import replace
from decimal import Decimal

import pytest
from quickbooks_values import (
    AGENCY,
    ANNA,
    AR,
    BANK,
    CA,
    DESK,
    INCOME,
    NO_TAX,
    NY,
    RULES,
    TAX_ACCOUNT,
    Account,
    Address,
    Row,
    credit_note,
    document,
    example,
    journal,
    other,
    payment,
    product,
    refund,
    taxed,
)

from engine import quickbooks_problems as codes
from engine.quickbooks_document import COGS, DISCOUNT, IIF, INVOICE, QBO, RECEIVABLE, ROUNDING, XERO, Terms
from engine.quickbooks_problems import problems
from engine.quickbooks_write import write_portion

TARGETS = (IIF, QBO, XERO)
UNMAPPED = Account(77, "")
NAMELESS = replace(DESK, name="")


def found(document, target=IIF, rules=RULES):
    return [(problem.code, problem.found) for problem in problems(document, rules, target)]


def sale(*rows, **values):
    return document(INVOICE, rows, **values)


@pytest.mark.parametrize("target", TARGETS)
def test_documents_in_order(target):
    for one in (example(), credit_note(), payment(), journal(), payment("1.00", other("1.00"), paid="2.00")):
        assert found(one, target) == []


BLOCKED = [
    (example(customer=None), (codes.NO_CUSTOMER, "")),
    (example(customer=replace(ANNA, name="")), (codes.NO_CUSTOMER, "customer:31")),
    (example(customer=replace(ANNA, name="x" * 42)), (codes.BAD_NAME, "x" * 42)),
    (example(customer=replace(ANNA, name="Łódź")), (codes.BAD_NAME, "Łódź")),
    (sale(replace(product("-1.00"), account=UNMAPPED)), (codes.NO_ACCOUNT, "account:77")),
    (sale(replace(product("-1.00"), account=None)), (codes.NO_ACCOUNT, "")),
    (sale(replace(product("-1.00"), account=Account(7, "Sales"))), (codes.NO_TYPE, "Sales")),
    (sale(replace(product("-1.00"), account=Account(7, "Sales", "INCOME"))), (codes.NO_TYPE, "Sales")),
    (sale(replace(product("-1.00"), account=replace(AR, key=9))), (codes.RECEIVABLE_TWICE, AR.name)),
    (example(receivable=None), (codes.NO_RECEIVABLE, "")),
    (example(receivable=BANK), (codes.NOT_RECEIVABLE, "Checking")),
    (sale(replace(product("-1.00"), item=None)), (codes.NO_ITEM, "product")),
    (sale(product("-1.00", item=NAMELESS)), (codes.NO_ITEM, "item:21")),
    (sale(product("-1.00", item=replace(DESK, name="x" * 32))), (codes.BAD_NAME, "x" * 32)),
    (sale(product("-1.00", item=replace(DESK, account=UNMAPPED))), (codes.NO_ACCOUNT, "account:77")),
    (sale(product("-1.00"), other("-0.01", kind=ROUNDING)), (codes.NO_ITEM, "rounding")),
    (sale(product("-1.00"), taxed("-0.08", None)), (codes.NO_TAX_ITEM, "")),
    (sale(product("-1.00"), taxed("-0.08", replace(CA, name=""))), (codes.NO_TAX_ITEM, "tax:11")),
    (sale(product("-1.00", taxes=(replace(CA, agency=None),))), (codes.NO_AGENCY, "CA 8.25")),
    (sale(product("-1.00", taxes=(replace(CA, agency=replace(AGENCY, name="")),))), (codes.NO_AGENCY, "CA 8.25")),
    (sale(product("-1.00", taxes=(replace(CA, account=None),))), (codes.NO_ACCOUNT, "tax:11")),
    (sale(product("-1.00", class_name="a;b")), (codes.BAD_NAME, "a;b")),
    (example(terms=Terms("30:Days")), (codes.BAD_NAME, "30:Days")),
    (payment(method="x" * 32), (codes.BAD_NAME, "x" * 32)),
    (payment(deposit=None), (codes.NO_ACCOUNT, "")),
    (payment(deposit=UNMAPPED), (codes.NO_ACCOUNT, "account:77")),
    (example(number=""), (codes.NO_NUMBER, "")),
    (example(number="INV/2026/00001"), (codes.NUMBER_LENGTH, "INV/2026/00001")),
    (example(number="INV\t1"), (codes.BAD_NAME, "INV\t1")),
    (example(number="=1"), (codes.BAD_NAME, "=1")),
    (example(total=Decimal("248.97")), (codes.UNBALANCED, "-0.01")),
    (sale(total=Decimal(0)), (codes.EMPTY, "")),
    (sale(product("-1.005")), (codes.DECIMALS, "USD")),
    (sale(product("-10000000000000")), (codes.TOO_LARGE, "")),
    (sale(product("-1.00"), other("1.00", kind=COGS)), (codes.UNBALANCED, "1.00")),
    (replace(journal(), total=Decimal(7)), (codes.UNBALANCED, "7")),
    (replace(journal(), rows=(other("1.00"), other("-1.00"))), (codes.NO_RECEIVABLE, "")),
    (
        replace(journal(), rows=(Row(RECEIVABLE, AR, Decimal(1)), Row(RECEIVABLE, AR, Decimal(-1))), total=0),
        (codes.EMPTY, ""),
    ),
    (payment("1.00", Row(RECEIVABLE, Account(9, "Other A/R", "AR"), Decimal(0))), (codes.RECEIVABLE_TWICE, "")),
]


@pytest.mark.parametrize(("wrong", "problem"), BLOCKED)
def test_what_blocks_a_document(wrong, problem):
    wrong = replace(wrong, total=Decimal(wrong.total))
    assert problem in found(wrong)
    right = replace(payment(), key=("payment", 99, 0), number="PBNK1260099")
    portion = write_portion(IIF, [wrong, right], RULES)
    assert [file.count for file in portion.files] == [1]
    assert portion.totals.kinds == {"payment": [1, Decimal("-248.98")]}
    assert next(one.key for one in portion.problems if one.blocking) == wrong.key


def test_all_is_told_at_once():
    wrong = sale(replace(product("-1.00", item=NAMELESS), account=UNMAPPED), customer=None, number="")
    assert [code for code, _found in found(wrong)] == ["no_customer", "no_account", "no_item", "no_number"]


def test_a_problem_is_told_once_for_a_document():
    wrong = sale(*[product("-1.00", item=NAMELESS)] * 5)
    assert found(wrong) == [(codes.NO_ITEM, "item:21")]


# === The company's rules === #


def test_several_taxes():
    two = sale(product("-100.00", taxes=(CA,)), product("-100.00", taxes=(NY,)), taxed("-8.25"), taxed("-8.88", NY))
    assert found(two) == [(codes.SEVERAL_TAXES, "CA 8.25, NY 8.875")]
    assert found(two, QBO) == [(codes.SEVERAL_TAXES, "CA 8.25, NY 8.875")]
    assert found(two, XERO) == []  # a code for each row
    assert found(two, QBO, replace(RULES, region="other")) == []
    for target in TARGETS:
        assert found(two, target, replace(RULES, several_taxes="rows")) == []


def test_a_tax_that_is_posted_in_two_accounts():
    other_account = Account(8, "County Tax", "OCLIAB")
    two = sale(product("-100.00"), taxed("-7.25"), taxed("-1.00", account=other_account))
    assert found(two) == [(codes.SEVERAL_TAXES, "CA 8.25")]
    assert found(two, rules=replace(RULES, several_taxes="rows")) == []


def test_a_tax_without_a_percentage():
    fee = replace(CA, rate=None)
    assert found(sale(product("-100.00", taxes=(fee,)), taxed("-2.00", fee))) == [(codes.SEVERAL_TAXES, "CA 8.25")]


def test_a_row_with_two_taxes_has_no_code():
    both = sale(product("-100.00", taxes=(CA, NY)), taxed("-8.25"), taxed("-8.88", NY))
    assert found(both, XERO) == [(codes.SEVERAL_TAXES, "CA 8.25, NY 8.875")]
    assert found(both, XERO, replace(RULES, several_taxes="rows")) == []


def test_sales_without_tax_need_an_item_for_that():
    plain = sale(product("-100.00", taxes=()))
    without = replace(RULES, no_tax=None)
    assert found(plain, rules=without) == [(codes.NO_TAX_ITEM, "no_tax")]
    assert found(plain, rules=replace(without, sales_tax=False)) == []
    assert found(plain, XERO, without) == [(codes.NO_CODE, "no_tax")]
    assert found(plain, QBO, without) == []


def test_another_currency():
    foreign = example(foreign=("EUR", Decimal(200)))
    assert found(foreign) == []
    assert found(foreign, rules=replace(RULES, foreign="refuse")) == [(codes.FOREIGN, "EUR")]


def test_refunds():
    checks = replace(RULES, refunds="check")
    assert [(one.code, one.blocking) for one in problems(refund(), RULES, IIF)] == [(codes.TYPED_REFUND, False)]
    assert found(refund(), rules=checks) == []
    drawer = Account(9, "Petty Cash", "OCASSET")
    assert found(refund(deposit=drawer), rules=checks) == [(codes.NOT_BANK, "Petty Cash")]


def test_discounts_as_rows_need_an_item():
    less = sale(product("-90.00", discount=Decimal(10)))
    rules = replace(RULES, discount="item", discount_item=None)
    assert found(less, rules=rules) == [(codes.NO_DISCOUNT_ITEM, "")]
    assert found(less, rules=replace(rules, discount_item=replace(DESK, name="a;b"))) == [(codes.BAD_NAME, "a;b")]
    assert found(less, QBO, rules) == []
    whole = sale(product("-90.00"), other("9.00", kind=DISCOUNT, account=INCOME))
    assert found(whole, rules=rules) == [(codes.NO_ITEM, "discount")]


# === The targets === #


def test_what_quickbooks_online_does_not_take():
    assert found(example(customer=replace(ANNA, name="Smith:Job")), QBO) == [(codes.BAD_NAME, "Smith:Job")]
    assert found(example(customer=replace(ANNA, name='5"')), QBO) == [(codes.BAD_NAME, '5"')]
    assert found(example(customer=replace(ANNA, name="Łódź")), QBO) == []
    many = sale(*[product("-1.00", taxes=())] * 1000)
    assert found(many, QBO) == [(codes.TOO_MANY_ROWS, "1000")]
    assert found(many, IIF) == []


def test_negative_rows_are_told_of_quickbooks_online():
    less = sale(product("-100.00"), product("20.00", -1))
    assert [(one.code, one.blocking) for one in problems(less, RULES, QBO)] == [(codes.NEGATIVE, False)]
    assert found(less, IIF) == found(less, XERO) == []
    assert found(replace(less, kind="credit_note"), QBO) == []


def test_journal_entries_of_quickbooks_online_need_no_items():
    back = document(
        "credit_note", [replace(product("100.00", taxes=(CA, NY)), item=None), taxed("8.25"), taxed("9", NY)]
    )
    assert found(back, QBO) == []
    assert (codes.NO_ITEM, "product") in found(back, IIF)


def test_what_xero_needs():
    codeless = replace(INCOME, code="")
    assert found(sale(replace(product("-1.00"), account=codeless)), XERO) == [(codes.NO_CODE, "Product Sales")]
    assert found(sale(product("-1.00", taxes=(replace(CA, code=""),))), XERO) == [(codes.NO_CODE, "CA 8.25")]
    assert found(sale(replace(product("-1.00"), item=None)), XERO) == []
    assert found(example(receivable=replace(AR, code="")), XERO) == []  # Xero knows its own
    assert found(sale(product("-1.00"), taxed("-0.08", account=replace(TAX_ACCOUNT, code=""))), XERO) == []


# === Warnings === #


def test_what_is_written_in_another_way_is_told():
    dirty = sale(product("-1.00", text="Łódź 🍞"), memo="x" * 4100, reference="y" * 26)
    warnings = problems(dirty, RULES, IIF)
    assert [(one.code, one.found, one.limit, one.blocking) for one in warnings] == [
        (codes.LETTERS, "Łź🍞", "", False),
        (codes.CUT, "memo", "4095", False),
        (codes.CUT, "reference", "25", False),
    ]
    assert [code for code, _found in found(dirty, QBO)] == [codes.CUT]
    assert write_portion(IIF, [dirty], RULES).files


def test_addresses_that_are_too_long_are_told():
    far = example(customer=replace(ANNA, address=Address("x" * 42, city="Ł")))
    assert found(far) == [(codes.LETTERS, "Ł"), (codes.CUT, "street")]


# === Together === #


def test_two_documents_with_one_number():
    twice = [example(), example(record=2), payment(), credit_note()]
    portion = write_portion(IIF, twice, RULES)
    assert [(one.code, one.key, one.found) for one in portion.problems] == [
        (codes.NUMBER_TWICE, ("invoice", 2, 0), "INV2600001")
    ]
    assert portion.totals.kinds["invoice"] == [1, Decimal("248.98")]


def test_parts_of_an_entry_may_have_one_number():
    parts = [journal(), replace(journal(customer=replace(ANNA, name="Ben")), key=("journal", 5, 1))]
    for target in TARGETS:
        assert write_portion(target, parts, RULES).problems == ()


def test_parts_of_an_entry_are_written_together_or_not_at_all():
    parts = [journal(), replace(journal(customer=None), key=("journal", 5, 1))]
    portion = write_portion(IIF, parts, RULES)
    assert portion.files == ()
    assert portion.totals.kinds == portion.totals.accounts == {}


def test_no_tax_is_an_item_like_others():
    assert found(sale(product("-1.00", taxes=())), rules=replace(RULES, no_tax=replace(NO_TAX, name="x" * 32))) == [
        (codes.BAD_NAME, "x" * 32)
    ]


def test_costs_of_sales_that_are_not_written_need_no_account():
    stock = Account(80, "")
    costs = [other("5.00", stock, kind=COGS), other("-5.00", stock, kind=COGS)]
    document = sale(product("-1.00"), taxed("-0.08"), *costs)
    assert not found(document)
    assert codes.NO_ACCOUNT in {problem.code for problem in problems(document, replace(RULES, cogs="rows"), IIF)}
