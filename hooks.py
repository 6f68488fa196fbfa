"""Installation on a database that already holds years of orders, and leaving it again.

Columns are created empty and filled by SQL: Odoo would otherwise compute them order by order. No
event is written, no document changed, nothing sent.
"""

from odoo.tools import SQL

from .models.fulfilment import backfill as fulfilment_backfill
from .models.lifecycle import backfill
from .models.metrics.fact_queue import NOTED
from .models.metrics.fact_queue_service import SERVICE_SOURCES
from .models.metrics.ledger_kept import NOTES

# (table, column, type, value of every old record) of what Odoo would compute or fill record by record
COLUMNS = (
    ("sale_order", "order_status", "varchar", None),
    ("sale_order", "order_status_revision", "int4", "0"),
    ("sale_order", "is_on_hold", "bool", "FALSE"),
    ("sale_order", "validation_state", "varchar", "'unchecked'"),
    ("sale_order_line", "qty_short_closed", "numeric", "0"),
    ("sale_order_line", "is_uncovered", "bool", "FALSE"),
    ("sale_order_line", "uncovered_qty", "numeric", "0"),
    ("delivery_carrier", "delivers_to_po_box", "bool", "TRUE"),
    ("sale_order_line", "quoted_list_price", "numeric", None),
    ("product_template", "sale_lifecycle", "varchar", "'active'"),
    ("stock_picking", "shipped_at", "timestamp", None),
    ("sale_order_line", "source_warehouse_id", "int4", None),
    ("stock_picking", "fulfilment_state", "varchar", None),
    ("stock_picking", "check_state", "varchar", "'none'"),
    ("stock_picking", "ship_by", "timestamp", None),
    ("sale_order", "quote_revision", "int4", "0"),
    ("sale_order", "quote_sent_at", "timestamp", None),
    ("sale_order", "quote_choice", "varchar", None),
)
# Exports for the accountant, from the bottom up
EXPORTS = tuple(f"quickbooks_export_{table}" for table in ("application", "total", "line", "part", "batch"))
# What was sent to customers
REVISIONS = ("sale_order_revision_line", "sale_order_revision")
# Logs that the database itself keeps
GUARDED = (
    "sale_kpi_snapshot",
    "sale_order_confirmed_line",
    "sale_order_withdrawn_line",
    "sale_order_event",
    "sale_order_promise",
    "fulfilment_label",
    "fulfilment_manifest",
    *EXPORTS,
    *REVISIONS,
)


def pre_init_hook(env):
    for table, column, kind, value in COLUMNS:
        name = SQL.identifier(column)
        alter = SQL("ALTER TABLE %s", SQL.identifier(table))
        # A default at the column's birth costs nothing, however long the table is.
        default = SQL("DEFAULT %s", SQL(value)) if value else SQL()
        env.cr.execute(SQL("%s ADD COLUMN IF NOT EXISTS %s %s %s", alter, name, SQL(kind), default))
        env.cr.execute(SQL("%s ALTER COLUMN %s DROP DEFAULT", alter, name))
    # An order is found by its holds; there are none yet, so this table may stay empty.
    env.cr.execute(
        "CREATE TABLE IF NOT EXISTS sale_order_hold_reason_rel ("
        " sale_order_id int4 NOT NULL REFERENCES sale_order ON DELETE CASCADE,"
        " sale_order_reason_id int4 NOT NULL,"
        " PRIMARY KEY (sale_order_id, sale_order_reason_id))"
    )


def post_init_hook(env):
    backfill.fill(env)
    fulfilment_backfill.fill(env)


def uninstall_hook(env):
    """Remove what Odoo does not: the guards of its logs, and its notes of foreign keys on its own tables."""
    for table in GUARDED:
        env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(f"{table}_append_only")))
    for table in NOTED:  # triggers on tables of Odoo
        env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(f"sale_fact_note_{table}")))
    for table in SERVICE_SOURCES:
        env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(f"sale_fact_note_service_{table}")))
    for name in NOTES:
        env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(name)))
    env.cr.execute("DELETE FROM fulfilment_label")  # they keep the reasons of reprints
    # Reasons go one by one, and a reason in use refuses.
    env.cr.execute("UPDATE sale_order SET cancel_reason_id = NULL WHERE cancel_reason_id IS NOT NULL")
    env.cr.execute("DELETE FROM sale_cancellation")
    env.cr.execute("UPDATE stock_move SET short_reason_id = NULL WHERE short_reason_id IS NOT NULL")
    env.cr.execute("DELETE FROM sale_order_hold")
    env.cr.execute("UPDATE fulfilment_check SET reason_id = NULL WHERE reason_id IS NOT NULL")
    env.cr.execute("UPDATE fulfilment_check_line SET reason_id = NULL WHERE reason_id IS NOT NULL")
    env.cr.execute("DELETE FROM dunning_charge")
    env.cr.execute("DELETE FROM dunning_run")  # its reminders keep steps, and those the template
    env.cr.execute("UPDATE res_company SET dunning_schedule_id = NULL")
    env.cr.execute("DELETE FROM dunning_schedule")
    env.cr.execute("DELETE FROM order_validation_finding")
    env.cr.execute("DELETE FROM order_validation_rule")  # they keep the groups that waive
    env.cr.execute("UPDATE sale_rma_line SET reason_id = NULL, inspection_reason_id = NULL")
    env.cr.execute("UPDATE sale_rma_inspection SET reason_id = NULL WHERE reason_id IS NOT NULL")
    env.cr.execute("DELETE FROM sale_rma_recall")
    for table in (*EXPORTS, *REVISIONS):  # they keep accounts and files
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    env.cr.execute("DELETE FROM order_message_policy")  # they keep the templates; their messages go with them
    env.cr.execute("DELETE FROM ir_attachment WHERE res_model = 'sale.order.revision'")
    _forget_notes_of_others(env)


def _forget_notes_of_others(env):
    # Modules that extend the messages of documents note under their own names that ours have some, too.
    own = [name for name, model in env.registry.items() if model._original_module == "quote_to_cash"]
    env.cr.execute(
        "DELETE FROM ir_model_data d USING ir_model_inherit i, ir_model m WHERE d.model = 'ir.model.inherit'"
        " AND d.res_id = i.id AND m.id = i.model_id AND m.model = ANY(%s) AND d.module <> 'quote_to_cash'",
        [own],
    )
    env.cr.execute(
        "DELETE FROM ir_model_data d USING ir_model_fields_selection s, ir_model_fields f"
        " WHERE d.model = 'ir.model.fields.selection' AND d.res_id = s.id AND f.id = s.field_id"
        " AND f.model = ANY(%s) AND d.module <> 'quote_to_cash'",
        [own],
    )
    env.cr.execute(
        "DELETE FROM ir_model_constraint c USING ir_module_module m"
        " WHERE m.id = c.module AND m.name = 'quote_to_cash' AND c.type = 'f'"
    )
