"""The page of a quotation that has expired: what it says, and who may ask for a new offer, once."""

from freezegun import freeze_time

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestNewOffer(FollowupCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = new_test_user(cls.env, "portal_anna", groups="base.group_portal", name="Anna")
        cls.stranger = new_test_user(cls.env, "portal_eve", groups="base.group_portal", name="Eve")
        cls.order = cls.quote(partner_id=cls.customer.partner_id.id, validity_date="2024-06-30", require_signature=True)
        cls.order._portal_ensure_token()

    def expire(self):
        self.order._expire()
        self.env.flush_all()

    def page(self, login=None, token=None, order=None):
        self.env.flush_all()
        self.authenticate(login, login)
        suffix = f"?access_token={token}" if token else ""
        response = self.url_open(f"/my/orders/{(order or self.order).id}{suffix}")
        self.env.invalidate_all()
        return response

    def ask(self, login=None, token=None, csrf=True):
        self.env.flush_all()
        self.authenticate(login, login)
        data = {"access_token": token or ""}
        if csrf:
            data["csrf_token"] = Request.csrf_token(self)
        response = self.url_open(f"/my/orders/{self.order.id}/new_offer", data=data)
        self.env.invalidate_all()
        return response

    def wanted(self):
        return self.activities(self.order, "mail_activity_new_offer")

    def test_the_page_says_when_it_expired(self):
        for state in ("sent", "cancel"):
            text = self.page("portal_anna").text
            self.assertIn("This offer has expired.", text)
            self.assertIn("06/30/2024", text)
            self.assertIn("Ask for a new offer", text)
            self.assertNotIn("has been cancelled", text)
            self.assertNotIn('data-bs-target="#modalaccept"', text)
            if state == "sent":
                self.expire()

    def test_a_valid_or_lost_one_says_nothing_of_it(self):
        self.order.validity_date = "2099-06-30"
        self.assertNotIn("Ask for a new offer", self.page("portal_anna").text)
        self.order.action_cancel_with_reason(self.env.ref("quote_to_cash.reason_lost_price"), "customer")
        text = self.page("portal_anna").text
        self.assertNotIn("Ask for a new offer", text)
        self.assertIn("This quotation has been cancelled.", text)

    def test_by_login_and_by_link_once(self):
        self.expire()
        for login, token in (("portal_anna", None), (None, self.order.access_token), ("portal_anna", None)):
            self.assertIn("we have your request", self.ask(login, token).text)
        self.assertEqual(self.wanted().user_id, self.salesman)
        self.assertEqual(self.done(self.order), ["asked"])
        said = self.order.message_ids.filtered(lambda message: "new offer" in (message.body or ""))
        self.assertEqual(said.author_id, self.customer.partner_id)

    def test_nobody_else(self):
        self.expire()
        for login, token in ((None, None), (None, "forged"), ("portal_eve", None), ("portal_eve", "forged")):
            self.ask(login, token)
        self.assertFalse(self.wanted() or self.done(self.order))

    def test_not_from_elsewhere(self):
        self.expire()
        with self.assertLogs("odoo.http", "WARNING"):
            self.assertEqual(self.ask(None, self.order.access_token, csrf=False).status_code, 400)
        self.assertFalse(self.done(self.order))

    def test_a_colleague_who_looks_asks_for_nothing(self):
        self.expire()
        self.ask("q2c_quoting", self.order.access_token)
        self.assertFalse(self.done(self.order))

    def test_not_of_one_that_is_valid(self):
        self.order.validity_date = "2099-06-30"
        self.ask("portal_anna")
        self.assertFalse(self.done(self.order))

    def test_renewed_the_old_link_works_again_and_nothing_is_left_to_do(self):
        self.expire()
        self.ask("portal_anna")
        self.order.with_user(self.salesman).action_renew()
        self.assertFalse(self.wanted())
        self.order.action_quotation_sent()
        text = self.page(token=self.order.access_token).text
        self.assertNotIn("has expired", text)
        self.assertIn('data-bs-target="#modalaccept"', text)

    def test_it_can_be_asked_again_when_it_has_expired_again(self):
        self.expire()
        self.ask("portal_anna")
        with freeze_time("2024-07-02"):
            self.order.action_renew()
        self.order.action_quotation_sent()
        self.expire()
        self.ask("portal_anna")
        self.assertEqual(self.done(self.order), ["asked", "asked"])

    def test_declining_is_a_reason(self):
        self.order.validity_date = "2099-06-30"
        self.env.flush_all()
        self.authenticate("portal_anna", "portal_anna")
        data = {"decline_message": "We bought elsewhere", "csrf_token": Request.csrf_token(self)}
        self.url_open(f"/my/orders/{self.order.id}/decline", data=data)
        self.env.invalidate_all()
        reason = self.order.cancel_reason_id
        self.assertEqual((reason.kind, reason.code, self.order.cancel_initiator), ("lost", "declined", "customer"))
        self.assertIn("We bought elsewhere", " ".join(self.order.message_ids.mapped("body")))
