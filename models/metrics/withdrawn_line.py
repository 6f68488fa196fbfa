"""What was cancelled of orders that go on: noted when it happens, because nobody can find out later when it was."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..append_only import guard

# Quantities in the product's own unit, as of what was confirmed
NOTE = """
    INSERT INTO sale_order_withdrawn_line (order_id, line_id, company_id, quantity, happened_at)
    SELECT line.order_id, line.id, line.company_id,
           part.quantity * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1), %(moment)s
      FROM unnest(%(lines)s, %(quantities)s::float8[]) AS part (line_id, quantity)
      JOIN sale_order_line line ON line.id = part.line_id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
      LEFT JOIN uom_uom base ON base.id = template.uom_id
"""


class SaleOrderWithdrawnLine(models.Model):
    """A part of a confirmed order line that was cancelled, or (negative) ordered again.

    What we declined to send is none: it is known by its transfers. A database trigger refuses every change, for all
    users; only links to what was deleted may be emptied.
    """

    _name = "sale.order.withdrawn.line"
    _description = "Cancelled Part of a Confirmed Order Line"
    _order = "happened_at desc, id desc"
    _log_access = False
    _rec_name = "line_id"
    _allow_sudo_commands = False

    order_id = fields.Many2one("sale.order", readonly=True, index=True, ondelete="set null")
    line_id = fields.Many2one("sale.order.line", readonly=True, index=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="restrict")
    quantity = fields.Float(readonly=True, digits=0, help="In the product's own unit")
    happened_at = fields.Datetime("Cancelled On", readonly=True, required=True)

    def init(self):
        """Let the database itself refuse what the ORM refuses."""
        guard(self.env.cr, self._table, "What was cancelled cannot be changed.", ["order_id", "line_id"])

    def write(self, vals):
        """Refuse: nobody changes what was cancelled.

        :raise UserError: always, unless there is nothing to write
        """
        if self and vals:
            raise UserError(self.env._("What was cancelled cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was cancelled cannot be deleted."))

    @api.model
    def _note_withdrawn(self, parts):
        """Note what was cancelled of lines, with one statement for any number of them.

        :param dict parts: ``{sale.order.line: quantity in its unit}``; lines without a change are left out
        """
        parts = {line: part for line, part in parts.items() if line.product_uom_id.compare(part, 0.0)}
        if not parts:
            return
        self.env["sale.order.line"].flush_model(["order_id", "company_id", "product_id", "product_uom_id"])
        self.env.cr.execute(
            SQL(
                NOTE,
                lines=[line.id for line in parts],
                quantities=list(parts.values()),
                moment=self.env["sale.order.event"]._default_happened_at(),
            )
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    substitute_for_id = fields.Many2one(
        "sale.order.line", "Sent Instead of", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )

    def write(self, vals):
        """Extend: less of a confirmed line is a part that was cancelled."""
        changing = self if "product_uom_qty" in vals else self.browse()
        confirmed = changing.filtered(lambda line: line.state == "sale" and line.product_id)
        before = {line: (line.product_uom_qty, line.product_uom_id) for line in confirmed}
        result = super().write(vals)
        if before:
            parts = {
                line: unit._compute_quantity(quantity, line.product_uom_id, round=False) - line.product_uom_qty
                for line, (quantity, unit) in before.items()
            }
            self.env["sale.order.withdrawn.line"]._note_withdrawn(parts)
        return result

    def _add_substitute(self, product, quantity):
        """Extend: figures know what was sent instead of what was ordered."""
        line = super()._add_substitute(product, quantity)
        # Who decides this was asked before; it changes nothing of the order. Not by write: the order is checked.
        line.flush_recordset()
        self.env.cr.execute(SQL("UPDATE sale_order_line SET substitute_for_id = %s WHERE id = %s", self.id, line.id))
        line.invalidate_recordset(["substitute_for_id"], flush=False)
        return line

    def _declined_so_far(self):
        """Return ``{line: quantity}`` of what will not be sent of lines of goods."""
        # Who cancels may have no right on transfers.
        return {line: line.sudo().qty_short_closed for line in self if line.product_uom_id}

    def _note_declined_since(self, before):
        """Note what was given up since then as cancelled.

        :param dict before: as :meth:`_declined_so_far` has returned it
        """
        now = self._declined_so_far()
        parts = {line: now[line] - quantity for line, quantity in before.items() if line in now}
        self.env["sale.order.withdrawn.line"]._note_withdrawn(parts)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_cancel_open(self, reason, note=False):
        """Extend: what was open, and is cancelled herewith, was not due any more."""
        lines = self.order_line
        before = lines._declined_so_far()
        result = super().action_cancel_open(reason, note)
        lines._note_declined_since(before)
        return result


class SaleBackorderNotice(models.Model):
    _inherit = "sale.backorder.notice"

    def _cancel_rest(self):
        """Extend: what the customer would not wait for was not due any more."""
        lines = self._open_lines()
        before = lines._declined_so_far()
        result = super()._cancel_rest()
        lines.filtered(lambda line: line.state == "sale")._note_declined_since(before)
        return result
