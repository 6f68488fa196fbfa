"""Dialog that asks why no restocking fee is charged."""

from odoo import fields, models


class SaleRmaWaiveFee(models.TransientModel):
    _name = "sale.rma.waive.fee"
    _description = "Waive the Fee of a Return"

    rma_ids = fields.Many2many("sale.rma", string="Returns", required=True)
    note = fields.Char("Why", required=True)

    def action_waive(self):
        """Waive the fee of the returns; see :meth:`sale.rma.action_waive_fee`."""
        self.ensure_one()
        return self.rma_ids.action_waive_fee(self.note)
