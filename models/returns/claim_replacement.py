"""The customer gets his goods at once, whatever the carrier says."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import claim as engine


class SaleOrder(models.Model):
    _inherit = "sale.order"

    claim_id = fields.Many2one(
        "shipment.claim",
        "Damage Claim",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",  # customers read their orders over RPC, and nothing of claims
    )

    # Two who press the button at once send one.
    _one_for_claim = models.UniqueIndex(
        "(claim_id) WHERE claim_id IS NOT NULL AND state <> 'cancel'", "A replacement was sent for this claim already."
    )


class ShipmentClaim(models.Model):
    _inherit = "shipment.claim"

    replacement_order_ids = fields.One2many("sale.order", "claim_id", "Replacements", readonly=True)
    replacement_count = fields.Integer(compute="_compute_replacement_count")

    @api.depends("replacement_order_ids.state")
    def _compute_replacement_count(self):
        # Who sees the claim sees that something was sent, whoever's order it is.
        Order = self.env["sale.order"].sudo()
        domain = [("claim_id", "in", self.ids), ("state", "!=", "cancel")]
        counted = {claim.id: count for claim, count in Order._read_group(domain, ["claim_id"], ["__count"])}
        for claim in self:
            claim.replacement_count = counted.get(claim._origin.id, 0)

    def action_send_replacement(self):
        """Send the goods of this claim again at no charge, without waiting for the carrier.

        The order is confirmed if nothing stops it; else it stays a quotation, and the claim says why.

        :return: the window with the order
        :raise UserError: without an order or goods, for a withdrawn claim, or if a replacement is on its way
        :raise AccessError: for users who may not create orders
        """
        self.ensure_one()
        self.check_access("write")
        self._check_may_replace()
        order = self.order_id._create_replacement(self._replacement_lines(), claim_id=self.id)
        self._confirm_replacement(order)
        return self._open_orders(order)

    def _check_may_replace(self):
        """Refuse what cannot be sent again; see :meth:`action_send_replacement`."""
        if not self.order_id:
            raise UserError(self.env._("%s is of no order. There is nothing to send again.", self.picking_id.name))
        if self.decided == engine.WITHDRAWN:
            raise UserError(self.env._("%s was withdrawn. There is nothing to send again.", self.name))
        if self.replacement_count:
            raise UserError(self.env._("A replacement was sent for %s already.", self.name))

    def _replacement_lines(self):
        """Return what is sent again, as ``sale.order._create_replacement`` takes it."""
        lines = []
        for line in self.line_ids.filtered(lambda line: line.quantity > 0 and line.sale_line_id):
            sold, product = line.sale_line_id, line.product_id
            unit = sold.product_uom_id if product == sold.product_id else product.uom_id
            quantity = line.uom_id._compute_quantity(line.quantity, unit)
            lines.append((sold, quantity) if product == sold.product_id else (sold, quantity, product))
        if not lines:
            raise UserError(self.env._("Enter which goods of %s are damaged or lost.", self.picking_id.name))
        return lines

    def _confirm_replacement(self, order):
        """Confirm a replacement; what stops it is told on the claim, and the order stays a quotation."""
        try:
            with self.env.cr.savepoint():
                order.action_confirm()
        except UserError as error:
            order.invalidate_recordset()
            self.message_post(
                body=Markup("<p>%s</p><p>%s</p>")
                % (self.env._("%s could not be confirmed yet:", order.name), str(error))
            )

    def action_open_replacements(self):
        """Open what was sent again."""
        self.ensure_one()
        return self._open_orders(self.replacement_order_ids)

    def _open_orders(self, orders):
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        if len(orders) == 1:
            return {**action, "views": [(False, "form")], "res_id": orders.id}
        return {**action, "domain": [("id", "in", orders.ids)], "context": {}}
