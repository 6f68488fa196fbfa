"""Who looks after an order is told once that it went quiet: before its customer asks."""

import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

ACTIVITY = "quote_to_cash.mail_activity_order_quiet"
# Of all that is quiet, what nobody was told of. Two jobs at once, or one run twice: each row exists once.
NOTE = """
    INSERT INTO order_quiet_notice (order_id, event_id, noticed_at, waiting)
    SELECT quiet.order_id, quiet.event_id, %(now)s, TRUE FROM (%(quiet)s) quiet
     WHERE quiet.notify
       AND NOT EXISTS (SELECT FROM order_quiet_notice known
                        WHERE known.order_id = quiet.order_id
                          AND COALESCE(known.event_id, 0) = COALESCE(quiet.event_id, 0))
     ORDER BY quiet.since, quiet.order_id
        ON CONFLICT DO NOTHING
"""
NEXT = """
    UPDATE order_quiet_notice SET waiting = FALSE
     WHERE id IN (SELECT id FROM order_quiet_notice WHERE waiting ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING order_id, COALESCE(event_id, 0)
"""


class OrderQuietNotice(models.Model):
    """That somebody was told: one row for each time that an order is in a status."""

    _name = "order.quiet.notice"
    _description = "Notice of a Quiet Order"
    _log_access = False
    _rec_name = "order_id"
    _allow_sudo_commands = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    event_id = fields.Many2one("sale.order.event", readonly=True, index="btree_not_null", ondelete="cascade")
    noticed_at = fields.Datetime(required=True, readonly=True)
    waiting = fields.Boolean(readonly=True, help="Nobody was told yet.")

    _once = models.UniqueIndex("(order_id, COALESCE(event_id, 0))", "Somebody was told of this already.")
    _waiting = models.Index("(id) WHERE waiting")


class OrderQuiet(models.Model):
    _inherit = "order.quiet"

    @api.model
    def _cron_quiet(self, limit=200):
        """Leave an activity for each order that went quiet, and take away those of orders that went on.

        What is quiet is read once; activities are left in portions. A killed or repeated run goes on with what is left.

        :param int limit: orders in one portion
        """
        job = self.env["ir.cron"]
        try:
            self._end_activities()
            job._commit_progress()
            self._note()
            while told := self._tell(limit):
                if not job._commit_progress(told):
                    return
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            _logger.info("Somebody else is changing the orders that went quiet; the next run looks at them again")

    @api.model
    def _note(self):
        """Note what went quiet and nobody was told of: with one statement, however much it is."""
        self.env["sale.order.event"]._search([], limit=1)  # writes what this transaction has changed
        for model, names in self._depends.items():
            self.env[model].flush_model(names)
        self.env.cr.execute(SQL(NOTE, now=fields.Datetime.now(), quiet=self._table_query))
        self.env["order.quiet.notice"].invalidate_model()

    @api.model
    def _tell(self, limit):
        """Tell those who look after orders of what was noted, each once, unless it has gone on; return how much it was.

        :param int limit: notices
        """
        noted = set(self.env.execute_query(SQL(NEXT, limit)))
        self.env["order.quiet.notice"].invalidate_model()
        quiet = self.search([("order_id", "in", [order_id for order_id, _event_id in noted])])
        now_told = quiet.filtered(lambda row: (row.order_id.id, row.event_id.id or 0) in noted)
        for (user, status), mine in now_told.grouped(lambda row: (row._whom(), row.status)).items():
            mine._schedule(user, status)
        return len(noted)

    def _whom(self):
        """Return who is told: the salesperson, else the head of the team; nobody if there is neither."""
        people = (self.user_id, self.team_id.user_id)
        return next((user for user in people if user.active and user._is_internal()), self.env["res.users"])

    def _schedule(self, user, status):
        """Leave activities on orders of one status for one user. Orders nobody looks after are in the list."""
        if not user:
            return
        env = self.with_context(lang=user.lang or self.env.lang).env
        labels = dict(self._fields["status"]._description_selection(env))
        expected = env["order.quiet.rule"]._expected_words()[status]
        # The job's user is nobody's colleague: no message about who assigned it.
        self.order_id.with_context(mail_activity_quick_update=True).activity_schedule(
            ACTIVITY,
            summary=env._("%(status)s for too long. Expected: %(next)s", status=labels[status], next=expected),
            user_id=user.id,
        )

    @api.model
    def _end_activities(self):
        """Take away what was left about orders that have gone on."""
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if not kind:
            return
        left = self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("res_model", "=", "sale.order"), ("automated", "=", True)]
        )
        quiet = set(self.search([("order_id", "in", left.mapped("res_id"))]).order_id.ids)
        left.filtered(lambda activity: activity.res_id not in quiet).unlink()
