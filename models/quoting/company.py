"""What a company says in each of its quotations."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    quote_layout = fields.Boolean(
        "Complete Quotation Layout",
        help="Quotations are printed with revision, delivery dates, terms, and how to accept.",
    )
    quote_return_terms = fields.Html("Terms of Return", translate=True)
    quote_warranty_terms = fields.Html("Warranty", translate=True)
    quote_cancellation_terms = fields.Html("Terms of Cancellation", translate=True)
    quote_acceptance_terms = fields.Html(
        "How to Accept", translate=True, help="For customers who accept by mail or telephone, beside what is online."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quote_layout = fields.Boolean(related="company_id.quote_layout", readonly=False)
    quote_return_terms = fields.Html(related="company_id.quote_return_terms", readonly=False)
    quote_warranty_terms = fields.Html(related="company_id.quote_warranty_terms", readonly=False)
    quote_cancellation_terms = fields.Html(related="company_id.quote_cancellation_terms", readonly=False)
    quote_acceptance_terms = fields.Html(related="company_id.quote_acceptance_terms", readonly=False)
