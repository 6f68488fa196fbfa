"""How often the page of an order was seen, and how often somebody had to ask."""

from odoo import fields, models


class OrderTrackingDay(models.Model):
    """Counts, without any trace of who it was."""

    _name = "order.tracking.day"
    _description = "Visits of an Order's Page"
    _order = "day desc, id desc"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    day = fields.Date(required=True, readonly=True)
    views = fields.Integer(readonly=True)
    asks = fields.Integer("Questions", readonly=True)

    _once = models.UniqueIndex("(order_id, day)", "One row for each order and day.")
