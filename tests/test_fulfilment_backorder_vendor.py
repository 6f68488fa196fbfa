"""Drop shipments: what a vendor is to send, and what he need not send any more."""

from odoo.tests import tagged

from .common_backorder import BackorderCommon


@tagged("post_install", "-at_install")
class TestBackorderOfVendors(BackorderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ask()
        cls.fridge = cls.make_dropshipped()
        cls.oven2 = cls.instead(cls.fridge, cls.successor)

    def mixed(self, *more):
        """An order of ovens, of which not all are there, and of fridges that their vendor sends."""
        self.add_stock(self.goods, 6)
        return self.make_order((self.goods, 10), (self.fridge, 2), *more, stock=False)

    def leave_from_warehouse(self, order):
        """Validate what is there of our own goods; the rest is sent later."""
        picking = self.open_pickings(order).filtered(lambda picking: picking.picking_type_id.code == "outgoing")
        picking.move_ids.filtered("quantity").picked = True
        self.answer(picking.button_validate())

    def purchase(self, order, product=None):
        lines = order.order_line.purchase_line_ids
        return lines.filtered(lambda line: line.product_id == (product or self.fridge)).order_id

    def reply(self, order, answer, **options):
        self.leave_from_warehouse(order)
        self.send()
        notice = self.notices(order)[:1]
        notice.with_user(self.desk).action_answer(answer, **options)
        self.env.flush_all()
        return notice

    def told(self, purchase):
        return purchase.activity_ids.filtered(lambda activity: "Nobody waits" in (activity.note or ""))

    def test_a_request_is_withdrawn(self):
        order = self.mixed()
        purchase = self.purchase(order)
        self.assertEqual(purchase.state, "draft")
        self.reply(order, "cancel")
        self.assertEqual(purchase.state, "cancel")
        self.assertEqual(order.order_line.mapped("qty_short_closed"), [4, 2])
        self.assertStatus(order, "shipped")

    def test_what_others_wait_for_is_still_asked_of_the_vendor(self):
        order, other = self.mixed(), self.make_order((self.fridge, 5), stock=False)
        purchase = self.purchase(order)
        if self.purchase(other) != purchase:
            other.order_line.purchase_line_ids.order_id = purchase
        self.reply(order, "cancel")
        self.assertEqual(purchase.state, "draft")
        self.assertEqual(purchase.order_line.sale_line_id, other.order_line)
        self.assertEqual(self.purchase(order).state, "cancel")
        self.assertEqual(order.order_line.mapped("qty_short_closed"), [4, 2])

    def test_what_is_ordered_is_told_the_buyer(self):
        order = self.mixed()
        purchase = self.purchase(order)
        purchase.button_confirm()
        self.reply(order, "cancel")
        self.assertEqual(purchase.state, "purchase")
        self.assertIn(f"2 Units Fridge, ordered for {order.name}", self.told(purchase).note)
        self.assertEqual(purchase.picking_ids.state, "cancel")

    def test_an_order_that_is_cancelled_as_a_whole(self):
        order = self.make_order((self.fridge, 2), stock=False)
        purchase = self.purchase(order)
        order.with_user(self.desk).action_ask_backorder()
        self.notices(order).with_user(self.desk).action_answer("cancel")
        self.assertStatus(order, "cancelled")
        self.assertEqual(purchase.state, "cancel")

    def test_something_else_instead(self):
        order = self.mixed()
        purchase = self.purchase(order)
        fridge = order.order_line[1]
        self.reply(order, "substitute", substitutes={fridge.id: self.oven2.id})
        self.assertEqual(purchase.state, "cancel")
        self.assertEqual(fridge.qty_short_closed, 2)
        self.assertEqual(order.order_line.filtered(lambda line: line.product_id == self.oven2).product_uom_qty, 2)

    def test_who_waits_keeps_the_vendor(self):
        order = self.mixed()
        self.reply(order, "wait")
        self.assertEqual(self.purchase(order).state, "draft")

    def test_what_came_later_is_not_cancelled(self):
        order = self.mixed()
        self.leave_from_warehouse(order)
        self.send()
        freezer = self.make_dropshipped("Freezer")
        order.order_line = [(0, 0, {"product_id": freezer.id, "product_uom_qty": 1})]
        self.notices(order)[:1].with_user(self.desk).action_answer("cancel")
        self.assertEqual(self.purchase(order, freezer).state, "draft")
        self.assertEqual(self.purchase(order).state, "cancel")

    def test_what_the_vendor_has_shipped_is_no_question(self):
        order = self.mixed()
        self.purchase(order).button_confirm()
        self.process(self.purchase(order).picking_ids)
        self.env["sale.backorder.notice"].search([("order_id", "=", order.id)]).sudo().unlink()
        self.leave_from_warehouse(order)
        missing = self.notices(order).line_ids.filtered(lambda line: not line.in_box)
        self.assertEqual(missing.product_id, self.goods)

    def test_a_vendor_who_sends_all_is_no_question(self):
        order = self.mixed()
        self.purchase(order).button_confirm()
        self.process(self.purchase(order).picking_ids)
        self.assertFalse(self.notices(order))

    def test_closing_in_the_dialog(self):
        order = self.make_order((self.fridge, 2), (self.make_dropshipped("Freezer"), 1), stock=False)
        purchases = order.order_line.purchase_line_ids.order_id
        purchases.button_confirm()
        purchase = self.purchase(order)
        picking = purchase.picking_ids
        picking.move_ids.write({"quantity": 1, "picked": True})
        action = picking.button_validate()
        dialog = self.env[action["res_model"]].with_context(**action["context"]).create({})
        dialog.short_line_ids.decision = "close"
        dialog.process()
        self.assertIn("1 Units Fridge", self.told(purchase).note)
