"""The dialogs of a claim: report damage, what the carrier answered, what it paid, why the claim ends."""

from odoo import api, fields, models

from ..engine import claim as engine
from ..models.returns.claim import KINDS


class StockPickingClaim(models.TransientModel):
    _name = "stock.picking.claim"
    _description = "Report Damage or Loss"

    rma_id = fields.Many2one("sale.rma", "Return", readonly=True)
    picking_id = fields.Many2one("stock.picking", "Shipment", required=True, domain="[('id', 'in', shipment_ids)]")
    shipment_ids = fields.Many2many(
        "stock.picking", string="Shipments", compute="_compute_shipment_ids", compute_sudo=True
    )
    company_id = fields.Many2one(related="picking_id.company_id")
    carrier_id = fields.Many2one(related="picking_id.carrier_id")
    kind = fields.Selection(KINDS, required=True, default=engine.VISIBLE)
    description = fields.Text("What Happened")
    packaging = fields.Text(help="How the goods were packed, and what the packaging looks like now.")
    noted_on_receipt = fields.Selection([("yes", "Yes"), ("no", "No")])
    reported_by = fields.Char(help="Who has told us.")
    received_on = fields.Date(compute="_compute_received_on", store=True, readonly=False)
    photo_ids = fields.Many2many("ir.attachment", string="Photos")
    line_ids = fields.One2many(
        "stock.picking.claim.line", "wizard_id", "Goods", compute="_compute_line_ids", store=True, readonly=False
    )
    known_claim_id = fields.Many2one("shipment.claim", compute="_compute_known_claim_id", compute_sudo=True)

    @api.depends("rma_id", "picking_id")
    def _compute_shipment_ids(self):
        for wizard in self:
            wizard.shipment_ids = wizard.rma_id._damaged_shipments() if wizard.rma_id else wizard.picking_id

    @api.depends("picking_id")
    def _compute_received_on(self):
        for wizard in self:
            wizard.received_on = wizard.picking_id._claim_arrival()

    @api.depends("picking_id", "kind")
    def _compute_line_ids(self):
        for wizard in self:
            goods = wizard.picking_id._claim_quantities(wizard.kind)
            lines = [fields.Command.create({"move_id": move.id, "quantity": number}) for move, number in goods.items()]
            wizard.line_ids = [fields.Command.clear(), *lines]

    @api.depends("picking_id", "kind")
    def _compute_known_claim_id(self):
        for wizard in self:
            wizard.known_claim_id = wizard.picking_id and wizard.picking_id._open_claim(wizard.kind)

    def action_report(self):
        """Open the claim, and show it.

        :raise UserError: if one of this kind is open, or for what is no photo
        """
        self.ensure_one()
        photos = [
            fields.Command.create({"image": attachment.datas, "name": attachment.name}) for attachment in self.photo_ids
        ]
        claim = self.picking_id._report_damage(
            self.kind,
            {line.move_id: line.quantity for line in self.line_ids},
            description=self.description,
            packaging=self.packaging,
            noted_on_receipt=self.noted_on_receipt,
            reported_by=self.reported_by,
            photo_ids=photos,
            **({"rma_id": self.rma_id.id} if self.rma_id else {}),
            **({"received_on": self.received_on} if self.received_on else {}),
        )
        # Only what was uploaded here: others' files stay.
        self.photo_ids.filtered(lambda one: one.res_model == self._name and one.create_uid == self.env.user).unlink()
        return {
            "type": "ir.actions.act_window",
            "res_model": claim._name,
            "res_id": claim.id,
            "views": [(False, "form")],
        }

    def action_open_known(self):
        """Open the claim that stands open already."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "shipment.claim",
            "res_id": self.known_claim_id.id,
            "views": [(False, "form")],
        }


class StockPickingClaimLine(models.TransientModel):
    _name = "stock.picking.claim.line"
    _description = "Goods that are Damaged or Lost"

    wizard_id = fields.Many2one("stock.picking.claim", required=True, ondelete="cascade")
    move_id = fields.Many2one("stock.move", required=True, readonly=True)
    product_id = fields.Many2one(related="move_id.product_id")
    uom_id = fields.Many2one(related="move_id.product_uom")
    shipped = fields.Float("Shipped", related="move_id.quantity")
    quantity = fields.Float(digits="Product Unit")


class ShipmentClaimAnswer(models.TransientModel):
    _name = "shipment.claim.answer"
    _description = "Carrier's Answer"

    claim_id = fields.Many2one("shipment.claim", required=True, readonly=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    amount_claimed = fields.Monetary(related="claim_id.amount_claimed")
    amount = fields.Monetary(
        "Accepted", compute="_compute_amount", store=True, readonly=False, help="0: the carrier refuses."
    )
    reason = fields.Char(help="The carrier's, for what it does not accept.")
    date = fields.Date(
        "Answered On", required=True, compute="_compute_date", store=True, precompute=True, readonly=False
    )

    @api.depends("claim_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.claim_id.amount_accepted or wizard.claim_id.amount_claimed

    @api.depends("claim_id")
    def _compute_date(self):
        for wizard in self:
            wizard.date = wizard.claim_id._past_day(None) if wizard.claim_id else False

    def action_answer(self):
        """Record the answer."""
        self.ensure_one()
        self.claim_id.action_answer(self.amount, self.reason, self.date)
        return {"type": "ir.actions.act_window_close"}


class ShipmentClaimRecover(models.TransientModel):
    _name = "shipment.claim.recover"
    _description = "Carrier's Payment"
    _check_company_auto = True

    claim_id = fields.Many2one("shipment.claim", required=True, readonly=True)
    company_id = fields.Many2one(related="claim_id.company_id")
    currency_id = fields.Many2one(related="claim_id.currency_id")
    amount = fields.Monetary("Paid", compute="_compute_amount", store=True, readonly=False)
    date = fields.Date("Paid On", required=True, compute="_compute_date", store=True, precompute=True, readonly=False)
    journal_id = fields.Many2one(
        "account.journal",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        required=True,
        check_company=True,
        domain=[("type", "in", ("bank", "cash", "general"))],
    )
    reference = fields.Char(help="The carrier's, e.g. the number of its cheque.")

    @api.depends("claim_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.claim_id.amount_open

    @api.depends("claim_id")
    def _compute_date(self):
        for wizard in self:
            wizard.date = wizard.claim_id._past_day(None) if wizard.claim_id else False

    @api.depends("company_id")
    def _compute_journal_id(self):
        for company, wizards in self.grouped("company_id").items():
            domain = [*self.env["account.journal"]._check_company_domain(company), ("type", "=", "bank")]
            wizards.journal_id = self.env["account.journal"].search(domain, limit=1)

    def action_register(self):
        """Book the payment."""
        self.ensure_one()
        self.claim_id.action_register_recovery(self.amount, self.date, self.journal_id, self.reference)
        return {"type": "ir.actions.act_window_close"}


class ShipmentClaimEnd(models.TransientModel):
    _name = "shipment.claim.end"
    _description = "End a Damage Claim"

    claim_id = fields.Many2one("shipment.claim", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_end(self):
        """Withdraw the claim; what the carrier has accepted is closed."""
        self.ensure_one()
        accepted = self.claim_id.decided in (engine.ACCEPTED, engine.PARTLY)
        (self.claim_id.action_close if accepted else self.claim_id.action_withdraw)(self.reason)
        return {"type": "ir.actions.act_window_close"}
