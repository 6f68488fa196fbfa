"""What the figures of a customer's credit say of one order."""

from odoo import api, fields, models

from .res_partner_credit import GROUPS


class SaleOrder(models.Model):
    _inherit = "sale.order"

    credit_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    credit_to_invoice = fields.Monetary(
        "Not Invoiced",
        compute="_compute_credit_figures",
        currency_field="credit_currency_id",
        groups=GROUPS,
        help="What is left of the order to be invoiced, taxes included, in company currency.",
    )
    credit_prepaid = fields.Monetary(
        "Prepaid",
        compute="_compute_credit_figures",
        currency_field="credit_currency_id",
        groups=GROUPS,
        help="What was paid online on the order and is not in the ledger yet, in company currency.",
    )

    @api.depends("state", "amount_total", "invoice_status")
    def _compute_credit_figures(self):
        """As the check of orders sees them, for all orders of a company at once."""
        rows = {}
        # Credit managers see these sums without being accountants.
        for company, orders in self.sudo().grouped("company_id").items():
            customers = orders.partner_invoice_id.commercial_partner_id
            found = self.env["sale.order.credit"].sudo()._open_orders(customers, company)
            rows.update((row["id"], row) for row in found)
        for order in self:
            row = rows.get(order._origin.id, {})
            order.credit_to_invoice = row.get("to_invoice", 0.0)
            order.credit_prepaid = row.get("prepaid", 0.0)
