"""The key of an order's page."""

from odoo import fields, models


class OrderTrackingLink(models.Model):
    """Who has it may see the order's page. A new secret withdraws all addresses that were sent before."""

    _name = "order.tracking.link"
    _description = "Link to an Order's Page"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    secret = fields.Char(required=True, readonly=True, groups="base.group_system")
    expires_at = fields.Datetime(readonly=True, help="Empty: as long as the order goes on.")
    withdrawn_at = fields.Datetime(readonly=True)

    _once = models.UniqueIndex("(order_id)", "An order has one link.")
