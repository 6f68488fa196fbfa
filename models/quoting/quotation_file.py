"""The name of a quotation's file says its revision, whoever makes the file: the menu, a mail, the portal."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _with_revision(self, text):
        """Return a text that names this order with the revision, where there is one."""
        self.ensure_one()
        if self.quote_number == self.name or self.quote_number in text:
            return text
        return text.replace(self.name, self.quote_number)

    def _get_report_base_filename(self):
        """Extend: with the revision."""
        return self._with_revision(super()._get_report_base_filename())


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _generate_template_attachments(self, res_ids, render_fields, render_results=None):
        """Extend: with the revision.

        Odoo evaluates the report's own expression for it, which is the user's to change, in each language.
        """
        results = super()._generate_template_attachments(res_ids, render_fields, render_results=render_results)
        for order in self.env["sale.order"].browse(res_ids if self.model == "sale.order" else ()):
            values = results.get(order.id, {})
            if values.get("attachments"):
                values["attachments"] = [
                    (order._with_revision(name), content) for name, content in values["attachments"]
                ]
        return results
