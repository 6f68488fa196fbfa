"""Which dates are others than the customer knows."""

from odoo import api, fields, models

from ...engine import order_messages as engine


class OrderMessage(models.Model):
    _inherit = "order.message"

    promise_row = fields.Integer(readonly=True, help="The last promise of the order that this message has told.")
    changed_promises = fields.Json(
        compute="_compute_changed_promises", help="Order lines that are promised for another day than was told."
    )

    @api.depends("order_id")
    def _compute_changed_promises(self):
        """Compare with what the customer was told last: what was changed back in between is no news."""
        messages = self.filtered(lambda message: message.kind == engine.PROMISE)
        (self - messages).changed_promises = []
        known = messages._dates_known() if messages else {}
        for message in messages:
            order = message.order_id
            changed = []
            for line in order.order_line._still_open().filtered("promise_date"):
                before = known.get((message.id, line.id))
                if before and order._promise_day(before) != order._promise_day(line.promise_date):
                    changed.append([line.id, fields.Datetime.to_string(before)])
            message.changed_promises = changed if not message._is_asked_about() else []

    def _dates_known(self):
        """Return ``{(message id, line id): the date that the customer knows}`` of lines that were changed since.

        Known is what stood in the last message, or else before the first change since messages are sent.
        """
        orders = self.order_id
        told = self.search([("order_id", "in", orders.ids), ("kind", "=", engine.PROMISE), ("state", "=", "sent")])
        changes = (
            self.env["sale.order.promise"]
            .sudo()  # the ledger is nobody's to write, and the job's to read
            .search([("order_id", "in", orders.ids), ("kind", "=", "change"), ("in_force", "=", True)], order="id")
            .grouped("order_id")
        )
        known = {}
        for message in self:
            last = max(
                told.filtered(lambda one, m=message: one.order_id == m.order_id).mapped("promise_row"), default=0
            )
            for change in changes.get(message.order_id, ()):
                if change.id > last and (last or change.happened_at >= message.policy_id.since):
                    known.setdefault((message.id, change.line_id.id), change.previous_date)
        return known

    def _is_asked_about(self):
        """Whether the customer was asked about this date instead, by the room that asks about backorders."""
        self.ensure_one()
        order = self.order_id
        dates = [line.promise_date for line in order.order_line._still_open() if line.promise_date]
        asked = order.backorder_notice_ids.filtered(lambda notice: notice.state != "void")
        return bool(dates) and max(dates) in asked.mapped("promised_date")

    def _last_promises(self):
        """Return ``{order id: its last promise}``."""
        orders = self.filtered(lambda message: message.kind == engine.PROMISE).order_id
        if not orders:
            return {}
        domain = [("order_id", "in", orders.ids)]
        rows = self.env["sale.order.promise"].sudo()._read_group(domain, ["order_id"], ["id:max"])
        return {order.id: last for order, last in rows}
