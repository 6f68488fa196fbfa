"""What the processes do that meet each other at the last units. Runs inside Odoo processes with the addon."""

import threading
from contextlib import contextmanager
from types import SimpleNamespace

from psycopg2.errors import SerializationFailure
from races import World

from odoo import SUPERUSER_ID, api
from odoo.service import model as service

# Odoo waits up to two seconds before it runs something again; the races need not.
service.random = SimpleNamespace(uniform=lambda _least, _most: 0.02)

ON_HAND, WANTED = 10, 8


def prepare(worker, policy="allow", method="at_confirm", mode="observe", rounds=1, held=False, kit=False, confirm=()):
    """Make for each round goods of which ten are on the shelf, and two orders that want eight each.

    :param str method: how the warehouse reserves; by date: what leaves today, at once
    :param bool kit: whether the orders want kits, of which the goods are the last component
    :param confirm: which of the orders are confirmed already, before there is anything on the shelf
    :return: for each round ``{"goods": id, "orders": [ids], "warehouse": id}``
    """
    with worker.transaction() as env:
        world = World.begin(env)
        env.company.validation_mode = mode
        env["order.validation.rule"].search([("company_id", "=", env.company.id)]).severity = "warn"
        days = {"reservation_days_before": 30, "reservation_days_before_priority": 30} if method == "by_date" else {}
        world.warehouse.out_type_id.write({"reservation_method": method, **days})
        made = []
        for number in range(rounds):
            goods = sold = world.make_product(f"Last oven {number}")
            if kit:
                other = world.make_product(f"Plenty {number}")
                world.add_stock(other, 100)
                sold = world.make_kit({goods: 1, other: 1})
            goods.oversell_policy = policy
            orders = [world.make_order((sold, WANTED), confirm=False, stock=False) for _number in range(2)]
            for index in confirm:
                orders[index].action_confirm()
            world.add_stock(goods, ON_HAND)
            ids = [order.id for order in orders]
            made.append({"goods": goods.id, "orders": ids, "warehouse": world.warehouse.id})
        return made


@contextmanager
def _unguarded(env):
    """Take the guard away."""
    guard = type(env["stock.promise.guard"])
    take, guard._take = guard._take, lambda self, pairs: None
    try:
        yield
    finally:
        guard._take = take


def act(worker, action, order_id, pause=None, guarded=True):
    """Do something as a web request does; return how often it was tried.

    :param str pause: "snapshot": wait after the first look at the database; "written": wait with everything
        written, but not committed; "both": at either
    """
    tries = []

    def run(env):
        tries.append(action)
        env["res.partner"].search_count([])  # the transaction's picture of the database is taken here
        if pause in ("snapshot", "both") and len(tries) == 1:
            worker.pause("snapshot")
        if guarded:
            globals()[action](env, order_id)
        else:
            with _unguarded(env):
                globals()[action](env, order_id)
        env.cr.flush()
        if pause in ("written", "both") and len(tries) == 1:
            worker.pause("written")

    worker.request(run)
    return len(tries)


def confirm(env, order_id):
    """Confirm as a salesperson does."""
    env["sale.order"].browse(order_id).action_confirm()


def sign(env, order_id):
    """Confirm as a customer does."""
    env["sale.order"].browse(order_id)._validate_order()


def assign(env, order_id):
    """Press "Check Availability"."""
    env["sale.order"].browse(order_id).picking_ids.action_assign()


def grow(env, order_id):
    """Raise the quantity of a confirmed order from one to what is wanted."""
    env["sale.order"].browse(order_id).order_line.product_uom_qty = WANTED


def type_quantity(env, order_id):
    """Type what is picked into the transfer."""
    env["sale.order"].browse(order_id).picking_ids.move_ids.quantity = WANTED


def shrink(worker, order_ids):
    """Make small orders of them, before they are confirmed."""
    with worker.transaction() as env:
        env["sale.order"].browse(order_ids).order_line.product_uom_qty = 1


def threads(worker, action, order_ids):
    """Have threads of one process do the same to different orders, each with its picture taken before the others
    have written; return how often each was tried, or the kind of its error.
    """
    barrier, answers = threading.Barrier(len(order_ids)), {}
    registry = worker.registry

    def work(order_id):
        tries = []

        def run(env):
            tries.append(action)
            env["res.partner"].search_count([])
            if len(tries) == 1:
                barrier.wait(30)
            globals()[action](env, order_id)

        with registry.cursor() as cr:
            env = api.Environment(cr, 2, {})
            try:
                service.retrying(lambda: run(env), env)
                answers[order_id] = len(tries)
            except Exception as error:
                cr.rollback()
                answers[order_id] = type(error).__name__

    workers = [threading.Thread(target=work, args=[order_id]) for order_id in order_ids]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join(120)
    return [answers.get(order_id) for order_id in order_ids]


def schedule(worker, pause=None):
    """Run the stock scheduler as its job does; return how often somebody else was first.

    :param str pause: "snapshot": wait before goods are taken for the first time; "written": wait with them
        taken and reserved, but not committed
    """
    with worker.transaction(SUPERUSER_ID) as env:
        guard, moves = type(env["stock.promise.guard"]), type(env["stock.move"])
        tries, conflicts, waited = [], [], []
        take, assign_moves = guard._take, moves._action_assign

        def waiting(self, pairs):
            if pairs:
                tries.append(len(pairs))
                if pause == "snapshot" and len(tries) == 1:
                    worker.pause(pause)
            try:
                return take(self, pairs)
            except SerializationFailure as error:
                conflicts.append(error)
                raise

        def written(self, force_qty=False):
            result = assign_moves(self, force_qty=force_qty)
            if pause == "written" and tries and not waited:
                waited.append(pause)
                self.env.flush_all()
                worker.pause(pause)
            return result

        guard._take, moves._action_assign = waiting, written
        try:
            env["stock.rule"].run_scheduler(use_new_cursor=True)
        finally:
            guard._take, moves._action_assign = take, assign_moves
        return len(conflicts)


def look(worker, rounds):
    """What the database says of rounds, and of each of their orders."""
    with worker.transaction() as env:
        seen = []
        for one in rounds:
            quants = env["stock.quant"].search(
                [("product_id", "=", one["goods"]), ("location_id.warehouse_id", "=", one["warehouse"])]
            )
            orders = env["sale.order"].browse(one["orders"])
            goods = env["product.product"].browse(one["goods"])
            moves = [order.order_line.move_ids & goods.stock_move_ids for order in orders]
            seen.append(
                {
                    "on_hand": sum(quants.mapped("quantity")),
                    "reserved": sum(quants.mapped("reserved_quantity")),
                    "states": orders.mapped("state"),
                    "held": orders.mapped("is_on_hold"),
                    "assigned": [sum(of_order.mapped("quantity")) for of_order in moves],
                    "findings": [order.open_finding_ids.mapped("code") for order in orders],
                }
            )
        return seen
