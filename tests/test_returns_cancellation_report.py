"""The report of cancellations says why, who, when and how much; old orders included."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_cancellation import CancellationCommon


@tagged("post_install", "-at_install")
class TestCancellationReport(CancellationCommon):
    def rows(self, order, user=None):
        self.env.flush_all()
        self.events(order)  # reading the log writes what the transaction has noted
        report = self.env["sale.cancellation.report"].with_user(user or self.env.user)
        return report.search([("order_id", "=", order.id)], order="id")

    def test_a_whole_order(self):
        salesman = self.make_user("salesman")
        order = self.make_begun((self.goods, 10), (self.service, 1), user_id=salesman.id)
        self.cancel(order, initiator="company")
        rows = self.rows(order)
        self.assertEqual(rows.mapped("value"), [1000, 100])
        self.assertEqual(rows.product_id, self.goods + self.service)
        row = rows[0]
        self.assertEqual((row.reason_id, row.initiator, row.stage), (self.mind, "company", "in_progress"))
        self.assertEqual((row.partner_id, row.user_id, row.kind), (self.partner, salesman, "order"))
        self.assertEqual(row.categ_id, self.goods.categ_id)
        self.assertEqual(row.action_open_order()["res_id"], order.id)

    def test_the_log_says_the_stage_where_no_person_cancelled(self):
        order = self.make_order()
        self.events(order)  # as a step of its own
        order.action_cancel()
        self.assertEqual(self.rows(order).stage, "entered")
        self.assertFalse(order.cancellation_ids)

    def test_a_hold_is_no_stage_of_the_log(self):
        order = self.make_begun()
        self.events(order)
        order.action_hold(self.reason("address"))
        self.events(order)
        order.action_cancel()
        self.assertEqual(self.rows(order).stage, "in_progress")

    def test_an_order_cancelled_before_the_log_has_no_stage(self):
        order = self.make_order()
        order.action_cancel()
        self.env.flush_all()
        self.env.cr.precommit.data.clear()  # as before the installation: nothing is logged
        row = self.rows(order)
        self.assertFalse(row.stage)
        self.assertEqual((row.value, row.date), (1000, order.date_order))

    def test_a_quotation(self):
        order = self.make_order(confirm=False)
        order.action_cancel()
        self.assertEqual(self.rows(order).stage, "quote")

    def test_the_part_that_was_cancelled(self):
        order = self.make_order()
        self.ship(order, {self.goods: 6})
        self.dialog(order).action_cancel_open()
        row = self.rows(order)
        self.assertEqual((row.kind, row.quantity, row.value, row.stage), ("part", 4, 400, "in_progress"))

    def test_a_part_is_not_counted_again_with_its_order(self):
        order = self.make_order((self.goods, 10), (self.service, 1))
        self.dialog(order).action_cancel_open()
        self.cancel(order)
        rows = self.rows(order)
        self.assertEqual(sum(rows.mapped("value")), 1100)
        self.assertEqual(sum(rows.filtered(lambda row: row.kind == "part").mapped("value")), 1000)

    def test_what_was_delivered_is_not_cancelled(self):
        order = self.make_order()
        self.ship(order, {self.goods: 6})
        order.action_cancel()  # a program may
        self.assertEqual(self.rows(order).value, 400)

    def test_an_order_that_came_back_is_gone(self):
        order = self.make_order()
        self.dialog(order).action_cancel_open()
        self.cancel(order)
        order.action_draft()
        self.assertFalse(self.rows(order))

    def test_values_are_in_the_companys_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create({"currency_id": euro.id, "rate": 0.8, "name": "2020-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        order = self.make_order((self.goods, 3), pricelist_id=pricelist.id)
        order.order_line.price_unit = 80
        self.cancel(order)
        self.assertAlmostEqual(self.rows(order).value, 300, 2)

    def test_a_deposit_is_no_value(self):
        order = self.make_order()
        self.down_payment(order, 300)
        self.cancel(order)
        self.assertEqual(self.rows(order).mapped("value"), [1000])

    def test_quantities_are_in_the_products_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen").id
        order = self.make_order({"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": dozen})
        self.dialog(order).action_cancel_open()
        again = self.make_order({"product_id": self.goods.id, "product_uom_qty": 3, "product_uom_id": dozen})
        self.cancel(again)
        self.assertEqual((self.rows(order).quantity, self.rows(again).quantity), (24, 36))

    def test_orders_are_counted_once(self):
        order = self.make_order((self.goods, 10), (self.service, 1))
        self.cancel(order)
        groups = self.env["sale.cancellation.report"]._read_group(
            [("order_id", "=", order.id)], ["reason_id"], ["order_id:count_distinct", "value:sum"]
        )
        self.assertEqual(groups, [(self.mind, 1, 1100)])

    def test_a_salesman_sees_his_own(self):
        mine, salesman = self.make_order(), self.make_user("salesman")
        other = self.make_order(user_id=self.make_user("sales_manager").id)
        mine.user_id = salesman
        self.cancel(mine + other)
        self.assertTrue(self.rows(mine, salesman))
        self.assertFalse(self.rows(other, salesman))
        self.assertTrue(self.rows(other, self.make_user("sales_all")))
        self.assertTrue(self.rows(other, self.make_user("accountant")))
        with self.assertRaises(AccessError):
            self.rows(other, self.make_user("portal"))

    def test_companies_see_their_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        order = self.make_order()
        self.cancel(order)
        user = self.make_user("sales_manager", company_ids=[other.id], company_id=other.id)
        self.assertFalse(self.rows(order, user))
