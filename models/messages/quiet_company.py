"""Until when an order had to leave its status: by each company's own working hours."""

from datetime import timedelta

from pytz import timezone, utc

from odoo import api, fields, models, tools

from ...engine import quiet as engine

# How far to look back for working hours: usually enough; over the longest closure. Then Monday to Friday.
REACHES = (timedelta(days=60), timedelta(days=400))


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a new company has the usual expectations."""
        companies = super().create(vals_list)
        self.env["order.quiet.rule"]._create_missing(companies)
        return companies

    def _overdue_before(self, hours, now=None):
        """Return the moment before which everything began that goes on for more than a number of working hours.

        By the company's working calendar; from Monday to Friday where it has none.

        :param float hours: working hours
        :param datetime now: in UTC, by default now
        """
        self.ensure_one()
        now = now or fields.Datetime.now()
        for reach in REACHES if self.resource_calendar_id else ():
            before = engine.overdue_before(self._work_between(now - reach, now), now, hours)
            if before:
                return before
        local = self._in_local_time(now)
        reach = REACHES[0] + timedelta(days=hours)
        return self._from_local_time(engine.overdue_before(engine.weekday_work(local - reach, local), local, hours))

    def _work_between(self, first, last):
        """Return when somebody works, in UTC, from some time before one moment until some time after another."""
        # By whole months, so that what is cached serves tomorrow, too.
        begin, end = first.date().replace(day=1), (last.date() + timedelta(days=31)).replace(day=1)
        return self._cached_work(self.resource_calendar_id.id, begin, end)

    # Forgotten when a calendar changes, see room lifecycle.
    @tools.ormcache("calendar_id", "first", "last")
    def _cached_work(self, calendar_id, first, last):
        calendar = self.env["resource.calendar"].sudo().browse(calendar_id)
        begin, end = (
            timezone(calendar.tz or "UTC").localize(fields.Datetime.to_datetime(day)) for day in (first, last)
        )
        intervals = calendar._work_intervals_batch(begin, end)[False]
        return tuple(
            tuple(moment.astimezone(utc).replace(tzinfo=None) for moment in (start, stop))
            for start, stop, _meta in intervals
        )
