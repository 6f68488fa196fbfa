"""What is short is a question to the customer: one for each order and change of date."""

import uuid

from odoo import api, fields, models

from ...engine import backorders as engine

STATES = [
    (engine.TO_SEND, "To Send"),
    (engine.SENT, "Asked"),
    (engine.ANSWERED, "Answered"),
    (engine.EXPIRED, "No Answer"),
    (engine.VOID, "Void"),
]
ANSWERS = [
    (engine.WAIT, "Wait"),
    (engine.SEND_NOW, "Send What You Have"),
    (engine.SUBSTITUTE, "Send Something Else"),
    (engine.CANCEL, "Cancel the Rest"),
]


class SaleBackorderNotice(models.Model):
    """What a customer is told and asked when goods are short, or promised for later.

    Written when a delivery leaves short, when an open line is promised for later, or by hand. It is sent by a
    job, so what changes before that is told once. Rows are written by their own methods only.
    """

    _name = "sale.backorder.notice"
    _description = "Question about a Backorder"
    _order = "id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, ondelete="restrict")
    picking_id = fields.Many2one(
        "stock.picking", "Left Short", readonly=True, index="btree_not_null", help="The box that has left."
    )
    promised_date = fields.Datetime(
        "Promised For", readonly=True, help="For when the last of what is open is promised."
    )
    state = fields.Selection(STATES, required=True, readonly=True, default=engine.TO_SEND)
    sent_at = fields.Datetime("Asked On", readonly=True)
    deadline = fields.Datetime("Answer By", readonly=True)
    answer = fields.Selection(ANSWERS, readonly=True)
    answered_at = fields.Datetime(readonly=True)
    answered_by = fields.Char(readonly=True)
    by_hand = fields.Boolean(readonly=True, help="Somebody wanted the customer to be asked.")
    problem = fields.Char(readonly=True, help="Why it could not be sent, or silence not be carried out.")
    access_token = fields.Char(
        readonly=True, required=True, default=lambda self: str(uuid.uuid4()), groups="base.group_system"
    )
    line_ids = fields.One2many("sale.backorder.notice.line", "notice_id", "Lines", readonly=True)

    # What makes it one question: the order, the box, and the date that is told.
    _told_once = models.UniqueIndex(
        "(order_id, COALESCE(picking_id, 0), COALESCE(promised_date, '2000-01-01'::timestamp)) WHERE state <> 'void'",
        "The customer is told once for each change of date.",
    )
    _one_open = models.UniqueIndex(
        "(order_id) WHERE state IN ('to_send', 'sent')", "A customer has one open question about an order."
    )
    _to_send_idx = models.Index("(id) WHERE state = 'to_send'")
    _deadline_idx = models.Index("(deadline) WHERE state = 'sent'")

    # === Asking === #

    @api.model
    def _ask(self, orders, boxes=None, by_hand=False):
        """Have customers asked about what is open of their orders; who was told the same before is not.

        A question that was not sent yet says what is true now; one without an answer gives way to the new one.

        :param sale.order orders: of which something is short, or promised for later
        :param dict boxes: ``{order: transfer that has left short}``
        :param bool by_hand: whether somebody wants it, whatever the company has set
        :return: the new questions
        """
        boxes = boxes or {}
        # Goods leave, and promises change, by people who may not write to customers.
        orders = orders.sudo().filtered(
            lambda order: order.state == "sale" and (by_hand or order.company_id.backorder_notices)
        )
        asked = {order: order.order_line._still_open() for order in orders}
        orders = orders.filtered(lambda order: asked[order])
        if not orders:
            return self
        # Of two who ask at once, the later one runs again and finds the question.
        orders._touch_order_status(orders.ids)
        told = self.sudo().search([("order_id", "in", orders.ids), ("state", "!=", engine.VOID)])
        standing = {notice.order_id: notice for notice in told if notice.state in engine.OPEN}
        values, outdated = [], self.sudo()
        for order in orders:
            old, before = standing.get(order, self), told.filtered(lambda notice, order=order: notice.order_id == order)
            box = boxes.get(order) or (old.picking_id if old.state == engine.TO_SEND else self.env["stock.picking"])
            notice = self._prepare_notice(order, box, asked[order], by_hand or old.by_hand)
            if before._is_news(boxes.get(order), notice["promised_date"]) or (
                old.state == engine.TO_SEND and (box, notice["promised_date"]) == (old.picking_id, old.promised_date)
            ):
                values.append(notice)
                outdated |= old
        outdated.filtered(lambda notice: notice.state == engine.TO_SEND).unlink()
        outdated.exists().state = engine.VOID
        outdated.flush_model(["state"])
        asked_now = self.sudo().create(values)
        if asked_now:
            self._trigger_sending()
        return asked_now

    def _is_news(self, box, promised_date):
        """Whether a box that has left, or else a date, was told in none of these questions of an order."""
        same_date = self.filtered(lambda notice: notice.promised_date == promised_date)
        return not same_date if not box else box not in same_date.picking_id

    @api.model
    def _prepare_notice(self, order, box, lines, by_hand):
        """Return values of a question: what is in the box, and what is not."""
        dates = [line.promise_date for line in lines if line.promise_date]
        return {
            "order_id": order.id,
            "company_id": order.company_id.id,
            "partner_id": order.partner_id.id,
            "picking_id": box.id,
            "promised_date": max(dates) if dates else False,
            "by_hand": by_hand,
            "line_ids": [
                fields.Command.create(line)
                for line in (*self._lines_in_box(order, box), *self._lines_not_in_box(lines))
            ],
        }

    @api.model
    def _lines_in_box(self, order, box):
        return [
            {
                "in_box": True,
                "sale_line_id": move.sale_line_id.id,
                "product_id": move.product_id.id,
                "quantity": move.quantity,
                "uom_id": move.product_uom.id,
            }
            for move in box.move_ids
            if move.state == "done" and move.sale_line_id.order_id == order
        ]

    @api.model
    def _lines_not_in_box(self, lines):
        return [
            {
                "in_box": False,
                "sale_line_id": line.id,
                "product_id": line.product_id.id,
                "quantity": line._open_quantity(),
                "uom_id": line.product_uom_id.id,
                "promise_date": line.promise_date,
            }
            for line in lines
        ]


class SaleBackorderNoticeLine(models.Model):
    _name = "sale.backorder.notice.line"
    _description = "Line of a Question about a Backorder"
    _order = "in_box desc, id"

    notice_id = fields.Many2one("sale.backorder.notice", required=True, index=True, ondelete="cascade")
    in_box = fields.Boolean(readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", readonly=True, index=True, ondelete="set null")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    promise_date = fields.Datetime("Promised For", readonly=True)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _brings_picked_goods(self):
        """Whether goods of an earlier step lie ready for this move."""
        return any(step._waits_in_output() for step in self.move_orig_ids)

    def _action_done(self, cancel_backorder=False):
        """Extend: customers are asked about what did not leave with their box."""
        deliveries = self.filtered(lambda move: move.state not in ("done", "cancel")).picking_id.filtered(
            lambda picking: picking._is_delivery()
        )
        result = super()._action_done(cancel_backorder=cancel_backorder)
        if any(delivery.company_id.sudo().backorder_notices for delivery in deliveries):
            deliveries._ask_about_rest()
        return result


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _ask_about_rest(self):
        """Have customers asked of whose orders something stays behind in the warehouse from which this left."""
        boxes = {}
        for picking in self.sudo():  # Warehouse people may have no right on orders.
            left = picking.move_ids.filtered(lambda move: move.state == "done" and move.quantity > 0)
            places = [move._place_of_leaving() for move in left[:1]]
            for order in left.sale_line_id.order_id:
                if any(order._open_shares_of(place) for place in places):
                    boxes[order] = picking
        self.env["sale.backorder.notice"]._ask(self.env["sale.order"].concat(*boxes), boxes)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _write_changes(self, dates, reasons):
        """Extend: customers are asked about what is promised for a later day than before."""
        lines = self.env["sale.order.line"].concat(*dates)
        if not any(company.sudo().backorder_notices for company in lines.company_id):
            return super()._write_changes(dates, reasons)
        before = {line: line.promise_date for line in dates}
        result = super()._write_changes(dates, reasons)
        day = {order: order._promise_day for order in lines.order_id}
        later = lines.filtered(
            lambda line: before[line] and day[line.order_id](dates[line]) > day[line.order_id](before[line])
        )
        self.env["sale.backorder.notice"]._ask(later.order_id)
        return result
