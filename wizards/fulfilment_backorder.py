"""Odoo's question about a backorder, answered line by line for what is on its way to a customer."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import backorders as engine
from ..models.fulfilment.backorder_policy import ORDER_DESK

DECISIONS = [
    (engine.BACKORDER, "Send Later"),
    (engine.CLOSE, "Nothing More Comes"),
    (engine.SUBSTITUTE, "Send Something Else"),
]


class StockBackorderConfirmation(models.TransientModel):
    _inherit = "stock.backorder.confirmation"

    short_line_ids = fields.One2many("stock.backorder.confirmation.short", "confirmation_id", "Short")

    @api.model
    def default_get(self, fields):
        """Extend: what of orders does not leave now."""
        values = super().default_get(fields)
        if "short_line_ids" in fields and values.get("pick_ids"):
            pickings = self.env["stock.picking"].browse(values["pick_ids"][0][2])
            moves = pickings.filtered(lambda picking: picking._serves_customer()).move_ids
            values["short_line_ids"] = [
                Command.create(line) for line in self.env["stock.backorder.confirmation.short"]._prepare_lines(moves)
            ]
        return values

    def process(self):
        """Extend: what does not leave is sent later, closed or replaced, as each line says."""
        kept = self._kept_short_lines()
        (self.short_line_ids - kept)._check_decisions(closing=True)
        kept._check_decisions()
        self.short_line_ids._note_reasons()
        kept._promise_later()
        kept._close()
        result = super().process()
        kept._replace()
        return result

    def process_cancel_backorder(self):
        """Extend: why less leaves is noted, too."""
        self.short_line_ids._check_decisions(closing=True)
        self.short_line_ids._note_reasons()
        return super().process_cancel_backorder()

    def _kept_short_lines(self):
        """Return the lines of transfers of which Odoo makes a backorder."""
        declined = self.backorder_confirmation_line_ids.filtered(lambda line: not line.to_backorder).picking_id
        return self.short_line_ids.filtered(lambda line: line.picking_id not in declined)


class StockBackorderConfirmationShort(models.TransientModel):
    _name = "stock.backorder.confirmation.short"
    _description = "Backorder Confirmation: What Is Short"

    confirmation_id = fields.Many2one("stock.backorder.confirmation", required=True, ondelete="cascade")
    move_id = fields.Many2one("stock.move", required=True, readonly=True, ondelete="cascade")
    picking_id = fields.Many2one(related="move_id.picking_id")
    product_id = fields.Many2one(related="move_id.product_id")
    uom_id = fields.Many2one(related="move_id.product_uom", string="Unit")
    ordered = fields.Float("Demand", digits="Product Unit", readonly=True)
    going = fields.Float("Going Now", digits="Product Unit", readonly=True)
    short = fields.Float(digits="Product Unit", readonly=True)
    there = fields.Float(
        "There by the Books", digits="Product Unit", readonly=True, help="What could be picked of it, by the books."
    )
    reason_required = fields.Boolean(compute="_compute_reason_required")
    reason_id = fields.Many2one("sale.order.reason", "Because", domain=[("kind", "=", "short_pick")])
    decision = fields.Selection(DECISIONS, "What Happens", required=True, default=engine.BACKORDER)
    promise_date = fields.Datetime("Promised For", readonly=True)
    new_date = fields.Datetime("New Promise", help="Empty: the promise stays as it is.")
    substitute_id = fields.Many2one(
        "product.product",
        "Instead",
        compute="_compute_substitute_id",
        store=True,
        readonly=False,
        domain=[("sale_ok", "=", True), ("is_storable", "=", True)],
    )

    @api.depends("there")
    def _compute_reason_required(self):
        for line in self:
            company = line.move_id.company_id.sudo()
            line.reason_required = company.short_pick_reasons and line.there > 0

    @api.depends("decision")
    def _compute_substitute_id(self):
        replaced = self.filtered(lambda line: line.decision == engine.SUBSTITUTE and not line.substitute_id)
        # Warehouse people may have no right on orders.
        offered = replaced._sale_lines()._substitutes()
        for line in replaced:
            line.substitute_id = offered.get(line.move_id.sudo().sale_line_id, line.product_id.browse())[:1]

    def _sale_lines(self):
        """Return the order lines that are short; as superuser, for the warehouse may have no right on orders."""
        return self.move_id.sudo().sale_line_id

    @api.model
    def _prepare_lines(self, moves):
        """Return values of a line for each of the moves that leaves short, with a fixed number of queries.

        :param stock.move moves: of transfers that are being validated
        """
        going = {
            move: move._leaving_quantity()
            for move in moves
            if move.state not in ("done", "cancel") and move.sudo().sale_line_id and move._leads_to_customer()
        }
        short = moves.filtered(
            lambda move: move in going and move.product_uom.compare(move.product_uom_qty, going[move]) > 0
        )
        free = short._free_by_the_books()
        lines = short.sudo().sale_line_id
        possible = lines._lines_to_promise()._possible_dates()
        values = []
        for move in short:
            line = move.sudo().sale_line_id
            rest = move.product_uom_qty - going[move]
            # What is reserved and not picked is there, too.
            there = move.product_id.uom_id._compute_quantity(free[move], move.product_uom) + move.quantity - going[move]
            values.append(
                {
                    "move_id": move.id,
                    "ordered": move.product_uom_qty,
                    "going": going[move],
                    "short": rest,
                    "there": max(0.0, min(rest, there)),
                    "promise_date": line.promise_date,
                    "new_date": self._later_date(line, possible.get(line)),
                }
            )
        return values

    @api.model
    def _later_date(self, line, possible):
        """Return for when a line has to be promised now; False if its promise can stay, or nobody knows."""
        moment, known = possible or (False, False)
        day = line.order_id._promise_day
        return moment if known and line.promise_date and day(moment) > day(line.promise_date) else False

    # === What is decided === #

    def _check_decisions(self, closing=False):
        """Refuse what is incomplete, or not for the warehouse to decide.

        :param bool closing: whether all that is short is closed, whatever the lines say
        :raise UserError: naming the product
        """
        for line in self:
            product = line.product_id.display_name
            if line.reason_required and not line.reason_id:
                raise UserError(self.env._("Say why %(product)s is short: it is there by the books.", product=product))
            line.reason_id and line.reason_id._check_kind("short_pick")
            sale_line = line._sale_lines()
            decision = engine.CLOSE if closing else line.decision
            if decision == engine.SUBSTITUTE:
                line._check_no_kit(sale_line)
                sale_line._check_substitute(line.substitute_id.sudo())
            if decision != engine.BACKORDER:
                line._check_may_close(sale_line.order_id)

    def _check_no_kit(self, sale_line):
        if self.product_id != sale_line.product_id:
            raise UserError(
                self.env._(
                    "%(product)s is a part of %(kit)s, and is not replaced alone.",
                    product=self.product_id.display_name,
                    kit=sale_line.product_id.display_name,
                )
            )

    def _check_may_close(self, order):
        complete = order._shipment_policy()[0] == engine.COMPLETE
        if complete and not self.env.user.has_group(ORDER_DESK):
            raise UserError(
                self.env._(
                    "%(customer)s wants %(order)s complete: only the order desk may close what is missing.",
                    customer=order.partner_id.display_name,
                    order=order.name,
                )
            )

    def _note_reasons(self):
        """Keep why less was picked, at the move and in the order's log."""
        events = self.env["sale.order.event"]
        for reason, lines in self.filtered("reason_id").grouped("reason_id").items():
            lines.move_id.short_reason_id = reason
            for line in lines:
                note = self.env._(
                    "%(quantity)g %(unit)s %(product)s: %(reason)s",
                    quantity=line.short,
                    unit=line.uom_id.name,
                    product=line.product_id.display_name,
                    reason=reason.name,
                )
                order = line._sale_lines().order_id
                events._note_event(order._prepare_event("short_pick", line.picking_id, note=note))

    def _promise_later(self):
        """Promise for another day what is sent later, where a day is said."""
        later = self.filtered(lambda line: line.decision == engine.BACKORDER and line.new_date)
        for order, lines in later.grouped(lambda line: line._sale_lines().order_id).items():
            dates = {}
            for line in lines.filtered(lambda line: line.new_date != line.promise_date):
                # Of a kit, the last component says when it is there.
                kit = line._sale_lines()
                dates[kit] = max(line.new_date, dates.get(kit, line.new_date))
            if dates:
                reasons = lines.reason_id.mapped("name")
                order.action_change_promise(dates, ", ".join(reasons) or self._short_text())

    def _short_text(self):
        return self.env._("Short in %(transfers)s", transfers=", ".join(self.picking_id.mapped("name")))

    def _close(self):
        """Close what is not sent later."""
        for line in self.filtered(lambda line: line.decision != engine.BACKORDER):
            line.move_id._close_short(line.move_id._leaving_quantity())

    def _replace(self):
        """Order something else, after the transfer has left: it is not to wait in it."""
        for line in self.filtered(lambda line: line.decision == engine.SUBSTITUTE):
            sale_line = line._sale_lines()
            unit = sale_line.product_uom_id
            sale_line._add_substitute(
                line.substitute_id.sudo(), line.uom_id._compute_quantity(line.short, unit, round=False)
            )
