"""The sourcing dialog in the browser."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common_sourcing import SourcingCommon


@tagged("post_install", "-at_install")
class TestSourcingBrowser(SourcingCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "olga", name="Olga Orderdesk", groups="quote_to_cash.group_order_desk,stock.group_stock_user"
        )
        cls.carrier = cls.make_carrier(delivery_type="fixed", fixed_price=7)
        cls.carrier.product_id.list_price = 7
        cls.fridge = cls.make_product("Fridge")
        cls.add_stock(cls.goods, 3)
        cls.add_stock(cls.other_goods, 20)
        cls.add_stock(cls.goods, 4, cls.east)
        cls.add_stock(cls.fridge, 2, cls.west)
        cls.add_stock(cls.fridge, 2, cls.east)
        cls.receive(cls.goods, 10, 12)
        cls.receive(cls.fridge, 10, 20)

    def test_open_the_table_and_choose(self):
        order = self.order((self.goods, 5), (self.other_goods, 2), (self.fridge, 1), carrier_id=self.carrier.id)
        self.env.flush_all()
        self.start_tour(f"/odoo/orders/{order.id}", "quote_to_cash_sourcing", login="olga", timeout=120)
        self.env.invalidate_all()
        self.assertLines(
            order,
            (self.goods, 3, self.home),
            (self.goods, 2, self.east),
            (self.other_goods, 2, self.home),
            (self.fridge, 1, self.east),
        )
