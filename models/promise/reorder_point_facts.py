"""What reorder points are made of: what was shipped, how long supply takes, and which rules there are."""

from collections import defaultdict

from odoo import SUPERUSER_ID, models
from odoo.tools import SQL

from ...engine.reorder import LeadTime, measure_lead_time
from .const import PRODUCTION, RECEIPTS, VENDOR

# Goods of which stock is kept, in use.
STOCKED = SQL("p.active AND t.active AND t.is_storable")
# To the customer, from a place of a warehouse: not what the vendor sends, and nothing between warehouses. What is
# sold to a sister company leaves through a transit location of no company.
TO_CUSTOMER = SQL(
    "dst.usage = 'customer' OR (dst.usage = 'transit' AND dst.company_id IS NULL AND m.sale_line_id IS NOT NULL)"
)

# Whose figures may have changed: what was shipped, what has a rule, and what was listed until now.
CANDIDATES = """
    SELECT m.product_id
      FROM stock_move m JOIN stock_location src ON src.id = m.location_id AND src.usage = 'internal'
      JOIN stock_location dst ON dst.id = m.location_dest_id
      JOIN stock_warehouse w ON w.id = src.warehouse_id AND w.company_id = %(company)s
     WHERE m.state = 'done' AND m.date >= %(since)s AND (%(to_customer)s)
     UNION
    SELECT product_id FROM stock_warehouse_orderpoint WHERE company_id = %(company)s AND active
     UNION
    SELECT product_id FROM product_reorder_point WHERE company_id = %(company)s
     ORDER BY 1
"""

# What left on each of the company's days. What came back into stock is taken off the day on which it had left (or,
# where no shipment is known, off the day on which it came back): it was no demand. What went back to the scrap heap
# was. Nothing falls below zero. A product is as old in a warehouse as the younger of the two is in Odoo. Where that
# was recorded within the period, the first movement tells: history may have been imported.
DEMAND = """
    WITH shipped AS (
        SELECT m.id, m.product_id, src.warehouse_id, %(day_of_move)s AS day,
               (m.quantity * mu.factor / pu.factor)::float8 AS quantity
          FROM stock_move m
          JOIN stock_location src ON src.id = m.location_id AND src.usage = 'internal'
          JOIN stock_location dst ON dst.id = m.location_dest_id
          JOIN stock_warehouse w ON w.id = src.warehouse_id AND w.company_id = %(company)s AND w.active
          JOIN product_product p ON p.id = m.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id
          JOIN uom_uom mu ON mu.id = m.product_uom
          JOIN uom_uom pu ON pu.id = t.uom_id
         WHERE m.product_id = ANY(%(products)s) AND m.state = 'done' AND m.date >= %(since)s AND m.quantity > 0
           AND (%(to_customer)s) AND %(stocked)s),
    flow AS (
        SELECT product_id, warehouse_id, day, quantity, 1 AS shipment FROM shipped
         UNION ALL
        SELECT s.product_id, s.warehouse_id, s.day, -m.quantity * mu.factor / pu.factor, 0
          FROM shipped s
          JOIN stock_move m ON m.origin_returned_move_id = s.id AND m.product_id = s.product_id AND m.state = 'done'
          JOIN stock_location dst ON dst.id = m.location_dest_id AND dst.usage IN ('internal', 'transit')
          JOIN product_product p ON p.id = m.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id
          JOIN uom_uom mu ON mu.id = m.product_uom
          JOIN uom_uom pu ON pu.id = t.uom_id
         UNION ALL
        SELECT m.product_id, dst.warehouse_id, %(day_of_move)s, -m.quantity * mu.factor / pu.factor, 0
          FROM stock_move m
          JOIN stock_location src ON src.id = m.location_id AND src.usage = 'customer'
          JOIN stock_location dst ON dst.id = m.location_dest_id AND dst.usage = 'internal'
          JOIN product_product p ON p.id = m.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id
          JOIN uom_uom mu ON mu.id = m.product_uom
          JOIN uom_uom pu ON pu.id = t.uom_id
         WHERE m.product_id = ANY(%(products)s) AND m.state = 'done' AND m.date >= %(since)s
           AND m.origin_returned_move_id IS NULL),
    daily AS (
        SELECT product_id, warehouse_id, day, GREATEST(0, SUM(quantity)) AS quantity, SUM(shipment) AS shipments
          FROM flow GROUP BY 1, 2, 3),
    total AS (
        SELECT product_id, warehouse_id, ARRAY_AGG(quantity) FILTER (WHERE quantity > 0) AS quantities,
               BOOL_AND(ABS(quantity - ROUND(quantity)) < 0.000001) AS whole, SUM(shipments)::int AS shipments,
               MIN(day) AS first
          FROM daily GROUP BY 1, 2 HAVING SUM(shipments) > 0)
    SELECT total.product_id, total.warehouse_id, quantities, whole, shipments, LEAST(total.first, age.first) AS first
      FROM total
      JOIN product_product p ON p.id = total.product_id
      JOIN stock_warehouse w ON w.id = total.warehouse_id
     CROSS JOIN LATERAL (
        SELECT CASE WHEN GREATEST(p.create_date, w.create_date) < %(since)s THEN %(day_of_birth)s
                    ELSE LEAST(%(day_of_birth)s, (
                        SELECT MIN(%(day_of_move)s)
                          FROM stock_move m
                          JOIN stock_location src ON src.id = m.location_id
                          JOIN stock_location dst ON dst.id = m.location_dest_id
                         WHERE m.product_id = p.id AND m.state = 'done' AND w.id IN (src.warehouse_id, dst.warehouse_id)
                    )) END AS first) age
"""

# Days from order to receipt; a receipt in several moves of one day counts once.
MEASURED = """
    SELECT %(kind)s, product_id, ARRAY_AGG(days::float8) FROM (
        SELECT DISTINCT m.product_id, po.id, GREATEST(0, %(day_of_move)s - %(day_of_order)s) AS days
          FROM stock_move m
          JOIN purchase_order_line line ON line.id = m.purchase_line_id
          JOIN purchase_order po ON po.id = line.order_id AND po.company_id = %(company)s
          JOIN stock_location src ON src.id = m.location_id AND src.usage IN ('supplier', 'transit')
          JOIN stock_location dst ON dst.id = m.location_dest_id AND dst.usage = 'internal'
         WHERE m.product_id = ANY(%(products)s) AND m.state = 'done' AND m.date >= %(since)s AND m.quantity > 0
           AND m.origin_returned_move_id IS NULL) receipt
     GROUP BY 2
"""
# The vendor whom Odoo would ask first, see product.product._get_filtered_sellers
SAID_BY_VENDOR = """
    SELECT %(kind)s AS kind, product_id, ARRAY[delay::float8] AS days FROM (
        SELECT DISTINCT ON (p.id) p.id AS product_id, s.delay
          FROM product_product p
          JOIN product_supplierinfo s ON s.product_tmpl_id = p.product_tmpl_id
          JOIN res_partner vendor ON vendor.id = s.partner_id AND vendor.active
         WHERE p.id = ANY(%(products)s) AND (s.product_id IS NULL OR s.product_id = p.id)
           AND (s.company_id IS NULL OR s.company_id = %(company)s)
           AND (s.date_start IS NULL OR s.date_start <= %(today)s)
           AND (s.date_end IS NULL OR s.date_end >= %(today)s)
         ORDER BY p.id, s.sequence, s.min_qty DESC, s.price, s.id) seller
"""
# The bill of materials that Odoo would take, see mrp.bom._bom_find
SAID_BY_BOM = """
    SELECT %(kind)s, product_id, ARRAY[days::float8] FROM (
        SELECT DISTINCT ON (p.id) p.id AS product_id,
               COALESCE(b.produce_delay, 0) + COALESCE(b.days_to_prepare_mo, 0) AS days
          FROM product_product p
          JOIN mrp_bom b ON b.product_tmpl_id = p.product_tmpl_id AND b.active AND b.type = 'normal'
         WHERE p.id = ANY(%(products)s) AND (b.product_id IS NULL OR b.product_id = p.id)
           AND (b.company_id IS NULL OR b.company_id = %(company)s)
         ORDER BY p.id, b.sequence, b.product_id, b.id) bom
"""

# Odoo's own rule for where a warehouse keeps its stock. What the replenishment report proposes for a day (by OdooBot,
# by hand, from nothing to nothing) is no rule: Odoo deletes it again.
RULES = """
    SELECT o.product_id, w.id AS warehouse_id, o.company_id, o.id,
           o.product_min_qty AS minimum, o.product_max_qty AS maximum
      FROM stock_warehouse_orderpoint o
      JOIN stock_warehouse w ON w.lot_stock_id = o.location_id AND w.company_id = o.company_id AND w.active
      JOIN product_product p ON p.id = o.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
     WHERE o.product_id = ANY(%(products)s) AND o.active AND %(stocked)s
       AND NOT (o.create_uid = %(root)s AND o.trigger = 'manual' AND o.product_min_qty = 0 AND o.product_max_qty = 0)
"""


class ProductReorderPoint(models.Model):
    _inherit = "product.reorder.point"

    def _read_candidates(self, terms):
        """Return the ids of the products whose rows may change, in ascending order."""
        rows = self.env.execute_query(
            SQL(CANDIDATES, company=terms.company_id, since=terms.since, to_customer=TO_CUSTOMER)
        )
        return [product_id for (product_id,) in rows]

    def _read_demand(self, terms, products):
        """Return what was shipped of products, as ``{(product id, warehouse id): row}``.

        :param list products: ids
        """
        rows = self.env.execute_query_dict(
            SQL(
                DEMAND,
                company=terms.company_id,
                products=products,
                since=terms.since,
                to_customer=TO_CUSTOMER,
                stocked=STOCKED,
                day_of_move=self._local_day_sql(SQL("m.date"), terms),
                day_of_birth=self._local_day_sql(SQL("GREATEST(p.create_date, w.create_date)"), terms),
            )
        )
        return {(row["product_id"], row["warehouse_id"]): row for row in rows}

    def _local_day_sql(self, moment, terms):
        """Return SQL for the company's day of a moment in UTC."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, terms.zone)

    def _read_lead_times(self, terms, products):
        """Return how long supply takes: ``{product id: (source, LeadTime)}``.

        What was measured, else what the vendor says, else what the bill of materials says; with the days
        that the company needs to place an order.
        """
        found = defaultdict(dict)
        for row in self.env.execute_query_dict(SQL(" UNION ALL ").join(self._lead_time_queries(terms, products))):
            found[row["product_id"]][row["kind"]] = row["days"]
        lead_times = {}
        for product, known in found.items():
            if RECEIPTS in known:
                lead_times[product] = RECEIPTS, measure_lead_time(known[RECEIPTS], extra=terms.extra_days)
            elif VENDOR in known:
                lead_times[product] = VENDOR, LeadTime(known[VENDOR][0] + terms.extra_days)
            else:
                lead_times[product] = PRODUCTION, LeadTime(known[PRODUCTION][0])
        return lead_times

    def _lead_time_queries(self, terms, products):
        """Return the statements that say how long supply takes, as far as purchase and manufacturing are installed."""
        common = {"products": products, "company": terms.company_id}
        queries = [SQL(SAID_BY_VENDOR, kind=VENDOR, today=terms.today, **common)]
        if "purchase_line_id" in self.env["stock.move"]._fields:
            queries.append(
                SQL(
                    MEASURED,
                    kind=RECEIPTS,
                    since=terms.receipts_since,
                    day_of_move=self._local_day_sql(SQL("m.date"), terms),
                    day_of_order=self._local_day_sql(SQL("COALESCE(po.date_approve, po.date_order)"), terms),
                    **common,
                )
            )
        if "mrp.bom" in self.env:
            queries.append(SQL(SAID_BY_BOM, kind=PRODUCTION, **common))
        return queries

    def _read_rules(self, products):
        """Return the replenishment rules of products, as ``{(product id, warehouse id): row}``."""
        rows = self.env.execute_query_dict(SQL(RULES, products=products, stocked=STOCKED, root=SUPERUSER_ID))
        return {(row["product_id"], row["warehouse_id"]): row for row in rows}

    def _read_costs(self, company, products):
        """Return what a unit of each product costs the company, as ``{product id: cost}``."""
        records = self.env["product.product"].sudo().with_company(company).browse(products)
        return {product.id: product.standard_price for product in records}
