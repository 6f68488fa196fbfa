from odoo import models


class SaleOrderReason(models.Model):
    _inherit = "sale.order.reason"

    def _is_used(self):
        """Extend: reasons for which a check failed."""
        used = super()._is_used()
        for model in ("fulfilment.check", "fulfilment.check.line"):
            groups = self.env[model].sudo()._read_group([("reason_id", "in", self.ids)], ["reason_id"])
            used |= self.browse({reason.id for (reason,) in groups})
        return used
