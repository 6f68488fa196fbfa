"""The page of a quotation that has expired: asking for a new offer."""

from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.sale.controllers.portal import CustomerPortal


class NewOfferPortal(CustomerPortal):
    @route("/my/orders/<int:order_id>/new_offer", type="http", auth="public", methods=["POST"], website=True)
    def portal_quote_new_offer(self, order_id, access_token=None, **_kw):
        """Tell the salesperson, once, and show the quotation again."""
        try:
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        user = request.env.user
        if not user._is_internal():  # colleagues look at the page, too
            order._ask_for_new_offer(order.partner_id if user._is_public() else user.partner_id)
        return request.redirect(order.get_portal_url())
