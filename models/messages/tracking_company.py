"""Whether a company shows its customers their orders, and for how long."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    tracking_page = fields.Boolean(
        help="Customers see how far their order is, on a page of their account or with a link."
    )
    tracking_days = fields.Integer(
        "Link Opens For", default=90, help="Days after an order has come to an end on which its link still opens."
    )

    _tracking_days_positive = models.Constraint(
        "CHECK (tracking_days BETWEEN 1 AND 3650)", "A link opens for 1 to 3650 days after the end of its order."
    )
