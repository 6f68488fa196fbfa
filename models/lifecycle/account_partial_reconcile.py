from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: orders learn of the payment, however it was matched."""
        lines = self.env["account.move.line"].browse(
            vals[side] for vals in vals_list for side in ("debit_move_id", "credit_move_id")
        )
        orders = lines.move_id._note_for_orders("payment")
        partials = super().create(vals_list)
        orders._refresh_order_status()
        return partials

    def unlink(self):
        """Extend: orders learn that a payment was taken back."""
        lines = self.debit_move_id | self.credit_move_id
        orders = lines.move_id._note_for_orders("payment")
        result = super().unlink()
        orders._refresh_order_status()
        return result
