"""CSV files: UTF-8 without a mark, CRLF, one line for each row, nothing that a spreadsheet would run."""

import csv
import io
import re

from .quickbooks_document import QBO
from .quickbooks_names import clean_text

EOL = "\r\n"
MOST_BYTES = 2_000_000
_NUMBER = re.compile(r"-?\d+(\.\d+)?%?")


def write_csv(header, rows):
    """Return a file as bytes.

    :param list header: names of the columns
    :param rows: lists of texts, as many in each as there are columns; numbers are written by the caller
    :raises ValueError: for a row of another length, and for a text that a spreadsheet would run
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=EOL)
    for row in (header, *rows):
        if len(row) != len(header):
            raise ValueError(f"{len(row)} cells instead of {len(header)}: {row}")
        for value in row if row is not header else ():
            check_cell(value)
        writer.writerow(row)
    return out.getvalue().encode()


def check_cell(value):
    """Refuse a text that is run, and one that breaks a line.

    :raises ValueError: the cell cannot be written
    """
    if value[:1] in ("=", "+", "-", "@", "\t") and not _NUMBER.fullmatch(value):
        raise ValueError(f"A spreadsheet would run {value!r}.")
    if any(mark in value for mark in "\r\n\t\0"):
        raise ValueError(f"A line would break: {value!r}")


def table_csv(header, rows):
    """Return a file for people: texts are cleaned, amounts (Decimal) and counts written plainly, dates as 2026-01-31.

    :param rows: lists of values
    """
    return write_csv(header, ([_plain(value) for value in row] for row in rows))


def _plain(value):
    if value is None or value is False:
        return ""
    return clean_text(value, 4000, QBO) if isinstance(value, str) else str(value)


def split_files(groups, most_groups, most_rows, most_bytes=MOST_BYTES):
    """Return the rows of each file: no group is split, whatever it is.

    :param groups: lists of rows, one list for each document
    :param int most_groups: documents in a file
    :param int most_rows: rows in a file, without the header
    :rtype: list of (documents, rows)
    """
    files, count, some, size = [], 0, [], 0
    for rows in groups:
        more = sum(len(value.encode()) + 3 for row in rows for value in row)
        if count and (count == most_groups or len(some) + len(rows) > most_rows or size + more > most_bytes):
            files.append((count, some))
            count, some, size = 0, [], 0
        count, size = count + 1, size + more
        some = some + rows
    return [*files, (count, some)] if count else files


def read_csv(content):
    """Return header and rows of a file that was written here."""
    header, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    return header, rows
