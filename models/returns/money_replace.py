"""Replacements: sent at no charge, after what was accepted or before anything has come back."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import date_utils

from ...engine import return_policy as rules
from ...engine.return_money import to_replace
from .money_resolve import Due


class SaleRma(models.Model):
    _inherit = "sale.rma"

    replacement_due = fields.Date(
        "Replaced Goods Due",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Replacements were sent before the goods came back; until this day they must have.",
    )
    replacement_overdue_at = fields.Datetime(
        "Replacement Overdue Since", readonly=True, copy=False, help="When it was charged, or somebody was told."
    )
    can_replace = fields.Boolean(compute="_compute_can_replace")

    @api.depends(
        "state", "line_ids.resolution", "line_ids.quantity", "line_ids.quantity_replaced", "line_ids.closed_at"
    )
    def _compute_can_replace(self):
        for rma in self:
            rma.can_replace = rma.state in rules.ON_THE_WAY and any(
                line._left_to_replace() for line in rma.line_ids if line.resolution == "replace"
            )

    def action_replace(self):
        """Send replacements at once, for all that was announced to be replaced, before it has come back.

        The goods have to come back within the company's days.

        :return: the action that shows the new orders
        :raise AccessError: for who is neither in sales nor a returns manager
        :raise UserError: when nothing is left to replace, or it cannot be delivered
        """
        user = self.env.user
        if not (self.env.su or user.has_group("sales_team.group_sale_salesman")):
            raise AccessError(self.env._("Salespeople send replacements."))
        self.check_access("write")
        orders = self.env["sale.order"]
        for rma in self.sudo():  # a salesperson may replace what another one has sold
            rma = rma.with_company(rma.company_id)
            rma._check_state(*rules.ON_THE_WAY)
            rma._touch_revision()
            wanted = [(line, line._left_to_replace()) for line in rma.line_ids if line.resolution == "replace"]
            wanted = [(line, quantity) for line, quantity in wanted if quantity]
            if not wanted:
                raise UserError(self.env._("Nothing of %s is left to be replaced.", rma.name))
            orders |= rma._send_replacements(wanted)
            if any(line._progress().outstanding for line, _quantity in wanted):
                days = rma.company_id.rma_replacement_days
                rma.replacement_due = date_utils.add(rma.company_id._local_day(), days=days)
                rma.replacement_overdue_at = False
            rma._refresh_state()
        return orders.with_env(self.env)._get_records_action(name=self.env._("Replacements"))

    def _replace_accepted(self, inspections):
        """Send what was accepted to be replaced and was not sent before.

        :return: the new orders
        """
        wanted = []
        for line, found in inspections.grouped("rma_line_id").items():
            line._check_has_order()
            rest = to_replace(line._accepted_to_replace(found), line.quantity_replaced)
            if rest:
                wanted.append((line, rest))
        return [*self._send_replacements(wanted)]

    def _charges_to_give_back(self, inspections):
        """Return the :class:`Due` of goods that came back after their replacement was charged."""
        dues = []
        for line, found in inspections.grouped("rma_line_id").items():
            free = line.quantity_replaced - line.quantity_charged
            rest = min(line.quantity_charged, to_replace(line._accepted_to_replace(found), free))
            for sent in line.replacement_line_ids.filtered(lambda sent: sent.discount < 100):
                quantity = min(rest, sent.product_uom_qty - sent.qty_return_settled)
                if quantity > 0:
                    dues.append(Due(line, sent, quantity))
                    rest -= quantity
                    line.quantity_charged -= quantity
        return dues

    def _send_replacements(self, wanted):
        """Create and confirm the orders that replace goods, one for each order that they came from.

        :param wanted: ``[(line, quantity in its unit)]``
        """
        self.ensure_one()
        orders = self.env["sale.order"]
        of_order = {}
        for line, quantity in wanted:
            line._check_deliverable(quantity)
            of_order.setdefault(line.order_id, []).append((line, quantity))
        for order, rows in of_order.items():
            parts = [
                (line.sale_line_id, quantity, *([line.product_id] if line._is_component() else []))
                for line, quantity in rows
            ]
            sent = order._create_replacement(parts, rma_id=self.id)
            for (line, quantity), new in zip(rows, sent.order_line, strict=True):
                new.replaces_rma_line_id = line
                line.quantity_replaced += quantity
            orders |= sent
        orders.action_confirm()
        return orders


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    quantity_replaced = fields.Float(
        "Replaced", digits="Product Unit", readonly=True, copy=False, help="Replacements ordered so far."
    )
    quantity_charged = fields.Float(
        "Charged", digits="Product Unit", readonly=True, copy=False, help="Replacements charged: nothing came back."
    )
    replacement_line_ids = fields.One2many(
        "sale.order.line", "replaces_rma_line_id", "Replacement Lines", readonly=True
    )

    def _is_component(self):
        self.ensure_one()
        return self.product_id != self.sale_line_id.product_id

    def _left_to_replace(self):
        """Return how much can be replaced now: announced, neither refused nor replaced."""
        self.ensure_one()
        if not self.sale_line_id or self.closed_at:
            return 0.0
        refused = self.quantity_inspected - self.quantity_accepted
        return to_replace(self.quantity - refused, self.quantity_replaced)

    def _accepted_to_replace(self, found):
        """Return how much was ever accepted to be replaced.

        :param found: the inspections that are being settled
        """
        self.ensure_one()
        counted = self.inspection_ids.filtered(
            lambda inspection: inspection.resolution == "replace" and (inspection.settled_at or inspection in found)
        )
        return sum(counted.mapped("quantity"))

    def _check_deliverable(self, quantity):
        """Refuse to replace what cannot be delivered any more.

        :raise UserError: with what to do instead
        """
        self.ensure_one()
        product = self.product_id.with_context(warehouse_id=self.order_id.warehouse_id.id)
        needed = self.uom_id._compute_quantity(quantity, product.uom_id, round=False)
        gone = product.sale_lifecycle == "discontinued" or not product.active
        if not gone and product.sale_lifecycle == "phase_out":
            gone = product.is_storable and product.uom_id.compare(product.free_qty, needed) < 0
        if gone:
            raise UserError(
                self.env._(
                    "%s cannot be delivered any more, so it is not replaced. Choose a refund, credit or repair.",
                    product.display_name,
                )
            )
