"""Who looks too often, or with keys that do not fit: counted for a minute, without knowing who it is."""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.date_utils import subtract
from odoo.tools.misc import hmac

from ...engine import tracking_page as engine

SCOPE = "quote_to_cash.tracking_attempt"


class OrderTrackingAttempt(models.Model):
    """Requests of one minute from addresses that stand close together.

    The addresses are shortened and hashed with the day: nobody can be found by them. Each connection of the database
    counts in a row of its own, so that no request waits for another; the sum counts.
    """

    _name = "order.tracking.attempt"
    _description = "Requests of Tracking Pages"
    _log_access = False

    neighbourhood = fields.Char(required=True, readonly=True)
    minute = fields.Datetime(required=True, readonly=True)
    connection = fields.Integer(required=True, readonly=True)
    requests = fields.Integer(required=True, readonly=True)
    wrong = fields.Integer(required=True, readonly=True)

    _once = models.UniqueIndex("(neighbourhood, minute, connection)", "Counted in one place.")
    _minute_idx = models.Index("(minute)")

    @api.model
    def _is_too_many(self, address, weight=1):
        """Count a request, and return whether it is one too many. What is too many is not even counted.

        :param str address: whose request it is
        :param int weight: how many requests it counts for
        """
        where, minute = self._place(address)
        self.env.cr.execute(
            SQL(
                "SELECT COALESCE(SUM(requests), 0), COALESCE(SUM(wrong), 0) FROM order_tracking_attempt"
                " WHERE neighbourhood = %s AND minute = %s",
                where,
                minute,
            )
        )
        if engine.too_many(*self.env.cr.fetchone()):
            return True
        self._add(where, minute, requests=weight)
        return False

    @api.model
    def _note_wrong(self, address):
        """Count a key that opens nothing."""
        self._add(*self._place(address), wrong=1)

    @api.model
    def _place(self, address):
        now = fields.Datetime.now()
        message = (engine.neighbourhood(address), now.date().isoformat())
        # The hash needs the secret of the database.
        return hmac(self.sudo().env, SCOPE, message)[:32], now.replace(second=0)

    @api.model
    def _add(self, where, minute, requests=0, wrong=0):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO order_tracking_attempt AS a (neighbourhood, minute, connection, requests, wrong)
                VALUES (%s, %s, pg_backend_pid(), %s, %s)
                ON CONFLICT (neighbourhood, minute, connection)
                DO UPDATE SET requests = a.requests + EXCLUDED.requests, wrong = a.wrong + EXCLUDED.wrong
                """,
                where,
                minute,
                requests,
                wrong,
            )
        )

    @api.autovacuum
    def _gc_attempts(self):
        """Forget what was counted before this hour."""
        self.env.cr.execute(
            SQL("DELETE FROM order_tracking_attempt WHERE minute < %s", subtract(fields.Datetime.now(), hours=1))
        )
