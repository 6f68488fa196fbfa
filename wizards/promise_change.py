"""Dialog that promises lines of a confirmed order for another date."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SaleOrderPromiseChange(models.TransientModel):
    _name = "sale.order.promise.change"
    _description = "Change Promise"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    date = fields.Datetime("New Promise", help="For all lines. Empty: each line says its own.")
    reason = fields.Char(help="Kept with the promise, and shown to everyone who works on the order.")
    line_ids = fields.One2many(
        "sale.order.promise.change.line", "change_id", compute="_compute_line_ids", store=True, readonly=False
    )
    warning = fields.Text(compute="_compute_warning")

    @api.depends("order_id")
    def _compute_line_ids(self):
        for change in self:
            lines = change.order_id.order_line._lines_to_promise()
            possible = lines._possible_dates()
            change.line_ids = [
                Command.create(
                    {
                        "line_id": line.id,
                        "possible_date": possible[line][0] if line in possible and possible[line][1] else False,
                    }
                )
                for line in lines
            ]

    @api.depends("date", "line_ids.date", "line_ids.possible_date")
    def _compute_warning(self):
        for change in self:
            texts = []
            for line in change.line_ids:
                moment = line.date or change.date
                if moment and line._is_too_early(moment):
                    texts.append(line._warning())
            change.warning = "\n".join(texts) or False

    def action_change(self):
        """Promise what the dialog says.

        :raise UserError: see ``sale.order.action_change_promise``
        """
        self.ensure_one()
        dates = {line.line_id: line.date or self.date for line in self.line_ids if line.date or self.date}
        if not dates:
            raise UserError(self.env._("Say for which day it is promised."))
        self.order_id.action_change_promise(dates, self.reason)
        return {"type": "ir.actions.act_window_close"}


class SaleOrderPromiseChangeLine(models.TransientModel):
    _name = "sale.order.promise.change.line"
    _description = "Change Promise of a Line"

    change_id = fields.Many2one("sale.order.promise.change", required=True, ondelete="cascade")
    line_id = fields.Many2one("sale.order.line", required=True, readonly=True, ondelete="cascade")
    product_id = fields.Many2one(related="line_id.product_id")
    product_uom_qty = fields.Float(related="line_id.product_uom_qty")
    promise_date = fields.Datetime(related="line_id.promise_date")
    possible_date = fields.Datetime(
        "Possible On", readonly=True, help="By the supply that is known today. Empty: nothing is coming."
    )
    date = fields.Datetime("New Promise")

    def _is_too_early(self, moment):
        """Whether supply does not support a promise."""
        day = self.line_id.order_id._promise_day
        return not self.possible_date or day(moment) < day(self.possible_date)

    def _warning(self):
        product = self.product_id.sudo().display_name
        if not self.possible_date:
            return self.env._("%(product)s: nothing is coming that would support this.", product=product)
        day = self.line_id.order_id._day_text(self.possible_date)
        return self.env._("%(product)s can be there on %(day)s, not before.", product=product, day=day)
