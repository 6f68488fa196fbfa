"""What comes next in an order, and when, in words for the customer."""

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import order_status as rules
from ...engine.quiet import over_after
from .quiet_company import REACHES

BEFORE_LEAVING = (rules.ENTERED, rules.IN_PROGRESS, rules.READY)
BY_WORKING_HOURS = (*BEFORE_LEAVING, rules.DELIVERED)
WITH_YOU, NEXT, ANSWER, PAY = "with_you", "next", "answer", "pay"  # what a moment means


class SaleOrder(models.Model):
    _inherit = "sale.order"

    leaves_status_by = fields.Datetime(
        "Next Step Expected By", compute="_compute_leaves_status_by", compute_sudo=True, export_string_translation=False
    )

    def _expected_next(self):
        """Return what the customer can expect next, and when: for mails and for the order's page.

        The moment is that at which goods are with the customer, as was promised; else by when the next thing should
        happen, a quotation is to be answered or an invoice paid. What was promised for a day that is over is no answer
        any more, and nothing is made up instead. In the language of the environment.

        :rtype: tuple[str, datetime or None]
        """
        words, moment, _meaning = self._expected()
        return words, moment

    def _expected_next_text(self):
        """Return the same in one or two sentences, with the day."""
        words, moment, meaning = self._expected()
        if not moment:
            return words
        day = self._day_text(moment)
        when = {
            WITH_YOU: self.env._("It should be with you on %s.", day),
            NEXT: self.env._("We expect this by %s.", day),
            ANSWER: self.env._("It is valid until %s.", day),
            PAY: self.env._("It is due on %s.", day),
        }
        return f"{words} {when[meaning]}"

    def _expected(self):
        """Return words, moment or None, and what the moment means."""
        self.ensure_one()
        order = self.sudo()  # customers ask, who read neither holds nor carriers
        status = order.order_status
        if status in BEFORE_LEAVING:
            return order._next_of_open(status)
        if status == rules.SHIPPED:
            return self.env._("Your goods are on their way to you."), order._next_arrival(), WITH_YOU
        if status == rules.INVOICED:
            return self.env._("Next we wait for your payment."), order._next_payment(), PAY
        if status == rules.QUOTE:
            until = order.validity_date and order.company_id._begin_of_day(order.validity_date)
            return self.env._("We wait for your answer to our offer."), until or None, ANSWER
        return order._words_of_next().get(status, ""), order._by_working_hours(status), NEXT

    def _words_of_next(self):
        """Return what comes next in the statuses in which the customer was promised nothing."""
        reasons = self.hold_reason_ids
        theirs = reasons and all(reason.waits_for == "customer" for reason in reasons)
        return {
            rules.DELIVERED: self.env._("Next you get the invoice."),
            rules.PAID: self.env._("Everything is done. Thank you!"),
            rules.CANCELLED: self.env._("This order was cancelled. Nothing more will be sent."),
            rules.ON_HOLD: self.env._("We need something from you before we can go on. Please get in touch with us.")
            if theirs
            else self.env._("We are checking your order. You need not do anything."),
        }

    def _next_of_open(self, status):
        """Return what comes next before everything has left; see :meth:`_expected`."""
        promised = self._promised()
        if promised and not self._not_past(promised):
            late = self.env._("It takes longer than we promised. We tell you as soon as there is a new date.")
            return late, None, WITH_YOU
        if not any(line._is_goods() for line in self.order_line):
            words = self.env._("We carry out your order next.")
        elif status == rules.READY:
            words = self.env._("Your goods are packed; the carrier collects them next.")
        elif any(picking.shipped_at for picking in self.picking_ids):
            words = self.env._("A part has left; we are preparing the rest.")
        elif status == rules.IN_PROGRESS:
            words = self.env._("We are preparing your goods; they leave next.")
        else:
            words = self.env._("We prepare your goods next.")
        return (words, promised, WITH_YOU) if promised else (words, self._by_working_hours(status), NEXT)

    def _next_arrival(self):
        """Return when what has left arrives: as long after it left as the carrier needs, else as promised."""
        arrivals = [self._arrival_of(picking) for picking in self._unconfirmed_deliveries()]
        return self._not_past(max(filter(None, arrivals), default=None) or self._promised())

    def _next_payment(self):
        """Return until when the customer pays what is open; None where no day is set."""
        days = [
            move.invoice_date_due
            for move in self.invoice_ids
            if move.state == "posted" and move.move_type == "out_invoice" and move.amount_residual > 0
        ]
        return self.company_id._begin_of_day(min(days)) if days and all(days) else None

    @api.depends("order_status", "company_id")
    def _compute_leaves_status_by(self):
        """With as many statements for many orders as for one. None without a rule of the company, or a calendar."""
        # Rules are the company's: customers have no right on them.
        domain = [("company_id", "in", self.company_id.ids), ("status", "in", BY_WORKING_HOURS)]
        rules = self.env["order.quiet.rule"].sudo().search_fetch(domain, ["company_id", "status", "hours"])
        hours = {(rule.company_id.id, rule.status): rule.hours for rule in rules}
        since = self._in_status_since() if rules else {}
        now = fields.Datetime.now()
        self.leaves_status_by = False
        for company, orders in self.grouped("company_id").items():
            # What began longer ago than the longest closure is over, or nobody knows.
            ruled = orders.filtered(lambda order: order in since and (order.company_id.id, order.order_status) in hours)
            began = {order: since[order] for order in ruled if now - since[order] < REACHES[-1]}
            if not began or not company.sudo().resource_calendar_id:
                continue
            work = company.sudo()._work_between(min(began.values()), now + REACHES[-1])
            for order, at in began.items():
                order.leaves_status_by = over_after(work, at, hours[company.id, order.order_status])

    def _in_status_since(self):
        """Return ``{order: when it came into its status}`` of those of which the log says it."""
        events = self.env["sale.order.event"].sudo()
        domain = Domain("order_id", "in", self._origin.ids) & Domain("kind", "=", "status")
        rows = events._read_group(domain, ["order_id", "to_status"], ["happened_at:max"])
        found = {(order.id, status): at for order, status, at in rows}
        moments = {order: found.get((order._origin.id, order.order_status)) for order in self}
        return {order: at for order, at in moments.items() if at}

    def _by_working_hours(self, status):
        """Return by when an order leaves a status by the company's own rule; None without one, or when it is over."""
        return self._not_past(self.leaves_status_by) if status in BY_WORKING_HOURS else None

    def _promised(self):
        """Return for when the rest of the order is promised, else for when it was agreed on; or None."""
        return self.promise_date or self.commitment_date or None

    def _arrival_of(self, picking):
        """Return when a transfer that has left should arrive; None where nobody knows how long the carrier needs."""
        return self._arrives_at(picking.shipped_at) if self._transit_days() else None

    def _not_past(self, moment):
        """Return a moment whose day is not over yet, else None."""
        over = not moment or self._promise_day(moment) < self._promise_day(fields.Datetime.now())
        return None if over else moment
