"""What customers see of their orders."""

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .common import QuoteToCashCommon

SECRET = "Suspicion of fraud 4711"


@tagged("post_install", "-at_install")
class TestLifecyclePortal(QuoteToCashCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = new_test_user(cls.env, "portal_anna", groups="base.group_portal")
        cls.order = cls.make_order(partner_id=cls.customer.partner_id.id)
        cls.foreign = cls.make_order()
        cls.ship(cls.order)

    def page(self, url):
        self.env.flush_all()
        self.authenticate("portal_anna", "portal_anna")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        return response

    def test_list_shows_own_orders_with_status(self):
        text = self.page("/my/orders").text
        self.assertIn(self.order.name, text)
        self.assertIn("On Its Way", text)
        self.assertNotIn(self.foreign.name, text)

    def test_order_page_shows_status(self):
        text = self.page(f"/my/orders/{self.order.id}").text
        self.assertIn("On Its Way", text)
        self.assertIn("o_order_status_shipped", text)

    def test_foreign_order_is_not_shown(self):
        response = self.page(f"/my/orders/{self.foreign.id}")
        self.assertTrue(response.url.endswith("/my"))
        self.assertNotIn(self.foreign.name, response.text)

    def test_why_an_order_is_held_stays_inside(self):
        reason = self.env["sale.order.reason"].create({"kind": "hold", "code": "fraud", "name": SECRET})
        held = self.make_order(partner_id=self.customer.partner_id.id)
        held.action_hold(reason, SECRET)
        for url in ("/my/orders", f"/my/orders/{held.id}"):
            text = self.page(url).text
            self.assertIn(held.name, text)
            self.assertIn("Under Review", text)
            self.assertNotIn(SECRET, text)

    def test_customers_words_exist_for_every_status(self):
        statuses = dict(self.env["sale.order"]._fields["order_status"].selection)
        words = set()
        for status in statuses:
            order = self.env["sale.order"].new({"partner_id": self.partner.id})
            order.order_status = status
            words.add(order._get_portal_status())
        self.assertEqual(len(words - {""}), len(statuses))

    def test_portal_user_reads_no_hold_and_no_event(self):
        held = self.make_order(partner_id=self.customer.partner_id.id)
        held.action_hold(self.reason("address"), SECRET)
        for model in ("sale.order.hold", "sale.order.event", "sale.order.reason"):
            self.assertFalse(self.env[model].with_user(self.customer).has_access("read"), model)

    def test_quotation_declined_by_the_customer(self):
        quote = self.make_order(confirm=False, partner_id=self.customer.partner_id.id, require_signature=True)
        quote.action_quotation_sent()
        self.page(f"/my/orders/{quote.id}")
        token = quote._portal_ensure_token()
        self.url_open(
            f"/my/orders/{quote.id}/decline",
            {"access_token": token, "decline_message": "Too late", "csrf_token": Request.csrf_token(self)},
        )
        self.assertEqual(quote.order_status, "cancelled")
        self.assertEqual(quote.cancel_initiator, "customer")
        self.assertEqual((quote.cancel_reason_id.kind, quote.cancel_reason_id.code), ("lost", "declined"))
