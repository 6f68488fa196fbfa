"""The page on which a customer says that he has received his goods."""

import base64

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import Controller, request, route

from ..models.fulfilment.delivery import LARGEST_PHOTO


def own_delivery(picking_id, access_token):
    """Return the delivery with all rights if the visitor may speak for it, else nothing.

    :param int picking_id: as it stands in the address
    :param str access_token: that of its order, or of a mail
    """
    # Customers have no right on transfers: everything below decides by order and token.
    picking = request.env["stock.picking"].sudo().browse(picking_id).exists()
    if not picking or not picking._is_delivery():
        return None
    if picking._is_receipt_token(access_token):
        return picking
    order = picking.sale_id.sudo(False)
    # Colleagues have their own button; by this page they would speak for the customer.
    if not order or not request.env.user._is_portal():
        return None
    try:
        order.check_access("read")
    except (AccessError, MissingError):
        return None
    return picking


class DeliveryReceived(Controller):
    @route(
        "/my/deliveries/<int:picking_id>/received",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        sitemap=False,
    )
    def delivery_received(self, picking_id, access_token=None, received_by=None, note=None, photo=None, **_kw):
        """Ask whether a delivery has arrived, and record the answer.

        Whoever may see its order may answer: logged in, by the link of the order, or by the signed link of a mail.
        Nobody learns more of a delivery that is not his than of one that does not exist. Only what is sent by the
        form acts: Odoo asks for its token with POST alone, and lets HEAD and OPTIONS through to any route.
        """
        picking = own_delivery(picking_id, access_token)
        if not picking:
            return self._page("unknown", status=403)
        values = {"picking": picking, "order": picking.sale_id, "access_token": access_token}
        state = self._state(picking)
        if request.httprequest.method != "POST" or state != "ask":
            return self._page(state, **values)
        values.update(received_by=received_by, note=note)
        try:
            with request.env.cr.savepoint():
                news = picking._customer_received(received_by, note, self._uploaded(photo), self._author())
        except UserError as error:
            return self._page("ask", error=str(error), **values)
        return self._page("thanks" if news else "known", **values)

    def _state(self, picking):
        """Return what the page shows; see ``_receipt_state``."""
        # Whoever opens a customer's link from the office does not become the customer by that.
        if request.env.user._is_internal():
            return "colleague"
        return picking._receipt_state()

    def _author(self):
        """Return who speaks if he is logged in, else nobody."""
        return request.env.user._is_portal() and request.env.user.partner_id

    def _uploaded(self, photo):
        """Return an uploaded file as base64, or None."""
        content = photo and hasattr(photo, "read") and photo.read(LARGEST_PHOTO + 1)
        return base64.b64encode(content) if content else None

    def _page(self, state, status=200, **values):
        values = {"state": state, "page_name": "delivery_received", "no_breadcrumbs": True, **values}
        response = request.render("quote_to_cash.delivery_received", values)
        response.status_code = status
        # The link of a mail is a key: it stays with who got it.
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response
