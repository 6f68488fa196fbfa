"""Confirmed orders that are changed later are checked again, once for one change."""

from odoo import api, models
from odoo.fields import Command

from ...engine.findings import RESOLVED, UNCHECKED
from .sale_order_validation_hold import ACTIVITY_HELD, FINISHED
from .transaction import GateTransaction

ORDER_FIELDS = {
    "partner_id",
    "partner_shipping_id",
    "partner_invoice_id",
    "pricelist_id",
    "carrier_id",
    "commitment_date",
    "warehouse_id",
    "payment_term_id",
    "user_id",
    "team_id",
}
LINE_FIELDS = {
    "product_id",
    "product_uom_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "tax_ids",
    "is_delivery",
    "is_downpayment",
}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        """Extend: a changed order is checked again, and what is cancelled needs no check any more."""
        gate = GateTransaction.of(self.env)
        with gate.collecting(self.env):
            result = super().write(vals)
            if ORDER_FIELDS & vals.keys():
                gate.edited.update(self._checked_after_edit().ids)
        if vals.get("state") == "cancel":
            self._end_checks()
        return result

    def set_delivery_line(self, carrier, amount):
        """Extend: carrier and freight are one change."""
        with GateTransaction.of(self.env).collecting(self.env):
            return super().set_delivery_line(carrier, amount)

    def _recompute_prices(self):
        """Extend: new prices of all lines are one change."""
        with GateTransaction.of(self.env).collecting(self.env):
            return super()._recompute_prices()

    def _checked_after_edit(self):
        """Return those of the orders that a change makes the check look at again."""
        passed = GateTransaction.of(self.env).passed
        return self.filtered(
            lambda order: (
                order.state == "sale"
                # What its own confirmation changes was judged just now.
                and order.id not in passed
                and order.company_id.sudo().validation_mode != "off"
            )
        )

    def _check_after_edit(self):
        """Check orders that were changed, and hold those that may not go on any more.

        What has left is not stopped: an order with nothing left to ship keeps its findings only.
        """
        # Who changed them had the right to; the change may come from the warehouse.
        edited = self.sudo().exists().filtered(lambda order: order.state == "sale")
        stopped = edited._check_for_people().filtered(lambda order: order.order_status not in FINISHED)
        if stopped:
            stopped._hold_for_findings()
            stopped._tell_salesperson_held()

    def _end_checks(self):
        """End what stands against orders that are cancelled: they will not be confirmed to anybody."""
        orders = self.sudo().filtered("validated_at")
        if orders:
            standing = self.env["order.validation.finding"].sudo()
            standing.search([("order_id", "in", orders.ids), ("state", "!=", RESOLVED)])._resolve()
            orders.write(
                {"validation_state": UNCHECKED, "validated_at": False, "waiting_mail_template_ids": [Command.clear()]}
            )
            orders.activity_unlink([ACTIVITY_HELD])


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a line added to a confirmed order has it checked again."""
        gate = GateTransaction.of(self.env)
        with gate.collecting(self.env):
            lines = super().create(vals_list)
            gate.edited.update(lines._orders_to_check().ids)
        return lines

    def write(self, vals):
        """Extend: a changed line of a confirmed order has it checked again."""
        if not LINE_FIELDS & vals.keys():
            return super().write(vals)
        gate = GateTransaction.of(self.env)
        with gate.collecting(self.env):
            result = super().write(vals)
            gate.edited.update(self._orders_to_check().ids)
        return result

    def unlink(self):
        """Extend: what was found about a deleted line is resolved, and its order checked again."""
        gate = GateTransaction.of(self.env)
        # Nobody may write findings directly.
        self.env["order.validation.finding"].sudo()._resolve_lines(self)
        with gate.collecting(self.env):
            gate.edited.update(self._orders_to_check().ids)
            return super().unlink()

    def _orders_to_check(self):
        """Return the confirmed orders in which a change of these lines matters: deposits and notes do not."""
        lines = self.filtered(lambda line: line.state == "sale" and not line.is_downpayment and not line.display_type)
        return lines.order_id._checked_after_edit()
