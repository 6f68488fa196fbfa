"""What customers wish to be told."""

from odoo import models

from ...engine import order_messages as engine


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _order_message_wish(self):
        """Return whether the customer gets each message, one mail a day, or none: the whole company's wish."""
        self.ensure_one()
        return self.commercial_partner_id.order_messages or engine.EACH

    def _order_message_copies(self):
        """Return who else gets what this customer is told."""
        self.ensure_one()
        # Not of both together: each is read for all customers at once.
        return (self.order_message_copy_ids | self.commercial_partner_id.order_message_copy_ids) - self
