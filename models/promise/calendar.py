"""From the order's moment to the customer's door, and back: picking, the carrier's collection, transit."""

from datetime import timedelta

from pytz import timezone, utc

from odoo import api, fields, models, tools

from ...engine import calendar, shipping
from ..validation.const import STANDARD_RULES

RULE = "date_impossible"
# How far to look for working days: usually enough; over a holiday; over the longest closure. Then Monday to Friday.
REACHES = (timedelta(days=7), timedelta(days=60), timedelta(days=400))


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: the picking terms of a company are said by its rule on dates."""
        rules = super().create(vals_list)
        rules._forget_picking_terms()
        return rules

    def write(self, vals):
        """Extend: as for new ones."""
        result = super().write(vals)
        if {"days", "hour", "code", "company_id"} & vals.keys():
            self._forget_picking_terms()
        return result

    def unlink(self):
        """Extend: as for new ones."""
        self._forget_picking_terms()
        return super().unlink()

    def _forget_picking_terms(self):
        if any(rule.code == RULE for rule in self):
            self.env.registry.clear_cache()


class ResCompany(models.Model):
    _inherit = "res.company"

    def _picking_terms(self):
        """Return the working days that picking takes, and the cut-off hour in local time.

        What is ordered after the cut-off hour belongs to the next day; the carrier collects at this hour.

        :rtype: tuple[int, float]
        """
        self.ensure_one()
        return self._cached_picking_terms(self.id)

    @tools.ormcache("company_id")
    def _cached_picking_terms(self, company_id):
        # The parameters hold whether or not the rule checks anything.
        rules = self.env["order.validation.rule"].sudo().with_context(active_test=False)
        rule = rules.search([("company_id", "=", company_id), ("code", "=", RULE)], limit=1)
        if rule:
            return rule.days, rule.hour
        standard = STANDARD_RULES[RULE].parameters
        return standard["days"][0], standard["hour"][0]

    def _in_local_time(self, moment):
        """Return a moment in UTC as the company's clocks show it."""
        return utc.localize(moment).astimezone(timezone(self._local_zone())).replace(tzinfo=None)

    def _from_local_time(self, local):
        """Return a moment on the company's clocks in UTC."""
        return timezone(self._local_zone()).localize(local).astimezone(utc).replace(tzinfo=None)

    def _by_working_days(self, plan, moment, days):
        """Return what a function of :mod:`engine.calendar` says of a moment in UTC, in UTC.

        :param plan: takes the local moment and the working days around it; None: they do not reach far enough
        :param int days: working days that it counts, forward or back
        """
        local = self._in_local_time(moment)
        day, span = local.date(), timedelta(days=2 * days)
        for reach in REACHES if self.resource_calendar_id else ():
            planned = plan(local, self._working_days_between(day - span - reach, day + span + reach))
            if planned:
                return self._from_local_time(planned)
        reach = span + REACHES[0]
        return self._from_local_time(plan(local, shipping.weekdays(day - reach, day + reach)))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _transit_days(self):
        """Return the working days that the order's carrier needs; 0 without a carrier."""
        self.ensure_one()
        # Jobs and the portal confirm, too.
        return self.carrier_id.sudo().transit_days

    def _earliest_leaving(self, now=None):
        """Return when goods that are in stock can leave: after picking, with the carrier's collection.

        :param datetime now: when picking can begin, in UTC; by default now
        """
        company = self._promise_company()
        days, cut_off = company._picking_terms()
        return company._by_working_days(
            lambda local, working: calendar.leaves(local, cut_off, days, working), now or fields.Datetime.now(), days
        )

    def _arrives_at(self, leaves_at):
        """Return when goods are with the customer that leave at a moment, both in UTC.

        :param datetime leaves_at: on a day off it counts as the next working day
        """
        transit = self._transit_days()
        if not transit:
            return leaves_at
        return self._promise_company()._by_working_days(
            lambda local, working: calendar.arrives(local, transit, working), leaves_at, transit
        )

    def _leaves_by(self, arrives_at):
        """Return when goods have to leave at the latest to be with the customer at a moment, both in UTC."""
        transit = self._transit_days()
        if not transit:
            return arrives_at
        return self._promise_company()._by_working_days(
            lambda local, working: calendar.leaves_by(local, transit, working), arrives_at, transit
        )

    def _promise_company(self):
        """Return the company whose calendar counts; as superuser, for a salesperson may not read calendars."""
        self.ensure_one()
        return (self.company_id or self.env.company).sudo()
