"""Customers accept what they have read: a page that was loaded before the last change signs and pays nothing."""

from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request, route

from odoo.addons.sale.controllers.portal import PaymentPortal
from odoo.addons.sale_management.controllers.portal import CustomerPortal

from ..models.quoting.revision_changes import QUOTATION
from ..models.quoting.revision_transaction import RevisionTransaction

STALE = "&message=quote_changed"


class RevisionPortal(CustomerPortal):
    def _quotation_read(self, order_id, access_token):
        """Return the quotation if whoever asks may see it; else an empty record: Odoo has its own answer."""
        access_token = access_token or request.httprequest.args.get("access_token")
        try:
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return request.env["sale.order"]
        return order if order.state in QUOTATION else order.browse()

    @route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        """Extend: what was changed after the page was loaded is shown, not signed."""
        order = self._quotation_read(order_id, access_token)
        if order and (error := order._not_what_was_read(request.httprequest.args.get("quote_content"))):
            url = order.get_portal_url(query_string=STALE)
            return {"error": error, "force_refresh": True, "redirect_url": url}
        return super().portal_quote_accept(order_id, access_token=access_token, name=name, signature=signature)

    def _get_payment_values(self, order_sudo, is_down_payment=False, payment_amount=None, **kwargs):
        """Extend: the payment goes with what was read."""
        values = super()._get_payment_values(
            order_sudo, is_down_payment=is_down_payment, payment_amount=payment_amount, **kwargs
        )
        if order_sudo.state in QUOTATION:
            values["transaction_route"] = order_sudo._url_with_content("/transaction")
        return values

    @route()
    def portal_quote_option_update(
        self, order_id, line_id, access_token=None, remove=False, input_quantity=False, **kwargs
    ):
        """Extend: what the customer chooses belongs to the revision that it was offered in."""
        tracker = RevisionTransaction.of(request.env)
        # Odoo changes the line for whoever has the link.
        with tracker.collecting(request.env(su=True)):
            if not request.env.user._is_internal():  # one of us, who looks at the page, chooses nothing
                tracker.chosen.add(order_id)
            return super().portal_quote_option_update(
                order_id, line_id, access_token, remove=remove, input_quantity=input_quantity, **kwargs
            )


class RevisionPayment(PaymentPortal):
    @route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        """Extend: what was changed after the page was loaded is not paid.

        :raises ValidationError: saying so
        """
        try:
            order = self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError):
            order = request.env["sale.order"]  # Odoo has its own answer
        if order.state in QUOTATION:
            if error := order._not_what_was_read(request.httprequest.args.get("quote_content")):
                raise ValidationError(error)
        return super().portal_order_transaction(order_id, access_token, **kwargs)
