"""Goods that may not be oversold, and the rows that guard their stock."""

from odoo.fields import Command

from odoo.addons.quote_to_cash.models.promise.stock_guard import TAKEN

from .common_gate import GateCommon
from .common_stock import StockCommon


class PromiseCommon(GateCommon, StockCommon):
    """Nothing is wrong with customers, and no rule is on; ten ovens are on the shelf."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only()
        cls.repair()
        cls.add_stock(cls.goods, 10)
        cls.desk = cls.make_user("desk")

    @classmethod
    def reserve(cls, method, **values):
        """Say when the warehouse reserves."""
        cls.warehouse.out_type_id.write({"reservation_method": method, **values})

    @classmethod
    def policy(cls, policy, product=None):
        """Set the policy of a product."""
        (product or cls.goods).oversell_policy = policy

    @classmethod
    def buy_to_order(cls, product):
        """Have a product bought for each order."""
        cls.make_to_order(product)
        cls.sold_by(product, 3)
        product.route_ids = [Command.link(cls.env.ref("purchase_stock.route_warehouse0_buy").id)]

    @classmethod
    def another_transaction(cls):
        """Go on as if what was done were committed."""
        cls.env.flush_all()
        cls.env.cr.cache.pop(TAKEN, None)

    @classmethod
    def taken(cls, product=None, warehouse=None):
        """Return how often the guard of a product has been taken in a warehouse."""
        cls.env.cr.execute(
            "SELECT COALESCE(SUM(revision), 0) FROM stock_promise_guard WHERE product_id = %s AND warehouse_id = %s",
            [(product or cls.goods).id, (warehouse or cls.warehouse).id],
        )
        return cls.env.cr.fetchone()[0]

    def assertTakes(self, number, action, *args, product=None, **kwargs):
        """Check how often something takes the guard, as a transaction of its own; return its result."""
        self.another_transaction()
        before = self.taken(product)
        result = action(*args, **kwargs)
        self.env.flush_all()
        self.assertEqual(self.taken(product) - before, number)
        return result
