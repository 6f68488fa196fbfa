"""Several IIF files become one: their lists first, each name once, then their transactions."""

from .quickbooks_iif import EOL
from .quickbooks_iif_lists import COLUMNS

_ORDER = list(COLUMNS)
_TRANSACTIONS = "!TRNS\t"


def join_files(contents):
    """Return one file.

    :param contents: files that were written here, each complete by itself
    :raises ValueError: for a file without transactions
    """
    sections, heads, bodies = {}, [], []
    for content in contents:
        text = content.decode("cp1252")
        start = text.find(_TRANSACTIONS)
        if start < 0:
            raise ValueError("A file without transactions.")
        _collect(text[:start].split(EOL), sections)
        head = text[start:].split(EOL, 3)[:3]
        heads.append(head)
        bodies.append(text[start:].split(EOL, 3)[3])
    if any(head != heads[0] for head in heads):
        raise ValueError("The files have different columns.")
    lines = []
    for header in sorted(sections, key=lambda header: _ORDER.index(header[1:].split("\t", 1)[0])):
        rows = sections[header]
        lines.append(header)
        lines += [rows[name] for name in sorted(rows, key=lambda name: name.lower())]
    lines += heads[0]
    return ("".join(line + EOL for line in lines) + "".join(bodies)).encode("cp1252")


def _collect(lines, sections):
    rows = None
    for line in lines:
        if line.startswith("!"):
            rows = sections.setdefault(line, {})
        elif line:
            name = line.split("\t", 2)[1]
            # Where they differ, what knows more: an account of which only one file needs to say that it is special.
            rows[name] = max(rows.get(name, ""), line, key=_filled)


def _filled(line):
    return sum(bool(cell) for cell in line.split("\t")) if line else 0
