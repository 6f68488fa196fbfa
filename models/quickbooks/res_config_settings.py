from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quickbooks_start_date = fields.Date(related="company_id.quickbooks_start_date", readonly=False)
    quickbooks_date_format = fields.Selection(related="company_id.quickbooks_date_format", readonly=False)
    quickbooks_discount = fields.Selection(related="company_id.quickbooks_discount", readonly=False)
    quickbooks_several_taxes = fields.Selection(related="company_id.quickbooks_several_taxes", readonly=False)
    quickbooks_foreign = fields.Selection(related="company_id.quickbooks_foreign", readonly=False)
    quickbooks_refunds = fields.Selection(related="company_id.quickbooks_refunds", readonly=False)
    quickbooks_cogs = fields.Selection(related="company_id.quickbooks_cogs", readonly=False)
    quickbooks_credit_notes = fields.Selection(related="company_id.quickbooks_credit_notes", readonly=False)
    quickbooks_negative = fields.Selection(related="company_id.quickbooks_negative", readonly=False)
    quickbooks_region = fields.Selection(related="company_id.quickbooks_region", readonly=False)
    quickbooks_sales_tax = fields.Boolean(related="company_id.quickbooks_sales_tax", readonly=False)
    quickbooks_class_plan_id = fields.Many2one(related="company_id.quickbooks_class_plan_id", readonly=False)
    quickbooks_per_file = fields.Integer(related="company_id.quickbooks_per_file", readonly=False)
    quickbooks_nightly = fields.Boolean(related="company_id.quickbooks_nightly", readonly=False)
    quickbooks_nightly_target = fields.Selection(related="company_id.quickbooks_nightly_target", readonly=False)
    quickbooks_accountant_id = fields.Many2one(related="company_id.quickbooks_accountant_id", readonly=False)
