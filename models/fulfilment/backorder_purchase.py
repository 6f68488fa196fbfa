"""Vendors do not send what nobody waits for any more."""

from odoo import models

ASKED = ("draft", "sent", "to approve")


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _let_go_purchases(self):
        """Withdraw what was asked of vendors for these lines alone, and tell who has ordered what is on its way.

        For lines of which nothing is to be shipped any more. A purchase order is a promise: its buyer decides.
        """
        if not self.env["sale.order.facts"]._has("sale.order.line", "purchase_line_ids"):
            return
        # The order desk, or a customer, may have no right on purchases.
        asked = self.sudo().purchase_line_ids
        for purchase, lines in asked.filtered(lambda line: line.state in ASKED).grouped("order_id").items():
            others = purchase.order_line.filtered(lambda line: not line.display_type) - lines
            if others:
                # Cancelled beside what others wait for, so that it is still known what was asked.
                withdrawn = purchase.copy({"order_line": False, "origin": purchase.origin})
                lines.order_id = withdrawn
                purchase = withdrawn
            purchase.button_cancel()
        ordered = asked.filtered(
            lambda line: (
                line.state == "purchase" and line.product_uom_id.compare(line.qty_received, line.product_qty) < 0
            )
        )
        for purchase, lines in ordered.grouped("order_id").items():
            self._tell_buyer(purchase, lines)

    def _tell_buyer(self, purchase, lines):
        goods = ", ".join(
            f"{line.product_qty - line.qty_received:g} {line.product_uom_id.name} {line.product_id.display_name}"
            for line in lines
        )
        purchase.activity_schedule(
            "mail.mail_activity_data_warning",
            user_id=purchase.user_id.id or self.env.uid,
            note=self.env._(
                "Nobody waits any more for %(goods)s, ordered for %(orders)s. Tell the vendor, or keep it.",
                goods=goods,
                orders=", ".join(lines.sale_line_id.order_id.mapped("name")),
            ),
        )
