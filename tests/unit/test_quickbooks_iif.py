"""IIF files, cell by cell."""

from dataclasses import replace
from decimal import Decimal

import pytest
from quickbooks_values import (
    AGENCY,
    ANNA,
    BANK,
    CA,
    DESK,
    DISCOUNTS,
    EXPENSE,
    LAMP,
    NY,
    OUT,
    RULES,
    TAX_ACCOUNT,
    Account,
    Address,
    Item,
    bare,
    blocks,
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

from engine.quickbooks_document import COGS, CREDIT_NOTE, DISCOUNT, IIF, INVOICE, ROUNDING
from engine.quickbooks_iif import SPL, line
from engine.quickbooks_write import write_portion


def write(*documents, rules=RULES):
    """Write documents that have no problem; return lists and blocks."""
    portion = write_portion(IIF, documents, rules)
    assert not [problem for problem in portion.problems if problem.blocking]
    (file,) = portion.files
    return blocks(file.content)


def rows(document, rules=RULES):
    """Write one document of one block; return its rows without what is empty or the same in all."""
    _lists, (block,) = write(document, rules=rules)
    return [bare(row) for row in block]


def column(document, name, rules=RULES):
    return [row.get(name) for row in rows(document, rules)]


# === The example === #


def test_the_worked_example():
    lists, (block,) = write(example())
    assert {(row["TRNSTYPE"], row["DATE"], row["CLEAR"]) for row in block} == {("INVOICE", "01/31/2026", "N")}
    trns, desk, lamp, tax = map(bare, block)
    assert trns == {
        "ACCNT": "Accounts Receivable",
        "NAME": "Anna's Bakery",
        "AMOUNT": "248.98",
        "DOCNUM": "INV2600001",
        "MEMO": "INV/2026/00001",
        "NAMEISTAXABLE": "Y",
        "ADDR1": "Anna's Bakery",
        "ADDR2": "1 Main Street",
        "ADDR3": "Oakland, CA 94601",
        "DUEDATE": "03/02/2026",
        "TERMS": "30 Days",
    }
    sold = {"ACCNT": "Product Sales", "TAXABLE": "Y"}
    assert desk == {**sold, "AMOUNT": "-180.00", "QNTY": "-2", "PRICE": "90", "INVITEM": "DESK", "MEMO": "Desk"}
    assert lamp == {**sold, "AMOUNT": "-50.00", "QNTY": "-1", "PRICE": "50", "INVITEM": "LAMP", "MEMO": "Lamp"}
    assert tax == {
        "ACCNT": "Sales Tax Payable",
        "NAME": "State Board of Equalization",
        "AMOUNT": "-18.98",
        "PRICE": "8.25%",
        "INVITEM": "CA 8.25",
        "TAXABLE": "N",
        "EXTRA": "AUTOSTAX",
    }
    assert {section: [row["NAME"] for row in rows] for section, rows in lists.items()} == {
        "ACCNT": ["Accounts Receivable", "Product Sales", "Sales Tax Payable"],
        "TERMS": ["30 Days"],
        "VEND": ["State Board of Equalization"],
        "CUST": ["Anna's Bakery"],
        "INVITEM": ["CA 8.25", "DESK", "LAMP"],
    }


def test_the_file_as_bytes():
    (file,) = write_portion(IIF, [example(customer=replace(ANNA, name="Bäckerei", full_name="Bäckerei"))], RULES).files
    assert b"B\xe4ckerei" in file.content
    assert not file.content.startswith(b"\xef\xbb\xbf")
    assert file.content.endswith(b"\r\nENDTRNS\r\n")
    assert file.content.count(b"\n") == file.content.count(b"\r\n") == file.rows
    text = file.content.decode("cp1252").split("\r\n")
    places = [text.index(next(row for row in text if row.startswith(f"!{key}"))) for key in ("TRNS", "SPL", "ENDTRNS")]
    assert places == list(range(places[0], places[0] + 3))
    assert not any(row.startswith("!") for row in text[places[-1] + 1 :])  # lists come first
    assert file.count == 1


# === Signs, quantities, prices === #


def test_a_credit_memo_has_the_other_signs():
    assert column(credit_note(), "AMOUNT") == ["-248.98", "180.00", "50.00", "18.98"]
    assert column(credit_note(), "QNTY") == [None, "2", "1", None]
    assert column(credit_note(), "PRICE") == [None, "90", "50", "8.25%"]


def test_a_final_invoice_takes_the_down_payment_off():
    rest = document(INVOICE, [product("-1000.00", 1), product("300.00", -1, LAMP), taxed("-57.75")])
    assert column(rest, "AMOUNT") == ["757.75", "-1000.00", "300.00", "-57.75"]
    assert column(rest, "QNTY") == [None, "-1", "1", None]
    assert column(rest, "PRICE") == [None, "1000", "300", "8.25%"]


def test_a_negative_price_is_a_quantity_that_comes_back():
    sold = document(INVOICE, [product("-100.00", 1, taxes=()), product("20.00", 1, LAMP, taxes=())])
    assert column(sold, "QNTY")[2] == "1"
    assert column(sold, "PRICE")[2] == "20"


def test_prices_and_quantities_have_five_decimals_at_most():
    sold = document(INVOICE, [product("-10.00", "3", taxes=()), product("-1.00", "0.3333333", LAMP, taxes=())])
    assert column(sold, "PRICE")[1:3] == ["3.33333", "3.00003"]
    assert column(sold, "QNTY")[1:3] == ["-3", "-0.33333"]


def test_a_price_of_more_than_ten_digits_is_not_told():
    over = product("-10000000.00", "0.001", LAMP, taxes=())
    sold = document(INVOICE, [product("-9999999.99", "0.001", taxes=()), over])
    assert column(sold, "PRICE")[1:3] == ["9999999990", None]
    assert column(sold, "QNTY")[1:3] == ["-0.001", None]


def test_a_quantity_that_is_next_to_nothing_is_not_told():
    sold = document(INVOICE, [product("-10.00", "0.000001", taxes=()), product("-1.00", 0, LAMP, taxes=())])
    assert column(sold, "QNTY")[1:3] == column(sold, "PRICE")[1:3] == [None, None]


def test_what_costs_nothing():
    gift = document(INVOICE, [product("0", 2, taxes=()), product("-5.00", taxes=())])
    assert (column(gift, "AMOUNT")[1], column(gift, "QNTY")[1], column(gift, "PRICE")[1]) == ("0.00", "-2", "0")
    back = document(CREDIT_NOTE, [product("0", 2, taxes=()), product("5.00", taxes=())])
    assert column(back, "QNTY")[1] == "2"


# === Taxes === #


def test_a_sale_without_tax_closes_with_a_tax_of_zero():
    tax = rows(document(INVOICE, [product("-100.00", taxes=())]))[-1]
    assert (tax["AMOUNT"], tax["INVITEM"], tax["PRICE"], tax["EXTRA"]) == ("0.00", "No Tax", "0%", "AUTOSTAX")
    assert column(document(INVOICE, [product("-100.00", taxes=())]), "NAMEISTAXABLE")[0] == "N"


def test_a_tax_of_zero_percent_is_named():
    block = rows(document(INVOICE, [product("-100.00", taxes=(OUT,))]))
    assert (block[-1]["INVITEM"], block[-1]["AMOUNT"], block[1]["TAXABLE"]) == ("Out of State", "0.00", "N")


def test_an_exempt_row_beside_a_taxed_one():
    mixed = document(INVOICE, [product("-100.00"), product("-50.00", 1, LAMP, taxes=(OUT,)), taxed("-8.25")])
    assert column(mixed, "TAXABLE") == [None, "Y", "N", "N"]
    assert column(mixed, "INVITEM")[-1] == "CA 8.25"


def test_no_tax_row_where_the_company_file_has_no_sales_tax():
    rules = replace(RULES, sales_tax=False, no_tax=None)
    assert column(document(INVOICE, [product("-100.00", taxes=())]), "EXTRA", rules) == [None, None]
    assert column(example(), "EXTRA", rules)[-1] == "AUTOSTAX"  # but an amount has to go somewhere


def test_rows_of_one_tax_are_one():
    rounded = document(INVOICE, [product("-100.00"), taxed("-8.25"), taxed("0.25")])
    assert column(rounded, "AMOUNT") == ["108.00", "-100.00", "-8.00"]


def test_several_taxes_as_rows():
    rules = replace(RULES, several_taxes="rows")
    sold = document(INVOICE, [product("-100.00", taxes=(CA, NY)), taxed("-8.25"), taxed("-8.88", NY)])
    lists, (block,) = write(sold, rules=rules)
    assert [row["AMOUNT"] for row in block] == ["117.13", "-100.00", "-8.25", "-8.88", "0.00"]
    assert [row.get("INVITEM") for row in block][1:] == ["DESK", "CA 8.25 line", "NY 8.875 line", "No Tax"]
    assert {row.get("TAXABLE") for row in block[1:]} == {"N"}
    assert [row["EXTRA"] for row in block[1:]] == ["", "", "", "AUTOSTAX"]
    kinds = {row["NAME"]: row["INVITEMTYPE"] for row in lists["INVITEM"]}
    assert kinds == {"CA 8.25 line": "OTHC", "NY 8.875 line": "OTHC", "DESK": "PART", "No Tax": "COMPTAX"}


def test_a_tax_of_a_fixed_amount_is_a_row():
    fee = replace(CA, key=77, name="Eco Fee", rate=None)
    sold = document(INVOICE, [product("-100.00", taxes=(fee,)), taxed("-2.00", fee)])
    assert column(sold, "INVITEM", replace(RULES, several_taxes="rows"))[1:] == ["DESK", "Eco Fee line", "No Tax"]


def test_the_account_of_sales_taxes_is_marked():
    plain = replace(TAX_ACCOUNT, special="")
    lists, _blocks = write(document(INVOICE, [product("-100.00"), taxed("-8.25", account=plain)]))
    special = {row["NAME"]: row["EXTRA"] for row in lists["ACCNT"]}
    assert special == {"Accounts Receivable": "", "Product Sales": "", "Sales Tax Payable": "SALESTAX"}
    (ca, _desk) = lists["INVITEM"]
    assert bare(ca) == {
        "NAME": "CA 8.25",
        "INVITEMTYPE": "COMPTAX",
        "DESC": "California",
        "ACCNT": "Sales Tax Payable",
        "PRICE": "8.25%",
        "TAXABLE": "N",
        "TAXVEND": AGENCY.name,
    }


# === Other rows === #


def test_a_discount_as_a_row_of_its_own():
    rules = replace(RULES, discount="item")
    sold = document(INVOICE, [product("-180.00", 2, discount=Decimal(10)), taxed("-14.85")])
    _trns, desk, less, _tax = rows(sold, rules)
    assert (desk["AMOUNT"], desk["QNTY"], desk["PRICE"], desk["INVITEM"]) == ("-200.00", "-2", "100", "DESK")
    assert less == {
        "ACCNT": "Product Sales",
        "AMOUNT": "20.00",
        "INVITEM": "Discount",
        "MEMO": "Discount 10%",
        "TAXABLE": "Y",
    }
    lists, _blocks = write(sold, rules=rules)
    assert {row["NAME"]: row["INVITEMTYPE"] for row in lists["INVITEM"]}["Discount"] == "DISC"


def test_what_is_given_away_has_no_discount_row():
    gift = document(INVOICE, [product("0", 1, discount=Decimal(100), taxes=()), product("-5.00", taxes=())])
    assert column(gift, "AMOUNT", replace(RULES, discount="item")) == ["5.00", "0.00", "-5.00", "0.00"]


def test_a_discount_item_has_no_quantity():
    sold = document(INVOICE, [product("-100.00", taxes=()), product("10.00", 1, DISCOUNTS, taxes=())])
    assert column(sold, "QNTY")[2] is None
    assert column(sold, "PRICE")[2] is None


def test_cash_rounding_and_global_discounts_have_an_item():
    penny = Item(30, "Rounding", "OTHC", "", EXPENSE)
    sold = document(
        INVOICE,
        [product("-99.98", taxes=()), other("-0.02", kind=ROUNDING, item=penny), other("5.00", kind=DISCOUNT)],
    )
    assert column(sold, "INVITEM")[1:] == ["DESK", "Rounding", "Discount", "No Tax"]
    assert column(sold, "ACCNT")[2] == "Bank Charges"


def test_cost_of_sales_is_left_out_unless_it_is_wanted():
    cost = [other("60.00", kind=COGS), other("-60.00", account=BANK, kind=COGS)]
    sold = document(INVOICE, [product("-100.00", taxes=()), *cost])
    assert column(sold, "AMOUNT") == ["100.00", "-100.00", "0.00"]
    portion = write_portion(IIF, [sold], RULES)
    assert portion.totals.left_out == {EXPENSE.key: Decimal("60.00"), BANK.key: Decimal("-60.00")}
    assert EXPENSE.key not in portion.totals.accounts
    wanted = replace(RULES, cogs="rows")
    assert column(sold, "AMOUNT", wanted) == ["100.00", "-100.00", "60.00", "-60.00", "0.00"]
    assert write_portion(IIF, [sold], wanted).totals.left_out == {}


def test_classes_terms_and_methods_are_listed():
    sold = document(INVOICE, [product("-100.00", taxes=(), class_name="West:Oakland")])
    lists, _blocks = write(sold, payment())
    assert [row["NAME"] for row in lists["CLASS"]] == ["West", "West:Oakland"]
    assert [row["NAME"] for row in lists["PAYMETH"]] == ["Check"]
    assert bare(lists["TERMS"][0]) == {
        "NAME": "30 Days",
        "DUEDAYS": "30",
        "DISCPER": "0",
        "DISCDAYS": "0",
        "TERMSTYPE": "0",
    }
    assert column(sold, "CLASS") == [None, "West:Oakland", None]


def test_an_account_below_another_lists_both():
    deep = Account(40, "Sales:Wood:Tables", "INC")
    sold = document(INVOICE, [replace(product("-100.00", taxes=()), account=deep)])
    lists, _blocks = write(sold)
    names = {row["NAME"]: row["ACCNTTYPE"] for row in lists["ACCNT"]}
    assert {name: names[name] for name in names if name.startswith("Sales:") or name == "Sales"} == {
        "Sales": "INC",
        "Sales:Wood": "INC",
        "Sales:Wood:Tables": "INC",
    }


def test_jobs_and_items_below_others_list_both():
    table = replace(DESK, name="Wood:Table")
    job = replace(ANNA, name="Anna:Kitchen", full_name="Anna's Kitchen")
    sold = document(INVOICE, [product("-100.00", item=table, taxes=())], customer=job)
    boss = example(customer=replace(ANNA, name="Anna"), number="2", record=2)
    for some in ([sold, boss], [boss, sold]):
        lists, _blocks = write(*some)
        assert [(row["NAME"], row["COMPANYNAME"]) for row in lists["CUST"]] == [
            ("Anna", "Anna's Bakery"),
            ("Anna:Kitchen", "Anna's Kitchen"),
        ]
    items = {row["NAME"]: (row["INVITEMTYPE"], row["DESC"], row["ACCNT"]) for row in lists["INVITEM"]}
    assert items["Wood"] == ("PART", "", "Product Sales")
    assert items["Wood:Table"] == ("PART", "Desk", "Product Sales")


def test_a_customers_terms_are_told_where_they_are_listed():
    known, unknown = replace(ANNA, terms="30 Days"), replace(ANNA, key=32, name="Ben", terms="Never")
    lists, _blocks = write(example(customer=known), example(customer=unknown, number="2", record=2))
    assert [row["TERMS"] for row in lists["CUST"]] == ["30 Days", ""]


def test_a_customer_and_an_agency_share_a_namespace():
    sold = example(customer=replace(ANNA, name=AGENCY.name.upper()))
    with pytest.raises(ValueError, match="both named"):
        write_portion(IIF, [sold], RULES)


# === Texts and dates === #


def test_dirty_texts():
    far = Address("x" * 60, "Tab\there", "=Oakland", "CA", "94601", "Türkiye")
    dirty = replace(ANNA, full_name='"Anna"; Łódź 🍞', address=far, phone="+1 555", email="@a;b")
    sold = document(INVOICE, [product("-100.00", taxes=(), text='=1;\n"x"')], customer=dirty, reference="-PO\t7")
    lists, ((trns, desk, _tax),) = write(sold)
    assert desk["MEMO"] == "1, 'x'"
    assert trns["PONUM"] == "PO 7"
    lines = ["'Anna', ?ódz ?", "x" * 41, "Tab here", "Oakland, CA 94601", "Türkiye"]
    assert [trns[f"ADDR{number}"] for number in range(1, 6)] == lines
    (customer,) = lists["CUST"]
    assert [customer[f"BADDR{number}"] for number in range(1, 6)] == lines
    assert (customer["PHONE1"], customer["EMAIL"]) == ("1 555", "a,b")


def test_day_before_month_where_the_computer_has_it_so():
    trns = rows(example(), replace(RULES, date_format="%d/%m/%Y"))[0]
    assert trns["DUEDATE"] == "02/03/2026"
    _lists, (block,) = write(example(), rules=replace(RULES, date_format="%d/%m/%Y"))
    assert {row["DATE"] for row in block} == {"31/01/2026"}


def test_without_a_due_date_it_is_due_at_once():
    assert rows(example(due_date=None))[0]["DUEDATE"] == "01/31/2026"


def test_the_total_in_another_currency_is_in_the_memo():
    sold = example(foreign=("EUR", Decimal("230.5")), memo="urgent")
    assert rows(sold)[0]["MEMO"] == "INV/2026/00001, EUR 230.5, urgent"
    assert rows(sold)[0]["AMOUNT"] == "248.98"


def test_where_it_is_sent():
    trns = rows(example(ship_to=Address("2 Dock Road", "Gate 4", "Reno", "NV", "89501")))[0]
    assert [trns.get(f"SADDR{number}") for number in range(1, 5)] == ["2 Dock Road", "Gate 4", "Reno, NV 89501", None]


# === Money === #


def test_a_payment():
    trns, spl = rows(payment(reference="CHK 1001"))
    assert trns == {
        "ACCNT": "Undeposited Funds",
        "NAME": "Anna's Bakery",
        "AMOUNT": "248.98",
        "DOCNUM": "PBNK12600001",
        "MEMO": "PBNK1/2026/00001, CHK 1001",
        "PAYMETH": "Check",
    }
    assert spl == {"ACCNT": "Accounts Receivable", "NAME": "Anna's Bakery", "AMOUNT": "-248.98"}


def test_a_write_off_stands_beside_the_payment():
    _lists, (money, rest) = write(payment("108.00", other("0.25"), paid="108.25"))
    assert [(row["TRNSTYPE"], row["ACCNT"], row["NAME"], row["AMOUNT"]) for row in (*money, *rest)] == [
        ("PAYMENT", "Undeposited Funds", "Anna's Bakery", "108.00"),
        ("PAYMENT", "Accounts Receivable", "Anna's Bakery", "-108.00"),
        ("GENERAL JOURNAL", "Accounts Receivable", "Anna's Bakery", "-0.25"),
        ("GENERAL JOURNAL", "Bank Charges", "", "0.25"),
    ]
    assert (money[0]["DOCNUM"], rest[0]["DOCNUM"]) == ("PBNK12600001", "BNK12600001")  # 20 and 11 characters
    assert rest[0]["MEMO"] == "PBNK1/2026/00001"


def test_a_fee_that_the_bank_keeps():
    _lists, (money, rest) = write(payment("97.00", other("3.00"), paid="100.00"))
    assert [row["AMOUNT"] for row in (*money, *rest)] == ["97.00", "-97.00", "-3.00", "3.00"]


def test_instalments_and_grouped_payments_are_one_receivable_row():
    paid = replace(payment("30.00"), rows=tuple(replace(payment("10.00").rows[0]) for _ in range(3)))
    _lists, ((trns, spl),) = write(paid)
    assert (trns["AMOUNT"], spl["AMOUNT"]) == ("30.00", "-30.00")


def test_a_refund_is_told_or_a_check():
    (told,) = write_portion(IIF, [refund()], RULES).files
    assert (told.kind, told.count) == ("list", 1)
    assert b"Refund,PBNK260009,PBNK1/2026/00009,01/31/2026,,Anna's Bakery,Checking,,100.00" in told.content
    _lists, (block,) = write(refund(), rules=replace(RULES, refunds="check"))
    assert [(row["TRNSTYPE"], row["ACCNT"], row["NAME"], row["AMOUNT"]) for row in block] == [
        ("CHECK", "Checking", "Anna's Bakery", "-100.00"),
        ("CHECK", "Accounts Receivable", "Anna's Bakery", "100.00"),
    ]


def test_an_entry():
    trns, spl = rows(journal("-0.25"))
    assert trns == {
        "ACCNT": "Accounts Receivable",
        "NAME": "Anna's Bakery",
        "AMOUNT": "-0.25",
        "DOCNUM": "MISC260001",
        "MEMO": "MISC/2026/00001",
    }
    assert spl == {"ACCNT": "Bank Charges", "AMOUNT": "0.25"}


def test_a_file_has_so_many_transactions_at_most():
    documents = [example(number=f"INV{number}", record=number) for number in range(5)]
    files = write_portion(IIF, documents, replace(RULES, per_file=2)).files
    assert [file.count for file in files] == [2, 2, 1]
    for file in files:
        lists, found = blocks(file.content)
        assert len(found) == file.count
        assert len(lists["INVITEM"]) == 3


# === It guards itself === #


@pytest.mark.parametrize(
    "cells", [{"MEMO": "a\tb"}, {"MEMO": 'a "b"'}, {"MEMO": "a;b"}, {"MEMO": "=1"}, {"NAME": "-x"}, {"INVITEM": "!x"}]
)
def test_cells_that_are_not_written(cells):
    with pytest.raises(ValueError, match=next(iter(cells))):
        line("SPL", SPL, cells)


def test_numbers_may_be_negative():
    assert line("SPL", ["AMOUNT", "QNTY"], {"AMOUNT": "-1.00", "QNTY": "-1"}) == "SPL\t-1.00\t-1"


def test_what_nothing_names_is_not_listed():
    lists, _blocks = write(example(terms=None))
    assert set(lists) == {"ACCNT", "VEND", "CUST", "INVITEM"}
    assert {row["NAME"] for row in lists["INVITEM"]} == {CA.name, DESK.name, LAMP.name}
