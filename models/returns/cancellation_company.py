from odoo import fields, models
from odoo.fields import Command

FEE_MODES = [("none", "No Fee"), ("draft", "Draft Invoice"), ("posted", "Posted Invoice")]


class ResCompany(models.Model):
    _inherit = "res.company"

    cancellation_fee_mode = fields.Selection(
        FEE_MODES,
        "Cancellation Fees",
        default="none",
        required=True,
        help="How the fee of a cancellation reason is invoiced. A refunded deposit has it taken off at once.",
    )
    cancellation_fee_product_id = fields.Many2one(
        "product.product",
        domain=[("type", "=", "service")],
        help="Says account and taxes of the fee.",
    )
    deposit_responsible_id = fields.Many2one(
        "res.users",
        "Looks after Deposits",
        domain=[("share", "=", False)],
        help="Gets an activity when an order is cancelled and its deposit is not refunded.",
    )

    def write(self, vals):
        """Extend: who switches fees on has a product for them."""
        result = super().write(vals)
        if "cancellation_fee_mode" in vals:
            self.filtered(lambda company: company.cancellation_fee_mode != "none")._create_cancellation_fee_product()
        return result

    def _create_cancellation_fee_product(self):
        """Create the product of the fee where there is none; with the company's usual taxes."""
        for company in self.filtered(lambda company: not company.cancellation_fee_product_id):
            company.cancellation_fee_product_id = (
                self.env["product.product"]
                .with_company(company)
                .create(
                    {
                        "name": self.env._("Cancellation Fee"),
                        "type": "service",
                        "invoice_policy": "order",
                        "list_price": 0.0,
                        "sale_ok": False,
                        "purchase_ok": False,
                        "company_id": company.id,
                        "taxes_id": [Command.set(company.account_sale_tax_id.ids)],
                        "supplier_taxes_id": [Command.clear()],
                    }
                )
            )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cancellation_fee_mode = fields.Selection(related="company_id.cancellation_fee_mode", readonly=False)
    cancellation_fee_product_id = fields.Many2one(related="company_id.cancellation_fee_product_id", readonly=False)
    deposit_responsible_id = fields.Many2one(related="company_id.deposit_responsible_id", readonly=False)
