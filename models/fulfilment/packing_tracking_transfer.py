"""The carriers' numbers on a transfer: those of its packages, and what keeps it from leaving without them."""

from odoo import api, models

from ...engine.handover import spellings
from .packing_tracking import OWN_CONNECTOR


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _join_tracking(self, gone=()):
        """Write the numbers of the packages on the transfer, as Odoo's connectors do: with commas between them.

        :param gone: numbers that stood on its packages before
        """
        cartons = self._cartons_by_transfer()
        for picking in self:
            own = [carton.tracking_ref for carton in cartons[picking] if carton.package and carton.tracking_ref]
            others = [
                number
                for number in (picking.carrier_tracking_ref or "").split(",")
                if number and number not in gone and number not in own
            ]
            joined = ",".join(own + others) or False
            if joined != (picking.carrier_tracking_ref or False):
                picking.carrier_tracking_ref = joined

    def write(self, vals):
        """Extend: another carrier has numbers of its own."""
        result = super().write(vals)
        if "carrier_id" in vals:
            # Salespeople choose carriers, and have no right on packages.
            packages = self.sudo().move_line_ids.result_package_id.outermost_package_id
            packages.filtered("tracking_ref")._refresh_tracking()
        return result

    @api.model
    def _find_by_scan(self, code):
        """Extend: a tracking number stands on one carton, and means it."""
        pickings, package = super()._find_by_scan(code)
        ways = spellings(code)
        if package or not ways or set(ways) & set(pickings.mapped("name")):
            return pickings, package
        found = self.env["stock.package"].search([("tracking_ref", "in", ways)])
        moved = {package: self._transfers_of_package(package) for package in found}
        meant = [package for package in found if moved[package] and (not pickings or moved[package] & pickings)]
        if len(meant) != 1:  # two carriers may use one number
            return pickings.union(*moved.values()), package
        # The box may have been on other journeys before it got this number.
        return pickings or moved[meant[0]], meant[0]

    def _create_backorder(self, backorder_moves=None):
        """Extend: a number stays with its carton: on the transfer that takes it along, or on the backorder."""
        backorders = super()._create_backorder(backorder_moves)
        left = backorders.move_line_ids
        packages = left.result_package_id
        if not packages:
            return backorders
        # What stays here is in no carton that leaves, whatever was reserved into it.
        leaving = (self - backorders).move_line_ids.filtered("quantity")
        torn = left.filtered(lambda line: line.result_package_id in leaving.result_package_id)
        torn.write({"result_package_id": False, "package_history_id": False})
        (left - torn).write({"package_history_id": False})  # of a journey that others made
        parents = packages.browse(packages._get_all_package_dest_ids())
        numbers = set(parents.filtered("tracking_ref").mapped("tracking_ref"))
        if numbers:
            deliveries = (self | backorders).filtered(lambda picking: picking._is_delivery())
            deliveries._join_tracking(numbers)
        return backorders

    def _asks_for_tracking(self):
        """Whether packages of this transfer need a number before they leave."""
        self.ensure_one()
        carrier = self.carrier_id
        return bool(carrier.tracking_required and not self._connector_fetches_number())

    def _connector_fetches_number(self):
        """Whether the carrier's connector gives the number when the goods leave: not where it only tells the rate."""
        self.ensure_one()
        carrier = self.carrier_id
        return bool(
            carrier.delivery_type not in OWN_CONNECTOR
            and carrier.integration_level == "rate_and_ship"
            and self.picking_type_id.print_label
        )

    def _tracking_obstacles(self, cartons):
        """Return why transfers may not leave for want of tracking numbers.

        :param dict cartons: as :meth:`_cartons_by_transfer` returns them
        """
        result = {}
        for picking in self:
            carrier = picking.carrier_id
            for carton in cartons[picking]:
                if carton.tracking_ref:
                    continue
                values = {"carton": carton.name, "carrier": carrier.name}
                if carton.package or carton.count == 1:
                    text = self.env._("%(carton)s has no tracking number, and %(carrier)s asks for one.", **values)
                else:
                    text = self.env._(
                        "Some goods lie in no package, and %(carrier)s asks for a tracking number on each.", **values
                    )
                result.setdefault(picking, []).append(text)
        for picking, (number, other) in self._tracking_used_elsewhere(cartons).items():
            text = self.env._(
                "Tracking number %(number)s of %(carrier)s stands on %(other)s already.",
                number=number,
                carrier=picking.carrier_id.name,
                other=other,
            )
            result.setdefault(picking, []).append(text)
        return result

    def _tracking_used_elsewhere(self, cartons):
        """Return numbers of transfers without packages that others bear: ``{transfer: (number, who)}``."""
        bare = self.filtered(
            lambda picking: picking.carrier_tracking_ref and cartons[picking] and not cartons[picking][0].package
        )
        if not bare:
            return {}
        asked = {(picking.carrier_id.id or 0, number) for picking in bare for number in picking._tracking_numbers()}
        bearers = self.env["stock.package"]._bearers(sorted(asked))
        result = {}
        for picking in bare:
            found = [
                (number, name)
                for number in picking._tracking_numbers()
                for name, package_id, deliveries in bearers[picking.carrier_id.id or 0, number]
                if package_id or picking not in deliveries
            ]
            if found:
                result[picking] = found[0]
        return result
