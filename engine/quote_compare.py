"""What a quotation says, its fingerprint, and how two versions of it differ.

Values are plain and hashable (numbers as text of so many decimals); what they mean is the caller's affair.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"


@dataclass(frozen=True)
class Line:
    """One line. ``key`` says which line it is when versions are compared; it is no part of what is said."""

    values: Mapping
    key: object = field(default=None, compare=False)


@dataclass(frozen=True)
class Document:
    """The terms of a quotation, and its lines in their order."""

    terms: Mapping
    lines: tuple = ()


@dataclass(frozen=True)
class Row:
    """What became of one line: its places (from 0), itself before and after, ``{name: (old, new)}``."""

    kind: str
    old: int | None = None
    new: int | None = None
    before: Line | None = None
    after: Line | None = None
    changes: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """``terms``: ``{name: (old, new)}``; ``rows``: one for each line, in the order of the later version.

    ``reordered``: whether the lines that both have stand in another order.
    """

    terms: Mapping
    rows: tuple
    reordered: bool = False

    @property
    def changed_rows(self):
        """The rows in which something differs."""
        return tuple(row for row in self.rows if row.kind != SAME)

    @property
    def is_empty(self):
        """Whether both say the same."""
        return not (self.terms or self.changed_rows or self.reordered)


def number(value, decimals=6):
    """Return a number as text that is the same for the same value: no trailing zeros, no negative zero."""
    text = f"{value or 0:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def fingerprint(document):
    """Return a text of 64 characters that differs whenever the documents do."""
    said = [dict(document.terms), [dict(line.values) for line in document.lines]]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def compare(old, new):
    """Say how two versions of a quotation differ.

    Lines are the same line by their key; what is left (deleted and entered again) by product, or by text.

    :param Document old: the earlier version
    :param Document new: the later one
    :rtype: Difference
    """
    pairs = _pairs(old.lines, new.lines)
    rows = [_row(old.lines, new.lines, pairs.get(place), place) for place in range(len(new.lines))]
    kept = set(pairs.values())
    for place, line in enumerate(old.lines):
        if place not in kept:
            rows.insert(_place_of_removed(rows, place), Row(REMOVED, old=place, before=line))
    order = [pairs[place] for place in sorted(pairs)]
    return Difference(_changes(old.terms, new.terms), tuple(rows), order != sorted(order))


def apply(document, difference):
    """Return the later version, from the earlier one and the difference."""
    lines = {}
    for row in difference.rows:
        if row.kind == ADDED:
            lines[row.new] = row.after
        elif row.kind != REMOVED:
            line = document.lines[row.old]
            lines[row.new] = Line(_applied(line.values, row.changes), line.key)
    return Document(_applied(document.terms, difference.terms), tuple(lines[place] for place in sorted(lines)))


def _changes(old, new):
    names = [*old, *(name for name in new if name not in old)]
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


def _applied(values, changes):
    return {**values, **{name: new for name, (_old, new) in changes.items()}}


def _row(old, new, old_place, new_place):
    after = new[new_place]
    if old_place is None:
        return Row(ADDED, new=new_place, after=after)
    before = old[old_place]
    changes = _changes(before.values, after.values)
    return Row(CHANGED if changes else SAME, old_place, new_place, before, after, changes)


def _place_of_removed(rows, place):
    """Return where a line that is gone is shown: behind the last one that stood before it."""
    behind = [index for index, row in enumerate(rows) if row.old is not None and row.old < place]
    return behind[-1] + 1 if behind else 0


def _pairs(old, new):
    """Return ``{place in new: place in old}`` of lines that are the same line."""
    pairs = {}
    for identity in (_by_key, _by_product):
        free_old, taken = defaultdict(list), set(pairs.values())
        for place, line in enumerate(old):
            if place not in taken and identity(line) is not None:
                free_old[identity(line)].append(place)
        for place, line in enumerate(new):
            if place not in pairs and free_old.get(identity(line)):
                pairs[place] = free_old[identity(line)].pop(0)
    return pairs


def _by_key(line):
    return line.key or None


def _by_product(line):
    product = line.values.get("product_id")
    return (product, line.values.get("display_type"), None if product else line.values.get("name"))
