from odoo import fields, models


class SaleOrderReason(models.Model):
    _inherit = "sale.order.reason"

    kind = fields.Selection(
        selection_add=[("check", "Failed Check"), ("reprint", "Label Reprint")],
        ondelete={"check": "cascade", "reprint": "cascade"},
    )
