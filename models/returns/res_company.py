"""Terms of returns of a company; all that acts by itself is off by default."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_window_days = fields.Integer(
        "Return Window", default=30, help="Days after delivery in which goods can be returned; 0: without end."
    )
    rma_auto_approve = fields.Boolean("Approve Returns Automatically")
    rma_auto_approve_amount = fields.Monetary(
        "Up To", currency_field="currency_id", help="Returns worth more are decided by somebody."
    )
    rma_instructions = fields.Html(
        "Instructions on Return Slips", translate=True, help="Printed on every return slip, and shown to customers."
    )

    _rma_terms_positive = models.Constraint(
        "CHECK (COALESCE(rma_window_days, 0) >= 0 AND COALESCE(rma_auto_approve_amount, 0) >= 0)",
        "Days and amounts of returns cannot be negative.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_window_days = fields.Integer(related="company_id.rma_window_days", readonly=False)
    rma_auto_approve = fields.Boolean(related="company_id.rma_auto_approve", readonly=False)
    rma_auto_approve_amount = fields.Monetary(
        related="company_id.rma_auto_approve_amount", readonly=False, currency_field="rma_currency_id"
    )
    rma_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of Returns")
    rma_instructions = fields.Html(related="company_id.rma_instructions", readonly=False)
