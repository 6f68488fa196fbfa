"""The cartons of a transfer: its outermost packages, and as one more what lies in no package."""

from dataclasses import dataclass

from odoo import api, fields, models

from ...engine.packing import APART


@dataclass(frozen=True)
class Carton:
    """One thing that the carrier takes along."""

    picking: models.BaseModel
    package: models.BaseModel  # empty: goods in no package
    lines: models.BaseModel
    number: int
    count: int
    journey: models.BaseModel  # the row of Odoo's history, once the package has left with the transfer

    @property
    def key(self):
        """What identifies the carton."""
        return self.picking.id, self.package.id or False

    @property
    def name(self):
        """What is on its label."""
        return self.package.name or self.picking.name

    @property
    def tracking_ref(self):
        """The carrier's number for it."""
        if self.package:
            return self._then.tracking_ref or ""
        return (self.count == 1 and self.picking.carrier_tracking_ref) or ""

    @property
    def _then(self):
        """What knows its number and weight: a box that was shipped may be another's by now."""
        return self.journey or self.package

    @property
    def actual_weight(self):
        """What it weighs by the scale; 0: not weighed."""
        return self._then.actual_weight

    @property
    def weight(self):
        """What it weighs by the scale, or else by its goods."""
        return self.actual_weight or self.expected_weight

    @property
    def expected_weight(self):
        """What its goods and its packaging weigh."""
        if not self.package or not self.journey:
            return self.package.expected_weight if self.package else self.lines._goods_weight()
        packages = self.package | self.lines.result_package_id
        return sum(package.package_type_id.base_weight for package in packages) + self.lines._goods_weight()

    @property
    def marks(self):
        """The marks that it carries, as ``{mark: name}``."""
        return self.lines._packing_marks()

    @property
    def instructions(self):
        """How its goods have to be handled: each instruction once."""
        products = self.lines.product_id.product_tmpl_id
        marked = products.filtered(lambda product: product._packing_marks() & APART)
        texts = [" ".join((product.handling_instruction or "").split()) for product in marked]
        return list(dict.fromkeys(text for text in texts if text))


class StockPicking(models.Model):
    _inherit = "stock.picking"

    parcel_ids = fields.Many2many(
        "stock.package",
        compute="_compute_parcel_ids",
        inverse="_inverse_parcel_ids",
        string="Cartons",
        help="What the carrier takes along: the outermost packages.",
    )
    loose_quantity = fields.Boolean(compute="_compute_parcel_ids", help="Whether goods lie in no package.")

    @api.depends(
        "move_line_ids.quantity",
        "move_line_ids.result_package_id.outermost_package_id",
        "move_line_ids.package_history_id.outermost_dest_id",
    )
    def _compute_parcel_ids(self):
        for picking, cartons in self._cartons_by_transfer().items():
            picking.parcel_ids = self.env["stock.package"].union(*(carton.package for carton in cartons))
            picking.loose_quantity = any(carton.lines and not carton.package for carton in cartons)

    def _inverse_parcel_ids(self):
        """What is typed into the list goes to the packages themselves."""

    def _cartons_by_transfer(self):
        """Return what is in which carton, for transfers as a set: ``{transfer: [Carton, …]}``.

        A transfer in which nothing is packed is one carton.
        """
        lines = self.move_line_ids
        # Read together what is asked of them one by one.
        packages = lines.package_history_id.outermost_dest_id | lines.result_package_id.outermost_package_id
        known = {package.id: package for package in packages}
        journeys = self._journeys(packages)
        return {picking: picking._divide(known, journeys) for picking in self}

    def _journeys(self, packages):
        """Return what is kept of packages that left with these deliveries, as ``{(transfer, package): row}``."""
        done = self.filtered(lambda picking: picking.state == "done" and picking._is_delivery())
        if not (done and packages):
            return {}
        # Whoever reads a transfer may know what its cartons were called.
        rows = (
            self.env["stock.package.history"]
            .sudo()
            .search([("package_id", "in", packages.ids), ("picking_ids", "in", done.ids)], order="id")
        )
        return {(picking.id, row.package_id.id): row for row in rows for picking in row.picking_ids}

    def _own_cartons(self):
        """Return the cartons of this transfer."""
        self.ensure_one()
        return self._cartons_by_transfer()[self]

    def _divide(self, known, journeys):
        """Return the cartons of this transfer.

        :param dict known: packages by id
        :param dict journeys: as :meth:`_journeys` returns them
        """
        lines = self.move_line_ids.filtered(lambda line: line.quantity and line.state != "cancel")
        none = self.env["stock.package"]
        by_package = lines.grouped(lambda line: known.get(line._carton().id, none))
        packages = sorted(filter(None, by_package), key=lambda package: (package.name, package.id))
        if none in by_package or not packages:
            packages.append(none)
        no_row = self.env["stock.package.history"]
        return [
            Carton(
                self,
                package,
                by_package.get(package, lines.browse()),
                number,
                len(packages),
                journeys.get((self.id, package.id), no_row),
            )
            for number, package in enumerate(packages, 1)
        ]


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _carton(self):
        """Return the outermost package that the goods go into; of what is done, that of its day."""
        self.ensure_one()
        return self.package_history_id.outermost_dest_id or self.result_package_id.outermost_package_id

    def _unit_weight(self):
        """Return what one unit of measure of the line weighs."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(1, self.product_id.uom_id, round=False) * self.product_id.weight

    def _goods_weight(self):
        """Return what the goods of the lines weigh."""
        return sum(line.quantity * line._unit_weight() for line in self)

    def _is_weight_known(self):
        """Whether all goods of the lines have a weight: else nothing can be said of what a parcel weighs."""
        return bool(self) and all(product.weight for product in self.product_id)

    def _packing_marks(self):
        """Return the marks for a carton with these goods, as ``{mark: name}`` in the order of the label."""
        products = self.product_id.product_tmpl_id
        marks = set().union(*(product._packing_marks() for product in products))
        return {mark: name for mark, name in products._packing_mark_names().items() if mark in marks}
