"""Holds and waivers as facts: what ended them, and how it ended."""

from odoo import api, models

from ...engine import kpi_facts_service as service
from ...engine.kpi_period import local_day
from .reader_header import is_credit


class SaleFactReader(models.AbstractModel):
    _inherit = "sale.fact.reader"

    def _facts_of_order(self, order, lines, line_facts, fact, read, book):
        """Extend: holds and waivers."""
        found = super()._facts_of_order(order, lines, line_facts, fact, read, book)
        found["sale.order.hold.fact"] = [
            ({"res_id": row["id"], "reason_id": row["reason_id"]}, self._hold(order, row, book))
            for row in read.holds[order["id"]]
        ]
        found["order.validation.waiver.fact"] = [
            ({"res_id": row["id"], "reason_id": row["reason_id"]}, self._waiver(order, row, fact, read, book))
            for row in read.waivers[order["id"]]
        ]
        return found

    @api.model
    def _hold(self, order, row, book):
        """Return a hold. With its order it is over, too."""
        cancelled, released = order["cancelled_at"], row["released_at"]
        with_order = bool(cancelled and (released is None or released >= cancelled))
        released = cancelled if with_order else released
        return service.HoldFact(
            id=row["id"],
            company=order["company_id"],
            currency=book.currency,
            is_replacement=order["is_replacement"],
            is_intercompany=order["is_intercompany"],
            order=order["id"],
            reason=row["reason_id"],
            credit=is_credit(row),
            placed_at=row["placed_at"],
            placed_day=local_day(row["placed_at"], book.zone),
            released_at=released,
            released_day=local_day(released, book.zone),
            released_by=self._released_by(row) if released and not with_order else None,
            order_cancelled=with_order,
        )

    @api.model
    def _released_by(self, row):
        """Return what ended a hold: of what happened while it stood, what says most about it."""
        if row["by_waiver"]:
            return service.BY_WAIVER
        if row["by_payment"]:
            return service.BY_PAYMENT
        return service.BY_LIMIT if row["by_limit"] else service.BY_OTHER

    @api.model
    def _waiver(self, order, row, fact, read, book):
        outcome, ended = self._waiver_end(row, fact, read.instalments[order["id"]])
        return service.WaiverFact(
            id=row["id"],
            company=order["company_id"],
            currency=book.currency,
            is_replacement=order["is_replacement"],
            is_intercompany=order["is_intercompany"],
            order=order["id"],
            rule=row["rule_id"],
            credit=row["credit"],
            waived_day=local_day(row["waived_at"], book.zone),
            outcome=outcome,
            ended_day=ended,
        )

    @api.model
    def _waiver_end(self, row, fact, instalments):
        """Return how the order ended for which something was waived, and on which day; twice None while it goes on.

        What was waived about credit ends when all is paid; anything else with the last delivery.
        """
        if fact.cancelled_day:
            return service.ENDED_LOST, fact.cancelled_day
        if row["credit"]:
            if not instalments or not all(part["settled"] for part in instalments):
                return None, None
            late = any(part["paid"] and part["due"] and part["paid"] > part["due"] for part in instalments)
            paid = max(filter(None, (part["paid"] or part["due"] for part in instalments)), default=None)
            if paid is None or fact.delivered_day is None:
                return None, None
            return service.ENDED_LATE if late else service.ENDED_WELL, max(paid, fact.delivered_day)
        if fact.delivered_day is None:
            return None, None
        if fact.has_return:
            return service.ENDED_BACK, fact.delivered_day
        late = fact.first.day is not None and fact.first.late > 0
        return service.ENDED_LATE if late else service.ENDED_WELL, fact.delivered_day
