"""What the tests of the installation ask, inside an Odoo process."""

from datetime import timedelta

from odoo import SUPERUSER_ID
from odoo.fields import Command

ADDON = "quote_to_cash"
KEPT = ("sale.order", "sale.order.line", "stock.picking", "stock.move", "account.move", "res.company")


def run_all_jobs(worker):
    """Run every scheduled job once, as the timer does; return the names of those that failed."""
    with worker.transaction(SUPERUSER_ID) as env:
        jobs = env["ir.cron"].search([]).mapped(lambda job: (job.id, job.name))
    failed = []
    for job_id, name in jobs:
        with worker.transaction(SUPERUSER_ID) as env:
            before = env["ir.cron"].browse(job_id).failure_count
            env["ir.cron"].browse(job_id).method_direct_trigger()
            if env["ir.cron"].browse(job_id).failure_count > before:
                failed.append(name)
    return failed


def filled(worker):
    """`{order id: [status, short-closed quantity of its lines]}` as it stands in the database."""
    with worker.transaction() as env:
        env.cr.execute(
            "SELECT o.id, o.order_status, COALESCE(SUM(l.qty_short_closed), 0)::float FROM sale_order o"
            " LEFT JOIN sale_order_line l ON l.order_id = o.id GROUP BY o.id"
        )
        return {order_id: [status, quantity] for order_id, status, quantity in env.cr.fetchall()}


def differences_when_computed_again(worker):
    """Compute every stored field of the addon anew for all old records; return what differs."""
    with worker.transaction(SUPERUSER_ID) as env:
        found, compared = [], 0
        for model, name in _stored_fields(env):
            records = env[model].with_context(active_test=False).search([])
            before = dict(zip(records.ids, records.mapped(lambda record, name=name: _value(record, name)), strict=True))
            env.invalidate_all()
            env.add_to_compute(records._fields[name], records)
            env.flush_all()
            env.invalidate_all()
            compared += len(records)
            found += [
                f"{record}.{name}: {before[record.id]!r}, computed {_value(record, name)!r}"
                for record in records
                if _value(record, name) != before[record.id]
            ]
        env.cr.precommit.clear()
        env.cr.rollback()
    return {"compared": compared, "different": found}


def _stored_fields(env):
    for model in KEPT:
        for name, field in env[model]._fields.items():
            # What the price list said when an old line was quoted, nobody knows.
            if name == "quoted_list_price":
                continue
            if field._module == ADDON and field.store and field.compute and not field.related:
                yield model, name


def _value(record, name):
    value = record[name]
    return sorted(value.ids) if hasattr(value, "ids") else value


def assumed_deliveries(worker):
    """Of the transfers shipped to customers: how many are assumed, and which are not as the job would have it."""
    with worker.transaction(SUPERUSER_ID) as env:
        shipped = env["stock.picking"].search([("shipped_at", "!=", False)])
        wrong = []
        for company, pickings in shipped.grouped("company_id").items():
            due = pickings.filtered_domain(company._assumable_deliveries_domain()[1:2])
            wrong += (due.filtered(lambda picking: picking.delivery_confirmation != "assumed")).mapped("name")
            wrong += (pickings - due).filtered("delivered_at").mapped("name")
            for _day, of_day in due.grouped(lambda picking: picking.shipped_at.date()).items():
                at = company._assumed_delivery(max(of_day.mapped("shipped_at")))
                wrong += of_day.filtered(lambda picking, at=at: picking.delivered_at != at).mapped("name")
        return {"assumed": len(shipped.filtered("delivered_at")), "wrong": wrong}


def figures(worker):
    """How many old orders figures know, how many figures were checked, and which differ from the documents."""
    with worker.transaction(SUPERUSER_ID) as env:
        # What the jobs have queued after the job that reads it had its turn
        while env["sale.fact.refresh"]._refresh_changed():
            pass
        today, long = env.company._local_day(), timedelta(days=1000)
        codes = sorted(env["sale.kpi.verifier"]._verifiable())
        kpis = env["sale.kpi"].search([("code", "in", codes)])
        checks = env["sale.kpi.verification"]._verify(kpis, env.company, today - long, today + long)
        differing = checks.filtered(lambda check: check.result != "agrees")
        return {
            "orders": env["sale.order.fact"].search_count([]),
            "checked": len(checks),
            "differ": differing.mapped(lambda check: (check.kpi_id.code, check.result, check.difference_count)),
        }


def counts(worker, models):
    """How many records of each model there are."""
    with worker.transaction(SUPERUSER_ID) as env:
        return {model: env[model].with_context(active_test=False).search_count([]) for model in models}


def go_on(worker, order_id):
    """Ship and invoice what is open of an old order; return its status after each step, and its log."""
    statuses = []
    for step in (_ship, _invoice):
        with worker.transaction() as env:
            order = env["sale.order"].browse(order_id)
            step(order)
            statuses.append(order.order_status if "order_status" in order else order.state)
    with worker.transaction() as env:
        order = env["sale.order"].browse(order_id)
        events = order.event_ids.sorted("id") if "event_ids" in order else ()
        return statuses, [[event.kind, event.from_status, event.to_status] for event in events]


def new_order(worker):
    """Sell one thing from quote to payment; return the order's id."""
    with worker.transaction() as env:
        product = env["product.product"].create({"name": "New", "type": "consu", "list_price": 10})
        partner = env["res.partner"].create({"name": "New customer"})
        line = Command.create({"product_id": product.id, "product_uom_qty": 1})
        order = env["sale.order"].create({"partner_id": partner.id, "order_line": [line]})
        order.action_confirm()
        _ship(order)
        _invoice(order)
        return [order.invoice_status, order.delivery_status]


def _ship(order):
    for picking in order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")):
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        picking.button_validate()


def _invoice(order):
    order._create_invoices().action_post()
