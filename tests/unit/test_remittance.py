"""A customer's list of payments: read whatever has written it, every row answered, nothing half applied."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import remittance as rules
from engine import remittance_file as files
from engine.application import Open
from engine.remittance import RemittanceError, match, read

DUE = date(2040, 1, 31)
FIRST = Open(1, "Anna", 10_000, DUE, references=("INV/2040/00001", "PO-4711"))
SECOND = Open(2, "Anna", 5_000, DUE, references=("INV/2040/00002", "PO-4711"))
NOTE = Open(3, "Anna", -2_000, DUE, references=("RINV/2040/00003",))
ITEMS = [FIRST, SECOND, NOTE]


def rows(content, **options):
    return [(row.reference, row.amount) for row in read(content, **options)]


def refused(content):
    with pytest.raises(RemittanceError) as caught:
        read(content)
    return caught.value.code


TWO = [("INV/1", Decimal("1234.5")), ("Größe", Decimal(-7))]


# === Reading === #


@pytest.mark.parametrize(
    "text",
    [
        "Invoice,Amount\nINV/1,1234.50\nGröße,-7",
        "invoice no.;Amount paid\r\nINV/1;1.234,50\r\nGröße;-7,00\r\n",
        "Reference\tNet amount\rINV/1\t1234.5\rGröße\t(7)",
        '"Invoice Number"|"PAID"\n"INV/1"|"1,234.50"\n"Größe"|"7.00-"',
        'Invoice,Amount\n"INV/1","1.234,50"\n"Größe","-7,00"',
        "Remittance advice\n\nDate;Invoice;Amount\n1;INV/1;1234.50\n\n;;\n2;Größe;-7\n",
        "Amount;Paid;Number;Invoice\n9;1234.5;8;INV/1\n9;-7;8;Größe",  # what is paid, and the invoice
    ],
)
def test_formats(text):
    assert rows(text) == TWO


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding):
    text = "Invoice;Amount\nINV/1;1234.50\nGröße;-7"
    assert rows(text.encode(encoding)) == TWO
    assert rows(b"\xfe\xff" + text.encode("utf-16-be")) == TWO


def test_pasted_text_may_begin_with_a_mark():
    assert rows('\ufeff"Invoice";"Amount"\nINV/1;1234.50\nGröße;-7') == TWO


def test_few_letters_beyond_the_west_leave_it_a_text():
    assert rows("Invoice;Amount\nĀ/1;5".encode("utf-16-le")) == [("Ā/1", 5)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", files.EMPTY),
        ("  \n ", files.EMPTY),
        ("\ufeff \n", files.EMPTY),
        ("Invoice;Amount\n;;\n", files.EMPTY),
        (b"PK\x03\x04rest", files.NOT_TEXT),
        (b"%PDF-1.7", files.NOT_TEXT),
        (b"\x00\x01\x02\x00" * 20, files.NOT_TEXT),
        (b"Invoice;Amount\nA\x01;5", files.NOT_TEXT),
        ("Invoice;Amount\nA;5".encode("utf-16")[:-1], files.ENCODING),
        (b"Invoice;Amount\nGr\x81;5", files.ENCODING),
        ("Customer;Value\nA;5", files.NO_COLUMNS),
        ("Invoice\nA", files.NO_COLUMNS),
        ("Invoice;Amount;amount\nA;5;6", files.COLUMN_TWICE),
        ('Invoice;Amount\n"A;5\nB;6', files.QUOTES),
        ("Invoice;Amount\nA;1.234", files.DECIMALS),
        ("Invoice;Amount\n" + "A;5\n" * (files.MOST_ROWS + 1), files.TOO_LONG),
    ],
)
def test_what_cannot_be_read_is_refused_as_a_whole(content, code):
    assert refused(content) == code


def test_who_says_how_decimals_are_written_is_believed():
    assert rows("Invoice;Amount\nA;1.234", mark=".") == [("A", Decimal("1.234"))]
    assert rows("Invoice;Amount\nA;1.234", mark=",") == [("A", Decimal(1234))]


def test_rows_are_numbered_as_an_editor_does():
    found = read('Advice\nInvoice;Amount;Note\n\nA;5;"two\nlines"\nB;6;')
    assert [(row.number, row.note) for row in found] == [(5, "two\nlines"), (6, "")]


@pytest.mark.parametrize("line", ["A,12,50", "A,many", "A", "A,"])
def test_a_row_that_cannot_be_read_is_answered_as_well(line):
    found = read(f"Invoice,Amount\n{line}\nB,5")
    assert [row.amount for row in found] == [None, 5]


def test_a_deduction_that_cannot_be_read_makes_the_row_wrong():
    found = read("Invoice;Amount;Discount\nA;5;2 %\nB;5;\nC;5;0.50")
    assert [(row.amount, row.deduction) for row in found] == [(None, 0), (5, 0), (5, Decimal("0.50"))]


WRONG = (files.EMPTY, files.NOT_TEXT, files.ENCODING, files.COLUMN_TWICE, files.QUOTES, files.DECIMALS)


@given(st.binary(max_size=60))
def test_no_file_breaks_it(content):
    try:
        read(b"Invoice;Amount\n" + content)
    except RemittanceError as error:
        assert error.code in WRONG


cells = st.text("aÄ é€;|,\t\n\"'0/-Ā", max_size=8)


@given(
    st.lists(st.tuples(cells, st.decimals(-(10**6), 10**6, places=2)), min_size=1, max_size=5),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(";\t|"),
)
def test_what_is_written_is_read(table, encoding, delimiter):
    lines = [("Invoice", "Amount"), *((name, f"{amount:.2f}") for name, amount in table)]
    text = "\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    assert rows(text.encode(encoding)) == [(name.strip(), amount) for name, amount in table]


# === Matching === #


def answered(text, items=ITEMS, paid=None, currency=None, rounding=0.01):
    return match(read(text), items, rounding, paid, currency)


def parts(found):
    """What the list applies, as its rows that can be applied say: nothing unless all of it can be."""
    return [(answer.item, answer.units) for answer in found.answers if answer.item] if found.ready else []


def codes(text, **options):
    return [answer.code for answer in answered(text, **options).answers]


def test_what_is_in_order_can_be_applied():
    found = answered("Invoice;Amount\nINV/2040/00001;100.00\ninv 2040 00002;50.00\nRINV/2040/00003;-20", paid=13_000)
    assert parts(found) == [(FIRST, 10_000), (SECOND, 5_000), (NOTE, -2_000)]
    assert (found.total, found.difference, found.problems) == (13_000, 0, [])


def test_a_short_payment_is_told():
    found = answered("Invoice;Paid;Discount\nINV/2040/00001;98.00;2.00\nINV/2040/00002;40;1")
    assert [(one.code, one.short, one.deduction, one.explained) for one in found.answers] == [
        (rules.SHORT, 200, 200, True),
        (rules.SHORT, 1000, 100, False),
    ]
    assert found.ready


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (";5", rules.NO_REFERENCE),
        ("INV/2040/00001;", rules.NO_AMOUNT),
        ("INV/2040/00001;ten", rules.NO_AMOUNT),
        ("INV/2040/00001;5.001", rules.TOO_PRECISE),
        ("INV/2040/00001;0", rules.ZERO),
        ("INV/2040/00009;5.00", rules.UNKNOWN),
        ("PO-4711;5.00", rules.AMBIGUOUS),
        ("INV/2040/00001;100.01", rules.TOO_MUCH),
        ("INV/2040/00001;-5", rules.TOO_MUCH),
        ("RINV/2040/00003;20", rules.TOO_MUCH),
        ("RINV/2040/00003;-20.01", rules.TOO_MUCH),
        ("RINV/2040/00003;-19.99", rules.SHORT),
        ("our invoice INV/2040/00001 of May;100", rules.FULL),
    ],
)
def test_every_row_is_answered(row, code):
    found = answered(f"Invoice;Amount\n{row}\nINV/2040/00002;50.00")
    assert [answer.code for answer in found.answers] == [code, rules.FULL]
    assert bool(parts(found)) == (code in rules.GOOD)


def test_an_item_that_is_named_twice_is_not_paid_at_all():
    found = answered("Invoice;Amount\nINV/2040/00001;50\nINV-2040-00001;50\nINV/2040/00002;50")
    assert [answer.code for answer in found.answers] == [rules.TWICE, rules.TWICE, rules.FULL]
    assert parts(found) == []


def test_another_currency_is_refused():
    text = "Invoice;Amount;Currency\nINV/2040/00001;50;EUR\nINV/2040/00002;50;usd\nRINV/2040/00003;-20;"
    assert codes(text, currency="USD") == [rules.CURRENCY, rules.FULL, rules.FULL]
    assert codes(text) == [rules.SHORT, rules.FULL, rules.FULL]


def test_a_number_that_an_item_has_twice_is_not_ambiguous():
    same = replace(FIRST, references=("INV/2040/00001", "inv2040/00001"), key=7)
    assert codes("Invoice;Amount\nINV/2040/00001;100", items=[same]) == [rules.FULL]


def test_the_sum_has_to_be_what_was_paid():
    text = "Invoice;Amount\nINV/2040/00001;100.00"
    assert answered(text, paid=10_000).ready
    wrong = answered(text, paid=10_001)
    assert (wrong.ready, wrong.difference, parts(wrong)) == (False, 1, [])


def test_a_total_in_the_list_is_checked():
    text = "Date;Invoice;Amount\n1;INV/2040/00001;100\nTotal;;{}\n2;INV/2040/00002;50\n;Grand total:;{}"
    good = answered(text.format(100, 150), paid=15_000)
    assert [answer.code for answer in good.answers] == [rules.FULL, rules.TOTAL, rules.FULL, rules.TOTAL]
    assert parts(good) == [(FIRST, 10_000), (SECOND, 5_000)]
    assert codes(text.format(100, 50)) == [rules.FULL, rules.TOTAL, rules.FULL, rules.TOTAL]  # of the rows since
    assert codes(text.format(99, 150)) == [rules.FULL, rules.SUM, rules.FULL, rules.TOTAL]
    assert not answered(text.format(100, 151), paid=15_000).ready


def test_a_list_of_totals_pays_nothing():
    assert not answered("Invoice;Amount\nTotal;0").ready


def test_currencies_without_cents():
    assert codes("Invoice;Amount\nINV/2040/00001;100.5", rounding=1) == [rules.TOO_PRECISE]
    assert answered("Invoice;Amount\nINV/2040/00001;100.00", rounding=1).total == 100


lists = st.lists(
    st.tuples(
        st.sampled_from(["INV/2040/00001", "INV/2040/00002", "RINV/2040/00003", "PO-4711", "", "?", "Total"]),
        st.sampled_from(["100", "50", "-20", "30.00", "0", "x", "", "1.005"]),
    ),
    min_size=1,
    max_size=6,
)


@given(lists, st.none() | st.integers(-5000, 20_000))
def test_all_or_nothing(table, paid):
    text = "Invoice;Amount;\n" + "\n".join(f"{name};{amount};." for name, amount in table)
    found = match(read(text, mark="."), ITEMS, 0.01, paid)
    assert len(found.answers) == len(table)
    if found.problems or found.difference:
        assert parts(found) == []
    for item, units in parts(found):
        assert 0 < units <= item.residual or item.residual <= units < 0
    if parts(found):
        assert sum(units for _item, units in parts(found)) == found.total == (found.total if paid is None else paid)
        assert len({item.key for item, _units in parts(found)}) == len(parts(found))


def test_the_order_of_items_changes_nothing():
    text = "Invoice;Amount\nPO-4711;5.00\nINV/2040/00002;50"
    one = replace(SECOND, key=9, references=("Order PO-4711",))
    assert codes(text, items=[one, *ITEMS]) == codes(text, items=[*ITEMS, one]) == [rules.AMBIGUOUS, rules.FULL]
