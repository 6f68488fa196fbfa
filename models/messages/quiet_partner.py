"""Which messages a customer wishes to get."""

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    order_messages = fields.Selection(
        [("each", "Each Message"), ("daily", "One Mail a Day"), ("none", "None")],
        tracking=True,
        help="How this customer, and all its contacts, is told about orders. Empty: each message.",
    )
    order_message_copy_ids = fields.Many2many(
        "res.partner",
        "res_partner_order_message_copy_rel",
        "partner_id",
        "copy_id",
        "Copies of Order Messages",
        domain=[("email", "!=", False)],
        help="These get each message about orders of this customer, too.",
    )

    def _stop_order_messages(self):
        """Tell the customers of these contacts nothing more about their orders; they have asked for it."""
        # Whoever holds the link of a mail has no account.
        customers = self.sudo().commercial_partner_id
        customers.filtered(lambda customer: customer.order_messages != "none").order_messages = "none"
