"""Counting: by scanner, by hand, and back."""

import math

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_round

from ...engine import checkpoint as engine

ABSURD = 1e9  # more of one line than anybody sends


class FulfilmentCheck(models.Model):
    _inherit = "fulfilment.check"

    def action_scan(self, code, quantity=1, token=None):
        """Count what was scanned, or say why not; a refusal changes nothing.

        :param str code: barcode of a product, a packaging or a lot, GS1 or plain; or typed by hand
        :param float quantity: how many of what the code stands for
        :param str token: of this scan, so that it counts once although it is sent again after a lost answer
        :return: ``ok``, ``message``, ``sound`` (good or bad), ``line`` (id or False) and the ``check`` as shown
        :rtype: dict
        :raise AccessError: for users who may not check this transfer
        :raise UserError: if the check is finished, or for a quantity that is none
        """
        self.ensure_one()
        quantity = self._read_quantity(quantity)
        if not quantity:
            raise UserError(self.env._("A scan counts for more than nothing."))
        check = self._begin()
        token = str(token)[:64] if token else None
        known = check.scan_ids.filtered(lambda scan: token and scan.token == token)
        if known:
            return self._result(True, known.line_id._count_text(), known.line_id)
        codes, lot, measure = self._read_code(code)
        verdict = engine.judge(check._meanings(codes, lot, quantity, measure), check._engine_lines()[check])
        line = check.line_ids.browse(verdict.line.key if verdict.line else False)
        if verdict.code == engine.COUNTED:
            check._add(line, verdict.meaning.quantity, codes[0], token)
            return self._result(True, line._count_text(), line)
        if verdict.code in (engine.UNKNOWN, engine.NOT_HERE):
            picking = check._find_transfer(codes)
            if picking:
                return self._transfer_scanned(check, picking)
        return self._result(False, check._refusal_text(verdict, line, codes[0]), line)

    def _transfer_scanned(self, check, picking):
        if picking == check.picking_id:
            return self._result(True, self.env._("This is %s. Now scan what is in it.", picking.name))
        return self._result(False, self.env._("This belongs to %s.", self._named(picking)))

    def action_count(self, line, quantity, add=False):
        """Set what is counted of a line, or add to it: a number typed, plus and minus.

        :param line: ``fulfilment.check.line`` of this check, or its id
        :param float quantity: in the product's unit
        :param bool add: whether to add the quantity (which may be negative) to what is counted
        :return: as :meth:`action_scan`
        :rtype: dict
        :raise UserError: for a line of another check, or a quantity that is none
        """
        self.ensure_one()
        quantity = self._read_quantity(quantity, negative=add)
        check = self._begin()
        line = check._own_line(line)
        more = quantity if add else quantity - line.counted
        expired = (line.product_id.id, line.lot_name) in check._expired_lots()
        refused = None
        if line.counted + more < 0:
            return self._result(False, self.env._("Nothing of %s is counted.", line._goods_name()), line)
        if more > 0 and line._as_engine_line().difference(more) > 0:
            refused = engine.TOO_MANY
        elif more > 0 and expired:
            refused = engine.EXPIRED
        if refused:
            return self._result(False, check._refusal_text(engine.Verdict(refused), line, ""), line)
        check._add(line, more)
        return self._result(True, line._count_text(), line)

    def action_undo(self):
        """Take the last count back that is not taken back yet.

        :return: as :meth:`action_scan`
        :rtype: dict
        """
        self.ensure_one()
        check = self._begin()
        scan = check.scan_ids.filtered(lambda scan: not scan.undone and scan.line_id).sorted("id")[-1:]
        if not scan:
            return self._result(False, self.env._("There is nothing to take back."))
        line = scan.line_id
        line.counted = max(0.0, line.counted - scan.quantity)
        scan.undone = True
        return self._result(True, self.env._("Taken back. %s", line._count_text()), line)

    def _add(self, line, quantity, code=False, token=None):
        """Count so much of a line, and keep how it came to that."""
        if line.product_id.uom_id.is_zero(quantity):
            return  # typed what stood there
        line.counted = line.product_id.uom_id.round(line.counted + quantity)
        self.env["fulfilment.check.scan"].create(
            {
                "check_id": self.id,
                "line_id": line.id,
                "quantity": quantity,
                "code": code,
                "token": token,
                "user_id": self.env.uid,
            }
        )

    def _own_line(self, line):
        """Return a line of this check.

        :param line: ``fulfilment.check.line``, or its id, as it comes from a program or the screen
        :raise UserError: if it is none of them
        """
        key = str(getattr(line, "id", line))
        found = self.line_ids.filtered(lambda line: str(line.id) == key)
        if not found:
            raise UserError(self.env._("This line does not belong to the check of %s.", self.picking_id.name))
        return found

    @api.model
    def _read_quantity(self, quantity, negative=False):
        """Return a quantity as a number.

        :raise UserError: if it is none, less than nothing where that makes no sense, smaller than what anybody counts,
            or so large that it must be a barcode
        """
        try:
            number = float(quantity)
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number) or (number < 0 and not negative):
            raise UserError(self.env._("This is not a quantity: %s.", quantity))
        if abs(number) >= ABSURD:
            raise UserError(self.env._("This is not a quantity: %s. Was it a barcode?", quantity))
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        if float_compare(number, float_round(number, precision_digits=digits), precision_digits=digits + 3):
            raise UserError(
                self.env._("Nobody counts %(quantity)s: at most %(digits)s decimals.", quantity=quantity, digits=digits)
            )
        return number

    def _kits(self):
        """Return what was ordered and is sent in parts."""
        moves = self.sudo().picking_id.move_ids  # warehouse people may have no right on orders
        return moves.sale_line_id.product_id - moves.product_id

    def _refusal_text(self, verdict, line, code):
        """Return why a scan does not count."""
        # Warehouse people see every product; the check is read as for them.
        product = self.env["product.product"].browse(verdict.meaning.product if verdict.meaning else False)
        lot = verdict.meaning.lot if verdict.meaning else line.lot_name
        names = {"goods": (product or line.product_id).display_name, "lot": lot, "code": code}
        planned = line.check_id.line_ids.filtered(lambda other: other.product_id == line.product_id)
        lots = ", ".join(name for name in planned.mapped("lot_name") if name) or self.env._("none")
        texts = {
            engine.UNKNOWN: lambda: self.env._("“%(code)s” is unknown.", **names),
            engine.NOT_HERE: lambda: (
                self.env._("%(goods)s comes in parts: scan each of them.", **names)
                if product in self._kits()
                else self.env._("Lot %(lot)s is of %(goods)s, which is not in this transfer.", **names)
                if lot
                else self.env._("%(goods)s is not in this transfer.", **names)
            ),
            engine.WRONG_LOT: lambda: self.env._(
                "Lot %(lot)s of %(goods)s is not the one to send. Planned: %(lots)s.", lots=lots, **names
            ),
            engine.LOT_NEEDED: lambda: self.env._(
                "%(goods)s is kept by lot: scan its lot or serial number. Planned: %(lots)s.", lots=lots, **names
            ),
            engine.EXPIRED: lambda: self.env._("Lot %(lot)s of %(goods)s has expired.", **names),
            engine.TOO_MANY: line._too_many_text,
        }
        return texts[verdict.code]()


class FulfilmentCheckLine(models.Model):
    _inherit = "fulfilment.check.line"

    def _as_engine_line(self, expired=frozenset()):
        """Return the line as the engine wants it.

        :param expired: ``{(product, lot name)}`` of what nobody may sell any more
        """
        self.ensure_one()
        return engine.Line(
            key=self.id,
            product=self.product_id.id,
            lot=self.lot_name or "",
            expected=self.expected,
            counted=self.counted,
            expired=(self.product_id.id, self.lot_name) in expired,
            step=self.product_id.uom_id.rounding,
        )

    def _too_many_text(self):
        self.ensure_one()
        values = {"goods": self.product_id.display_name, "lot": self.lot_name}
        if self.counted and self.lot_name and self.product_id.tracking == "serial":
            return self.env._("Serial number %(lot)s of %(goods)s is scanned already.", **values)
        return self.env._(
            "Too many: %(counted)s of %(expected)s %(goods)s are counted already.",
            **values,
            counted=f"{self.counted:g}",
            expected=f"{self.expected:g}",
        )

    def _count_text(self):
        self.ensure_one()
        return self.env._(
            "%(goods)s: %(counted)s of %(expected)s",
            goods=self._goods_name(),
            counted=f"{self.counted:g}",
            expected=f"{self.expected:g}",
        )
