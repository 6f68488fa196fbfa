from datetime import datetime, time, timedelta
from importlib import import_module

from pytz import timezone, utc

from odoo import api, fields, models, tools


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

    def _local_zone(self):
        """Return the name of the company's time zone: its own address's, else that of its working calendar."""
        self.ensure_one()
        return self._cached_zone(self.partner_id.id, self.resource_calendar_id.id)

    # Asked for at every confirmation; forgotten when a calendar or a zone changes, see resource_calendar.py.
    @tools.ormcache("partner_id", "calendar_id")
    def _cached_zone(self, partner_id, calendar_id):
        partner = self.env["res.partner"].sudo().browse(partner_id)
        return partner.tz or self.env["resource.calendar"].sudo().browse(calendar_id).tz or "UTC"

    def _working_days_between(self, first, last):
        """Return the company's working days in ascending order; none if it has no calendar.

        :param date first: from this day on
        :param date last: up to this day, without it
        """
        self.ensure_one()
        # By whole months, so that what is cached serves tomorrow, too.
        begin, end = first.replace(day=1), (last + timedelta(days=31)).replace(day=1)
        known = self._cached_working_days(self.resource_calendar_id.id, begin, end)
        return [day for day in known if first <= day < last]

    @tools.ormcache("calendar_id", "first", "last")
    def _cached_working_days(self, calendar_id, first, last):
        calendar = self.env["resource.calendar"].sudo().browse(calendar_id)
        if not calendar:
            return ()
        zone = timezone(calendar.tz or "UTC")
        begin, end = (zone.localize(datetime.combine(day, time.min)) for day in (first, last))
        intervals = calendar._work_intervals_batch(begin, end)[False]
        return tuple(sorted({start.date() for start, _stop, _meta in intervals}))

    def _local_day(self, moment=None):
        """Return the day in the company's time zone.

        :param datetime moment: in UTC, by default now
        """
        return utc.localize(moment or fields.Datetime.now()).astimezone(timezone(self._local_zone())).date()

    def _begin_of_day(self, day):
        """Return the moment, in UTC, at which a day of the company begins."""
        local = timezone(self._local_zone()).localize(datetime.combine(day, time.min))
        return local.astimezone(utc).replace(tzinfo=None)

    def _working_days_from(self, days, moment):
        """Return the moment a number of working days after another one, or before it.

        By the company's working calendar; by days from Monday to Friday where it has none. What
        happens on a day off counts as if it happened on the next working day. Both directions fit
        together: what left before ``_working_days_from(-5, now)`` left five working days ago.

        :param int days: working days, negative for the past
        :param datetime moment: in UTC
        """
        self.ensure_one()
        zone = timezone(self.resource_calendar_id.tz or "UTC")
        local = utc.localize(moment).astimezone(zone)
        today, clock = local.date(), local.time()
        working = self._working_day(1, today - timedelta(days=1))
        if days > 0:
            day = self._working_day(days, working)
        else:
            day = self._working_day(days - 1, today)
            clock = clock if working == today else time.max
        return zone.localize(datetime.combine(day, clock)).astimezone(utc).replace(tzinfo=None)

    def _working_day(self, number, day):
        """Return the n-th working day after a day; with a negative number going back from it, itself included."""
        tomorrow = day + timedelta(days=1)
        calendar = self.resource_calendar_id
        if calendar:
            midnight = timezone(calendar.tz or "UTC").localize(datetime.combine(tomorrow, time.min))
            planned = calendar.plan_days(number, midnight, compute_leaves=True)
            if planned:  # end of the day's work, or its beginning when going back
                return (planned - timedelta(microseconds=number > 0)).date()
        step = timedelta(days=1 if number > 0 else -1)
        found = day if number > 0 else tomorrow
        left = abs(number)
        while left:
            found += step
            left -= found.weekday() < 5
        return found

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

    @api.model
    def _load_demo_data(self, part):
        """Run ``load(env)`` of ``demo/<part>.py``, which nothing but demo data imports.

        :param str part: name of the file, without its ending
        """
        import_module(f"...demo.{part}", package=__package__).load(self.env)
