"""What carriers ask for: until when they have to know of damage, and what they are liable for."""

from odoo import api, fields, models

from ...engine import claim as engine
from .claim import KINDS, STEPS


class ShipmentClaimTerm(models.Model):
    """The terms of a carrier for one kind of claim; without a carrier: of all that have none of their own."""

    _name = "shipment.claim.term"
    _description = "Carrier's Terms for Claims"
    _order = "carrier_id, kind"
    _rec_name = "kind"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    carrier_id = fields.Many2one("delivery.carrier", index="btree_not_null", ondelete="cascade", check_company=True)
    kind = fields.Selection(KINDS, required=True)
    report_days = fields.Integer("Days to Report", required=True, help="Until the carrier has to know.")
    file_days = fields.Integer("Days to File", required=True, help="Until the claim has to be filed.")
    counted_from = fields.Selection(
        [("delivery", "Delivery"), ("shipping", "Shipping")],
        required=True,
        default="delivery",
        help="Where nobody knows when the goods arrived, the days count from shipping.",
    )
    limit_per_weight = fields.Monetary("Limit per Weight", help="Per unit of weight; 0: none.")
    limit_per_parcel = fields.Monetary("Limit per Parcel", help="0: none.")
    limit_text = fields.Char("Limit of Liability", help="In words, e.g. where it stands in the contract.")

    _once = models.UniqueIndex(
        "(company_id, COALESCE(carrier_id, 0), kind)", "This carrier has terms for this kind already."
    )
    _days_valid = models.Constraint(
        "CHECK (report_days BETWEEN 0 AND 3650 AND file_days BETWEEN 0 AND 3650)", "Days lie between 0 and 3650."
    )
    _limits_valid = models.Constraint(
        "CHECK (limit_per_weight >= 0 AND limit_per_parcel >= 0)", "A limit of liability cannot be negative."
    )

    @api.onchange("kind")
    def _onchange_kind(self):
        term = engine.DEFAULTS.get(self.kind)
        if term:
            self.report_days, self.file_days = term.report, term.file
            self.counted_from = "shipping" if term.shipped else "delivery"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: open claims of the carrier get their deadlines by the new terms."""
        terms = super().create(vals_list)
        terms._claims()._compute_term_id()
        return terms

    def write(self, vals):
        """Extend: as for new terms, also those of the carrier that had them."""
        if vals.keys() & {"carrier_id", "kind", "company_id"}:
            claims = self._claims()
            result = super().write(vals)
            (claims | self._claims())._compute_term_id()
            return result
        return super().write(vals)

    def unlink(self):
        """Extend: as for new terms."""
        claims = self._claims()
        result = super().unlink()
        claims._compute_term_id()
        return result

    def _claims(self):
        """Return the claims that are not filed yet and may have these terms."""
        # Terms hold for all claims, whoever may see them.
        return (
            self.env["shipment.claim"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("kind", "in", self.mapped("kind")),
                    ("decided", "=", engine.DRAFT),
                ]
            )
        )

    def _engine_term(self, kind):
        """Return the days for a kind; without terms the usual ones.

        :rtype: engine.claim.Term
        """
        if not self:
            return engine.DEFAULTS[kind]
        return engine.Term(self.report_days, self.file_days, self.counted_from == "shipping")


class ShipmentClaim(models.Model):
    _inherit = "shipment.claim"

    term_id = fields.Many2one("shipment.claim.term", compute="_compute_term_id", store=True, ondelete="set null")
    shipped_on = fields.Date(compute="_compute_shipped_on", store=True)
    received_on = fields.Date(
        compute="_compute_received_on",
        store=True,
        readonly=False,
        help="When the goods arrived. Empty: nobody knows, so the carrier's days count from shipping.",
    )
    report_by = fields.Date("Tell the Carrier By", compute="_compute_deadline", store=True)
    file_by = fields.Date(compute="_compute_deadline", store=True)
    step = fields.Selection(STEPS, "Next Step", compute="_compute_deadline", store=True)
    deadline = fields.Date(compute="_compute_deadline", store=True, index=True)
    remind_on = fields.Date(compute="_compute_deadline", store=True)
    days_left = fields.Integer(compute="_compute_countdown")
    countdown = fields.Char(compute="_compute_countdown")
    liability_limit = fields.Monetary(
        compute="_compute_liability_limit", currency_field="company_currency_id", help="By the carrier's terms."
    )
    liability_text = fields.Char("Limit of Liability", related="term_id.limit_text")
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company's Currency")

    @api.depends("carrier_id", "kind", "company_id")
    def _compute_term_id(self):
        # Terms hold for everybody's claims.
        terms = self.env["shipment.claim.term"].sudo().search([("company_id", "in", self.company_id.ids)])
        known = {(term.company_id.id, term.carrier_id.id, term.kind): term for term in terms}
        for claim in self:
            company, kind = claim.company_id.id, claim.kind
            own = claim.carrier_id and known.get((company, claim.carrier_id.id, kind))
            claim.term_id = own or known.get((company, False, kind))

    @api.depends("picking_id.shipped_at")
    def _compute_shipped_on(self):
        for claim in self:
            claim.shipped_on = claim.picking_id._claim_departure()

    @api.depends("picking_id.delivered_at", "picking_id.delivery_confirmation", "picking_id.date_done")
    def _compute_received_on(self):
        for claim in self:
            claim.received_on = claim.picking_id._claim_arrival() or claim.received_on

    @api.depends(
        "state",
        "kind",
        "shipped_on",
        "received_on",
        "reported_on",
        "told_on",
        "filed_on",
        "answered_on",
        "term_id.report_days",
        "term_id.file_days",
        "term_id.counted_from",
        "company_id.claim_answer_days",
        "company_id.claim_pay_days",
        "company_id.claim_remind_days",
    )
    def _compute_deadline(self):
        for claim in self:
            company = claim.company_id
            term = claim.term_id._engine_term(claim.kind)
            known = engine.Claim(
                state=claim.state,
                term=term,
                shipped=claim.shipped_on or None,
                arrived=claim.received_on or None,
                reported=claim.reported_on or None,
                told=claim.told_on or None,
                filed=claim.filed_on or None,
                answered=claim.answered_on or None,
                answer_days=company.claim_answer_days,
                pay_days=company.claim_pay_days,
            )
            claim.report_by, claim.file_by = engine.due(term, known.shipped, known.arrived, known.reported)
            claim.step, claim.deadline = engine.next_step(known)
            claim.remind_on = claim.deadline and engine.remind_on(claim.step, claim.deadline, company.claim_remind_days)

    @api.depends("deadline", "step")
    @api.depends_context("lang", "tz")
    def _compute_countdown(self):
        for claim in self:
            if not claim.deadline:
                claim.days_left, claim.countdown = 0, False
                continue
            left = (claim.deadline - claim.company_id.sudo()._local_day()).days  # its zone
            claim.days_left, claim.countdown = left, claim._countdown_text(left)

    def _countdown_text(self, left):
        if left == 0:
            return self.env._("today")
        if abs(left) == 1:
            return self.env._("1 day left") if left > 0 else self.env._("1 day over")
        return self.env._("%s days left", left) if left > 0 else self.env._("%s days over", -left)

    @api.depends("term_id.limit_per_weight", "term_id.limit_per_parcel", "picking_id.handed_over_weight")
    def _compute_liability_limit(self):
        for claim in self:
            picking, term = claim.picking_id, claim.term_id
            weight = picking.handed_over_weight or picking.shipping_weight
            parcels = picking.handed_over_cartons or 1
            limit = engine.limit(term.limit_per_weight, term.limit_per_parcel, weight, parcels)
            claim.liability_limit = limit or 0.0
