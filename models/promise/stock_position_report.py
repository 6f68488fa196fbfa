"""The stock position: what there is of each product in each warehouse, and what of it can still be promised."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .stock import FRESH, ON_HAND, OPEN_MOVES, moving_on

# One row for whatever changes the stock of a product in a warehouse: what lies there, what leaves, what comes.
# The same rules as in models/promise/stock.py: what is reserved is as good as gone, the rest moves when it was
# promised, else at its date, and what should have happened before happens now.
FLOWS = """
    SELECT place.warehouse_id, q.product_id, %(now)s AS at, %(fresh)s AS change,
           %(fresh)s AS on_hand, COALESCE(q.quantity, 0) - %(fresh)s AS expired,
           0 AS reserved, 0 AS incoming, 0 AS outgoing
      FROM stock_quant q
      JOIN stock_location place ON place.id = q.location_id
     WHERE place.usage IN ('internal', 'transit') AND place.warehouse_id IS NOT NULL
     UNION ALL
    SELECT flow.warehouse_id, m.product_id, GREATEST(flow.at, %(now)s), flow.incoming - flow.reserved - flow.rest,
           0, 0, flow.reserved, flow.incoming, flow.reserved + flow.rest
      FROM stock_move m
      LEFT JOIN stock_location src ON src.id = m.location_id AND src.usage IN ('internal', 'transit')
      LEFT JOIN stock_location dst ON dst.id = COALESCE(m.location_final_id, m.location_dest_id)
       AND dst.usage IN ('internal', 'transit')
      %(joins)s
     CROSS JOIN LATERAL (
           SELECT LEAST(m.product_qty, COALESCE(m.quantity * m.product_qty / NULLIF(m.product_uom_qty, 0), 0))
                  AS quantity) kept
     CROSS JOIN LATERAL (
           VALUES (src.warehouse_id, %(now)s, kept.quantity, 0, 0),
                  (src.warehouse_id, %(date)s, 0, m.product_qty - kept.quantity, 0),
                  (dst.warehouse_id, %(date)s, 0, 0, m.product_qty)) flow (warehouse_id, at, reserved, rest, incoming)
     WHERE m.state IN %(states)s AND flow.warehouse_id IS NOT NULL
       AND src.warehouse_id IS DISTINCT FROM dst.warehouse_id
     UNION ALL
    -- Where somebody wants to have some, there is a row even if there is nothing.
    SELECT warehouse_id, product_id, %(now)s, 0, 0, 0, 0, 0, 0 FROM stock_warehouse_orderpoint WHERE active
"""
# A product's own buffer, else that of the nearest category that has one.
BUFFER = """
    SELECT category.stock_buffer
      FROM product_category category
     WHERE category.stock_buffer > 0
       AND own.parent_path LIKE category.parent_path || '%%'
     ORDER BY LENGTH(category.parent_path) DESC
     LIMIT 1
"""
POSITION = """
    SELECT position.product_id::bigint * 100000 + position.warehouse_id AS id,
           position.product_id, position.warehouse_id, w.company_id, p.product_tmpl_id, t.categ_id, t.uom_id,
           position.on_hand, position.expired, position.reserved, position.incoming, position.outgoing,
           buffer.quantity AS buffer,
           GREATEST(0, position.on_hand - position.reserved - buffer.quantity) AS free,
           GREATEST(0, position.lowest - buffer.quantity) AS available,
           GREATEST(0, -position.lowest) AS short,
           GREATEST(0, position.outgoing - position.incoming - position.on_hand) AS uncovered,
           position.on_hand - position.reserved < buffer.quantity AS below_buffer
      FROM (SELECT warehouse_id, product_id, SUM(on_hand) AS on_hand, SUM(expired) AS expired,
                   SUM(reserved) AS reserved, SUM(incoming) AS incoming, SUM(outgoing) AS outgoing,
                   -- What comes later is not there now.
                   CASE WHEN MIN(at) > %(now)s THEN LEAST(0, MIN(level)) ELSE MIN(level) END AS lowest
              FROM (SELECT flow.*, SUM(change) OVER (PARTITION BY warehouse_id, product_id ORDER BY at) AS level
                      FROM (%(flows)s) flow) level
             GROUP BY warehouse_id, product_id) position
      JOIN stock_warehouse w ON w.id = position.warehouse_id
      JOIN product_product p ON p.id = position.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id AND t.is_storable
      LEFT JOIN product_category own ON own.id = t.categ_id
      LEFT JOIN LATERAL (%(buffer)s) inherited ON TRUE
     CROSS JOIN LATERAL (
           SELECT COALESCE(NULLIF(t.stock_buffer, 0), inherited.stock_buffer, 0) AS quantity) buffer
"""


class StockPositionReport(models.Model):
    """One row for each product and warehouse with stock, an open transfer or a reordering rule."""

    _name = "stock.position.report"
    _description = "Stock Position by Warehouse"
    _auto = False
    _rec_name = "product_id"
    _order = "product_id, warehouse_id"
    _depends = {
        "stock.quant": ["product_id", "location_id", "quantity", "reserved_quantity"],
        "stock.move": [
            "product_id",
            "product_qty",
            "product_uom_qty",
            "quantity",
            "state",
            "date",
            "location_id",
            "location_dest_id",
            "location_final_id",
            "sale_line_id",
        ],
        "stock.location": ["usage", "warehouse_id"],
        "stock.warehouse": ["company_id"],
        "stock.warehouse.orderpoint": ["product_id", "warehouse_id", "active"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id", "is_storable", "stock_buffer"],
        "product.category": ["parent_path", "stock_buffer"],
    }

    product_id = fields.Many2one("product.product", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", "Product Template", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    on_hand = fields.Float(digits="Product Unit", readonly=True, help="On the shelf; what has expired is not.")
    expired = fields.Float(
        digits="Product Unit", readonly=True, help="On the shelf, past its removal date and not reserved."
    )
    reserved = fields.Float(
        digits="Product Unit", readonly=True, help="Set aside for transfers that leave the warehouse."
    )
    free = fields.Float(digits="Product Unit", readonly=True, help="On hand, not reserved and not kept back.")
    incoming = fields.Float(digits="Product Unit", readonly=True, help="In open transfers to this warehouse.")
    outgoing = fields.Float(
        digits="Product Unit", readonly=True, help="In open transfers that leave this warehouse, reserved or not."
    )
    buffer = fields.Float(digits="Product Unit", readonly=True, help="Kept back, and never promised.")
    available = fields.Float(
        "Available to Promise",
        digits="Product Unit",
        readonly=True,
        help="Can be promised for now without breaking a promise for later.",
    )
    short = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Missing on the worst day to come: deliveries that supply reaches too late, or not at all.",
    )
    uncovered = fields.Float(
        digits="Product Unit", readonly=True, help="To be delivered, and neither on hand nor in any open transfer."
    )
    below_buffer = fields.Boolean(readonly=True, help="Less is free than should be kept back.")

    @property
    def _table_query(self):
        """Return the statement. What is incoming in transit between warehouses counts where it goes."""
        now = SQL("%s::timestamp", fields.Datetime.now())
        expires = "removal_date" in self.env["stock.quant"]._fields
        fresh = SQL(FRESH, now=now) if expires else SQL(ON_HAND)
        flows = SQL(FLOWS, now=now, fresh=fresh, states=OPEN_MOVES, **moving_on(self.env))
        return SQL(POSITION, flows=flows, buffer=SQL(BUFFER), now=now)

    # === Drill-down === #

    def _places(self):
        """Return the domain of locations whose stock counts here."""
        return Domain("warehouse_id", "in", self.warehouse_id.ids) & Domain("usage", "in", ("internal", "transit"))

    def action_open_quants(self):
        """Open what lies on the shelf."""
        locations = self.env["stock.location"].sudo()._search(self._places())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("On Hand"),
            "res_model": "stock.quant",
            "views": [(self.env.ref("stock.view_stock_quant_tree_simple").id, "list")],
            "domain": [
                ("product_id", "in", self.product_id.ids),
                ("location_id", "in", list(locations)),
            ],
            "context": {"create": False, "edit": False},
        }

    def action_open_moves(self):
        """Open what leaves and what comes, the soonest first."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Incoming and Outgoing"),
            "res_model": "stock.move",
            "views": [(self.env.ref("quote_to_cash.stock_move_view_list_position").id, "list"), (False, "form")],
            "domain": list(self._open_moves()),
            "context": {"create": False},
        }

    def _open_moves(self):
        """Return the domain of the open moves that change this position."""
        position = Domain.FALSE
        for row in self:
            warehouse = row.warehouse_id.id
            leaves = Domain("location_id.warehouse_id", "=", warehouse)
            comes = Domain("location_final_id.warehouse_id", "=", warehouse) | (
                Domain("location_final_id", "=", False) & Domain("location_dest_id.warehouse_id", "=", warehouse)
            )
            position |= Domain("product_id", "=", row.product_id.id) & ((leaves & ~comes) | (comes & ~leaves))
        return position & Domain("state", "in", OPEN_MOVES)

    @api.model
    def action_open_products(self, product_ids):
        """Open the position of some products in all warehouses.

        :param list product_ids: ids
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.stock_position_report_action")
        action["domain"] = [("product_id", "in", product_ids)]
        action["context"] = {}
        return action
