"""A return in the browser: asked for on the customer's page, approved, sent, and the credit note that follows."""

from odoo.tests import tagged

from .common_returns_portal import ReturnsPortalCommon


@tagged("post_install", "-at_install")
class TestReturnBrowser(ReturnsPortalCommon):
    def tour(self, address, name, login):
        self.env.flush_all()
        self.start_tour(address, f"quote_to_cash_return_{name}", login=login, timeout=120)
        self.env.invalidate_all()

    def credit(self, rma):
        """Refund a return and finish it."""
        if hasattr(rma, "action_resolve"):
            rma.with_user(self.env.ref("base.user_admin")).action_resolve()
        else:
            self.order.invoice_ids._reverse_moves([{"rma_id": rma.id}])
            rma._to_state("done")
        rma.refund_ids.filtered(lambda move: move.state == "draft").action_post()

    def test_from_the_request_to_the_credit_note(self):
        self.manager.group_ids += self.env.ref("stock.group_stock_user")
        self.order._create_invoices().action_post()
        self.tour(f"/my/orders/{self.order.id}", "asked", "portal_anna")
        rma = self.returns()
        self.assertEqual((rma.state, rma.line_ids.quantity), ("requested", 2))
        self.assertEqual(rma.line_ids.photo_ids.mapped("name"), ["oven.png"])
        action = self.env.ref("quote_to_cash.sale_rma_action")
        self.tour(f"/odoo/action-{action.id}/{rma.id}", "approved", self.manager.login)
        self.assertEqual((rma.state, rma.approved_by_id), ("approved", self.manager))
        self.tour(f"/my/returns/{rma.id}", "sent", "portal_anna")
        self.assertEqual((rma.state, rma.tracking_ref), ("in_transit", "1Z999"))
        self.receive(rma)
        self.inspect(rma)
        self.credit(rma)
        self.tour("/my/returns", "credited", "portal_anna")
