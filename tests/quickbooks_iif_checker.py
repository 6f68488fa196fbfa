"""Reads an IIF file byte by byte, as strict as QuickBooks is known to be.

Written from the format's description alone; it shares nothing with what writes the files. `read_iif` returns what is
in a file that is good, and raises AssertionError with the line otherwise.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

LISTS = {
    "ACCNT": "NAME ACCNTTYPE DESC ACCNUM EXTRA",
    "INVITEM": "NAME INVITEMTYPE DESC PURCHASEDESC ACCNT ASSETACCNT COGSACCNT PRICE COST TAXABLE PAYMETH TAXVEND"
    " TAXDIST PREFVEND REORDERPOINT EXTRA",
    "CUST": "NAME BADDR1 BADDR2 BADDR3 BADDR4 BADDR5 SADDR1 SADDR2 SADDR3 SADDR4 SADDR5 PHONE1 PHONE2 FAXNUM EMAIL NOTE"
    " CONT1 CONT2 CTYPE TERMS TAXABLE LIMIT RESALENUM REP TAXITEM NOTEPAD SALUTATION COMPANYNAME FIRSTNAME MIDINIT"
    " LASTNAME",
    "VEND": "NAME PRINTAS ADDR1 ADDR2 ADDR3 ADDR4 ADDR5 VTYPE CONT1 CONT2 PHONE1 PHONE2 FAXNUM EMAIL NOTE TAXID LIMIT"
    " TERMS NOTEPAD SALUTATION COMPANYNAME FIRSTNAME MIDINIT LASTNAME",
    "TERMS": "NAME DUEDAYS DISCPER DISCDAYS TERMSTYPE",
    "CLASS": "NAME",
    "PAYMETH": "NAME",
}
TRNS = (
    "TRNSID TRNSTYPE DATE ACCNT NAME CLASS AMOUNT DOCNUM MEMO CLEAR TOPRINT NAMEISTAXABLE ADDR1 ADDR2 ADDR3 ADDR4 ADDR5"
    " DUEDATE TERMS PAID PAYMETH SHIPVIA SHIPDATE OTHER1 REP FOB PONUM INVTITLE INVMEMO SADDR1 SADDR2 SADDR3 SADDR4"
    " SADDR5"
)
SPL = (
    "SPLID TRNSTYPE DATE ACCNT NAME CLASS AMOUNT DOCNUM MEMO CLEAR QNTY PRICE INVITEM PAYMETH TAXABLE VALADJ REIMBEXP"
    " SERVICEDATE OTHER2 OTHER3 EXTRA"
)
TYPES = {"INVOICE", "CREDIT MEMO", "PAYMENT", "CHECK", "GENERAL JOURNAL"}
SALES = {"INVOICE", "CREDIT MEMO"}
ACCOUNT_TYPES = {
    "AP",
    "AR",
    "BANK",
    "CCARD",
    "COGS",
    "EQUITY",
    "EXEXP",
    "EXINC",
    "EXP",
    "FIXASSET",
    "INC",
    "LTLIAB",
    "NONPOSTING",
    "OASSET",
    "OCASSET",
    "OCLIAB",
}
ITEM_TYPES = {"COMPTAX", "STAX", "DISC", "GRP", "INVENTORY", "OTHC", "PART", "PMT", "SERV", "SUBT"}
LEVEL = {"CUST": 41, "VEND": 41, "ACCNT": 31, "INVITEM": 31, "CLASS": 31, "TERMS": 31, "PAYMETH": 31}
PATH = {"CUST": 209, "ACCNT": 159, "INVITEM": 159, "CLASS": 159}
NUMBERS = {"INVOICE": 11, "CREDIT MEMO": 11, "PAYMENT": 20, "CHECK": 11, "GENERAL JOURNAL": 11}
CELLS = {"MEMO": 4095, "DESC": 4095, "PONUM": 25, "EMAIL": 1023, "PHONE1": 21, "COMPANYNAME": 41, "PRINTAS": 41}
CELLS.update({f"{prefix}ADDR{number}": 41 for prefix in ("", "S", "B") for number in range(1, 6)})
AMOUNT = re.compile(r"-?\d{1,13}\.\d\d")
FIGURE = re.compile(r"-?\d{1,10}(\.\d{1,5})?")
RATE = re.compile(r"-?\d{1,10}(\.\d{1,5})?%")


@dataclass
class Block:
    """One transaction: `head` and `rows` are dicts of the cells that are not empty."""

    head: dict
    rows: list = field(default_factory=list)

    @property
    def all(self):
        return [self.head, *self.rows]


@dataclass
class Content:
    lists: dict = field(default_factory=dict)  # {section: {name: cells}}
    blocks: list = field(default_factory=list)

    def accounts(self):
        """Return {account: sum}."""
        sums = {}
        for block in self.blocks:
            for row in block.all:
                sums[row["ACCNT"]] = sums.get(row["ACCNT"], Decimal(0)) + Decimal(row["AMOUNT"])
        return sums

    def of(self, kind):
        return [block for block in self.blocks if block.head["TRNSTYPE"] == kind]


def read_iif(content, date_format="%m/%d/%Y"):
    """Return what is in a file.

    :param bytes content: the file
    :raises AssertionError: for whatever QuickBooks would refuse, change or misread
    """
    assert content, "The file is empty"
    assert not content.startswith(b"\xef\xbb\xbf"), "A byte order mark"
    assert content.endswith(b"\r\n"), "The last line does not end"
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r"), "A line ends in another way"
    found, headers, block = Content(), {}, None
    for number, text in enumerate(content.decode("cp1252").split("\r\n")[:-1], 1):
        cells = text.split("\t")
        for cell in cells:
            _check_cell(cell, number)
        key = cells[0]
        if key.startswith("!"):
            assert block is None, f"{number}: a header within a transaction"
            _read_header(key, cells, headers, number)
        elif key == "TRNS":
            assert block is None, f"{number}: the transaction before has no end"
            assert list(headers)[-3:] == ["TRNS", "SPL", "ENDTRNS"], f"{number}: headers are missing"
            block = Block(_read_row(key, cells, headers, number))
        elif key == "SPL":
            assert block is not None, f"{number}: SPL without TRNS"
            block.rows.append(_read_row(key, cells, headers, number))
        elif key == "ENDTRNS":
            assert cells == ["ENDTRNS"] and block is not None, f"{number}: an end without a beginning"
            found.blocks.append(block)
            block = None
        else:
            assert key in LISTS and "TRNS" not in headers, f"{number}: {key!r} has no place here"
            row = _read_row(key, cells, headers, number)
            rows = found.lists.setdefault(key, {})
            assert row["NAME"] not in rows, f"{number}: {row['NAME']!r} twice"
            rows[row["NAME"]] = row
    assert block is None, "The last transaction has no end"
    assert found.blocks, "No transaction"
    _check_lists(found)
    for one in found.blocks:
        _check_block(one, found, date_format)
    return found


def _check_cell(cell, number):
    assert cell == cell.strip(), f"{number}: spaces around {cell!r}"
    assert not any(ord(letter) < 32 or ord(letter) == 127 for letter in cell), f"{number}: control character {cell!r}"
    assert '"' not in cell and ";" not in cell, f"{number}: {cell!r} breaks an import"


def _read_header(key, cells, headers, number):
    name, columns = key[1:], cells[1:]
    assert name not in headers, f"{number}: {key} twice"
    if name == "ENDTRNS":
        assert list(headers)[-2:] == ["TRNS", "SPL"] and not columns, f"{number}: headers are out of order"
    elif name == "SPL":
        assert list(headers)[-1:] == ["TRNS"], f"{number}: headers are out of order"
        assert set(columns) <= set(SPL.split()), f"{number}: unknown columns"
    elif name == "TRNS":
        assert set(columns) <= set(TRNS.split()), f"{number}: unknown columns"
    else:
        assert name in LISTS and "TRNS" not in headers, f"{number}: {key} has no place here"
        assert set(columns) <= set(LISTS[name].split()) and "NAME" in columns, f"{number}: unknown columns"
    assert len(set(columns)) == len(columns), f"{number}: a column twice"
    headers[name] = columns


def _read_row(key, cells, headers, number):
    assert key in headers, f"{number}: {key} has no header"
    assert len(cells) == len(headers[key]) + 1, f"{number}: {len(cells) - 1} cells for {len(headers[key])} columns"
    row = {column: cell for column, cell in zip(headers[key], cells[1:], strict=True) if cell}
    for column, cell in row.items():
        assert len(cell) <= CELLS.get(column, 4095), f"{number}: {column} is too long: {cell!r}"
        if column not in ("AMOUNT", "QNTY", "PRICE"):
            assert cell[0] not in "=+-@!", f"{number}: {column} would be run: {cell!r}"
    return row


def _check_lists(found):
    for section, rows in found.lists.items():
        names = [name.lower() for name in rows]
        assert len(names) == len(set(names)), f"{section}: a name twice"
        for name in rows:
            assert len(name) <= PATH.get(section, LEVEL[section]), f"{section}: {name!r} is too long"
            for level in name.split(":"):
                assert level and len(level) <= LEVEL[section], f"{section}: {name!r} is too long"
            if ":" in name and section in PATH:
                assert name.rpartition(":")[0] in rows, f"{section}: {name!r} has no parent"
    customers = {name.lower() for name in found.lists.get("CUST", ())}
    assert not customers & {name.lower() for name in found.lists.get("VEND", ())}, "A customer is a vendor"
    for row in found.lists.get("ACCNT", {}).values():
        assert row.get("ACCNTTYPE") in ACCOUNT_TYPES, f"No type: {row}"
    for row in found.lists.get("INVITEM", {}).values():
        assert row.get("INVITEMTYPE") in ITEM_TYPES, f"No type: {row}"
        _known(found, "ACCNT", row.get("ACCNT"))
        if row["INVITEMTYPE"] == "COMPTAX":
            _known(found, "VEND", row.get("TAXVEND"))
            assert RATE.fullmatch(row["PRICE"]), f"No rate: {row}"


def _known(found, section, name):
    assert name and name in found.lists.get(section, {}), f"{section} {name!r} is in no list"


def _check_block(block, found, date_format):
    head, kind = block.head, block.head["TRNSTYPE"]
    where = f"{kind} {head.get('DOCNUM')}"
    assert kind in TYPES and block.rows, where
    assert head.get("DOCNUM") and len(head["DOCNUM"]) <= NUMBERS[kind], f"{where}: its number"
    datetime.strptime(head.get("DUEDATE", head["DATE"]), date_format)
    for row in block.all:
        assert row["TRNSTYPE"] == kind and row["DATE"] == head["DATE"], f"{where}: another type or date in a row"
        assert datetime.strptime(row["DATE"], date_format).strftime(date_format) == row["DATE"], f"{where}: its date"
        assert AMOUNT.fullmatch(row["AMOUNT"]), f"{where}: {row['AMOUNT']!r} is no amount"
        _known(found, "ACCNT", row.get("ACCNT"))
        for column, section in (("CLASS", "CLASS"), ("TERMS", "TERMS"), ("PAYMETH", "PAYMETH"), ("INVITEM", "INVITEM")):
            if row.get(column):
                _known(found, section, row[column])
    total = sum(Decimal(row["AMOUNT"]) for row in block.all)
    assert total == 0, f"{where}: is off by {total}"
    _check_receivable(block, found, where)
    if kind in SALES:
        _check_sale(block, found, where)


def _check_receivable(block, found, where):
    accounts = found.lists["ACCNT"]
    rows = [row for row in block.all if accounts[row["ACCNT"]]["ACCNTTYPE"] in ("AR", "AP")]
    assert len(rows) == 1, f"{where}: {len(rows)} rows of receivables"
    _known(found, "CUST", rows[0].get("NAME"))
    kind, amount = block.head["TRNSTYPE"], Decimal(block.head["AMOUNT"])
    if kind in SALES:
        assert rows[0] is block.head, f"{where}: does not begin with the receivable"
        assert amount >= 0 if kind == "INVOICE" else amount <= 0, f"{where}: the wrong sign"
    elif kind in ("PAYMENT", "CHECK"):
        assert rows[0] is not block.head and len(block.rows) == 1, f"{where}: more than money"
        assert amount > 0 if kind == "PAYMENT" else amount < 0, f"{where}: the wrong sign"
        assert block.head.get("NAME") == rows[0]["NAME"], f"{where}: another name"


def _check_sale(block, found, where):
    items, taxes = found.lists.get("INVITEM", {}), [row for row in block.rows if row.get("EXTRA") == "AUTOSTAX"]
    assert len(taxes) <= 1 and (not taxes or block.rows[-1] is taxes[0]), f"{where}: the tax is not the last row"
    for row in taxes:
        _known(found, "VEND", row.get("NAME"))
        assert items[row["INVITEM"]]["INVITEMTYPE"] == "COMPTAX", f"{where}: {row['INVITEM']} is no sales tax"
        assert RATE.fullmatch(row["PRICE"]) and row["TAXABLE"] == "N" and "QNTY" not in row, f"{where}: its tax"
        assert found.lists["ACCNT"][row["ACCNT"]].get("EXTRA") == "SALESTAX", f"{where}: the account of its tax"
    for row in block.rows:
        if row in taxes:
            continue
        assert row.get("TAXABLE") in ("Y", "N"), f"{where}: {row}"
        assert ("QNTY" in row) == ("PRICE" in row), f"{where}: {row}"
        if "QNTY" not in row:
            continue
        assert FIGURE.fullmatch(row["QNTY"]) and FIGURE.fullmatch(row["PRICE"]), f"{where}: {row}"
        quantity, price, amount = (Decimal(row[column]) for column in ("QNTY", "PRICE", "AMOUNT"))
        off = abs(quantity * price - amount)
        assert off <= Decimal("0.005") + abs(quantity) * Decimal("0.000005"), f"{where}: {quantity} × {price}: {amount}"
        assert price >= 0, f"{where}: a negative price"
        assert items[row["INVITEM"]]["INVITEMTYPE"] != "DISC", f"{where}: a discount has no quantity"
