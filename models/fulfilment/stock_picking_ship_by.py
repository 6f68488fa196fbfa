"""Until when a transfer has to be on its way: the promise, less transit, at the hour at which the carrier collects."""

from datetime import datetime, time, timedelta

from odoo import api, fields, models


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    cut_off_hour = fields.Float(
        help="When this carrier collects, on the clocks of the company that ships. 0: at the company's cut-off hour."
    )

    _cut_off_hour_valid = models.Constraint(
        "CHECK (cut_off_hour >= 0 AND cut_off_hour < 24)", "The cut-off hour lies between 0:00 and 23:59."
    )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    ship_by = fields.Datetime(
        compute="_compute_ship_by",
        store=True,
        help="When the goods have to leave to arrive as promised: the promise, less the carrier's days in transit, "
        "at the hour at which the carrier collects.",
    )

    @api.depends("carrier_id", "scheduled_date", "location_dest_id", "move_ids.sale_line_id")
    def _compute_ship_by(self):
        # Their ledger makes one order after the other forget its promises: read all of them at once.
        self.sudo().move_ids.sale_line_id.fetch(["promise_leaves_by"])
        for picking in self:
            # What has left, or never will, keeps what was last said.
            over = picking.state in ("done", "cancel")
            picking.ship_by = picking._origin.ship_by if over else picking._latest_leaving()

    def _latest_leaving(self):
        """Return until when the transfer has to be on its way (UTC); False where it serves no customer."""
        self.ensure_one()
        if not self._serves_customer():
            return False
        # Warehouse people may have no right on orders; promises are written by SQL and announced by their ledger.
        picking = self.sudo()
        lines = picking.move_ids.filtered(lambda move: move.state != "cancel").sale_line_id
        promised = [line.promise_leaves_by for line in lines if line.promise_leaves_by]
        return picking._at_collection(min(promised)) if promised else picking.scheduled_date

    def _at_collection(self, moment):
        """Return a moment, or that of the carrier's collection on the same day, whichever comes first (UTC)."""
        company = (self.company_id or self.env.company).sudo()
        hour = self.carrier_id.cut_off_hour or company._picking_terms()[1]
        local = company._in_local_time(moment)
        collection = datetime.combine(local.date(), time.min) + timedelta(seconds=round(hour * 3600))
        return company._from_local_time(min(local, collection))
