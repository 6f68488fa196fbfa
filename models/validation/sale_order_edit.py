"""Confirmed orders that are changed later are checked again, once for one change."""

from odoo import api, models
from odoo.fields import Command, Domain

from ...engine.findings import RESOLVED, UNCHECKED
from .sale_order_validation_hold import ACTIVITY_HELD, FINISHED
from .transaction import GateTransaction

ORDER_FIELDS = {
    "partner_id",
    "partner_shipping_id",
    "partner_invoice_id",
    "client_order_ref",
    "pricelist_id",
    "carrier_id",
    "commitment_date",
    "warehouse_id",
    "payment_term_id",
    "user_id",
    "team_id",
}
# What may take a line out of an order, or out of its checks
LINE_KIND = {"order_id", "is_delivery", "is_downpayment", "is_expense"}
LINE_FIELDS = {
    "product_id",
    "product_uom_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "tax_ids",
    *LINE_KIND,
}
# What of a contact says whether goods and invoices get there
CONTACT_FIELDS = {
    "name",
    "street",
    "street2",
    "zip",
    "city",
    "state_id",
    "country_id",
    "phone",
    "email",
    "active",
}
CHUNK = 500


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        """Extend: a changed order is checked again, and what is cancelled needs no check any more."""
        gate = GateTransaction.of(self.env)
        with gate.collecting(self.env):
            result = super().write(vals)
            # What is just being confirmed needs no look at what else the rules may watch.
            if not gate.passed.issuperset(self._ids) and (ORDER_FIELDS | self._watched_fields()[0]) & vals.keys():
                gate.edited.update(self._checked_after_edit().ids)
        if vals.get("state") == "cancel":
            self._end_checks()
        return result

    @api.model
    def _watched_fields(self):
        """Return what of orders and of their lines companies' own rules look at."""
        return self.env["order.validation.rule"]._watched_fields()

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
                and order.company_id.sudo()._checks_orders()
            )
        )

    def _check_after_edit(self):
        """Check orders that were changed, and hold those that may not go on any more.

        What has left is not stopped: an order with nothing left to ship keeps its findings only.
        """
        # Who changed them had the right to; the change may come from the warehouse.
        edited = self.sudo().exists().filtered(lambda order: order.state == "sale")
        # A contact may have very many orders.
        for start in range(0, len(edited), CHUNK):
            # Nor does a check that fails stop the change; what could not be checked is held.
            stopped = edited[start : start + CHUNK]._check_at_open_door(confirming=False)
            stopped = stopped.filtered(lambda order: order.order_status not in FINISHED)
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
        if not (LINE_FIELDS | self.env["sale.order"]._watched_fields()[1]) & vals.keys():
            return super().write(vals)
        gate = GateTransaction.of(self.env)
        with gate.collecting(self.env):
            if LINE_KIND & vals.keys():
                gate.edited.update(self._orders_to_check().ids)
            result = super().write(vals)
            gate.edited.update(self._orders_to_check().ids)
        return result

    def unlink(self):
        """Extend: what was found about a deleted line is resolved, and its order checked again."""
        gate = GateTransaction.of(self.env)
        # The database deletes those that belong to them: the parts of a combo.
        deleted = linked = self.sudo()
        while linked := linked.linked_line_ids - deleted:
            deleted |= linked
        # Nobody may write findings directly.
        self.env["order.validation.finding"].sudo()._resolve_lines(deleted)
        with gate.collecting(self.env):
            gate.edited.update(deleted._orders_to_check().ids)
            return super().unlink()

    def _orders_to_check(self):
        """Return the confirmed orders in which a change of these lines matters: deposits and notes do not."""
        lines = self.filtered(
            lambda line: (
                line.state == "sale"
                and not line.display_type
                and not (line.is_downpayment and not line.product_uom_qty)
            )
        )
        return lines.order_id._checked_after_edit()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Extend: confirmed orders that are going to a contact are checked again when it changes."""
        if not CONTACT_FIELDS & vals.keys():
            return super().write(vals)
        gate = GateTransaction.of(self.env)
        with gate.collecting(self.env):
            result = super().write(vals)
            gate.edited.update(self._orders_on_the_way(vals.keys()))
        return result

    def _orders_on_the_way(self, changed):
        """Return the ids of confirmed orders, not finished, to which a change of these contacts matters.

        :param changed: names of the fields that were changed
        """
        names = ["partner_shipping_id", "partner_invoice_id"]
        if {"phone", "email"} & changed:
            # A company's own may stand in for those of its contacts.
            names.append("partner_shipping_id.commercial_partner_id")
        if "active" in changed:
            names += ["partner_id", "partner_id.commercial_partner_id"]
        # Whoever changes an address need not see orders.
        orders = self.env["sale.order"].sudo()
        orders = orders.search(
            Domain.OR([(name, "in", self.ids)] for name in names)
            & Domain("state", "=", "sale")
            & Domain("order_status", "not in", FINISHED)
            & Domain("company_id.validation_mode", "!=", "off")
        )
        return orders._checked_after_edit().ids
