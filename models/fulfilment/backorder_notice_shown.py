"""What a question about a backorder says, and what may be answered now."""

import hashlib

from odoo import fields, models

from ...engine import backorders as engine


class SaleBackorderNotice(models.Model):
    _inherit = "sale.backorder.notice"

    def _question(self, seen=None):
        """Return what :mod:`engine.backorders` has to know of this question.

        :param str seen: fingerprint of what was shown to who answers; None where nobody asks
        """
        self.ensure_one()
        notice = self.sudo()  # customers ask, too
        order = notice.order_id
        lines = notice._open_lines()
        moves = order._open_delivery_moves()
        policy = order._shipment_policy()[0]
        return engine.Question(
            state=notice.state,
            # Where silence could not be carried out, the question waits for somebody.
            overdue=bool(notice.deadline and notice.deadline < fields.Datetime.now() and not notice.problem),
            going_on=order.state == "sale" and bool(lines),
            held_back=policy in (engine.COMPLETE, engine.LIMITED)
            and any(move.quantity > 0 or move._brings_picked_goods() for move in moves),
            offers=any(lines._substitutes().values()),
            changed=seen is not None and seen != notice._fingerprint(),
        )

    def _open_lines(self):
        """Return the order lines that the question is about, and of which something is still to be shipped."""
        return self.line_ids.filtered(lambda line: not line.in_box).sale_line_id._still_open()

    def _rows_not_in_box(self):
        """Return what is missing as the customer is shown it: what is true now, or what was told when it is over.

        :return: list of ``{"product", "quantity", "uom", "date"}``
        """
        self.ensure_one()
        if self.state in engine.OPEN:
            return [
                {
                    "product": line.product_id,
                    "quantity": line._open_quantity(),
                    "uom": line.product_uom_id,
                    "date": line.promise_date,
                }
                for line in self._open_lines()
            ]
        return [
            {"product": line.product_id, "quantity": line.quantity, "uom": line.uom_id, "date": line.promise_date}
            for line in self.line_ids
            if not line.in_box
        ]

    def _fingerprint(self):
        """Return what stands for all that the customer is shown to decide on; another one when it has changed."""
        self.ensure_one()
        lines = self._open_lines()
        offered = lines._substitutes()
        shown = [
            (line.id, line._open_quantity(), line.product_uom_id.id, line.promise_date, offered[line].ids)
            for line in lines
        ]
        return hashlib.sha256(repr((shown, self._possible_answers())).encode()).hexdigest()[:16]

    def _newer(self):
        """Return the question that was asked of the same customer after this one; none if there is none."""
        self.ensure_one()
        return self.search(
            [
                ("order_id", "=", self.order_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("id", ">", self.id),
                ("state", "in", (engine.SENT, engine.ANSWERED, engine.EXPIRED)),
            ],
            limit=1,
        )

    def _is_gone(self):
        """Whether its time is over, or there is a newer one."""
        return engine.is_gone(self._question())

    def _possible_answers(self):
        """Return the answers that may be given now."""
        return engine.possible_answers(self._question())

    def _answer_text(self):
        """Return in words what was answered."""
        self.ensure_one()
        return dict(self._fields["answer"]._description_selection(self.env)).get(self.answer, "")

    def _date_text(self, moment):
        """Return a day as the customer reads it; nothing for none."""
        return self.order_id._day_text(moment) if moment else ""

    def _answer_url(self, answer=None):
        """Return the address at which the customer answers.

        :param str answer: chosen beforehand; it still has to be confirmed, for programs follow links, too
        """
        self.ensure_one()
        url = f"{self.order_id.get_base_url()}/order/backorder/{self.id}/{self.sudo().access_token}"
        return f"{url}?answer={answer}" if answer else url
