"""What a scanned or typed code stands for."""

from odoo import api, models
from odoo.exceptions import UserError

from ...engine import checkpoint as engine
from .const import SENDING_TYPES

GROUP_SEPARATOR = "\x1d"  # between the parts of a GS1 code
LONGEST_CODE = 200  # more than any label holds that a hand scanner reads


class FulfilmentCheck(models.Model):
    _inherit = "fulfilment.check"

    @api.model
    def _read_code(self, code):
        """Take a code apart with the company's nomenclature: ``(codes it may be, lot, measure)``.

        The measure is ``(quantity, unit)``, the unit empty where the code names none.

        :raise UserError: for an empty code, one that no scanner reads, or one that says that nothing is in it
        """
        # Anything else that cannot be seen comes from a scanner that is set up wrongly.
        code = "".join(sign for sign in str(code or "") if sign.isprintable() or sign == GROUP_SEPARATOR).strip()
        if not code:
            raise UserError(self.env._("Scan or type a code."))
        if len(code) > LONGEST_CODE:
            raise UserError(self.env._("This code is too long: “%s…”", code[:20]))
        company = self.company_id or self.env.company
        nomenclature = company.sudo().nomenclature_id  # warehouse people do not see it
        try:
            parsed = nomenclature.parse_barcode(code) if nomenclature else None
        except (UserError, ValueError):  # it looks like GS1, and is not
            parsed = None
        if isinstance(parsed, list):
            return self._read_parts(code, parsed)
        codes = [code]
        if parsed:
            codes += [parsed[name] for name in ("code", "base_code") if isinstance(parsed.get(name), str)]
        return self._spellings(codes), "", (1.0, self.env["uom.uom"])

    def _read_parts(self, code, parts):
        """Return what the parts of a GS1 code say: goods, lot, measure."""
        found, unit = {}, self.env["uom.uom"]
        for part in parts:
            if part["type"] == "quantity" and "quantity" not in found:
                unit = part["rule"].sudo().associated_uom_id  # of the nomenclature, as above
            found.setdefault(part["type"], part["value"])
        goods = found.get("product") or found.get("package")
        codes = self._spellings([goods]) if goods else [code]
        quantity = float(found.get("quantity", 1.0))
        if quantity <= 0:
            raise UserError(self.env._("“%s” says that nothing is in it.", code))
        return codes, str(found.get("lot") or ""), (quantity, unit)

    def _spellings(self, codes):
        """Return codes as they may stand on the product: UPC, EAN and GTIN differ in leading zeros only."""
        spellings = []
        for code in codes:
            digits = code.lstrip("0") if code.isdigit() else ""
            spellings += [code]
            if digits and 7 <= len(digits) <= 14:
                spellings += [digits.zfill(size) for size in (8, 12, 13, 14) if size >= len(digits)]
        return list(dict.fromkeys(spellings))

    def _meanings(self, codes, lot, times, measure):
        """Return the goods that a code may stand for, as :class:`engine.checkpoint.Meaning`.

        Products, packagings, lots; an internal reference counts for the goods of this transfer only.

        :param float times: how many of what the code stands for
        :param tuple measure: what the code says, as :meth:`_read_code` returns it
        """
        here = self.line_ids.product_id
        Product = self.env["product.product"].with_context(skip_preprocess_gs1=True, active_test=False)
        packagings = self.env["product.uom"].search([("barcode", "in", codes)])
        products = Product.search([("barcode", "in", codes)])
        meanings = [product._scanned(lot, times, measure) for product in products]
        meanings += [packaging.product_id._scanned(lot, times, measure, packaging.uom_id) for packaging in packagings]
        if not lot or not meanings:
            meanings += self._lot_meanings([lot] if lot else codes, times, measure)
        if not meanings:
            named = here.filtered(lambda product: product.default_code and product.default_code in codes)
            meanings = [product._scanned(lot, times, measure) for product in named]
        return meanings

    def _lot_meanings(self, names, times, measure):
        lots = self.env["stock.lot"].search([("name", "in", names), ("company_id", "in", [False, self.company_id.id])])
        # A lot of goods in this transfer first.
        lots = lots.sorted(lambda lot: lot.product_id not in self.line_ids.product_id)
        meanings = [lot.product_id._scanned(lot.name, times, measure) for lot in lots]
        # One that is typed in the transfer and becomes a lot only when the goods leave
        typed = self.line_ids.filtered(lambda line: line.lot_name in names)
        known = {(meaning.product, meaning.lot) for meaning in meanings}
        typed = typed.filtered(lambda line: line._goods_key() not in known)
        return meanings + [line.product_id._scanned(line.lot_name, times, measure) for line in typed]

    @api.model
    def _find_transfer(self, codes):
        """Return the transfer that a code names, or that a parcel of this name belongs to."""
        Picking = self.env["stock.picking"]
        company = [("company_id", "in", self.env.companies.ids)]
        found = Picking.search([("name", "in", codes), *company], limit=1)
        if found:
            return found
        outgoing = [("picking_type_id.code", "in", SENDING_TYPES), ("state", "not in", ("done", "cancel"))]
        parcels = self.env["stock.package"].search([("name", "in", codes)])
        if not parcels:
            return Picking
        inside = [("move_line_ids.result_package_id", "child_of", parcels.ids)]
        return Picking.search([*inside, *outgoing, *company], limit=1, order="id desc")

    @api.model
    def _named(self, picking):
        """Return the name of a transfer, and of its order where it has one."""
        order = picking.sudo().sale_id  # warehouse people may have no right on orders
        if order:
            return self.env._("%(transfer)s of order %(order)s", transfer=picking.name, order=order.name)
        return picking.name

    @api.model
    def action_find(self, code):
        """Return the delivery whose check a scanned code opens: by the transfer's name, or a parcel's.

        :param str code: what was scanned or typed
        :return: ``{"ok": …, "message": …, "sound": …, "picking_id": …}``
        :rtype: dict
        """
        codes, _lot, _measure = self._read_code(code)
        picking = self._find_transfer(codes)
        if not picking:
            return self._said(False, self.env._("No transfer and no package is named “%s”.", codes[0]))
        if picking.picking_type_id.code not in SENDING_TYPES or not picking._is_delivery():
            return self._said(
                False, self.env._("%s does not go to a customer. Scan the delivery.", self._named(picking))
            )
        return {**self._said(True, self._named(picking)), "picking_id": picking.id}


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _scanned(self, lot, times, measure, packaging=None):
        """Return what a code of these goods stands for.

        :param str lot: of which lot
        :param float times: how many of it
        :param tuple measure: ``(quantity, unit)`` that stands in the code. A weight of goods that are counted says
            nothing about how many they are.
        :param packaging: the unit in which the goods are packed, if the code is that of a packaging
        """
        self.ensure_one()
        quantity, unit = measure
        counts = not unit or unit == self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
        if packaging:
            quantity, unit = quantity if counts else 1.0, packaging
        elif unit and not unit._has_common_reference(self.uom_id):
            quantity, unit = quantity if counts else 1.0, self.uom_id
        if unit:
            quantity = unit._compute_quantity(quantity, self.uom_id, round=False)
        return engine.Meaning(self.id, lot, quantity * times)
