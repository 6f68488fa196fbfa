"""What a scanned or typed code stands for."""

from odoo import api, models
from odoo.exceptions import UserError

from ...engine import checkpoint as engine


class FulfilmentCheck(models.Model):
    _inherit = "fulfilment.check"

    @api.model
    def _read_code(self, code):
        """Take a code apart with the company's nomenclature: ``(codes it may be, lot, quantity)``.

        :raise UserError: for an empty code
        """
        code = str(code or "").strip()
        if not code:
            raise UserError(self.env._("Scan or type a code."))
        nomenclature = self.env.company.sudo().nomenclature_id  # warehouse people do not see it
        try:
            parsed = nomenclature.parse_barcode(code) if nomenclature else None
        except (UserError, ValueError):  # it looks like GS1, and is not
            parsed = None
        if isinstance(parsed, list):
            return self._read_parts(code, parsed)
        codes = [code]
        if parsed:
            codes += [parsed[name] for name in ("code", "base_code") if isinstance(parsed.get(name), str)]
        return self._spellings(codes), "", 1.0

    def _read_parts(self, code, parts):
        """Return what the parts of a GS1 code say: goods, lot, quantity."""
        found = {}
        for part in parts:
            found.setdefault(part["type"], part["value"])
        goods = found.get("product") or found.get("package")
        codes = self._spellings([goods]) if goods else [code]
        quantity = found.get("quantity") or 1.0
        return codes, str(found.get("lot") or ""), float(quantity)

    def _spellings(self, codes):
        """Return codes as they may stand on the product: UPC, EAN and GTIN differ in leading zeros only."""
        spellings = []
        for code in codes:
            digits = code.lstrip("0") if code.isdigit() else ""
            spellings += [code]
            if digits and 7 <= len(digits) <= 14:
                spellings += [digits.zfill(size) for size in (8, 12, 13, 14) if size >= len(digits)]
        return list(dict.fromkeys(spellings))

    def _meanings(self, codes, lot, quantity):
        """Return the goods that a code may stand for, as :class:`engine.checkpoint.Meaning`.

        Products, packagings, lots; an internal reference counts for the goods of this transfer only.
        """
        here = self.line_ids.product_id
        Product = self.env["product.product"].with_context(skip_preprocess_gs1=True, active_test=False)
        packagings = self.env["product.uom"].search([("barcode", "in", codes)])
        products = Product.search([("barcode", "in", codes)])
        meanings = [engine.Meaning(product.id, lot, quantity) for product in products]
        for packaging in packagings:
            product = packaging.product_id
            units = packaging.uom_id._compute_quantity(quantity, product.uom_id, round=False)
            meanings.append(engine.Meaning(product.id, lot, units))
        if not lot or not meanings:
            meanings += self._lot_meanings([lot] if lot else codes, quantity)
        if not meanings:
            named = here.filtered(lambda product: product.default_code and product.default_code in codes)
            meanings = [engine.Meaning(product.id, lot, quantity) for product in named]
        return meanings

    def _lot_meanings(self, names, quantity):
        lots = self.env["stock.lot"].search([("name", "in", names), ("company_id", "in", [False, self.company_id.id])])
        # A lot of goods in this transfer first.
        lots = lots.sorted(lambda lot: lot.product_id not in self.line_ids.product_id)
        meanings = [engine.Meaning(lot.product_id.id, lot.name, quantity) for lot in lots]
        # One that is typed in the transfer and becomes a lot only when the goods leave
        typed = self.line_ids.filtered(lambda line: line.lot_name in names)
        known = {(meaning.product, meaning.lot) for meaning in meanings}
        keys = [line._goods_key() for line in typed if line._goods_key() not in known]
        return meanings + [engine.Meaning(product, lot, quantity) for product, lot in keys]

    @api.model
    def _find_transfer(self, codes):
        """Return the transfer that a code names, or that a parcel of this name belongs to."""
        Picking = self.env["stock.picking"]
        company = [("company_id", "in", self.env.companies.ids)]
        found = Picking.search([("name", "in", codes), *company], limit=1)
        if found:
            return found
        outgoing = [("picking_type_id.code", "=", "outgoing"), ("state", "not in", ("done", "cancel"))]
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
        codes, _lot, _quantity = self._read_code(code)
        picking = self._find_transfer(codes)
        if not picking:
            return self._said(False, self.env._("No transfer and no package is named “%s”.", codes[0]))
        if picking.picking_type_id.code != "outgoing":
            return self._said(
                False, self.env._("%s does not go to a customer. Scan the delivery.", self._named(picking))
            )
        return {**self._said(True, self._named(picking)), "picking_id": picking.id}
