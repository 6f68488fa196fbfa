"""What the scan screen shows, and which transfer comes next."""

from odoo import api, models

from .check_answer import VALUES
from .const import CHECK_OPEN


class FulfilmentCheck(models.Model):
    _inherit = "fulfilment.check"

    @api.model
    def _said(self, ok, message):
        """Return an answer for the one who scans: said, coloured and heard the same way everywhere."""
        return {"ok": ok, "message": message, "sound": "good" if ok else "bad", "line": False}

    def _result(self, ok, message, line=None):
        return {**self._said(ok, message), "line": bool(line) and line.id, "check": self._shown()}

    @api.model
    def open_transfer(self, picking_id, tokens=()):
        """Return what the screen shows of a transfer: its check, which is made if it needs one.

        :param int picking_id: the transfer
        :param list tokens: of scans whose answer was lost; ``known`` says which of them have counted all the same
        :rtype: dict
        :raise UserError: if no checkpoint applies to it
        """
        check = self.env["stock.picking"].browse(picking_id)._open_check()
        lost = {str(token) for token in tokens} if isinstance(tokens, list) else set()
        known = check.scan_ids.filtered(lambda scan: scan.token in lost) if lost else check.scan_ids.browse()
        return {**check._shown(), "known": known.mapped("token")}

    def check_again(self):
        """Start a new check after a failed one; return what the screen shows.

        :rtype: dict
        """
        check = self.action_check_again()
        return self.open_transfer(check.picking_id.id)

    def _shown(self):
        """Return the check in plain values."""
        self.ensure_one()
        self.check_access("read")
        why_not = self._why_not_checker()
        check = self.sudo()  # orders, users: names only
        picking = check.picking_id
        states = dict(check._fields["state"]._description_selection(self.env))
        return {
            "id": check.id,
            "state": check.state,
            "state_name": states[check.state],
            "picking": {"id": picking.id, "name": picking.name},
            "order": picking.sale_id.name or "",
            "customer": picking.partner_id.display_name or "",
            "address": (picking.partner_id.contact_address or "").strip().replace("\n\n", "\n"),
            "carrier": picking.carrier_id.name or "",
            "checkpoints": check.checkpoint_ids.mapped("name"),
            "lines": [line._shown() for line in check.line_ids],
            "answers": [answer._shown() for answer in check.answer_ids],
            "can_undo": any(not scan.undone for scan in check.scan_ids),
            "checker": check.checker_id.name or "",
            "note": " · ".join(text for text in (check.reason_id.name, check.note) if text),
            "why_not": why_not,
            "reasons": self._reasons_shown(),
        }

    def _reasons_shown(self):
        reasons = self.env["sale.order.reason"].search([("kind", "=", "check")])
        return [{"id": reason.id, "name": reason.name} for reason in reasons]

    def _next_transfer(self):
        """Return the next transfer that waits for its check, where these were, or False."""
        domain = [
            ("picking_type_id", "in", self.picking_id.picking_type_id.ids),
            ("check_state", "=", CHECK_OPEN),
            ("state", "=", "assigned"),
            ("id", "not in", self.picking_id.ids),
        ]
        Picking = self.env["stock.picking"]
        ready = [*domain, ("fulfilment_state", "=", "checking")]
        order = "priority desc, ship_by, id"
        found = Picking.search(ready, limit=1, order=order) or Picking.search(domain, limit=1, order=order)
        return bool(found) and {"id": found.id, "name": found.name}


class FulfilmentCheckLine(models.Model):
    _inherit = "fulfilment.check.line"

    def _shown(self):
        self.ensure_one()
        product = self.product_id
        return {
            "id": self.id,
            "product_id": product.id,
            "name": product.display_name,
            "barcode": product.barcode or "",
            "lot": self.lot_name or "",
            "expected": self.expected,
            "counted": self.counted,
            "unit": self.uom_id.name,
            "state": self.state,
            "reason": self.reason_id.name or "",
        }


class FulfilmentCheckAnswer(models.Model):
    _inherit = "fulfilment.check.answer"

    def _shown(self):
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "required": self.required,
            "value": self.value or "",
            "values": [key for key, _name in VALUES],
            "has_photo": self.has_photo,
            "note": self.note or "",
        }
