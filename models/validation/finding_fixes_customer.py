"""Repairs of what is wrong with the customer and the address."""

from odoo import models


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    def _fix_open_address(self):
        """Open the address that is not complete."""
        return self._dialog(self.document, "quote_to_cash.res_partner_view_form_repair")

    def _fix_open_contact(self):
        """Open the contact that cannot be reached."""
        return self._dialog(self.document, "quote_to_cash.res_partner_view_form_repair")

    def _fix_choose_address(self):
        """Ask for another delivery address."""
        return self.env["sale.order.delivery.address"]._open(self.order_id)
