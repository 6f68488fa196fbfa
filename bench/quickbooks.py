"""Exporting many invoices to the accountant: with the addon, or with Odoo's own export of the same lines.

One invoice is posted by Odoo and multiplied by SQL. Runs inside an Odoo process.
"""

import gc
import resource
import time
from datetime import date

import open_lines

from odoo import Command
from odoo.tools import SQL

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)
EACH = 10  # invoices of a customer
# What an accountant would choose in Odoo's own export
COLUMNS = [
    "move_name",
    "date",
    "partner_id/name",
    "account_id/code",
    "product_id/default_code",
    "name",
    "quantity",
    "price_unit",
    "balance",
    "tax_line_id/name",
    "date_maturity",
]


def prepare(worker, invoices):
    """Make the invoices, two taxed products on each, and name all that an export needs."""
    with worker.transaction() as env:
        if not env.company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
        _multiply(env, _prototype(env), invoices)
    with worker.transaction() as env:
        open_lines.settle(env)
    with worker.transaction() as env:
        for target in ("iif", "qbo", "xero"):
            _set_names(env, target)


def export(worker, target):
    """Export all of them; return seconds of the claim, of the portions and of the file, queries, and what came out."""
    found = {}
    with worker.transaction() as env:  # the first one loads views, templates and translations
        env["res.partner"].search([], limit=1).display_name  # noqa: B018
    gc.collect()
    before = _peak()
    with worker.transaction() as env:
        batches, queries, start = env["quickbooks.export.batch"], env.cr.sql_log_count, time.perf_counter()
        batch = batches._start(_scope(env, target))
        env.cr.commit()
        claimed = last = time.perf_counter()
        found["start_peak"] = _peak()

        def progress(_left):
            # What the job does after each portion
            nonlocal last
            env.cr.commit()
            last = time.perf_counter()
            return True

        batch._continue(progress)
        env.cr.commit()
        found["seconds"] = [claimed - start, last - claimed, time.perf_counter() - last]
        found["queries"] = env.cr.sql_log_count - queries
        found["written_peak"] = _peak()
        found["outcome"] = _outcome(batch)
    return {**found, "before": before, "peak": _peak()}


def export_data(worker):
    """Export the lines of the same invoices as Odoo does; return seconds, queries and memory."""
    with worker.transaction() as env:
        env["res.partner"].search([], limit=1).display_name  # noqa: B018
        gc.collect()
        before, queries, start = _peak(), env.cr.sql_log_count, time.perf_counter()
        lines = env["account.move.line"].search(
            [("move_type", "=", "out_invoice"), ("date", ">=", FIRST), ("date", "<=", LAST)], order="move_id, id"
        )
        rows = lines.export_data(COLUMNS)["datas"]
        seconds = time.perf_counter() - start
        at = COLUMNS.index("balance")
        outcome = [len({row[0] for row in rows}), round(sum(row[at] for row in rows if row[at] > 0), 2)]
        queries = env.cr.sql_log_count - queries
    return {"seconds": [0, seconds, 0], "queries": queries, "outcome": outcome, "before": before, "peak": _peak()}


def _outcome(batch):
    """How many documents, and their total; every control total is ticked."""
    assert batch.state == "done", batch.problem
    totals = batch.sudo().total_ids
    assert not any(totals.mapped("difference")), totals.mapped("difference")
    kinds = totals.filtered(lambda total: total.group == "kind")
    return [sum(kinds.mapped("count")), round(sum(kinds.mapped("in_file")), 2)]


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _scope(env, target):
    from odoo.addons.quote_to_cash.models.quickbooks.scope import Scope

    return Scope(env.company, target, FIRST, LAST, ("invoice",))


# === What is exported === #


def _prototype(env):
    sales = env["account.account"].search([("account_type", "=", "income")], limit=1)
    payable = env["account.account"].create(
        {"account_type": "liability_current", "code": "252999", "name": "Sales Tax Payable"}
    )
    shares = [
        Command.create({"document_type": kind, "repartition_type": of, "account_id": of == "tax" and payable.id})
        for kind in ("invoice", "refund")
        for of in ("base", "tax")
    ]
    tax = env["account.tax"].create(
        {"name": "CA 8.25", "amount": 8.25, "type_tax_use": "sale", "repartition_line_ids": [Command.clear(), *shares]}
    )
    goods = {"type": "consu", "property_account_income_id": sales.id, "taxes_id": [Command.set(tax.ids)]}
    products = env["product.product"].create(
        [{**goods, "name": name, "default_code": name.upper(), "list_price": price} for name, price in _GOODS]
    )
    customer = {"name": "Bench Customer", "street": "1 Main Street", "city": "Oakland", "zip": "94601"}
    rows = [Command.create({"product_id": product.id, "quantity": 2}) for product in products]
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "name": "INV/2026/000001",
            "partner_id": env["res.partner"].create(customer).id,
            "invoice_date": FIRST,
            "date": FIRST,
            "invoice_line_ids": rows,
        }
    )
    invoice.action_post()
    return invoice


_GOODS = (("Desk", 100), ("Lamp", 50))


def _multiply(env, invoice, invoices):
    """Copy the invoice, until there are so many, with ten for each customer."""
    env.flush_all()
    last = invoices - 2  # the first one is there
    customers, moves = (open_lines.first_id(env, table) for table in ("res_partner", "account_move"))
    owner, day = SQL("%s + k / %s", customers, EACH), SQL("%s::date + (k %% 31)::int", FIRST)
    name = SQL("'INV/2026/' || lpad((k + 2)::text, 6, '0')")
    party = SQL("t.name || ' ' || (k + 2)")
    same = {"id": SQL("%s + k", customers), "commercial_partner_id": SQL("%s + k", customers)}
    open_lines.copy(env, invoice.partner_id, max(last, 0) // EACH, name=party, complete_name=party, **same)
    number = {"id": SQL("%s + k", moves), "name": name, "payment_reference": name, "sequence_number": SQL("k + 2")}
    owners = {"partner_id": owner, "commercial_partner_id": owner, "partner_shipping_id": owner}
    open_lines.copy(env, invoice, last, date=day, invoice_date=day, invoice_date_due=day, **number, **owners)
    for line in invoice.line_ids:
        due = {"date_maturity": day} if line.date_maturity else {}
        moved = {"move_id": SQL("%s + k", moves), "move_name": name, "partner_id": owner, "date": day, **due}
        open_lines.copy(env, line, last, id=SQL("nextval('account_move_line_id_seq')"), invoice_date=day, **moved)
    env.cr.execute(
        SQL(
            """INSERT INTO account_move_line_account_tax_rel (account_move_line_id, account_tax_id)
               SELECT line.id, %s FROM account_move_line line WHERE line.move_id >= %s AND line.product_id = ANY(%s)""",
            invoice.invoice_line_ids.tax_ids.id,
            moves,
            invoice.invoice_line_ids.product_id.ids,
        )
    )
    for table in ("res_partner", "account_move"):
        env.cr.execute(SQL("SELECT setval(%s, MAX(id)) FROM %s", f"{table}_id_seq", SQL.identifier(table)))
    env.invalidate_all()


def _set_names(env, target):
    """Take the proposals for all that has to be named."""
    names = env["quickbooks.mapping"]
    names._propose(env.company, target, env["quickbooks.reader"]._needs(_scope(env, target)))
    proposals = names.search([("company_id", "=", env.company.id), ("target", "=", target)])
    for name in proposals.filtered(lambda name: target == "xero" and not name.code):
        name.code = name.account_id.code or "OUTPUT"
    proposals.action_confirm()
