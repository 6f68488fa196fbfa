from odoo import fields, models

from ...engine import kpi_verdict


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_basis = fields.Selection(
        [
            (kpi_verdict.REQUESTED, "What the customer asked for"),
            (kpi_verdict.FIRST, "The first promise"),
            (kpi_verdict.LATEST, "The latest promise"),
        ],
        "Deliveries Are Judged By",
        default=kpi_verdict.FIRST,
    )
    kpi_close_days = fields.Integer(
        "Months Close After",
        default=30,
        help="Days after the end of a month, because returns arrive late. What changes later is shown beside.",
    )

    _kpi_close_days_positive = models.Constraint(
        "CHECK (kpi_close_days >= 0)", "The number of days cannot be negative."
    )
