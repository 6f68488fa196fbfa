"""Keeping facts current: what may have changed is read again, a portion at a time."""

import logging

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.misc import split_every

from ...engine import kpi_entries
from ...engine.kpi_registry import of_source
from .fact import OWNERS
from .fact_queue import CLAIM, INVOICE, ORDER, RETURN

_logger = logging.getLogger(__name__)

PORTION = 500  # documents that are read at once: memory stays flat, however many wait
LOCK = "quote_to_cash.sale_fact"
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
    RETURN: ("sale.rma.fact",),
    CLAIM: ("shipment.claim.fact",),
}


class SaleFactRefresh(models.AbstractModel):
    """Reads documents, has them judged, and writes facts and sums."""

    _name = "sale.fact.refresh"
    _description = "Reading of Facts"

    @api.model
    def _cron_refresh_facts(self):
        """Read what waits in the queue, portion by portion, each committed."""
        for kind in READ_WITH:
            while self._lock() and (documents := self.env["sale.fact.queue"]._take(kind, PORTION)):
                self._refresh(kind, documents)
                if not self.env["ir.cron"]._commit_progress(len(documents), remaining=self._waiting()):
                    return
            self.env["ir.cron"]._commit_progress()

    def _lock(self):
        """Whether nobody else changes sums; nobody does then, until the transaction ends.

        The first statement of the transaction: what it reads afterwards is what the one before has left.
        """
        self.env.cr.execute(SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s))", LOCK))
        return self.env.cr.fetchone()[0]

    def _waiting(self):
        self.env.cr.execute("SELECT COUNT(*) FROM sale_fact_queue")
        return self.env.cr.fetchone()[0]

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
                changed += self.env[model]._store(portion, rows)
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
            days = [values[0] for values in entries.values() if values and values[0]]
            rows.append(
                blank
                | columns
                | {"entries": entries, "first_day": min(days, default=None), "last_day": max(days, default=None)}
            )
        self._note_problems(kpis, broken)
        return rows

    def _note_problems(self, kpis, broken):
        """Say at the figures that fail why, and at the others that they do not."""
        known = self.env["sale.kpi"].sudo().search([("code", "in", [kpi.code for kpi in kpis])])
        for kpi in known.filtered(lambda one: one.problem or one.code in broken):
            problem = broken.get(kpi.code, False)
            if problem and kpi.problem != problem:
                _logger.error("The figure %s fails: %s", kpi.code, problem)
            kpi.problem = problem
