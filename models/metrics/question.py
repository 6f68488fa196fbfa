"""What somebody wants to know: of which days, companies and documents."""

from dataclasses import dataclass, field
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine import kpi_definition as definitions
from ...engine.kpi_period import Period
from ...engine.kpi_verdict import Options
from .fact_open import goes_on

# By what documents are chosen and broken down, and what sums by day know of it
FILTERS = (
    "partner_id",
    "product_id",
    "categ_id",
    "user_id",
    "team_id",
    "warehouse_id",
    "carrier_id",
    "reason_id",
)
SUMMED = frozenset({"user_id", "warehouse_id"})
# What only some facts have
ONLY = {
    "product_id": (definitions.LINE, definitions.MOVEMENT),
    "categ_id": (definitions.LINE, definitions.MOVEMENT),
}
# Longer than this nobody asks; a year that was mistyped would be worked out for ages
MOST_DAYS = 3700
# Years of which there may be figures; the periods before have to exist, too
EARLIEST, LATEST = 1900, 2200
MOST_ID = 2**31 - 1


@dataclass(frozen=True)
class Question:
    """What somebody wants to know.

    :ivar Period period: days
    :ivar companies: ``res.company``
    :ivar dict filters: ``{name of :data:`FILTERS`: id}``
    :ivar dict options: ``{company id: how it looks at its figures today}``
    """

    period: Period
    companies: models.BaseModel
    filters: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)

    @property
    def todays(self):
        """Each company's day."""
        return {company: options.today for company, options in self.options.items()}

    @property
    def chosen(self):
        """Domain of what belongs to the companies and is chosen by the filters."""
        return [("company_id", "in", self.companies.ids), *((name, "=", value) for name, value in self.filters.items())]

    @property
    def is_summed(self):
        """Whether sums by day know all that is asked for."""
        return SUMMED.issuperset(self.filters)

    def facts_between(self, periods):
        """Return the domain of facts that belong to one of some periods.

        :param periods: the periods
        """
        first, last = min(one.first for one in periods), max(one.last for one in periods)
        within = Domain("last_day", ">=", first) & Domain("first_day", "<=", last)
        if any(first <= today <= last for today in self.todays.values()):
            within |= goes_on()
        return Domain(self.chosen) & within

    def days_between(self, periods):
        """Return the domain of sums that belong to one of some periods. See :meth:`facts_between`."""
        first, last = min(one.first for one in periods), max(one.last for one in periods)
        return [*self.chosen, "|", ("day", "=", False), "&", ("day", ">=", first), ("day", "<=", last)]


class SaleKpi(models.Model):
    _inherit = "sale.kpi"

    @api.model
    def _question(self, first, last, company_ids=(), filters=None):
        """Return what a client wants to know, read with care: any page can send anything.

        :param first: day, or its ISO text
        :param last: day, or its ISO text
        :param company_ids: companies; those that are not chosen in the switcher are left out; none: all of these
        :param dict filters: ``{name of FILTERS: id}``
        :raise UserError: if that is no question
        """
        company_ids = company_ids or ()
        if not isinstance(company_ids, list | tuple):
            raise UserError(self.env._("Companies are chosen by their numbers."))
        chosen = self.env.companies.filtered(lambda company: not company_ids or company.id in company_ids)
        return self._ask(self._read_period(first, last), chosen or self.env.company, self._read_filters(filters or {}))

    @api.model
    def _read_period(self, first, last):
        """Return the period that a client means.

        :raise UserError: if that is no period, or one that nobody works out
        """
        try:
            period = Period(fields.Date.to_date(first), fields.Date.to_date(last))
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("This is no period: it has to begin before it ends.")) from error
        if period.days > MOST_DAYS:
            raise UserError(self.env._("The period is too long: ten years at most."))
        if not EARLIEST <= period.first.year <= period.last.year <= LATEST:
            raise UserError(self.env._("There are no figures of these years."))
        return period

    @api.model
    def _read_filters(self, filters):
        """Return by what a client chooses, without what is empty.

        :raise UserError: if nothing can be chosen like this
        """
        if not isinstance(filters, dict) or filters.keys() - set(FILTERS):
            raise UserError(self.env._("Figures cannot be chosen like this."))
        chosen = {name: value for name, value in filters.items() if value}
        # True and False are numbers, too.
        if not all(type(value) is int and 0 < value <= MOST_ID for value in chosen.values()):
            raise UserError(self.env._("Figures are chosen by the number of a record."))
        return chosen

    @api.model
    def _read_codes(self, codes):
        """Return the figures that a client asks for.

        :raise UserError: if these are no codes
        """
        if not isinstance(codes, list | tuple) or not all(isinstance(code, str) for code in codes):
            raise UserError(self.env._("Figures are asked for by their codes."))
        return list(dict.fromkeys(codes))

    @api.model
    def _ask(self, period, companies, filters=None, since=None):
        """Return a question.

        :param Period period: days
        :param companies: ``res.company``
        :param filters: see :class:`Question`
        :param date since: working days are known from this day on, by default from the period's first one
        """
        options = {
            company.id: Options(
                today=company._local_day(),
                now=fields.Datetime.now(),
                basis=company.kpi_basis or "first",
                working=company._working_days_between(since or period.first, period.last + timedelta(days=1)),
            )
            for company in companies.sudo()  # how a company counts days is no secret
        }
        return Question(period, companies, dict(filters or {}), options)
