"""What cancelling would come to: stage, value and fee of each order, before anything is done."""

from dataclasses import dataclass, replace

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import formatLang

from ...engine.cancellation_fee import FeePolicy, cancelled_value, fee
from ...engine.money import to_amount, to_units
from ...engine.order_status import decide


@dataclass(frozen=True)
class Cancellation:
    """What cancelling one order, or what is open of it, comes to."""

    stage: str
    value: float = 0.0
    fee: float = 0.0


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _plan_cancellation(self, reason, initiator, quantities=None, stages=None):
        """Return what cancelling comes to.

        :param sale.order.reason reason: why; may be empty
        :param str initiator: "customer" or "company"
        :param dict quantities: of each order line to be cancelled; None: all that is not delivered yet
        :param dict stages: of the orders before; None: as they are now
        :return: ``{sale.order: Cancellation}``
        """
        stages = stages or self._stages_before_cancellation()
        if quantities is None:
            quantities = self._quantities_to_cancel()
        planned = {}
        for order in self:
            value = order._cancelled_units(quantities)
            units = fee(order._fee_policy(reason), value, stages[order], initiator)
            amounts = (to_amount(number, order.currency_id.rounding) for number in (value, units))
            planned[order] = Cancellation(stages[order], *amounts)
        return planned

    def _stages_before_cancellation(self):
        """Return the status of each order as it is without its holds."""
        facts = self.env["sale.order.facts"]._collect(self.ids)
        return {order: decide(replace(facts[order.id], active_holds=0)) for order in self}

    def _lines_with_value(self):
        return self.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)

    def _quantities_to_cancel(self):
        """Return for each line what goes with its order: neither delivered nor cancelled before."""
        lines = self._lines_with_value()
        groups = (
            self.env["sale.cancellation.line"]
            .sudo()
            ._read_group(
                [("order_line_id", "in", lines.ids), ("cancellation_id.revoked", "=", False)],
                ["order_line_id"],
                ["quantity:sum"],
            )
        )
        before = {line.id: quantity for line, quantity in groups}
        return {line: line.product_uom_qty - line.qty_delivered - before.get(line.id, 0.0) for line in lines}

    def _open_quantities(self):
        """Return for each line of goods what "cancel what is open" would not ship any more."""
        lines = self._lines_with_value().filtered(lambda line: line.qty_delivered_method == "stock_move")
        return {line: line.product_uom_qty - line.qty_delivered - line.qty_short_closed for line in lines}

    def _cancelled_units(self, quantities):
        rounding = self.currency_id.rounding
        return cancelled_value(
            (to_units(line.price_subtotal, rounding), line.product_uom_qty, quantities[line])
            for line in self._lines_with_value()
            if line in quantities
        )

    def _fee_policy(self, reason):
        """Return what the reason costs in the order's currency; nothing where the company charges nothing.

        :param sale.order.reason reason: may be empty
        """
        company = self.company_id
        if not reason or company.cancellation_fee_mode == "none":
            return FeePolicy()
        fixed = company.currency_id._convert(
            reason.cancel_fee_amount, self.currency_id, company, fields.Date.context_today(self)
        )
        return FeePolicy(
            reason.cancel_fee_percent,
            to_units(fixed, self.currency_id.rounding),
            reason.cancel_fee_stage or "in_progress",
        )

    def _may_waive_cancellation_fee(self):
        return self.env.su or self.env.user.has_group("sales_team.group_sale_manager")

    def _check_fee_waiver(self, note):
        """Refuse a waiver by somebody who may not, or without a note.

        :param str note: why it is waived
        :raise AccessError: for everybody but sales managers
        :raise UserError: without a note
        """
        if not self._may_waive_cancellation_fee():
            raise AccessError(self.env._("Only a sales manager waives a cancellation fee."))
        if not (note or "").strip():
            raise UserError(self.env._("Say why the cancellation fee is waived."))

    def _amounts_text(self, amounts):
        """Return the sum of amounts as text, one for each currency; empty if they are nothing.

        :param amounts: ``(res.currency, amount)``
        """
        totals = {}
        for currency, amount in amounts:
            totals[currency] = totals.get(currency, 0.0) + amount
        return ", ".join(
            formatLang(self.env, total, currency_obj=currency)
            for currency, total in totals.items()
            if not currency.is_zero(total)
        )
