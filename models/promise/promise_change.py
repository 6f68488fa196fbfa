"""A later promise for a confirmed order: by whom, for what reason, and told to nobody behind anyone's back."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from .promise_edits import PromiseTransaction


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_open_promise_change(self):
        """Open the dialog that changes what is promised for this order."""
        self.ensure_one()
        self.check_access("write")
        self._refuse_promise_change(self.order_line._lines_to_promise())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Promise"),
            "res_model": "sale.order.promise.change",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_change_promise(self, dates, reason):
        """Promise lines of this order for other dates. What was promised before stays in the ledger.

        Odoo's delivery date follows where all open lines move; the deadlines of the transfers follow, too.

        :param dict dates: ``{line, or its id: moment in UTC at which the goods are to be with the customer}``
        :param str reason: why
        :raise UserError: without a reason, for a past date, for an order that is not confirmed, and for lines of
            which nothing is left to ship
        :raise AccessError: for a user who may not change the order
        """
        self.ensure_one()
        self.check_access("write")
        lines = self.env["sale.order.line"]
        dates = {lines.browse(int(line)): fields.Datetime.to_datetime(at) for line, at in dates.items()}
        reason = (reason or "").strip()
        self._refuse_promise_change(lines.concat(*dates))
        self._refuse_promised_dates(dates.values(), reason)
        before = {line: line.promise_date for line in dates}
        open_lines = self.order_line._lines_to_promise()
        with PromiseTransaction.of(self.env).stating(self):
            self._write_changes(dates, dict.fromkeys(dates, reason))
            for line, at in dates.items():
                # Whoever sells may not write each transfer.
                line.sudo()._open_delivery_moves_of_line().date_deadline = at
            if open_lines <= lines.concat(*dates):
                self.commitment_date = max(dates.values())
        self._tell_promise_change(before, dates, reason)
        self.sudo()._check_promises()
        return True

    def _refuse_promise_change(self, lines):
        if self.state != "sale":
            raise UserError(self.env._("%(order)s is not confirmed: nothing is promised yet.", order=self.name))
        closed = lines - self.order_line._lines_to_promise()
        if closed or not lines:
            raise UserError(self.env._("Nothing of this is left to ship, so nothing else can be promised for it."))

    def _refuse_promised_dates(self, moments, reason):
        if not reason:
            raise UserError(self.env._("Say why something else is promised."))
        if not all(moments):
            raise UserError(self.env._("Say for which day it is promised."))
        today = self._promise_day(fields.Datetime.now())
        if any(self._promise_day(moment) < today for moment in moments):
            raise UserError(self.env._("Nothing can be promised for a day that has passed."))

    def _tell_promise_change(self, before, dates, reason):
        """Leave a note in the chatter: who reads the order reads it there."""
        rows = Markup().join(
            Markup("<li>%s</li>")
            % self.env._(
                "%(product)s: %(before)s → %(after)s",
                product=line.product_id.sudo().display_name,
                before=self._day_text(before[line]) if before[line] else self.env._("not promised"),
                after=self._day_text(at),
            )
            for line, at in dates.items()
        )
        title = self.env._("Promise changed: %(reason)s", reason=reason)
        self.message_post(body=Markup("<p>%s</p><ul>%s</ul>") % (title, rows))


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def action_open_order(self):
        """Open the order of this line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }

    def _open_delivery_moves_of_line(self):
        """Return the moves of these lines that still bring goods to the customer."""
        return self.move_ids.filtered(lambda move: move.state not in ("done", "cancel") and move._is_delivery())
