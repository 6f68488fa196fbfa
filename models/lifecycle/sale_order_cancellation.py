"""Cancelling an order, or what is still open of it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cancel_reason_id = fields.Many2one(
        "sale.order.reason",
        string="Cancellation Reason",
        domain=lambda self: [("kind", "in", self._all_cancel_reason_kinds())],
        readonly=True,
        copy=False,
        tracking=True,
        ondelete="restrict",
    )
    cancel_initiator = fields.Selection(
        [("customer", "Customer"), ("company", "Our Company")],
        string="Cancelled By",
        readonly=True,
        copy=False,
    )

    @api.constrains("cancel_reason_id")
    def _check_cancel_reason_kind(self):
        for order in self.filtered("cancel_reason_id"):
            order.cancel_reason_id._check_kind(*self._all_cancel_reason_kinds())

    @api.model
    def _all_cancel_reason_kinds(self):
        """Return the kinds of reasons for which orders end. Later rooms add theirs."""
        return ("cancel",)

    def _cancel_reason_kinds(self):
        """Return the kinds of reasons for which all of these orders, as they are now, may be cancelled."""
        return ("cancel",)

    def _resolve_cancel_reason(self, reason):
        """Return a reason for which these orders may be cancelled, given as a record or an id.

        :raise UserError: if there is none, or it is of another kind
        """
        return self.env["sale.order.reason"]._resolve(reason, *self._cancel_reason_kinds())

    # === Cancelling the whole order === #

    def action_open_cancellation(self):
        """Open the dialog that says what cancelling will do, and asks for reason and initiator."""
        return self._lifecycle_dialog("sale.order.cancellation", self.env._("Cancel Order"))

    def action_cancel_with_reason(self, reason, initiator, note=False):
        """Cancel orders for a stated reason.

        :param reason: a ``sale.order.reason`` of the kind "cancel" (quotations: "lost"), or its id
        :param str initiator: "customer" or "company"
        :param str note: text for the chatter
        :raise UserError: if goods of an order have left, or the order is locked; nothing is changed
        :raise AccessError: for a user who may not change the order
        """
        reason = self._resolve_cancel_reason(reason)
        self._check_initiator(initiator)
        self.check_access("write")
        self._check_nothing_shipped()
        # With purchases installed Odoo lets only those cancel who may read purchases: the order desk
        # could not. Who may change the order may cancel it.
        result = self.sudo().action_cancel()
        self.write({"cancel_reason_id": reason.id, "cancel_initiator": initiator})
        for order in self if note else ():
            order.message_post(body=note)
        return result

    def _check_initiator(self, initiator):
        if initiator not in dict(self._fields["cancel_initiator"].selection):
            raise UserError(self.env._("Say who cancels: the customer or our company."))

    def action_cancel(self):
        """Extend to protect orders whose goods have left.

        A person, in the client or over RPC, never cancels them. What programs do (jobs, other
        modules) is refused only where the company has switched that on: installing this addon must
        not break what ran before.
        """
        if request or any(self.company_id.mapped("protect_shipped_orders")):
            self._check_nothing_shipped()
        return super().action_cancel()

    def _action_cancel(self):
        """Extend to record "Not stated" where no reason is given."""
        # In the portal Odoo cancels as its own user for the customer who declines.
        user = request.env.user if request else self.env.user
        initiator = "company" if user._is_internal() else "customer"
        # By what they are before.
        unstated = self.filtered(lambda order: not order.cancel_reason_id)._unstated_cancel_reasons(initiator)
        result = super()._action_cancel()
        for reason, orders in unstated.items():
            orders.write({"cancel_reason_id": reason.id, "cancel_initiator": initiator})
        return result

    def _unstated_cancel_reasons(self, initiator):
        """Return ``{reason: orders}`` for orders that are being cancelled without one. Later rooms may know better.

        :param str initiator: "customer" or "company"
        """
        return {self.env["sale.order.reason"]._get_by_code("cancel", "not_stated"): self} if self else {}

    def action_draft(self):
        """Extend to forget why the order was cancelled: it no longer is."""
        self.filtered("cancel_reason_id").write({"cancel_reason_id": False, "cancel_initiator": False})
        return super().action_draft()

    def _check_nothing_shipped(self):
        """Refuse to cancel orders of which the customer has goods.

        :raise UserError: naming the orders and what can be done instead
        """
        shipped = self.filtered(lambda order: order._has_shipped_goods())
        if shipped:
            raise UserError(
                self.env._(
                    "Goods of %(orders)s have already left. Cancel what is still open, and create a"
                    " return for what the customer sends back.",
                    orders=", ".join(shipped.mapped("name")),
                )
            )

    def _has_shipped_goods(self):
        """Whether the customer has goods of this order that did not come back."""
        self.ensure_one()
        # Salespeople may have no right on transfers.
        left = dict.fromkeys(self.sudo().order_line.move_ids.product_id, 0.0)
        for move in self.sudo().order_line.move_ids.filtered(lambda move: move.state == "done"):
            quantity = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            # What was sent again or in exchange counts: the customer has it.
            arrived = move.location_dest_id._is_customer_side() - move.location_id._is_customer_side()
            left[move.product_id] += arrived * quantity
        return any(product.uom_id.compare(quantity, 0) > 0 for product, quantity in left.items())

    # === Cancelling what is open === #

    def action_cancel_open(self, reason, note=False):
        """Short-close orders: cancel every transfer that has not left yet.

        What was shipped stays shipped, invoiceable and payable; the rest is shown as short-closed.
        Requests for quotation made for these orders alone are cancelled; who is responsible for
        other purchases and productions behind them gets an activity from Odoo.

        :param reason: a ``sale.order.reason`` of the kind "cancel", or its id
        :param str note: text for the chatter
        :raise UserError: if an order is not confirmed, or nothing of it is open
        """
        reason = self.env["sale.order.reason"]._resolve(reason, "cancel")
        self.check_access("write")
        for order in self:
            if order.state != "sale" or not (order._open_delivery_moves() or order._open_purchase_requests()):
                raise UserError(self.env._("Nothing of %(order)s is open to be cancelled.", order=order.name))
        for order in self:
            moves = order._open_delivery_moves()
            requests = order._open_purchase_requests()
            moves._action_cancel()
            # Only a purchaser may cancel a request; here it follows from the order.
            for purchase in requests:
                purchase.button_cancel()
            order.message_post(
                body=self.env._(
                    "What was still open has been cancelled: %(reason)s. %(note)s",
                    reason=reason.name,
                    note=note or "",
                )
            )
        return True

    def _open_purchase_requests(self):
        """Return draft purchase orders made for this order alone (drop shipments, bought to order)."""
        if not self.env["sale.order.facts"]._has("sale.order.line", "purchase_line_ids"):
            return self.env["sale.order.facts"]
        # The order desk may have no right on purchases.
        purchases = self.sudo().order_line.purchase_line_ids.order_id
        return purchases.filtered(
            lambda purchase: purchase.state in ("draft", "sent") and purchase.order_line.sale_line_id.order_id == self
        )

    # === What cancelling will do === #

    def _cancellation_effects(self):
        """Return what cancelling these orders will do, for the dialog.

        :return: list of ``{"kind", "description", "document"}``
        """
        self.check_access("read")
        effects = []
        for order in self.sudo():  # Says what happens also to documents the user may not open.
            effects += order._cancellation_transfer_effects()
            effects += order._cancellation_money_effects()
            effects += order._cancellation_supply_effects()
        return effects

    def _cancellation_transfer_effects(self):
        moves = self._open_delivery_moves()
        effects = [
            self._effect("transfer", self.env._("Cancelled: %(name)s", name=name), picking)
            for picking in moves.picking_id
            for name in [f"{picking.name} ({picking.picking_type_id.name})"]
        ]
        for move in moves.filtered(lambda move: move.quantity and not move.picked):
            text = self.env._("Freed for others: %(goods)s", goods=move._goods_text())
            effects.append(self._effect("reservation", text, move.picking_id))
        for move in moves.filtered(lambda move: move.quantity and move.picked):
            text = self.env._(
                "Picked already, at %(place)s: %(goods)s. Put it back.",
                place=move.location_id.display_name,
                goods=move._goods_text(),
            )
            effects.append(self._effect("picked", text, move.picking_id))
        for move in self.order_line.move_ids.filtered(lambda move: move._waits_in_output()):
            text = self.env._(
                "Picked already, at %(place)s: %(goods)s. Put it back.",
                place=move.location_dest_id.display_name,
                goods=move._goods_text(),
            )
            effects.append(self._effect("picked", text, move.picking_id))
        return effects

    def _cancellation_money_effects(self):
        effects = []
        for invoice in self.invoice_ids:
            if invoice.state == "draft":
                text = self.env._("Draft invoice cancelled: %(amount)s", amount=invoice._amount_text())
                effects.append(self._effect("invoice", text, invoice))
            elif invoice.state == "posted" and invoice.move_type == "out_invoice":
                text = self.env._(
                    "To credit or refund: %(invoice)s, %(amount)s",
                    invoice=invoice.name,
                    amount=invoice._amount_text(),
                )
                effects.append(self._effect("deposit", text, invoice))
        return effects

    def _cancellation_supply_effects(self):
        """Return what is bought or produced behind the order; the room of returns knows what becomes of it."""
        return []

    def _effect(self, kind, description, document):
        if len(self.env.context.get("default_order_ids", ())) > 1:
            description = f"{self.name}: {description}"
        return {
            "kind": kind,
            "description": description,
            "document": f"{document._name},{document.id}" if document else False,
        }
