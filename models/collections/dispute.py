"""Invoices in dispute, and promises to pay: nobody is reminded of them meanwhile."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountMove(models.Model):
    _inherit = "account.move"

    dispute_state = fields.Selection(
        [("open", "In Dispute"), ("resolved", "Resolved")],
        "Dispute",
        copy=False,
        tracking=True,
        inverse="_inverse_dispute_state",
        index="btree_not_null",
    )
    dispute_reason = fields.Char(copy=False)
    dispute_amount = fields.Monetary(copy=False, help="What the customer does not accept.")
    dispute_user_id = fields.Many2one("res.users", "Dispute Owner", copy=False, help="Who settles it.")
    dispute_deadline = fields.Date("Settle By", copy=False)
    promise_to_pay_date = fields.Date(
        "Promised On",
        copy=False,
        tracking=True,
        inverse="_inverse_promise_to_pay_date",
        help="The day by which payment is promised.",
    )
    promise_to_pay_amount = fields.Monetary("Promised Amount", copy=False, inverse="_inverse_promise_to_pay_amount")
    promise_to_pay_left = fields.Monetary(
        "Open after the Promise", copy=False, readonly=True, help="What is still open when the promise is kept."
    )
    promise_to_pay_state = fields.Selection(
        [("open", "Open"), ("kept", "Kept"), ("broken", "Broken")],
        "Promise",
        copy=False,
        readonly=True,
        tracking=True,
        index="btree_not_null",
    )

    def _inverse_dispute_state(self):
        """A dispute has an owner and an amount, whoever notes it and on whichever screen."""
        for move in self.filtered(lambda move: move.dispute_state == "open"):
            move.dispute_user_id = move.dispute_user_id or self.env.user
            move.dispute_amount = move.dispute_amount or move.amount_residual

    @api.constrains("dispute_state", "dispute_reason")
    def _check_dispute_reason(self):
        for move in self.filtered(lambda move: move.dispute_state == "open"):
            if not (move.dispute_reason or "").strip():
                raise ValidationError(self.env._("Say why %s is in dispute.", move.display_name))

    @api.constrains("promise_to_pay_date")
    def _check_promise_to_pay_date(self):
        for move in self.filtered("promise_to_pay_date"):
            if move.promise_to_pay_date < move.company_id._local_day():
                raise ValidationError(
                    self.env._("Nobody can promise to pay %(invoice)s in the past.", invoice=move.display_name)
                )

    def _inverse_promise_to_pay_date(self):
        """A promise begins open, whoever makes it."""
        promised = self.filtered("promise_to_pay_date")
        promised.promise_to_pay_state = "open"
        (self - promised).promise_to_pay_state = False
        self._inverse_promise_to_pay_amount()

    def _inverse_promise_to_pay_amount(self):
        """What is kept is measured against what was open when it was promised; no amount means all."""
        for move in self:
            part = move.promise_to_pay_amount
            move.promise_to_pay_left = max(0.0, move.amount_residual - part) if part else 0.0

    def action_dispute(self, reason, amount=None, owner=None, deadline=None):
        """Record that a customer does not accept invoices; they are not reminded until it is resolved.

        :param str reason: what the customer says
        :param float amount: what is not accepted; by default what is open
        :param owner: who settles it, a ``res.users`` or its id; by default the user
        :param date deadline: until when
        :raise ValidationError: without a reason
        """
        for move in self:
            move.write(
                {
                    "dispute_state": "open",
                    "dispute_reason": reason,
                    "dispute_amount": move.amount_residual if amount is None else amount,
                    "dispute_user_id": self._id_of(owner) or self.env.uid,
                    "dispute_deadline": deadline,
                }
            )
        return True

    @api.model
    def _id_of(self, record):
        return record.id if isinstance(record, models.BaseModel) else record

    def action_resolve_dispute(self):
        """Reminders go on: the dispute is settled."""
        self.filtered(lambda move: move.dispute_state == "open").dispute_state = "resolved"
        return True

    def action_promise_to_pay(self, date, amount=None):
        """Record that the customer promised to pay invoices; reminders rest until then.

        :param date date: the day by which it is promised
        :param float amount: how much; by default what is open
        :raise ValidationError: for a day in the past
        """
        for move in self:
            move.write(
                {
                    "promise_to_pay_date": date,
                    "promise_to_pay_amount": move.amount_residual if amount is None else amount,
                }
            )
        return True

    @api.model
    def _judge_promises(self, company):
        """Note which promises of a company's customers were kept and which were broken.

        A promise is kept when no more is open than it left open; it is broken when the day and the grace have
        passed. Of an invoice that is no longer posted there is none.

        :param res.company company: whose customers
        :return: the invoices whose promises were broken now
        """
        waiting = self.search([("company_id", "=", company.id), ("promise_to_pay_state", "=", "open")])
        gone = waiting.filtered(lambda move: move.state != "posted")
        gone.promise_to_pay_state = False
        waiting -= gone
        kept = waiting.filtered(
            lambda move: move.currency_id.compare_amounts(move.amount_residual, move.promise_to_pay_left) <= 0
        )
        kept.promise_to_pay_state = "kept"
        today = company._local_day()
        last = fields.Date.subtract(today, days=company.dunning_promise_grace)
        broken = (waiting - kept).filtered(lambda move: move.promise_to_pay_date < last)
        broken.promise_to_pay_state = "broken"
        for move in broken:
            move._message_log(
                body=self.env._("The promise to pay until %(day)s was not kept.", day=move.promise_to_pay_date)
            )
        return broken
