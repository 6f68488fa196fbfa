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

    def _gets_order_messages(self, company):
        """Return whether the customer of this contact is told anything about orders by a company."""
        self.ensure_one()
        if self.commercial_partner_id.order_messages == "none":
            return False
        # What a company tells is no secret of its settings.
        policies = self.env["order.message.policy"].sudo()
        return bool(policies.search_count([("company_id", "=", company.id), ("enabled", "=", True)], limit=1))

    def _stop_order_messages(self):
        """Tell the customers of these contacts nothing more about their orders; they have asked for it."""
        # Whoever holds the link of a mail has no account.
        customers = self.sudo().commercial_partner_id
        customers.filtered(lambda customer: customer.order_messages != "none").order_messages = "none"
