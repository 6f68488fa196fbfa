from odoo import api, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a reservation typed in for a held order is refused.

        Odoo's own reservation skips held orders before it comes here.
        """
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.quantity > 0)._check_may_reserve()
        return lines

    def write(self, vals):
        """Extend: so is one that is raised."""
        if vals.get("quantity"):
            self.filtered(lambda line: vals["quantity"] > line.quantity)._check_may_reserve()
        return super().write(vals)

    def _check_may_reserve(self):
        """Refuse to reserve for held orders.

        :raise UserError: naming the held orders and their reasons
        """
        self.filtered(lambda line: line.state not in ("done", "cancel")).move_id._held_orders()._check_not_held()
