"""A warehouse full of promises: three warehouses, five hundred products, fifty thousand open moves.

Made once for each database. Runs inside an Odoo process.
"""

from datetime import datetime, timedelta

from odoo.tools import SQL

PRODUCTS = 500
WAREHOUSES = 3
OPEN_MOVES = 50_000
SHELF = 1000


def build(env):
    """Fill the database, unless it is; return the products and warehouses."""
    products = env["product.product"].search([("default_code", "=like", "SHELF-%")])
    warehouses = env["stock.warehouse"].search([("company_id", "=", env.company.id)], order="id")
    if products:
        return products, warehouses
    goods = {"name": "Bench shelf", "type": "consu", "is_storable": True, "list_price": 10}
    products = env["product.product"].create(
        [{**goods, "default_code": f"SHELF-{number}"} for number in range(PRODUCTS)]
    )
    missing = range(len(warehouses), WAREHOUSES)
    warehouses |= env["stock.warehouse"].create([{"name": f"Bench {n}", "code": f"BE{n}"} for n in missing])
    prototypes = _prototypes(env, products[0], warehouses)
    env.flush_all()
    _fill_shelves(env, products, warehouses)
    _multiply(env, prototypes, products)
    return products, warehouses


def _prototypes(env, product, warehouses):
    """One receipt and one delivery for each warehouse, neither of them reserved."""
    vendors, customers = env.ref("stock.stock_location_suppliers"), env.ref("stock.stock_location_customers")
    values = {"product_id": product.id, "product_uom_qty": 1, "date": datetime.now() + timedelta(days=1)}
    moves = env["stock.move"].create(
        [
            {**values, "location_id": start.id, "location_dest_id": end.id, "picking_type_id": kind.id}
            for warehouse in warehouses
            for start, end, kind in (
                (vendors, warehouse.lot_stock_id, warehouse.in_type_id),
                (warehouse.lot_stock_id, customers, warehouse.out_type_id),
            )
        ]
    )
    moves._action_confirm()
    return moves


def _fill_shelves(env, products, warehouses):
    env.cr.execute(
        SQL(
            "INSERT INTO stock_quant (product_id, location_id, company_id, quantity, reserved_quantity, in_date)"
            " SELECT p, l, %s, %s, 0, now() FROM unnest(%s) p, unnest(%s) l",
            env.company.id,
            SHELF,
            products.ids,
            warehouses.lot_stock_id.ids,
        )
    )


def _multiply(env, moves, products):
    """Insert copies of the moves: for every product, on the days of the next three months."""
    env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'stock_move'")
    changed = {
        "id": SQL("nextval('stock_move_id_seq')"),
        "product_id": SQL("p.id"),
        "date": SQL("t.date + (k %% 90) * interval '1 day'"),
        "picking_id": SQL("NULL"),
    }
    columns = [column for (column,) in env.cr.fetchall()]
    env.cr.execute(
        SQL(
            "INSERT INTO stock_move (%s) SELECT %s FROM stock_move t, unnest(%s) AS p(id), generate_series(1, %s) k"
            " WHERE t.id = ANY(%s)",
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(changed.get(column, SQL.identifier("t", column)) for column in columns),
            products.ids,
            OPEN_MOVES // len(products) // len(moves) + 1,
            moves.ids,
        )
    )
    for table in ("stock_move", "stock_quant"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
