"""The carrier's numbers: one for each package, nobody else's, and the list of them on the transfer."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError

LONGEST = 34  # of the numbers in use; longer ones do not fit a label as bars
NUMBER = re.compile(r"[!-+\--~]+")  # what Code 128 can print, without spaces and commas
OWN_CONNECTOR = ("fixed", "base_on_rule")  # those have none
FORGETS = object()  # in the context: what was shipped keeps what is taken from the box


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    tracking_required = fields.Boolean(
        help="Nothing leaves with this carrier unless every package has its tracking number."
        " Carriers whose connector fetches the number when the goods leave are not asked."
    )


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
        if "tracking_ref" in vals and self.env.context.get("packing_forgets") is not FORGETS:
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
        meant_for = self._deliveries_under_way({self: pickings})[self]
        # The number may stand on a package of another company; the carrier's numbers are its own.
        bearers = self._bearers([(carrier.id or 0, number)])[carrier.id or 0, number]
        others = [
            name for name, package_id, deliveries in bearers if self._is_another(package_id, deliveries, meant_for)
        ]
        if others:
            raise UserError(
                self.env._(
                    "Tracking number %(number)s of %(carrier)s stands on %(other)s already; it cannot be used for"
                    " %(package)s, too.",
                    number=number,
                    carrier=carrier.name or self.env._("this carrier"),
                    other=others[0],
                    package=self.name,
                )
            )

    def _is_another(self, package_id, deliveries, meant_for):
        """Whether what bears a number is neither this package nor a delivery for which its number is meant."""
        return package_id != self.id if package_id else not deliveries & meant_for

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
        by_carrier = {}
        for package in self:
            carrier = self._carrier_of(transfers[package]) if package.tracking_ref else self.env["delivery.carrier"]
            if package.tracking_carrier_id != carrier:
                by_carrier.setdefault(carrier, []).append(package.id)
        for carrier, ids in by_carrier.items():
            # Salespeople, who choose carriers, have no right on packages.
            self.sudo().browse(ids).tracking_carrier_id = carrier
        deliveries = self._deliveries_under_way(transfers)
        self._note_in_history(deliveries)
        self.env["stock.picking"].sudo().union(*deliveries.values())._join_tracking(gone)

    def _forget_if_empty(self):
        """Take number and weight from packages that were dissolved. What was shipped in one stays known."""
        todo = self.exists().filtered(lambda package: package.tracking_ref or package.actual_weight)
        if not todo:
            return
        trees, transfers, last = todo._trees(), todo._transfers(), todo._last_journeys()
        parts = self.browse().union(*trees.values())
        # What lies in a package counts, whoever may see it; what was shipped in it lies there no more.
        here = [("package_id", "in", parts.ids), ("location_id.usage", "in", ("internal", "transit"))]
        full = self.env["stock.quant"].sudo().search(here).package_id
        shipped = {
            package: any(picking.state == "done" and picking._is_delivery() for picking in last[package].picking_ids)
            for package in todo
        }
        forgotten = todo.filtered(
            lambda package: (
                all(picking.state == "done" for picking in transfers[package])
                and not (shipped[package] and last[package].tracking_ref == package.tracking_ref)
                and not trees[package] & full
            )
        )
        forgotten._forget()

    def _forget(self):
        """Take number and weight from packages; what was shipped in them keeps both."""
        gone = set(self.filtered("tracking_ref").mapped("tracking_ref"))
        if not self:
            return
        # Whoever cancels an order dissolves its packages, with no right on them.
        packages = self.sudo()
        still_open = self.env["stock.picking"].sudo().union(*packages._transfers().values())
        packages.with_context(packing_forgets=FORGETS).write(
            {"tracking_ref": False, "tracking_carrier_id": False, "actual_weight": False}
        )
        still_open.filtered(lambda picking: picking.state != "done" and picking._is_delivery())._join_tracking(gone)

    def action_unpack_carton(self):
        """Take the goods of these cartons out of them in the open transfers; the goods stay in the transfers.

        Odoo's own way takes what came in a whole package (from an earlier step, say) out of the transfer as well.
        """
        self.check_access("write")
        gone = set(self.filtered("tracking_ref").mapped("tracking_ref"))
        pickings = self.env["stock.picking"].sudo().union(*self._transfers().values())
        domain = [("result_package_id", "in", self.ids), ("state", "not in", ("done", "cancel"))]
        if self.env.context.get("picking_ids"):
            domain.append(("picking_id", "in", self.env.context["picking_ids"]))
        lines = self.env["stock.move.line"].search(domain)
        lines.write({"result_package_id": False, "is_entire_pack": False})
        self.action_remove_package()
        # What was packed in an earlier step still lies in them, but does not leave in them.
        self.invalidate_recordset(["picking_ids"])
        self.filtered(lambda package: not package.sudo().picking_ids)._forget()
        pickings.filtered(lambda picking: picking.state != "done" and picking._is_delivery())._join_tracking(gone)
        return True

    def unpack(self):
        """Extend: an empty box has neither number nor weight."""
        result = super().unpack()
        self._forget_if_empty()
        return result
