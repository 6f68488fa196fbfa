"""What stands on a pick list. All of it is read in sets and handed to the report as plain values."""

from decimal import Decimal

from odoo import api, models
from odoo.tools import html2plaintext
from odoo.tools.misc import format_date, format_datetime

from ...engine.picking import Pick, printable, split, walk


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _read_for_lists(self):
        """Read what stands on the lists at once, before they are written one by one."""
        self._read_orders().mapped("name")
        self.move_ids.mapped("description_picking")
        self.move_ids.move_line_ids.mapped("quantity_product_uom")
        self.partner_id.sudo().mapped("display_name")

    def _pick_lists(self):
        """Return one list for each transfer, as dicts for the report."""
        self._read_for_lists()
        return [picking._pick_list(picking.name, picking._pick_facts()) for picking in self]

    def _pick_walks(self):
        """Return one list for each batch, and one for all transfers that are in none."""
        self._read_for_lists()
        batches = self.grouped("batch_id") if "batch_id" in self._fields else {False: self}
        return [
            pickings._pick_list(
                batch and batch.name,
                [(self.env._("Transfers"), str(len(pickings)))],
                kits_together=False,
            )
            for batch, pickings in batches.items()
        ]

    def _pick_list(self, title, facts, kits_together=True):
        """Return one list of what is picked for these transfers.

        :param bool kits_together: whether parts of a kit stand together; else each row names its kit
        """
        picks = [pick for number, picking in enumerate(self, 1) for pick in picking._picks(number)]
        blocks = [
            {"kit": block.kit and block.kit[0], "rows": [pick.row for pick in block.picks]}
            for block in walk(picks, kits_together)
        ]
        place = None
        for block in blocks:
            for row in block["rows"]:
                row["new_place"] = row["place"] != place
                place = row["place"]
        return {
            "record": self[:1],
            "title": title,
            "barcode": printable(title) and title,
            "facts": facts,
            "merged": not kits_together,
            "transfers": [
                {"number": number, "name": picking.name, "facts": picking._pick_facts(), "notes": picking._pick_notes()}
                for number, picking in enumerate(self, 1)
            ],
            "blocks": blocks,
            "missing": [text for picking in self for text in picking._pick_missing()],
        }

    # === Of one transfer === #

    def _pick_facts(self):
        """Return what the head of a list says of a transfer, as ``[(label, text)]`` without what is empty."""
        self.ensure_one()
        orders = self.sudo().move_ids._orders_served()  # as in _read_orders
        customer = self.partner_id.sudo()  # the name only; contacts may be another company's
        facts = [
            (self.env._("Ship By"), self.ship_by and format_datetime(self.env, self.ship_by, dt_format="short")),
            (self.env._("Carrier"), self.carrier_id.sudo().name),
            (self.env._("Customer"), ", ".join(filter(None, [customer.display_name, customer.city]))),
            (self.env._("Order"), ", ".join(orders.mapped("name")) or self.origin),
            (self.env._("Customer's PO"), ", ".join(filter(None, orders.mapped("client_order_ref")))),
            (self.env._("Operation"), self.picking_type_id.display_name),
            (self.env._("Picker"), self.user_id.sudo().name),
            (self.env._("Priority"), self.priority == "1" and self.env._("Urgent")),
            (self.env._("Backorder of"), self.backorder_id.name),
        ]
        return [(label, text) for label, text in facts if text]

    def _pick_notes(self):
        """Return special instructions: of the order, of the transfer, and of the customer."""
        self.ensure_one()
        customer = self.partner_id.sudo()
        notes = [
            *self.sudo().move_ids._orders_served().mapped("warehouse_note"),  # as in _read_orders
            self.note and html2plaintext(self.note),
            customer.picking_warn_msg,
            customer.commercial_partner_id.picking_warn_msg,
        ]
        return list(dict.fromkeys(note.strip() for note in notes if note and note.strip()))

    def _pick_missing(self):
        """Return what was asked for and is not reserved, as sentences."""
        self.ensure_one()
        texts = []
        for move in self.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            unit = move.product_id.uom_id
            reserved = sum(line.quantity_product_uom for line in move.move_line_ids)
            missing = move.product_qty - reserved
            if unit.compare(missing, 0) > 0:
                texts.append(
                    self.env._(
                        "%(transfer)s: %(missing)s of %(asked)s %(unit)s %(product)s",
                        transfer=self.name,
                        missing=self._plain(missing),
                        asked=self._plain(move.product_qty),
                        unit=unit.name,
                        product=move.product_id.display_name,
                    )
                )
        return texts

    def _picks(self, number):
        """Return what is taken from the shelves for this transfer.

        :param int number: of the transfer on the list
        """
        self.ensure_one()
        lines = self.move_line_ids.filtered(lambda line: line.state != "cancel" and line.quantity_product_uom)
        return [
            Pick(
                path=line.location_id.complete_name or "",
                product=line.product_id.display_name,
                position=line.location_id._pick_position(),
                kit=line.move_id._pick_kit(),
                transfer=number,
                row=line._pick_row(number),
            )
            for line in lines
        ]

    @api.model
    def _plain(self, quantity):
        """Return a quantity without decimals that say nothing."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        text = f"{Decimal(repr(float(quantity))):.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class StockLocation(models.Model):
    _inherit = "stock.location"

    def _pick_position(self):
        """Return where a place is, in a warehouse that knows it (some modules add coordinates)."""
        self.ensure_one()
        names = ("posx", "posy", "posz")
        return tuple(self[name] for name in names) if all(name in self._fields for name in names) else ()


class StockMove(models.Model):
    _inherit = "stock.move"

    def _pick_kit(self):
        """Return the kit of which this is a part, as ``(name, key)``; None for goods that are sold by themselves."""
        self.ensure_one()
        if "bom_line_id" not in self._fields:
            return None
        part = self.sudo()  # Warehouse people may have no right on orders and bills of materials.
        bom = part.bom_line_id.bom_id
        if bom.type != "phantom":
            return None
        line = part.sale_line_id
        kit = line.product_id if line and line.product_id != self.product_id else bom.product_id
        return (kit or bom.product_tmpl_id).display_name, line.id or bom.id


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _pick_row(self, number):
        """Return what the list says of one line."""
        self.ensure_one()
        product, lot, place = self.product_id, self.lot_id, self.location_id
        kit = self.move_id._pick_kit()
        expiry = "expiration_date" in lot._fields and lot.expiration_date
        return {
            "transfer": number,
            "kit": kit and kit[0],
            "place": place.complete_name,
            "place_barcode": printable(place.barcode) and place.barcode,
            "package": self.package_id.name,
            "product": product.display_name,
            "barcode": product.barcode,
            "is_printable": printable(product.barcode),
            "lot": lot.name or self.lot_name,
            "expiry": expiry and format_date(self.env, expiry),
            "owner": self.owner_id.sudo().name,
            "is_picked": self.picked,
            "notes": self._pick_row_notes(),
            **self._pick_quantity(),
        }

    def _pick_quantity(self):
        """Return how much is taken: in the product's unit, and in whole packagings where there are any."""
        product, plain = self.product_id, self.picking_id._plain
        unit = product.uom_id
        packagings = (product.sudo().uom_ids | self.move_id.packaging_uom_id | self.move_id.product_uom) - unit
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        sizes = {packaging: packaging.factor / unit.factor for packaging in packagings}
        found, rest = split(self.quantity_product_uom, sizes, digits)
        parts = [f"{number} × {packaging.name}" for number, packaging in found]
        if rest and parts:
            parts.append(f"{plain(rest)} {unit.name}")
        return {"quantity": plain(self.quantity_product_uom), "unit": unit.name, "packagings": " + ".join(parts)}

    def _pick_row_notes(self):
        """Return what has to be heeded: how the goods are marked, and how they are handled."""
        product, move = self.product_id, self.move_id
        marks = [
            product._fields[name].get_description(self.env, ["string"])["string"]
            for name in ("is_fragile", "is_hazardous", "is_temperature_controlled")
            if product[name]
        ]
        described = move.description_picking
        known = (product.name, product.display_name)
        texts = [
            described if described and described.strip() not in known else None,
            product.handling_instruction,
        ]
        return {"marks": marks, "texts": [text.strip() for text in texts if text and text.strip()]}


class ReportPickList(models.AbstractModel):
    _name = "report.quote_to_cash.report_fulfilment_pick_list"
    _description = "Pick List"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the lists to print.

        :param list docids: transfers, printed in this order
        """
        docs = self.env["stock.picking"].browse(docids)
        docs.check_access("read")
        return {"docs": docs, "pick_lists": docs._pick_lists()}


class ReportPickWalk(models.AbstractModel):
    _name = "report.quote_to_cash.report_fulfilment_pick_walk"
    _description = "Pick Walk"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return one list for each batch.

        :param list docids: transfers
        """
        docs = self.env["stock.picking"].browse(docids)
        docs.check_access("read")
        return {"docs": docs, "pick_lists": docs._pick_walks()}
