from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    validation_mode = fields.Selection(related="company_id.validation_mode", readonly=False)
    max_discount = fields.Float(related="company_id.max_discount", readonly=False)
    carrier_required = fields.Boolean(related="company_id.carrier_required", readonly=False)
    validation_preview_text = fields.Char(compute="_compute_validation_preview_text")

    @api.depends("company_id")
    def _compute_validation_preview_text(self):
        for settings in self:
            settings.validation_preview_text = self.env["order.validation.rule"]._preview_text(settings.company_id)

    def action_preview_rules(self):
        """Judge the orders of the last 90 days, and open the rules with what each would have stopped."""
        rules = self.env["order.validation.rule"]
        rules.search([("company_id", "=", self.company_id.id)]).action_preview()
        return self.action_open_validation_rules()

    def action_open_validation_rules(self):
        """Open the rules of the company, where severity and parameters are set."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Order Checks"),
            "res_model": "order.validation.rule",
            "views": [(False, "list"), (False, "form")],
            "domain": [("company_id", "=", self.company_id.id)],
        }
