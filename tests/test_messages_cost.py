"""What messages cost: nothing where goods move, and the same number of statements for few as for many."""

from odoo.tests import tagged

from .common_messages import MessagesCommon

ROOM = "odoo.addons.quote_to_cash.models.messages"
HOT = ("sale.order", "sale.order.line", "stock.picking", "stock.move", "stock.move.line", "account.move")
HOT_METHODS = {
    "create",
    "write",
    "unlink",
    "action_confirm",
    "_action_confirm",
    "button_validate",
    "_action_done",
    "_post",
    "action_post",
}
FEW, MANY = 2, 8


@tagged("post_install", "-at_install")
class TestMessagesCost(MessagesCommon):
    def count(self, work):
        """Return how many statements some work takes."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.cache.clear()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def orders(self, count):
        return self.env["sale.order"].concat(*(self.make_order() for _number in range(count)))

    def test_nothing_is_hooked_into_confirming_shipping_and_posting(self):
        for name in HOT:
            for cls in type(self.env[name]).__mro__:
                if cls.__module__.startswith(ROOM):
                    self.assertFalse(HOT_METHODS & set(vars(cls)), f"{name}: {cls.__module__}")

    def test_confirming_costs_the_same_with_and_without(self):
        without = self.confirming()
        self.switch_on()
        self.assertEqual(self.confirming(), without)

    def confirming(self):
        """Return how many statements a confirmation takes, the least of some: one reads what is read once."""
        return min(self.count(self.make_order(confirm=False).action_confirm) for _time in range(3))

    def test_collecting_is_one_statement(self):
        self.switch_on()
        counts = []
        for number in (FEW, MANY):
            for order in self.orders(number):
                self.ship(order, {self.goods: 4})
            self.env.cr.flush()
            counts.append(self.count(self.env["order.message"]._collect))
        # Are there policies? Is nobody else collecting? What is there to tell?
        self.assertEqual(counts, [3, 3])
        with self.assertQueryCount(3):
            self.env["order.message"]._collect()

    def test_while_all_is_off_the_job_asks_once(self):
        self.env["order.message.policy"].search([]).enabled = False
        self.orders(FEW)
        self.env.cr.flush()
        with self.assertQueryCount(1):
            self.env["order.message"]._collect()

    def test_sending(self):
        self.company.tracking_page = True
        self.switch_on("received", "partly_shipped")
        self.send(1)  # defaults and layouts are read once
        self.assertEqual(self.send(FEW), self.send(MANY))

    def test_what_comes_next_without_a_promise(self):
        def ask(number):
            orders = self.orders(number)
            orders.write({"promise_date": False, "commitment_date": False})
            self.env.flush_all()
            return self.count(lambda: self.assertTrue(all(order._by_working_hours("entered") for order in orders)))

        ask(1)  # the calendar is read once
        self.assertEqual(ask(FEW), ask(MANY))

    def test_summaries_of_many_readers(self):
        self.switch_on("received", "partly_shipped")
        self.send(1, daily=True)
        self.assertEqual(self.send(FEW, daily=True), self.send(MANY, daily=True))

    def send(self, number, daily=False):
        """Return how many statements it takes to tell of a number of orders, each of another customer."""
        for _number in range(number):
            customer = self.partner.copy({"email": "x@example.com", "order_messages": daily and "daily"})
            self.ship(self.make_order(partner_id=customer.id), {self.goods: 4})
        self.collect()
        messages = self.env["order.message"].search([("state", "=", "queued")])
        self.assertEqual(len(messages), 2 * number)
        messages.in_summary = daily
        return self.count(messages._send_or_mark)
