"""How a company wants its reorder points: how sure, from which past, and for how long a delivery shall last."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from odoo import fields, models

# Vendors deliver far less often than customers buy: a year of receipts says how long they take.
RECEIPT_DAYS = 365


@dataclass(frozen=True)
class Terms:
    """What one update of a company's reorder points goes by.

    :ivar str zone: the company's time zone
    :ivar date today: the company's day, the last one that is looked at
    :ivar date first: the first one
    :ivar datetime since: when that began, in UTC, :ivar datetime receipts_since: the same for receipts
    :ivar float service_level: percent, :ivar int cover_days: for how many days a replenishment shall last
    :ivar float extra_days: that somebody needs to place an order
    """

    company_id: int
    zone: str
    today: date
    first: date
    since: datetime
    receipts_since: datetime
    service_level: float
    cover_days: int
    extra_days: float


class ResCompany(models.Model):
    _inherit = "res.company"

    reorder_service_level = fields.Float(
        default=95.0,
        required=True,
        help="Of a hundred replenishments, during so many nothing runs out. Each percent more costs more stock than"
        " the one before.",
    )
    reorder_history_days = fields.Integer(
        default=90,
        required=True,
        help="From how many days of shipments demand is measured. 90 days hold every weekday thirteen times, and still"
        " follow a season.",
    )
    reorder_cover_days = fields.Integer(
        default=30, required=True, help="For how many days of demand a replenishment shall last."
    )
    reorder_updated_at = fields.Datetime("Reorder Points Updated On", readonly=True)

    _reorder_service_level_range = models.Constraint(
        "CHECK (reorder_service_level >= 50 AND reorder_service_level < 100)",
        "The service level lies from 50 to less than 100 percent: to run out never takes endless stock.",
    )
    _reorder_history_days_range = models.Constraint(
        "CHECK (reorder_history_days BETWEEN 7 AND 1096)", "Demand is measured from a week to three years."
    )
    _reorder_cover_days_range = models.Constraint(
        "CHECK (reorder_cover_days BETWEEN 0 AND 1096)", "A replenishment lasts from no day to three years."
    )

    def _begin_of_day(self, day):
        """Return the moment, in UTC, at which a day of the company begins."""
        return self._from_local_time(datetime.combine(day, time.min))

    def _reorder_terms(self):
        """Return what this company's reorder points go by today.

        :rtype: Terms
        """
        self.ensure_one()
        zone, today = self._local_zone(), self._local_day()
        first = today - timedelta(days=self.reorder_history_days - 1)
        return Terms(
            company_id=self.id,
            zone=zone,
            today=today,
            first=first,
            since=self._begin_of_day(first),
            receipts_since=self._begin_of_day(today - timedelta(days=RECEIPT_DAYS)),
            service_level=self.reorder_service_level,
            cover_days=self.reorder_cover_days,
            extra_days=self._days_to_purchase(),
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    reorder_service_level = fields.Float(related="company_id.reorder_service_level", readonly=False)
    reorder_history_days = fields.Integer(related="company_id.reorder_history_days", readonly=False)
    reorder_cover_days = fields.Integer(related="company_id.reorder_cover_days", readonly=False)
