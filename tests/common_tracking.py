"""Customers who look at the page of their order, through the real controllers."""

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user

from .common import QuoteToCashCommon


class TrackingCommon(QuoteToCashCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.make_user("salesman", login="q2c_seller_of_anna")
        cls.company.write({"tracking_page": True, "primary_color": "#0a7d5a"})
        cls.customer = new_test_user(cls.env, "portal_anna", groups="base.group_portal", name="Anna")
        cls.stranger = new_test_user(cls.env, "portal_eve", groups="base.group_portal", name="Eve")
        cls.carrier = cls.make_carrier()
        cls.order = cls.make_order(
            (cls.goods, 10), partner_id=cls.customer.partner_id.id, carrier_id=cls.carrier.id, user_id=cls.seller.id
        )
        cls.url = cls.path(cls.order)
        cls.own = f"/my/orders/{cls.order.id}/tracking"

    @classmethod
    def make_carrier(cls):
        """Return a carrier that needs two days and can be followed."""
        service = cls.make_product("Courier", type="service")
        return cls.env["delivery.carrier"].create(
            {
                "name": "Swift Courier",
                "product_id": service.id,
                "delivery_type": "fixed",
                "transit_days": 2,
                "tracking_url": "https://swift.example.com/<shipmenttrackingnumber>",
            }
        )

    @classmethod
    def link(cls, order):
        """Return the link of an order."""
        return cls.env["order.tracking.link"]._ensure(order)[order]

    @classmethod
    def path(cls, order):
        """Return the address of an order's page, without the host."""
        return f"/order/{cls.link(order)._key()}"

    def look(self, address=None, login=None, status=200, **options):
        """Open a page as somebody, by default as nobody, with the link; return it."""
        self.env.flush_all()
        self.authenticate(login, login)
        response = self.url_open(address or self.url, **options)
        self.env.invalidate_all()
        self.assertEqual(response.status_code, status, address)
        return response.text

    def send(self, address=None, login=None, status=200, **values):
        """Send a form of the page; return what is shown then."""
        self.env.flush_all()
        self.authenticate(login, login)
        response = self.url_open(address or self.url, data={"csrf_token": Request.csrf_token(self), **values})
        self.env.invalidate_all()
        self.assertEqual(response.status_code, status, address)
        return response.text

    def counts(self, order=None):
        """Return how often the page was seen, and how often somebody asked."""
        days = self.env["order.tracking.day"].search([("order_id", "=", (order or self.order).id)])
        return sum(days.mapped("views")), sum(days.mapped("asks"))

    def questions(self, order=None):
        """Return the activities about questions of customers."""
        return (order or self.order).activity_search(["quote_to_cash.mail_activity_customer_question"])
