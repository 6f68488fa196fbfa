"""The form with which a customer asks for a return."""

import secrets

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from ..engine.return_portal import LARGEST_PHOTO, MOST_PHOTOS
from ..models.returns.sale_order_portal import TypedLine, TypedReturn
from .returns_portal import HIGHEST_ID, ReturnsPortal, ascii_token, form_was_sent, page_headers, unknown_page

MOST_LINES = 200  # of one form
LONGEST_ID = len(str(HIGHEST_ID))  # Python reads no number of thousands of digits


class ReturnsRequest(ReturnsPortal):
    @route(
        "/my/orders/<int:order_id>/return",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        sitemap=False,
    )
    def portal_order_return(self, order_id, access_token=None, **_kw):
        """Show what can be returned of an order, and take the request.

        Whoever may see the page of the order may ask: logged in, or by the order's link. What is wrong with a request
        stands on the page beside what was typed, and nothing is written.
        """
        order = self._own_order(order_id, access_token)
        if not order or not order.company_id.rma_portal:
            return unknown_page()
        if not form_was_sent() or request.env.user._is_internal():
            return self._request_page(order, access_token)
        typed = self._typed_return(order)
        try:
            with request.env.cr.savepoint():
                author = self._author(order.partner_id, access_token)
                rma, problems = order._ask_return(typed, author)
        except UserError as error:
            request.env.invalidate_all()
            problems = {None: str(error).split("\n")}
        if problems:
            return self._request_page(order, access_token, typed, problems)
        return request.redirect(self._address(rma, access_token))

    def _own_order(self, order_id, access_token):
        """Return an order with all rights if the visitor may see its page, else nothing."""
        if not 0 < order_id <= HIGHEST_ID:
            return None
        try:
            order = self._document_check_access("sale.order", order_id, ascii_token(access_token))
        except (AccessError, MissingError):
            return None
        return order.with_user(request.env.user).sudo()  # checked above; who asks stays who he is

    def _typed_return(self, order):
        """Read the form: of every line that has a quantity. Files are read no further than is needed to refuse them."""
        form, files = request.httprequest.form, request.httprequest.files
        typed = TypedReturn(
            key=self._text(form.get("form_key"), 64),
            resolution=form.get("resolution", ""),
            note=self._text(form.get("note"), 4_000, lines=True),
        )
        names = [name for name in form if name.startswith("quantity_")][:MOST_LINES]
        for number in (name.removeprefix("quantity_") for name in names):
            if not number.isascii() or not number.isdecimal() or len(number) > LONGEST_ID:
                continue
            line = TypedLine(
                quantity=self._text(form[f"quantity_{number}"], 40),
                reason=form.get(f"reason_{number}", ""),
                words=self._text(form.get(f"words_{number}"), 250),
            )
            if line.quantity:
                uploaded = [file for file in files.getlist(f"photo_{number}") if file.filename]
                line.photos = [self._photo(file) for file in uploaded[: MOST_PHOTOS + 1]]
            typed.lines[int(number)] = line
        return typed

    def _photo(self, file):
        file.seek(0)  # Odoo rewinds only the first of several before it tries a request again
        return self._text(file.filename, 100) or "photo", file.read(LARGEST_PHOTO + 1)

    def _text(self, text, longest, lines=False):
        return request.env["stock.picking"]._typed(text, longest, lines) or ""

    def _request_page(self, order, access_token, typed=None, problems=None):
        company = order.company_id
        values = {
            "sale_order": order,
            "offers": order._return_offers()[order],
            "reasons": company._offered_reasons(),
            "resolutions": company._offered_resolutions(),
            "typed": typed or TypedReturn(),
            "nothing": TypedLine(),
            "problems": problems or {},
            "form_key": (typed and typed.key) or secrets.token_hex(16),
            "access_token": access_token,
            "colleague": request.env.user._is_internal(),
            "page_name": "return_request",
        }
        return request.render("quote_to_cash.portal_return_request", values, headers=page_headers())
