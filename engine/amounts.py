"""Amounts as people and programs write them: ``1.234,56``, ``1,234.56``, ``(12.00)``, ``12.00-``, ``€ 12``."""

import re
from decimal import Decimal

_NUMBER = re.compile(r"(?P<sign>[-−+]?)(?P<digits>\d[\d.,]*|[.,]\d+)(?P<after>[-−]?)")
_GROUPED = {mark: re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+") for mark in ".,"}


def decimal_mark(texts):
    """Return which mark separates decimals in a list of amounts: ``.`` or ``,``.

    One amount that can only be read in one way decides for all of them. None: each could be read in both ways
    (``1.234``), or they contradict each other.

    :param texts: amounts as they are written; what is no amount is passed over
    """
    votes = {vote for text in texts if (vote := _vote(text)) is not None}
    if len(votes) > 1:
        return None
    if votes:
        return votes.pop()
    undecided = any(mark in text for text in texts for mark in ".," if _bare(text))
    return None if undecided else "."


def parse_amount(text, mark="."):
    """Return an amount as a Decimal, or None if the text is none.

    A minus before or after, or brackets around it, make it negative; one currency code or sign may stand beside
    it. Thousands have to be separated where thousands are.

    :param str text: as it is written
    :param str mark: what separates decimals
    """
    bare = _bare(text)
    if bare is None:
        return None
    negative, digits = bare
    whole, _mark, decimals = digits.partition(mark)
    thousands = "," if mark == "." else "."
    if thousands in decimals or mark in decimals:
        return None
    if thousands in whole and not _GROUPED[thousands].fullmatch(whole):
        return None
    amount = Decimal(f"{whole.replace(thousands, '') or '0'}.{decimals or '0'}")
    return -amount if negative else amount


def _bare(text):
    """Return whether an amount is negative, and its digits and marks; None if the text is no amount."""
    text = re.sub(r"[\s'’]", "", text)  # spaces of all kinds, and the Swiss apostrophe
    brackets = re.fullmatch(r"\((.*)\)", text)
    if brackets:
        text = brackets[1]
    text = re.sub(r"^([-−+]?)(?:[A-Za-z]{3}|[$€£¥¢₠-₿])", r"\1", text)
    text = re.sub(r"(?:[A-Za-z]{3}|[$€£¥¢₠-₿])([-−]?)$", r"\1", text)
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    minus = [found["sign"] in "-−" and bool(found["sign"]), bool(found["after"]), bool(brackets)]
    return (any(minus), found["digits"]) if sum(minus) <= 1 else None


def _vote(text):
    """Return the only mark that can separate decimals here, or None if both can, or none is there."""
    bare = _bare(text)
    if bare is None:
        return None
    possible = [mark for mark in ".," if parse_amount(bare[1], mark) is not None]
    marked = "." in bare[1] or "," in bare[1]
    return possible[0] if marked and len(possible) == 1 else None
