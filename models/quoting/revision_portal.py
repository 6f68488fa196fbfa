"""What a customer has read is what is accepted."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _url_with_content(self, suffix):
        """Return an address of the portal that says what the page has shown.

        :param str suffix: which address of the quotation
        """
        return self.get_portal_url(suffix=suffix, query_string=f"&quote_content={self._quote_fingerprint()}")

    def _not_what_was_read(self, read):
        """Return why a page may not accept this quotation, or an empty text.

        A page that does not say what it has shown is of before this addon, or not Odoo's: it may accept what was
        sent once and has never changed.

        :param str read: the fingerprint of what the page has shown
        """
        self.ensure_one()
        if read == self._quote_fingerprint() if read else self.quote_revision < 2:
            return ""
        return self.env._(
            "This quotation was changed after you opened the page. Please reload the page, and look at it again."
        )

    def _revision_for_customer(self):
        """Return ``{"number", "date"}`` of a revised quotation; the date is empty while it has not been sent."""
        if self.quote_revision < 2 or self.state not in ("draft", "sent"):
            return {}
        # Customers may not see what others were sent; this is the number and date of what they are looking at.
        revisions = self.env["sale.order.revision"].sudo()
        sent = revisions.search([("order_id", "=", self.id), ("number", "=", self.quote_revision)], limit=1)
        return {"number": self.quote_revision, "date": sent.sent_at}
