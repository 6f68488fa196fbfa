"""Cancelling with everything that follows: deposits refunded, fee invoiced, supply told."""

from odoo import fields, models
from odoo.exceptions import UserError

SETTLED = "sale_cancellation_settled"
# In the context of the call that settles. No value that comes over RPC is this object.
BY_SERVICE = object()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cancellation_ids = fields.One2many("sale.cancellation", "order_id", "Cancellations", readonly=True, copy=False)

    def action_cancel_and_settle(
        self, reason, initiator, note=False, refund_deposits=True, waive_fee=False, waive_note=False
    ):
        """Cancel orders for a stated reason, and settle what follows.

        Posted deposits are credited, the reason's fee is taken off them or invoiced, requests for quotation made
        for these orders alone are withdrawn, and who is responsible for what is bought or produced is told.
        Orders that are cancelled already stay as they are.

        :param reason: a ``sale.order.reason`` of the kind "cancel" (quotations: "lost"), or its id
        :param str initiator: "customer" or "company"
        :param str note: text for the chatter
        :param bool refund_deposits: False leaves the deposits to accounting, with an activity
        :param bool waive_fee: whether no fee is invoiced; by sales managers only
        :param str waive_note: why not
        :raise UserError: if all are cancelled already, goods of an order have left, an order is locked, or a fee
            is waived without a note; nothing is changed
        :raise AccessError: for a user who may not change the order, or waives a fee and may not
        """
        orders = self.filtered(lambda order: order.state != "cancel")
        if not orders:
            raise UserError(self.env._("%(orders)s: cancelled already.", orders=", ".join(self.mapped("name"))))
        reason = orders._resolve_cancel_reason(reason)
        orders.check_access("write")
        if waive_fee:
            orders._check_fee_waiver(waive_note)
        plan = orders._plan_cancellation(reason, initiator)
        supply = orders._supply_behind()
        orders.with_context(**{SETTLED: BY_SERVICE}).action_cancel_with_reason(reason, initiator, note)
        orders.flush_recordset(["state"])  # of two at once, one goes on from here
        values = {"kind": "order", "reason_id": reason.id, "initiator": initiator}
        rows = orders._record_cancellations(plan, values, waive_fee and waive_note)
        notes = orders._refund_deposits() if refund_deposits else self.env["account.move"]
        rows._charge_fees(notes)
        orders._post_deposit_notes(notes)
        orders._let_go_supply(supply)
        orders._leave_deposits_to_accounting()
        return True

    def action_cancel_open_and_settle(self, reason, initiator, note=False, waive_fee=False, waive_note=False):
        """Cancel what has not left yet of orders that go on, and invoice the reason's fee on that part.

        Deposits stay: they are deducted from what is invoiced.

        :param reason: a ``sale.order.reason`` of the kind "cancel", or its id
        :param str initiator: "customer" or "company"
        :param str note: text for the chatter
        :param bool waive_fee: whether no fee is invoiced; by sales managers only
        :param str waive_note: why not
        :raise UserError: if nothing of an order is open, or a fee is waived without a note
        :raise AccessError: for a user who may not change the order, or waives a fee and may not
        """
        reason = self.env["sale.order.reason"]._resolve(reason, "cancel")
        self._check_initiator(initiator)
        self.check_access("write")
        if waive_fee:
            self._check_fee_waiver(waive_note)
        stages = self._stages_before_cancellation()
        lines = self._lines_with_value()
        before = {line: line.qty_short_closed for line in lines}
        self.action_cancel_open(reason, note)
        cancelled = {
            line: part
            for line in lines
            if line.product_uom_id.compare(part := line.qty_short_closed - before[line], 0) > 0
        }
        plan = self._plan_cancellation(reason, initiator, cancelled, stages)
        values = {"kind": "part", "reason_id": reason.id, "initiator": initiator}
        rows = self._record_cancellations(plan, values, waive_fee and waive_note)
        rows._record_lines(cancelled)
        rows._charge_fees(self.env["account.move"])
        return True

    def _record_cancellations(self, plan, values, waive_note):
        """Write a row for each order that was confirmed.

        :param dict plan: ``{sale.order: Cancellation}``
        :param dict values: common to all
        :param waive_note: why the fee is waived; empty if it is not
        :return: ``sale.cancellation``, with all rights: documents follow from them
        """
        # Nobody writes these rows but this code.
        return (
            self.env["sale.cancellation"]
            .sudo()
            .create(
                [
                    {
                        **values,
                        "order_id": order.id,
                        "company_id": order.company_id.id,
                        "currency_id": order.currency_id.id,
                        "stage": planned.stage,
                        "value": planned.value,
                        "fee": planned.fee,
                        "fee_waived": bool(waive_note and planned.fee),
                        "waive_note": waive_note if planned.fee else False,
                    }
                    for order, planned in plan.items()
                    if planned.stage != "quote"
                ]
            )
        )

    def action_draft(self):
        """Extend: what was cancelled counts no more; the documents of that time stay."""
        result = super().action_draft()
        # Nobody writes these rows but this code.
        reopened = self.filtered(lambda order: order.state == "draft").sudo()
        rows = reopened.cancellation_ids.filtered(lambda row: not row.revoked)
        rows.revoked = True
        rows._log_fees_that_stay()
        return result
