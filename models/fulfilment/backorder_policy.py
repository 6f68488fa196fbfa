"""In how many shipments a customer accepts an order."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import backorders as engine

POLICIES = [
    (engine.COMPLETE, "Ship Complete"),
    (engine.PARTIAL, "Partial Shipments"),
    (engine.LIMITED, "Limited Number of Shipments"),
]
POLICY_FIELDS = {"shipment_policy", "max_shipments"}
ORDER_DESK = "quote_to_cash.group_order_desk"


class ResPartner(models.Model):
    _inherit = "res.partner"

    shipment_policy = fields.Selection(
        POLICIES,
        "Shipments",
        help="In how many shipments this customer accepts an order. Empty: Odoo's shipping policy of the order alone.",
    )
    max_shipments = fields.Integer("Shipments at Most")

    _max_shipments_positive = models.Constraint(
        "CHECK (shipment_policy IS DISTINCT FROM 'limited' OR COALESCE(max_shipments, 0) > 0)",
        "At least one shipment has to be accepted.",
    )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    shipment_policy = fields.Selection(
        POLICIES, "Shipments", copy=False, help="For this order only. Empty: as agreed with the customer."
    )
    max_shipments = fields.Integer("Shipments at Most", copy=False)
    shipment_policy_text = fields.Char("Accepted Shipments", compute="_compute_shipment_policy_text")

    _max_shipments_positive = models.Constraint(
        "CHECK (shipment_policy IS DISTINCT FROM 'limited' OR COALESCE(max_shipments, 0) > 0)",
        "At least one shipment has to be accepted.",
    )

    @api.depends("shipment_policy", "max_shipments", "partner_id")
    def _compute_shipment_policy_text(self):
        names = dict(self._fields["shipment_policy"]._description_selection(self.env))
        for order in self:
            policy, most = order._shipment_policy()
            order.shipment_policy_text = (
                self.env._("At most %(number)s shipments", number=most)
                if policy == engine.LIMITED
                else names.get(policy, False)
            )

    def _shipment_policy(self):
        """Return what the customer accepts: the policy or False, and the number of shipments."""
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        return engine.policy_of(
            (self.shipment_policy, self.max_shipments), (customer.shipment_policy, customer.max_shipments)
        )

    def write(self, vals):
        """Extend: of a confirmed order only the order desk says in how many shipments it goes.

        :raise UserError: for others
        """
        if not POLICY_FIELDS & vals.keys():
            return super().write(vals)
        confirmed = self.filtered(lambda order: order.state == "sale")
        if confirmed and not self.env.su and not self.env.user.has_group(ORDER_DESK):
            raise UserError(
                self.env._("How many shipments of a confirmed order are accepted is decided by the order desk.")
            )
        result = super().write(vals)
        confirmed._apply_shipment_policy()
        return result

    def _action_confirm(self):
        """Extend: what has to go at once waits in Odoo's own way, too."""
        self._apply_shipment_policy()
        return super()._action_confirm()

    def _apply_shipment_policy(self):
        """Have Odoo's own policy, and open transfers, follow what the customer accepts."""
        groups = self.grouped(lambda order: order._shipment_policy()[0])
        for policy, orders in groups.items():
            if not policy:
                continue  # as Odoo does
            odoo = "one" if policy == engine.COMPLETE else "direct"
            # A customer may accept several shipments, and somebody still want to send this order at once.
            changed = orders.filtered(
                lambda order, odoo=odoo: order.picking_policy != odoo and (odoo == "one" or order.shipment_policy)
            )
            changed.picking_policy = odoo
            for picking in changed._open_delivery_moves().picking_id:
                together = picking.move_ids.sale_line_id.order_id
                at_once = all(order.picking_policy == "one" for order in together)
                picking.move_type = "one" if at_once else "direct"
