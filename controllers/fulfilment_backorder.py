"""The page on which a customer answers a question about a backorder."""

from odoo.exceptions import UserError
from odoo.http import Controller, request, route
from odoo.tools import consteq

from ..engine import backorders as engine

PAGE = "/order/backorder/<int:notice_id>/<string:token>"


class BackorderController(Controller):
    @route(PAGE, type="http", auth="public", website=True, methods=["GET"], sitemap=False)
    def backorder_page(self, notice_id, token, answer=None, **_options):
        """Show what is in the box and what is not, and what may be answered. Changes nothing."""
        notice = self._notice(notice_id, token)
        return self._page(notice, answer=answer) if notice else self._unknown()

    @route(PAGE, type="http", auth="public", website=True, methods=["POST"], sitemap=False)
    def backorder_answer(self, notice_id, token, answer=None, seen="", **values):
        """Take an answer. Whatever is wrong with it: the page says so, and nothing moves."""
        if request.httprequest.method != "POST":  # Odoo lets OPTIONS through to any route, without asking for its token
            return self.backorder_page(notice_id, token)
        notice = self._notice(notice_id, token)
        if not notice:
            return self._unknown()
        try:
            with request.env.cr.savepoint():
                notice._take_answer(answer or "", notice.partner_id.name, self._substitutes(values), seen)
        except UserError as error:
            notice.invalidate_recordset()
            twice = notice.state == engine.ANSWERED and notice.answer == answer
            return self._page(notice, problem=None if twice else str(error))
        return self._page(notice)

    def _notice(self, notice_id, token):
        """Return the question to which a token belongs, in the customer's language; nothing for any other token."""
        # Who has the token may read and answer this one question, and nothing else.
        notice = request.env["sale.backorder.notice"].sudo().browse(notice_id).exists()
        if not notice or notice.state == engine.TO_SEND or not consteq(notice.access_token.encode(), token.encode()):
            return None
        request.update_context(lang=notice.partner_id.lang or request.env.lang)
        return notice.with_context(lang=request.env.lang)

    def _substitutes(self, values):
        """Return ``{id of an order line: id of a product}`` as chosen in the form."""
        chosen = {}
        for name, value in values.items():
            line = name.removeprefix("instead_")
            if line != name and line.isdecimal() and str(value).isdecimal():
                chosen[int(line)] = int(value)
        return chosen

    def _page(self, notice, answer=None, problem=None):
        answers = notice._possible_answers()
        values = {
            "notice": notice,
            "answers": answers,
            "chosen": answer if answer in answers else None,
            "missing": notice._rows_not_in_box(),
            "offers": notice._open_lines()._substitutes() if engine.SUBSTITUTE in answers else {},
            "seen": notice._fingerprint(),
            "newer": notice._newer(),
            "problem": problem,
            "page_name": "backorder",
            "no_breadcrumbs": True,
        }
        status = 410 if notice._is_gone() else 200
        return request.render("quote_to_cash.backorder_page", values, status=status, headers=self._headers())

    def _unknown(self):
        """Say that a link leads nowhere; not whether there is such a question."""
        values = {"page_name": "backorder", "no_breadcrumbs": True}
        return request.render("quote_to_cash.backorder_unknown", values, status=404, headers=self._headers())

    def _headers(self):
        # The address is the key: it is not to be kept, nor told to others.
        return {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
