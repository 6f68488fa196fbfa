"""An order as a customer sends it: every cell found, no number guessed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import quote_lines as lists
from engine import quote_numbers as numbers
from engine.quote_lines import LinesError, read_cells, read_file, read_text
from engine.quote_numbers import Habit, date_habit, number_habit, read_date, read_number, split_quantity

ENGLISH = Habit(".", numbers.LANGUAGE)


def cells(text):
    return [(row.code, row.quantity, row.price) for row in read_text(text)]


def refused(text):
    with pytest.raises(LinesError) as caught:
        read_text(text)
    return caught.value.code


# === Which cell is what === #


@pytest.mark.parametrize(
    "text",
    [
        "SKU\tQty\tPrice\nA-1\t2\t9.50",
        "Price;Item No.;Quantity\n9.50;A-1;2",
        'sku,description,qty,unit price\nA-1,"Oven, large",2,9.50',
        "Artikel-Nr.|Menge|Preis\nA-1|2|9.50",
        "A-1\t2\t9.50",
        "A-1,2,9.50",
        "2 x\tA-1\t9.50",
        "\ufeffSKU;Qty;Price\r\n\r\n;;\r\n  A-1 ;2;9.50;\r\n",
    ],
)
def test_separators_headers_and_orders_of_columns(text):
    (row,) = cells(text)
    assert row in (("A-1", "2", "9.50"), ("A-1", "2 x", "9.50"))


def test_all_columns():
    (row,) = read_text("Delivery date\tDiscount %\tUOM\tDiscount Percent\tQty\tSKU\n2030-01-31\t5\tDozen\t\t1\tA-1")[:1]
    assert (row.date, row.unit, row.quantity, row.code) == ("2030-01-31", "Dozen", "1", "A-1")


def test_rows_keep_their_line_in_the_list():
    assert [row.number for row in read_text("SKU;Qty\n\nA;1\n\n\nB;2")] == [3, 6]


def test_a_code_of_digits_is_no_quantity():
    assert cells("4006381333931\t2") == [("4006381333931", "2", "")]
    assert cells("12345\t67") == [("12345", "67", "")]


def test_sku_counts_before_product_names():
    assert cells("Product;SKU;Qty\nOven;A-1;2") == [("A-1", "2", "")]


@pytest.mark.parametrize(
    "text, code",
    [
        ("", lists.EMPTY),
        (" \n\t\n", lists.EMPTY),
        ("SKU;Qty\n", lists.EMPTY),
        ("SKU;Price\nA;2", lists.NO_QUANTITY),
        ("Name;Qty\nA;2", lists.NO_CODE),
        ("SKU;Qty;qty\nA;2;3", lists.TWICE),
        ("a;b;c;d;e\nA;2;3;4;5", lists.NO_HEADER),
        ('SKU;Qty\n"A;2', lists.QUOTES),
        ("A;1\n" * (lists.MOST_ROWS + 1), lists.TOO_LONG),
        ("A" * (lists.MOST_BYTES + 1), lists.TOO_BIG),
    ],
)
def test_what_is_refused_as_a_whole(text, code):
    assert refused(text) == code


def test_the_longest_list_passes():
    assert len(read_text("A;1\n" * lists.MOST_ROWS)) == lists.MOST_ROWS


def test_files_in_other_alphabets_and_other_files():
    assert read_file("SKU;Menge\nGröße;2".encode("cp1252"))[0].code == "Größe"
    assert read_file("SKU;Menge\nGröße;2".encode("utf-16"))[0].code == "Größe"
    for content in (b"%PDF-1.7", b"PK\x03\x04", b"A;1\x00\x01\x02;"):
        with pytest.raises(LinesError) as caught:
            read_file(content)
        assert caught.value.code == lists.NOT_TEXT


@pytest.mark.parametrize(
    "text, problem",
    [
        ("SKU,Qty,Price\nA,1,1,234.50", lists.MORE_CELLS),
        ("SKU;Qty\n" + "A" * 201 + ";1", lists.LONG_CELL),
        ("SKU;Qty\nA;=1+1", lists.FORMULA),
        ("SKU;Qty\n4.00638E+12;1", lists.MANGLED),
        ('SKU;Qty\n="00123";1', ""),
        ("SKU;Qty;Total\nA;1;=B2*2", ""),
    ],
)
def test_rows_that_cannot_be_read_say_why(text, problem):
    (row,) = read_text(text)
    assert row.problem == problem


def test_zeros_that_a_spreadsheet_keeps_as_text():
    assert read_text('SKU;Qty\n"=""00123""";1')[0].code == "00123"


def test_inches_in_what_is_pasted():
    assert cells('SKU\tQty\n"1/2" pipe\t3') == [('"1/2" pipe', "3", "")]


# === Numbers === #


@pytest.mark.parametrize("text", ["1.234,56", "1,234.56", "1234.56", "1234,56", "1 234,56", "1'234.56"])
def test_what_can_be_read_in_one_way_is_read_in_every_column(text):
    for choice in (".", ",", None):
        assert read_number(text, Habit(choice, "")) == numbers.Read(Decimal("1234.56"))


def test_the_other_numbers_of_the_column_decide():
    habit = number_habit(["1,234", "7", "2.50", "no number"], ",")
    assert read_number("1,234", habit) == numbers.Read(Decimal(1234), told=numbers.COLUMN)
    habit = number_habit(["1,234", "2,50"], ".")
    assert read_number("1,234", habit) == numbers.Read(Decimal("1.234"), told=numbers.COLUMN)


def test_or_those_of_the_other_columns():
    habit = number_habit(["1.000"], ".", ["1.000", "9,50"])
    assert read_number("1.000", habit) == numbers.Read(Decimal(1000), told=numbers.COLUMN)
    assert number_habit(["1.000"], ".", ["9,50", "9.50"]).choice is None
    assert number_habit(["1.50"], ".", ["9,50", "1.50"]).choice == "."


def test_else_the_language_decides_and_it_is_told():
    assert read_number("1,234", number_habit(["1,234", "7"], ".")) == numbers.Read(Decimal(1234), told=numbers.LANGUAGE)
    assert read_number("1,234", number_habit(["1,234"], ",")).value == Decimal("1.234")


def test_a_column_that_contradicts_itself_decides_nothing():
    habit = number_habit(["1,234", "2,50", "2.50"], ".")
    assert read_number("1,234", habit) == numbers.Read(problem=numbers.AMBIGUOUS)
    assert read_number("2,50", habit).value == read_number("2.50", habit).value == Decimal("2.5")


@pytest.mark.parametrize("text", ["", "two", "1,2,3", "1.2.3,4", "--1", "1/2", "NaN", "Infinity", "1e5"])
def test_no_number(text):
    assert read_number(text, ENGLISH) == numbers.Read(problem=numbers.NO_NUMBER)


@pytest.mark.parametrize(
    "text, number, unit",
    [("5", "5", ""), ("5 kg", "5", "kg"), ("1,5kg", "1,5", "kg"), ("3 x", "3", ""), ("5 BOX", "5", "BOX")],
)
def test_units_beside_a_quantity_are_no_currency(text, number, unit):
    assert split_quantity(text) == (number, unit)


def test_currencies_beside_a_price():
    assert [numbers.currency_of(text) for text in ("12", "12 eur", "$12", "12,50 €")] == ["", "EUR", "$", "€"]


@given(st.decimals(0, 10**9, places=2), st.sampled_from([",.", ".,"]))
def test_any_amount_with_cents_is_read_back_whatever_the_column(amount, marks):
    text = f"{amount:,.2f}".translate(str.maketrans(",.", marks))
    for choice in (".", ",", None):
        assert read_number(text, Habit(choice, "")).value == amount


@given(st.text(alphabet="0123456789.,- €x", max_size=12), st.lists(st.text(alphabet="0123456789.,", max_size=8)))
def test_a_number_is_never_guessed_silently(text, column):
    read = read_number(text, number_habit([text, *column]))
    ways = {read_number(text, Habit(mark, "")).value for mark in ".,"} - {None}
    if len(ways) > 1:
        assert read.told or read.problem == numbers.AMBIGUOUS
    else:
        assert not read.told
    assert (read.value is None) == bool(read.problem)


# === Dates === #


def test_dates():
    ours = date(2030, 2, 1)
    assert read_date("2030-02-01", ENGLISH).value == ours
    assert read_date("01.02.2030", Habit(False, "")) == numbers.Read(ours)
    assert read_date("1/2/2030", date_habit(["1/2/2030", "31/1/2030"], False)).value == ours
    assert read_date("2/1/2030", date_habit(["2/1/2030"], False)) == numbers.Read(ours, told=numbers.LANGUAGE)
    assert read_date("2/1/2030", date_habit(["13/1/2030", "1/13/2030"], True)).problem == numbers.AMBIGUOUS
    assert read_date("2/2/2030", Habit(None, "")).value == date(2030, 2, 2)
    for text in ("31.2.2030", "2030-13-01", "soon", "1/2/30"):
        assert read_date(text, ENGLISH).problem == numbers.NO_DATE


# === Whatever comes in === #


@given(st.text(alphabet=st.sampled_from("aA1;,\t|\"\n\r =.-'€\x00"), max_size=80))
def test_any_text_has_an_answer(text):
    try:
        rows = read_text(text)
    except LinesError as error:
        assert error.code
    else:
        assert rows
        assert all(len(row.code) <= lists.LONGEST_CELL for row in rows)


@given(st.lists(st.tuples(st.text(alphabet="abcXYZ-", min_size=1, max_size=8), st.integers(1, 999)), min_size=1))
def test_no_row_is_lost(rows):
    read = read_cells([(number, [code, str(quantity)]) for number, (code, quantity) in enumerate(rows, 1)])
    assert [(row.code, int(row.quantity)) for row in read] == rows
