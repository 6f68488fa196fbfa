"""Customers whose order is held for findings hear that it is confirmed when it is released."""

from odoo import fields, models

from .sale_order_validation_hold import ORIGINS
from .transaction import GateTransaction


class SaleOrder(models.Model):
    _inherit = "sale.order"

    waiting_mail_template_ids = fields.Many2many(
        "mail.template",
        "sale_order_waiting_mail_rel",
        string="Mails Waiting for the Release",
        readonly=True,
        copy=False,
        help="What confirms the order to the customer, and is sent when the order is released.",
    )

    def _is_held_for_findings(self):
        """Whether this order is held for something that the check, or the customer's credit, says."""
        self.ensure_one()
        # A customer's door has no right on holds.
        return any(hold.active_hold and hold.origin in ORIGINS for hold in self.sudo().hold_ids)

    def _send_order_confirmation_mail(self):
        """Extend: not while the order is held for findings."""
        waiting = self.filtered(lambda order: order._is_held_for_findings())
        for order in waiting.sudo():
            order.waiting_mail_template_ids |= order._get_confirmation_template()
        return super(SaleOrder, self - waiting)._send_order_confirmation_mail()

    def _send_order_notification_mail(self, mail_template, *args, **kwargs):
        """Extend: whatever else is sent because an order is being confirmed waits, too."""
        confirming = self.id in GateTransaction.of(self.env).passed
        if mail_template and confirming and self._is_held_for_findings():
            self.sudo().waiting_mail_template_ids |= mail_template
            return None
        return super()._send_order_notification_mail(mail_template, *args, **kwargs)

    def _send_waiting_mails(self):
        """Send what waited for the release, once."""
        # Whoever releases an order need not be allowed to read mail templates.
        for order in self.sudo():
            if not order.waiting_mail_template_ids or order.is_on_hold or order.state != "sale":
                continue
            templates = order.waiting_mail_template_ids
            order.waiting_mail_template_ids = False
            for template in templates:
                # Odoo defers one mail of an order at a time.
                order._send_order_notification_mail(template, allow_deferred_sending=len(templates) == 1)
