"""The carrier's numbers: one for each package, nobody else's, and the list of them on the transfer."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError

LONGEST = 34  # of the numbers in use; longer ones do not fit a label as bars
NUMBER = re.compile(r"[!-+\--~]+")  # what Code 128 can print, without spaces and commas
OWN_CONNECTOR = ("fixed", "base_on_rule")  # those have none


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    tracking_required = fields.Boolean(
        help="Nothing leaves with this carrier unless every package has its tracking number."
        " Carriers whose connector fetches the number when the goods leave are not asked."
    )

    def _asks_for_tracking(self):
        """Whether packages need a number before they leave: not where a connector fetches it afterwards."""
        return bool(self.tracking_required and self.delivery_type in OWN_CONNECTOR)


class StockPackage(models.Model):
    _inherit = "stock.package"

    tracking_ref = fields.Char("Tracking Number", copy=False, help="By which the carrier knows this package.")
    tracking_carrier_id = fields.Many2one("delivery.carrier", readonly=True, copy=False, ondelete="set null")

    _tracking_ref_unique = models.UniqueIndex(
        "(COALESCE(tracking_carrier_id, 0), UPPER(tracking_ref)) WHERE tracking_ref IS NOT NULL",
        "This carrier's tracking number stands on another package.",
    )

    @api.model
    def _clean_tracking(self, number):
        """Return a tracking number as it is kept: without spaces.

        :raise UserError: if it cannot be one
        """
        number = "".join((number or "").split())
        if number and (len(number) > LONGEST or not NUMBER.fullmatch(number)):
            raise UserError(
                self.env._(
                    "“%(number)s” is no tracking number: at most %(longest)s letters and digits, no commas.",
                    number=number,
                    longest=LONGEST,
                )
            )
        return number or False

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: tracking numbers are cleaned."""
        for vals in vals_list:
            if vals.get("tracking_ref"):
                vals["tracking_ref"] = self._clean_tracking(vals["tracking_ref"])
        return super().create(vals_list)

    def write(self, vals):
        """Extend: a tracking number belongs to one package, and stands on its deliveries, too.

        :raise UserError: if the number is used, cannot be one, or the package is on its way in
        """
        gone = set()
        if "tracking_ref" in vals:
            vals = {**vals, "tracking_ref": self._clean_tracking(vals["tracking_ref"])}
            gone = set(self.filtered("tracking_ref").mapped("tracking_ref"))
            self._check_tracking(vals["tracking_ref"])
        containers = self.browse(self._get_all_package_dest_ids()) if "package_dest_id" in vals else self.browse()
        result = super().write(vals)
        if "tracking_ref" in vals:
            self._refresh_tracking(gone)
        (containers - self)._forget_if_empty()
        return result

    def _check_tracking(self, number):
        if not number:
            return
        if len(self) > 1:
            raise UserError(self.env._("A tracking number belongs to one package."))
        pickings = self._transfers()[self]
        if pickings and all(picking.picking_type_code == "incoming" for picking in pickings):
            raise UserError(self.env._("%(package)s is on its way in: it gets no tracking number.", package=self.name))
        carrier = self._carrier_of(pickings)
        # The number may stand on a package of another company; the carrier's numbers are its own.
        used = self.sudo().search(
            [
                ("tracking_ref", "=ilike", number.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%")),
                ("tracking_carrier_id", "=", carrier.id),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if used:
            raise UserError(
                self.env._(
                    "Tracking number %(number)s of %(carrier)s stands on %(other)s already; it cannot be used for"
                    " %(package)s, too.",
                    number=number,
                    carrier=carrier.name or self.env._("this carrier"),
                    other=used.name,
                    package=self.name,
                )
            )

    def _transfers(self):
        """Return the transfers that are not cancelled and move each package, as ``{package: transfers}``."""
        trees = self._trees()
        # Numbers are kept in step on all transfers of a package, also on those that its reader does not see.
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search([("result_package_id", "in", self.union(*trees.values()).ids), ("state", "!=", "cancel")])
        )
        pickings = {part.id: group.picking_id for part, group in lines.grouped("result_package_id").items()}
        none = lines.picking_id.browse()
        return {package: none.union(*(pickings.get(part.id, none) for part in tree)) for package, tree in trees.items()}

    @api.model
    def _carrier_of(self, pickings):
        """Return the carrier that takes the package along."""
        latest = pickings.sorted(lambda picking: (picking._is_delivery(), picking.id), reverse=True)
        return latest.carrier_id[:1].sudo(False)

    def _refresh_tracking(self, gone=()):
        """Bring carrier and transfers in step with the packages' numbers.

        :param gone: numbers that stood on them before
        """
        transfers = self._transfers()
        for package in self:
            carrier = package.tracking_ref and self._carrier_of(transfers[package])
            if package.tracking_carrier_id != (carrier or package.tracking_carrier_id.browse()):
                package.tracking_carrier_id = carrier
        pickings = self.env["stock.picking"].sudo().union(*transfers.values())
        pickings.filtered(lambda picking: picking._is_delivery())._join_tracking(gone)

    def _forget_if_empty(self):
        """Take number and weight from packages that were dissolved. What was shipped in one stays known."""
        todo = self.exists().filtered(lambda package: package.tracking_ref or package.actual_weight)
        if not todo:
            return
        trees, transfers = todo._trees(), todo._transfers()
        for package in todo:
            pickings = transfers[package]
            used = any(picking.state != "done" or picking.shipped_at for picking in pickings)
            if not used and not any(part.sudo().quant_ids for part in trees[package]):
                # Whoever cancels an order dissolves its packages, with no right on them.
                package.sudo().write({"tracking_ref": False, "actual_weight": False})

    def unpack(self):
        """Extend: an empty box has neither number nor weight."""
        result = super().unpack()
        self._forget_if_empty()
        return result


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _join_tracking(self, gone=()):
        """Write the numbers of the packages on the transfer, as Odoo's connectors do: with commas between them.

        :param gone: numbers that stood on its packages before
        """
        for picking in self:
            own = [carton.tracking_ref for carton in picking._own_cartons() if carton.package and carton.tracking_ref]
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
            packages = self.move_line_ids.result_package_id.outermost_package_id
            packages.filtered("tracking_ref")._refresh_tracking()
        return result

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
        for picking, other in self._tracking_used_elsewhere(cartons).items():
            text = self.env._(
                "Tracking number %(number)s of %(carrier)s stands on %(other)s already.",
                number=picking.carrier_tracking_ref,
                carrier=picking.carrier_id.name,
                other=other,
            )
            result.setdefault(picking, []).append(text)
        return result

    def _tracking_used_elsewhere(self, cartons):
        """Return the names of those who bear the numbers of transfers without packages."""
        bare = self.filtered(
            lambda picking: picking.carrier_tracking_ref and cartons[picking] and not cartons[picking][0].package
        )
        if not bare:
            return {}
        numbers = [("carrier_tracking_ref", "in", bare.mapped("carrier_tracking_ref"))]
        # Numbers are the carrier's, whatever company ships with it.
        others = self.sudo().search(
            [*numbers, ("carrier_id", "in", bare.carrier_id.ids), ("state", "!=", "cancel")], order="id"
        )
        packages = self.env["stock.package"].sudo().search([("tracking_ref", "in", numbers[0][2])])
        used = {}
        for other in others.filtered(lambda picking: picking._is_delivery()):
            used.setdefault((other.carrier_id.id, other.carrier_tracking_ref), []).append(other)
        on_packages = {(package.tracking_carrier_id.id, package.tracking_ref): package.name for package in packages}
        result = {}
        for picking in bare:
            key = picking.carrier_id.id, picking.carrier_tracking_ref
            names = [on_packages[key]] if key in on_packages else []
            names += [other.name for other in used.get(key, []) if other.id != picking.id]
            if names:
                result[picking] = names[0]
        return result
