"""Years of orders as they stand in a company that never had the addon. Runs inside an Odoo process without it.

Each kind of order is made by Odoo's own flows. The decorator says which status it should get.
"""

import sys
from datetime import timedelta
from pathlib import Path

from odoo import fields

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import QuoteToCashCommon

LONG_AGO = timedelta(days=60)
KINDS = {}


def kind(status, short_closed=0):
    """Register a function that makes one order, with what the addon should say of it."""

    def register(function):
        KINDS[function.__name__] = function, status, short_closed
        return function

    return register


def build(worker):
    """Make one order of every kind; return `{order id: [kind, status, short-closed quantity]}`."""
    expected = {}
    with worker.transaction() as env:
        world = OldWorld.begin(env)
        for name, (make, status, short_closed) in KINDS.items():
            order = make(world)
            env.cr.commit()
            expected[order.id] = [name, status, short_closed]
    return expected


class OldWorld(QuoteToCashCommon):
    """The builders of the other tests, without what the addon brings."""

    @classmethod
    def begin(cls, env):
        """Create the company's goods and warehouses."""
        cls.env, cls.company = env, env.company
        cls.partner = env["res.partner"].create({"name": "Anna's Bakery", "email": "anna@example.com"})
        if not cls.company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        cls.warehouse = cls.make_warehouse(1)
        cls.two_steps, cls.three_steps = cls.make_warehouse(2), cls.make_warehouse(3)
        cls.goods, cls.other_goods = cls.make_product("Oven"), cls.make_product("Mixer")
        cls.service = cls.make_product("Advice", type="service", invoice_policy="order")
        cls.kit = cls.make_kit({cls.goods: 1, cls.other_goods: 2})
        cls.dropshipped = cls.make_dropshipped()
        return cls

    @classmethod
    def open_pickings(cls, order, step=False):
        """Return the open deliveries of an order, or its open picks and packs."""
        return order.picking_ids.filtered(
            lambda picking: (
                picking.state not in ("done", "cancel")
                and (picking.location_dest_id.usage == "customer") is not step
                and picking.location_id.usage != "customer"
            )
        )

    @classmethod
    def shipped(cls, order, *args, ago=LONG_AGO, **options):
        """Ship what is open of an order, some time ago."""
        pickings = cls.ship(order, *args, **options)
        cls.env.flush_all()
        pickings.filtered(lambda picking: picking.state == "done").date_done = fields.Datetime.now() - ago
        cls.env.cr.commit()
        return order

    @classmethod
    def overdue_invoice(cls, order):
        """Post an invoice that was due long ago."""
        invoice = cls.invoice(order, post=False)
        invoice.invoice_date = fields.Date.today() - LONG_AGO
        invoice.action_post()
        return invoice


# === Quotes, and orders on which nobody works === #


@kind("quote")
def draft(world):
    return world.make_order(confirm=False)


@kind("quote")
def sent(world):
    order = world.make_order(confirm=False)
    order.action_quotation_sent()
    return order


@kind("entered")
def without_stock(world):
    product = world.make_product("Nothing on the shelf")
    return world.make_order((product, 10), stock=False)


@kind("entered")
def reserved(world):
    order = world.make_order()
    order.picking_ids.action_assign()
    return order


@kind("entered")
def with_fee_section_note(world):
    lines = [
        {"product_id": world.goods.id, "product_uom_qty": 3},
        {"display_type": "line_section", "name": "Section"},
        {"display_type": "line_note", "name": "Note"},
        {"product_id": world.service.id, "product_uom_qty": 1, "is_delivery": True},
    ]
    return world.make_order(*lines)


@kind("entered")
def prepaid(world):
    order = world.make_order()
    world.pay(world.down_payment(order, 300))
    return order


@kind("entered")
def locked(world):
    order = world.make_order()
    order.action_lock()
    return order


@kind("entered")
def cancelled_and_confirmed_again(world):
    order = world.make_order()
    order.action_cancel()
    order.action_draft()
    order.action_confirm()
    return order


@kind("cancelled")
def cancelled(world):
    order = world.make_order()
    order.action_cancel()
    return order


@kind("cancelled")
def cancelled_after_shipping(world):
    order = world.shipped(world.make_order())
    order.action_cancel()
    return order


# === Work in the warehouse === #


@kind("in_progress")
def printed(world):
    order = world.make_order()
    order.picking_ids.action_assign()
    order.picking_ids.printed = True
    return order


@kind("entered")
def two_steps_untouched(world):
    return world.make_order(warehouse=world.two_steps)


@kind("ready")
def two_steps_picked(world):
    order = world.make_order(warehouse=world.two_steps)
    world.pick(order)
    return order


@kind("shipped")
def two_steps_shipped(world):
    order = world.make_order(warehouse=world.two_steps)
    world.pick(order)
    return world.shipped(order, ago=timedelta())


@kind("in_progress", short_closed=0)
def three_steps_at_packing(world):
    order = world.make_order(warehouse=world.three_steps)
    world.pick(order)
    return order


@kind("ready", short_closed=4)
def three_steps_declined_at_picking(world):
    order = world.make_order(warehouse=world.three_steps)
    world.pick(order, {world.goods: 6}, backorder=False)
    world.pick(order)
    return order


@kind("in_progress")
def partly_shipped(world):
    return world.shipped(world.make_order(), {world.goods: 6})


@kind("in_progress")
def raised_after_shipping(world):
    order = world.shipped(world.make_order())
    order.order_line.product_uom_qty = 15
    return order


# === Short-closed === #


@kind("shipped", short_closed=4)
def declined_backorder(world):
    return world.shipped(world.make_order(), {world.goods: 6}, backorder=False, ago=timedelta())


@kind("paid", short_closed=4)
def declined_backorder_paid(world):
    order = world.shipped(world.make_order(), {world.goods: 6}, backorder=False)
    world.pay(world.invoice(order))
    return order


@kind("delivered", short_closed=0.5)
def declined_half_a_dozen(world):
    dozen = world.env.ref("uom.product_uom_dozen")
    world.add_stock(world.goods, 24)
    line = {"product_id": world.goods.id, "product_uom_qty": 1, "product_uom_id": dozen.id}
    return world.shipped(world.make_order(line), {world.goods: 6}, backorder=False)


@kind("delivered", short_closed=2)
def declined_kits(world):
    return world.shipped(kits(world), {world.goods: 2, world.other_goods: 3}, backorder=False)


@kind("entered")
def open_kits(world):
    return kits(world)


def kits(world):
    world.add_stock(world.goods, 3)
    world.add_stock(world.other_goods, 6)
    return world.make_order((world.kit, 3))


# === Drop shipments and services === #


@kind("entered")
def drop_shipment_requested(world):
    return world.make_order((world.dropshipped, 5))


@kind("entered")
def drop_shipment_ordered(world):
    order = world.make_order((world.dropshipped, 5))
    order.order_line.purchase_line_ids.order_id.button_confirm()
    return order


@kind("delivered")
def drop_shipment_sent(world):
    return world.shipped(drop_shipment_ordered(world))


@kind("in_progress")
def drop_shipment_open_beside_goods(world):
    order = world.make_order((world.dropshipped, 5), (world.goods, 2))
    return world.shipped(order)


@kind("entered")
def service_not_invoiced(world):
    return world.make_order((world.service, 2))


@kind("paid")
def service_paid(world):
    order = world.make_order((world.service, 2))
    world.pay(world.invoice(order))
    return order


@kind("delivered")
def service_with_goods(world):
    return world.shipped(world.make_order((world.service, 2), (world.goods, 2)))


# === Invoices, money, returns === #


@kind("delivered")
def shipped_long_ago(world):
    return world.shipped(world.make_order())


@kind("delivered")
def draft_invoice(world):
    order = world.shipped(world.make_order())
    world.invoice(order, post=False)
    return order


@kind("invoiced")
def overdue(world):
    order = world.shipped(world.make_order())
    world.overdue_invoice(order)
    return order


@kind("paid")
def paid(world):
    order = world.shipped(world.make_order())
    world.pay(world.overdue_invoice(order))
    return order


@kind("shipped")
def paid_before_delivery(world):
    order = world.shipped(world.make_order(), ago=timedelta())
    world.pay(world.invoice(order))
    return order


@kind("invoiced")
def partly_paid(world):
    order = world.shipped(world.make_order())
    world.pay(world.overdue_invoice(order), amount=100)
    return order


@kind("invoiced")
def payment_taken_back(world):
    order = world.shipped(world.make_order())
    invoice = world.overdue_invoice(order)
    world.pay(invoice)
    invoice.line_ids.remove_move_reconcile()
    return order


@kind("paid")
def down_payment_and_rest(world):
    order = world.make_order()
    world.pay(world.down_payment(order, 300))
    world.pay(world.invoice(world.shipped(order)))
    return order


@kind("delivered")
def credited_in_full(world):
    order = world.shipped(world.make_order())
    world.credit(world.invoice(order))
    return order


@kind("paid")
def credited_in_part(world):
    order = world.shipped(world.make_order())
    invoice = world.invoice(order)
    note = world.credit(invoice, amount=50)
    receivable = (invoice + note).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
    receivable.filtered(lambda line: not line.reconciled).reconcile()
    world.pay(invoice)
    return order


@kind("paid")
def free_of_charge(world):
    line = {"product_id": world.goods.id, "product_uom_qty": 2, "price_unit": 0}
    return world.shipped(world.make_order(line))


@kind("delivered")
def return_open(world):
    order = world.shipped(world.make_order())
    world.send_back(order.picking_ids, 2, receive=False)
    return order


@kind("paid")
def returned(world):
    order = world.shipped(world.make_order())
    world.pay(world.invoice(order))
    world.send_back(order.picking_ids, 2)
    return order


@kind("delivered")
def exchange_open(world):
    order = world.shipped(world.make_order())
    world.send_back(order.picking_ids, 2, exchange=True)
    return order


@kind("delivered")
def exchange_done_in_two_steps(world):
    world.add_stock(world.goods, 20, world.two_steps)
    order = world.make_order(warehouse=world.two_steps)
    world.pick(order)
    world.shipped(order)
    delivery = order.picking_ids.filtered(lambda picking: picking.location_dest_id.usage == "customer")
    world.send_back(delivery, 2, exchange=True)
    world.env.cr.commit()
    exchange = world.env["stock.picking"].search([("state", "=", "assigned"), ("partner_id", "=", world.partner.id)])
    world.process(exchange.filtered(lambda picking: picking.reference_ids & order.stock_reference_ids))
    return order


@kind("delivered")
def in_a_company_without_calendar(world):
    company = world.env["res.company"].create({"name": "Branch abroad"})
    company.resource_calendar_id = False
    world.env.user.company_ids += company
    world.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    warehouse = world.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    return world.shipped(world.make_order(warehouse=warehouse))


@kind("in_progress")
def in_running_batch(world):
    """The last one: Odoo itself may add later transfers to a running batch."""
    order = world.make_order()
    order.picking_ids.action_assign()
    world.env["stock.picking.batch"].create({"picking_ids": order.picking_ids.ids}).action_confirm()
    return order
