"""What came back, why, what became of it, what it cost and how long it took."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..lifecycle.sale_order_facts_moves import OURS, OUTGOING
from .const import DISPOSITIONS, RESOLUTIONS, SOURCES, STATES

# One row for each line that was ever requested. Quantities in the products' units, money untaxed in the companies'
# currencies, times in days. Times of lines count from and to what happened to the line itself, where it can be told.
REPORT = """
SELECT l.id, l.id AS line_id, l.rma_id, l.company_id, l.state, a.source, a.partner_id, a.commercial_partner_id,
       a.user_id, l.product_id, t.categ_id, l.order_id, o.user_id AS salesman_id, sent.carrier_id, l.reason_id,
       l.inspection_reason_id, COALESCE(found.return_fault, asked.return_fault) AS fault, l.resolution,
       l.disposition, a.requested_at, a.done_at, 1 AS line_count,
       l.quantity * unit.per_product AS quantity, l.quantity_received * unit.per_product AS received,
       l.quantity_accepted * unit.per_product AS accepted, l.amount AS value, money.refunded, money.fee,
       days.approve AS days_to_approve, days.arrive AS days_to_arrive, days.inspect AS days_to_inspect,
       days.resolve AS days_to_resolve, days.whole AS days_in_all, days.dock AS dock_to_stock,
       days.refund AS days_to_refund,
       CASE WHEN l.state IN ('requested', 'approved', 'in_transit', 'received', 'inspected')
            THEN EXTRACT(EPOCH FROM (NOW() AT TIME ZONE 'UTC') - a.requested_at) / 86400 END AS days_open
  FROM sale_rma_line l
  JOIN sale_rma a ON a.id = l.rma_id AND a.requested_at IS NOT NULL
  JOIN product_product p ON p.id = l.product_id
  JOIN product_template t ON t.id = p.product_tmpl_id
  JOIN uom_uom u ON u.id = l.uom_id
  JOIN uom_uom pu ON pu.id = t.uom_id
  LEFT JOIN sale_order o ON o.id = l.order_id
  LEFT JOIN sale_order_reason asked ON asked.id = l.reason_id
  LEFT JOIN sale_order_reason found ON found.id = l.inspection_reason_id
 CROSS JOIN LATERAL (SELECT u.factor / pu.factor AS per_product) unit
  LEFT JOIN LATERAL (
        SELECT MIN(picking.carrier_id) AS carrier_id
          FROM stock_move m
          JOIN stock_picking picking ON picking.id = m.picking_id
         WHERE m.sale_line_id = l.sale_line_id AND m.state = 'done' AND m.rma_line_id IS NULL
           AND m.origin_returned_move_id IS NULL AND picking.carrier_id IS NOT NULL) sent ON TRUE
  LEFT JOIN LATERAL (
        SELECT MIN(m.date) FILTER (WHERE m.rma_receipt) AS received_at,
               MAX(m.date) FILTER (WHERE m.rma_inspection_id IS NOT NULL) AS put_away_at
          FROM stock_move m
         WHERE m.rma_line_id = l.id AND m.state = 'done') goods ON TRUE
  LEFT JOIN LATERAL (
        SELECT MAX(i.inspected_at) AS inspected_at, MAX(i.settled_at) AS settled_at
          FROM sale_rma_inspection i WHERE i.rma_line_id = l.id) looked ON TRUE
  LEFT JOIN LATERAL (
        SELECT SUM(x.balance) FILTER (WHERE v.move_type = 'out_refund' AND x.balance > 0) AS refunded,
               -SUM(x.balance) FILTER (WHERE x.balance < 0) AS fee,
               MIN(v.invoice_date) FILTER (WHERE v.move_type = 'out_refund') AS refunded_on
          FROM account_move_line x
          JOIN account_move v ON v.id = x.move_id AND v.state = 'posted'
         WHERE x.rma_line_id = l.id) money ON TRUE
 CROSS JOIN LATERAL (
        SELECT %(approve)s AS approve, %(arrive)s AS arrive, %(inspect)s AS inspect, %(resolve)s AS resolve,
               %(whole)s AS whole, %(dock)s AS dock, GREATEST(money.refunded_on - goods.received_at::date, 0) AS refund
       ) days
"""
# (from, to) of each time
TIMES = {
    "approve": ("a.requested_at", "a.approved_at"),
    "arrive": ("a.approved_at", "goods.received_at"),
    "inspect": ("goods.received_at", "looked.inspected_at"),
    "resolve": ("looked.inspected_at", "looked.settled_at"),
    "whole": ("a.requested_at", "a.done_at"),
    "dock": ("goods.received_at", "goods.put_away_at"),
}
# What the cycle times are called where they are listed
STAGES = [
    ("days_to_approve", "Requested to approved"),
    ("days_to_arrive", "Approved to received"),
    ("days_to_inspect", "Received to inspected"),
    ("days_to_resolve", "Inspected to resolved"),
    ("dock_to_stock", "Dock to stock"),
    ("days_to_refund", "Received to refunded"),
    ("days_in_all", "Requested to closed"),
]


class SaleRmaReport(models.Model):
    """One row for each line of a return that was ever requested."""

    _name = "sale.rma.report"
    _description = "Returns Analysis"
    _auto = False
    _order = "requested_at desc, id desc"
    _rec_name = "rma_id"

    rma_id = fields.Many2one("sale.rma", "Return", readonly=True)
    line_id = fields.Many2one("sale.rma.line", "Return Line", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(STATES, "Stage", readonly=True)
    source = fields.Selection(SOURCES, "Came From", readonly=True)
    partner_id = fields.Many2one("res.partner", "Contact", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    salesman_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    carrier_id = fields.Many2one("delivery.carrier", "Carrier of the Delivery", readonly=True)
    reason_id = fields.Many2one("sale.order.reason", readonly=True)
    inspection_reason_id = fields.Many2one("sale.order.reason", "Inspector's Reason", readonly=True)
    fault = fields.Selection(
        lambda self: self.env["sale.order.reason"]._fields["return_fault"].selection,
        readonly=True,
        help="By the inspector's reason, else by the customer's.",
    )
    resolution = fields.Selection(RESOLUTIONS, readonly=True)
    disposition = fields.Selection(DISPOSITIONS, readonly=True)
    requested_at = fields.Datetime("Requested", readonly=True)
    done_at = fields.Datetime("Closed", readonly=True)
    line_count = fields.Integer("Lines", readonly=True)
    quantity = fields.Float("Announced", digits="Product Unit", readonly=True)
    received = fields.Float(digits="Product Unit", readonly=True)
    accepted = fields.Float(digits="Product Unit", readonly=True)
    value = fields.Monetary(readonly=True, help="What the customer paid for what was announced, with taxes.")
    refunded = fields.Monetary(readonly=True, help="On posted credit notes, without taxes, before fees.")
    fee = fields.Monetary("Fees", readonly=True, help="Restocking fees without taxes.")
    days_to_approve = fields.Float(readonly=True, aggregator="avg", digits=(16, 1))
    days_to_arrive = fields.Float(readonly=True, aggregator="avg", digits=(16, 1))
    days_to_inspect = fields.Float(readonly=True, aggregator="avg", digits=(16, 1))
    days_to_resolve = fields.Float(readonly=True, aggregator="avg", digits=(16, 1))
    days_in_all = fields.Float("Days in All", readonly=True, aggregator="avg", digits=(16, 1))
    dock_to_stock = fields.Float("Days from Dock to Stock", readonly=True, aggregator="avg", digits=(16, 1))
    days_to_refund = fields.Float(readonly=True, aggregator="avg", digits=(16, 1))
    days_open = fields.Float(readonly=True, aggregator="avg", digits=(16, 1), help="Of what is not closed.")

    @property
    def _table_query(self):
        """Read it from the returns, so that it is never out of date."""
        return self._report_sql()

    @api.model
    def _report_sql(self):
        times = {
            name: SQL("EXTRACT(EPOCH FROM %s - %s) / 86400", SQL(end), SQL(begin))
            for name, (begin, end) in TIMES.items()
        }
        return SQL(REPORT, **times)

    def action_open_return(self):
        """Open the return behind a row."""
        self.ensure_one()
        return self.rma_id._get_records_action()


class SaleRmaCycle(models.Model):
    """How long a stage took: number, mean, median and ninth decile of the lines that finished it in a month."""

    _name = "sale.rma.cycle"
    _description = "Cycle Times of Returns"
    _auto = False
    _order = "month desc, stage"
    _rec_name = "stage"

    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True, help="In which the returns were requested.")
    stage = fields.Selection(STAGES, readonly=True)
    line_count = fields.Integer("Lines", readonly=True, aggregator=None)
    mean = fields.Float("Mean Days", readonly=True, aggregator=None, digits=(16, 1))
    median = fields.Float("Median Days", readonly=True, aggregator=None, digits=(16, 1))
    ninth_decile = fields.Float("P90 Days", readonly=True, aggregator=None, digits=(16, 1))
    open_count = fields.Integer("Still Open", readonly=True, aggregator=None, help="Lines that have not finished it.")
    open_days = fields.Float("Days Open", readonly=True, aggregator=None, digits=(16, 1), help="On average.")

    @property
    def _table_query(self):
        """Read it from the lines of returns."""
        rows = SQL(", ").join(SQL("(%s, %s)", name, SQL.identifier("line", name)) for name, _title in STAGES)
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (ORDER BY company_id, month, stage) AS id, *
              FROM (SELECT line.company_id, DATE_TRUNC('month', line.requested_at)::date AS month, took.stage,
                           COUNT(took.days) AS line_count, AVG(took.days) AS mean,
                           PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY took.days) AS median,
                           PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY took.days) AS ninth_decile,
                           COUNT(line.days_open) FILTER (WHERE took.days IS NULL) AS open_count,
                           AVG(line.days_open) FILTER (WHERE took.days IS NULL) AS open_days
                      FROM (%(report)s) line
                     CROSS JOIN LATERAL (VALUES %(rows)s) took (stage, days)
                     GROUP BY 1, 2, 3) cycle
             WHERE line_count > 0 OR open_count > 0
            """,
            report=self.env["sale.rma.report"]._report_sql(),
            rows=rows,
        )


class SaleRmaRate(models.Model):
    """One row for each shipment of a product: how much of it came back, whenever it did.

    A return counts for the month of its shipment, so the rate of a month is that of its own goods.
    """

    _name = "sale.rma.rate"
    _description = "Return Rate"
    _auto = False
    _order = "shipped_at desc, id desc"
    _rec_name = "product_id"

    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    carrier_id = fields.Many2one("delivery.carrier", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    shipped_at = fields.Datetime("Shipped", readonly=True)
    shipped = fields.Float("Units Shipped", digits="Product Unit", readonly=True)
    returned = fields.Float("Units Returned", digits="Product Unit", readonly=True)
    rate = fields.Float("Return Rate (%)", digits=(16, 1), readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        """Read it from the moves."""
        return SQL(
            """
            SELECT m.id, m.company_id, m.product_id, t.categ_id, o.partner_id, p.carrier_id, o.id AS order_id,
                   COALESCE(p.shipped_at, p.date_done, m.date) AS shipped_at,
                   m.quantity * u.factor / pu.factor AS shipped, back.returned,
                   100 * back.returned / NULLIF(m.quantity * u.factor / pu.factor, 0) AS rate
              FROM stock_move m
              JOIN sale_order_line l ON l.id = m.sale_line_id
              JOIN sale_order o ON o.id = l.order_id
              JOIN stock_location src ON src.id = m.location_id
              JOIN stock_location dst ON dst.id = m.location_dest_id
              JOIN product_product pp ON pp.id = m.product_id
              JOIN product_template t ON t.id = pp.product_tmpl_id
              JOIN uom_uom u ON u.id = m.product_uom
              JOIN uom_uom pu ON pu.id = t.uom_id
              LEFT JOIN stock_picking p ON p.id = m.picking_id
             CROSS JOIN LATERAL (
                    SELECT COALESCE(SUM(r.quantity * ru.factor / pu.factor), 0) AS returned
                      FROM stock_move r
                      JOIN uom_uom ru ON ru.id = r.product_uom
                     WHERE r.origin_returned_move_id = m.id AND r.state = 'done') back
             WHERE m.state = 'done' AND m.quantity > 0 AND o.rma_id IS NULL AND %(ours)s AND %(outgoing)s
            """,
            ours=OURS,
            outgoing=OUTGOING,
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Override: the rate of several shipments is the ratio of their sums."""
        if aggregate_spec != "rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        returned, shipped = (self._field_to_sql(self._table, name, query) for name in ("returned", "shipped"))
        return SQL("ROUND(100 * SUM(%s) / NULLIF(SUM(%s), 0), 2)", returned, shipped)
