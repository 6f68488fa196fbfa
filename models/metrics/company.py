"""How a company looks at its figures."""

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
    kpi_under = fields.Float("Less Is in Full (%)", digits=(5, 2), help="By how much less an order still is in full.")
    kpi_over = fields.Float("More Is in Full (%)", digits=(5, 2), help="By how much more an order still is in full.")
    kpi_early_days = fields.Integer(
        "Days Too Early", help="Deliveries that come more days before their day are a miss of OTIF. 0: none is."
    )
    kpi_without_intercompany = fields.Boolean("Without Orders Between Own Companies")
    kpi_proven_only = fields.Boolean("Proven Deliveries Only", help="Leave out deliveries that nothing proves.")
    kpi_satisfied_from = fields.Integer("Satisfied From", default=4, help="Stars of five.")

    _kpi_tolerances = models.Constraint(
        "CHECK (kpi_under BETWEEN 0 AND 100 AND kpi_over >= 0 AND kpi_early_days >= 0)",
        "Tolerances of figures are not negative, and nothing is more than 100 % short.",
    )
