"""What was counted, line by line, and every count that led to it."""

from odoo import api, fields, models

from ...engine import checkpoint as engine


class FulfilmentCheckLine(models.Model):
    _name = "fulfilment.check.line"
    _description = "Checked Goods"
    _order = "id"
    _rec_name = "product_id"

    check_id = fields.Many2one("fulfilment.check", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="check_id.company_id", store=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True, ondelete="restrict", index=True)
    lot_name = fields.Char("Lot / Serial Number", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    expected = fields.Float(digits="Product Unit", readonly=True, help="In the product's unit.")
    counted = fields.Float(digits="Product Unit", readonly=True, help="In the product's unit.")
    reason_id = fields.Many2one(
        "sale.order.reason", "Failed Because", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    state = fields.Selection(
        [("short", "To Count"), ("exact", "Complete"), ("over", "Too Many"), ("failed", "Failed")],
        compute="_compute_state",
    )

    _goods_once = models.UniqueIndex(
        "(check_id, product_id, COALESCE(lot_name, ''))", "The same goods stand once on a check."
    )
    _counted_not_negative = models.Constraint("CHECK (counted >= 0)", "Nobody counts less than nothing.")

    @api.depends("expected", "counted", "reason_id", "product_id")
    def _compute_state(self):
        for line in self:
            compared = line.product_id.uom_id.compare(line.counted, line.expected) if line.product_id else 0
            line.state = "failed" if line.reason_id else {-1: "short", 0: "exact", 1: "over"}[compared]

    def _goods_key(self):
        self.ensure_one()
        return self.product_id.id, self.lot_name or ""

    def _goods_name(self):
        """Return the goods in words, with their lot."""
        self.ensure_one()
        name = self.product_id.display_name
        return self.env._("%(goods)s, lot %(lot)s", goods=name, lot=self.lot_name) if self.lot_name else name

    def _gap_text(self, code):
        """Return a sentence that says what is wrong with the count."""
        values = {"goods": self._goods_name(), "counted": f"{self.counted:g}", "expected": f"{self.expected:g}"}
        if code == engine.EXPIRED:
            return self.env._("%(goods)s: has expired.", **values)
        if code == engine.OVER:
            return self.env._("%(goods)s: %(counted)s counted, only %(expected)s belong in.", **values)
        return self.env._("%(goods)s: %(counted)s of %(expected)s counted.", **values)

    def _move_lines(self):
        """Return the lines of the transfer whose goods these are."""
        keys = {line._goods_key() for line in self}
        lines = self.check_id.picking_id.move_line_ids
        return lines.filtered(lambda line: line.state not in ("done", "cancel") and line._goods_key() in keys)


class FulfilmentCheckScan(models.Model):
    _name = "fulfilment.check.scan"
    _description = "Scan of a Check"
    _order = "id desc"
    _rec_name = "line_id"

    check_id = fields.Many2one("fulfilment.check", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="check_id.company_id", store=True)
    line_id = fields.Many2one("fulfilment.check.line", readonly=True, ondelete="cascade", index=True)
    code = fields.Char(readonly=True, help="What was scanned. Empty: counted by hand.")
    quantity = fields.Float(digits="Product Unit", readonly=True, help="What was added, in the product's unit.")
    user_id = fields.Many2one("res.users", "By", readonly=True, default=lambda self: self.env.uid)
    undone = fields.Boolean(readonly=True)
    token = fields.Char(readonly=True, help="What the device calls this scan.")

    _counted_once = models.UniqueIndex("(check_id, token) WHERE token IS NOT NULL", "This scan is counted already.")
