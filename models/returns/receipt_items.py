"""What people say arrived, checked before anything is written."""

import math
from dataclasses import dataclass

from odoo import models
from odoo.exceptions import UserError

from ...engine.return_receipt import Arrived
from .said import ANY, ID, is_said

# What somebody may say of what arrived; see action_receive
WORDS = {
    "line_id": ID,
    "product_id": ID,
    "quantity": ANY,
    "lot_id": ID,
    "lot_name": ANY,
    "damaged": ANY,
    "note": ANY,
}


@dataclass
class Item:
    """A quantity of a product that arrived, in the product's unit."""

    product: object
    quantity: float
    lot: object
    lot_name: str
    line: object
    damaged: bool
    note: str

    def as_arrived(self):
        """Return it for the engine."""
        return Arrived(self.product.id, self.quantity, self.lot.id or 0, self.line.id or 0)


class SaleRma(models.Model):
    _inherit = "sale.rma"

    def _read_items(self, items):
        """Check what was sent, all of it, before anything is written.

        :return: list of :class:`Item`; of a kit its components
        :raise UserError: with everything that is wrong
        """
        if not isinstance(items, list | tuple) or not items:
            raise UserError(self.env._("Say what arrived."))
        read, problems = [], []
        known = self._known_records(items)
        for item in items:
            try:
                read += self._read_item(item, *known)
            except UserError as error:
                problems.append(str(error))
        self._find_lots(read)
        problems += self._lot_problems(read)
        if problems:
            raise UserError("\n".join(dict.fromkeys(problems)))
        return read

    def _known_records(self, items):
        """Return the products and the lots that the company has of those that were sent, ``{id: record}`` each."""
        sent, companies = [item for item in items if is_said(item, WORDS)], {False, *self.company_id.parent_ids.ids}

        def known(model, ids):
            records = self.env[model].browse({one for one in ids if one}).exists()
            return {record.id: record for record in records if record.company_id.id in companies}

        products = known("product.product", [item.get("product_id") for item in sent] + self.line_ids.product_id.ids)
        return products, known("stock.lot", [item.get("lot_id") for item in sent])

    def _read_item(self, item, products, lots):
        if not is_said(item, WORDS):
            raise UserError(self.env._("This is nothing that arrives: %s", str(item)[:80]))
        # Taken from all lines, so that what is read of one is read of all.
        lines = {line.id: line for line in self.line_ids}
        line = lines.get(item.get("line_id"), self.env["sale.rma.line"])
        if item.get("line_id") and not line:
            raise UserError(self.env._("This is no line of %s.", self.name))
        product = products.get(item.get("product_id") or line.product_id.id)
        if not product:
            raise UserError(self.env._("Say which product arrived."))
        if product.type == "service":
            raise UserError(self.env._("%s is a service; services are not returned.", product.display_name))
        quantity, lot = item.get("quantity", 1.0), self.env["stock.lot"]
        is_number = isinstance(quantity, int | float) and not isinstance(quantity, bool) and math.isfinite(quantity)
        if not is_number or product.uom_id.compare(quantity, 0) <= 0:
            raise UserError(self.env._("%s: nothing arrives less than once.", product.display_name))
        if item.get("lot_id"):
            lot = lots.get(item["lot_id"], lot)
            if not lot or lot.product_id != product:
                raise UserError(self.env._("%s: this lot or serial number is not known.", product.display_name))
        if line and product == line.product_id:  # counted in the line's unit
            quantity = line.uom_id._compute_quantity(quantity, product.uom_id, round=False)
        said = {
            "lot": lot,
            "lot_name": str(item.get("lot_name") or "").strip(),
            "line": line,
            "damaged": bool(item.get("damaged")),
            "note": str(item.get("note") or "").strip(),
        }
        kits = line or next((one for one in lines.values() if one.product_id == product), line)
        # Warehouse people see no bills of materials.
        parts = kits.sudo()._per_one() if kits and kits.product_id == product else {product: 1.0}
        return [
            Item(products.get(part.id, part.with_env(self.env)), quantity * factor, **said)
            for part, factor in parts.items()
        ]

    def _find_lots(self, items):
        """Look up the lots that were named; a name that nobody knows stays one."""
        named = [item for item in items if item.lot_name and not item.lot and item.product.tracking != "none"]
        if not named:
            return
        lots = self.env["stock.lot"].search(
            [
                ("name", "in", [item.lot_name for item in named]),
                ("product_id", "in", [item.product.id for item in named]),
                ("company_id", "in", [False, self.company_id.id]),
            ]
        )
        of_name = {(lot.product_id, lot.name): lot for lot in lots}
        for item in named:
            item.lot = of_name.get((item.product, item.lot_name), item.lot)

    def _lot_problems(self, items):
        """Return what is wrong with lots: missing ones, and serial numbers that stand for several."""
        problems, seen = [], set()
        for item in items:
            product, name = item.product, item.lot.name or item.lot_name
            if product.tracking == "none":
                continue
            if not name:
                announced = self.line_ids.filtered(lambda line, product=product: line.product_id == product).lot_id
                item.lot = announced if len(announced) == 1 else item.lot
                name = item.lot.name
            if not name:
                problems.append(self.env._("%s: scan or type its lot or serial number.", product.display_name))
            elif product.tracking == "serial":
                if product.uom_id.compare(item.quantity, 1) or (product, name) in seen:
                    problems.append(
                        self.env._("%(goods)s: %(number)s is one of its kind.", goods=product.display_name, number=name)
                    )
                seen.add((product, name))
        return problems

    def _make_lots(self, items):
        """Create the lots that nobody knew: something else came back than was ever sent."""
        unknown = [item for item in items if item.lot_name and not item.lot and item.product.tracking != "none"]
        keys = list(dict.fromkeys((item.product, item.lot_name) for item in unknown))
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": product.id, "company_id": self.company_id.id} for product, name in keys]
        )
        made = dict(zip(keys, lots, strict=True))
        for item in unknown:
            item.lot = made[item.product, item.lot_name]
