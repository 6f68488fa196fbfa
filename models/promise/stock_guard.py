"""The last unit is sold once: everything that takes stock writes the row of its product and warehouse."""

import random
import time
from contextlib import contextmanager
from weakref import WeakSet

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

# What this transaction has taken stands in the cursor's cache. Odoo empties it when a savepoint is rolled back,
# which gives the rows back; then they are taken again.
TAKEN = "quote_to_cash.stock_promise_guard"
TRIES = 8

# Of a kit its components are taken, and those of kits within it, whatever variant or company they are for: a
# row too many only makes somebody wait.
PARTS = """
     UNION
    SELECT line.product_id, part.warehouse_id
      FROM part
      JOIN product_product p ON p.id = part.product_id
      JOIN mrp_bom bom ON bom.product_tmpl_id = p.product_tmpl_id AND bom.type = 'phantom' AND bom.active
      JOIN mrp_bom_line line ON line.bom_id = bom.id
"""
PARTS_SOURCES = {"mrp.bom": ["product_tmpl_id", "type", "active"], "mrp.bom.line": ["bom_id", "product_id"]}
# In ascending order, so that two that take several rows wait for each other instead of getting stuck
TAKE = """
    WITH RECURSIVE part(product_id, warehouse_id) AS (
        SELECT * FROM unnest(%(products)s, %(warehouses)s)
        %(parts)s)
    INSERT INTO stock_promise_guard AS guard (product_id, warehouse_id, revision)
    SELECT part.product_id, part.warehouse_id, 1
      FROM part
      JOIN product_product p ON p.id = part.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id AND t.is_storable
     ORDER BY 1, 2
        ON CONFLICT (product_id, warehouse_id) DO UPDATE SET revision = guard.revision + 1
    RETURNING guard.product_id, guard.warehouse_id
"""

# Cursors whose transaction holds nothing but reads just now: it may be begun again
_patient = WeakSet()


class StockPromiseGuard(models.Model):
    """One row for each product and warehouse, written by everything that promises or reserves stock.

    Cursors read what was there when their transaction began. Of two transactions that take stock of one product
    in one warehouse, the later one is refused here by PostgreSQL; Odoo runs it again, and it sees the first.
    """

    _name = "stock.promise.guard"
    _description = "Guard of a Product's Stock in a Warehouse"
    _log_access = False

    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, ondelete="cascade", index=True)
    revision = fields.Integer(required=True)

    _stock_unique = models.UniqueIndex("(product_id, warehouse_id)")

    @api.model
    def _take(self, pairs):
        """Write the rows of products in warehouses, those that this transaction has not written yet.

        One statement at most. Services and goods without stock have no row; of kits, their components have.

        :param pairs: tuples of product id and warehouse id
        """
        taken = self.env.cr.cache.setdefault(TAKEN, set())
        # A line that somebody is typing has no product yet.
        pairs = sorted({pair for pair in pairs if all(pair)} - taken)
        if not pairs:
            return
        makes = "mrp.bom" in self.env
        for model, names in {"product.template": ["is_storable"], **(PARTS_SOURCES if makes else {})}.items():
            self.env[model].flush_model(names)
        self.env.cr.execute(
            SQL(
                TAKE,
                products=[product for product, _warehouse in pairs],
                warehouses=[warehouse for _product, warehouse in pairs],
                parts=SQL(PARTS if makes else ""),
            ),
            # Somebody else was first: that is what the row is for, and no error.
            log_exceptions=False,
        )
        taken.update(pairs, self.env.cr.fetchall())

    # === Work that commits in portions === #

    @api.model
    @contextmanager
    def _committing_in_portions(self):
        """Within this, who reserves has just committed: its portion waits for others, instead of failing."""
        _patient.add(self.env.cr)
        try:
            yield
        finally:
            _patient.discard(self.env.cr)

    @api.model
    @contextmanager
    def _taking(self, pairs):
        """Take rows before a piece of work; where it is a portion by itself, wait for those who have them.

        Yields whether the transaction was begun again: then records may be gone.

        :param pairs: as in :meth:`_take`
        """
        if not pairs or self.env.cr not in _patient:
            self._take(pairs)
            yield False
            return
        again = self._take_patiently(pairs)
        # From here on there is something to lose.
        _patient.discard(self.env.cr)
        try:
            yield again
        finally:
            _patient.add(self.env.cr)

    def _take_patiently(self, pairs):
        """Take rows at the beginning of a transaction; after a conflict, begin it again.

        Nothing is lost: what was done before is committed. What is read afterwards is as new as the rows.

        :return: whether it was begun again
        :raise OperationalError: if others are always faster
        """
        for tried in range(TRIES - 1):
            try:
                self._take(pairs)
                return bool(tried)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                time.sleep(random.uniform(0, 0.05 * 2**tried))
        self._take(pairs)
        return True
