"""Reading a list of payments from a file or pasted text, whatever program has written it."""

import codecs
import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal

from .amounts import decimal_mark, parse_amount

# What is wrong with a whole file.
EMPTY, NOT_TEXT, ENCODING, NO_COLUMNS, COLUMN_TWICE, QUOTES, DECIMALS, TOO_LONG = (
    "empty",
    "not_text",
    "encoding",
    "no_columns",
    "column_twice",
    "quotes",
    "decimals",
    "too_long",
)

REFERENCE, AMOUNT, DEDUCTION, CURRENCY, NOTE = "reference", "amount", "deduction", "currency", "note"
# The names of columns, without spaces and signs; where there are several, the one that stands first here counts.
COLUMNS = {
    REFERENCE: "invoice invoiceno invoicenr invoicenumber invoicereference billno billnumber documentno documentnumber "
    "document number yourreference reference ref ponumber po",
    AMOUNT: "amountpaid paidamount paid netpaid paymentamount payment netamount net amount",
    DEDUCTION: "deduction deducted shortpay discounttaken discount",
    CURRENCY: "currency curr ccy",
    NOTE: "reason note notes comment comments remark remarks memo description",
}
_TOTALS = frozenset({"total", "grandtotal", "sum", "totals", "totalpaid", "totalamount", "subtotal"})
MOST_ROWS = 10_000
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_NO_TEXT = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")


class RemittanceError(ValueError):
    """A file that cannot be read at all.

    :ivar str code: why
    :ivar str detail: what exactly: a column's name, for instance
    """

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Row:
    """One row as it is written.

    :ivar int number: its line, as a text editor counts them
    :ivar Decimal amount: None if there is none, or the row cannot be read
    :ivar str written: the amount as it is written
    :ivar bool total: whether the row sums up those before it
    """

    number: int
    reference: str
    amount: Decimal | None
    deduction: Decimal = Decimal(0)
    currency: str = ""
    note: str = ""
    written: str = ""
    total: bool = False


def read(content, mark=None):
    """Return the rows of a list.

    The first line with a name for a reference and one for an amount is the header; lines before it are passed
    over, as are empty ones. Separated by semicolon, tab, bar or comma; what is quoted may hold any of them.

    :param content: bytes of a file, or pasted text
    :param str mark: what separates decimals, where the amounts do not say so
    :raises RemittanceError: ``empty``, ``not_text`` (a spreadsheet or a PDF), ``encoding``, ``no_columns``,
        ``column_twice``, ``quotes`` (one that is not closed), ``decimals`` (say which mark separates them),
        ``too_long``
    :rtype: list
    """
    text = decode(content) if isinstance(content, bytes) else content.lstrip("\ufeff")
    if not text.strip():
        raise RemittanceError(EMPTY)
    columns, lines = _table(text)
    if not lines:
        raise RemittanceError(EMPTY)
    if len(lines) > MOST_ROWS:
        raise RemittanceError(TOO_LONG, str(MOST_ROWS))
    money = [columns[column] for column in (AMOUNT, DEDUCTION) if column in columns]
    mark = mark or decimal_mark([_cell(line, at) for _number, line in lines for at in money])
    if mark is None:
        raise RemittanceError(DECIMALS)
    return [_row(number, line, columns, mark) for number, line in lines]


def decode(content):
    """Return the text of a file: UTF-8 or UTF-16, with or without a byte order mark, else Windows' western one.

    :param bytes content: the file
    :raises RemittanceError: ``not_text`` or ``encoding``
    """
    if content.startswith(_NO_TEXT):
        raise RemittanceError(NOT_TEXT)
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding)
    if b"\0" in content:
        # Latin letters in UTF-16 have a zero in each second place; where, tells the order of the bytes.
        even, odd = content[::2].count(0), content[1::2].count(0)
        if max(even, odd) < len(content) // 4 or 4 * min(even, odd) > max(even, odd):
            raise RemittanceError(NOT_TEXT)
        return _strictly(content, "utf-16-be" if even > odd else "utf-16-le")
    try:
        return _strictly(content, "utf-8")
    except RemittanceError:
        return _strictly(content, "cp1252")


def _cell(line, position):
    return line[position].strip() if position < len(line) else ""


def _strictly(content, encoding):
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise RemittanceError(ENCODING, f"{encoding}: {error.reason} at {error.start}") from error
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        raise RemittanceError(NOT_TEXT)
    return text


def _key(name):
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _table(text):
    """Return ``{column: position}`` and the lines after the header, as ``(number, cells)``."""
    broken = None
    for delimiter in ";\t|,":
        try:
            columns, lines = _lines(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:
            broken = error  # with another delimiter it may be in order
            continue
        if columns is not None:
            return columns, lines
    if broken:
        raise RemittanceError(QUOTES, str(broken)) from broken
    raise RemittanceError(NO_COLUMNS)


def _lines(reader):
    columns, width, lines = None, 0, []
    for line in reader:
        if columns is None:
            columns, width = _columns(line), len(line)
        elif any(value.strip() for value in line):
            # More cells than columns: a comma within an amount, for instance. Nobody can tell which cell is which.
            more = any(value.strip() for value in line[width:])
            lines.append((reader.line_num, [] if more else line))
    return columns, lines


def _columns(line):
    """Return the columns that a line names, or None if it is no header."""
    keys = [_key(name) for name in line]
    columns = {}
    for column, known in COLUMNS.items():
        name = next((name for name in known.split() if name in keys), None)
        if name:
            columns[column] = keys.index(name)
    if REFERENCE not in columns or AMOUNT not in columns:
        return None
    for position in columns.values():
        if keys.count(keys[position]) > 1:
            raise RemittanceError(COLUMN_TWICE, line[position].strip())
    return columns


def _row(number, line, columns, mark):
    values = {column: _cell(line, at) for column, at in columns.items()}
    deduction = values.get(DEDUCTION, "")
    taken = parse_amount(deduction, mark) if deduction else Decimal(0)
    named = [values[REFERENCE]] if values[REFERENCE] else line
    return Row(
        number,
        values[REFERENCE],
        # What cannot be read makes the row wrong, also in a column that is not needed.
        None if taken is None else parse_amount(values[AMOUNT], mark),
        taken or Decimal(0),
        values.get(CURRENCY, ""),
        values.get(NOTE, ""),
        values[AMOUNT],
        any(_key(name) in _TOTALS for name in named),
    )
