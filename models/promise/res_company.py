from odoo import fields, models

from .const import ALLOW, OVERSELL_POLICIES


class ResCompany(models.Model):
    _inherit = "res.company"

    oversell_policy = fields.Selection(
        OVERSELL_POLICIES,
        "Overselling",
        required=True,
        default=ALLOW,
        help="What happens when more is ordered than there will be in time; categories and products may differ.",
    )

    def _warehouses(self):
        """Return the warehouses of this company."""
        return self.env["stock.warehouse"].search([("company_id", "in", self.ids)])
