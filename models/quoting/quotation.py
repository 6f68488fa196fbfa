"""What a quotation is to those who read it: its number with the revision, and when it was first sent."""

from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Filled for old orders by hooks.COLUMNS
    quote_revision = fields.Integer(
        "Revision",
        readonly=True,
        copy=False,
        default=0,
        help="0: never sent. 1: as first sent. Changing what was sent begins the next one.",
    )
    quote_sent_at = fields.Datetime("First Sent", readonly=True, copy=False, help="When the customer got it first")
    quote_number = fields.Char("Number with Revision", compute="_compute_quote_number")

    @api.depends("name", "quote_revision", "state")
    def _compute_quote_number(self):
        for order in self:
            revised = order.quote_revision > 1
            order.quote_number = f"{order.name} Rev. {order.quote_revision}" if revised else order.name
