"""The page on which a customer reports damage or loss of a delivery."""

import base64

from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..models.fulfilment.delivery import LARGEST_PHOTO
from ..models.returns.claim_portal import MOST_AT_ONCE
from .fulfilment_delivery import own_delivery
from .returns_portal import form_was_sent, page_headers


class DamageReport(Controller):
    @route(
        "/my/deliveries/<int:picking_id>/damage",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        sitemap=False,
    )
    def report_damage(self, picking_id, access_token=None, **typed):
        """Ask what has happened to a delivery, and open a claim.

        Whoever may see its order may report; nobody learns more of a delivery that is not his, or whose company has
        not switched this on, than of one that does not exist. Only what is sent by the form acts.
        """
        picking = own_delivery(picking_id, access_token)
        if not picking or picking._damage_state() == "off":
            return self._page("unknown", status=403)
        state = "colleague" if request.env.user._is_internal() else picking._damage_state()
        values = {"picking": picking, "order": picking.sale_id, "access_token": access_token}
        if not form_was_sent() or state != "ask":
            return self._page(state, **values)
        try:
            with request.env.cr.savepoint():
                claim, news = picking._customer_reports_damage(
                    typed.get("kind"),
                    typed.get("description"),
                    packaging=typed.get("packaging"),
                    noted=typed.get("noted_on_receipt"),
                    photos=self._uploaded(),
                    author=request.env.user._is_portal() and request.env.user.partner_id,
                    name=typed.get("reported_by"),
                )
        except UserError as error:
            return self._page("ask", error=str(error), typed=typed, **values)
        return self._page("thanks" if news else "known", claim=claim, **values)

    def _uploaded(self):
        """Return the uploaded files as base64; of each not more than decides that it is too large."""
        files = request.httprequest.files.getlist("photos")[: MOST_AT_ONCE + 1]
        for file in files:
            file.seek(0)  # Odoo rewinds only the first of several before it tries a request again
        contents = [file.read(LARGEST_PHOTO + 1) for file in files]
        return [base64.b64encode(content) for content in contents if content]

    def _page(self, state, status=200, **values):
        kinds = request.env["shipment.claim"]._fields["kind"]._description_selection(request.env)
        values = {"typed": {}, "kinds": kinds, "most": MOST_AT_ONCE, **values}
        values |= {"state": state, "page_name": "damage_report", "no_breadcrumbs": True}
        response = request.render("quote_to_cash.damage_report", values)
        response.status_code = status
        response.headers.update(page_headers())
        return response
