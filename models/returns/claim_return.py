"""Claims of a return: its goods arrived damaged, or were damaged or lost on their way back."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ShipmentClaim(models.Model):
    _inherit = "shipment.claim"

    rma_id = fields.Many2one(
        "sale.rma",
        "Return",
        compute="_compute_rma_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    @api.depends("picking_id")
    def _compute_rma_id(self):
        for claim in self:
            claim.rma_id = claim.rma_id or claim.picking_id.rma_id

    def _is_of_return(self):
        """Extend: receipts of a return."""
        return super()._is_of_return() or self.picking_id.rma_receipt

    @api.depends("picking_id.rma_id.in_transit_at")
    def _compute_shipped_on(self):
        """Extend: goods that come back leave when their customer says so."""
        return super()._compute_shipped_on()

    def _check_may_replace(self):
        """Extend: of a return's goods the return decides; what it has sent is not sent twice."""
        rma = self.rma_id.sudo()  # who works on the claim may have no right on the return
        if self._is_of_return() or any(order.state != "cancel" for order in rma.replacement_order_ids):
            raise UserError(self.env._("%s decides what its customer gets. Send the goods from there.", rma.name))
        return super()._check_may_replace()


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _claim_departure(self):
        """Extend: what comes back has left when the customer has handed it over."""
        sent = self.rma_receipt and self.rma_id.sudo().in_transit_at  # clerks may not see the return
        return self.company_id.sudo()._local_day(sent) if sent else super()._claim_departure()  # its zone

    def _claim_arrival(self):
        """Extend: what came back has arrived when it was received."""
        if self.rma_receipt and self.state == "done":
            return self.company_id.sudo()._local_day(self.date_done)  # its zone
        return super()._claim_arrival()


class SaleRma(models.Model):
    _inherit = "sale.rma"

    claim_ids = fields.One2many("shipment.claim", "rma_id", "Damage Claims", readonly=True)
    claim_count = fields.Integer("Number of Claims", compute="_compute_claim_count")

    @api.depends("claim_ids")
    def _compute_claim_count(self):
        counted = self.env["shipment.claim"]._count_by("rma_id", self)
        for rma in self:
            rma.claim_count = counted.get(rma._origin, 0)

    def _damaged_shipments(self):
        """Return what may have been damaged: the deliveries of its goods, and its own receipts."""
        moves = self.line_ids.sale_line_id.move_ids
        deliveries = moves.picking_id.filtered("shipped_at")
        receipts = self.picking_ids.filtered(lambda picking: picking.rma_receipt and picking.state != "cancel")
        return deliveries | receipts

    def action_open_damage_report(self):
        """Open the dialog that reports damage or loss of what was sent to the customer, or came back.

        :raise UserError: if nothing was sent
        """
        self.ensure_one()
        shipments = self.sudo()._damaged_shipments()  # clerks may have no right on transfers
        if not shipments:
            raise UserError(self.env._("Nothing of %s has left yet. There is nothing to claim.", self.name))
        return self.env["shipment.claim"]._report_window(default_rma_id=self.id, default_picking_id=shipments[0].id)

    def action_open_claims(self):
        """Open the claims of this return."""
        self.ensure_one()
        return self.claim_ids._open_window()
