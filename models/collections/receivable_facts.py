"""What the receivable figures of a period are made of, read for all groups with four statements."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from ...engine.money import to_units
from .receivable_items import SOURCES, open_items, paid_items, sales_items

MONTHS = 36  # how far the countback looks back

GROUPS = {"customer": SQL("partner_id"), "salesperson": SQL("user_id"), "company": SQL("NULL::int")}


@dataclass(frozen=True)
class Question:
    """Which figures are asked for.

    :ivar date first: first day of the period
    :ivar date last: its last day
    :ivar str by: one of the keys of ``GROUPS``
    :ivar tuple companies: ids
    :ivar tuple customers: ids of commercial partners; empty: all
    :ivar tuple users: ids of salespersons; empty: all
    """

    first: date
    last: date
    by: str
    companies: tuple
    customers: tuple = ()
    users: tuple = ()

    @property
    def days(self):
        """The real days of the period."""
        return (self.last - self.first).days + 1

    def horizon(self):
        """Return the first day of sales that are read."""
        return min(self.first, self.last.replace(day=1) - relativedelta(months=MONTHS - 1))

    def of(self, items, columns):
        """Return the statement that sums up items for each group.

        :param SQL items: a statement with ``company_id``, ``partner_id`` and ``user_id``
        :param SQL columns: what is summed up
        """
        wanted = [SQL("company_id = ANY(%s)", list(self.companies))]
        if self.customers:
            wanted.append(SQL("partner_id = ANY(%s)", list(self.customers)))
        if self.users:
            wanted.append(SQL("user_id = ANY(%s)", list(self.users)))
        return SQL(
            "SELECT company_id, %(group)s AS member, %(columns)s FROM (%(items)s) item WHERE %(wanted)s GROUP BY 1, 2",
            group=GROUPS[self.by],
            columns=columns,
            items=items,
            wanted=SQL(" AND ").join(wanted),
        )


@dataclass
class Facts:
    """What the figures of one group are made of, in units of the company's currency.

    :ivar dict months: sales on credit by the first day of the month
    :ivar int paid_days: the sum of amount × days from invoice to payment; ``paid_late`` of amount × days late
    :ivar int open_late: the sum of overdue amount × days late at the end
    """

    begin: int = 0
    end: int = 0
    overdue: int = 0
    open_late: int = 0
    sales: int = 0
    paid: int = 0
    paid_days: int = 0
    paid_late: int = 0
    months: dict = field(default_factory=dict)

    @property
    def current(self):
        """What is not overdue at the end, less credits that are not allocated."""
        return self.end - self.overdue

    def months_back(self, last):
        """Return ``(sales, days)`` of each month, the last one first, until the oldest one with sales.

        :param date last: last day of the period; of its month only the days until then count
        """
        found, month, upto = [], last.replace(day=1), last
        oldest = min(self.months, default=last)
        while month >= oldest:
            found.append((self.months.get(month, 0), (upto - month).days + 1))
            upto = month - timedelta(days=1)
            month = upto.replace(day=1)
        return found


def read_facts(env, question):
    """Return what the figures are made of: ``{(company id, id of the group's member): Facts}``.

    :param Question question: what is asked for
    """
    for model, names in SOURCES.items():
        env[model].flush_model(names.split())
    companies = env["res.company"].browse(question.companies)
    rounding = {company.id: company.currency_id.rounding for company in companies}
    groups = defaultdict(Facts)
    for statement in _statements(question):
        for row in env.execute_query_dict(statement):
            company, member, month = row.pop("company_id"), row.pop("member"), row.pop("month", None)
            facts = groups[company, member]
            units = {name: to_units(amount or 0, rounding[company]) for name, amount in row.items()}
            if month:
                facts.months[month] = units.pop("month_sales")
                facts.sales += units.pop("sales")
            for name, amount in units.items():
                setattr(facts, name, amount)
    return groups


def _statements(question):
    first, last = question.first, question.last
    monthly = question.of(
        sales_items(question.horizon(), last),
        SQL(
            "date_trunc('month', date)::date AS month, SUM(amount) AS month_sales,"
            " SUM(amount) FILTER (WHERE date >= %s) AS sales",
            first,
        ),
    )
    return [
        question.of(open_items(first - timedelta(days=1)), SQL('SUM(balance) AS "begin"')),
        question.of(
            open_items(last),
            SQL('SUM(balance) AS "end", SUM(overdue) AS overdue, SUM(overdue * days_late) AS open_late'),
        ),
        SQL("%s, 3", monthly),
        question.of(
            paid_items(first, last),
            SQL("SUM(amount) AS paid, SUM(amount * days) AS paid_days, SUM(amount * days_late) AS paid_late"),
        ),
    ]
