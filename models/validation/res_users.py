from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    max_discount = fields.Float(
        "Discount Limit",
        digits="Discount",
        copy=False,
        help="Discount off the price list that this user may give, in percent. 0: that of the team or the company.",
    )

    _max_discount_range = models.Constraint(
        "CHECK (max_discount BETWEEN 0 AND 100)", "A discount lies between 0 and 100 percent."
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "max_discount"]

    def write(self, vals):
        """Extend: sales managers set the discounts of others; only administrators may write users else."""
        if vals.keys() == {"max_discount"} and self._may_set_discounts():
            self.check_access("read")
            self = self.sudo()
        return super().write(vals)

    def _may_set_discounts(self):
        """Whether the current user manages sales, and does not mean themselves."""
        user = self.env.user
        return user.has_group("sales_team.group_sale_manager") and user not in self
