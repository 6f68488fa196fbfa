from odoo import models


class SaleOrderReason(models.Model):
    _inherit = "sale.order.reason"

    def _is_used(self):
        """Extend: reasons for which something was waived."""
        findings = self.env["order.validation.finding"].sudo()
        groups = findings._read_group([("waive_reason_id", "in", self.ids)], ["waive_reason_id"])
        return super()._is_used() | self.browse({reason.id for (reason,) in groups})
