"""Customers' payments and refunds as documents."""

from decimal import Decimal

from odoo import models

from ...engine.quickbooks_document import JOURNAL, OTHER, RECEIVABLE, Document, Row
from .reader_reading import foreign, total


class QuickbooksReader(models.AbstractModel):
    _inherit = "quickbooks.reader"

    def _payment_documents(self, reading, kind, key):
        """Return the document of a payment or refund; what else it books (a write-off, a fee) is among its rows.

        :param Reading reading: what was read
        :param str kind: payment or refund
        :param int key: of the payment
        """
        payment = reading.payments.get(key)
        if not payment:
            return []
        money, due, rest = _parts(payment, reading.rows[payment["move"]])
        if not payment["move"]:
            money, due = [self._expected(payment, 1)], [self._expected(payment, -1)]
        receivable = reading.account(due[0]["account"])
        return [
            Document(
                key=(kind, key, 0),
                kind=kind if money else JOURNAL,
                date=payment["date"],
                total=total(money or due),
                number=reading.number(payment, kind),
                full_number=payment["name"] or "",
                customer=reading.customer(payment["customer"]),
                receivable=receivable,
                rows=(Row(RECEIVABLE, receivable, total(due)), *(reading.row(row, OTHER) for row in rest)),
                reference=payment["reference"] or "",
                memo=payment["memo"] or "",
                deposit=reading.deposit(payment, money[0]["account"]) if money else None,
                method=reading.names.methods.get(payment["method"], ""),
                foreign=foreign(payment, money or due),
            )
        ]

    @staticmethod
    def _expected(payment, sign):
        """Return a row that the bank's statement will book: Odoo knows its amount, and has no entry yet."""
        amount = Decimal(payment["value"])
        return {
            "account": payment["outstanding"] if sign > 0 else payment["destination"],
            "amount": sign * amount,
            "foreign": sign * Decimal(payment["amount"]).copy_sign(amount),
        }


def _parts(payment, rows):
    """Return the rows of a payment's entry that are money, the customer's account, and the rest.

    As Odoo tells them apart: when no account is known as money's, the only row besides the customer's is it. Money in
    a second account is no part of what goes to the first.
    """
    due = [row for row in rows if row["receivable"]]
    others = [row for row in rows if not row["receivable"]]
    accounts = {*payment["money"]} - {None}
    money = [row for row in others if row["account"] in accounts] or (others if len(others) == 1 else [])
    money = [row for row in money if row["account"] == money[0]["account"]]
    return money, due, [row for row in others if row not in money]
