"""Reading the first sheet of an Excel file as texts; what could hurt is refused before it is unpacked."""

import datetime
import io
import logging
import struct
import zipfile
import zlib

from ..engine.quote_lines import EMPTY, MOST_ROWS, NOT_TEXT, TOO_BIG, TOO_LONG, LinesError

_logger = logging.getLogger(__name__)

# What reading a part of an archive can raise that is damaged, or packed or locked in a way that we do not know
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, OverflowError)
MOST_FILES = 500
MOST_UNPACKED = 30_000_000
MOST_COLUMNS = 50


def read_xlsx(content):
    """Return ``(number, [text of each cell])`` of each row of the first sheet.

    Formulas stay formulas, so that whoever reads a column can refuse them: what they were worth is not known
    for sure.

    :param bytes content: the file
    :raises LinesError: ``not_text`` for what is no such file, ``too_big`` or ``too_long``
    """
    _refuse_bombs(content)
    # Loaded when needed, as in Odoo's own import
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        # The size that a sheet says it has may be anything.
        sheet.reset_dimensions()
        rows = []
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
            cells = [_text(cell) for cell in row]
            if any(cells):
                rows.append((number, cells))
            # Header included; empty rows may be as many as ten times the most
            if len(rows) > MOST_ROWS + 1 or number > MOST_ROWS * 10:
                raise LinesError(TOO_LONG, str(MOST_ROWS))
    except LinesError:
        raise
    except Exception as error:
        # A damaged file raises whatever its damage leads to; nothing here touches the database.
        _logger.info("An Excel file cannot be read", exc_info=True)
        raise LinesError(NOT_TEXT, str(error)[:200]) from error
    if not rows:
        raise LinesError(EMPTY)
    return rows


def _refuse_bombs(content):
    """Refuse a file that is none, or is much more than it seems, or brings definitions of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            # No part unpacks to more than it says: it ends there.
            if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise LinesError(TOO_BIG, str(MOST_UNPACKED))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    text = archive.read(part)
                    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text:
                        raise LinesError(NOT_TEXT)
    except LinesError:
        raise
    except DAMAGED as error:
        raise LinesError(NOT_TEXT, str(error)[:200]) from error


def _text(cell):
    """Return a cell as a text that can be read in one way only."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return f"={value}"
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return _number(value)
    return str(value)


def _number(value):
    """Return a number: whole without a mark; with exactly three decimals, which might be thousands, with a fourth."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.10f}".rstrip("0")
    return text + "0" if len(text.partition(".")[2]) == 3 else text
