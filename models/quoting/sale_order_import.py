from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_paste_lines(self):
        """Open the dialog that adds lines from a pasted table or a file.

        :raises UserError: on what is no quotation any more
        """
        self.ensure_one()
        if self.state not in ("draft", "sent"):
            raise UserError(self.env._("Lines can be pasted into quotations only."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Paste Lines"),
            "res_model": "sale.order.line.import",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_id": self.id, "dialog_size": "extra-large"},
        }

    def _delivery_day(self):
        """Return the day on which the customer wants the goods, on the company's clocks; empty if none is said."""
        self.ensure_one()
        return self.commitment_date and self.company_id.sudo()._local_day(self.commitment_date)
