"""Amounts as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.amounts import decimal_mark, parse_amount


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("1234.56", ".", "1234.56"),
        ("1,234.56", ".", "1234.56"),
        ("1.234,56", ",", "1234.56"),
        ("1.234.567", ",", "1234567"),
        ("1 234,56", ",", "1234.56"),
        ("1\u00a0234\u202f567,5", ",", "1234567.5"),
        ("1'234.50", ".", "1234.50"),
        ("-12.5", ".", "-12.5"),
        ("−12.5", ".", "-12.5"),
        ("12.50-", ".", "-12.50"),
        ("(12.50)", ".", "-12.50"),
        ("(€ 12.50)", ".", "-12.50"),
        ("+5", ".", "5"),
        ("€ 12", ".", "12"),
        ("-$12", ".", "-12"),
        ("12 EUR", ".", "12"),
        ("USD12.00", ".", "12.00"),
        (".5", ".", "0.5"),
        ("5.", ".", "5"),
        ("٣", ".", "3"),
    ],
)
def test_amounts(text, mark, amount):
    assert parse_amount(text, mark) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "abc",
        "12a",
        "1,23,456.00",
        "1,2345",
        "12,34",
        "1.2.3",
        "--5",
        "-5-",
        "(-5)",
        "1e5",
        "0,125",
        "$$5",
        "5 %",
        "5..",
    ],
)
def test_what_is_no_amount(text):
    assert parse_amount(text, ".") is None


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.5"], "."),
        (["1,50", "1.234"], ","),
        (["1,234.5", "7,000"], "."),
        (["0.125"], "."),
        (["5", "", "n/a"], "."),
        (["1,234", "5"], None),  # one thousand, or a little more than one?
        (["1.5", "1,5"], None),
    ],
)
def test_decimal_mark(texts, mark):
    assert decimal_mark(texts) == mark


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(".,"), st.booleans())
def test_what_is_written_is_read(amount, mark, grouped):
    text = f"{amount:,.2f}" if grouped else f"{amount:.2f}"
    if mark == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    assert parse_amount(text, mark) == amount
    assert decimal_mark([text]) == mark


@given(st.text(max_size=12), st.sampled_from(".,"))
def test_no_text_breaks_it(text, mark):
    amount = parse_amount(text, mark)
    assert amount is None or amount.is_finite()
