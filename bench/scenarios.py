"""What is measured, inside an Odoo process: each function prepares its own documents, then measures.

Every measured piece runs in a transaction of its own, commit included, with cold record caches as a web
request has them. A sample is `[seconds, queries]`.
"""

import gc
import time
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta

import checked
import open_moves
import telling
from lxml import etree

from odoo import Command, release
from odoo.sql_db import Cursor

LINES = 5
CUSTOMERS = 20
WEEKS = timedelta(weeks=3)
PLENTY = 100_000_000


def version(_worker):
    """Odoo's version."""
    return release.version


def prepare(worker):
    """Create accounts, goods with stock, and customers; with the addon, every check is on and enforced."""
    with worker.transaction() as env:
        if not env.company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
        product = {"name": "Bench goods", "list_price": 10, "standard_price": 6, "weight": 1}
        goods = {**product, "type": "consu", "is_storable": True, "invoice_policy": "delivery"}
        service = {**product, "type": "service", "invoice_policy": "order"}
        Product = env["product.product"]
        products = Product.create([{**goods, "default_code": f"BENCH-{number}"} for number in range(LINES)])
        Product.create([{**service, "default_code": f"ADVICE-{number}"} for number in range(LINES)])
        stock = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1).lot_stock_id
        for product in products:
            env["stock.quant"]._update_available_quantity(product, stock, PLENTY)
        address = {"street": "1 Main Street", "city": "Ghent", "zip": "9000", "phone": "+32 9 555 01 00"}
        address["country_id"] = env.ref("base.be").id
        partners = env["res.partner"].create(
            [{"name": f"Bench customer {number}", **address} for number in range(CUSTOMERS)]
        )
        partners.credit_limit = PLENTY * 1000
        if "stock_text_confirmation" in env.company._fields:
            env.company.stock_text_confirmation = False  # Odoo asks whether to send messages, and sends them
        if "validation_mode" in env.company._fields:
            env.company.validation_mode = "enforce"


@contextmanager
def measured(worker, samples):
    """A transaction whose time and queries, commit included, become a sample."""
    gc.collect()
    with worker.transaction() as env:
        queries, start = env.cr.sql_log_count, time.perf_counter()
        yield env
        env.cr.commit()
        samples.append([time.perf_counter() - start, env.cr.sql_log_count - queries])


def confirm_each(worker, count):
    """Confirm orders one by one."""
    order_ids, samples = _new_orders(worker, count), []
    for order_id in order_ids:
        with measured(worker, samples) as env:
            env["sale.order"].browse(order_id).action_confirm()
    return samples


def confirm_together(worker, count):
    """Confirm that many orders at once."""
    order_ids, samples = _new_orders(worker, count), []
    with measured(worker, samples) as env:
        env["sale.order"].browse(order_ids).action_confirm()
    return samples


def confirm_each_telling(worker, count):
    """Confirm orders one by one; with the addon, customers are told of everything."""
    with telling.customers(worker):
        return confirm_each(worker, count)


def confirm_together_telling(worker, count):
    """Confirm that many orders at once; with the addon, customers are told of everything."""
    with telling.customers(worker):
        return confirm_together(worker, count)


def validate_each(worker, count):
    """Validate transfers one by one."""
    samples = []
    for picking_id in _reserved_transfers(worker, count):
        with measured(worker, samples) as env:
            _validate(env, [picking_id])
    return samples


def validate_together(worker, count):
    """Validate that many transfers at once, each of another order."""
    picking_ids, samples = _reserved_transfers(worker, count), []
    with measured(worker, samples) as env:
        _validate(env, picking_ids)
    return samples


def check_together(worker, count):
    """Validate that many transfers at once; with the addon, each has been counted and has passed its check."""
    picking_ids, samples = _reserved_transfers(worker, count), []
    with checked.all_of(worker, picking_ids), measured(worker, samples) as env:
        _validate(env, picking_ids)
    return samples


def invoice_shipments(worker, count):
    """Invoice that many shipments and post: with the addon by its own service, else as Odoo's list does."""
    picking_ids, samples = _reserved_transfers(worker, count), []
    with worker.transaction() as env:
        pickings = env["stock.picking"].browse(picking_ids)
        pickings.button_validate()
        order_ids = pickings.sale_id.ids
        if "invoicing_policy" in env.company._fields:
            env.company.invoicing_policy = "shipment"
    with measured(worker, samples) as env:
        orders = env["sale.order"].browse(order_ids)
        if "invoicing_policy" in env.company._fields:
            invoices = orders.sudo()._invoice_shipments()
        else:
            invoices = orders._create_invoices(grouped=True)
            invoices.action_post()
        assert len(invoices) == count, f"{len(invoices)} invoices"
    return samples


def pay_together(worker, count):
    """Register the payment of that many invoices at once."""
    order_ids = _new_orders(worker, count, services=True)
    with worker.transaction() as env:
        orders = env["sale.order"].browse(order_ids)
        orders.action_confirm()
        invoices = orders._create_invoices(grouped=True)
        invoices.action_post()
        invoice_ids = invoices.ids
    samples = []
    with measured(worker, samples) as env:
        wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice_ids)
        wizard.create({"group_payment": False})._create_payments()
    return samples


def list_orders(worker, count):
    """Read one page of the list of orders as the web client does."""
    with worker.transaction() as env:
        missing = count - env["sale.order"].search_count(_own_orders(env))
    if missing > 0:
        _new_orders(worker, missing)
    samples = []
    with measured(worker, samples) as env:
        env["sale.order"].web_search_read(_own_orders(env), _list_specification(env), limit=count)
    return samples


def read_availability(worker, count):
    """Say of a quotation's lines what there is in three warehouses: bare Odoo reads its forecast for each."""
    with worker.transaction() as env:
        products, warehouses = open_moves.build(env)
        order = env["sale.order"].search([("client_order_ref", "=", "SHELF"), ("state", "=", "draft")], limit=1)
        if len(order.order_line) != count:
            lines = [{"product_id": product.id, "product_uom_qty": 3} for product in products[:count]]
            values = {"partner_id": _customers(env)[0].id, "client_order_ref": "SHELF"}
            order = env["sale.order"].create({**values, "order_line": [Command.create(line) for line in lines]})
        order_id, warehouse_ids = order.id, warehouses.ids
    samples = []
    with measured(worker, samples) as env:
        lines = env["sale.order"].browse(order_id).order_line
        warehouses = env["stock.warehouse"].browse(warehouse_ids)
        if hasattr(lines, "_availability"):
            lines._availability(warehouses)
        else:
            for warehouse in warehouses:
                lines.product_id.with_context(warehouse_id=warehouse.id).mapped("virtual_available")
    return samples


def queries_of(worker, scenario, count):
    """The statements of one sample, without their values, and how often each was sent."""
    statements = Counter()
    original = Cursor.execute

    def recording(cursor, query, *arguments, **options):
        statements[" ".join(str(getattr(query, "code", query)).split())] += recording.active
        return original(cursor, query, *arguments, **options)

    @contextmanager
    def recorded(worker, samples):
        with worker.transaction() as env:
            recording.active = 1
            yield env
            env.cr.commit()
            recording.active = 0
        samples.append([0, 0])

    recording.active, measured_before = 0, globals()["measured"]
    Cursor.execute, globals()["measured"] = recording, recorded
    try:
        globals()[scenario](worker, count)
    finally:
        Cursor.execute, globals()["measured"] = original, measured_before
    return +statements


# === Documents === #


def _new_orders(worker, count, services=False):
    with worker.transaction() as env:
        codes = "ADVICE-%" if services else "BENCH-%"
        products = env["product.product"].search([("default_code", "=like", codes)])
        partners = _customers(env)
        # No two orders alike: they would be reported as ordered twice.
        first = 1 + env["sale.order"].search_count([])
        # A carrier and a promised date, so that no check is left out.
        values = {"carrier_id": _carrier(env).id, "commitment_date": datetime.now() + WEEKS}
        orders = env["sale.order"].create(
            [
                {
                    "partner_id": partners[number % len(partners)].id,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": first + number})
                        for product in products
                    ],
                    **values,
                }
                for number in range(count)
            ]
        )
        return orders.ids


def _reserved_transfers(worker, count):
    order_ids = _new_orders(worker, count)
    with worker.transaction() as env:
        orders = env["sale.order"].browse(order_ids)
        orders.action_confirm()
        orders.picking_ids.action_assign()
        orders.picking_ids.move_ids.picked = True
        return orders.picking_ids.ids


def _validate(env, picking_ids):
    answer = env["stock.picking"].browse(picking_ids).button_validate()
    if answer is not True:
        raise AssertionError(f"Asked something instead of validating: {answer}")


def _carrier(env):
    return env.ref("delivery.free_delivery_carrier")


def _customers(env):
    return env["res.partner"].search([("name", "=like", "Bench customer%")])


def _own_orders(env):
    return [("partner_id", "in", _customers(env).ids)]


def _list_specification(env):
    """What the web client asks for: every field of the default list view."""
    Order = env["sale.order"]
    root = etree.fromstring(Order.get_view(view_type="list")["arch"])
    specification = {}
    for node in root.findall("field"):
        field = Order._fields[node.get("name")]
        wanted = {"display_name": {}}
        if "color_field" in (node.get("options") or ""):
            wanted["color"] = {}
        specification[field.name] = {"fields": wanted} if field.relational else {}
    return specification
