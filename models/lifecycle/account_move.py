"""Invoices tell their orders when they are posted, taken back and paid."""

from odoo import fields, models
from odoo.tools import SQL

from .const import ORDER_STATUS


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
        if not self.ids:
            return []
        self.env["account.move.line"].flush_model(["move_id", "sale_line_ids"])
        self.flush_model(["move_type", "reversed_entry_id"])
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT m.id, l.order_id
                  FROM account_move m
                  JOIN account_move_line a ON a.move_id IN (m.id, m.reversed_entry_id)
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
        customer = self.filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))
        pairs = customer._invoiced_orders()
        Event = self.env["sale.order.event"]
        Order = self.env["sale.order"]
        for move_id, order_id in pairs:
            move = self.browse(move_id)
            Event._note_document(kind, Order.browse(order_id), move, Event._document_state(move.sudo()))
        return Order.browse({order_id for _move_id, order_id in pairs})

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
