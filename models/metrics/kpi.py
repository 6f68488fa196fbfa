"""The figures: what people see of the definitions in the engine, and what is aimed at."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import kpi_definition as definitions
from ...engine.kpi_registry import REGISTRY

COHORTS = [
    (definitions.CONFIRMED, "Confirmed in the period"),
    (definitions.DUE, "Due in the period"),
    (definitions.SHIPPED, "Shipped in the period"),
    (definitions.CLOSED, "Closed in the period"),
    (definitions.POINT, "At the end of the period"),
]
UNITS = [
    (definitions.PERCENT, "%"),
    (definitions.HOURS, "Hours"),
    (definitions.DAYS, "Days"),
    (definitions.MONEY, "Money"),
    (definitions.COUNT, "Number"),
    (definitions.RATIO, "Ratio"),
]
BETTER = [
    (definitions.HIGHER, "Higher is better"),
    (definitions.LOWER, "Lower is better"),
    (definitions.NEITHER, "Neither"),
]


class SaleKpi(models.Model):
    """One figure. What it means is said by the engine; here stand its place on the screen and what is aimed at."""

    _name = "sale.kpi"
    _description = "Key Figure"
    _order = "sequence, id"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    definition = fields.Text(compute="_compute_definition")
    version = fields.Integer(compute="_compute_definition", help="Changes when the same facts give another figure")
    cohort = fields.Selection(COHORTS, compute="_compute_definition")
    unit = fields.Selection(UNITS, compute="_compute_definition")
    better = fields.Selection(BETTER, compute="_compute_definition")
    source = fields.Char("Made of", compute="_compute_definition")
    problem = fields.Char(readonly=True, help="Why it cannot be worked out")
    target_ids = fields.One2many("sale.kpi.target", "kpi_id", "Targets")

    _code_unique = models.UniqueIndex("(code)", "There is one figure of each code.")

    @api.depends("code")
    def _compute_definition(self):
        for kpi in self:
            known = REGISTRY.get(kpi.code)
            kpi.definition = known and known.definition
            kpi.version = known and known.version
            kpi.cohort = known and known.cohort
            kpi.unit = known and known.unit
            kpi.better = known and known.better
            kpi.source = known and known.source

    def _known(self):
        """Return the engine's definition of this figure.

        :raise UserError: if there is none (any more)
        """
        self.ensure_one()
        if self.code not in REGISTRY:
            raise UserError(self.env._("The figure “%(name)s” has no definition (any more).", name=self.name))
        return REGISTRY[self.code]

    @api.model
    def _add_missing(self):
        """Make a record of each figure that has none, with the target that ships. Nothing else is touched."""
        known = set(self.with_context(active_test=False).search([]).mapped("code"))
        values = [
            {
                "code": kpi.code,
                "name": kpi.name,
                "sequence": number,
                "target_ids": [fields.Command.create({"value": float(kpi.target)})] if kpi.target is not None else [],
            }
            for number, kpi in enumerate(REGISTRY.values(), 1)
            if kpi.code not in known
        ]
        return self.create(values)


class SaleKpiTarget(models.Model):
    """What a company aims at, from a day on."""

    _name = "sale.kpi.target"
    _description = "Target of a Key Figure"
    _order = "kpi_id, date_from desc, id desc"
    _rec_name = "kpi_id"

    kpi_id = fields.Many2one("sale.kpi", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", ondelete="cascade", help="Empty: all companies that have none")
    date_from = fields.Date("From", help="Empty: from the beginning")
    value = fields.Float("Target", required=True, digits=(16, 2), help="In the figure's unit")

    _once = models.UniqueIndex(
        "(kpi_id, COALESCE(company_id, 0), COALESCE(date_from, '-infinity'::date))",
        "There is one target for a figure, company and day.",
    )

    @api.model
    def _of(self, company, day):
        """Return ``{code: target}`` of a company on a day.

        :param res.company company: the company
        :param date day: the day
        """
        found = self.search(
            [("company_id", "in", (False, company.id)), "|", ("date_from", "=", False), ("date_from", "<=", day)]
        )
        # The company's own before the common one, the latest before the earlier ones
        ordered = found.sorted(lambda one: (bool(one.company_id), one.date_from or fields.Date.to_date("1900-01-01")))
        return {target.kpi_id.code: target.value for target in ordered}
