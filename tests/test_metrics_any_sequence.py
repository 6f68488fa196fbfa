"""Whatever happens to orders, what is kept current is what is read from zero."""

from datetime import timedelta
from random import Random

from freezegun import freeze_time

from odoo.tests import tagged

from .common_metrics import MetricsCommon


@tagged("post_install", "-at_install")
class TestAnySequence(MetricsCommon):
    """Whatever happens to orders, in whatever order."""

    def setUp(self):
        super().setUp()
        self.seller = self.make_user("salesman", login="q2c_any_seller")
        self.events_of_orders = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("happens_")]

    # Each of them happens as far as it can.

    def happens_confirm(self, order):
        if order.state in ("draft", "sent"):
            order.action_confirm()

    def happens_ship(self, order, quantities=None, backorder=True):
        if not order.is_on_hold:
            self.ship(order, quantities, backorder)

    def happens_ship_part(self, order):
        self.happens_ship(order, {self.goods: 3})

    def happens_decline(self, order):
        self.happens_ship(order, {self.goods: 3}, backorder=False)

    def happens_deliver(self, order):
        left = order.picking_ids.filtered(lambda picking: picking.shipped_at and not picking.delivered_at)
        if left:
            left.action_confirm_delivery(self.now_there(), "carrier")

    def happens_hold(self, order):
        if order.state == "sale" and not order.is_on_hold:
            order.action_hold(self.reason("address"))

    def happens_release(self, order):
        if order.is_on_hold:
            order.action_release_holds("Clear now")

    def happens_cancel(self, order):
        if order.state == "sale" and not order._has_shipped_goods():
            order.action_cancel_with_reason(self.reason("mind"), "customer")

    def happens_cancel_open(self, order):
        if order.state == "sale" and order._open_delivery_moves():
            order.action_cancel_open(self.reason("mind"))

    def happens_reduce(self, order):
        if order.state == "sale" and not order.picking_ids.filtered("shipped_at"):
            order.order_line[:1].product_uom_qty = 4

    def happens_send_back(self, order):
        left = order.picking_ids.filtered(lambda picking: picking.shipped_at and not picking.return_ids)
        if left:
            self.send_back(left[:1], 1)

    def happens_promise(self, order):
        lines = order.order_line._lines_to_promise()
        if lines:
            later = self.now_there() + timedelta(days=9)
            order.action_change_promise(dict.fromkeys(lines.ids, later), "The vendor is late")

    def happens_salesperson(self, order):
        order.user_id = self.seller

    def happens_ask(self, order):
        self.env["order.tracking.day"]._count(order, asks=1)

    def happens_draft(self, order):
        if order.state == "cancel":
            order.action_draft()

    def happens_delete(self, order):
        if order.state in ("draft", "cancel"):
            order.unlink()

    def now_there(self):
        return self.env["sale.order.event"]._default_happened_at()

    def test_incremental_is_the_same_as_from_zero(self):
        for seed in range(4):
            chance = Random(seed)
            orders = [
                self.make_order((self.goods, 5), (self.other_goods, 2), confirm=bool(number % 3)) for number in range(4)
            ]
            for step in range(30):
                alive = [order for order in orders if order.exists()]
                if not alive:
                    break
                with freeze_time(self.at(5) + timedelta(hours=5 * step)):
                    chance.choice(self.events_of_orders)(chance.choice(alive))
                    self.settle()
                if chance.random() < 0.3:
                    self.refresh()
            with self.subTest(seed=seed):
                self.assertRebuiltTheSame()
