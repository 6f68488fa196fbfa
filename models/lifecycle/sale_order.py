"""The status of an order, derived from its own documents."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import order_status as rules
from .const import ORDER_STATUS


class SaleOrder(models.Model):
    _inherit = "sale.order"

    order_status = fields.Selection(
        ORDER_STATUS,
        compute="_compute_order_status",
        store=True,
        index=True,
        compute_sudo=True,
        group_expand=True,
        help="Where the order stands, derived from its transfers, invoices and payments.",
    )
    order_status_revision = fields.Integer(
        readonly=True,
        copy=False,
        default=0,
        help="Counts how often the status was derived. Two transactions that change facts of one"
        " order both write it, so the later one sees what the earlier one did.",
    )
    event_ids = fields.One2many("sale.order.event", "order_id", string="Timeline", readonly=True)
    has_short_closed = fields.Boolean(compute="_compute_has_short_closed")

    def _order_status_dependencies(self):
        """Return what the status depends on; optional neighbours join in where installed."""
        move = "order_line.move_ids"
        paths = [
            "state",
            "amount_total",
            "hold_ids.released_at",
            "order_line.product_id",
            "order_line.product_uom_qty",
            "order_line.qty_delivered",
            "order_line.invoice_lines.move_id.state",
            "order_line.invoice_lines.quantity",
            f"{move}.state",
            f"{move}.picked",
            f"{move}.quantity",
            f"{move}.picking_id.printed",
            f"{move}.picking_id.user_id",
            f"{move}.picking_id.packed_at",
            f"{move}.picking_id.delivered_at",
        ]
        facts = self.env["sale.order.facts"]
        if facts._has("stock.picking", "batch_id"):
            paths.append(f"{move}.picking_id.batch_id.state")
            paths.append(f"{move}.picking_id.batch_id.user_id")
        if facts._has("stock.reference", "production_ids"):
            paths.append("stock_reference_ids.production_ids.state")
        if facts._has("sale.order.line", "purchase_line_ids"):
            paths.append("order_line.purchase_line_ids.order_id.state")
        return paths

    @api.depends(lambda self: self._order_status_dependencies())
    def _compute_order_status(self):
        """Store the status that :func:`engine.order_status.decide` answers to the orders' facts.

        Payments come through ``account.partial.reconcile`` instead of a dependency, which would
        walk through every line of every invoice paid.
        """
        known = {order: self._status_known_without_facts(order) for order in self}
        to_derive = self.browse([order.id for order, status in known.items() if not status])
        before = {order: order._origin.order_status for order in self}
        if to_derive:
            self._touch_order_status(to_derive.ids)
            facts = self.env["sale.order.facts"]._collect(to_derive.ids)
            known.update((order, rules.decide(facts[order.id])) for order in to_derive)
        for order, status in known.items():
            if order.id and before[order] != status:
                self.env["sale.order.event"]._note_status(order, before[order])
            order.order_status = status

    @api.model
    def _status_known_without_facts(self, order):
        """Return the status of an order whose own state decides, or None."""
        if order.state == "cancel":
            return rules.CANCELLED
        if not order._origin:
            return rules.QUOTE if order.state in ("draft", "sent") else rules.ENTERED
        if not order.id:
            return order._origin.order_status
        if order.state in ("draft", "sent"):
            return rules.ON_HOLD if order.is_on_hold else rules.QUOTE
        if order._origin.order_status == rules.QUOTE and not order.is_on_hold and order._waits_untouched():
            return rules.ENTERED
        return None

    def _waits_untouched(self):
        """Whether an order that was a quotation until now has goods, and nobody has touched any of them.

        Then no rule but the last one can hold. Its moves were made just now and are in memory, while to
        plan the statement that gathers the facts costs more than anything else that we do at confirmation.
        """
        moves = self.order_line.move_ids
        return bool(moves) and all(
            move.state in ("waiting", "confirmed", "partially_available", "assigned")
            # What is made or bought for the order, comes back or goes out again needs the facts.
            and move.procure_method == "make_to_stock"
            and not (move.picked or move.origin_returned_move_id or move.return_replacement)
            and not (move.picking_id and move.picking_id._has_begun())
            for move in moves
        )

    @api.model
    def _touch_order_status(self, order_ids):
        """Write the guard column of orders, in the order of their ids.

        Of two transactions that change facts of the same order, the later one is refused by
        PostgreSQL (it cannot have seen the earlier one's changes) and Odoo runs it again.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE sale_order SET order_status_revision = COALESCE(order_status_revision, 0) + 1
                 WHERE id IN (SELECT id FROM sale_order WHERE id = ANY(%s)
                               ORDER BY id FOR NO KEY UPDATE)
                """,
                list(order_ids),
            )
        )

    def _refresh_order_status(self):
        """Have the status of these orders derived again before anybody reads it.

        For changes that no field dependency reaches, such as payments. Call it after the change.
        """
        self.env.add_to_compute(self._fields["order_status"], self)

    @api.depends("order_line.qty_short_closed")
    def _compute_has_short_closed(self):
        for order in self:
            order.has_short_closed = any(order.order_line.mapped("qty_short_closed"))

    def _prepare_event(self, kind, document=None, user_id=None, note=False):
        """Return values of a ``sale.order.event`` of this order.

        :param str kind: kind of event
        :param document: the record that the event is about
        :param int user_id: who did it, by default the current user
        :param note: text
        """
        self.ensure_one()
        return {
            "order_id": self.id,
            "order_ref": self.name,
            "company_id": self.company_id.id,
            "kind": kind,
            "user_id": user_id or self.env.uid,
            "document": f"{document._name},{document.id}" if document else False,
            "note": note,
        }
