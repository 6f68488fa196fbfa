"""A customer's list of what a payment is for, pasted or uploaded: each row answered, all of it or nothing."""

import base64
from collections import defaultdict
from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine.application_many import spread
from ...engine.money import to_amount
from ...engine.remittance import GOOD, SHORT, RemittanceError, match, read
from .application import LIST

MESSAGES = [
    ("full", "Pays all that is open"),
    ("short", "Pays less than is open"),
    ("total", "Sum, right"),
    ("no_reference", "There is no reference"),
    ("no_amount", "There is no amount that can be read"),
    ("too_precise", "The amount has more decimals than the currency"),
    ("zero", "The amount is zero"),
    ("unknown", "No open item of this customer has this reference"),
    ("ambiguous", "Several open items have this reference"),
    ("twice", "This item is listed more than once"),
    ("too_much", "More than is open"),
    ("currency", "Another currency than the payment's"),
    ("sum", "Not the sum of the rows above"),
]


class PaymentApplication(models.TransientModel):
    _inherit = "payment.application"

    remittance_file = fields.Binary("File", attachment=False)
    remittance_name = fields.Char("File Name")
    remittance_text = fields.Text("Pasted List", help="With a header: a column for the invoice, one for the amount.")
    remittance_mark = fields.Selection(
        [(".", "Point: 1,234.56"), (",", "Comma: 1.234,56")], "Decimals", help="Only where the list does not say so."
    )
    remittance_message = fields.Text("Result of the List", readonly=True)
    remittance_fits = fields.Boolean("List Fits", readonly=True)
    answer_ids = fields.One2many("payment.application.answer", "application_id", "Answers", readonly=True)

    def action_read_remittance(self):
        """Read the customer's list and answer each row; only if all of it fits, the rows to apply are filled in.

        :raise UserError: for a list that cannot be read at all, or without one payment that it is for
        """
        self.ensure_one()
        if len(self.credit_line_ids) != 1:
            raise UserError(self.env._("A list belongs to one payment. Choose which one under Money."))
        content = base64.b64decode(self.remittance_file) if self.remittance_file else self.remittance_text or ""
        try:
            rows = read(content, self.remittance_mark or None)
        except RemittanceError as error:
            raise UserError(self._unreadable(error)) from error
        facts, payments, items = self._facts()
        documents = self._documents(facts, payments, items)
        money = self.credit_line_ids
        currency = money.currency_id
        paid = sum(payment.units for payment in payments)
        result = match(rows, [whole for whole, _parts in documents.values()], currency.rounding, paid, currency.name)
        self.write(
            {
                "rule": LIST,
                "remittance_message": self._result_text(result, money),
                "remittance_fits": result.ready,
                "answer_ids": [Command.clear(), *(Command.create(self._answer(one)) for one in result.answers)],
                "line_ids": [Command.clear(), *self._list_rows(result, documents)],
            }
        )
        return self._show()

    def _documents(self, facts, payments, items):
        """Return what a customer calls one item, instalments put together: ``{move id: (item, instalments)}``."""
        moves = {row["id"]: row["move_id"] for row in facts}
        parts = defaultdict(list)
        for item in items:
            if payments and item.currency == payments[0].currency:
                parts[moves[item.key]].append(item)
        return {
            move: (replace(own[0], key=move, residual=sum(item.residual for item in own)), own)
            for move, own in parts.items()
        }

    def _list_rows(self, result, documents):
        """Return commands for the rows of a list that fits; none of one that does not."""
        commands = []
        money = self.credit_line_ids
        by_item = {answer.item.key: answer for answer in result.answers if answer.item} if result.ready else {}
        for move, answer in by_item.items():
            for item, units in spread(answer.units, documents[move][1]):
                values = {
                    "credit_line_id": money.id,
                    "move_line_id": item.key,
                    "selected": True,
                    "amount": to_amount(units, money.currency_id.rounding),
                    "rule": LIST,
                    "note": answer.row.note,
                }
                if answer.code == SHORT and units != item.residual:
                    values["reason"] = "stated" if answer.explained else "unexplained"
                commands.append(Command.create(values))
        return commands

    def _answer(self, answer):
        currency = self.credit_line_ids.currency_id
        return {
            "number": answer.row.number,
            "reference": answer.row.reference,
            "written": answer.row.written,
            "amount": to_amount(answer.units, currency.rounding),
            "code": answer.code,
            "fits": answer.code in GOOD,
        }

    def _result_text(self, result, money):
        """Say what became of the list as a whole."""
        texts = []
        if result.problems:
            texts.append(
                self.env._("%(count)s of %(all)s rows do not fit.", count=len(result.problems), all=len(result.answers))
            )
        if result.difference:
            texts.append(
                self.env._(
                    "The list adds up to %(total)s, but %(paid)s is there to be applied: a difference of %(gap)s.",
                    total=money._money_text(result.total),
                    paid=money._money_text(result.total + result.difference),
                    gap=money._money_text(abs(result.difference)),
                )
            )
        if result.ready:
            return self.env._("Every row fits. Look at the rows to apply.")
        return " ".join([*texts, self.env._("Nothing of it can be applied as it is.")])

    def _unreadable(self, error):
        """Say why a list cannot be read."""
        texts = {
            "empty": self.env._("The list is empty: upload a file or paste the rows, with a header."),
            "not_text": self.env._("This is no text file. Save the list as CSV first."),
            "encoding": self.env._("The file is damaged, or its encoding is not known: %s", error.detail),
            "no_columns": self.env._("There is no header that names a column for the invoice and one for the amount."),
            "column_twice": self.env._("Two columns have the same name: %s", error.detail),
            "quotes": self.env._("A quoted text is not closed: %s", error.detail),
            "decimals": self.env._("The amounts can be read in two ways. Say what separates the decimals."),
            "too_long": self.env._("The list has more than %s rows.", error.detail),
        }
        return texts[error.code]


class PaymentApplicationAnswer(models.TransientModel):
    """What became of one row of a customer's list."""

    _name = "payment.application.answer"
    _description = "Answer to a Row"
    _order = "number, id"

    application_id = fields.Many2one("payment.application", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="application_id.credit_line_ids.currency_id")
    number = fields.Integer("Row")
    reference = fields.Char()
    written = fields.Char("Amount as Written")
    amount = fields.Monetary()
    code = fields.Selection(MESSAGES, "Answer")
    fits = fields.Boolean()
