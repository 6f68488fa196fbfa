"""What a company has set about messages, and what a new one begins with."""

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_message_summary_hour = fields.Integer(
        "Daily Summary at", default=17, help="The hour, by the company's clock, of the one mail a day."
    )

    _order_message_summary_hour_valid = models.Constraint(
        "CHECK (order_message_summary_hour BETWEEN 0 AND 23)", "An hour is a number from 0 to 23."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a new company has every message, switched off."""
        companies = super().create(vals_list)
        self.env["order.message.policy"]._create_missing(companies)
        return companies
