"""The page on which customers see how far their order is, and what they do there."""

import functools
import logging
from urllib.parse import quote

from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from ..engine.tracking_page import colors, is_hidden
from .returns_portal import form_was_sent, page_headers
from .returns_request import ReturnsRequest

_logger = logging.getLogger(__name__)

PAGE = {"type": "http", "auth": "public", "website": True, "methods": ["GET", "POST"], "sitemap": False}
PDF = {**PAGE, "methods": ["GET"]}
WEIGHT_OF_PDF = 10  # as many requests as it costs
SAID = ("asked", "received", "known", "stopped")


class TrackingPage(ReturnsRequest):
    @route("/order/<string:key>", **PAGE)
    def order_by_key(self, key, **typed):
        """Show an order to who has its link, and do what is sent by a form."""
        return self._tracking_serve(lambda: self._order_of_key(key), f"/order/{quote(key)}", key, typed)

    @route("/my/orders/<int:order_id>/tracking", **PAGE)
    def order_of_portal(self, order_id, access_token=None, **typed):
        """Show an order to who may see Odoo's own page of it, and do what is sent by a form."""
        address = f"/my/orders/{order_id}/tracking"
        return self._tracking_serve(lambda: self._order_of_portal(order_id, access_token), address, access_token, typed)

    @route("/order/<string:key>/document/<string:what>", **PDF)
    def document_by_key(self, key, what, **_kw):
        """Show a document of an order to who has its link."""
        return self._tracking_document(lambda: self._order_of_key(key), what)

    @route("/my/orders/<int:order_id>/tracking/document/<string:what>", **PDF)
    def document_of_portal(self, order_id, what, access_token=None, **_kw):
        """Show a document of an order to who may see Odoo's own page of it."""
        return self._tracking_document(lambda: self._order_of_portal(order_id, access_token), what)

    # === Who may see what === #

    def _own_order(self, order_id, access_token):
        """Extend: the key of an order's page opens the form for returns, too."""
        order = super()._own_order(order_id, access_token)
        if not order:
            found = self._order_of_key(access_token)
            order = found if found and found.id == order_id else None
        return order

    def _order_of_key(self, key):
        """Return an order with all rights if a key opens its page, else nothing."""
        link = request.env["order.tracking.link"]._verify(key)
        return link.order_id.with_user(request.env.user).sudo() if link else None  # the key was checked

    def _order_of_portal(self, order_id, access_token):
        order = self._own_order(order_id, access_token)
        return order if order and order._has_tracking_page() else None

    def _tracking_find(self, find, weight=1):
        """Return an order, or nothing and the answer to who may not see one.

        Whatever is wrong has the same answer: nobody learns what there is.
        """
        attempts, address = request.env["order.tracking.attempt"], self._tracking_address()
        if address and attempts._is_too_many(address, weight):
            return None, self._tracking_wait()
        order = find()
        if not order:
            if address:
                attempts._note_wrong(address)
            return None, self._tracking_unknown()
        user = request.env.user
        installed = dict(request.env["res.lang"].get_installed())
        if user._is_public() and order.partner_id.lang in installed:
            request.update_context(lang=order.partner_id.lang)
        return order.with_context(lang=request.env.lang), None

    def _tracking_address(self):
        """Return whose requests are counted together; nothing where all visitors would have the proxy's address."""
        http = request.httprequest
        if not is_hidden(http.remote_addr, http.headers.get("X-Forwarded-For")):
            return http.remote_addr or "unknown"
        _warn_of_proxy()
        return None

    # === Answers === #

    def _tracking_serve(self, find, address, token, typed):
        """Answer a visitor of a page.

        :param find: returns the order that he may see
        :param str address: of the page
        :param str token: that opens the other pages of the order, too
        """
        order, refusal = self._tracking_find(find)
        if refusal:
            return refusal
        if not form_was_sent() or request.env.user._is_internal():
            return self._tracking_page(order, address, token, said=typed.get("said"))
        try:
            with request.env.cr.savepoint():
                said = self._tracking_act(order, token, typed)
        except UserError as error:
            request.env.invalidate_all()
            return self._tracking_page(order, address, token, problem=str(error), text=typed.get("question"))
        suffix = f"&access_token={quote(token)}" if token and not address.startswith("/order/") else ""
        return request.redirect(f"{address}?said={said}{suffix}")

    def _tracking_act(self, order, token, typed):
        """Do what a form says; return what the page says then.

        :raise UserError: for what is not possible
        """
        author = self._author(order.partner_id, token)
        if typed.get("action") == "received":
            number = str(typed.get("delivery") or "")
            picking_id = int(number) if number.isascii() and number.isdecimal() and len(number) < 11 else 0
            return "received" if order._customer_received_delivery(picking_id, author) else "known"
        if typed.get("action") == "stop":
            order.partner_id._stop_order_messages()
            return "stopped"
        if typed.get("action") != "ask":
            raise UserError(request.env._("This is not possible. Nothing was changed."))
        order._customer_asks(typed.get("question"), author)
        return "asked"

    def _tracking_page(self, order, address, token, problem=None, said=None, text=None):
        color, ink = colors(order.company_id.primary_color)
        zone = order._tracking_zone()
        notice = order._tracking_question()
        values = {
            "order": order,
            "address": address,
            "token": None if address.startswith("/order/") else token,
            "suffix": f"?access_token={quote(token)}" if token else "",
            "documents_suffix": f"?access_token={quote(token)}" if token and not address.startswith("/order/") else "",
            "colleague": request.env.user._is_internal(),
            "problem": problem,
            "said": said if said in SAID else None,
            "text": text if isinstance(text, str) else "",
            "zone": zone,
            "moment": lambda at: order._tracking_moment(at, zone),
            "color": color,
            "ink": ink,
            "steps": order._tracking_steps(),
            "shipments": order._tracking_shipments(),
            "waiting": order._tracking_waiting(),
            "invoices": order._tracking_invoices(request.env.user),
            "question_url": notice._answer_url() if notice else None,
            "direction": request.env["res.lang"]._get_data(code=request.env.lang).direction,
            "page_name": "tracking",
            "no_breadcrumbs": True,
        }
        response = request.render("quote_to_cash.tracking_page", values, headers=page_headers())
        response.flatten()  # now: the row that counts is held as shortly as can be
        if self._is_tracking_visit() and not said:
            request.env["order.tracking.day"]._count(order, views=1)
        return response

    def _is_tracking_visit(self):
        """Whether a customer looks at the page: no colleague, and no program that fetches it beforehand."""
        headers = request.httprequest.headers
        beforehand = "prefetch" in (headers.get("Sec-Purpose") or headers.get("Purpose") or "")
        return request.httprequest.method == "GET" and not beforehand and not request.env.user._is_internal()

    def _tracking_document(self, find, what):
        order, refusal = self._tracking_find(find, WEIGHT_OF_PDF)
        if refusal:
            return refusal
        found = order._tracking_pdf(what)
        if not found:
            return self._tracking_unknown()
        name, pdf = found
        headers = {
            **page_headers(),
            "Content-Type": "application/pdf",
            "Content-Length": len(pdf),
            "Content-Disposition": content_disposition(name, "inline"),
        }
        return request.make_response(pdf, list(headers.items()))

    def _tracking_unknown(self):
        values = {"page_name": "tracking_unknown", "no_breadcrumbs": True}
        return request.render("quote_to_cash.tracking_unknown", values, status=404, headers=page_headers())

    def _tracking_wait(self):
        headers = {**page_headers(), "Retry-After": "60", "Content-Type": "text/plain; charset=utf-8"}
        words = request.env._("Too many requests. Please try again in a minute.")
        return request.make_response(words, list(headers.items()), status=429)


@functools.cache  # once for each process
def _warn_of_proxy():
    _logger.warning(
        "Visitors of order pages are not limited: all have the address of the proxy before Odoo. Start Odoo with"
        " proxy_mode, and have the proxy send X-Forwarded-For and X-Forwarded-Host."
    )
