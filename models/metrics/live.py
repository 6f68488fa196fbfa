"""Facts that are never stored: the ledger and the log say them for any day, today and later.

They would change because a day passes (what is open and overdue), or would be a copy of the ledger.
"""

from odoo import api, fields, models

from ...engine import kpi_definition as kinds
from ...engine.kpi_verdict import Options

SOURCES = {
    kinds.MONTH: "_live_months",
    kinds.SETTLEMENT: "_live_settlements",
    kinds.OPEN_ITEM: "_live_open_items",
    kinds.DAY: "_live_days",
}


class SaleKpiLive(models.AbstractModel):
    """Reads facts of a period with a fixed number of statements, however long it is."""

    _name = "sale.kpi.live"
    _description = "Figures Read from the Ledger"

    @api.model
    def _is_live(self, source):
        """Whether facts of this source are read, not stored.

        :param str source: of a figure
        """
        return source in SOURCES

    @api.model
    def _facts(self, source, company, period, **how):
        """Return the facts of a period, until today.

        Whoever asks has to see to rights: months, settlements and open items are receivables.

        :param str source: a key of :data:`SOURCES`
        :param res.company company: whose
        :param engine.kpi_period.Period period: days of the company
        :param how: ``by`` for months: ``company`` (default), ``customer`` or ``salesperson``
        :return: facts; the id of settlements and open items is that of the receivable line
        """
        return [fact for _columns, fact in self._rows(source, company, period, **how)]

    @api.model
    def _rows(self, source, company, period, **how):
        """Return facts with whom they belong to, and what to open for the rows behind them.

        :return: ``[(columns, fact)]``; columns are ``company_id``, ``partner_id``, ``user_id``, ``model``, ``domain``
            and ``context``. See :meth:`_facts`.
        """
        so_far = period.until(company._local_day())
        return getattr(self, SOURCES[source])(company, so_far, **how) if so_far else []

    @api.model
    def _options(self, source, company, period):
        """Return how a company looks at facts that are read. See :class:`engine.kpi_verdict.Options`.

        :param str source: as for :meth:`_facts`, as ``company`` and ``period``
        """
        return Options(today=company._local_day(), now=fields.Datetime.now())
