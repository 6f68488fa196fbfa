"""Names, numbers and texts as an accountant's program can keep them: cut, cleaned, unique, never a formula."""

import difflib
import re
import unicodedata
from functools import lru_cache

from .quickbooks_document import IIF, QBO, XERO

CUSTOMER, VENDOR, ITEM, ACCOUNT, CLASS, TERM, METHOD = (
    "customer",
    "vendor",
    "item",
    "account",
    "class",
    "terms",
    "method",
)
NUMBER, PAYMENT_NUMBER, MEMO, DESCRIPTION, REFERENCE, EMAIL, PHONE = (
    "number",
    "payment_number",
    "memo",
    "description",
    "reference",
    "email",
    "phone",
)
STREET, CITY, STATE, ZIP, COUNTRY, COMPANY, CODE = "street", "city", "state", "zip", "country", "company", "code"
_SAME = {COMPANY: 255, EMAIL: 255, PHONE: 50, STREET: 500, CITY: 255, STATE: 255, ZIP: 50, COUNTRY: 50, CODE: 50}
# The longest that a program takes, in characters: what is longer is refused by it, or cut without a word.
LIMITS = {
    IIF: {
        CUSTOMER: 41,
        VENDOR: 41,
        ITEM: 31,
        ACCOUNT: 31,
        CLASS: 31,
        TERM: 31,
        METHOD: 31,
        NUMBER: 11,
        PAYMENT_NUMBER: 20,
        MEMO: 4095,
        DESCRIPTION: 4095,
        REFERENCE: 25,
        EMAIL: 1023,
        PHONE: 21,
        STREET: 41,
        CITY: 31,
        STATE: 21,
        ZIP: 13,
        COUNTRY: 31,
        COMPANY: 41,
        CODE: 3,
    },
    QBO: {
        CUSTOMER: 100,
        VENDOR: 100,
        ITEM: 100,
        ACCOUNT: 100,
        CLASS: 100,
        TERM: 31,
        METHOD: 31,
        NUMBER: 21,
        PAYMENT_NUMBER: 21,
        MEMO: 4000,
        DESCRIPTION: 4000,
        REFERENCE: 1000,
        EMAIL: 100,
        PHONE: 21,
        STREET: 2000,
        CITY: 255,
        STATE: 255,
        ZIP: 30,
        COUNTRY: 255,
        COMPANY: 50,
        CODE: 100,
    },
    XERO: {
        CUSTOMER: 255,
        VENDOR: 255,
        ITEM: 30,
        ACCOUNT: 150,
        CLASS: 100,
        TERM: 255,
        METHOD: 255,
        NUMBER: 255,
        PAYMENT_NUMBER: 255,
        MEMO: 4000,
        DESCRIPTION: 4000,
        REFERENCE: 255,
        **_SAME,
    },
}
# A name with colons is a path, `Parent:Child`; so long may the whole of it be.
PATHS = {CUSTOMER: 209, VENDOR: 41, ITEM: 159, ACCOUNT: 159, CLASS: 159, TERM: 31, METHOD: 31}
UNNAMED = "Unnamed"

_FIRST = re.compile(r"[\s=+\-@!;,＝＋－＠﹣−]+")  # what a spreadsheet runs, or an IIF reads as a header or a remark
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
_YEAR = (re.compile(r"(?<!\d)(?:19|20)(\d\d)(?!\d)"), re.compile(r"(?<!\d)(?:19|20)(\d\d)(?=\d)"))
_BETWEEN = re.compile(r"[/\-\s]+")


@lru_cache(maxsize=8192)
def clean_text(text, limit, target=IIF):
    """Return a text that fits into one cell of a target's file.

    Control characters become a space, marks that make a formula of it go, and what Windows-1252 does not know is
    written without its accents, or as a question mark, for QuickBooks Desktop. Cleaning twice changes nothing.

    :param str text: anything
    :param int limit: characters at most
    :param str target: `iif`, `qbo` or `xero`
    """
    text = _without_controls(text or "")
    if target == IIF:
        text = "".join(map(_western, text)).replace('"', "'").replace(";", ",")
    text = " ".join(text.split())
    return _bare(text)[:limit].rstrip()


def clean_name(text, limit, target=IIF):
    """Return the name of one level of a list: a cleaned text without colons and double quotes.

    :rtype: str, empty when nothing is left
    """
    text = clean_text(text, len(text or "") * 4, target)  # one letter can become several
    text = " ".join(text.replace('"', "'").replace(":", " ").split())
    return _bare(text)[:limit].rstrip()


def clean_path(text, limit, target=IIF):
    """Return a name whose colons are meant: `Parent:Child`, each level cleaned and cut."""
    levels = (clean_name(level, limit, target) for level in (text or "").split(":"))
    return ":".join(level for level in levels if level)


def unique_name(wanted, taken, limit):
    """Return the name, or with the smallest number behind it that makes it new: `Anna`, `Anna 2`, `Anna 3`.

    :param str wanted: a cleaned name
    :param set taken: names in lower case; programs do not tell them apart by it
    :param int limit: characters at most, the number included
    """
    name = wanted = wanted[:limit].rstrip() or UNNAMED[:limit]
    count = 1
    while name.lower() in taken:
        count += 1
        name = wanted[: limit - len(f" {count}")].rstrip() + f" {count}"
    return name


def short_number(full, limit=11):
    """Return a document's number in so many characters; the same for everybody who does it by hand.

    As it is, if it fits. Else without `/`, `-` and spaces; if that is too long, a year of four digits becomes one of
    two; if that is too long, the last characters. Two documents can end up with one number: look for that.

    :param str full: `INV/2026/00001`, which becomes `INV2600001`
    """
    full = clean_text(full, 255)
    if len(full) <= limit:
        return full
    plain = _BETWEEN.sub("", full)
    if len(plain) > limit:
        # With the signs still there one sees what is a year; without, the first that can be one is taken.
        for text, year in ((full, _YEAR[0]), (plain, _YEAR[1])):
            shorter = _BETWEEN.sub("", year.sub(r"\1", text, count=1))
            if len(shorter) < len(plain):
                plain = shorter
                break
    return _bare(plain[-limit:])


@lru_cache(maxsize=8192)
def lost_letters(text, target=IIF):
    """Return the letters that are written in another way, each once, in their order."""
    if target != IIF:
        return ""
    text = _without_controls(text or "")
    return "".join(dict.fromkeys(letter for letter in text if not letter.isspace() and _western(letter) != letter))


@lru_cache(maxsize=8192)
def is_name(name, listed, target=IIF):
    """Return whether a target takes a name as it is.

    :param str name: a path, where the list has levels
    :param str listed: which list: `customer`, `item`, `account`, ...
    """
    limit = LIMITS[target][listed]
    if target == IIF and len(name) > PATHS[listed]:
        return False
    levels = name.split(":") if listed in (ACCOUNT, CLASS) or (target == IIF and listed in (CUSTOMER, ITEM)) else [name]
    return all(level and clean_name(level, limit, target) == level for level in levels)


def guess(wanted, known):
    """Return which of the known names is most likely meant, or None.

    :param str wanted: Odoo's name
    :param known: names to choose from
    """
    known = sorted(known)
    plain = {name: re.sub(r"[\W_]+", " ", name.casefold()).strip() for name in known}
    sought = re.sub(r"[\W_]+", " ", wanted.casefold()).strip()
    if not sought:
        return None
    for name in known:
        if plain[name] == sought:
            return name
    words = set(sought.split())
    within = [name for name in known if plain[name] and (words <= set(plain[name].split()))]
    if len(within) == 1:
        return within[0]
    close = difflib.get_close_matches(sought, sorted(set(plain.values())), n=1, cutoff=0.8)
    return next((name for name in known if close and plain[name] == close[0]), None)


def _bare(text):
    return _FIRST.sub("", text, count=1) if _FIRST.match(text) else text


def _without_controls(text):
    text = _DIRECTION.sub("", unicodedata.normalize("NFC", text))
    return "".join(map(_printable, text)) if not text.isprintable() else text


def _printable(letter):
    category = unicodedata.category(letter)
    if category == "Cs":
        return "?"
    return " " if category in ("Cc", "Zl", "Zp", "Zs") else letter


@lru_cache(maxsize=4096)
def _western(letter):
    """Return a letter in Windows-1252."""
    if unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return ""
    for text in (letter, _without_accents(letter)):
        try:
            text.encode("cp1252")
        except UnicodeEncodeError:
            continue
        if text:
            return text
    return "?"


def _without_accents(letter):
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
