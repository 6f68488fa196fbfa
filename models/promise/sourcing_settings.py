"""How a company prefers to source its orders."""

from odoo import fields, models

from ...engine.sourcing import FEWEST
from .const import PREFERENCES


class ResCompany(models.Model):
    _inherit = "res.company"

    sourcing_preference = fields.Selection(
        PREFERENCES,
        required=True,
        default=FEWEST,
        help="Which way to send an order is marked as the best one. A way that keeps the customer's date goes before"
        " one that does not.",
    )
    transfer_days = fields.Integer(
        "Days Between Warehouses",
        default=1,
        help="How long a transfer between two warehouses takes, where the lead times of a resupply route say nothing.",
    )

    _transfer_days_positive = models.Constraint(
        "CHECK (transfer_days >= 0)", "A transfer cannot arrive before it leaves."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sourcing_preference = fields.Selection(related="company_id.sourcing_preference", readonly=False)
    transfer_days = fields.Integer(related="company_id.transfer_days", readonly=False)
