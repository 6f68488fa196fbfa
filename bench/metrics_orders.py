"""Two years of orders of one company: a few made by Odoo's own flows, multiplied by SQL. Runs inside an Odoo process.

Ten orders of three lines are done (shipped, invoiced, paid after 25 days; one shipped in part, one lost, one cancelled)
and are copied over the years; of each hundred one more waits for its goods.
Copies whose numbers differ by HOURS are of the same moment, customer, salesperson and warehouse. So the facts of the
first HOURS copies are those of all others, too, but for the numbers of their documents.
"""

import json
from contextlib import contextmanager

import history
import scenarios

from odoo import Command
from odoo.tools import SQL

TABLES = (
    "sale_order",
    "sale_order_line",
    "stock_reference",
    "stock_picking",
    "stock_move",
    "account_full_reconcile",
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
    "sale_order_line_invoice_rel",
    "sale_order_confirmed_line",
    "sale_order_event",
    "stock_reference_sale_rel",
    "stock_reference_move_rel",
    "stock_move_move_rel",
)
DONE = 10  # kinds of orders that are copied over the years
HOURS = 16_500  # of two years, less a month
RECENT = 240  # hours in which what waits was ordered
CUSTOMERS = 1_650  # of each kind of order
PEOPLE, WAREHOUSES = 10, 3
DUE_AFTER, PAID_AFTER = 21, 25  # days
AGO = {"done": f"mod(k::bigint * 7919, {HOURS})", "waiting": f"mod(k::bigint * 7919, {RECENT})"}
MOMENTS = {
    "sale_order": ("date_order", "create_date"),
    "sale_order_line": ("first_promise_date", "first_promise_leaves_by", "promise_date", "promise_leaves_by"),
    "stock_picking": ("date_done", "scheduled_date", "shipped_at", "delivered_at"),
    "stock_move": ("date",),
    "sale_order_confirmed_line": ("confirmed_at",),
    "sale_order_event": ("happened_at",),
    "account_move": ("create_date",),
}
DAYS = {
    "account_move": ("invoice_date", "date", "invoice_date_due"),
    "account_move_line": ("invoice_date", "date", "date_maturity"),
    "account_partial_reconcile": ("max_date",),
}
NAMED = ("sale_order", "stock_picking", "account_move")
OF_CUSTOMER = {
    "sale_order": ("partner_id", "partner_invoice_id", "partner_shipping_id"),
    "sale_order_line": ("order_partner_id",),
    "stock_picking": ("partner_id",),
    "stock_move": ("partner_id",),
    "account_move": ("partner_id", "commercial_partner_id", "partner_shipping_id"),
    "account_move_line": ("partner_id",),
}
OF_SALESPERSON = {"sale_order": "user_id", "sale_order_line": "salesman_id", "account_move": "invoice_user_id"}
PLAN = "quote_to_cash.bench_orders"  # system parameter: what the next copies have to know


def begin(worker):
    """Make customers, salespersons, warehouses, and the orders that are copied."""
    scenarios.prepare(worker)
    with worker.transaction() as env:
        env.company.validation_mode = "off"
        _have_payments_booked(env)
        customers = env["res.partner"].search([("name", "=like", "Bench customer%")], limit=DONE, order="id")
        users, types = _people(env), _warehouses(env)
        done, waiting = _done(env, customers), _waiting(env, customers[:2])
        env.flush_all()
        plan = {"done": _originals(env, done), "waiting": _originals(env, waiting)}
        plan |= {"users": users.ids, "types": types.ids, "warehouses": types.warehouse_id.ids, "copies": 0, "waits": 0}
        everything = {table: plan["done"][table] + plan["waiting"][table] for table in plan["done"]}
        plan["distance"] = history.distance_of(env, everything)
        plan["apart"] = history.distance_of(env, {"res_partner": customers.ids})
        history.multiply(env, {"res_partner": customers.ids}, ("res_partner",), CUSTOMERS - 1, {}, 1, plan["apart"])
        env["ir.config_parameter"].set_param(PLAN, json.dumps(plan))


def grow(worker, orders):
    """Add copies until there are about that many orders; return how many there are."""
    with worker.transaction() as env:
        plan = plan_of(env)
        wanted = {"done": max(1, orders // DONE - orders // DONE // 100), "waiting": max(1, orders // 200)}
        with _unnoted(env):
            for kind, counted in (("done", "copies"), ("waiting", "waits")):
                if wanted[kind] > plan[counted]:
                    numbers = plan[counted] + 1, wanted[kind]
                    changed = _changed(kind, plan)
                    history.multiply(env, plan[kind], TABLES, numbers[1], changed, numbers[0], plan["distance"])
                    plan[counted] = wanted[kind]
        env["ir.config_parameter"].set_param(PLAN, json.dumps(plan))
        env.cr.execute("SELECT COUNT(*) FROM sale_order")
        return env.cr.fetchone()[0]


def plan_of(env):
    """Return what was made: originals by kind and table, distances, and how many copies there are."""
    return json.loads(env["ir.config_parameter"].sudo().get_param(PLAN))


@contextmanager
def _unnoted(env):
    """Have nothing noted for the job: what is read from the beginning is read all the same."""
    for table in TABLES:
        env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
    yield
    for table in TABLES:
        env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table)))


def _changed(kind, plan):
    """Return what differs from one copy to the next: names, moments, customer, salesperson and warehouse."""
    ago = AGO[kind]
    changed = {(table, "name"): "t.name || '-' || k" for table in NAMED}
    changed |= {
        (table, name): f"t.{name} - {ago} * interval '1 hour'" for table, names in MOMENTS.items() for name in names
    }
    changed |= {(table, name): f"t.{name} - ({ago} / 24)::int" for table, names in DAYS.items() for name in names}
    # Money comes later than what it pays.
    changed["account_partial_reconcile", "max_date"] += f" + {PAID_AFTER}"
    for table, name in (("account_move", "date"), ("account_move_line", "date")):
        column = "origin_payment_id" if table == "account_move" else "payment_id"
        changed[table, name] += f" + CASE WHEN t.{column} IS NULL THEN 0 ELSE {PAID_AFTER} END"
    changed["account_move", "invoice_date_due"] += f" + {DUE_AFTER}"
    changed["account_move_line", "date_maturity"] += f" + CASE WHEN t.payment_id IS NULL THEN {DUE_AFTER} ELSE 0 END"
    customer = f"mod(k, {CUSTOMERS}) * {plan['apart']}"
    changed |= {(table, name): f"t.{name} + {customer}" for table, names in OF_CUSTOMER.items() for name in names}
    changed |= {
        (table, name): f"CASE WHEN t.{name} IS NOT NULL THEN {_one_of(plan['users'])} END"
        for table, name in OF_SALESPERSON.items()
    }
    warehouse = _one_of(plan["warehouses"])
    changed |= {
        ("sale_order", "warehouse_id"): warehouse,
        ("sale_order_line", "warehouse_id"): f"CASE WHEN t.warehouse_id IS NOT NULL THEN {warehouse} END",
        ("stock_picking", "picking_type_id"): _one_of(plan["types"]),
        ("stock_move", "picking_type_id"): _one_of(plan["types"]),
        ("sale_order_event", "document"): (
            "CASE WHEN split_part(t.document, ',', 1) IN ('account.move', 'stock.picking') THEN"
            " split_part(t.document, ',', 1) || ',' ||"
            f" (split_part(t.document, ',', 2)::int + k * {plan['distance']}) ELSE t.document END"
        ),
    }
    return changed


def _one_of(ids):
    return f"(ARRAY{ids})[1 + mod(k, {len(ids)})]"


# === What is copied === #


def _people(env):
    group = env.ref("sales_team.group_sale_salesman")
    return env["res.users"].create(
        [
            {"name": f"Salesperson {number}", "login": f"bench-sales-{number}", "group_ids": [Command.link(group.id)]}
            for number in range(PEOPLE)
        ]
    )


def _warehouses(env):
    """Return the types of deliveries of some warehouses."""
    first = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    others = env["stock.warehouse"].create(
        [{"name": f"Warehouse {number}", "code": f"WB{number}"} for number in range(1, WAREHOUSES)]
    )
    return (first | others).out_type_id


def _have_payments_booked(env):
    """Without an account for money on its way Odoo books no payments."""
    journals = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)])
    account = env["account.account"].create(
        {"name": "Money on its way", "code": "101999", "account_type": "asset_current", "reconcile": True}
    )
    journals.inbound_payment_method_line_ids.payment_account_id = account


def _orders(env, customers):
    products = env["product.product"].search([("default_code", "=like", "BENCH-%")], limit=3)
    lines = [Command.create({"product_id": product.id, "product_uom_qty": 10}) for product in products]
    return env["sale.order"].create([{"partner_id": customer.id, "order_line": lines} for customer in customers])


def _done(env, customers):
    """Nothing of these is to come any more."""
    orders = _orders(env, customers)
    lost, cancelled, short, shipped = orders[0], orders[1], orders[2], orders[3:]
    orders[:5].action_quotation_sent()
    (orders - lost).action_confirm()
    (lost | cancelled)._action_cancel()
    history.ship_less(short)
    history.ship(shipped)
    invoices = (short | shipped)._create_invoices(grouped=True)
    invoices.action_post()
    wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=invoices.ids)
    wizard.create({"group_payment": False})._create_payments()
    return orders


def _waiting(env, customers):
    """One waits for all of its goods, one for a part of them."""
    orders = _orders(env, customers)
    orders.action_confirm()
    for move in orders[0].picking_ids.move_ids:
        move.write({"quantity": 6, "picked": True})
    orders[0].picking_ids.with_context(skip_backorder=True).button_validate()
    return orders


def _originals(env, orders):
    """Return the ids to copy of each table that has ids."""
    pickings, invoices = orders.picking_ids, orders.invoice_ids
    receivable = invoices.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
    matches = receivable.matched_credit_ids
    moves = invoices | matches.credit_move_id.move_id
    records = [orders, orders.order_line, orders.stock_reference_ids, pickings, pickings.move_ids]
    records += [moves, moves.line_ids, matches, matches.full_reconcile_id]
    records += [
        env[model].search([("order_id", "in", orders.ids)])
        for model in ("sale.order.confirmed.line", "sale.order.event")
    ]
    return {record._table: record.ids for record in records}
