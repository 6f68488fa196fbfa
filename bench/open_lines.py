"""Open invoices of many customers: one is posted by Odoo, and multiplied by SQL. Runs inside an Odoo process."""

from datetime import timedelta

from odoo import Command
from odoo.tools import SQL

# How many days late the ten lines of a customer are: one is not due, one is late by less than the first level.
DAYS_LATE = (-20, 2, 5, 6, 8, 9, 10, 11, 12, 14)
TERM = 30


def build(env, lines, today):
    """Fill the database with that many open receivable lines, ten for each customer with an e-mail address."""
    invoice = _prototype(env, today)
    env.flush_all()
    each, last = len(DAYS_LATE), lines - 1
    customers, invoices = (first_id(env, table) for table in ("res_partner", "account_move"))
    named = SQL("t.name || '-' || k")
    address = SQL("'late' || k || '@example.com'")
    due = SQL("%s::date - (%s::int[])[1 + k %% %s]", today, list(DAYS_LATE), each)
    owner = SQL("%s + k / %s", customers, each)
    invoiced = SQL("%s - %s", due, TERM)
    copy(
        env,
        invoice.partner_id,
        (lines // each) - 1,
        id=SQL("%s + k", customers),
        commercial_partner_id=SQL("%s + k", customers),
        name=named,
        complete_name=named,
        email=address,
        email_normalized=address,
    )
    dates = {"date": invoiced, "invoice_date": invoiced}
    owners = {"partner_id": owner, "commercial_partner_id": owner, "partner_shipping_id": owner}
    number = {"id": SQL("%s + k", invoices), "name": named, "payment_reference": named}
    copy(env, invoice, last, invoice_date_due=due, **owners, **dates, **number)
    for line in invoice.line_ids:
        due_on = {"date_maturity": due} if line.date_maturity else {}
        moved = {"move_id": SQL("%s + k", invoices), "move_name": SQL("t.move_name || '-' || k"), "partner_id": owner}
        copy(env, line, last, id=SQL("nextval('account_move_line_id_seq')"), **moved, **dates, **due_on)
    for table in ("res_partner", "account_move"):
        env.cr.execute(SQL("SELECT setval(%s, MAX(id)) FROM %s", f"{table}_id_seq", SQL.identifier(table)))
    env.cr.execute(
        "UPDATE account_move_line SET reconciled = TRUE, amount_residual = 0, amount_residual_currency = 0"
        " WHERE move_id = %s",
        [invoice.id],
    )
    env.invalidate_all()


def settle(env):
    """As a database that has had its night: the planner of PostgreSQL knows the tables."""
    for table in ("res_partner", "account_move", "account_move_line"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def _prototype(env, today):
    customer = env["res.partner"].create({"name": "Late payer", "email": "late@example.com", "lang": "en_US"})
    row = {"name": "Goods", "quantity": 1, "price_unit": 100, "tax_ids": [Command.clear()]}
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": customer.id,
            "invoice_date": today - timedelta(days=TERM),
            "invoice_date_due": today,
            "invoice_line_ids": [Command.create(row)],
        }
    )
    invoice.action_post()
    invoice.is_move_sent = True
    return invoice


def first_id(env, table):
    """Return the id that the next record of a table could have."""
    env.cr.execute(SQL("SELECT MAX(id) + 1 FROM %s", SQL.identifier(table)))
    return env.cr.fetchone()[0]


def copy(env, record, last, **changed):
    """Insert copies 0 to `last` of a record, with other values in some columns."""
    env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [record._table])
    columns = [column for (column,) in env.cr.fetchall()]
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s t, generate_series(0, %s) k WHERE t.id = %s",
            SQL.identifier(record._table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(changed.get(column, SQL.identifier("t", column)) for column in columns),
            SQL.identifier(record._table),
            last,
            record.id,
        )
    )
