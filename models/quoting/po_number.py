"""The customer's own order number, where the customer demands it."""

import re

from odoo import api, fields, models

LONGEST = 64


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_ref_required = fields.Boolean(
        "Demands PO Number", help="Orders of this customer need the number of the customer's purchase order."
    )

    @api.model
    def _commercial_fields(self):
        """Extend: what a company demands, it demands for its contacts."""
        return [*super()._commercial_fields(), "customer_ref_required"]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _lacks_po_number(self):
        """Whether the customer demands a number of its own, and the order has none."""
        self.ensure_one()
        demanded = self.partner_id.commercial_partner_id.customer_ref_required
        return demanded and not (self.client_order_ref or "").strip()

    def _asks_for_po_number(self):
        """Whether whoever accepts this quotation has to give the number first."""
        return self.state in ("draft", "sent") and self._lacks_po_number()

    def _take_po_number(self, number):
        """Note the number that a customer gives when accepting.

        Nothing is changed where none is asked for: a link to the quotation is no right to rewrite it.

        :param number: as it came in, whatever that is
        :return: what is wrong with it, or an empty text
        """
        self.ensure_one()
        if not self._asks_for_po_number():
            return ""
        number = " ".join(number.split()) if isinstance(number, str) else ""
        if not number:
            return self.env._("Please enter the number of your purchase order.")
        if len(number) > LONGEST or re.search(r"[\x00-\x1f\x7f]", number):
            return self.env._("The number of your purchase order may have %(most)s characters.", most=LONGEST)
        self.client_order_ref = number
        return ""


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _check_po_number_missing(self, orders):
        """Find quotations without the number that their customer demands; and what is held for it."""
        return [
            order._violation(
                self.env._(
                    "%(customer)s demands the number of its purchase order.",
                    customer=order.partner_id.commercial_partner_id.display_name,
                ),
                found=self.env._("No number"),
                limit=self.env._("Purchase order number"),
                document=order,
                fix="_fix_enter_po_number",
                facts=(order.partner_id.commercial_partner_id.id,),
            )
            for order in self._quotations(orders) | self._held_by_check(orders)
            if order._lacks_po_number()
        ]


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    def _fix_enter_po_number(self):
        """Ask for the number of the customer's purchase order."""
        return self._dialog(self.order_id, "quote_to_cash.sale_order_view_form_po_number")
