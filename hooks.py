"""Installation on a database that already holds years of orders, and leaving it again.

Columns are created empty and filled by SQL: Odoo would otherwise compute them order by order. No
event is written, no document changed, nothing sent.
"""

from .models.lifecycle import backfill

# (table, column, type) of what Odoo would compute for every old record
COLUMNS = (
    ("sale_order", "order_status", "varchar"),
    ("sale_order", "is_on_hold", "bool"),
    ("sale_order_line", "qty_short_closed", "numeric"),
    ("stock_picking", "shipped_at", "timestamp"),
)


def pre_init_hook(env):
    for table, column, kind in COLUMNS:
        env.cr.execute(f'ALTER TABLE "{table}" ADD COLUMN IF NOT EXISTS "{column}" {kind}')
    # An order is found by its holds; there are none yet, so this table may stay empty.
    env.cr.execute(
        "CREATE TABLE IF NOT EXISTS sale_order_hold_reason_rel ("
        " sale_order_id int4 NOT NULL REFERENCES sale_order ON DELETE CASCADE,"
        " sale_order_reason_id int4 NOT NULL,"
        " PRIMARY KEY (sale_order_id, sale_order_reason_id))"
    )


def post_init_hook(env):
    backfill.fill(env)


def uninstall_hook(env):
    """Remove what Odoo does not know of: the guard of the event log."""
    env.cr.execute("DROP TRIGGER IF EXISTS sale_order_event_append_only ON sale_order_event")
    env.cr.execute("DROP FUNCTION IF EXISTS sale_order_event_append_only()")
