"""What a scanned code means, and of what a transfer at the dock consists: cartons, weight, tracking numbers."""

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import handover as engine


class StockPackage(models.Model):
    _inherit = "stock.package"

    def _with_contents(self):
        """Return a package with the packages that are in it, or are put into it by open transfers."""
        self.ensure_one()
        return self | self.all_children_package_ids | self.child_package_dest_ids


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # Known in between: nothing leaves before the last carton was scanned.
    scanned_carton_ids = fields.Many2many(
        "stock.package", relation="stock_picking_scanned_carton_rel", copy=False, readonly=True
    )

    # Carriers ask about their number, scanners at the dock, too.
    _tracking_ref_idx = models.Index("(carrier_tracking_ref) WHERE carrier_tracking_ref IS NOT NULL")

    @api.model
    def _find_by_scan(self, code):
        """Return the transfers that a scanned code may mean, and the package if it is one's.

        The name of a transfer, the name of a package, or a tracking number, whichever is found first. Extend it
        for further codes.

        :param str code: as the scanner sent it
        :return: ``(transfers, packages)``; both empty if nobody knows the code. Names of packages are not unique:
            there are several where all of them may be meant
        """
        nothing = self.browse(), self.env["stock.package"]
        ways = engine.spellings(code)
        if not ways:
            return nothing
        here = Domain("company_id", "in", self.env.companies.ids)
        pickings = self.search(Domain("name", "in", ways) & here)
        if pickings:
            return pickings, nothing[1]
        companies = [*self.env.companies.ids, False]  # an empty package belongs to none
        packages = self.env["stock.package"].search([("name", "in", ways), ("company_id", "in", companies)])
        moved = {
            package: transfers for package, transfers in self._transfers_of_packages(packages).items() if transfers
        }
        waiting = {package: transfers for package, transfers in moved.items() if any(transfers.mapped("can_hand_over"))}
        meant = waiting or moved
        if meant:
            return self.union(*meant.values()), packages.union(*meant)
        return self._find_by_tracking(ways).filtered_domain(here), nothing[1]

    @api.model
    def _transfers_of_package(self, package):
        """Return the transfers on which a package, or what it contains, is the parcel."""
        return self._transfers_of_packages(package)[package]

    @api.model
    def _transfers_of_packages(self, packages):
        """Return the transfers on which each package, or what it contains, is the parcel: ``{package: transfers}``."""
        inside = {package: package._with_contents() for package in packages}
        lines = self.env["stock.move.line"].search(
            Domain("result_package_id", "in", packages.union(*inside.values()).ids)
            & Domain("state", "!=", "cancel")
            & Domain("picking_id", "!=", False)
            & Domain("company_id", "in", self.env.companies.ids)
        )
        by_part = {part: group.picking_id for part, group in lines.grouped("result_package_id").items()}
        none = self.browse()
        return {package: none.union(*(by_part.get(part, none) for part in parts)) for package, parts in inside.items()}

    @api.model
    def _find_by_tracking(self, numbers):
        """Return deliveries by their tracking number; connectors write several with commas between them."""
        found = self.search([("carrier_tracking_ref", "in", numbers), ("state", "!=", "cancel")])
        if not found:
            near = self.search(
                Domain("carrier_tracking_ref", "like", ",")
                & Domain.OR(Domain("carrier_tracking_ref", "ilike", number) for number in numbers)
                & Domain("state", "!=", "cancel")
            )
            found = near.filtered(lambda picking: set(numbers) & set(picking._tracking_numbers()))
        return found.filtered(lambda picking: picking._is_delivery())

    def _tracking_numbers(self):
        """Return the tracking numbers of a transfer. Extend it where numbers stand elsewhere.

        :rtype: list[str]
        """
        self.ensure_one()
        return [number.strip() for number in (self.carrier_tracking_ref or "").split(",") if number.strip()]

    def _cartons(self):
        """Return the packages that the carrier takes: the outermost, as on their labels."""
        return self.parcel_ids

    def _carton_count(self):
        """Return the number of pieces that the carrier takes; goods without a package are one. As on their labels."""
        self.ensure_one()
        return len(self._own_cartons())

    def _carton_number(self, package):
        """Return which carton of how many a package is, or stands on: ``(number, count)``, as on its label."""
        around = package | package.outermost_package_id | package.parent_package_id
        cartons = self._own_cartons()
        number = next((carton.number for carton in cartons if carton.package & around), 0)
        return number, len(cartons)

    def _note_cartons(self, package):
        """Note that a package, or the pallet on which it stands, was scanned at the dock.

        Two who scan cartons of one transfer at once both write its row, so that one of them sees the last carton.

        :return: the packages of the transfer that were not noted before
        """
        self.ensure_one()
        around = package | package.outermost_package_id | package.parent_package_id
        fresh = (around & self._cartons()) - self.scanned_carton_ids
        if fresh:
            # Written by scanning alone, see RECORDED; the right to scan was checked.
            self.sudo().scanned_carton_ids |= fresh
        return fresh

    def _parcel_weight(self):
        """Return what the cartons of a transfer weigh, in the system's unit; as on their labels."""
        self.ensure_one()
        return sum(carton.weight for carton in self._own_cartons())
