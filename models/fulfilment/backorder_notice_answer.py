"""The customer's answer, which acts on the order by itself."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...engine import backorders as engine
from .backorder_policy import ORDER_DESK
from .backorder_reason import NOT_STATED


class SaleBackorderNotice(models.Model):
    _inherit = "sale.backorder.notice"

    # === Entries === #

    def action_answer(self, answer, substitutes=None):
        """Record what the customer has said, e.g. by telephone. That is the order desk's; customers use their page.

        :param str answer: wait, send_now, substitute or cancel
        :param dict substitutes: ``{order line, or its id: product, or its id}``
        :raise UserError: if it cannot be answered (any more)
        :raise AccessError: for others, and for who may not change the order
        """
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group(ORDER_DESK):
            raise AccessError(self.env._("What customers answer is recorded by the order desk."))
        self.order_id.check_access("write")
        self.sudo()._take_answer(answer, self.env.user.name, substitutes)
        return True

    def _take_answer(self, answer, answered_by, substitutes=None, seen=None):
        """Record an answer and do what it says. The first one counts; nothing moves for any other.

        :param str answer: see :data:`engine.backorders.ANSWERS`
        :param str answered_by: who says so
        :param dict substitutes: see :meth:`action_answer`
        :param str seen: see :meth:`_question`
        :raise UserError: saying what was recorded, or why it is too late
        """
        self.ensure_one()
        self._lock_question()
        why = engine.refusal(self._question(seen), answer)
        if why:
            raise UserError(self._refusal_text(why))
        self._act(answer, substitutes)
        self._record(engine.ANSWERED, answer, answered_by)

    def _apply_silence(self):
        """Do what silence means in the company: the deadline has passed."""
        self.ensure_one()
        self._lock_question()
        if self.state != engine.SENT:
            return
        meaning = engine.meaning_of_silence(self.company_id.backorder_silence, self._question())
        if not meaning:
            self.state = engine.VOID
            return
        self._act(meaning)
        self._record(engine.EXPIRED, meaning, self.env._("No answer"))

    def _lock_question(self):
        """Have two answers at once, or an answer and a shipment, run one after the other.

        The later one is refused by PostgreSQL and run again by Odoo; then it sees what the first one did.
        """
        self.env.cr.execute("UPDATE sale_backorder_notice SET state = state WHERE id = %s", [self.id])
        self.order_id._touch_order_status(self.order_id.ids)

    def _record(self, state, answer, answered_by):
        now = fields.Datetime.now()
        self.write({"state": state, "answer": answer, "answered_at": now, "answered_by": answered_by, "problem": False})
        self.order_id._note_backorder(
            self.env._("About what is open: %(answer)s (%(who)s)", answer=self._answer_text(), who=answered_by), self
        )

    def _refusal_text(self, why):
        """Return in words why an answer is not taken."""
        if why == engine.ALREADY:
            return self.env._(
                "This was settled on %(day)s: %(answer)s (%(who)s). Nothing was changed now.",
                day=self._date_text(self.answered_at),
                answer=self._answer_text(),
                who=self.answered_by or "",
            )
        return {
            engine.TOO_LATE: self.env._(
                "The time to answer ended on %(day)s. Nothing was changed.", day=self._date_text(self.deadline)
            ),
            engine.OUTDATED: self.env._("There is newer information about this order. Nothing was changed."),
            engine.NOTHING_OPEN: self.env._("Nothing of this order is open any more. Nothing was changed."),
            engine.CHANGED: self.env._(
                "Something has changed since you opened this page. Nothing was done; please look again."
            ),
            engine.NOT_OFFERED: self.env._("This cannot be chosen here. Nothing was changed."),
        }[why]

    # === What answers do === #

    def _act(self, answer, substitutes=None):
        """Do what an answer says."""
        if answer == engine.WAIT:
            self._accept_promise()
        elif answer == engine.SEND_NOW:
            self._release_partial()
        elif answer == engine.SUBSTITUTE:
            self._send_instead(substitutes)
        else:
            self._cancel_rest()

    def _accept_promise(self):
        """Note in the ledger of promises that the customer accepts the dates."""
        self.env["sale.order.promise"].create(
            [
                {
                    "order_id": line.order_id.id,
                    "order_ref": line.order_id.name,
                    "line_id": line.id,
                    "product_id": line.product_id.id,
                    "company_id": line.company_id.id,
                    "kind": "change",
                    "date": line.promise_date,
                    "previous_date": line.promise_date,
                    "reason": self.env._("Accepted by the customer"),
                    "user_id": self.env.uid,
                    "happened_at": fields.Datetime.now(),
                    "in_force": True,
                }
                for line in self._open_lines()
                if line.promise_date
            ]
        )

    def _release_partial(self):
        """Let what is there leave: for this order the customer accepts partial shipments."""
        order = self.order_id
        order.shipment_policy = engine.PARTIAL
        order._reserve_after_release()

    def _send_instead(self, substitutes):
        """Order something else instead of what was chosen; of other lines nothing changes."""
        lines = self._open_lines()
        offered = lines._substitutes()
        chosen = {
            lines.browse(int(line)): self.env["product.product"].browse(int(product))
            for line, product in (substitutes or {}).items()
            if product
        }
        if not chosen:
            raise UserError(self.env._("Choose what is to be sent instead."))
        for line, product in chosen.items():
            if product not in offered.get(line, product.browse()):
                raise UserError(self._refusal_text(engine.NOT_OFFERED))
        for line, product in chosen.items():
            line._replace_rest(product)

    def _cancel_rest(self):
        """Cancel what the question is about; an order of which nothing has left, and nothing else is in, as a whole."""
        order, lines = self.order_id, self._open_lines()
        counted = order.order_line.filtered(lambda line: not line.display_type and not line.is_delivery)
        if not (counted <= lines) or order._has_shipped_goods():
            lines._close_rest()
            return
        reasons = self.env["sale.order.reason"]
        reason = reasons._get_by_code("cancel", "too_late") or reasons._get_by_code("cancel", NOT_STATED)
        note = self.env._("Cancelled by the customer, who was asked about what is open.")
        with order._unlocked():
            order.action_cancel_with_reason(reason, "customer", note)
        lines._let_go_purchases()
