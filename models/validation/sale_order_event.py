from odoo import api, models


class SaleOrderEvent(models.Model):
    _inherit = "sale.order.event"

    @api.model
    def _selection_document(self):
        """Extend: waivers point at findings."""
        finding = "order.validation.finding"
        return [*super()._selection_document(), (finding, self.env[finding]._description)]
