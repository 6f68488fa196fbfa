"""Telling customers: in portions, each committed with the mails that it queued."""

import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...engine import order_messages as engine
from ..errors import root_cause

_logger = logging.getLogger(__name__)

SUMMARY_LOCK = "order_message_summary"
TRIES = 5  # conflicts with others that are borne, one after the other


class TemplateProblem(UserError):
    """A text that cannot be written: the fault of its template, not of an order."""


class OrderMessage(models.Model):
    _inherit = "order.message"

    @api.model
    def _cron_order_messages(self, limit=50):
        """Queue what there is to tell, and tell what is due. A killed or repeated run goes on with what is left.

        :param int limit: messages in one portion
        """
        try:
            self._note_failed_mails()
            self._collect()
            self.env["ir.cron"]._commit_progress()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()  # somebody else has just collected the same
        self._send_due(limit)

    @api.model
    def _send_due(self, limit=50):
        """Send what is due and nobody else is sending, in portions that are committed.

        :param int limit: messages in one portion; of summaries, readers
        :return: whether nothing is left to do here
        :rtype: bool
        """
        remaining, conflicts = self._count_due(), 0
        while True:
            try:
                messages = self._lock_due(limit) or self._lock_summaries(limit)
                if not messages:
                    return True
                messages._send_or_mark()
                remaining, conflicts = max(0, remaining - len(messages)), 0
                if not self.env["ir.cron"]._commit_progress(len(messages), remaining=remaining):
                    return False
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody else has sent some of these; what is left is seen in the next transaction.
                self.env.cr.rollback()
                conflicts += 1
                if conflicts == TRIES:
                    raise

    @api.model
    def _count_due(self):
        self.flush_model()
        query = "SELECT COUNT(*) FROM order_message WHERE state = 'queued' AND due_at <= %s"
        return self.env.execute_query(SQL(query, fields.Datetime.now()))[0][0]

    @api.model
    def _lock_due(self, limit):
        """Return the next messages that are due, each a mail of its own, and that nobody else is sending; locked."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM order_message WHERE state = 'queued' AND due_at <= %s AND NOT COALESCE(in_summary, FALSE)
                 ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED
                """,
                fields.Datetime.now(),
                limit,
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model
    def _lock_summaries(self, limit):
        """Return all that is due of the next readers of summaries; locked, and none while somebody else sends some.

        What one reader gets is one mail, so it is not shared between two jobs.
        """
        self.flush_model()
        (free,) = self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s))", SUMMARY_LOCK))
        if not free[0]:
            return self.browse()
        rows = self.env.execute_query(
            SQL(
                """
                WITH due AS (
                    SELECT company_id, COALESCE(partner_id, 0) AS reader, MIN(due_at) AS since FROM order_message
                     WHERE state = 'queued' AND due_at <= %(now)s AND in_summary
                     GROUP BY 1, 2 ORDER BY 3, 1, 2 LIMIT %(limit)s)
                SELECT m.id FROM order_message m
                  JOIN due ON due.company_id = m.company_id AND due.reader = COALESCE(m.partner_id, 0)
                 WHERE m.state = 'queued' AND m.due_at <= %(now)s AND m.in_summary
                 ORDER BY m.id FOR UPDATE OF m
                """,
                now=fields.Datetime.now(),
                limit=limit,
            )
        )
        return self.browse(row[0] for row in rows)

    # === One portion === #

    def _send_or_mark(self):
        """Send; if that fails, each mail by itself. What cannot be sent is marked, and keeps nobody else waiting."""
        try:
            with self.env.cr.savepoint():
                self._send()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            if isinstance(root_cause(error), PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                raise root_cause(error) from error
            mails = self._in_mails()
            if len(mails) > 1:
                for mail in mails:
                    mail._send_or_mark()
                return
            if not isinstance(error, UserError):
                _logger.exception("Messages %s about orders failed", self.ids)
            self._fail(error)

    def _in_mails(self):
        """Return these messages by the mails that they go into."""
        readers = [
            (message.id, (message.company_id.id, message.partner_id.id) if message.in_summary else None)
            for message in self
        ]
        return [self.browse(mail) for mail in engine.in_one_mail(readers)]

    def _send(self):
        """Do with these messages what is right now: tell, put off to the summary, or leave it."""
        self._become_parts()
        fates = self._fates()
        groups = {fate: self.filtered(lambda one, fate=fate: fates[one] == fate) for fate in set(fates.values())}
        nothing = self.browse()
        groups.get(engine.OVERTAKEN, nothing).state = "overtaken"
        groups.get(engine.DECLINED, nothing).state = "declined"
        groups.get(engine.LATER, nothing)._put_off()
        wanted = groups.get(engine.SEND, nothing)
        reached = wanted.filtered(lambda message: message._reader().email_normalized)
        for message in wanted - reached:
            message._fail(message._without_address())
        if reached:
            reached._write_mails()

    def _become_parts(self):
        """Tell of a parcel as of a part, when something was added to its order since it was queued as the last one."""
        parts = self.filtered(lambda message: message.kind == engine.SHIPPED and message._more_is_to_come())
        if not parts:
            return
        domain = [("company_id", "in", parts.company_id.ids), ("kind", "=", engine.PARTLY_SHIPPED)]
        for policy in self.env["order.message.policy"].search(domain):
            of_company = parts.filtered(lambda message, policy=policy: message.company_id == policy.company_id)
            of_company.write({"kind": policy.kind, "policy_id": policy.id})

    def _more_is_to_come(self):
        return any(line._waits_for_goods() for line in self.order_id.order_line)

    def _put_off(self):
        """Have these messages wait for the summary of the day."""
        now = fields.Datetime.now()
        for company, messages in self.grouped("company_id").items():
            due = engine.summary_moment(now, company.order_message_summary_hour, company._local_zone())
            messages.write({"in_summary": True, "due_at": due})

    # === What is true now === #

    def _fates(self):
        """Return ``{message: what becomes of it}``, with a fixed number of queries."""
        kinds, newest, told = self._kinds_sent(), self._newest(), self._told()
        found = {}
        for message in self:
            company_kinds = kinds.get(message.company_id.id, frozenset())
            order = message.order_id
            situation = engine.Situation(
                kind=message.kind,
                status=order.order_status,
                kinds=company_kinds,
                told=message._kinds_told(told.get(order.id, ()), company_kinds),
                document=message._is_so(),
                arrived=bool(message.picking_id.delivered_at),
                some_left=any(picking.shipped_at for picking in order.picking_ids),
                newest=message.event_id.id >= newest.get((order.id, message.kind), 0),
            )
            # What was switched off meanwhile is not told either.
            news = message.kind in company_kinds and engine.is_news(situation)
            found[message] = engine.fate(news, message._customer()._order_message_wish(), message.in_summary)
        return found

    def _is_so(self):
        """Whether what this message says of a document is still true."""
        self.ensure_one()
        if self.kind in (engine.SHIPPED, engine.PARTLY_SHIPPED):
            return bool(self.picking_id.shipped_at)
        if self.kind == engine.DELIVERED:
            return bool(self.picking_id.delivered_at)
        if self.kind == engine.INVOICED:
            return self.move_id.state == "posted"
        if self.kind == engine.ON_HOLD:
            return self._waits_for_customer()
        return bool(self.changed_promises) if self.kind == engine.PROMISE else True

    def _waits_for_customer(self):
        order = self.order_id
        return order.is_on_hold and set(order.hold_reason_ids.mapped("waits_for")) == {"customer"}

    def _kinds_told(self, told, kinds):
        """Return the kinds that were sent, or of which it can be seen now that they will be."""
        theirs = self._waits_for_customer()
        return frozenset(kind for kind, sent in told if sent or (kind in kinds and (kind != engine.ON_HOLD or theirs)))

    def _told(self):
        """Return ``{order id: {(kind, whether it was sent)}}`` of what was sent or waits; receipts need it."""
        orders = self.filtered(lambda message: message.kind == engine.RECEIVED).order_id
        if not orders:
            return {}
        domain = [("order_id", "in", orders.ids), ("state", "in", ("sent", "queued")), ("kind", "!=", engine.RECEIVED)]
        found = defaultdict(set)
        for order, kind, state in self._read_group(domain, ["order_id", "kind", "state"]):
            found[order.id].add((kind, state == "sent"))
        return found

    def _kinds_sent(self):
        """Return ``{company id: kinds that it sends}``."""
        domain = [("company_id", "in", self.company_id.ids), ("enabled", "=", True)]
        rows = self.env["order.message.policy"]._read_group(domain, ["company_id"], ["kind:array_agg"])
        return {company.id: frozenset(kinds) for company, kinds in rows}

    def _newest(self):
        """Return ``{(order id, kind): the last event that was queued}`` of the kinds of which the last one counts."""
        messages = self.filtered(lambda message: message.kind in engine.LAST_COUNTS)
        if not messages:
            return {}
        domain = [("order_id", "in", messages.order_id.ids), ("kind", "in", engine.LAST_COUNTS)]
        rows = self._read_group(domain, ["order_id", "kind"], ["event_id:max"])
        return {(order.id, kind): last for order, kind, last in rows}
