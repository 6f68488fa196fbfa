"""How often the page of an order was seen, and how often somebody had to ask."""

from odoo import api, fields, models
from odoo.tools import SQL


class OrderTrackingDay(models.Model):
    """Counts, without any trace of who it was."""

    _name = "order.tracking.day"
    _description = "Visits of an Order's Page"
    _order = "day desc, id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    day = fields.Date(required=True, readonly=True)
    views = fields.Integer(readonly=True)
    asks = fields.Integer("Questions", readonly=True)

    _once = models.UniqueIndex("(order_id, day)", "One row for each order and day.")

    @api.model
    def _count(self, order, views=0, asks=0):
        """Count a visit of an order's page, or a question.

        :param sale.order order: whose page it is
        """
        day = order.company_id.sudo()._local_day()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO order_tracking_day AS d (order_id, company_id, day, views, asks)
                VALUES (%s, %s, %s, %s, %s)
                ON CONFLICT (order_id, day)
                DO UPDATE SET views = d.views + EXCLUDED.views, asks = d.asks + EXCLUDED.asks
                """,
                order.id,
                order.company_id.id,
                day,
                views,
                asks,
            )
        )
        self.invalidate_model(["views", "asks"])

    @api.model
    def _questions_today(self, order):
        """Return how many questions came about an order today."""
        day = order.company_id.sudo()._local_day()
        return sum(self.sudo().search([("order_id", "=", order.id), ("day", "=", day)]).mapped("asks"))
