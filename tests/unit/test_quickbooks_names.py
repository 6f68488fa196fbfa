"""Names, numbers and texts that an accountant's program can keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.quickbooks_document import IIF, QBO, XERO
from engine.quickbooks_names import (
    ACCOUNT,
    CUSTOMER,
    ITEM,
    LIMITS,
    TERM,
    clean_name,
    clean_path,
    clean_text,
    guess,
    is_name,
    lost_letters,
    short_number,
    unique_name,
)

TARGETS = (IIF, QBO, XERO)
texts = st.text(max_size=80)
# Letters that make trouble, more often than chance would
nasty = st.text(st.sampled_from("=+-@!;:\"\t\r\n ,\u00a0\u200b\ufeff\u202eäłשß＝：；🍞e\u0301\ud800İ%'A1"), max_size=40)
any_text = texts | nasty


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("Tab\there", "Tab here"),
        ("two\r\nlines", "two lines"),
        ('5" pipe', "5' pipe"),
        ("a; b", "a, b"),
        ("=HYPERLINK(1)", "HYPERLINK(1)"),
        ("+1 555", "1 555"),
        ("-10 %", "10 %"),
        ("@home", "home"),
        ("!TRNS", "TRNS"),
        ("; remark", "remark"),
        (" \t=-=cmd", "cmd"),
        ("＝1+1", "1+1"),  # as a spreadsheet in Japan would read it
        ("Bäckerei €", "Bäckerei €"),
        ("e\u0301", "é"),
        ("Łódź", "?ódz"),
        ("Kraków – Nowa", "Kraków – Nowa"),
        ("Bread 🍞", "Bread ?"),
        ("שלום", "????"),
        ("a\u202eb\u200b", "ab"),
        ("a\u00a0b", "a b"),
        ("", ""),
        (None, ""),
    ],
)
def test_texts_for_quickbooks_desktop(written, clean):
    assert clean_text(written, 100) == clean


def test_other_targets_know_all_letters():
    assert clean_text('שלום 🍞 "Łódź"', 100, QBO) == 'שלום 🍞 "Łódź"'
    assert clean_text("=1\n2", 100, XERO) == "1 2"


@given(any_text, st.sampled_from(TARGETS), st.integers(1, 60))
def test_a_clean_text_breaks_nothing(text, target, limit):
    clean = clean_text(text, limit, target)
    assert len(clean) <= limit
    assert not any(letter in clean for letter in "\t\r\n\0\x0b\x85\u2028")
    assert clean[:1] not in tuple("=+-@!;＝＋－＠")
    assert clean == clean.strip()
    clean.encode("cp1252" if target == IIF else "utf-8")
    if target == IIF:
        assert '"' not in clean
        assert ";" not in clean
    assert clean_text(clean, limit, target) == clean


@given(any_text, st.sampled_from(TARGETS), st.integers(1, 60))
def test_a_clean_name_is_one_level(text, target, limit):
    name = clean_name(text, limit, target)
    assert len(name) <= limit
    assert ":" not in name
    assert '"' not in name
    assert name[:1] not in tuple("=+-@!;")
    assert clean_name(name, limit, target) == name


@pytest.mark.parametrize("target", TARGETS)
def test_a_clean_name_is_taken(target):
    name = clean_name('Smith: "Sons" & Co\t=x', LIMITS[target][CUSTOMER], target)
    assert name == "Smith 'Sons' & Co =x"
    assert is_name(name, CUSTOMER, target)


def test_names_are_cut_at_the_targets_limit():
    name = "x" * 300
    assert len(clean_name(name, LIMITS[IIF][CUSTOMER])) == 41
    assert len(clean_name(name, LIMITS[IIF][ITEM])) == 31
    assert len(clean_name(name, LIMITS[QBO][CUSTOMER], QBO)) == 100


def test_paths():
    assert clean_path(" Sales : Wood;en ::=Tables", 31) == "Sales:Wood,en:Tables"
    assert is_name("Construction:Materials", ACCOUNT)
    assert is_name("Construction:Materials", ACCOUNT, QBO)
    assert is_name("Smith:Kitchen", CUSTOMER)  # a job
    assert not is_name("Smith:Kitchen", CUSTOMER, QBO)
    assert not is_name("30:Days", TERM)
    assert not is_name("Construction:", ACCOUNT)
    assert not is_name(":".join(["x" * 31] * 6), ACCOUNT)  # 159 in all


@pytest.mark.parametrize("name", ["", "x" * 32, "Tab\t", "=Sales", '5"', "a;b", "ł", " Sales"])
def test_names_that_quickbooks_desktop_does_not_take(name):
    assert not is_name(name, ACCOUNT)


def test_lost_letters_are_told_once():
    assert lost_letters("Łódź Łódź 🍞\t") == "Łź🍞"
    assert lost_letters("Bäckerei") == ""
    assert lost_letters("Łódź", QBO) == ""


# === Unique names === #


def test_the_smallest_number_makes_a_name_new():
    assert unique_name("Anna", set(), 41) == "Anna"
    assert unique_name("Anna", {"anna"}, 41) == "Anna 2"
    assert unique_name("ANNA", {"anna", "anna 2"}, 41) == "ANNA 3"
    assert unique_name("A" * 41, {"a" * 41}, 41) == "A" * 39 + " 2"


def test_a_name_of_which_nothing_is_left():
    assert unique_name("", set(), 41) == "Unnamed"
    assert unique_name("", {"unnamed"}, 41) == "Unnamed 2"


@given(st.lists(any_text, max_size=30), st.integers(6, 41), st.sampled_from(TARGETS))
def test_names_are_unique_whatever_they_are(wanted, limit, target):
    taken = set()
    for text in wanted:
        name = unique_name(clean_name(text, limit, target), taken, limit)
        assert 0 < len(name) <= limit
        assert name.lower() not in taken
        taken.add(name.lower())


# === Numbers === #


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("INV/2026/00001", "INV2600001"),
        ("RINV/2026/00001", "RINV2600001"),
        ("INV/001", "INV/001"),
        ("INV/2026/001", "INV2026001"),  # fits without its signs
        ("INV/2026/01/00001", "NV260100001"),
        ("INV202600001", "INV2600001"),
        ("INV/20202/00001", "INV20200001"),  # a year is taken for one, wherever it stands
        ("PBNK1/2026/00001", "BNK12600001"),
        ("A-B 1234567890123", "34567890123"),
    ],
)
def test_short_numbers(full, short):
    assert short_number(full) == short


def test_a_number_that_fits_stays():
    assert short_number("INV/2026/00001", LIMITS[QBO]["number"]) == "INV/2026/00001"


@given(any_text, st.integers(4, 30))
def test_short_numbers_fit_and_stay(full, limit):
    number = short_number(full, limit)
    assert len(number) <= limit
    assert short_number(number, limit) == number


# === Guesses === #


def test_guesses():
    known = ["Accounts Receivable", "Product Sales", "Sales Tax Payable", "Checking"]
    assert guess("product sales", known) == "Product Sales"
    assert guess("Sales-Tax Payable", known) == "Sales Tax Payable"
    assert guess("Acounts Receivable", known) == "Accounts Receivable"
    assert guess("Receivable", known) == "Accounts Receivable"
    assert guess("Sales", known) is None  # two have it
    assert guess("Furniture", known) is None
    assert guess("", known) is None
    assert guess("x", []) is None
