"""Invoices tell their orders when they are posted, taken back and paid."""

from odoo import fields, models
from odoo.tools import SQL

from .const import ORDER_STATUS

CUSTOMER_DOCUMENTS = ("out_invoice", "out_refund")


class AccountMove(models.Model):
    _inherit = "account.move"

    order_status = fields.Selection(
        ORDER_STATUS,
        compute="_compute_order_status",
        compute_sudo=True,
        help="Status of the order that the invoice is for.",
    )

    def _compute_order_status(self):
        for move in self:
            orders = move.line_ids.sale_line_ids.order_id
            move.order_status = orders.order_status if len(orders) == 1 else False

    def _invoiced_orders(self):
        """Return ``[(invoice id, order id)]`` of these customer invoices and credit notes.

        A credit note belongs also to the orders of the invoice that it takes back.
        """
        if not self:
            return []
        self.env["account.move.line"].flush_model(["move_id", "sale_line_ids"])
        self.flush_model(["move_type", "reversed_entry_id"])
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT m.id, l.order_id
                  FROM account_move m
                  JOIN account_move_line a ON a.move_id = ANY(ARRAY[m.id, m.reversed_entry_id])
                  JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = a.id
                  JOIN sale_order_line l ON l.id = r.order_line_id
                 WHERE m.id = ANY(%s) AND m.move_type IN ('out_invoice', 'out_refund')
                """,
                self.ids,
            )
        )

    def _note_for_orders(self, kind):
        """Have a change of these invoices logged on their orders.

        Called before the change.

        :param str kind: kind of event: invoice or payment
        :return: the orders, whose status is to be derived again after the change
        """
        Event = self.env["sale.order.event"]
        Order = self.env["sale.order"]
        invoices = self.filtered(lambda move: move.move_type in CUSTOMER_DOCUMENTS)
        orders_of = invoices._orders_at_hand()
        for invoice in invoices.sudo():  # Whoever matches a payment may have no right on invoices.
            for order_id in orders_of[invoice.id]:
                Event._note_document(kind, Order.browse(order_id), invoice)
        return Order.browse({order_id for move in invoices for order_id in orders_of[move.id]})

    def _orders_at_hand(self):
        """Return ``{invoice id: order ids}``, asking once for all posted invoices of a transaction.

        Odoo matches the payments of a hundred invoices one by one; by then it has all of them in
        its cache. What a posted invoice invoices does not change.
        """
        known = self.env["sale.order.event"]._pending()["orders"]
        asked = self.filtered(lambda move: move.id not in known or move.state != "posted")
        if any(move.state == "posted" for move in asked):
            cached = self._fields["state"]._get_cache(self.env).items()
            asked |= self.browse(
                move_id
                for move_id, state in cached
                if isinstance(move_id, int) and state == "posted" and move_id not in known
            )
        known.update((move.id, set()) for move in asked)
        for move_id, order_id in asked._invoiced_orders():
            known[move_id].add(order_id)
        return known

    def _post(self, soft=True):
        """Extend to log the invoice on its orders."""
        orders = self._note_for_orders("invoice")
        posted = super()._post(soft=soft)
        orders._refresh_order_status()
        return posted

    def button_draft(self):
        """Extend to log on its orders that the invoice was taken back."""
        posted = self.filtered(lambda move: move.state == "posted")
        orders = posted._note_for_orders("invoice")
        result = super().button_draft()
        orders._refresh_order_status()
        return result

    def _amount_text(self):
        self.ensure_one()
        return self.currency_id.format(self.amount_total)
