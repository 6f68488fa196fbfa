"""Who picked, and what changes after a check."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .check import PASSED
from .const import KEEPS_PICKER, SAME_GOODS

# A write of one of these may let other goods leave than were counted. (What is picked is looked at when they leave.)
GOODS = {"quantity", "lot_id", "lot_name", "product_id", "product_uom_id", "move_id", "picking_id"}


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    picked_by_id = fields.Many2one("res.users", readonly=True, copy=False, help="Who marked the goods as picked.")

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: who picks is kept; what is added to a checked delivery is checked.

        :raise AccessError: for a picker who is said by hand, e.g. over RPC
        """
        if "default_picked_by_id" in self.env.context:
            self = self.with_context(default_picked_by_id=False)
        for vals in vals_list:
            self._check_says_no_picker(vals)
            if vals.get("picked") and self._is_picking():
                vals.setdefault("picked_by_id", self.env.uid)
        lines = super().create(vals_list)
        if self._is_picking():  # Odoo itself marks what is added to a move that is picked.
            lines.filtered(lambda line: line.picked and not line.picked_by_id)._note_picker()
        lines.picking_id._goods_have_changed()
        return lines

    def write(self, vals):
        """Extend: as for new ones. Who marks what is marked already, has not picked it.

        :raise AccessError: for a picker who is said by hand, e.g. over RPC
        """
        self._check_says_no_picker(vals)
        picks = vals.get("picked") and self._is_picking()
        fresh = self.filtered(lambda line: not (line.picked and line.picked_by_id)) if picks else self.browse()
        if fresh and fresh == self:
            vals = {"picked_by_id": self.env.uid, **vals}
        changes = bool(GOODS & vals.keys())
        before = self.picking_id if changes else None
        result = super().write(vals)
        if fresh != self:
            fresh._note_picker()
        if changes:
            (before | self.picking_id)._goods_have_changed()
        return result

    def _note_picker(self):
        """Note who has picked; the goods stay the same, so no check is void."""
        if self:
            self.with_context(fulfilment_same_goods=SAME_GOODS).write({"picked_by_id": self.env.uid})

    @api.model
    def _is_picking(self):
        """Whether who marks goods as picked now, has picked them."""
        return self.env.context.get("fulfilment_keeps_picker") is not KEEPS_PICKER

    @api.model
    def _check_says_no_picker(self, vals):
        """Refuse to be told who has picked: whoever may say so may check what he has picked himself."""
        is_ours = self.env.su or self.env.context.get("fulfilment_same_goods") is SAME_GOODS
        if "picked_by_id" in vals and not is_ours:
            raise AccessError(self.env._("Only marking goods as picked says who has picked them."))

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
        """Have those checked again that were checked; no query for all others.

        What has left is not checked again: Odoo lets people correct what was sent, and the transfer says so.
        """
        if self.env.context.get("fulfilment_same_goods") is SAME_GOODS:
            return
        passed = self.filtered(lambda picking: picking.check_state == PASSED)
        left = passed.filtered(lambda picking: picking.state == "done")
        if left:
            text = self.env._("Changed after it was checked and had left: this is not what was counted.")
            left._message_log_batch(dict.fromkeys(left.ids, text))
        checked = passed - left
        if checked:
            checks = checked.sudo()._current_checks()  # whoever changes them
            self.env["fulfilment.check"].sudo().union(*checks.values())._void_if_changed()

    def _earlier_steps(self):
        """Return the moves of these transfers, and all those that have brought their goods."""
        moves, steps = self.move_ids, self.move_ids
        while moves:
            moves = moves.move_orig_ids - steps
            steps |= moves
        return steps

    def _read_pickers(self):
        """Read what :meth:`_pickers` needs for all transfers at once."""
        steps = self._earlier_steps()
        steps.mapped("location_id.usage")
        steps.move_line_ids.mapped("picked_by_id")
        steps.picking_id.mapped("user_id")

    def _pickers(self):
        """Return who has picked these goods, in this transfer or in an earlier step of the warehouse.

        If nobody has marked them as picked: who is responsible for the transfers, or for their batch.
        """
        steps = self._earlier_steps()
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
