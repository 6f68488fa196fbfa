"""Where the goods of a line come from: the shelf, a vendor or a production; and what is shipped as its parts.

As Odoo decides it: by the line's own routes, else by those of the product and its categories (sale_stock and
stock_dropshipping, ``_compute_is_mto``). Most goods have no route, and one small statement says so: it takes
PostgreSQL longer to plan all of it at once than to run both.
"""

from collections import defaultdict
from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL

from ..query import fetch_rows

ROUTE_SOURCES = {
    "sale.order.line": "route_ids",
    "product.template": "route_ids",
    "product.category": "route_ids",
}
ROUTES = """
    SELECT 'line' AS kind, %(line_column)s AS id, %(route_column)s AS route_id
      FROM %(line_table)s WHERE %(line_column)s = ANY(%(lines)s)
     UNION ALL
    SELECT 'template', product_id, route_id FROM stock_route_product WHERE product_id = ANY(%(templates)s)
     UNION ALL
    SELECT 'category', categ_id, route_id FROM stock_route_categ WHERE categ_id = ANY(%(categories)s)
     UNION ALL
    %(kits)s
"""
KIT_SOURCES = {"mrp.bom": "active type company_id product_id product_tmpl_id"}
# A variant's own list of parts, or that of all variants
KITS = """
    SELECT CASE WHEN product_id IS NULL THEN 'kits' ELSE 'kit' END, COALESCE(product_id, product_tmpl_id), NULL
      FROM mrp_bom
     WHERE product_tmpl_id = ANY(%(templates)s) AND active AND type = 'phantom'
       AND (company_id IS NULL OR company_id = %(company)s)
"""
WAY_SOURCES = {
    "stock.route": "active",
    "stock.rule": "active route_id action procure_method company_id location_src_id picking_type_id",
    "stock.picking.type": "default_location_src_id default_location_dest_id",
    "stock.location": "usage warehouse_id",
}
WAYS = """
    SELECT route.id AS route_id,
           COALESCE(BOOL_OR(vendor.usage = 'supplier' AND customer.usage = 'customer'), FALSE) AS dropped,
           ARRAY_AGG(src.warehouse_id) FILTER (WHERE r.procure_method = 'make_to_order') AS ordered_in,
           BOOL_OR(r.action = 'buy') AS bought,
           BOOL_OR(r.action = 'manufacture') AS made
      FROM stock_route route
      JOIN stock_rule r ON r.route_id = route.id AND r.active
       AND (r.company_id IS NULL OR r.company_id = %(company)s)
      LEFT JOIN stock_location src ON src.id = r.location_src_id
      LEFT JOIN stock_picking_type t ON t.id = r.picking_type_id
      LEFT JOIN stock_location vendor ON vendor.id = t.default_location_src_id
      LEFT JOIN stock_location customer ON customer.id = t.default_location_dest_id
     WHERE route.id = ANY(%(routes)s) AND route.active
     GROUP BY route.id
"""


@dataclass(frozen=True)
class Origin:
    """Where a product of a line comes from.

    :ivar dropped: sent to the customer by the vendor
    :ivar ordered_in: ids of the warehouses in which it is made or bought for the order
    :ivar bought, made: how it is procured, as far as routes say
    :ivar kit: whether it is shipped as its components
    """

    dropped: bool = False
    ordered_in: frozenset = frozenset()
    bought: bool = False
    made: bool = False
    kit: bool = False

    def is_ordered(self, warehouse):
        """Whether it is made or bought for the order, or sent by the vendor: never taken from stock.

        :param stock.warehouse warehouse: from which it would be shipped
        """
        return self.dropped or warehouse.id in self.ordered_in


UNKNOWN = Origin()


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def _read_origins(self, wanted, company):
        """Return where products come from.

        :param wanted: pairs of a ``sale.order.line`` (or none: an empty one) and a product that it consists of
        :param res.company company: who sells
        :return: ``{(line id, product id): Origin}``
        """
        if not wanted:
            return {}
        ancestors = {product: product._category_ids() for _line, product in wanted}
        routes = self._read_routes(wanted, ancestors, company)
        ways = self._read_ways({route for of_one in routes.values() for route in of_one if route}, company)
        origins = {}
        for line, product in wanted:
            own = routes.get(("line", line.id)) or set().union(
                routes.get(("template", product.product_tmpl_id.id), ()),
                *(routes.get(("category", category), ()) for category in ancestors[product]),
            )
            kit = ("kit", product.id) in routes or ("kits", product.product_tmpl_id.id) in routes
            origins[line.id, product.id] = _origin([ways[route] for route in own if route in ways], kit)
        return origins

    def _category_ids(self):
        """Return the ids of a product's category and of those above it."""
        return [int(number) for number in (self.categ_id.parent_path or "").split("/") if number]

    @api.model
    def _read_routes(self, wanted, ancestors, company):
        """Return ``{(kind, id): ids of routes}``; for kits their ids only.

        :param wanted: as in :meth:`_read_origins`
        :param dict ancestors: ``{product: ids of its categories}``
        """
        templates = list({product.product_tmpl_id.id for _line, product in wanted})
        lines = self.env["sale.order.line"].union(*(line for line, _product in wanted))
        of_lines = self.env["sale.order.line"]._fields["route_ids"]
        makes = "mrp.bom" in self.env
        rows = fetch_rows(
            self.env,
            ROUTES,
            ROUTE_SOURCES | (KIT_SOURCES if makes else {}),
            lines=[line.id for line in lines if isinstance(line.id, int)],
            templates=templates,
            categories=list({category for categories in ancestors.values() for category in categories}),
            line_table=SQL.identifier(of_lines.relation),
            line_column=SQL.identifier(of_lines.column1),
            route_column=SQL.identifier(of_lines.column2),
            kits=SQL(KITS, templates=templates, company=company.id) if makes else SQL("SELECT NULL, 0, 0 WHERE FALSE"),
        )
        routes = defaultdict(set)
        for row in rows:
            routes[row["kind"], row["id"]].add(row["route_id"])
        for line in lines.filtered(lambda line: not isinstance(line.id, int)):  # still being typed
            routes["line", line.id].update(line.route_ids._origin.ids)
        return routes

    @api.model
    def _read_ways(self, routes, company):
        """Return what the rules of routes do, as ``{route id: row}``."""
        if not routes:
            return {}
        rows = fetch_rows(self.env, WAYS, WAY_SOURCES, routes=list(routes), company=company.id)
        return {row["route_id"]: row for row in rows}


def _origin(ways, kit):
    """Return what the routes of a product say about it.

    :param ways: rows of :data:`WAYS`
    :param bool kit: whether it is shipped as its components
    :rtype: Origin
    """
    return Origin(
        dropped=any(way["dropped"] for way in ways),
        ordered_in=frozenset(warehouse for way in ways for warehouse in way["ordered_in"] or ()),
        bought=any(way["bought"] for way in ways),
        made=any(way["made"] for way in ways),
        kit=kit,
    )
