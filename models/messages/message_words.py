"""What the texts of messages say of an order. They are mail templates, so these have no arguments but plain ones."""

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, formatLang

from ...engine import order_messages as engine


class OrderMessage(models.Model):
    _inherit = "order.message"

    page_link = fields.Char(compute="_compute_page_link", help="Address of the order's page, where there is one.")

    @api.depends("order_id")
    def _compute_page_link(self):
        """Links that do not exist yet are made, for all orders at once."""
        orders = self.order_id.filtered(lambda order: order._has_tracking_page())
        links = self.env["order.tracking.link"]._ensure(orders) if orders else {}
        for message in self:
            message.page_link = links[message.order_id].url if message.order_id in orders else ""

    # === Goods === #

    def _lines_ordered(self):
        """Return ``[(quantity, unit, goods)]`` of the order."""
        lines = self.order_id.order_line.filtered(lambda line: line.product_id and not line.is_delivery)
        return [self._row(line.product_uom_qty, line.product_uom_id, line.product_id) for line in lines]

    def _lines_in_box(self):
        """Return ``[(quantity, unit, goods)]`` of the order that are in the transfer."""
        moves = self.picking_id.move_ids.filtered(
            lambda move: move.state == "done" and move.quantity and move.sale_line_id.order_id == self.order_id
        )
        return [self._row(move.quantity, move.product_uom, move.product_id) for move in moves]

    def _lines_not_in_box(self):
        """Return ``[(quantity, unit, goods, day for which they are promised)]`` of what is still to be shipped."""
        return [
            (
                *self._row(line._open_quantity(), line.product_uom_id, line.product_id),
                self._day_text(line.promise_date),
            )
            for line in self.order_id.order_line._still_open()
        ]

    def _lines_not_sent(self):
        """Return ``[(quantity, unit, goods)]`` of what was ordered and is not sent any more."""
        lines = self.order_id.order_line.filtered(lambda line: line.product_id and line.qty_short_closed > 0)
        return [self._row(line.qty_short_closed, line.product_uom_id, line.product_id) for line in lines]

    def _lines_promised(self):
        """Return ``[(goods, day promised now, day promised before)]`` of what the customer knows otherwise."""
        rows = []
        for line_id, before in self.changed_promises or ():
            line = self.env["sale.order.line"].browse(line_id)
            rows.append((line.product_id.display_name, self._day_text(line.promise_date), self._day_text(before)))
        return rows

    def _row(self, quantity, unit, product):
        return f"{quantity:g}", unit.name or "", product.display_name or ""

    def _parcels(self):
        """Return ``[(the carrier's number, address at which it is followed or nothing)]`` of the transfer."""
        picking = self.picking_id
        urls = picking.get_multiple_carrier_tracking() if picking.carrier_tracking_url else False
        rows = urls if isinstance(urls, list) else [(picking.carrier_tracking_ref, picking.carrier_tracking_url)]
        return [
            (number, url if (url or "").startswith(("https://", "http://")) else "") for number, url in rows if number
        ]

    # === Dates, money === #

    def _day_text(self, moment):
        """Return a day in few words; nothing for none."""
        if isinstance(moment, str):
            moment = fields.Datetime.to_datetime(moment)
        return self.order_id.with_context(lang=self.env.lang)._day_text(moment) if moment else ""

    def _moment_text(self, moment):
        """Return a moment as the customer's clock shows it; nothing for none."""
        zone = self.order_id._tracking_zone()
        return format_datetime(self.env, moment, tz=zone, dt_format="short") if moment else ""

    def _amount_text(self):
        """Return what the invoice is about."""
        move = self.move_id
        return formatLang(self.env, move.amount_total, currency_obj=move.currency_id)

    def _pay_by_text(self):
        """Return until when the invoice is to be paid; nothing where it is paid."""
        move = self.move_id
        return format_date(self.env, move.invoice_date_due) if move.amount_residual and move.invoice_date_due else ""

    # === What happens next === #

    def _next_text(self):
        """Return what happens next, and when; nothing if nothing does."""
        return self.order_id.with_context(lang=self.env.lang)._expected_next_text()

    def _reasons_text(self):
        """Return for what the order waits."""
        return ", ".join(self.order_id.hold_reason_ids.mapped("name"))

    # === The summary of a day === #

    def _together(self):
        """Return all messages of the mail, the oldest first."""
        return self.browse(self.env.context.get("order_message_ids") or self.ids).sorted(
            lambda message: message.event_id.id
        )

    def _read_together(self):
        """Read what summaries say for all readers at once, not for each by itself."""
        for lang, messages in self.grouped(lambda message: message._language()).items():
            for message in messages.with_context(lang=lang):
                message._sentence()
                message._next_text()

    def _sentence(self):
        """Return in one sentence what happened."""
        if self.picking_id or self.move_id:
            return self._sentence_of_document()
        if self.kind == engine.PROMISE:
            dates = "; ".join(f"{goods}: {now}" for goods, now, _before in self._lines_promised())
            return self.env._("Your order has a new date: %(dates)s.", dates=dates)
        return {
            engine.RECEIVED: self.env._("We have received your order."),
            engine.IN_PROGRESS: self.env._("We are preparing your order."),
            engine.READY: self.env._("Your order is packed and waits for the carrier."),
            engine.ON_HOLD: self.env._("Your order waits for you: %(reasons)s.", reasons=self._reasons_text()),
            engine.CANCELLED: self.env._("Your order is cancelled."),
        }[self.kind]

    def _sentence_of_document(self):
        if self.kind == engine.INVOICED:
            return self.env._(
                "Your invoice %(number)s: %(amount)s.", number=self.move_id.name, amount=self._amount_text()
            )
        if self.kind == engine.DELIVERED:
            return self.env._("Your goods have arrived.")
        day = self._day_text(self.picking_id.shipped_at)
        if self.kind == engine.SHIPPED:
            return self.env._("Your order has left on %(day)s.", day=day)
        rest = ", ".join(" ".join(row[:3]) for row in self._lines_not_in_box())
        if not rest:
            return self.env._("A part of your order has left on %(day)s.", day=day)
        return self.env._("A part of your order has left on %(day)s. Still to come: %(rest)s.", day=day, rest=rest)
