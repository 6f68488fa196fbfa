"""A clerk takes goods back in the browser: from the order to the approved return."""

from odoo.tests import HttpCase, tagged

from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturnWizardBrowser(ReturnsCommon, HttpCase):
    def test_from_the_order_to_the_approved_return(self):
        self.company.write({"rma_auto_approve": True, "rma_auto_approve_amount": 1000})
        clerk = self.make_user("sales_all", login="q2c_returns_clerk")
        self.goods.name, self.other_goods.name = "Tour Oven", "Tour Mixer"
        order = self.delivered((self.goods, 10), (self.other_goods, 2), user_id=clerk.id)
        self.env.flush_all()
        self.start_tour(f"/odoo/orders/{order.id}", "quote_to_cash_return_goods", login=clerk.login, timeout=120)
        self.env.invalidate_all()
        rma = order.rma_ids
        self.assertEqual((rma.state, rma.source, rma.user_id), ("approved", "order", clerk))
        self.assertEqual(
            (rma.line_ids.product_id, rma.line_ids.quantity, rma.line_ids.resolution, rma.line_ids.reason_id),
            (self.goods, 3, "replace", self.return_reason()),
        )
        self.assertEqual(rma.picking_ids.move_ids.product_uom_qty, 3)
