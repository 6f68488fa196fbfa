"""IIF files, cell by cell."""

from quickbooks_values import RULES, blocks, example

from engine.quickbooks_document import IIF
from engine.quickbooks_write import write_portion


def written(*documents, rules=RULES):
    """Write documents that have no problem; return lists and blocks."""
    portion = write_portion(IIF, documents, rules)
    assert not [problem for problem in portion.problems if problem.blocking]
    (file,) = portion.files
    return blocks(file.content)


def filled(row, *without):
    return {column: value for column, value in row.items() if value and column not in without}


def test_the_worked_example():
    _lists, (block,) = written(example())
    trns, desk, lamp, tax = [filled(row, "", "CLEAR", "TOPRINT") for row in block]
    assert trns == {
        "TRNSTYPE": "INVOICE",
        "DATE": "01/31/2026",
        "ACCNT": "Accounts Receivable",
        "NAME": "Anna's Bakery",
        "AMOUNT": "248.98",
        "DOCNUM": "INV2600001",
        "MEMO": "INV/2026/00001",
        "NAMEISTAXABLE": "Y",
        "ADDR1": "Anna's Bakery",
        "ADDR2": "1 Main Street",
        "ADDR3": "Oakland, CA 94601",
        "DUEDATE": "03/02/2026",
        "TERMS": "30 Days",
    }
    common = {"TRNSTYPE": "INVOICE", "DATE": "01/31/2026"}
    sold = {**common, "ACCNT": "Product Sales", "TAXABLE": "Y"}
    assert desk == {**sold, "AMOUNT": "-180.00", "QNTY": "-2", "PRICE": "90", "INVITEM": "DESK", "MEMO": "Desk"}
    assert lamp == {**sold, "AMOUNT": "-50.00", "QNTY": "-1", "PRICE": "50", "INVITEM": "LAMP", "MEMO": "Lamp"}
    assert tax == {
        **common,
        "ACCNT": "Sales Tax Payable",
        "NAME": "State Board of Equalization",
        "AMOUNT": "-18.98",
        "PRICE": "8.25%",
        "INVITEM": "CA 8.25",
        "TAXABLE": "N",
        "EXTRA": "AUTOSTAX",
    }
