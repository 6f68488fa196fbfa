"""Packing a transfer, and what of its parcels keeps it from leaving."""

from odoo import models
from odoo.exceptions import UserError

from ...engine import packing as engine
from .const import KEEPS_PICKER, SAME_GOODS


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # === Pack === #

    def action_pack(self):
        """Divide what is reserved, or picked, and in no package yet among cartons, by the packing rules.

        Goods for which there is no rule go into packages without a type, which take any weight. Packing again packs
        what has come meanwhile.

        :raise UserError: if there is nothing to pack, or one unit is too heavy for its carton where limits are enforced
        """
        self.check_access("write")
        todo = {picking: picking._lines_to_pack() for picking in self if picking.picking_type_code != "incoming"}
        todo = {picking: lines for picking, lines in todo.items() if lines}
        if not todo:
            raise UserError(self.env._("There is nothing to pack: no goods are reserved, or all of them are packed."))
        lines = self.env["stock.move.line"].union(*todo.values())
        types = self.env["fulfilment.packing.rule"]._package_types(lines)
        for picking, its_lines in todo.items():
            picking._pack_lines(its_lines, types)
        return True

    def _lines_to_pack(self):
        """Return what Odoo's own "Put in Pack" would pack: what is picked, else what is reserved."""
        self.ensure_one()
        return self.move_line_ids._get_lines_and_packages_to_pack()[0]

    def _pack_lines(self, lines, types):
        """Pack lines of this transfer.

        :param dict types: ``{line: stock.package.type}``
        """
        goods, limits = [], {}
        for line in lines:
            kind, product = types[line], line.product_id.product_tmpl_id
            # Odoo asks for one destination of all that goes into one package.
            care = engine.apart(product._packing_marks(), product.handling_instruction)
            group = (kind, care, line.location_dest_id)
            limits[group] = kind._goods_limit()
            goods.append(engine.Goods(line, line.quantity, line._unit_weight(), group))
        for carton in engine.pack(goods, limits):
            packed = lines.browse().union(*(line._split_off(quantity) for line, quantity in carton.contents))
            # Odoo's own way into a package; told that the wizard has been answered, so it asks nothing.
            packed.with_context(from_package_wizard=True, all_move_line_ids=False).action_put_in_pack(
                package_type_id=carton.group[0].id
            )

    # === What keeps it from leaving === #

    def _obstacles_to_leaving(self):
        """Extend: parcels that are too heavy, not as heavy as their goods, or without the carrier's number."""
        obstacles = super()._obstacles_to_leaving()
        for picking, texts in self._packing_obstacles().items():
            obstacles[picking] = [*obstacles.get(picking, ()), *texts]
        return obstacles

    def _packing_obstacles(self):
        # Whoever validates is judged by the company's rules, and need not be allowed to read them.
        weighed = self.filtered(
            lambda picking: (
                picking.company_id.sudo().weight_tolerance or picking.company_id.sudo().package_limit_enforced
            )
        )
        tracked = self.filtered(lambda picking: picking.sudo()._asks_for_tracking())
        if not (weighed or tracked):
            return {}
        cartons = (weighed | tracked)._leaving_cartons()
        obstacles = tracked._tracking_obstacles(cartons)
        for company, pickings in weighed.grouped("company_id").items():
            by_picking = {
                picking: self.env["stock.package"].union(*(carton.package for carton in cartons[picking]))
                for picking in pickings
            }
            found = self.env["stock.package"].union(*by_picking.values())._weight_obstacles(company.sudo())
            for picking, packages in by_picking.items():
                texts = [text for package in packages for text in found.get(package, ())]
                obstacles.setdefault(picking, []).extend(texts)
        return obstacles

    def _leaving_cartons(self):
        """Return the cartons of which something leaves now: where some goods are picked, only those do."""
        result = {}
        for picking, cartons in self._cartons_by_transfer().items():
            picked = any(line.picked for carton in cartons for line in carton.lines)
            result[picking] = [carton for carton in cartons if not picked or any(line.picked for line in carton.lines)]
        return result


class StockPackageType(models.Model):
    _inherit = "stock.package.type"

    def _goods_limit(self):
        """Return what the goods in such a package may weigh; 0: anything."""
        if not self.max_weight:
            return 0.0
        return max(self.max_weight - self.base_weight, engine.GRAIN)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _split_off(self, quantity):
        """Return a line with this quantity of the goods, and leave the rest here.

        :param float quantity: in the unit of measure of the line
        """
        self.ensure_one()
        if self.product_uom_id.compare(quantity, self.quantity) >= 0:
            return self
        # Whoever packs has not picked.
        values = {"quantity": quantity, "picked": self.picked, "picked_by_id": self.picked_by_id.id}
        # Between the two steps goods seem to be missing; what counts them is told that they are not.
        line = self.with_context(fulfilment_same_goods=SAME_GOODS, fulfilment_keeps_picker=KEEPS_PICKER)
        line.quantity -= quantity
        return line.copy(values).with_env(self.env)
