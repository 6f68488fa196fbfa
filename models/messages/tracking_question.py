"""How many orders needed a question: the figure that the tracking page is there for."""

from odoo import api, fields, models
from odoo.tools import SQL

# One row for each order that its customer could look up: it has a link, or was looked at.
REPORT = """
SELECT o.id, o.id AS order_id, o.company_id, o.user_id, o.team_id, p.commercial_partner_id, o.date_order,
       o.order_status, COALESCE(d.views, 0) AS views, COALESCE(d.asks, 0) AS asks, 1 AS orders,
       CASE WHEN d.views > 0 THEN 1.0 ELSE 0.0 END AS seen, CASE WHEN d.asks > 0 THEN 1.0 ELSE 0.0 END AS asked
  FROM sale_order o
  JOIN res_partner p ON p.id = o.partner_id
  LEFT JOIN (SELECT order_id, SUM(views) AS views, SUM(asks) AS asks FROM order_tracking_day GROUP BY order_id) d
    ON d.order_id = o.id
 WHERE d.order_id IS NOT NULL OR EXISTS (SELECT FROM order_tracking_link l WHERE l.order_id = o.id)
"""


class OrderTrackingQuestion(models.Model):
    """One row for each order that its customer could look up."""

    _name = "order.tracking.question"
    _description = "Questions per Order"
    _auto = False
    _order = "asks desc, date_order desc, id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    date_order = fields.Datetime("Order Date", readonly=True)
    order_status = fields.Selection(
        lambda self: self.env["sale.order"]._fields["order_status"].selection, "Status", readonly=True
    )
    orders = fields.Integer(readonly=True)
    views = fields.Integer("Visits", readonly=True)
    asks = fields.Integer("Questions", readonly=True)
    seen = fields.Float("Looked At", readonly=True, aggregator="avg", help="The share of orders that were looked at.")
    asked = fields.Float(
        "Needed a Question", readonly=True, aggregator="avg", help="The share of orders about which somebody asked."
    )

    _depends = {
        "order.tracking.day": ["order_id", "views", "asks"],
        "order.tracking.link": ["order_id"],
        "sale.order": ["company_id", "user_id", "team_id", "partner_id", "date_order", "order_status"],
        "res.partner": ["commercial_partner_id"],
    }

    @property
    def _table_query(self):
        return SQL(REPORT)

    @api.readonly
    def action_open_order(self):
        """Open the order of a row."""
        return self.order_id._get_records_action()
