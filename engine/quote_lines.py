"""Reading an order that was pasted, or comes as a file: which cell is the product, the quantity, the price."""

import csv
import io
import re
from dataclasses import dataclass

from .quote_numbers import split_quantity
from .remittance_file import RemittanceError, decode

CODE, QUANTITY, UNIT, PRICE, DISCOUNT, DATE = ROLES = ("code", "quantity", "unit", "price", "discount", "date")
# What is wrong with a whole list
EMPTY, NOT_TEXT, QUOTES, NO_CODE, NO_QUANTITY, TWICE, NO_HEADER, TOO_LONG, TOO_BIG = (
    "empty",
    "not_text",
    "quotes",
    "no_code",
    "no_quantity",
    "twice",
    "no_header",
    "too_long",
    "too_big",
)
# What is wrong with a row
MORE_CELLS, LONG_CELL, FORMULA, MANGLED = "more_cells", "long_cell", "formula", "mangled"

MOST_ROWS = 1_000
MOST_BYTES = 1_000_000
LONGEST_CELL = 200
# Header words without spaces and signs; of several in a line, the one that stands first here counts.
WORDS = {
    CODE: "sku internalreference defaultcode itemnumber itemno itemcode item articlenumber articleno article partnumber"
    " partno part productcode code barcode ean ean13 gtin upc reference ref product artikelnummer artikelnr artikel"
    " artnr référence référenceinterne codebarres produit référenceproduit código códigodebarras referencia producto",
    QUANTITY: "quantity orderedquantity qty orderqty ordered amountordered menge anzahl stück quantité qté cantidad",
    UNIT: "unit uom unitofmeasure packaging pack einheit me verpackung unité conditionnement unidad",
    PRICE: "unitprice price netprice priceeach einzelpreis preis stückpreis prixunitaire prix pu preciounitario precio",
    DISCOUNT: "discount disc discountpercent rabatt remise descuento",
    DATE: "deliverydate requesteddate requireddate needby date lieferdatum wunschtermin liefertermin datum"
    " datedelivraison fechadeentrega fecha",
}
_ROLE_OF = {word: role for role, words in WORDS.items() for word in words.split()}
# Without a header
POSITIONS = (CODE, QUANTITY, PRICE, DISCOUNT)
_SCIENTIFIC = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
_TEXT_FORMULA = re.compile(r'="([^"]*)"')


class LinesError(ValueError):
    """A list that cannot be read at all.

    :ivar str code: why
    :ivar str detail: what exactly
    """

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Row:
    """One row, as it is written.

    :ivar int number: its line in the list
    :ivar str problem: why it cannot be read
    """

    number: int
    code: str = ""
    quantity: str = ""
    unit: str = ""
    price: str = ""
    discount: str = ""
    date: str = ""
    problem: str = ""


def read_file(content):
    """Return the rows of a text file; see :func:`read_text`.

    :param bytes content: the file
    """
    if len(content) > MOST_BYTES:
        raise LinesError(TOO_BIG, str(MOST_BYTES))
    try:
        text = decode(content)
    except RemittanceError as error:
        raise LinesError(NOT_TEXT) from error
    return read_text(text)


def read_text(text):
    """Return the rows of a pasted list: separated by tab, semicolon, bar or comma.

    :raises LinesError: where nothing of it can be read
    :rtype: list
    """
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise LinesError(TOO_BIG, str(MOST_BYTES))
    text = text.lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separators = [mark for mark in "\t;|," if mark in first]
    for separator in separators:
        cells = _cells(text, separator, strict=separator != "\t")
        if _header(next((line for _number, line in cells if any(line)), [])):
            return read_cells(cells)
    return read_cells(_cells(text, separators[0] if separators else "\t", strict=bool(separators)))


def _cells(text, separator, strict):
    """Return the cells of each line; in strict text, a quotation mark that is not closed is an error."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return [(reader.line_num, line) for line in reader]
    except csv.Error as error:
        # What is pasted from a spreadsheet may have inches: 1/2" pipe
        if strict:
            raise LinesError(QUOTES, str(error)) from error
    return [(number, line.split(separator)) for number, line in enumerate(text.splitlines(), 1)]


def read_cells(lines):
    """Return the rows of a table.

    The first line may be a header, in any order of columns; without one, the columns are product, quantity,
    price and discount. Empty lines are passed over.

    :param lines: ``(number, [text of each cell])``
    :raises LinesError: where nothing of it can be read
    :rtype: list
    """
    lines = [(number, [_tidy(cell) for cell in cells]) for number, cells in lines]
    lines = [(number, cells) for number, cells in lines if any(cells)]
    if not lines:
        raise LinesError(EMPTY)
    columns = _header(lines[0][1])
    if columns:
        width = len(lines[0][1])
        lines = lines[1:]
    else:
        width = max(len(_stripped(cells)) for _number, cells in lines)
        if width > len(POSITIONS):
            raise LinesError(NO_HEADER)
        columns = _positions([cells for _number, cells in lines], width)
    if not lines:
        raise LinesError(EMPTY)
    if len(lines) > MOST_ROWS:
        raise LinesError(TOO_LONG, str(MOST_ROWS))
    return [_row(number, cells, columns, width) for number, cells in lines]


def _tidy(cell):
    cell = " ".join(str(cell).split())
    text = _TEXT_FORMULA.fullmatch(cell)
    return text[1] if text else cell


def _stripped(cells):
    """Return the cells without empty ones at the end."""
    return cells[: max((at + 1 for at, cell in enumerate(cells) if cell), default=0)]


def _header(cells):
    """Return ``{role: position}`` if a line is a header, else nothing.

    :raises LinesError: for a header without product or quantity, or with two columns for one
    """
    found = {}
    for at, cell in enumerate(cells):
        word = "".join(letter for letter in str(cell).casefold() if letter.isalnum())
        role = _ROLE_OF.get(word)
        if role:
            found.setdefault(role, []).append((WORDS[role].split().index(word), at, cell))
    if not {CODE, QUANTITY} & found.keys() or any(_is_number(cell) for cell in cells):
        return {}
    for role, error in ((CODE, NO_CODE), (QUANTITY, NO_QUANTITY)):
        if role not in found:
            raise LinesError(error)
    for places in found.values():
        if len({place[0] for place in places}) < len(places):
            raise LinesError(TWICE, places[0][2])
    return {role: min(places)[1] for role, places in found.items()}


def _is_number(cell):
    return bool(re.fullmatch(r"\d[\d.,]*", str(cell).strip()))


def _positions(lines, width):
    """Return which column is what where no header says it: a quantity may stand before the product."""
    columns = {role: at for at, role in enumerate(POSITIONS[:width])}
    firsts = [line[0] for line in lines if len(line) > 1]
    seconds = [line[1] for line in lines if len(line) > 1]
    counts = firsts and all(re.fullmatch(r"\d{1,6}(?:[.,]\d{1,3})?", _count(cell)) for cell in firsts)
    if counts and not any(_is_number(_count(cell)) for cell in seconds):
        columns[CODE], columns[QUANTITY] = 1, 0
    return columns


def _count(cell):
    return split_quantity(cell)[0]


def _row(number, cells, columns, width):
    texts = {role: cells[at] if at < len(cells) else "" for role, at in columns.items()}
    problem = ""
    if any(cells[width:]):
        # An unquoted comma in a number, for instance: nobody can tell which cell is which.
        problem = MORE_CELLS
    elif any(len(text) > LONGEST_CELL for text in texts.values()):
        problem = LONG_CELL
    elif any(text.startswith("=") for text in texts.values()):
        problem = FORMULA
    elif _SCIENTIFIC.fullmatch(texts[CODE]):
        problem = MANGLED
    return Row(number, problem=problem, **{role: text[:LONGEST_CELL] for role, text in texts.items()})
