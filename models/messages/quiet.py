"""Orders in which nothing has happened for too long."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..lifecycle.const import ORDER_STATUS

# What is planned for later waits on purpose, so its time begins when it should begin. Orders older than the log count
# from what is known of them.
QUIET = """
    SELECT o.id, o.id AS order_id, o.partner_id, o.company_id, o.user_id, o.team_id, o.order_status AS status,
           happened.id AS event_id, since.at AS since, %(now)s::date - since.at::date AS age, expected.hours,
           expected.notify AND since.at >= COALESCE(expected.after, '-infinity') AS notify,
           o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1) AS value
      FROM unnest(%(companies)s::int[], %(statuses)s::varchar[], %(hours)s::float[], %(notify)s::bool[],
                  %(moments)s::timestamp[], %(known)s::timestamp[])
           AS expected (company_id, status, hours, notify, before, after)
      JOIN sale_order o ON o.company_id = expected.company_id AND o.order_status = expected.status
      LEFT JOIN LATERAL (
           SELECT e.id, e.happened_at FROM sale_order_event e
            WHERE e.order_id = o.id AND e.kind = 'status' ORDER BY e.happened_at DESC, e.id DESC LIMIT 1
           ) happened ON TRUE
      LEFT JOIN LATERAL (
           SELECT MAX(p.shipped_at) AS shipped_at, MAX(p.delivered_at) AS delivered_at,
                  MIN(p.scheduled_date) FILTER (
                        WHERE p.state NOT IN ('done', 'cancel')
                          AND o.order_status IN ('entered', 'in_progress', 'ready')
                  ) AS planned_at
             FROM stock_picking p WHERE p.sale_id = o.id AND p.return_id IS NULL
           ) goods ON TRUE
     CROSS JOIN LATERAL (
           SELECT GREATEST(
                  COALESCE(happened.happened_at, GREATEST(o.date_order, goods.shipped_at, goods.delivered_at)),
                  goods.planned_at) AS at
           ) since
     WHERE since.at < expected.before
"""


class OrderQuiet(models.Model):
    """One row for each order that is longer in its status than its company expects. See docs/messages.md."""

    _name = "order.quiet"
    _description = "Order That Went Quiet"
    _auto = False
    _log_access = False
    _order = "since, id"
    _rec_name = "order_id"
    _depends = {
        "sale.order": [
            "order_status",
            "date_order",
            "amount_untaxed",
            "currency_rate",
            "partner_id",
            "user_id",
            "team_id",
            "company_id",
        ],
        "sale.order.event": ["order_id", "kind", "happened_at"],
        "stock.picking": ["sale_id", "state", "scheduled_date", "shipped_at", "delivered_at", "return_id"],
    }

    order_id = fields.Many2one("sale.order", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    status = fields.Selection(ORDER_STATUS, readonly=True)
    event_id = fields.Many2one("sale.order.event", "Last Change of Status", readonly=True)
    since = fields.Datetime(
        "Quiet Since", readonly=True, help="When it came into its status, or, if that is later, when work was planned."
    )
    age = fields.Integer("Age (Days)", readonly=True, aggregator="max")
    hours = fields.Float("Expected within", readonly=True, aggregator=None, help="Working hours.")
    notify = fields.Boolean("Activity", readonly=True)
    value = fields.Monetary(readonly=True, help="Of the order, without taxes, in the company's currency.")
    next_event = fields.Char("Expected Next", compute="_compute_next_event")

    @property
    def _table_query(self):
        limits = self.env["order.quiet.rule"]._limits()
        columns = zip(*limits, strict=True) if limits else [()] * 6
        names = ("companies", "statuses", "hours", "notify", "moments", "known")
        values = {name: list(column) for name, column in zip(names, columns, strict=True)}
        return SQL(QUIET, now=fields.Datetime.now(), **values)

    @api.depends("status")
    def _compute_next_event(self):
        words = self.env["order.quiet.rule"]._expected_words()
        for row in self:
            row.next_event = words.get(row.status, False)

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Extend: what this transaction has changed is written to the log first."""
        self.env["sale.order.event"]._search([], limit=1)
        return super()._search(domain, *args, **kwargs)

    def action_open_order(self):
        """Open the order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }
