"""What a company wants of its parcels, and what it prints into them."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    weight_tolerance = fields.Float(
        digits=(5, 2),
        help="By how many percent a parcel may differ from the weight of its goods. 0: parcels are not weighed.",
    )
    package_limit_enforced = fields.Boolean(
        "Enforce Weight Limits", help="What weighs more than its package type takes is not packed, and does not leave."
    )
    packing_slip_prices = fields.Boolean("Prices on Packing Slips")
    return_instructions = fields.Text(translate=True, help="Printed on packing slips.")

    _weight_tolerance_valid = models.Constraint(
        "CHECK (weight_tolerance >= 0 AND weight_tolerance <= 100)",
        "The weight tolerance lies between 0 and 100 percent.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    weight_tolerance = fields.Float(related="company_id.weight_tolerance", readonly=False)
    package_limit_enforced = fields.Boolean(related="company_id.package_limit_enforced", readonly=False)
    packing_slip_prices = fields.Boolean(related="company_id.packing_slip_prices", readonly=False)
    return_instructions = fields.Text(related="company_id.return_instructions", readonly=False)
