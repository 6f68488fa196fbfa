from odoo import models
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    def _send_by_setting(self):
        """Hand the documents to Odoo's own sending job, where the company wants it and there is an address."""
        to_send = self.filtered(
            lambda move: move.state == "posted" and move.company_id.invoicing_send_mail and move.partner_id.email
        )
        if not to_send:
            return
        user = self.env.user
        to_send.sending_data = {"author_user_id": user.id, "author_partner_id": user.partner_id.id}
        self.env.ref("account.ir_cron_account_move_send").sudo()._trigger()  # Accountants may not read jobs.

    def _get_mail_template(self):
        """Extend: what is invoiced by itself has a mail with the customer's order number and the link to pay."""
        template = self.env.ref("quote_to_cash.mail_template_shipment_invoice", raise_if_not_found=False)
        if template and self and all(move.move_type == "out_invoice" for move in self) and self._is_of_shipments():
            # The link stands in the mail only where there is a token: Odoo tries templates on any invoice.
            for move in self:
                move._portal_ensure_token()
            return template
        return super()._get_mail_template()

    def _is_of_shipments(self):
        """Whether all of these invoices were made of shipments by themselves."""
        if not all(move.company_id.invoicing_start_date for move in self):
            return False
        shipments = self.env["sale.invoicing.shipment"].sudo()  # Only whether there is one is told.
        domain = Domain("invoice_id", "in", self.ids)
        return len(shipments._read_group(domain, ["invoice_id"])) == len(self)
