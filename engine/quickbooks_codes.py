"""Sales whose rows bear a tax code each, as in Xero, and in QuickBooks Online outside the US."""

from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from .quickbooks_document import TAX, Item, Row
from .quickbooks_sale import CENT, ZERO, read_sale


@dataclass(frozen=True)
class Coded:
    """A row with its tax.

    :param tax: whose code it bears; None: there is none, and none for untaxed rows
    :param amount: of the tax, a share of what is posted
    """

    row: Row
    tax: Item | None
    amount: Decimal = ZERO


def has_shares(document, rules):
    """Return whether each posted tax can be shared out among the rows that bear it."""
    sale = read_sale(document, rules)
    bearing = {tax.key for row in sale.rows for tax in row.taxes}
    posted = {row.tax.key for row in document.rows if row.kind == TAX and row.tax and row.amount}
    return posted <= bearing and all(len({tax.key for tax in row.taxes}) <= 1 for row in sale.rows)


def coded_rows(document, rules):
    """Return the rows of a sale as `Coded`: the shares of a tax sum up to what is posted of it.

    Where a row bears several taxes, all taxes are rows of their own, without a tax.
    """
    sale = read_sale(document, rules)
    taxed = [row for row in document.rows if row.kind == TAX]
    rows = [row for row in sale.rows if row.kind != TAX]
    if not has_shares(document, rules):
        return [Coded(row, rules.no_tax) for row in [*rows, *taxed]]
    coded = [Coded(row, row.taxes[0] if row.taxes else rules.no_tax) for row in rows]
    for key in dict.fromkeys(row.tax.key for row in taxed if row.tax):
        posted = sum((row.amount for row in taxed if row.tax and row.tax.key == key), ZERO)
        bearing = [at for at, one in enumerate(coded) if any(tax.key == key for tax in one.row.taxes)]
        for at, share in zip(bearing, shares(posted, [coded[at].row.amount for at in bearing]), strict=True):
            coded[at] = replace(coded[at], amount=share)
    return coded


def shares(amount, weights):
    """Return an amount in parts to the cent: in proportion, what is left goes to those who lost most by rounding.

    :param list weights: if they sum up to nothing, the first one gets all
    """
    whole = sum(weights, ZERO)
    if not whole:
        return [amount, *[ZERO] * (len(weights) - 1)] if weights else []
    exact = [amount * weight / whole for weight in weights]
    parts = [part.quantize(CENT, ROUND_DOWN) for part in exact]
    left = amount - sum(parts, ZERO)
    step = CENT.copy_sign(left)
    lost = sorted(range(len(parts)), key=lambda at: ((parts[at] - exact[at]) * step, at))
    at = 0
    while left:
        parts[lost[at % len(lost)]] += step
        left -= step
        at += 1
    return parts
