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
