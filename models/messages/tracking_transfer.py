"""What the page of an order needs of its transfers; its key speaks for them, too."""

from urllib.parse import quote

from odoo import models

from ..fulfilment.packing_tracking import OWN_CONNECTOR


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _is_receipt_token(self, token):
        """Extend: so does the key of its order's page."""
        if super()._is_receipt_token(token):
            return True
        link = self.env["order.tracking.link"]._verify(token)
        return bool(link) and link.order_id == self.sudo().sale_id

    def _tracking_addresses(self):
        """Return ``[(the carrier's number, where to follow it or None)]``."""
        self.ensure_one()
        numbers, carrier = self._tracking_numbers(), self.carrier_id
        if carrier.delivery_type in OWN_CONNECTOR:
            pattern = carrier.tracking_url or ""
            found = [
                (number, pattern.replace("<shipmenttrackingnumber>", quote(number, safe=""))) for number in numbers
            ]
        else:
            several = self.get_multiple_carrier_tracking() if self.carrier_tracking_url else False
            whole = self.carrier_tracking_url if isinstance(self.carrier_tracking_url, str) else ""
            # Connectors say one address, or a list of ``[number, address]``.
            found = several if isinstance(several, list) else [(number, whole) for number in numbers]
        return [(number, url if str(url).startswith(("https://", "http://")) else None) for number, url in found]


class StockMove(models.Model):
    _inherit = "stock.move"

    def _waits_for_supply(self):
        """Whether this move is open because the goods are not there yet."""
        self.ensure_one()
        if self.state in ("confirmed", "partially_available"):
            return True
        before = self.move_orig_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return self.state == "waiting" and (
            not self.move_orig_ids or any(move.location_id.usage in ("supplier", "production") for move in before)
        )
