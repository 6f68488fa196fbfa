from odoo import api, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a reservation typed in for a held order is refused.

        Odoo's own reservation skips held orders before it comes here.
        """
        lines = super().create(vals_list)
        reserving = lines.filtered(lambda line: line.quantity > 0 and line.state != "done")
        reserving.move_id._held_orders()._check_not_held()
        return lines
