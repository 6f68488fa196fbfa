"""Reading documents for their facts. What each reader has to deliver is said by the engine's dataclasses."""

from decimal import Decimal

from odoo import api, models

from ...engine.kpi_entries import timeless
from ...engine.kpi_verdict import FIRST, Options


class SaleFactReader(models.AbstractModel):
    """Only reads: a fixed number of statements for any number of documents."""

    _name = "sale.fact.reader"
    _description = "Documents as Facts"

    @api.model
    def _read(self, kind, documents):
        """Return what the facts of some documents are made of.

        :param str kind: kind of the queue
        :param documents: ids; what was deleted is left out
        :return: ``{model of the facts: [(columns, fact, options)]}``; columns have ``res_id``, ``root_id`` and those
            that belong to the model
        """
        return getattr(self, f"_read_{kind}")(list(documents))

    @api.model
    def _options(self, company):
        """Return how a company looks at its figures, timeless. See :mod:`engine.kpi_entries`."""
        return timeless(
            Options(
                today=company._local_day(),
                now=self.env.cr.now(),
                basis=company.kpi_basis or FIRST,
                under=Decimal(str(company.kpi_under)),
                over=Decimal(str(company.kpi_over)),
                early_days=company.kpi_early_days or None,
                without_intercompany=company.kpi_without_intercompany,
                proven_only=company.kpi_proven_only,
                satisfied_from=company.kpi_satisfied_from or 4,
            )
        )

    def _read_order(self, orders):
        raise NotImplementedError

    def _facts_of_order(self, order, lines, line_facts, fact, read, book):
        """Return ``{model: [(columns besides the order's own, fact)]}`` of an order; each file adds its own.

        :param dict order: its row
        :param lines: :class:`.reader_line.LineReader` of each of its lines; ``line_facts`` their facts
        :param OrderFact fact: its fact
        :param read: all that was read
        :param book: how its company counts
        """
        return {}
