"""The rule on the day for which delivery is promised."""

from datetime import datetime, timedelta

from pytz import timezone, utc

from odoo import fields, models
from odoo.tools import format_date

from ...engine import shipping

# How far to look for working days: usually enough; over a holiday; over the longest closure. Then Monday to Friday.
REACHES = (timedelta(days=7), timedelta(days=60), timedelta(days=400))


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _check_date_impossible(self, orders):
        """Find promised days that come before picking and transport can be done.

        Picking begins on the day of the order, after the cut-off hour on the next one; a day off
        counts as the next working day.
        """
        promised = self._shipped_by_us(orders.filtered("commitment_date")._with_goods(), orders)
        if not promised:
            return []
        starts = {order: self._first_day(self._promised_from(order)) for order in promised}
        now = self._first_day(fields.Datetime.now())
        longest = self.days + max(order.carrier_id.transit_days for order in promised)
        working = self._working_days(min(starts.values()), max(now, *starts.values()), longest)
        violations = []
        for order, start in starts.items():
            days = self.days + order.carrier_id.transit_days
            earliest = shipping.earliest_day(start, days, working)
            if self._local(order.commitment_date).date() < earliest:
                # A promise that is made now counts from now.
                possible = max(earliest, shipping.earliest_day(now, days, working) or earliest)
                violations.append(self._promised_too_early(order, earliest, possible))
        return violations

    def _promised_too_early(self, order, earliest, possible):
        carrier = order.carrier_id
        local = self._local(order.commitment_date)
        values = {"date": format_date(self.env, local.date()), "earliest": format_date(self.env, earliest)}
        if carrier.transit_days:
            message = self.env._(
                "Delivery is promised for %(date)s; picking and %(carrier)s need until %(earliest)s.",
                carrier=carrier.name,
                **values,
            )
        else:
            message = self.env._("Delivery is promised for %(date)s; picking needs until %(earliest)s.", **values)
        return order._violation(
            message,
            found=values["date"],
            limit=self.env._("%(earliest)s or later", earliest=values["earliest"]),
            fix="_fix_set_date",
            suggested_date=self._in_utc(datetime.combine(possible, local.time())),
            # Not the earliest day: it moves on every day.
            facts=(local.date().isoformat(), carrier.id),
        )

    def _promised_from(self, order):
        """Return the moment from which on there was time to keep a promise, in UTC.

        Of a confirmed order its confirmation, else every promise turns impossible while it is kept; or when
        an earlier day was promised afterwards.
        """
        if self._hindsight() or order.state != "sale":
            return self._moment(order)
        return max(order.date_order, order.promise_advanced_at or order.date_order)

    def _first_day(self, moment):
        return shipping.first_day(self._local(moment), self.hour)

    def _zone(self):
        return timezone(self.company_id._local_zone())

    def _local(self, moment):
        """Return a moment in UTC as the company's clocks show it."""
        return utc.localize(moment).astimezone(self._zone()).replace(tzinfo=None)

    def _in_utc(self, local):
        """Return a moment on the company's clocks in UTC."""
        return self._zone().localize(local).astimezone(utc).replace(tzinfo=None)

    def _working_days(self, first, last, days):
        """Return the company's working days in ascending order, for all orders at once.

        What they are is said in ``res.company._working_days_from``, which asks for one day at a time.

        :param date first: from this day on
        :param date last: so far that ``days`` of them lie after the first one from this day on
        """
        for reach in REACHES if self.company_id.resource_calendar_id else ():
            working = self.company_id._working_days_between(first, last + days * timedelta(days=2) + reach)
            if shipping.earliest_day(last, days, working):
                return working
        return shipping.weekdays(first, last + days * timedelta(days=2) + REACHES[0])


class SaleOrder(models.Model):
    _inherit = "sale.order"

    promise_advanced_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When an earlier delivery was promised, or the first one, after the order had been confirmed.",
    )

    def write(self, vals):
        """Extend: remember when something earlier is promised than at the confirmation."""
        if "promise_advanced_at" in vals and not self.env.su:
            vals = {name: value for name, value in vals.items() if name != "promise_advanced_at"}
        if vals.get("commitment_date"):
            promise = fields.Datetime.to_datetime(vals["commitment_date"])
            advanced = self.filtered(
                lambda order: order.state == "sale" and not (order.commitment_date and order.commitment_date <= promise)
            )
            if advanced:
                advanced.sudo().promise_advanced_at = fields.Datetime.now()
        return super().write(vals)
