from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    assume_delivered_days = fields.Integer(related="company_id.assume_delivered_days", readonly=False)
    assume_delivered_preview = fields.Integer(compute="_compute_assume_delivered_preview")
    protect_shipped_orders = fields.Boolean(related="company_id.protect_shipped_orders", readonly=False)
    protect_shipped_preview = fields.Integer(compute="_compute_protect_shipped_preview")

    @api.depends("assume_delivered_days", "company_id")
    def _compute_assume_delivered_preview(self):
        """Count the shipments that the next run of the job would assume delivered."""
        for settings in self:
            settings.assume_delivered_preview = 0
            if settings.assume_delivered_days > 0:
                company = settings.company_id.new(
                    {"assume_delivered_days": settings.assume_delivered_days},
                    origin=settings.company_id,
                )
                domain = company._assumable_deliveries_domain()
                domain[0] = ("company_id", "=", settings.company_id.id)
                settings.assume_delivered_preview = self.env["stock.picking"].search_count(domain)

    @api.depends("company_id")
    def _compute_protect_shipped_preview(self):
        """Count the orders of the last 90 days that were cancelled although goods had left."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=90)
        for settings in self:
            settings.protect_shipped_preview = self.env["sale.order"].search_count(
                [
                    ("company_id", "=", settings.company_id.id),
                    ("state", "=", "cancel"),
                    ("write_date", ">=", since),
                    ("picking_ids.shipped_at", "!=", False),
                ]
            )
