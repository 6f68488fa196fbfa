from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    oversell_policy = fields.Selection(related="company_id.oversell_policy", readonly=False)
