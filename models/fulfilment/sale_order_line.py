from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _forget_promises(self, lines=None):
        """Extend: transfers have to leave by when their lines are promised for."""
        result = super()._forget_promises(lines)
        pickings = (self.order_line if lines is None else lines).move_ids.picking_id
        open_pickings = pickings.filtered(lambda picking: picking.state not in ("done", "cancel"))
        self.env.add_to_compute(pickings._fields["ship_by"], open_pickings)
        return result
