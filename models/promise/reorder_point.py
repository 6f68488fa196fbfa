"""When to buy or make more of a product in a warehouse, beside the rule that Odoo has for it."""

from odoo import api, fields, models
from odoo.tools import format_date

from ...engine import reorder
from .const import LEAD_TIME_SOURCES, PRODUCTION, RECEIPTS, VENDOR


class ProductReorderPoint(models.Model):
    """Reorder point of one product in one warehouse, from what was shipped.

    The figures are written by :meth:`_update_company` only; the comparison
    with Odoo's rule follows that rule at once.
    """

    _name = "product.reorder.point"
    _description = "Reorder Point"
    _order = "demand_value desc, id"
    _rec_name = "product_id"

    product_id = fields.Many2one("product.product", required=True, readonly=True, ondelete="cascade")
    product_category_id = fields.Many2one(related="product_id.categ_id", string="Product Category")
    uom_id = fields.Many2one(related="product_id.uom_id")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    updated_at = fields.Datetime("Updated On", readonly=True)

    # Demand
    date_from = fields.Date("Looked At From", readonly=True, help="From this day on shipments were looked at.")
    days = fields.Integer(readonly=True, help="Days that were looked at; fewer than usual for a new product.")
    shipments = fields.Integer(readonly=True, aggregator="sum", help="Deliveries to customers that were looked at.")
    daily_demand = fields.Float(
        "Demand a Day", readonly=True, aggregator="sum", help="Units a day that left for customers and stayed."
    )
    demand_deviation = fields.Float(
        "Variation", readonly=True, aggregator=None, help="Standard deviation of the demand of a day, in units."
    )
    demand_value = fields.Monetary(
        "Demand at Cost", readonly=True, help="What was shipped in the period, at the product's cost."
    )
    abc_class = fields.Selection(
        [(reorder.CLASS_A, "A"), (reorder.CLASS_B, "B"), (reorder.CLASS_C, "C")],
        "Class",
        readonly=True,
        help="A: the products that make up the first 80 % of the demand's value in the company. B: up to 95 %. C: the"
        " rest, and what costs nothing.",
    )

    # Supply
    lead_days = fields.Float("Lead Time", readonly=True, aggregator="avg", help="Days until goods are there.")
    lead_deviation = fields.Float(
        "Lead Time Variation", readonly=True, aggregator=None, help="Standard deviation, in days."
    )
    lead_source = fields.Selection(LEAD_TIME_SOURCES, "Lead Time From", readonly=True)
    receipts = fields.Integer(readonly=True, aggregator="sum", help="Receipts on which the lead time was measured.")

    # Proposal
    service_level = fields.Float(readonly=True, aggregator=None, help="Percent, when the figures were made.")
    cover_days = fields.Integer(readonly=True, aggregator=None, help="For how many days a replenishment lasts.")
    has_proposal = fields.Boolean(readonly=True)
    safety_stock = fields.Float(digits="Product Unit", readonly=True)
    reorder_point = fields.Float(digits="Product Unit", readonly=True, help="Proposed minimum.")
    reorder_max = fields.Float("Proposed Max", digits="Product Unit", readonly=True, help="Proposed maximum.")

    # Odoo's rule
    orderpoint_id = fields.Many2one(
        "stock.warehouse.orderpoint", "Replenishment Rule", readonly=True, ondelete="set null", index="btree_not_null"
    )
    current_min = fields.Float(digits="Product Unit", compute="_compute_standing", store=True)
    current_max = fields.Float(digits="Product Unit", compute="_compute_standing", store=True)
    difference = fields.Float(
        digits="Product Unit", compute="_compute_standing", store=True, help="Reorder point less the current minimum."
    )
    state = fields.Selection(
        [
            (reorder.MISSING, "No Rule"),
            (reorder.LOW, "Too Low"),
            (reorder.HIGH, "Too High"),
            (reorder.FITS, "Fits"),
            (reorder.UNKNOWN, "No Proposal"),
        ],
        compute="_compute_standing",
        store=True,
        index=True,
        help="The rule's minimum beside the reorder point; up to a tenth, or one unit, more or less fits.",
    )
    applied_at = fields.Datetime("Applied On", readonly=True)
    applied_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")

    explanation_demand = fields.Char(compute="_compute_explanation")
    explanation_lead_time = fields.Char(compute="_compute_explanation")
    safety_stock_formula = fields.Char(compute="_compute_explanation")
    reorder_point_formula = fields.Char(compute="_compute_explanation")
    explanation_max = fields.Char(compute="_compute_explanation")
    note = fields.Char(compute="_compute_explanation")

    _one_per_product = models.UniqueIndex("(product_id, warehouse_id, company_id)")

    # Not on the rule's own quantities: for each rule that changes a statement would look for its reorder point. When
    # rules change, all of them are looked at once, see _link_rules.
    @api.depends("orderpoint_id", "has_proposal", "reorder_point", "daily_demand")
    def _compute_standing(self):
        for row in self:
            rule = row.orderpoint_id
            row.update(
                row._standing(
                    (rule.product_min_qty, rule.product_max_qty) if rule else None,
                    row.reorder_point if row.has_proposal else None,
                    row.daily_demand > 0,
                )
            )

    @api.model
    def _standing(self, rule, proposed, sells):
        """Return how a rule stands beside its proposal, as values of the fields that say so.

        :param rule: minimum and maximum, or None, :param proposed: the reorder point, or None
        """
        minimum, maximum = rule or (None, 0.0)
        return {
            "current_min": minimum or 0.0,
            "current_max": maximum,
            "difference": 0.0 if proposed is None else proposed - (minimum or 0.0),
            "state": reorder.judge(minimum, proposed, sells),
        }

    def _compute_explanation(self):
        for row in self:
            row.update(row._explain())

    def _explain(self):
        """Return in words and figures where the reorder point comes from, as values of the fields that say so."""
        demand = reorder.Demand(self.daily_demand, self.demand_deviation, self.days)
        lead_time = reorder.LeadTime(self.lead_days, self.lead_deviation, self.receipts)
        formulas = {}
        if self.has_proposal:
            formulas = {
                "safety_stock_formula": reorder.safety_stock_formula(demand, lead_time, self.service_level),
                "reorder_point_formula": self._explain_reorder_point(demand, lead_time),
                "explanation_max": self._explain_max(),
            }
        return {
            "explanation_demand": self._explain_demand(),
            "explanation_lead_time": self._explain_lead_time(),
            "safety_stock_formula": False,
            "reorder_point_formula": False,
            "explanation_max": False,
            "note": self._explain_note(),
            **formulas,
        }

    def _explain_demand(self):
        if not self.shipments:
            return self.env._(
                "Nothing was shipped in the %(days)s days from %(day)s on.",
                days=self.days,
                day=format_date(self.env, self.date_from),
            )
        return self.env._(
            "%(number)s shipments in the %(days)s days from %(day)s on: %(mean)s %(unit)s a day, with a standard"
            " deviation of %(deviation)s.",
            number=self.shipments,
            days=self.days,
            day=format_date(self.env, self.date_from),
            mean=reorder.figure(self.daily_demand),
            unit=self.uom_id.name,
            deviation=reorder.figure(self.demand_deviation),
        )

    def _explain_lead_time(self):
        days, spread = reorder.figure(self.lead_days), reorder.figure(self.lead_deviation)
        if self.lead_source == RECEIPTS:
            return self.env._(
                "%(days)s days, with a standard deviation of %(spread)s, as %(number)s receipts of the last year show.",
                days=days,
                spread=spread,
                number=self.receipts,
            )
        if self.lead_source == VENDOR:
            return self.env._("%(days)s days, as the vendor says; nothing was received yet to measure it.", days=days)
        if self.lead_source == PRODUCTION:
            return self.env._("%(days)s days, as the bill of materials says.", days=days)
        return self.env._("Unknown: there is no receipt, no vendor and no bill of materials.")

    def _explain_reorder_point(self, demand, lead_time):
        return self.env._(
            "%(formula)s, rounded up to %(minimum)s",
            formula=reorder.reorder_point_formula(demand, lead_time, self.service_level),
            minimum=f"{self.reorder_point:g}" if self.reorder_point < 1e6 else f"{self.reorder_point:.0f}",
        )

    def _explain_max(self):
        return self.env._(
            "Reorder point + %(mean)s × %(days)s days that a replenishment shall last",
            mean=reorder.figure(self.daily_demand),
            days=self.cover_days,
        )

    def _explain_note(self):
        """Return why there is no proposal, or why to look at it twice."""
        if not self.shipments:
            return self.env._("No proposal: nothing was shipped.")
        if self.daily_demand <= 0:
            return self.env._("No proposal: all that was shipped came back.")
        if not self.has_proposal:
            return self.env._(
                "No proposal: nobody knows how long it takes to get this product. Enter a vendor with a lead time, or"
                " a bill of materials."
            )
        if self.shipments == 1:
            return self.env._("One shipment only: look twice before you go by it.")
        return False
