"""Customers who sign and pay through the real controllers. Only the payment provider is fake."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user

from .common_gate import GateCommon

# A white point, as PNG
SIGNATURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="


class DoorsCommon(GateCommon, HttpCase):
    """The customer has an account in the portal, and an address that the check blocks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = new_test_user(cls.env, "portal_anna", groups="base.group_portal", email="anna@bakery.example")
        cls.partner = cls.customer.partner_id
        cls.partner.write(
            {"zip": "10115", "city": "Berlin", "country_id": cls.germany.id, "phone": "+49 30 123456", "lang": "en_US"}
        )
        cls.order = cls.offer()

    @classmethod
    def offer(cls, **values):
        """Send a quotation that the customer may sign."""
        order = cls.blocked(**{"require_signature": True, "require_payment": False, **values})
        order.action_quotation_sent()
        return order

    # === What customers do === #

    def enter(self, logged_in=True):
        """Come as portal user, or as somebody who only has the link."""
        login = "portal_anna" if logged_in else None
        self.authenticate(login, login)

    def json(self, url, **values):
        self.env.flush_all()
        result = self.make_jsonrpc_request(url, values)
        self.env.invalidate_all()
        return result

    def sign(self, order, token=False):
        """Sign what an order's page shows now; return what the page gets."""
        values = {"access_token": token} if token else {}
        return self.json(self.read_now(order, "accept"), name="Anna", signature=SIGNATURE, **values)

    def read_now(self, order, suffix):
        """Return an address of an order as its page calls it that is loaded now."""
        return f"/my/orders/{order.id}/{suffix}?quote_content={order._quote_fingerprint()}"

    def decline(self, order):
        token = order._portal_ensure_token()
        self.env.flush_all()
        self.url_open(f"/my/orders/{order.id}?access_token={token}")
        self.url_open(
            f"/my/orders/{order.id}/decline",
            {"access_token": token, "decline_message": "Too late", "csrf_token": Request.csrf_token(self)},
        )
        self.env.invalidate_all()

    def page(self, order):
        self.env.flush_all()
        return self.url_open(f"/my/orders/{order.id}?access_token={order._portal_ensure_token()}").text

    # === Online payment === #

    @classmethod
    def make_provider(cls, **values):
        """Create a provider whose side of the payment the test plays."""
        method = cls.env.ref("payment.payment_method_unknown")
        provider = cls.env["payment.provider"].create(
            {
                "name": "Card",
                "code": "none",
                "state": "test",
                "is_published": True,
                "payment_method_ids": [Command.set(method.ids)],
                **values,
            }
        )
        method.active = True
        account_method = cls.env.registry["account.payment.method"]
        known = cls.env["account.payment.method"]._get_payment_method_information()
        journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.env.company.id)], limit=1
        )
        known["none"] = {"mode": "electronic", "type": ("bank",)}
        with patch.object(account_method, "_get_payment_method_information", lambda *_args: known):
            cls.env["account.payment.method"].create({"name": "Card", "code": "none", "payment_type": "inbound"})
            provider.journal_id = journal
        return provider

    def begin_payment(self, order, provider, amount=None, token=None):
        """Choose to pay on the order's page; return the transaction."""
        values = self.json(
            self.read_now(order, "transaction"),
            access_token=token or order._portal_ensure_token(),
            provider_id=provider.id,
            payment_method_id=provider.with_context(active_test=False).payment_method_ids[:1].id,
            token_id=None,
            amount=amount or order.amount_total,
            flow="direct",
            tokenization_requested=False,
            landing_route=f"/my/orders/{order.id}",
        )
        return self.env["payment.transaction"].search([("reference", "=", values["reference"])])

    def end_payment(self, transaction, state="done"):
        """Have the provider answer, and the customer's page ask for it."""
        if state:
            getattr(transaction, f"_set_{state}")()
        return self.json("/payment/status/poll")

    def pay_online(self, order, provider, state="done", amount=None):
        transaction = self.begin_payment(order, provider, amount)
        self.end_payment(transaction, state)
        return transaction
