"""A customer who asks for returns on his pages, through the real controllers."""

import base64
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user

from .common_handover import PIXEL
from .common_returns import ReturnsCommon

PHOTO = ("oven.png", base64.b64decode(PIXEL), "image/png")


@contextmanager
def tried_twice(records, method):
    """Have a method of a web request meet another transaction at its end, so that Odoo begins the request again."""
    work, tries = getattr(type(records), method), []

    def meet(*args, **kwargs):
        tries.append(method)
        result = work(*args, **kwargs)
        if len(tries) == 1:
            raise ConcurrencyError("Somebody else was faster.")
        return result

    with (
        patch.object(type(records), method, meet),
        patch("odoo.service.model.random.uniform", return_value=0.0),
    ):
        yield
    assert len(tries) == 2, tries


class ReturnsPortalCommon(ReturnsCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_portal = True
        cls.customer = new_test_user(cls.env, "portal_anna", groups="base.group_portal")
        cls.stranger = new_test_user(cls.env, "portal_eve", groups="base.group_portal")
        cls.order = cls.delivered(partner_id=cls.customer.partner_id.id)
        cls.line = cls.order.order_line[:1]

    @classmethod
    def own_return(cls, quantity=1, **values):
        """Return a return of the customer, asked for by default."""
        return cls.make_return(cls.order, quantity, **{"request": True, **values})

    def page(self, address, login="portal_anna", token=None):
        """Open a page as somebody; None: nobody."""
        self.env.flush_all()
        self.authenticate(login, login)
        return self.url_open(f"{address}?access_token={token}" if token else address)

    def post(self, address, login="portal_anna", files=None, **values):
        """Send a form as somebody."""
        self.env.flush_all()
        self.authenticate(login, login)
        response = self.url_open(address, data={"csrf_token": Request.csrf_token(self), **values}, files=files)
        self.env.invalidate_all()
        return response

    def ask(self, quantity="1", *, order=None, line=None, reason="mind", files=None, **values):
        """Send the form of a request for one line.

        :param str reason: short name, see :meth:`return_reason`; None: not chosen
        """
        number = (line or self.line).id
        form = {
            f"quantity_{number}": quantity,
            f"reason_{number}": self.return_reason(reason).id if reason else "",
            **values,
        }
        files = [(f"photo_{number}", file) for file in files] if files else None
        return self.post(f"/my/orders/{(order or self.order).id}/return", files=files, **form)

    def returns(self, order=None):
        """Return the returns of an order."""
        return self.env["sale.rma"].search([("order_ids", "in", (order or self.order).ids)])
