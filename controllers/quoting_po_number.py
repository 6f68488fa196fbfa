"""The customer's own order number at the doors of the portal: with the signature, and with the payment."""

from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request, route

from odoo.addons.sale.controllers.portal import CustomerPortal, PaymentPortal


class PoNumberPortal(CustomerPortal):
    def _quotation_asking(self, order_id, access_token):
        """Return the quotation if whoever asks may see it and it lacks a number; else an empty record."""
        access_token = access_token or request.httprequest.args.get("access_token")
        try:
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return request.env["sale.order"]
        return order if order._asks_for_po_number() else order.browse()

    @route("/my/orders/<int:order_id>/po_number", type="jsonrpc", auth="public", website=True)
    def portal_quote_po_number(self, order_id, access_token=None, client_order_ref=None):
        """Note the number that the quotation lacks.

        :return: ``{"error": text}`` where it is none; else nothing, also of a quotation that asks for none
        """
        order = self._quotation_asking(order_id, access_token)
        # An expired quotation, or one that needs neither signature nor payment, is not accepted here.
        if not order or not (order._has_to_be_signed() or order._has_to_be_paid()):
            return {}
        error = order._take_po_number(client_order_ref)
        return {"error": error} if error else {}

    @route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        """Extend: nothing is signed without the number that the customer demands."""
        order = self._quotation_asking(order_id, access_token)
        if order and order._has_to_be_signed():
            return {"error": order._take_po_number(None)}
        return super().portal_quote_accept(order_id, access_token=access_token, name=name, signature=signature)


class PoNumberPayment(PaymentPortal):
    @route()
    def portal_order_transaction(self, order_id, access_token, client_order_ref=None, **kwargs):
        """Extend: nothing is paid without the number that the customer demands.

        :raises ValidationError: with what is wrong with the number
        """
        try:
            order = self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError):
            order = None  # Odoo has its own answer
        if order and (error := order._take_po_number(client_order_ref)):
            raise ValidationError(error)
        return super().portal_order_transaction(order_id, access_token, **kwargs)
