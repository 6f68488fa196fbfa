"""Keeping facts current: what may have changed is read again, a portion at a time."""

import logging
from datetime import date

from psycopg2 import IntegrityError, OperationalError

from odoo import api, models
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL
from odoo.tools.misc import split_every

from ...engine import kpi_entries
from ...engine.kpi_registry import of_source
from ...engine.kpi_verdict import FAILED
from .fact import OWNERS
from .fact_queue import CLAIM, INVOICE, ORDER, RETURN, SHIPMENT
from .kpi_day import LOCK

_logger = logging.getLogger(__name__)

MOST_TOLD = 20  # documents that cannot be read, in one line of the log
PORTION = 500  # documents that are read at once: memory stays flat, however many wait
# Which facts are read with which documents
READ_WITH = {
    ORDER: (
        "sale.order.fact",
        "sale.order.line.fact",
        "stock.picking.fact",
        "stock.move.fact",
        "sale.quotation.fact",
        "sale.order.hold.fact",
        "order.validation.waiver.fact",
    ),
    INVOICE: ("account.move.fact", "account.move.promise.fact"),
    SHIPMENT: ("account.move.fact",),
    RETURN: ("sale.rma.fact",),
    CLAIM: ("shipment.claim.fact",),
}
# Shipments that wait for their invoice stand among the invoices, with negative numbers.
SIGN = {SHIPMENT: -1}


class SaleFactRefresh(models.AbstractModel):
    """Reads documents, has them judged, and writes facts and sums."""

    _name = "sale.fact.refresh"
    _description = "Reading of Facts"

    @api.model
    def _cron_refresh_facts(self):
        """Read what has changed, then go on with what is read from the beginning, portion by portion.

        Each portion is committed, with the rows of the queue that it has emptied: whoever is killed leaves the rest
        for the next run, and nothing half done. Two at once do not hinder each other: the second one ends.
        """
        progress = self.env["ir.cron"]._commit_progress  # a transaction of its own: it begins with the lock
        progress(remaining=self._waiting())
        for step in (self._refresh_changed, self._refresh_begun):
            while self._lock() and (done := self._try(step)):
                if not progress(done, remaining=self._waiting()):
                    return
            progress()  # frees the lock

    def _try(self, step):
        """Read a portion; read it again if somebody has deleted meanwhile what it refers to.

        :return: how many documents that were
        :raise OperationalError: if others are always faster
        """
        for left in reversed(range(MAX_TRIES_ON_CONCURRENCY_FAILURE)):
            try:
                return step(patient=bool(left))
            except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, IntegrityError):
                if not left:
                    raise
            self.env.cr.rollback()
            if not self._lock():
                break
        return 0

    def _refresh_changed(self, patient=False):
        """Read a portion of what has changed; return how many documents that were."""
        for kind in READ_WITH:
            if documents := self.env["sale.fact.queue"]._take(kind, PORTION):
                self._refresh_readable(kind, documents, patient)
                return len(documents)
        return 0

    def _refresh_begun(self, patient=False):
        """Read a portion of what is read from the beginning; return how many documents that were."""
        while rebuild := self.env["sale.fact.rebuild"]._current():
            if documents := rebuild._next(PORTION):
                if rebuild.kind == ORDER:
                    self.env["sale.order.confirmed.line"]._assume(documents)
                self._refresh_readable(rebuild.kind, documents, patient)
                return len(documents)
            rebuild.unlink()
        return 0

    def _lock(self):
        """Whether nobody else changes sums; nobody does then, until the transaction ends.

        The first statement of the transaction: what it reads afterwards is what the one before has left.
        """
        self.env.cr.execute(SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s))", LOCK))
        return self.env.cr.fetchone()[0]

    def _waiting(self):
        self.env.cr.execute(
            "SELECT (SELECT COUNT(*) FROM sale_fact_queue WHERE problem IS NULL)"
            " + (SELECT COUNT(*) FROM sale_fact_rebuild)"
        )
        return self.env.cr.fetchone()[0]

    def _refresh_readable(self, kind, documents, patient=False):
        """Read documents again. One that cannot be read is put aside, told in the log, and stops no other.

        :param str kind: key of :data:`READ_WITH`
        :param list documents: ids
        :param bool patient: whether what refers to nothing is read again first, because it may just have been deleted
        """
        problems = self._refresh_parts(kind, documents, patient)
        new = self.env["sale.fact.queue"]._put_aside(kind, problems) if problems else {}
        if new:
            told = ", ".join(f"{number}: {problem}" for number, problem in list(new.items())[:MOST_TOLD])
            _logger.error("%s documents (%s) cannot be read for figures. %s", len(new), kind, told)

    def _refresh_parts(self, kind, documents, patient):
        """Read documents, all at once if they can be; return ``{id: what is wrong}`` of those that cannot.

        A part that fails is read by halves.
        """
        try:
            with self.env.cr.savepoint():
                self._refresh(kind, documents)
            return {}
        except (OperationalError, OSError, MemoryError):
            raise  # no document is to blame
        except Exception as error:
            if patient and isinstance(error, IntegrityError):
                raise
            if len(documents) == 1:
                return {documents[0]: f"{type(error).__name__}: {error}"}
        middle = len(documents) // 2
        halves = documents[:middle], documents[middle:]
        return {key: problem for half in halves for key, problem in self._refresh_parts(kind, half, patient).items()}

    @api.model
    def _refresh(self, kind, documents):
        """Read documents again, and write what has changed of their facts.

        :param str kind: key of :data:`READ_WITH`
        :param documents: ids, also of what was deleted
        :return: how many facts have changed
        """
        changed = 0
        for portion in split_every(PORTION, list(documents)):
            read = self.env["sale.fact.reader"]._read(kind, portion)
            for model in READ_WITH[kind]:
                rows = self._judge(model, read.get(model, ()))
                changed += self.env[model]._store([SIGN.get(kind, 1) * number for number in portion], rows)
                self._forget_problems(model)
        return changed

    def _judge(self, model, read):
        """Return rows to store.

        :param str model: of the facts
        :param read: ``[(columns, fact, options)]``
        """
        kpis = [kpi for kpi in of_source(self.env[model]._source) if not kpi.needs_period]
        broken, rows = {}, []
        blank = dict.fromkeys((*self.env[model]._columns(), *OWNERS))
        for columns, fact, options in read:
            entries, problems = kpi_entries.judge(kpis, fact, options)
            broken.update(problems)
            days = [date.fromisoformat(values[0]) for values in entries.values() if values and values[0]]
            rows.append(
                blank
                | columns
                | {"entries": entries, "first_day": min(days, default=None), "last_day": max(days, default=None)}
            )
        self._note_problems(broken)
        return rows

    def _note_problems(self, broken):
        """Say at the figures that fail why.

        :param dict broken: ``{code: what went wrong}``
        """
        for kpi in self.env["sale.kpi"].sudo().search([("code", "in", list(broken))]) if broken else ():
            if kpi.problem != broken[kpi.code]:
                _logger.error("The figure %s fails: %s", kpi.code, broken[kpi.code])
                kpi.problem = broken[kpi.code]

    def _forget_problems(self, model):
        """Say at the figures that no fact fails any more that they do not."""
        codes = [kpi.code for kpi in of_source(self.env[model]._source)]
        known = self.env["sale.kpi"].sudo().search([("code", "in", codes), ("problem", "!=", False)])
        if known:
            failing = [("code", "in", known.mapped("code")), ("reason", "=", FAILED)]
            still = dict(self.env["sale.kpi.day"].sudo()._read_group(failing, ["code"], ["__count"]))
            known.filtered(lambda kpi: kpi.code not in still).problem = False
