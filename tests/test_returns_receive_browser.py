"""The bench where returned parcels are opened, in the browser, with what a hand scanner sends."""

from odoo.tests import HttpCase, tagged

from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReceiveBrowser(ReturnsCommon, HttpCase):
    def test_a_parcel_is_opened(self):
        worker = self.make_user("warehouse", login="q2c_returns_worker")
        scale = self.make_product("Tour Scale", tracking="serial", barcode="2000000000039")
        self.make_lots(scale, "TOUR-S1")
        self.goods.write({"name": "Tour Oven", "barcode": "2000000000015"})
        self.other_goods.write({"name": "Tour Mixer", "barcode": "2000000000022"})
        self.delivered((scale, 1), stock=False)
        rma = self.make_return(self.delivered(), 3, approve=True)
        rma.sudo().name = "RMA/TOUR/1"
        twice = self.returned_twice()
        twice.sudo().name = "RMA/TOUR/2"
        self.env.flush_all()
        self.start_tour("/odoo/receive-returns", "quote_to_cash_receive_returns", login=worker.login, timeout=120)
        self.env.invalidate_all()
        announced, mixer, sold = rma.line_ids
        self.assertEqual((announced.quantity_received, announced.damaged), (2, True))
        self.assertEqual(announced.receipt_note, "A dent")
        self.assertEqual((mixer.product_id, mixer.quantity_received), (self.other_goods, 1))
        self.assertEqual((sold.lot_id.name, sold.sale_line_id.product_id), ("TOUR-S1", scale))
        self.assertEqual(rma._open_receipts().move_ids.product_uom_qty, 1)
        self.assertEqual(twice.line_ids.mapped("quantity_received"), [2, 3])

    def returned_twice(self):
        """Return a return of the same goods of two orders."""
        orders = self.delivered((self.other_goods, 2)) + self.delivered((self.other_goods, 3))
        reason = self.return_reason().id
        rma = self.env["sale.rma"]._create_return(
            self.partner,
            [
                {"sale_line_id": line.id, "quantity": line.product_uom_qty, "reason_id": reason}
                for line in orders.order_line
            ],
        )
        rma.with_user(self.manager).action_approve()
        return rma
