"""The job: what is over expires, customers are reminded, and salespeople told."""

import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...engine import quote_expiry as engine
from .followup import FAILED

_logger = logging.getLogger(__name__)

TRIES = 5  # conflicts with others that are borne, one after the other


def root_cause(error):
    """Return what an error was caused by: Odoo wraps what goes wrong in a template."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__
    return error


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _cron_follow_up_quotes(self, limit=50):
        """Do what is due about quotations that end. A killed or repeated run goes on with what is left.

        :param int limit: quotations in one portion
        """
        for kind in (engine.EXPIRED, engine.REMINDER, engine.ACTIVITY):
            if not self._follow_up_all(kind, limit):
                return
        self._end_followup_activities()

    @api.model
    def _follow_up_all(self, kind, limit):
        """Do one thing about all quotations whose turn it is, in portions that are committed.

        :return: whether nothing is left to do here, and time is left
        :rtype: bool
        """
        conflicts = 0
        while True:
            try:
                terms = self.env["res.company"]._quote_terms()
                orders = self._quotes_due(kind, terms, limit, lock=True)
                if not orders:
                    return True
                orders._follow_up(kind)
                conflicts = 0
                if not self.env["ir.cron"]._commit_progress(len(orders)):
                    return False
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody else has done some of these, or accepted them; the next transaction sees it.
                self.env.cr.rollback()
                conflicts += 1
                if conflicts == TRIES:
                    raise

    def _follow_up(self, kind):
        """Do one thing about these quotations, each once.

        :return: those for which it was done now
        """
        orders = self._note_followup(kind)
        orders._follow_up_or_mark(kind)
        return orders

    def _follow_up_or_mark(self, kind):
        """Do it; if that fails, for each by itself. What fails keeps nobody else waiting, and is told once."""
        if not self:
            return
        effects = {engine.EXPIRED: "_expire", engine.REMINDER: "_remind", engine.ACTIVITY: "_tell_of_the_end"}
        try:
            with self.env.cr.savepoint():
                getattr(self, effects[kind])()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            cause = root_cause(error)
            if isinstance(cause, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                raise cause from error
            if len(self) > 1:
                for order in self:
                    order._follow_up_or_mark(kind)
                return
            if not isinstance(error, UserError):
                _logger.exception("Following up quotation %s failed", self.name)
            self._tell_failure(kind, cause)

    def _tell_failure(self, kind, error):
        """Leave to the salesperson what the job cannot do."""
        if kind == engine.EXPIRED:
            # It has not expired; it is tried again for another last day.
            domain = [("order_id", "=", self.id), ("validity_date", "=", self.validity_date), ("kind", "=", kind)]
            self.env["sale.quote.followup"].search(domain).kind = FAILED
            words = self._in_words_of_seller("_failure_words")
        else:
            words = self._in_words_of_seller("_not_reminded_words")
        self._leave_to_seller(words, note=f"{type(error).__name__}: {error}")
