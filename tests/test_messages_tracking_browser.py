"""The page of an order in the browser, as wide as a phone and as a desk."""

from odoo.tests import tagged

from .common_tracking import TrackingCommon


class TrackingBrowser(TrackingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_portal = True
        picking = cls.open_pickings(cls.order)
        picking.carrier_tracking_ref = "1Z999"
        cls.ship(cls.order, {cls.goods: 4})

    def tour(self, address, login=None):
        self.env.flush_all()
        self.start_tour(address, "quote_to_cash_tracking", login=login, timeout=120)
        self.env.invalidate_all()
        picking = self.order.picking_ids.filtered("shipped_at")
        self.assertEqual(picking.delivery_confirmation, "customer")
        self.assertEqual(self.questions().user_id, self.seller)
        self.assertIn("Where is the rest?", self.order.message_ids.mapped("preview"))
        self.assertEqual(self.counts(), (1, 1))


@tagged("post_install", "-at_install")
class TestTrackingBrowserPhone(TrackingBrowser):
    browser_size = "375x812"
    touch_enabled = True

    def test_by_link(self):
        self.tour(self.url)

    def test_by_log_in(self):
        self.tour(self.own, "portal_anna")


@tagged("post_install", "-at_install")
class TestTrackingBrowserDesk(TrackingBrowser):
    browser_size = "1366x768"
    touch_enabled = False

    def test_by_link(self):
        self.tour(self.url)

    def test_by_log_in(self):
        self.tour(self.own, "portal_anna")

    def test_from_the_order(self):
        self.start_tour(
            f"/odoo/action-sale.action_orders/{self.order.id}", "quote_to_cash_tracking_link", login="admin"
        )
        self.assertTrue(self.link(self.order).withdrawn_at)
