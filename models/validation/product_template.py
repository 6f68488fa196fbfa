"""Where a product stands in its life, and the season in which it is sold."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import selling

SEASON = ("season_start_month", "season_start_day", "season_end_month", "season_end_day")

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]


class ProductTemplate(models.Model):
    _inherit = "product.template"

    sale_lifecycle = fields.Selection(
        [
            (selling.ACTIVE, "Active"),
            (selling.PHASE_OUT, "Phase Out"),
            (selling.DISCONTINUED, "Discontinued"),
        ],
        "Life Cycle",
        required=True,
        default=selling.ACTIVE,
        help="Phase out: sold as long as stock lasts. Discontinued: not sold any more.",
    )
    successor_id = fields.Many2one(
        "product.product",
        "Replaced By",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Offered instead, as soon as the product is not active any more.",
    )
    season_start_month = fields.Selection(MONTHS, help="First month in which it is sold; empty: all year.")
    season_start_day = fields.Integer(help="First day of the season. 0: the first of the month.")
    season_end_month = fields.Selection(MONTHS, help="Last month; may lie in the next year.")
    season_end_day = fields.Integer(help="Last day of the season. 0: the last of the month.")

    _season_days_exist = models.Constraint(
        "CHECK (season_start_day BETWEEN 0 AND 31 AND season_end_day BETWEEN 0 AND 31)",
        "The days of a season lie between 0 and 31.",
    )

    def _season(self):
        """Return the season in which this product is sold.

        :rtype: engine.selling.Season
        """
        self.ensure_one()
        return selling.Season(
            int(self.season_start_month or 0),
            self.season_start_day,
            int(self.season_end_month or 0),
            self.season_end_day,
        )

    @api.constrains(*SEASON)
    def _check_season(self):
        for template in self:
            season = template._season()
            for month, day in ((season.start_month, season.start_day), (season.end_month, season.end_day)):
                if month and selling.last_day(month) < day <= 31:  # more than that, the database refuses
                    raise ValidationError(
                        self.env._(
                            "The season of %(product)s: this month has no day %(day)s, only %(last)s days.",
                            product=template.name,
                            day=day,
                            last=selling.last_day(month),
                        )
                    )

    @api.constrains("successor_id")
    def _check_successor(self):
        for template in self:
            if template.successor_id.product_tmpl_id == template:
                raise ValidationError(self.env._("%(product)s cannot replace itself.", product=template.name))


class ProductProduct(models.Model):
    _inherit = "product.product"

    def write(self, vals):
        """Extend: month and day of the season belong together.

        Fields of a product that are written through its variant come one by one otherwise, and April 31
        would be refused on the way from April 30 to January 31.
        """
        season = {name: vals[name] for name in SEASON if name in vals}
        if len(season) > 1:
            self.product_tmpl_id.write(season)
            vals = {name: value for name, value in vals.items() if name not in season}
        return super().write(vals)

    def _latest_successor(self):
        """Return what is sold instead of this product today, or nothing: a successor may have one, too."""
        self.ensure_one()
        seen = self
        product = self.successor_id
        while product and product not in seen and product.sale_lifecycle != selling.ACTIVE and product.successor_id:
            seen |= product
            product = product.successor_id
        return product if product not in seen else self.browse()
