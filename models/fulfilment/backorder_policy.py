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
UNDER_WAY = ("entered", "in_progress", "ready", "on_hold")
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

    def write(self, vals):
        """Extend: orders under way follow what their customer accepts; with such orders the order desk decides it.

        :raise UserError: for others
        """
        if not POLICY_FIELDS & vals.keys():
            return super().write(vals)
        # Of all companies: the customer is one.
        domain = [
            ("partner_id.commercial_partner_id", "in", self.ids),
            ("state", "=", "sale"),
            ("order_status", "in", UNDER_WAY),
            ("shipment_policy", "=", False),
        ]
        orders = self.env["sale.order"].sudo().search(domain)
        before = orders._shipment_policies()
        result = super().write(vals)
        changed = orders.filtered(lambda order: order._shipment_policy() != before[order])
        changed._check_order_desk_decides(self.env)
        changed._apply_shipment_policy(before)
        return result


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

    def _shipment_policies(self):
        return {order: order._shipment_policy() for order in self}

    def write(self, vals):
        """Extend: of a confirmed order only the order desk says in how many shipments it goes, while some are to come.

        :raise UserError: for others, and where it makes no sense any more
        """
        if not POLICY_FIELDS & vals.keys():
            return super().write(vals)
        confirmed = self.filtered(lambda order: order.state == "sale")
        before = confirmed._shipment_policies()
        own = {order: (order.shipment_policy, order.max_shipments) for order in confirmed}
        result = super().write(vals)
        changed = confirmed.filtered(lambda order: (order.shipment_policy, order.max_shipments) != own[order])
        changed._check_order_desk_decides(self.env)
        for order in changed:
            order._check_policy_can_be_kept()
        changed._apply_shipment_policy(before)
        return result

    def _check_order_desk_decides(self, env):
        """Refuse that others than the order desk change what was agreed on for these orders.

        :param env: of who wants it
        :raise UserError: naming the orders
        """
        if self and not env.su and not env.user.has_group(ORDER_DESK):
            raise UserError(
                self.env._(
                    "How many shipments of a confirmed order are accepted is decided by the order desk: %(orders)s.",
                    orders=", ".join(self[:10].mapped("name")),
                )
            )

    def _check_policy_can_be_kept(self):
        """Refuse what says nothing about shipments to come, or what those that have left already break.

        :raise UserError: if nothing is left to ship, or as many shipments have left
        """
        if not self.sudo().order_line._still_open():
            raise UserError(
                self.env._(
                    "Everything of %(order)s has left: there are no more shipments to agree on.", order=self.name
                )
            )
        policy, most = self._shipment_policy()
        left = len(self._sent_transfers()._shipments())
        if policy == engine.LIMITED and 0 < most <= left:  # the database refuses none
            raise UserError(
                self.env._("%(number)s shipments of %(order)s have left already.", number=left, order=self.name)
            )

    def _action_confirm(self):
        """Extend: what has to go at once waits in Odoo's own way, too."""
        self._apply_shipment_policy()
        return super()._action_confirm()

    def _apply_shipment_policy(self, before=None):
        """Have Odoo's own policy, and open transfers, follow what the customer accepts.

        :param dict before: ``{order: what was accepted until now}``; who wanted all at once is freed
        """
        for odoo, orders in self.grouped(lambda order: order._odoo_policy((before or {}).get(order))).items():
            if not odoo:
                continue  # as Odoo does
            changed = orders.filtered(lambda order, odoo=odoo: order.picking_policy != odoo)
            changed.picking_policy = odoo
            for picking in changed._open_delivery_moves().picking_id:
                together = picking.move_ids.sale_line_id.order_id
                at_once = all(order.picking_policy == "one" for order in together)
                picking.move_type = "one" if at_once else "direct"

    def _odoo_policy(self, before):
        """Return Odoo's own policy that goes with what the customer accepts; None where it stays as it is."""
        policy = self._shipment_policy()[0]
        if policy == engine.COMPLETE:
            return "one"
        # A customer may accept several shipments, and somebody still want to send this order at once.
        freed = before and before[0] == engine.COMPLETE
        return "direct" if freed or (policy and self.shipment_policy) else None
