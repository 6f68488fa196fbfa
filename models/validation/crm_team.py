from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    max_discount = fields.Float(
        "Discount Limit",
        digits="Discount",
        help="Discount off the price list that members without a limit of their own may give, in percent."
        " 0: that of the company.",
    )

    _max_discount_range = models.Constraint(
        "CHECK (max_discount BETWEEN 0 AND 100)", "A discount lies between 0 and 100 percent."
    )
