"""Claims as the warehouse sees them: beside the transfer that was damaged or lost."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import claim as engine


class StockPicking(models.Model):
    _inherit = "stock.picking"

    claim_ids = fields.One2many("shipment.claim", "picking_id", "Damage Claims", readonly=True)
    claim_count = fields.Integer("Number of Claims", compute="_compute_claim_count")

    @api.depends("claim_ids")
    def _compute_claim_count(self):
        counted = self.env["shipment.claim"]._count_by("picking_id", self)
        for picking in self:
            picking.claim_count = counted.get(picking._origin, 0)

    def action_open_claims(self):
        """Open the claims of this transfer."""
        self.ensure_one()
        return self.claim_ids._open_window()

    def action_open_damage_report(self):
        """Open the dialog that reports damage or loss of this shipment.

        :raise UserError: before the goods have left
        """
        self.ensure_one()
        if not self.shipped_at:
            raise UserError(self.env._("%s has not left yet. There is nothing to claim.", self.name))
        return self.env["shipment.claim"]._report_window(default_picking_id=self.id)

    def _open_claim(self, kind):
        """Return the open claim of a kind, if there is one.

        :param str kind: kind of claim
        """
        # Who reports the same again is told of it, whoever works on it.
        claims = self.env["shipment.claim"].sudo()
        return claims.search([("picking_id", "=", self.id), ("kind", "=", kind), ("state", "in", engine.OPEN)], limit=1)

    def _claim_quantities(self, kind):
        """Return the goods that may be claimed, with what is claimed of them by default: everything of a loss.

        :param str kind: kind of claim
        :return: ``{move: quantity}``
        """
        moves = self.move_ids.filtered(lambda move: move.state != "cancel" and move._claimable_quantity())
        return {move: move._claimable_quantity() if kind == engine.LOSS else 0.0 for move in moves}

    def _claim_departure(self):
        """Return the day on which the goods are known to have left, or nothing."""
        return self.shipped_at and self.company_id.sudo()._local_day(self.shipped_at)  # its zone

    def _claim_arrival(self):
        """Return the day on which the goods are known to have arrived, or nothing."""
        if not self.delivered_at or self.delivery_confirmation == "assumed":
            return False
        return self.company_id.sudo()._local_day(self.delivered_at)  # its zone

    def _report_damage(self, kind, quantities=None, **values):
        """Open a claim for this shipment.

        :param str kind: visible, concealed, loss or shortage
        :param dict quantities: ``{move: quantity}``; by default everything of a loss, and nothing known else
        :param values: more fields of the claim
        :return: the new claim
        :raise UserError: if a claim of this kind is open, or the shipment has not left
        """
        self.ensure_one()
        known = self._open_claim(kind)
        if known:
            raise UserError(
                self.env._(
                    "%(claim)s is open for %(shipment)s already. Add what you know there.",
                    claim=known.name,
                    shipment=self.name,
                )
            )
        if quantities is None:
            quantities = self._claim_quantities(kind)
        lines = [
            fields.Command.create({"move_id": move.id, "quantity": quantity}) for move, quantity in quantities.items()
        ]
        return self.env["shipment.claim"].create({"picking_id": self.id, "kind": kind, "line_ids": lines, **values})


class ShipmentClaim(models.Model):
    _inherit = "shipment.claim"

    @api.model
    def _count_by(self, field, records):
        """Return how many claims there are of each of these records: ``{record: number}``.

        Who sees the record sees whether there are claims, whoever works on them.
        """
        return dict(self.sudo()._read_group([(field, "in", records.ids)], [field], ["__count"]))

    def _open_window(self):
        """Return the window that shows these claims; an empty list to whoever may see none of them."""
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.shipment_claim_action")
        action = {**action, "domain": [("id", "in", self.ids)], "context": {}}
        return {**action, "views": [(False, "form")], "res_id": self.id} if len(self) == 1 else action

    @api.model
    def _report_window(self, **context):
        """Return the window of the dialog that reports damage or loss."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report Damage or Loss"),
            "res_model": "stock.picking.claim",
            "view_mode": "form",
            "target": "new",
            "context": context,
        }
