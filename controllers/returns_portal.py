"""The customers' pages of their returns: the list, how far each has come, and what they do about it."""

from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import pager
from odoo.addons.sale.controllers.portal import CustomerPortal

HIGHEST_ID = 2**31 - 1
LONGEST_NUMBER = 60


def ascii_token(token):
    """Return a token as Odoo can compare it: whatever is not ASCII is no token."""
    return token if isinstance(token, str) and token.isascii() else None


def unknown_page():
    """Say that there is nothing; neither whether there is such a document, nor whose."""
    values = {"page_name": "return_unknown", "no_breadcrumbs": True}
    return request.render("quote_to_cash.return_unknown", values, status=404, headers=page_headers())


def page_headers():
    """Return what goes with every page whose address may be its key."""
    return {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def form_was_sent():
    """Whether this is the form: Odoo asks for its token with POST alone, and lets OPTIONS through to any route."""
    return request.httprequest.method == "POST"


class ReturnsPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "rma_count" in counters:
            # Customers have no right on returns; the domain says which are theirs.
            Rma = request.env["sale.rma"].sudo()
            values["rma_count"] = Rma.search_count(Rma._portal_domain(request.env.user))
        return values

    @route(["/my/returns", "/my/returns/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_returns(self, page=1, **_kw):
        """List the returns of the visitor's company."""
        Rma = request.env["sale.rma"].sudo()
        domain = Rma._portal_domain(request.env.user)
        pages = pager(url="/my/returns", total=Rma.search_count(domain), page=page, step=self._items_per_page)
        returns = Rma.search(domain, limit=self._items_per_page, offset=pages["offset"])
        values = self._prepare_portal_layout_values()
        values.update(returns=returns, page_name="returns", pager=pages, default_url="/my/returns")
        return request.render("quote_to_cash.portal_my_returns", values)

    @route("/my/returns/<int:rma_id>", type="http", auth="public", website=True, sitemap=False)
    def portal_my_return(self, rma_id, access_token=None, **kw):
        """Show a return to whoever it belongs to, or who has its link.

        Of the address only what names the reader of a mail is passed on: nobody else's words stand on our page.
        """
        rma = self._own_return(rma_id, access_token)
        reader = {name: kw.get(name) for name in ("pid", "hash")}
        return self._return_page(rma, access_token, **reader) if rma else unknown_page()

    @route("/my/returns/<int:rma_id>/slip", type="http", auth="public", website=True, sitemap=False)
    def portal_my_return_slip(self, rma_id, access_token=None, **_kw):
        """Print the slip that goes into the parcel."""
        rma = self._own_return(rma_id, access_token)
        if not rma or not rma._has_slip():
            return unknown_page()
        pdf = rma._slip_pdf()
        name = f"{rma.name.replace('/', '-')}.pdf"
        headers = {
            **page_headers(),
            "Content-Type": "application/pdf",
            "Content-Length": len(pdf),
            "Content-Disposition": content_disposition(name, "inline"),
        }
        return request.make_response(pdf, list(headers.items()))

    @route("/my/returns/<int:rma_id>/sent", type="http", auth="public", website=True, methods=["POST"], sitemap=False)
    def portal_my_return_sent(self, rma_id, access_token=None, tracking_ref=None, **_kw):
        """Note that the parcel is on its way."""
        number = request.env["stock.picking"]._typed(tracking_ref, LONGEST_NUMBER)
        return self._act(rma_id, access_token, "_portal_can_send", "action_mark_sent", number or None)

    @route("/my/returns/<int:rma_id>/cancel", type="http", auth="public", website=True, methods=["POST"], sitemap=False)
    def portal_my_return_cancel(self, rma_id, access_token=None, **_kw):
        """Cancel a return of which nothing has arrived."""
        return self._act(rma_id, access_token, "_portal_can_cancel", "action_cancel")

    def _act(self, rma_id, access_token, allowed, method, *args):
        """Do one thing about a return, and show it. What is not possible any more changes nothing."""
        rma = self._own_return(rma_id, access_token)
        if not rma:
            return unknown_page()
        if not form_was_sent() or request.env.user._is_internal():
            return self._return_page(rma, access_token)
        if not getattr(rma, allowed)():
            return self._return_page(rma, access_token, problem=request.env._("This is not possible any more."))
        try:
            with request.env.cr.savepoint():
                rma._track_set_author(self._author(rma.partner_id, access_token))
                getattr(rma, method)(*args)
        except UserError as error:
            request.env.invalidate_all()
            return self._return_page(rma, access_token, problem=str(error))
        return request.redirect(self._address(rma, access_token))

    def _own_return(self, rma_id, access_token):
        """Return a return with all rights if the visitor may see it, else nothing."""
        if not 0 < rma_id <= HIGHEST_ID:
            return None
        # Customers have no right on returns: whose it is, or its token, decides.
        rma = request.env["sale.rma"].sudo().browse(rma_id).exists()
        return rma if rma and rma._is_open_to(request.env.user, ascii_token(access_token)) else None

    def _author(self, owner, access_token):
        """Return who speaks: who is logged in; with a link alone, whom it was given to."""
        return owner if request.env.user._is_public() and access_token else request.env.user.partner_id

    def _address(self, rma, access_token):
        return f"{rma.access_url}?access_token={rma._portal_ensure_token()}" if access_token else rma.access_url

    def _return_page(self, rma, access_token, problem=None, **reader):
        rma._portal_ensure_token()
        values = {
            "rma": rma,
            "problem": problem,
            "colleague": request.env.user._is_internal(),
            "documents": rma._portal_documents(request.env.user),
            "page_name": "return",
        }
        values = self._get_page_view_values(rma, access_token, values, "my_returns_history", False, **reader)
        values["token"] = rma.access_token  # whoever sees the page may write to us on it
        response = request.render("quote_to_cash.portal_return", values)
        response.headers.update(page_headers())
        return response
