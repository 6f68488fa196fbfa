"""Credit notes of returns, once they are posted: store credit, and what accountants do to them."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    is_store_credit = fields.Boolean(
        "Store Credit",
        readonly=True,
        copy=False,
        help="Not paid out: the customer's next invoices are paid with it.",
    )

    def _taken_back(self):
        """Return those of these credit notes that were cancelled or reversed after they were posted."""
        return self.filtered(
            lambda note: (
                note.move_type == "out_refund"
                and (note.state == "cancel" or any(back.state == "posted" for back in note.reversal_move_ids))
            )
        )

    def button_cancel(self):
        """Extend: the return of a credit note that is cancelled shows it."""
        result = super().button_cancel()
        self._tell_return()
        return result

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """Extend: the return of a credit note that is reversed shows it."""
        reversed_moves = super()._reverse_moves(default_values_list, cancel=cancel)
        self._tell_return()
        return reversed_moves

    def _reconcile_reversed_moves(self, reverse_moves, move_reverse_cancel):
        """Extend: store credit is not taken off the invoice that it credits.

        Odoo pairs invoices and credit notes by their order; several notes of one invoice are paired one by one here.
        """
        ours = reverse_moves.filtered("rma_id")
        for note in ours.filtered(lambda note: not note.is_store_credit):
            super(AccountMove, note.reversed_entry_id)._reconcile_reversed_moves(note, move_reverse_cancel)
        others = reverse_moves - ours
        if others:
            moves = others.reversed_entry_id if ours else self
            super(AccountMove, moves)._reconcile_reversed_moves(others, move_reverse_cancel)
        return reverse_moves

    def _tell_return(self):
        """Have somebody look at the returns of these credit notes: nothing is credited again by itself."""
        # Accountants do not write returns. An invoice of a fee that is taken back is what it looks like.
        for move in self.sudo().filtered(lambda move: move.rma_id and move.move_type == "out_refund"):
            move.rma_id._ask_to_act(
                self.env._("%s was taken back", move.name or move.ref),
                self.env._("The goods count as settled. Credit them by hand if the customer is to have the money."),
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_return(self):
        if any(move.rma_id for move in self.sudo()):
            raise UserError(self.env._("It belongs to a return. Cancel it instead, so that the return shows it."))


class SaleRma(models.Model):
    _inherit = "sale.rma"

    money_trouble = fields.Char(
        "Credit Notes Taken Back", compute="_compute_money_trouble", compute_sudo=True, help="By an accountant."
    )

    @api.depends("refund_ids.state", "refund_ids.reversal_move_ids.state")
    def _compute_money_trouble(self):
        for rma in self:
            names = ", ".join(rma.refund_ids._taken_back().mapped(lambda note: note.name or note.ref))
            rma.money_trouble = self.env._("Taken back: %s.", names) if names else False
