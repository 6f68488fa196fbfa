"""Everything that customers are told, on one page of settings."""

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_message_policy_ids = fields.One2many("order.message.policy", "company_id", "Messages about Orders")


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_message_policy_ids = fields.One2many(related="company_id.order_message_policy_ids")
    order_message_summary_hour = fields.Integer(related="company_id.order_message_summary_hour", readonly=False)
    tracking_page = fields.Boolean(related="company_id.tracking_page", readonly=False)
    tracking_days = fields.Integer(related="company_id.tracking_days", readonly=False)
    quiet_order_count = fields.Integer(compute="_compute_quiet_order_count")

    @api.depends("company_id")
    def _compute_quiet_order_count(self):
        for settings in self:
            settings.quiet_order_count = self.env["order.quiet"].search_count(
                [("company_id", "=", settings.company_id.id)]
            )
