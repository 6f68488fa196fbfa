"""Who picked, what changes after a check, and that exactly what was counted has left."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import checkpoint as engine
from .check import PASSED
from .const import SAME_GOODS

# A write of one of these may let other goods leave than were counted. (What is picked is looked at when they leave.)
GOODS = {"quantity", "lot_id", "lot_name", "product_id", "product_uom_id", "move_id", "picking_id"}


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    picked_by_id = fields.Many2one("res.users", readonly=True, copy=False, help="Who marked the goods as picked.")

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: who picks is kept; what is added to a checked delivery is checked."""
        for vals in vals_list:
            if vals.get("picked"):
                vals.setdefault("picked_by_id", self.env.uid)
        lines = super().create(vals_list)
        lines.picking_id._goods_have_changed()
        return lines

    def write(self, vals):
        """Extend: as for new ones."""
        if vals.get("picked") and not self.env.context.get("fulfilment_keeps_picker"):
            vals = {"picked_by_id": self.env.uid, **vals}
        changes = bool(GOODS & vals.keys())
        before = self.picking_id if changes else None
        result = super().write(vals)
        if changes:
            (before | self.picking_id)._goods_have_changed()
        return result

    def unlink(self):
        """Extend: what is taken out of a checked delivery is checked, too."""
        pickings = self.picking_id
        result = super().unlink()
        pickings._goods_have_changed()
        return result

    def _goods_key(self):
        """Return the goods as a check counts them: a lot counts by its name, also before Odoo has made it."""
        self.ensure_one()
        return self.product_id.id, self.lot_id.name or self.lot_name or ""

    def _goods_quantities(self):
        """Return ``{(product, lot name): quantity}`` in products' units."""
        quantities = defaultdict(float)
        for line in self:
            quantities[line._goods_key()] += line.quantity_product_uom
        return dict(quantities)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _goods_have_changed(self):
        """Have those checked again that were checked; no query for all others."""
        if self.env.context.get("fulfilment_same_goods") is SAME_GOODS:
            return
        checked = self.filtered(lambda picking: picking.check_state == PASSED and picking.state != "done")
        if checked:
            checks = checked.sudo()._current_checks()  # whoever changes them
            self.env["fulfilment.check"].sudo().union(*checks.values())._void_if_changed()

    def _pickers(self):
        """Return who has picked these goods, in this transfer or in an earlier step of the warehouse.

        If nobody has marked them as picked: who is responsible for the transfers, or for their batch.
        """
        moves, steps = self.move_ids, self.move_ids
        while moves:
            moves = moves.move_orig_ids - steps
            steps |= moves
        steps = steps.filtered(lambda move: move.location_id.usage in ("internal", "transit"))
        pickers = steps.move_line_ids.picked_by_id
        if pickers:
            return pickers
        pickings = steps.picking_id
        return pickings.batch_id.user_id | pickings.user_id if "batch_id" in self._fields else pickings.user_id


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        """Extend: a delivery that becomes ready waits for its check."""
        result = super()._action_assign(force_qty=force_qty)
        if self.env["fulfilment.checkpoint"]._companies():
            self.exists().picking_id._refresh_checks()
        return result

    def _action_done(self, cancel_backorder=False):
        """Extend: afterwards, exactly what was counted has left, however it was validated.

        The gate before this looks at what a transfer would send; this at what was sent: a program may do a part
        of the moves, and other modules may change quantities on the way.
        """
        pickings = self.picking_id._may_need_check()
        asked = self.filtered(lambda move: move.state not in ("done", "cancel"))
        done = super()._action_done(cancel_backorder=cancel_backorder)
        if pickings:
            (asked.exists() | done).filtered(lambda move: move.state == "done")._check_was_counted(pickings)
        return done

    def _check_was_counted(self, pickings):
        """Refuse, and so take back, what was not counted.

        :raise UserError: naming the transfers
        """
        sent = self.grouped("picking_id")
        self.move_line_ids.lot_id.mapped("name")  # of all at once
        checks = self.env["fulfilment.check"].sudo()  # of transfers, whoever validates
        domain = [("picking_id", "in", pickings.ids), ("state", "=", PASSED), ("left_at", "!=", False)]
        for check in checks.search(domain, order="id desc").grouped("picking_id").values():
            lines = sent.get(check.picking_id, self.browse()).move_line_ids
            if lines and not check[0]._covers(lines.filtered("quantity")._goods_quantities()):
                raise UserError(
                    self.env._(
                        "%(transfer)s: other goods would leave than were counted. Nothing has left; check it again.",
                        transfer=check.picking_id.name,
                    )
                )


class FulfilmentCheck(models.Model):
    _inherit = "fulfilment.check"

    def _covers(self, goods):
        """Return whether these goods are exactly what was counted."""
        self.ensure_one()
        return engine.same_goods(self._counted(), goods)
