from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    promise_order_date = fields.Selection(
        [("last", "The last line"), ("first", "The first shipment")],
        "An Order Is Promised For",
        required=True,
        default="last",
        help="Each line is promised by itself. What date is shown as that of the order?",
    )

    def write(self, vals):
        """Extend: the dates of open orders follow what the company understands by them."""
        if "promise_order_date" not in vals:
            return super().write(vals)
        changed = self.filtered(lambda company: company.promise_order_date != vals["promise_order_date"])
        result = super().write(vals)
        if changed:
            changed.flush_recordset(["promise_order_date"])
            self.env["sale.order"].sudo()._refresh_promise_dates(changed)
        return result


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    promise_order_date = fields.Selection(related="company_id.promise_order_date", readonly=False)
