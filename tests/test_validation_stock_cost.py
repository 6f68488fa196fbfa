"""What rules on products cost: as many statements for many orders as for few."""

from odoo.tests import tagged

from .common_stock import StockCommon


@tagged("post_install", "-at_install")
class TestStockCost(StockCommon):
    """As many statements for many orders as for few."""

    def orders(self, number, **values):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        self.sold_by(self.goods, delay=10)
        order = self.quote((self.goods, 1), (kit, 1), (self.make_dropshipped(), 1), **values)
        return order + self.env["sale.order"].create([{**vals, **values} for vals in order.copy_data() * (number - 1)])

    def compare(self, code, **values):
        self.assertSameQueries(self.only(code), self.orders(10, **values), self.orders(40, **values))

    def test_stock_short(self):
        self.compare("stock_short")

    def test_stock_short_of_confirmed_orders(self):
        few, many = self.orders(3), self.orders(9)
        (few | many).action_confirm()
        self.assertSameQueries(self.only("stock_short"), few, many)

    def test_lead_time(self):
        self.compare("lead_time", commitment_date=self.day(1))

    def test_discontinued(self):
        self.goods.sale_lifecycle = "phase_out"
        self.compare("discontinued")

    def test_out_of_season(self):
        day = self.day(180)
        self.goods.write({"season_start_month": str(day.month), "season_end_month": str(day.month)})
        self.compare("out_of_season")

    def test_not_sellable(self):
        self.goods.sale_ok = False
        self.compare("not_sellable")
