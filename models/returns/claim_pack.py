"""The evidence pack: everything that a carrier asks for, in one PDF."""

from odoo import models
from odoo.tools.misc import format_date, format_datetime

PHOTOS_A_PAGE = 2


class ShipmentClaim(models.Model):
    _inherit = "shipment.claim"

    def action_print_pack(self):
        """Print the evidence packs of these claims."""
        return self.env.ref("quote_to_cash.action_report_shipment_claim").report_action(self)

    def _pack_timeline(self):
        """Return what happened to the shipment and when, oldest first, as ``[(when, what)]``."""
        self.ensure_one()
        picking = self.picking_id
        order = self.sudo().order_id  # its day stands on the packing slip, too
        moments = [
            (order.date_order, self.env._("Ordered: %s", order.name)),
            (picking.packed_at, self.env._("Packed")),
            (picking.handed_over_at, self.env._("Handed over to the carrier")),
            (picking.shipped_at, self.env._("Shipped")),
            (picking.delivered_at, self._arrival_text()),
        ]
        zone = self.company_id.sudo()._local_zone()
        rows = [
            (self.company_id.sudo()._local_day(at), 0, format_datetime(self.env, at, tz=zone), text)
            for at, text in moments
            if at
        ]
        days = [
            (self.noted_on, self.env._("Noted on receipt: %s", self.noted_by or "")),
            (self.reported_on, self.env._("Reported by %s", self.reported_by or self.partner_id.display_name or "")),
            (self.told_on, self.env._("Carrier told")),
            (self.filed_on, self.env._("Claim filed: %s", self.claim_number or "")),
            (self.answered_on, self.env._("Carrier's answer: %s", self._state_text())),
        ]
        rows += [(day, 1, format_date(self.env, day), text) for day, text in days if day]
        # Within a day what has an hour first; otherwise as listed.
        return [(when, text.rstrip(": ")) for _day, _kind, when, text in sorted(rows, key=lambda row: row[:2])]

    def _arrival_text(self):
        picking = self.picking_id
        how = dict(picking._fields["delivery_confirmation"]._description_selection(self.env))
        text = self.env._("Delivered (%s)", how.get(picking.delivery_confirmation, ""))
        return f"{text}, {picking.delivered_to}" if picking.delivered_to else text

    def _state_text(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _pack_pages(self):
        """Return the photos, as many as go on one page, with their numbers: ``[[(number, photo)]]``."""
        self.ensure_one()
        photos = list(enumerate(self.photo_ids, 1))
        return [photos[start : start + PHOTOS_A_PAGE] for start in range(0, len(photos), PHOTOS_A_PAGE)]

    def _pack_lines(self):
        """Return the goods that are claimed; those of the shipment that are fine are left out."""
        return self.line_ids.filtered(lambda line: line.quantity > 0)
