"""Odoo's question about a backorder, answered line by line for what is on its way to a customer."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import backorders as engine
from ..models.fulfilment.backorder_policy import ORDER_DESK
from ..models.fulfilment.backorder_reason import DIALOG

DECISIONS = [
    (engine.BACKORDER, "Send Later"),
    (engine.CLOSE, "Nothing More Comes"),
    (engine.SUBSTITUTE, "Send Something Else"),
]
DERIVED = ("ordered", "going", "short", "there", "reason_required")


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
        """Extend: what does not leave is sent later, closed or replaced, as each line says, once the rest has left."""
        self._check_own_lines()
        return super(StockBackorderConfirmation, self._decides()).process()

    def process_cancel_backorder(self):
        """Extend: why less leaves is noted, too."""
        self._check_own_lines()
        return super(StockBackorderConfirmation, self._decides()).process_cancel_backorder()

    def _decides(self):
        """Return this dialog such that the transfers know of it when they are done.

        Another question may come first, or the transfers fail: then nothing of what was decided has happened.
        """
        return self.with_context(**{DIALOG: self.id})

    def _check_own_lines(self):
        """Refuse lines that are none of the transfers that are being validated; whatever the client has sent.

        :raise UserError: naming the products
        """
        pickings = self.env["stock.picking"].browse(self.env.context.get("button_validate_picking_ids") or ())
        foreign = self.short_line_ids.move_id - pickings.move_ids
        if foreign:
            raise UserError(
                self.env._(
                    "%(products)s: this is no part of the transfers that are being validated.",
                    products=", ".join(foreign.product_id.mapped("display_name")),
                )
            )


class StockBackorderConfirmationShort(models.TransientModel):
    _name = "stock.backorder.confirmation.short"
    _description = "Backorder Confirmation: What Is Short"

    confirmation_id = fields.Many2one("stock.backorder.confirmation", required=True, ondelete="cascade")
    move_id = fields.Many2one("stock.move", required=True, readonly=True, ondelete="cascade")
    picking_id = fields.Many2one(related="move_id.picking_id")
    product_id = fields.Many2one(related="move_id.product_id")
    uom_id = fields.Many2one(related="move_id.product_uom", string="Unit")
    # Derived again whenever they count: what the client sends of them does not.
    ordered = fields.Float("Demand", digits="Product Unit", compute="_compute_short")
    going = fields.Float("Going Now", digits="Product Unit", compute="_compute_short")
    short = fields.Float(digits="Product Unit", compute="_compute_short")
    there = fields.Float(
        "There by the Books",
        digits="Product Unit",
        compute="_compute_short",
        help="What could be picked of it, by the books.",
    )
    reason_required = fields.Boolean(compute="_compute_reason_required")
    reason_id = fields.Many2one("sale.order.reason", "Because", domain=[("kind", "=", "short_pick")])
    decision = fields.Selection(DECISIONS, "What Happens", required=True, default=engine.BACKORDER)
    promise_date = fields.Datetime("Promised For", related="move_id.sale_line_id.promise_date")
    new_date = fields.Datetime("New Promise", help="Empty: the promise stays as it is.")
    offered_ids = fields.Many2many("product.product", compute="_compute_offered_ids")
    substitute_id = fields.Many2one(
        "product.product",
        "Instead",
        compute="_compute_substitute_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', offered_ids)]",
    )

    _move_unique = models.UniqueIndex("(confirmation_id, move_id)", "What is short is decided once.")

    @api.depends("move_id")
    def _compute_short(self):
        there = self.move_id._there_by_the_books()
        for line in self:
            move = line.move_id
            line.ordered = move.product_uom_qty
            line.going = move._leaving_quantity()
            line.short = move._short_quantity()
            line.there = there[move]

    @api.depends("there")
    def _compute_reason_required(self):
        for line in self:
            company = line.move_id.company_id.sudo()
            line.reason_required = company.short_pick_reasons and line.uom_id.compare(line.there, 0) > 0

    @api.depends("move_id")
    def _compute_offered_ids(self):
        # Warehouse people may have no right on orders.
        offered = self._sale_lines()._substitutes()
        for line in self:
            line.offered_ids = offered.get(line._sale_lines(), line.product_id.browse()).sudo(False)

    @api.depends("decision")
    def _compute_substitute_id(self):
        for line in self.filtered(lambda line: line.decision == engine.SUBSTITUTE and not line.substitute_id):
            line.substitute_id = line.offered_ids[:1]

    def _sale_lines(self):
        """Return the order lines that are short; as superuser, for the warehouse may have no right on orders."""
        return self.move_id.sudo().sale_line_id

    @api.model
    def _prepare_lines(self, moves):
        """Return values of a line for each of the moves that leaves short, with a fixed number of queries.

        :param stock.move moves: of transfers that are being validated
        """
        short = moves._short_of_orders()
        possible = short.sudo().sale_line_id._lines_to_promise()._possible_dates()
        return [
            {
                "move_id": move.id,
                "reason_id": move.short_reason_id.id,
                "new_date": self._later_date(line, possible.get(line)),
            }
            for move in short
            for line in move.sudo().sale_line_id
        ]

    @api.model
    def _later_date(self, line, possible):
        """Return for when a line has to be promised now; False if its promise can stay, or nobody knows."""
        moment, known = possible or (False, False)
        day = line.order_id._promise_day
        return moment if known and line.promise_date and day(moment) > day(line.promise_date) else False

    # === What is decided === #

    @api.model
    def _decided_for(self, pickings):
        """Return the lines of the dialog from which these transfers are being validated; none without one."""
        dialog = self.env["stock.backorder.confirmation"].browse(self.env.context.get(DIALOG) or ()).exists()
        lines = dialog.short_line_ids.filtered(lambda line: line.picking_id in pickings)
        lines.invalidate_recordset(DERIVED)
        short = lines.move_id._short_of_orders()
        return lines.filtered(lambda line: line.move_id in short)

    def _check_decisions(self, closing):
        """Refuse what is incomplete, or not for the warehouse to decide.

        :param bool closing: whether all that is short is closed, whatever the lines say
        :raise UserError: naming the product
        """
        for line in self:
            if line.reason_required and not line.reason_id:
                raise UserError(line.move_id._ask_why_text())
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
        """Keep at the moves why less was picked."""
        for reason, lines in self.filtered("reason_id").grouped("reason_id").items():
            lines.move_id.short_reason_id = reason

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
        """Close what is not sent later.

        :return: the order lines of it
        """
        closed = self.filtered(lambda line: line.decision != engine.BACKORDER)
        sale_lines = closed._sale_lines()
        for line in closed:
            line.move_id._close_short(line.going)
        return sale_lines

    def _wanted_instead(self):
        """Return ``[(order line, product, quantity in the unit of the line)]`` of what is sent instead."""
        return [
            (
                line._sale_lines(),
                line.substitute_id.sudo(),
                line.uom_id._compute_quantity(line.short, line._sale_lines().product_uom_id, round=False),
            )
            for line in self.filtered(lambda line: line.decision == engine.SUBSTITUTE)
        ]


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """Extend: what the dialog says about goods that stay behind happens when the others leave, not before."""
        lines = self.env["stock.backorder.confirmation.short"]._decided_for(self)
        closing = self._closes_rest()
        lines._check_decisions(closing)
        lines._note_reasons()
        instead, closed = [], lines._sale_lines().browse()
        if not closing:
            instead = lines._wanted_instead()
            lines._promise_later()
            closed = lines._close()
        result = super()._action_done()
        closed.filtered(lambda line: not line._waits_for_goods())._let_go_purchases()
        # It is not to wait in what has just left.
        for sale_line, product, quantity in instead:
            sale_line._add_substitute(product, quantity)
        return result
