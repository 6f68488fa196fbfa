"""What is promised when orders are confirmed, changed and cancelled."""

from contextlib import contextmanager
from weakref import WeakKeyDictionary

from odoo import api, models

from ...engine.promise import AT_RISK, OPEN

_of_cursor = WeakKeyDictionary()


class PromiseTransaction:
    """What of confirmed orders was changed in one transaction, until its outermost piece of work is done.

    Kept beside the cursor, so nothing of it can come in over RPC.

    :ivar set added: ids of lines that are new
    :ivar dict raised: ``{line id: quantity before}``
    :ivar set dated: ids of orders that got another delivery date
    :ivar set stated: ids of orders of which somebody says just now what is promised
    """

    def __init__(self):
        self.added, self.raised, self.dated, self.stated = set(), {}, set(), set()
        self._depth = 0

    @classmethod
    def of(cls, env):
        """Return the state of the current transaction."""
        return _of_cursor.setdefault(env.cr, cls())

    @contextmanager
    def stating(self, orders):
        """Within this, these orders' delivery dates promise nothing by themselves."""
        mine = set(orders.ids) - self.stated
        self.stated |= mine
        try:
            yield
        finally:
            self.stated -= mine

    @contextmanager
    def collecting(self, env):
        """Gather changes, and promise once what follows from them, when the outermost piece of work is done.

        After an exception nothing is promised: what was noted is going to be rolled back.

        :param env: environment of the caller
        """
        self._depth += 1
        try:
            yield self
            if self._depth == 1 and (self.added or self.raised or self.dated):
                added, raised, dated = self.added, self.raised, self.dated
                self.added, self.raised, self.dated = set(), {}, set()
                env["sale.order"]._promise_changes(added, raised, dated)
        finally:
            self._depth -= 1
            if not self._depth:
                self.added, self.raised, self.dated = set(), {}, set()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        """Extend: what is promised first stands in the ledger."""
        result = super()._action_confirm()
        self._promise_first()
        return result

    def _action_cancel(self):
        """Extend: nothing is promised any more."""
        result = super()._action_cancel()
        self._end_promises()
        return result

    def write(self, vals):
        """Extend: another delivery date of a confirmed order is a promise by who writes it."""
        if not {"commitment_date", "order_line"} & vals.keys():
            return super().write(vals)
        changes = PromiseTransaction.of(self.env)
        with changes.collecting(self.env):
            result = super().write(vals)
            if vals.get("commitment_date"):
                confirmed = self.filtered(lambda order: order.state == "sale" and order.id not in changes.stated)
                changes.dated.update(confirmed.ids)
        return result

    def _promise_first(self):
        """Promise the goods of orders that are being confirmed, for the first time."""
        # Customers confirm, too; and the log is not written in their language.
        for company, orders in self.sudo().grouped("company_id").items():
            orders = orders.with_context(lang=self._findings_language(company))
            lines = orders.order_line._lines_to_promise()
            promised = lines._write_promises(lines._dates_to_promise(), confirming=True)
            for order, date in promised.items():
                order._note_promise(order._change_note(None, date, None))
            (orders - orders.concat(*promised))._freeze_requests()

    def _freeze_requests(self):
        """Record what was asked for of orders without goods, too."""
        for order in self.filtered(lambda order: order.commitment_date and not order.requested_date):
            order.requested_date = order.commitment_date

    def _note_promise(self, note):
        """Have one entry in the log of this order when the transaction ends, or when somebody reads it."""
        self.env["sale.order.event"]._note_event(self._prepare_event("promise", note=note))

    @api.model
    def _promise_changes(self, added, raised, dated):
        """Promise what follows from changes of confirmed orders; parameters as in :class:`PromiseTransaction`."""
        # Who changed them had the right to; the change may come from the warehouse.
        lines = self.env["sale.order.line"].sudo()
        changed = lines.browse(added | raised.keys()).exists()._lines_to_promise()
        reasons, dates = {}, changed._dates_to_promise() if changed else {}
        for line in changed.filtered("promise_date") & changed.browse(line.id for line in dates):
            if line.id not in raised:  # promised by its confirmation meanwhile
                del dates[line]
                continue
            reasons[line] = self.env._(
                "Quantity raised from %(before)g to %(after)g", before=raised[line.id], after=line.product_uom_qty
            )
            # More of it is never promised for an earlier day.
            dates[line] = max(line.promise_date, dates[line])
        for order in self.sudo().browse(dated).exists().filtered("commitment_date"):
            for line in order.order_line._lines_to_promise():
                if line.promise_date != order.commitment_date:
                    dates[line] = order.commitment_date
                    reasons[line] = self.env._("Delivery date changed") if line.promise_date else None
        self._write_changes(dates, reasons)

    @api.model
    def _write_changes(self, dates, reasons):
        """Write later promises, and one entry in the log of each order.

        :param dict dates: ``{line: moment}``
        :param dict reasons: ``{line: why}``
        """
        lines = self.env["sale.order.line"].concat(*dates)
        before = {order: order.promise_date for order in lines.order_id}
        at_risk = lines.order_id.filtered(lambda order: order.promise_state in AT_RISK)
        promised = lines._write_promises(dates, reasons)
        why = {line.order_id: reason for line, reason in reasons.items() if reason}
        for order, date in promised.items():
            order._note_promise(order._change_note(before[order], date, why.get(order)))
        at_risk.filtered(lambda order: order.promise_state not in AT_RISK)._close_promise_activities()

    def _change_note(self, before, after, reason):
        """Return what the log says of a changed promise, in a few words."""
        day = self._day_text(after)
        if not before:
            return self.env._("First promise: %(day)s", day=day)
        text = self.env._("Promised for %(day)s", day=day)
        if self._promise_day(before) != self._promise_day(after):
            text = self.env._("Promise moved from %(before)s to %(day)s", before=self._day_text(before), day=day)
        return self.env._("%(change)s: %(reason)s", change=text, reason=reason) if reason else text

    def _open_promises(self):
        """Return the lines of these orders for which a promise is open."""
        return self.order_line.filtered(lambda line: line.promise_state in OPEN)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a line that is added to a confirmed order is promised, too."""
        changes = PromiseTransaction.of(self.env)
        with changes.collecting(self.env):
            lines = super().create(vals_list)
            changes.added.update(lines.filtered(lambda line: line.state == "sale").ids)
        return lines

    def write(self, vals):
        """Extend: more of a promised line is promised by supply."""
        if "product_uom_qty" not in vals:
            return super().write(vals)
        changes = PromiseTransaction.of(self.env)
        with changes.collecting(self.env):
            before = {line.id: line.product_uom_qty for line in self if line.state == "sale"}
            result = super().write(vals)
            for line in self:
                if line.id in before and line.product_uom_id.compare(line.product_uom_qty, before[line.id]) > 0:
                    changes.raised.setdefault(line.id, before[line.id])
        return result

    def _promise_anew(self, reason):
        """Promise again what is open of these confirmed lines, because it comes another way.

        :param str reason: which way, in words
        """
        lines = self.sudo()._lines_to_promise()
        dates = {line: at for line, at in lines._dates_to_promise().items() if line.promise_date != at}
        self.env["sale.order"]._write_changes(dates, dict.fromkeys(dates, reason))
