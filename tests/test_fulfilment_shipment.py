"""A whole shipment in the browser: scanned, one wrong item refused, one line short, and the customer's answer."""

from odoo.tests import HttpCase, tagged

from .common_check import CheckCommon


@tagged("post_install", "-at_install")
class TestShipment(CheckCommon, HttpCase):
    def test_from_the_shelf_to_the_answer(self):
        self.partner.email = "anna@example.com"
        self.company.backorder_notices = True
        self.make_product("Fridge", barcode="4006381333955")
        self.make_checkpoint()
        self.add_stock(self.goods, 2)
        self.add_stock(self.other_goods, 1)
        order = self.make_order((self.goods, 3), (self.other_goods, 1), stock=False)
        picking = order.picking_ids
        picking.move_ids.with_user(self.picker).picked = True
        self.env.flush_all()
        url = f"/odoo/deliveries/{picking.id}"
        self.start_tour(url, "quote_to_cash_shipment", login=self.checker.login, timeout=120)
        self.env.invalidate_all()
        self.assertEqual(picking.state, "done")
        self.assertEqual({move.product_id: move.quantity for move in picking.move_ids}[self.goods], 2)
        self.assertEqual(len(order.picking_ids), 2)

        notice = self.env["sale.backorder.notice"].search([("order_id", "=", order.id)])
        notice._send()
        self.env.flush_all()
        page = f"/order/backorder/{notice.id}/{notice.access_token}"
        self.start_tour(page, "quote_to_cash_shipment_answer", login=None, timeout=60)
        self.env.invalidate_all()
        self.assertEqual((notice.state, notice.answer), ("answered", "wait"))
        self.assertEqual((order.picking_ids - picking).move_ids.product_uom_qty, 1)
