from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    assume_delivered_days = fields.Integer(
        default=5,
        help="Working days after shipping on which a delivery that nobody confirmed is assumed to"
        " have arrived. 0: never.",
    )
    protect_shipped_orders = fields.Boolean(
        help="Refuse to cancel an order whose goods have left also to programs (jobs, connectors)."
        " People are always refused.",
    )

    _assume_delivered_days_positive = models.Constraint(
        "CHECK (assume_delivered_days >= 0)", "The number of working days cannot be negative."
    )

    def _working_days_from(self, days, moment):
        """Return the moment a number of working days after (or before) another one.

        By the company's working calendar; by days from Monday to Friday where it has none.

        :param int days: working days, negative for the past
        :param datetime moment: in UTC
        """
        self.ensure_one()
        calendar = self.resource_calendar_id
        planned = calendar and calendar.plan_days(days, moment, compute_leaves=True)
        if planned:
            return planned.replace(tzinfo=None)
        step = timedelta(days=1 if days > 0 else -1)
        left = abs(days)
        while left:
            moment += step
            left -= moment.weekday() < 5
        return moment

    def _assumable_deliveries_domain(self, now=None):
        """Return a domain on ``stock.picking``: shipped long enough ago to be assumed delivered."""
        now = now or fields.Datetime.now()
        return [
            ("company_id", "=", self.id),
            ("shipped_at", "<=", self._working_days_from(-self.assume_delivered_days, now)),
            ("delivered_at", "=", False),
        ]

    def _assumed_delivery(self, shipped_at, _day=None):
        """Return when goods shipped at a moment are assumed to arrive; never in the future."""
        assumed = self._working_days_from(self.assume_delivered_days, shipped_at)
        return min(fields.Datetime.now(), max(shipped_at, assumed))
