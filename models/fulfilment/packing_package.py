"""What a package should weigh, and what it does."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import packing as engine


class StockPackage(models.Model):
    _inherit = "stock.package"

    expected_weight = fields.Float(
        compute="_compute_contents", digits="Stock Weight", help="What the goods and the packaging weigh."
    )
    is_weight_known = fields.Boolean(
        compute="_compute_contents", help="Whether all goods have a weight. Else a parcel is not compared with them."
    )
    actual_weight = fields.Float(digits="Stock Weight", copy=False, help="By the scale. Empty: not weighed.")
    weight_state = fields.Selection(
        [("none", "Not Weighed"), ("right", "Right"), ("off", "Off")], compute="_compute_weight_state"
    )
    carton_content = fields.Char("Goods", compute="_compute_contents")
    carton_marks = fields.Char("Marks", compute="_compute_contents")

    carton_line_ids = fields.One2many("stock.move.line", "result_package_id")

    @api.depends(
        "package_type_id.base_weight",
        "child_package_ids",
        "child_package_dest_ids.carton_line_ids.quantity",
        "carton_line_ids.quantity",
        "carton_line_ids.state",
    )
    def _compute_contents(self):
        contents = self._contents()
        trees = self._trees()
        for package in self:
            lines = contents[package]
            packaging = sum(part.package_type_id.base_weight for part in trees[package])
            package.expected_weight = packaging + lines._goods_weight()
            package.is_weight_known = lines._is_weight_known()
            package.carton_content = ", ".join(lines._content_texts())
            package.carton_marks = ", ".join(lines._packing_marks().values())

    @api.depends("actual_weight", "expected_weight", "is_weight_known", "company_id.weight_tolerance")
    def _compute_weight_state(self):
        for package in self:
            percent = (package.company_id or self.env.company).sudo().weight_tolerance
            off = engine.off_tolerance(package.actual_weight, package._weight_to_compare(), percent)
            package.weight_state = "none" if not package.actual_weight else "off" if off else "right"

    def _weight_to_compare(self):
        """Return what the package should weigh; 0: not known."""
        self.ensure_one()
        return self.expected_weight if self.is_weight_known else 0.0

    # === Contents === #

    def _trees(self):
        """Return each package with all that lies in it, at rest or by open transfers."""
        trees = {package: package for package in self}
        below = trees
        while any(below.values()):
            # One read for each level, of all packages together.
            together = self.browse().union(*below.values())._prefetch_ids
            levels = {package: level.with_prefetch(together) for package, level in below.items()}
            below = {
                package: (level.child_package_ids | level.child_package_dest_ids) - trees[package]
                for package, level in levels.items()
            }
            trees = {package: tree | below[package] for package, tree in trees.items()}
        return trees

    def _contents(self):
        """Return the lines that put the goods into each package: those of open transfers, else of its last one."""
        trees = self._trees()
        # A package may hold goods of transfers that its reader does not see; its weight and marks are of all.
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("result_package_id", "in", self.union(*trees.values()).ids),
                    ("state", "!=", "cancel"),
                    ("quantity", ">", 0),
                ]
            )
        )
        by_package = {part.id: group for part, group in lines.grouped("result_package_id").items()}
        none, result = lines.browse(), {}
        for package, tree in trees.items():
            inside = none.union(*(by_package.get(part.id, none) for part in tree))
            still_open = inside.filtered(lambda line: line.state != "done")
            last = inside.picking_id.sorted("id")[-1:]
            result[package] = still_open or inside.filtered(lambda line, last=last: line.picking_id == last)
        return result

    # === The scale === #

    def action_weigh(self, weight):
        """Record what the scale says; for scales, scanners and other programs.

        :param float weight: in the unit of weight of the system parameters (kg or lb)
        :raise UserError: for a weight that cannot be true
        """
        self.ensure_one()
        self._check_weight(float(weight))  # before it is rounded: what is no number cannot be
        self.actual_weight = weight
        return True

    def write(self, vals):
        """Extend: a weight from the scale has to be possible, and is the weight for shipping.

        ``False`` takes a weight back; 0 is refused.

        :raise UserError: for a weight that cannot be true
        """
        if "actual_weight" in vals:
            weight = vals["actual_weight"]
            if weight is not False and weight is not None:
                for package in self:
                    package._check_weight(float(weight))
            vals = {**vals, "actual_weight": weight or 0.0, "shipping_weight": weight or 0.0}
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: as in :meth:`write`."""
        packages = super().create(vals_list)
        for package in packages.filtered("actual_weight"):
            package._check_weight(package.actual_weight)
            package.shipping_weight = package.actual_weight
        return packages

    def _check_weight(self, weight):
        self.ensure_one()
        limit = self.package_type_id.max_weight
        problem = engine.weight_problem(weight, self._weight_to_compare(), limit)
        if problem:
            unit = self.weight_uom_name
            values = {"package": self.name, "weight": f"{weight:g} {unit}", "limit": f"{limit:g} {unit}"}
            values.update(expected=f"{self.expected_weight:g} {unit}", type=self.package_type_id.name)
            texts = {
                "number": self.env._("%(package)s: that is no weight.", **values),
                "negative": self.env._("%(package)s cannot weigh less than nothing (%(weight)s).", **values),
                "zero": self.env._("%(package)s has to weigh something. Is the scale on?", **values),
                "limit": self.env._(
                    "%(package)s weighs %(weight)s; “%(type)s” takes no more than %(limit)s.", **values
                ),
                "absurd": self.env._(
                    "%(package)s cannot weigh %(weight)s: its goods and packaging weigh %(expected)s."
                    " Check the unit of weight.",
                    **values,
                ),
            }
            raise UserError(texts[problem])

    def _check_limit(self):
        """Refuse goods that weigh more than their package takes.

        :raise UserError: naming the package type and its limit
        """
        for package in self:
            kind, weight = package.package_type_id, package.expected_weight
            if kind.max_weight and weight > kind.max_weight + engine.GRAIN:
                raise UserError(
                    self.env._(
                        "These goods weigh %(weight)g %(unit)s with their packaging; “%(type)s” takes no more than"
                        " %(limit)g %(unit)s. Pack less into one, or choose another package type.",
                        weight=weight,
                        unit=package.weight_uom_name,
                        type=kind.name,
                        limit=kind.max_weight,
                    )
                )

    def _weight_obstacles(self, company):
        """Return why packages may not leave because of their weight, as ``{package: [sentence, …]}``."""
        result = defaultdict(list)
        unit = self.env["product.template"]._get_weight_uom_name_from_ir_config_parameter()
        for package in self:
            expected, actual = package.expected_weight, package.actual_weight
            limit = package.package_type_id.max_weight
            values = {"package": package.name, "expected": f"{expected:g} {unit}", "actual": f"{actual:g} {unit}"}
            if company.package_limit_enforced and limit and (actual or expected) > limit + engine.GRAIN:
                values.update(limit=f"{limit:g} {unit}", weight=f"{actual or expected:g} {unit}")
                result[package].append(
                    self.env._("%(package)s weighs %(weight)s, more than the %(limit)s that it takes.", **values)
                )
            if not company.weight_tolerance or not package._weight_to_compare():
                continue
            if not actual:
                result[package].append(self.env._("%(package)s is not weighed (expected %(expected)s).", **values))
            elif engine.off_tolerance(actual, expected, company.weight_tolerance):
                values["percent"] = f"{company.weight_tolerance:g} %"
                result[package].append(
                    self.env._(
                        "%(package)s weighs %(actual)s instead of %(expected)s, which is off by more than %(percent)s."
                        " Count its goods, and weigh it again.",
                        **values,
                    )
                )
        return result


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _content_texts(self):
        """Return what the lines hold, one text for each product and unit."""
        totals = defaultdict(float)
        for line in self:
            totals[line.product_id, line.product_uom_id] += line.quantity
        return [f"{quantity:g} × {product.display_name}" for (product, _uom), quantity in totals.items()]
