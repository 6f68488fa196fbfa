"""A row of the dialog: what one item gets from one piece of money, and what becomes of the rest."""

from odoo import api, fields, models

from ...engine.money import to_amount, to_units
from .application import LIST, RULE_NAMES
from .application_portion import OPEN, OUTCOMES, SHORT_REASONS, Portion


class PaymentApplicationLine(models.TransientModel):
    """What one item gets from one piece of money."""

    _name = "payment.application.line"
    _description = "Item of a Payment"

    application_id = fields.Many2one("payment.application", required=True, ondelete="cascade")
    selected = fields.Boolean("Apply")
    credit_line_id = fields.Many2one("account.move.line", "From", ondelete="cascade")
    money_currency_id = fields.Many2one(related="credit_line_id.currency_id", string="Currency of the Money")
    move_line_id = fields.Many2one("account.move.line", "Item", ondelete="cascade")
    currency_id = fields.Many2one(related="move_line_id.currency_id")
    date_maturity = fields.Date(related="move_line_id.date_maturity", string="Due")
    dispute_state = fields.Selection(related="move_line_id.move_id.dispute_state")
    residual = fields.Monetary(related="move_line_id.amount_residual_currency", string="Open")
    amount = fields.Monetary("To Apply", help="Negative for a credit note that is deducted.")
    paid = fields.Monetary(
        "Takes",
        currency_field="money_currency_id",
        compute="_compute_paid",
        store=True,
        readonly=False,
        help="Of the money, in its currency: at the rate of its day.",
    )
    left = fields.Monetary("Stays Open", compute="_compute_left")
    reason = fields.Selection(SHORT_REASONS, "Short Because")
    outcome = fields.Selection(OUTCOMES, "The Rest", default=OPEN, required=True)
    note = fields.Char()
    rule = fields.Selection([*RULE_NAMES, (LIST, "Customer's list")], "Proposed As", readonly=True)

    @api.depends("amount", "credit_line_id", "move_line_id")
    def _compute_paid(self):
        """What the amount takes of the money; the same where both are in one currency."""
        for line in self:
            money, item = line.credit_line_id, line.move_line_id
            if not money or not item or money.currency_id == item.currency_id:
                line.paid = line.amount
                continue
            units = self.application_id._takes(money, item, to_units(line.amount, item.currency_id.rounding))
            line.paid = to_amount(units, money.currency_id.rounding)

    @api.depends("selected", "amount", "residual")
    def _compute_left(self):
        for line in self:
            line.left = line.residual - line.amount if line.selected else line.residual

    @api.onchange("selected")
    def _onchange_selected(self):
        """Propose all that is open."""
        if self.selected and not self.amount:
            self.amount = self.residual

    @api.onchange("move_line_id")
    def _onchange_move_line_id(self):
        """Choose an item that was added, for the only money there is."""
        if self.move_line_id and not self.credit_line_id:
            self.credit_line_id = self.application_id.credit_line_ids[:1]
            self.selected = True
            self.amount = self.residual

    def _paid_units(self):
        """Return what this takes of the money, in the smallest unit of its currency."""
        same = self.credit_line_id.currency_id == self.move_line_id.currency_id
        return to_units(self.amount if same else self.paid, self.credit_line_id.currency_id.rounding or 0.01)

    def _portion(self):
        return Portion(
            self.credit_line_id.id,
            self.move_line_id.id,
            to_units(self.amount, self.move_line_id.currency_id.rounding),
            self._paid_units(),
            self.reason or None,
            self.note or "",
            self.outcome,
        )
