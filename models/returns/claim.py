"""A damaged or lost shipment, from the day on which it was reported until the carrier has paid or refused."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine import claim as engine

KINDS = [
    (engine.VISIBLE, "Visible Damage"),
    (engine.CONCEALED, "Concealed Damage"),
    (engine.LOSS, "Loss"),
    (engine.SHORTAGE, "Shortage"),
]
DECIDED = [
    (engine.DRAFT, "Reported"),
    (engine.FILED, "Filed"),
    (engine.ACCEPTED, "Accepted"),
    (engine.PARTLY, "Partly Accepted"),
    (engine.REFUSED, "Refused"),
    (engine.CLOSED, "Closed"),
    (engine.WITHDRAWN, "Withdrawn"),
]
STATES = [*DECIDED[:4], (engine.PAID, "Paid"), *DECIDED[4:]]
STEPS = [
    (engine.REPORT, "Tell the Carrier"),
    (engine.FILE, "File"),
    (engine.ANSWER, "Carrier's Answer"),
    (engine.PAY, "Carrier's Payment"),
]
# What the methods of this model write or derive, and nobody types
RECORDED = frozenset(
    {
        "decided",
        "state",
        "step",
        "term_id",
        "currency_id",
        "report_by",
        "file_by",
        "deadline",
        "remind_on",
        "shipped_on",
        "reported_on",
        "ended_on",
        "amount_paid",
        "origin",
        "told_on",
        "filed_on",
        "answered_on",
        "closed_on",
        "amount_accepted",
        "refusal_reason",
        "close_reason",
        "revision",
        "name",
    }
)
# What the carrier has got with the claim
FILED = frozenset({"picking_id", "kind", "carrier_id", "amount_claimed", "line_ids", "rma_id"})
OPEN_SQL = "('draft', 'filed', 'accepted', 'partly')"


class ShipmentClaim(models.Model):
    """One claim for one shipment and kind of damage.

    People decide by the methods in ``claim_steps.py``; that it is paid follows from what was recovered. An open claim
    is neither deleted nor archived: it ends when the carrier has paid or refused, or when somebody says why not.
    """

    _name = "shipment.claim"
    _description = "Damage Claim"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "deadline, id desc"
    _check_company_auto = True

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    active = fields.Boolean(default=True)
    picking_id = fields.Many2one(
        "stock.picking", "Shipment", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    order_id = fields.Many2one(
        "sale.order", compute="_compute_from_shipment", store=True, precompute=True, index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", compute="_compute_from_shipment", store=True, precompute=True, index=True
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        compute="_compute_from_shipment",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    tracking_ref = fields.Char(
        "Tracking Numbers", compute="_compute_from_shipment", store=True, precompute=True, readonly=False
    )
    kind = fields.Selection(KINDS, required=True, default=engine.VISIBLE, tracking=True)
    origin = fields.Selection(
        [("staff", "Us"), ("portal", "Customer's Page")],
        "Reported Through",
        required=True,
        readonly=True,
        default="staff",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        compute="_compute_user_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        tracking=True,
        domain=[("share", "=", False)],
    )
    decided = fields.Selection(DECIDED, required=True, readonly=True, copy=False, default=engine.DRAFT)
    state = fields.Selection(
        STATES, "Status", compute="_compute_state", store=True, index=True, tracking=True, group_expand=True
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, precompute=True, required=True
    )
    amount_claimed = fields.Monetary(
        "Claimed", compute="_compute_amount_claimed", store=True, readonly=False, tracking=True
    )
    amount_accepted = fields.Monetary("Accepted", readonly=True, copy=False, tracking=True)
    claim_number = fields.Char("Carrier's Claim Number", copy=False, tracking=True)
    told_on = fields.Date("Carrier Told On", readonly=True, copy=False)
    filed_on = fields.Date(readonly=True, copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    ended_on = fields.Date(compute="_compute_ended_on", store=True)
    refusal_reason = fields.Char("Carrier's Reason", readonly=True, copy=False, tracking=True)
    close_reason = fields.Char("Reason for the End", readonly=True, copy=False, tracking=True)
    revision = fields.Integer(
        readonly=True, copy=False, default=0, help="Two who register money at the same time both write here."
    )

    _one_open = models.UniqueIndex(
        f"(picking_id, kind) WHERE state IN {OPEN_SQL}", "There is an open claim of this kind for this shipment."
    )
    _open_is_active = models.Constraint(
        f"CHECK (active OR state NOT IN {OPEN_SQL})",
        "An open claim cannot be archived: file it, close it or withdraw it.",
    )
    _amounts_valid = models.Constraint(
        "CHECK (amount_claimed >= 0 AND amount_accepted >= 0)", "Amounts of a claim cannot be negative."
    )
    _refused_with_reason = models.Constraint(
        "CHECK (decided <> 'refused' OR refusal_reason IS NOT NULL)", "Say why the carrier has refused."
    )

    # === What it is about === #

    # Not what changes of the shipment later: the carrier has the claim as it was.
    @api.depends("picking_id")
    def _compute_from_shipment(self):
        for claim in self:
            picking = claim.picking_id
            claim.order_id = picking.sale_id
            claim.partner_id = picking.sale_id.partner_id or picking.partner_id
            claim.carrier_id = picking.carrier_id
            claim.tracking_ref = ", ".join(picking._tracking_numbers()) if picking else False

    @api.depends("picking_id")
    def _compute_user_id(self):
        for claim in self:
            if not claim.user_id:
                known = claim.company_id.claim_user_id or claim.picking_id.sale_id.user_id
                claim.user_id = known or (self.env.user if self.env.user._is_internal() else False)

    @api.depends("order_id", "company_id")
    def _compute_currency_id(self):
        for claim in self:
            claim.currency_id = claim.order_id.currency_id or claim.company_id.currency_id

    @api.depends("line_ids.value")
    def _compute_amount_claimed(self):
        for claim in self:
            if claim.line_ids or not claim.amount_claimed:
                claim.amount_claimed = sum(claim.line_ids.mapped("value"))

    @api.depends("decided", "amount_accepted", "amount_paid")
    def _compute_state(self):
        for claim in self:
            compare = claim.currency_id.compare_amounts
            claim.state = engine.state(claim.decided, claim.amount_accepted, claim.amount_paid, compare)

    @api.depends("state", "answered_on", "closed_on", "recovery_ids.date", "recovery_ids.counts")
    def _compute_ended_on(self):
        for claim in self:
            if claim.state == engine.PAID:
                days = claim.recovery_ids.filtered("counts").mapped("date")
                claim.ended_on = max(days, default=claim.answered_on)
            elif claim.state == engine.REFUSED:
                claim.ended_on = claim.answered_on
            else:
                claim.ended_on = claim.closed_on if claim.state in (engine.CLOSED, engine.WITHDRAWN) else False

    # === Who writes what === #

    @api.constrains("picking_id")
    def _check_shipment(self):
        self.line_ids._check_goods()
        for claim in self:
            # Goods that come back have no such moment: they travel under a return.
            if not claim.picking_id.shipped_at and not claim._is_of_return():
                raise ValidationError(
                    self.env._("%s has not left yet. There is nothing to claim.", claim.picking_id.name)
                )

    def _is_of_return(self):
        """Whether the goods travelled back to us."""
        self.ensure_one()
        return False

    @api.model
    def default_get(self, fields):
        """Extend: nothing is decided by default, whatever a context or a user's defaults say."""
        values = super().default_get(fields)
        for name in RECORDED & values.keys():
            own = self._fields[name].default
            del values[name]
            if own:
                values[name] = own(self)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a claim has a number, and belongs to the company of its shipment.

        :raise AccessError: for values that only the claim's own methods write
        """
        for vals in vals_list:
            self._check_typed(vals)
            picking = self.env["stock.picking"].browse(vals.get("picking_id"))
            # Who reports may not see the company of what he may see.
            company = picking.sudo().company_id or self.env.company
            vals["company_id"] = company.id
            vals.setdefault("reported_on", company.sudo()._local_day())  # its zone
            vals["name"] = self.env["ir.sequence"].with_company(company).next_by_code(self._name) or "/"
        return super().create(vals_list)

    def write(self, vals):
        """Extend: what is decided is not typed, and what the carrier has got stays as it is.

        :raise AccessError: for values that only the claim's own methods write
        :raise UserError: for what was filed
        """
        self._check_typed(vals)
        frozen = FILED & set(vals)
        if frozen and not self.env.su and any(claim.decided != engine.DRAFT for claim in self):
            raise UserError(self.env._("The carrier has got this claim. What it claims cannot be changed any more."))
        return super().write(vals)

    @api.model
    def _check_typed(self, vals):
        if not self.env.su and RECORDED & set(vals):
            raise AccessError(self.env._("The steps of a claim are taken with its buttons."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        for claim in self:
            if claim.state in engine.OPEN or claim.recovery_ids:
                raise UserError(
                    self.env._("%s cannot be deleted: it is open, or money was received for it.", claim.name)
                )

    def copy_data(self, default=None):
        """Refuse: there is one claim for a shipment and kind.

        :raise UserError: always
        """
        raise UserError(self.env._("A claim cannot be copied: report the damage from its shipment."))
