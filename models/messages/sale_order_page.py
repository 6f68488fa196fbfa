"""What stands on the page of an order, gathered in sets. For callers that have checked who looks; with all rights."""

from operator import itemgetter

from pytz import timezone, utc

from odoo import models
from odoo.tools import format_amount, format_date, format_time

from ...engine import backorders
from ...engine import tracking_page as engine

OVER = ("done", "cancel")
PAID = ("paid", "in_payment")
LEFT = ("shipped", "delivered", "invoiced", "paid")
INVOICE = "invoice-"  # begins what an invoice is called in an address


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === Where it is === #

    def _tracking_steps(self):
        """Return ``[(words, moment or None, past, now or todo, status)]`` of the way of the order."""
        self.ensure_one()
        status, words = self.order_status or "quote", self._portal_status_words()
        goods = any(line._is_goods() for line in self.order_line)
        steps = engine.way(status, self._tracking_history(), goods)
        return [(words[step.status], step.at, step.state, step.status) for step in steps]

    def _tracking_history(self):
        """Return ``[(status, moment)]``: by the log; of what is older than it, by the order's own dates."""
        events = self.env["sale.order.event"].search_fetch(
            [("order_id", "=", self.id), ("kind", "=", "status")], ["to_status", "happened_at"], order="happened_at, id"
        )
        history = [(event.to_status, event.happened_at) for event in events]
        own = {"entered": self.date_order} if self.state == "sale" else {}
        if self.order_status in LEFT:
            own["shipped"] = max(filter(None, self.picking_ids.mapped("shipped_at")), default=None)
            own["delivered"] = max(filter(None, self.picking_ids.mapped("delivered_at")), default=None)
        logged = dict(history)
        history += [(status, at) for status, at in own.items() if at and status not in logged]
        return sorted(history, key=itemgetter(1))

    # === Goods === #

    def _tracking_shipments(self):
        """Return what has left, the newest first, as the page shows it."""
        left = self.picking_ids.filtered("shipped_at").sorted("shipped_at", reverse=True)
        # Names of products are computed one by one; what they are made of is read at once here.
        (left.move_ids.product_id | self.order_line.product_id).mapped("product_template_attribute_value_ids")
        return [self._tracking_shipment(picking) for picking in left]

    def _tracking_shipment(self, picking):
        own = picking.move_ids.filtered(
            lambda move: move.state == "done" and move.quantity and move.sale_line_id.order_id in (self, self.browse())
        )
        promised = [line.promise_date for line in own.sale_line_id if line.promise_date]
        return {
            "picking": picking,
            "rows": [(f"{move.quantity:g}", move.product_uom.name, move.product_id.display_name) for move in own],
            "carrier": picking.carrier_id.name,
            "numbers": picking._tracking_addresses(),
            "expected": None if picking.delivered_at else self._not_past(self._arrival_of(picking)),
            "promised": max(promised) if promised else None,
            "can_confirm": picking._receipt_state() == "ask",
            "can_report": picking._damage_state() == "ask",
        }

    def _tracking_waiting(self):
        """Return ``[{"count", "unit", "goods", "promised", "late", "why"}]`` of what is still to be shipped."""
        lines = self.order_line._still_open() if self.state == "sale" else self.order_line.browse()
        return [
            {
                "count": f"{line._open_quantity():g}",
                "unit": line.product_uom_id.name,
                "goods": line.product_id.display_name,
                "promised": None if self.is_on_hold else line.promise_date or self._promised(),
                "late": not self._not_past(line.promise_date or self._promised()),
                "why": self._why_it_waits(line, lines - line),
            }
            for line in lines
        ]

    def _why_it_waits(self, line, others):
        """Return in the customer's words what keeps goods here."""
        if self.is_on_hold:
            return self._words_of_next()["on_hold"]
        moves = line.move_ids.filtered(lambda move: move.state not in OVER)
        missing = moves.filtered(lambda move: move._waits_for_supply())
        if line.promise_cause == "production":
            return self.env._("It is being made.")
        if missing or not moves:
            return self.env._("Not in stock now; we wait for new goods.")
        if moves.picking_id and all(picking.packed_at for picking in moves.picking_id):
            return self.env._("Packed; it waits for the carrier.")
        if others and self._shipment_policy()[0] == backorders.COMPLETE:
            return self.env._("In stock; everything leaves together.")
        return self.env._("In stock; we prepare it.")

    def _tracking_question(self):
        """Return the open question about what is short, if the customer can answer it."""
        notices = self.env["sale.backorder.notice"].search(
            [("order_id", "=", self.id), ("state", "=", backorders.SENT)], limit=1
        )
        return notices if notices and notices._possible_answers() else notices.browse()

    # === Papers === #

    def _tracking_invoices(self, user):
        """Return ``[{"name", "day", "amount", "state", "tone", "url", "document"}]``.

        The address is that of Odoo's page, for visitors who may read it; what the document is called is for all others.

        :param res.users user: who looks
        """
        moves, own = self._posted_invoices(), self._own_invoices()
        readable = moves.browse() if user._is_public() else moves.with_user(user)._filtered_access("read")
        return [
            {
                "name": move.name,
                "day": self._date_text(move.invoice_date),
                "amount": format_amount(self.env, move.amount_total, move.currency_id),
                "url": f"/my/invoices/{move.id}" if move.id in readable.ids else None,
                "document": f"{INVOICE}{move.id}" if move in own else None,
                **self._payment_words(move),
            }
            for move in moves
        ]

    def _posted_invoices(self):
        """Return the order's invoices and credit notes, the oldest first."""
        return self.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type in ("out_invoice", "out_refund")
        ).sorted(lambda move: (move.invoice_date, move.id))

    def _own_invoices(self):
        """Return those that say nothing of another customer's order: who has only the key of this one may see them."""
        return self._posted_invoices().filtered(lambda move: self._is_all_ours(move.line_ids.sale_line_ids.order_id))

    def _is_all_ours(self, orders):
        """Whether orders are of this order's customer."""
        return orders.partner_id.commercial_partner_id <= self.partner_id.commercial_partner_id

    def _payment_words(self, move):
        """Return how far an invoice is paid, in words and as a colour."""
        if move.move_type == "out_refund":
            return {"state": self.env._("Credit note"), "tone": "info"}
        if move.payment_state == "reversed":
            return {"state": self.env._("Credited"), "tone": "secondary"}
        if move.payment_state in PAID or not move.amount_residual:
            return {"state": self.env._("Paid"), "tone": "success"}
        due = move.invoice_date_due and self._date_text(move.invoice_date_due)
        if move.amount_residual < move.amount_total:
            rest = format_amount(self.env, move.amount_residual, move.currency_id)
            return {"state": self.env._("%s still to be paid", rest), "tone": "warning"}
        return {"state": self.env._("To be paid by %s", due) if due else self.env._("To be paid"), "tone": "warning"}

    def _tracking_documents(self):
        """Return ``[(what it is called in an address, what it is called)]``; invoices have a list of their own."""
        documents = [("order", self.env._("Order %s", self.name))]
        left = self.picking_ids.filtered("shipped_at").sorted("shipped_at")
        own = left.filtered(lambda picking: self._is_all_ours(picking.move_ids.sale_line_id.order_id))
        return documents + [(str(picking.id), self.env._("Delivery slip %s", picking.name)) for picking in own]

    def _tracking_pdf(self, what):
        """Return ``(name of the file, PDF)`` of a document of the page, or None.

        :param str what: see :meth:`_tracking_documents`; or the name of one of our own invoices
        """
        invoices = {f"{INVOICE}{move.id}": move for move in self._own_invoices()}
        if what in invoices:
            return self._invoice_pdf(invoices[what])
        names = dict(self._tracking_documents())
        if what not in names:
            return None
        report, number = ("sale.action_report_saleorder", self.id)
        if what != "order":
            report, number = ("stock.action_report_delivery", int(what))
        pdf, _kind = self.env["ir.actions.report"]._render_qweb_pdf(report, [number])
        return f"{names[what].replace('/', '-')}.pdf", pdf

    def _invoice_pdf(self, move):
        """Return name and PDF of an invoice: what was sent, else what Odoo shows until then. Nothing is kept."""
        document = move._get_invoice_legal_documents("pdf", allow_fallback=True)
        return (document["filename"], document["content"]) if document else None

    # === Days and moments === #

    def _tracking_moment(self, moment, zone):
        """Return day and time of a moment on the customer's clock; the year only where it is not this one.

        :param str zone: see :meth:`_tracking_zone`
        """
        day = utc.localize(moment).astimezone(timezone(zone)).date()
        return f"{self._date_text(day)}, {format_time(self.env, moment, tz=zone, time_format='short')}"

    def _date_text(self, day):
        """Return a day in few words, as :meth:`_day_text` does."""
        this_year = day.year == self.company_id._local_day().year
        return format_date(self.env, day, date_format=self.env._("d MMM") if this_year else self.env._("d MMM y"))
