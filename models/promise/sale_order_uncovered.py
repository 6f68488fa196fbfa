"""What is sold, and neither in stock nor ordered from anybody: looked for every night."""

import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, groupby

from ...engine.coverage import Claim, uncovered, uncovered_share
from ...engine.supply import QUANTITY
from ..query import fetch_rows
from .stock import FRESH, ON_HAND, STOCK_SOURCES

_logger = logging.getLogger(__name__)

CHUNK = 1000

SOURCES = {**STOCK_SOURCES, "product.template": "is_storable"}
# The open transfers of goods of which there will never be enough in their warehouse, with what there is and what
# comes. Goods that are procured for a line have the supply that is chained to them, and nothing else.
CLAIMS = """
    WITH place AS (
        SELECT id, warehouse_id FROM stock_location
         WHERE usage IN ('internal', 'transit') AND warehouse_id IS NOT NULL),
    move AS (
        SELECT m.id, m.product_id, src.warehouse_id AS from_id, dst.warehouse_id AS to_id, m.date, m.product_qty,
               COALESCE(LEAST(m.product_qty, m.quantity * m.product_qty / NULLIF(m.product_uom_qty, 0)), 0)
               AS reserved,
               m.sale_line_id, m.procure_method = 'make_to_order' AS ordered
          FROM stock_move m
          JOIN product_product p ON p.id = m.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id AND t.is_storable
          LEFT JOIN place src ON src.id = m.location_id
          LEFT JOIN place dst ON dst.id = COALESCE(m.location_final_id, m.location_dest_id)
         WHERE m.state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
           AND src.warehouse_id IS DISTINCT FROM dst.warehouse_id
           AND %(only)s),
    claim AS (
        SELECT id, from_id AS warehouse_id, product_id, date, product_qty AS quantity, reserved, sale_line_id
          FROM move WHERE from_id IS NOT NULL AND NOT ordered
         UNION ALL
        SELECT id, from_id, product_id, date, sure, sure, NULL
          FROM (SELECT move.*,
                       CASE WHEN EXISTS (
                           SELECT 1 FROM stock_move_move_rel r JOIN move o ON o.id = r.move_orig_id
                            WHERE r.move_dest_id = move.id AND o.to_id = move.from_id)
                       THEN product_qty ELSE reserved END AS sure
                  FROM move WHERE from_id IS NOT NULL AND ordered) AS procured
         WHERE sure > 0),
    supply AS (
        SELECT p.warehouse_id, q.product_id, SUM(%(fresh)s) AS quantity
          FROM stock_quant q JOIN place p ON p.id = q.location_id
         GROUP BY 1, 2
         UNION ALL
        SELECT to_id, product_id, SUM(product_qty) FROM move WHERE to_id IS NOT NULL GROUP BY 1, 2),
    short AS (
        SELECT c.warehouse_id, c.product_id, COALESCE(MAX(s.quantity), 0) AS supply
          FROM (SELECT warehouse_id, product_id, SUM(quantity) AS quantity FROM claim GROUP BY 1, 2) c
          LEFT JOIN (SELECT warehouse_id, product_id, SUM(quantity) AS quantity FROM supply GROUP BY 1, 2) s
            ON s.warehouse_id = c.warehouse_id AND s.product_id = c.product_id
         GROUP BY 1, 2
        HAVING MAX(c.quantity) > COALESCE(MAX(s.quantity), 0))
    SELECT warehouse_id, product_id, short.supply, date, quantity, reserved, sale_line_id
      FROM claim JOIN short USING (warehouse_id, product_id)
     ORDER BY warehouse_id, product_id, date, claim.id
"""


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    is_uncovered = fields.Boolean(
        "Not Covered",
        readonly=True,
        copy=False,
        help="Neither stock nor anything that is known to come covers all of it. Looked for every night.",
    )
    uncovered_qty = fields.Float(
        "Uncovered Quantity",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="So much of what is still to be shipped will not be there, in the unit of the order line.",
    )

    _uncovered_index = models.Index("(id) WHERE is_uncovered")

    def action_refresh_uncovered(self):
        """Look again what stock and dated supply cover: of these lines, by default of all.

        :raise AccessError: for users who are not internal
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Ask your contact when this will be delivered."))
        self.check_access("read")
        self.sudo()._refresh_uncovered()  # stock of all, and what nobody may write
        return True

    @api.model
    def _cron_refresh_uncovered(self):
        """Look what is sold and not covered, and write it down in portions.

        A run that was stopped begins again, and finds written what it had written. What somebody else changes
        at the same moment is tried again, and then left for tomorrow.
        """
        changes = sorted(self._uncovered_changes().items())
        self.env["ir.cron"]._commit_progress(remaining=len(changes))
        for start in range(0, len(changes), CHUNK):
            portion = dict(changes[start : start + CHUNK])
            self._store_uncovered_patiently(portion)
            if not self.env["ir.cron"]._commit_progress(len(portion)):
                break

    def _refresh_uncovered(self):
        """Bring up to date what is not covered of these lines, and of others with the same goods; by default of all."""
        self._store_uncovered(self._uncovered_changes())

    def _uncovered_changes(self):
        """Return ``{line id: quantity in its unit}`` of lines of which something else is uncovered than stands there.

        Of these lines and those that wait for the same goods; by default of all. The number of statements does
        not depend on how many they are.
        """
        products = None
        standing = [("is_uncovered", "=", True)]
        if self:
            products = self.move_ids.product_id | self.product_id
            standing.append(("id", "in", self.ids))
        missing = self._read_uncovered(products)
        lines = self.browse(missing) | self.search(standing)
        quantities = lines._uncovered_quantities(missing)
        return {
            line.id: quantity for line, quantity in quantities.items() if abs(line.uncovered_qty - quantity) > QUANTITY
        }

    @api.model
    def _read_uncovered(self, products=None):
        """Return ``{line id: {product id: quantity in its own unit}}`` of what is sold and will not be there.

        :param products: by default all
        """
        expires = "removal_date" in self.env["stock.quant"]._fields
        sources = {**SOURCES, **({"stock.quant": SOURCES["stock.quant"] + " removal_date"} if expires else {})}
        rows = fetch_rows(
            self.env,
            CLAIMS,
            sources,
            only=SQL("TRUE") if products is None else SQL("m.product_id = ANY(%s)", products.ids),
            fresh=SQL(FRESH, now=fields.Datetime.now()) if expires else SQL(ON_HAND),
        )
        missing = defaultdict(dict)
        for (_warehouse, product, supply), claims in groupby(
            rows, lambda row: (row["warehouse_id"], row["product_id"], row["supply"])
        ):
            claims = [Claim(row["sale_line_id"], row["date"], row["quantity"], row["reserved"]) for row in claims]
            for line, quantity in uncovered(supply, claims).items():
                if line:
                    missing[line][product] = missing[line].get(product, 0.0) + quantity
        return missing

    def _uncovered_quantities(self, missing):
        """Return ``{line: quantity in its own unit}`` of what is not covered of these lines.

        :param dict missing: see :meth:`_read_uncovered`
        """
        quantities = {}
        for company, lines in self.grouped("company_id").items():
            short = lines.filtered(lambda line: line.id in missing and line.state == "sale")
            parts = short._goods_parts(short.product_id._kits_among(company))
            for line in lines:
                needed = {product.id: quantity for product, quantity in parts.get(line, {}).items()}
                share = uncovered_share(missing[line.id], needed) if line in parts else 0.0
                quantities[line] = line.product_uom_id.round(line.product_uom_qty * share) if share else 0.0
        return quantities

    @api.model
    def _store_uncovered(self, quantities):
        """Write what is not covered; who looks at a line has not changed it.

        :param dict quantities: ``{line id: quantity in its unit}``
        """
        if not quantities:
            return
        names = ["is_uncovered", "uncovered_qty"]
        self.flush_model(names)
        self.env.cr.execute(
            SQL(
                """
                UPDATE sale_order_line line
                   SET uncovered_qty = new.quantity, is_uncovered = new.quantity > 0
                  FROM unnest(%s, %s::numeric[]) AS new(id, quantity)
                 WHERE line.id = new.id
                """,
                list(quantities),
                list(quantities.values()),
            ),
            log_exceptions=False,
        )
        self.browse(quantities).invalidate_recordset(names, flush=False)

    @api.model
    def _store_uncovered_patiently(self, quantities):
        """Write a portion at the beginning of a transaction; begin it again if somebody else was first."""
        for _tried in range(MAX_TRIES_ON_CONCURRENCY_FAILURE):
            try:
                return self._store_uncovered(quantities)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
        _logger.info("%s order lines are changed by somebody else and were not looked at", len(quantities))
        return None
