"""What the engine has to know of open receivable lines, read for any number of customers with a few statements."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from odoo import models

from ...engine.dunning_line import Day, Line
from ...engine.dunning_plan import plan
from ...engine.exchange import rate
from ...engine.money import to_units
from ..query import fetch_rows
from .open_lines import FROM_LINES, OF_CUSTOMERS, customers_of

OPEN_LINES = f"""
    SELECT line.id, partner.commercial_partner_id AS customer, line.move_id, line.currency_id,
           COALESCE(move.invoice_date, line.date) AS invoiced,
           COALESCE(line.date_maturity, move.invoice_date, line.date) AS due,
           line.amount_residual_currency AS residual, line.amount_residual AS value,
           line.no_followup, move.invoice_payment_term_id AS term,
           move.is_move_sent OR move.move_type = 'entry' AS sent,
           move.dispute_state = 'open' AS disputed, move.promise_to_pay_date AS promised,
           noted.steps, noted.last
    {FROM_LINES}
      JOIN account_move move ON move.id = line.move_id
      LEFT JOIN LATERAL (
           SELECT array_agg(step_id) AS steps, MAX(date) AS last FROM dunning_notice_line
            WHERE move_line_id = line.id AND state IN ('sent', 'skipped')
      ) noted ON TRUE
     WHERE {OF_CUSTOMERS} ORDER BY line.id
"""
CUSTOMERS = customers_of("line.amount_residual_currency > 0")
# Payments that are booked only when they are on the bank's statement: no line knows of them until then.
WAITING_FOR_BANK = "state = 'in_process' AND move_id IS NULL"
WAITING_MONEY = f"""
    SELECT partner.commercial_partner_id AS customer, payment.currency_id, payment.amount
      FROM account_payment payment
      JOIN res_partner partner ON partner.id = payment.partner_id
     WHERE {WAITING_FOR_BANK} AND payment.payment_type = 'inbound' AND payment.partner_type = 'customer'
       AND payment.company_id = %(company)s
       AND payment.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%(customers)s))
"""
SOURCES = {
    "account.move.line": "partner_id account_id move_id company_id parent_state reconciled amount_residual "
    "amount_residual_currency currency_id date date_maturity no_followup",
    "account.move": "invoice_date invoice_payment_term_id is_move_sent move_type dispute_state promise_to_pay_date",
    "res.partner": "commercial_partner_id",
    "account.account": "account_type",
    "dunning.notice.line": "move_line_id step_id date state",
}
PAYMENTS = {
    "account.payment": "partner_id currency_id amount state move_id payment_type partner_type company_id",
    "res.partner": "commercial_partner_id",
}


@dataclass
class Planner:
    """What holds for all customers of a run; plain values, so that it outlives commits.

    :ivar Day day: the day
    :ivar dict schedules: ``{id: engine.Schedule}``
    :ivar default: id of the company's schedule, and ``terms`` of the payment terms that have one
    :ivar dict roundings: the smallest unit of each currency
    :ivar dict values: what such a unit is worth on the day of the run, in the company's smallest units
    """

    day: Day
    schedules: dict
    default: int | None
    terms: dict
    roundings: dict
    values: dict
    own: int
    rows: dict = field(default_factory=dict)  # of the customers planned last, by line


class DunningRun(models.Model):
    _inherit = "dunning.run"

    def _planner(self):
        """Return what holds for all customers."""
        self.ensure_one()
        company = self.company_id
        margin = timedelta(days=400)
        calendar = company._dunning_calendar(self.date - margin, self.date + margin)
        schedules = (
            self.env["dunning.schedule"]
            .with_context(active_test=False)
            .search([("company_id", "in", [False, company.id])])
        )
        terms = self.env["account.payment.term"].with_context(active_test=False).with_company(company).search([])
        currencies = self.env["res.currency"].with_context(active_test=False).search([])
        return Planner(
            day=Day(self.date, self._first_due(), company.dunning_promise_grace),
            schedules={schedule.id: schedule._engine_schedule(company, calendar) for schedule in schedules},
            default=company._dunning_schedule().id or None,
            terms={term.id: term.dunning_schedule_id.id for term in terms if term.dunning_schedule_id},
            roundings={currency.id: currency.rounding for currency in currencies},
            values=self._currency_values(currencies),
            own=company.currency_id.id,
        )

    def _currency_values(self, currencies):
        """Return what the smallest unit of each currency is worth, at the rates of the day of the run."""
        own = self.company_id.currency_id
        rates = (currencies | own)._get_rates(self.company_id, self.date)
        return {
            currency.id: rate(rates[own.id] / rates[currency.id], currency.rounding, own.rounding)
            for currency in currencies
            if rates[currency.id]
        }

    def _first_due(self):
        """Return since when lines had to be due: what is on reminds of nothing that was due before it began."""
        company = self.company_id
        begun = company.dunning_enabled and company.dunning_start_date
        return max(filter(None, (self.start_date, begun)), default=None)

    def _customers(self):
        """Return the ids of all customers who owe something."""
        return [row["id"] for row in fetch_rows(self.env, CUSTOMERS, SOURCES, company=self.company_id.id)]

    def _decide(self, planner, customers):
        """Return the engine's plan for some customers.

        :param Planner planner: see above; keeps the rows that were read
        :param list customers: ids of commercial entities
        """
        rows = fetch_rows(self.env, OPEN_LINES, SOURCES, company=self.company_id.id, customers=list(customers))
        partners = self.env["res.partner"].with_company(self.company_id).browse(customers)
        settings = {
            partner.id: (partner.dunning_schedule_id.id or None, partner.dunning_excluded) for partner in partners
        }
        lines, credits = [], defaultdict(int)
        planner.rows = {}
        for row in rows:
            units = to_units(row["residual"], planner.roundings[row["currency_id"]])
            if units < 0:
                credits[row["customer"], row["currency_id"]] -= units
            elif units > 0:
                planner.rows[row["id"]] = row
                lines.append(self._engine_line(planner, row, units, settings[row["customer"]]))
        company = self.company_id.id
        for row in fetch_rows(self.env, WAITING_MONEY, PAYMENTS, company=company, customers=list(customers)):
            rounding = planner.roundings[row["currency_id"]]
            credits[row["customer"], row["currency_id"]] += to_units(row["amount"], rounding)
        return plan(lines, planner.schedules, planner.day, credits, planner.values)

    def _engine_line(self, planner, row, units, setting):
        schedule, excluded = setting
        foreign = row["currency_id"] != planner.own
        return Line(
            key=row["id"],
            customer=row["customer"],
            invoiced=row["invoiced"],
            due=row["due"],
            residual=units,
            currency=row["currency_id"],
            value=to_units(row["value"], planner.roundings[planner.own]) if foreign else None,
            schedule=schedule or planner.terms.get(row["term"]) or planner.default,
            sent=bool(row["sent"]),
            disputed=bool(row["disputed"]),
            no_followup=bool(row["no_followup"]),
            customer_excluded=bool(excluded),
            promised=row["promised"],
            noted=frozenset(row["steps"] or ()),
            last_noted=row["last"],
        )


class AccountPayment(models.Model):
    _inherit = "account.payment"

    _waiting_for_bank_idx = models.Index(f"(partner_id) WHERE {WAITING_FOR_BANK}")
