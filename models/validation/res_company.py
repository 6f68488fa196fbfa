from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    validation_mode = fields.Selection(
        [("off", "Off"), ("observe", "Observe"), ("enforce", "Enforce")],
        "Order Checks",
        required=True,
        default="observe",
        help="Observe: findings are shown, nothing is blocked. Enforce: orders that a blocking rule"
        " has found something about are not confirmed, or come in on hold. Off: nothing is checked.",
    )
    max_discount = fields.Float(
        "Discount Salespeople May Give",
        default=15.0,
        help="In percent off the price list. Teams and users may have a limit of their own.",
    )
    carrier_required = fields.Boolean(
        "Goods Need a Carrier", help="Orders with goods are not confirmed without a carrier."
    )

    _max_discount_range = models.Constraint(
        "CHECK (max_discount BETWEEN 0 AND 100)", "A discount lies between 0 and 100 percent."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a new company has the standard rules."""
        companies = super().create(vals_list)
        self.env["order.validation.rule"]._create_standard_rules(companies)
        return companies

    def _checks_orders(self):
        """Whether orders of this company are checked at all."""
        return self.validation_mode != "off" or self._stops_anyway()

    def _stops_anyway(self):
        """Whether something stops orders of this company whatever its checks are set to; see room promise."""
        return False

    def write(self, vals):
        """Extend: where checks do not stop orders any more, what they have stopped goes on."""
        result = super().write(vals)
        if vals.get("validation_mode", "enforce") != "enforce":
            # Who sets up a company need not see its orders.
            self.env["sale.order"].sudo()._release_checked_of(self)
        return result
