"""What returns cost the customer, and what is done about replacements whose goods do not come back."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_fee_product_id = fields.Many2one(
        "product.product",
        "Restocking Fee Product",
        domain="[('type', '=', 'service'), ('company_id', 'in', (False, id))]",
        ondelete="restrict",
        help="Whose account and taxes a restocking fee has.",
    )
    rma_payout_user_id = fields.Many2one(
        "res.users",
        "Refunds Are Paid By",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        ondelete="set null",
        help="Is told what is to be paid out; without somebody here, the owner of the return is.",
    )
    rma_replacement_days = fields.Integer(
        "Days for Replaced Goods",
        default=14,
        help="Until when goods must have come back whose replacement was sent before.",
    )
    rma_charge_replacements = fields.Boolean(
        "Charge Replacements", help="Goods that do not come back in time are charged; otherwise somebody is told."
    )

    _rma_replacement_days_positive = models.Constraint(
        "CHECK (COALESCE(rma_replacement_days, 0) >= 0)", "Days for replaced goods cannot be negative."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_fee_product_id = fields.Many2one(related="company_id.rma_fee_product_id", readonly=False)
    rma_payout_user_id = fields.Many2one(related="company_id.rma_payout_user_id", readonly=False)
    rma_replacement_days = fields.Integer(related="company_id.rma_replacement_days", readonly=False)
    rma_charge_replacements = fields.Boolean(related="company_id.rma_charge_replacements", readonly=False)
