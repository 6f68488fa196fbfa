"""What is checked without anybody asking."""

import logging

from odoo import api, fields, models
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...engine.findings import OPEN, UNCHECKED
from .sale_order_validation_hold import ORIGINS

_logger = logging.getLogger(__name__)

CHUNK = 500


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _cron_check_orders(self):
        """Check open quotations, and what is held for its findings, in portions; nobody is written to.

        A run that was stopped goes on with what is left. An order that cannot be checked is logged, shown
        as not checked, and does not keep the others from it.
        """
        started, failed = self._unattended_since(), 0
        remaining = self.search_count(self._unattended_domain(started))
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        while failed < MAX_TRIES_ON_CONCURRENCY_FAILURE and (orders := self._next_unattended(started)):
            checked = len(orders) if orders._check_unattended() else 0
            # What met somebody else's work is left, and comes again in the next transaction.
            failed = 0 if checked else failed + 1
            remaining = max(0, remaining - checked)
            if not self.env["ir.cron"]._commit_progress(checked, remaining=remaining):
                break

    @api.model
    def _unattended_since(self):
        """Return when this round began: what was checked since then is left alone.

        The moment for which the job was scheduled, which stands until it is through; by hand, now.
        """
        now = fields.Datetime.now()
        job = self.env.ref("quote_to_cash.ir_cron_check_orders", raise_if_not_found=False)
        return min(now, job.sudo().nextcall) if job and self.env.context.get("cron_id") == job.id else now

    @api.model
    def _unattended_domain(self, started):
        """Return which orders the job checks: quotations, and orders that findings or credit hold.

        :param datetime started: what was checked since then is left alone
        """
        return [
            "|",
            ("state", "in", ("draft", "sent")),
            "&",
            ("is_on_hold", "=", True),
            ("hold_ids", "any", [("released_at", "=", False), ("origin", "in", ORIGINS)]),
            ("state", "!=", "cancel"),
            "|",
            ("company_id.validation_mode", "!=", "off"),
            ("finding_ids", "any", [("enforced", "=", True), ("state", "=", OPEN)]),
            "|",
            ("validated_at", "=", False),
            ("validated_at", "<", started),
        ]

    @api.model
    def _next_unattended(self, started):
        """Return the next portion; orders that somebody is working on just now are left for tomorrow."""
        query = self._search(self._unattended_domain(started), order="id", limit=CHUNK)
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM sale_order WHERE id IN %s ORDER BY id FOR NO KEY UPDATE SKIP LOCKED",
                query.subselect(),
            )
        )
        return self.browse([order_id for (order_id,) in rows])

    def _check_unattended(self):
        """Check orders; if that fails, each half by itself, to find out which order it is.

        :return: whether that is done; not, if somebody else works on some of them just now
        """
        try:
            with self.env.cr.savepoint():
                self._check_orders()
                self.filtered("is_on_hold")._release_good_credit()
            return True
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("%s orders are changed by somebody else and were not checked", len(self))
            return False
        except Exception:
            if len(self) == 1:
                _logger.exception("The order %s could not be checked", self.id)
                self._store_validation({self: UNCHECKED}, fields.Datetime.now())
                return True
            middle = len(self) // 2
            first = self[:middle]._check_unattended()
            return self[middle:]._check_unattended() and first
