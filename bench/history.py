"""Years of orders: a few made by Odoo's own flows, then multiplied by SQL.

Runs inside an Odoo process. A copy gets the ids of its original plus a distance, so links between the copied
tables are shifted alike, and whatever columns a module adds are copied without being known here.
"""

from contextlib import contextmanager

from scenarios import _customers

from odoo import Command
from odoo.tools import SQL

TABLES = (
    "sale_order",
    "sale_order_line",
    "stock_reference",
    "stock_picking",
    "stock_move",
    "account_move",
    "account_move_line",
    "sale_order_line_invoice_rel",
    "stock_reference_sale_rel",
    "stock_reference_move_rel",
    "stock_move_move_rel",
)
# Names that must be unique, and dates that should not all be today.
CHANGED = {
    ("sale_order", "name"): "t.name || '-' || k",
    ("sale_order", "date_order"): "t.date_order - k * interval '1 hour'",
    ("stock_picking", "name"): "t.name || '-' || k",
    ("stock_picking", "date_done"): "t.date_done - k * interval '1 hour'",
    ("account_move", "name"): "t.name || '-' || k",
}


def build(worker, orders):
    """Fill the database with about that many orders; return how many there are."""
    with worker.transaction() as env:
        prototypes = _prototypes(env)
        env.flush_all()
        multiply(env, _originals(prototypes), TABLES, max(1, orders // len(prototypes) - 1), CHANGED)
        env.cr.execute("SELECT COUNT(*) FROM sale_order")
        return env.cr.fetchone()[0]


def multiply(env, originals, tables, copies, changed, first=1, distance=None):
    """Insert copies of some records, linked among each other as they are.

    :param dict originals: ``{table: ids}``
    :param tables: names of all tables that are copied, those without ids too, owners before what they own
    :param int copies: number of the last copy of each record
    :param dict changed: ``{(table, column): SQL of the copy's value}``; ``t`` is the original, ``k`` the number
    :param int first: number of the first copy, where others are there
    :param int distance: between the ids of two copies; where others are there, that of theirs
    """
    links = {table: _links(env, table, tables) for table in tables}
    distance = distance or distance_of(env, originals)
    with _links_unchecked(env, tables):
        for table in tables:
            _copy(env, table, links[table], originals, (first, copies), distance, changed)
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    for table in originals:
        env.cr.execute(SQL("SELECT setval(%s, MAX(id)) FROM %s", f"{table}_id_seq", SQL.identifier(table)))


def _prototypes(env):
    """Ten orders of three lines in the proportions of a living company: most are shipped and paid."""
    products = env["product.product"].search([("default_code", "=like", "BENCH-%")], limit=3)
    customers = _customers(env)
    lines = [Command.create({"product_id": product.id, "product_uom_qty": 10}) for product in products]
    orders = env["sale.order"].create([{"partner_id": customer.id, "order_line": lines} for customer in customers[:10]])
    confirmed, cancelled = orders[1:], orders[1]
    confirmed.action_confirm()
    cancelled.action_cancel()
    ship(confirmed[2:])
    ship_less(confirmed[1])
    invoices = confirmed[3:]._create_invoices(grouped=True)
    invoices.action_post()
    wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=invoices[1:].ids)
    wizard.create({"group_payment": False})._create_payments()
    return orders


def ship(orders):
    """Ship orders as they are."""
    orders.picking_ids.action_assign()
    orders.picking_ids.move_ids.picked = True
    orders.picking_ids.button_validate()


def ship_less(order):
    """Ship six of ten; the customer does not want the rest."""
    for move in order.picking_ids.move_ids:
        move.write({"quantity": 6, "picked": True})
    order.picking_ids.with_context(
        skip_backorder=True, picking_ids_not_to_backorder=order.picking_ids.ids
    ).button_validate()


def _originals(orders):
    """The ids to copy of each table that has ids."""
    pickings, invoices = orders.picking_ids, orders.invoice_ids
    records = [
        orders,
        orders.order_line,
        orders.stock_reference_ids,
        pickings,
        pickings.move_ids,
        invoices,
        invoices.line_ids,
    ]
    return {record._table: record.ids for record in records}


def distance_of(env, tables):
    """Return more than any id of the copied tables."""
    highest = [SQL("SELECT MAX(id) FROM %s", SQL.identifier(table)) for table in tables]
    env.cr.execute(SQL(" UNION ALL ").join(highest))
    return 1 + max(number for (number,) in env.cr.fetchall())


def _copy(env, table, links, originals, numbers, distance, changed):
    """Insert the copies of one table's originals in one statement."""
    chosen = (
        SQL("t.id = ANY(%s)", originals[table])
        if table in originals
        else SQL(" AND ").join(
            SQL("t.%s = ANY(%s)", SQL.identifier(column), originals[to]) for column, to in links.items()
        )
    )
    columns = _columns(env, table)
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s t, generate_series(%s, %s) k WHERE %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(_value(table, column, links, originals, distance, changed) for column in columns),
            SQL.identifier(table),
            *numbers,
            chosen,
        )
    )


def _value(table, column, links, originals, distance, changed):
    own = SQL.identifier("t", column)
    if column == "id":
        return SQL("t.id + k * %s", distance)
    if column in links:
        return SQL(
            "CASE WHEN %s = ANY(%s) THEN %s + k * %s ELSE %s END", own, originals[links[column]], own, distance, own
        )
    return SQL(changed[table, column]) if (table, column) in changed else own


@contextmanager
def _links_unchecked(env, tables):
    """Drop the foreign keys for a while: checking them row by row takes most of the time."""
    env.cr.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
        [list(tables)],
    )
    keys = [(SQL.identifier(table), SQL.identifier(name), SQL(text)) for table, name, text in env.cr.fetchall()]
    for table, name, _text in keys:
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", table, name))
    yield
    for table, name, text in keys:
        env.cr.execute(SQL("ALTER TABLE %s ADD CONSTRAINT %s %s NOT VALID", table, name, text))


def _links(env, table, tables):
    """The columns that point at a copied table."""
    env.cr.execute(
        """
        SELECT a.attname, c.confrelid::regclass::text FROM pg_constraint c
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         WHERE c.contype = 'f' AND c.conrelid = %s::regclass
        """,
        [table],
    )
    return {column: to for column, to in env.cr.fetchall() if to in tables}


def _columns(env, table):
    env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    return [column for (column,) in env.cr.fetchall()]
