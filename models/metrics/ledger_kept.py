"""Receivables of months that are over, kept as they were read: until something of these months changes.

The ledger says what was owed on any day, but it takes the longer the more invoices there are. So whole months are read
once. Triggers note from which day on the ledger has changed; what is kept of that day or later counts no more, and is
read from the ledger again. They write rows only: nobody waits for anybody. What changes today concerns no month that
is over, and is not noted.
"""

import json
from dataclasses import asdict
from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import kpi_definition as kinds
from ...engine.kpi_facts_service import MonthFact, OpenItemFact, SettlementFact
from ...engine.kpi_period import ONE_DAY, Period, month_end, months
from ..collections.receivable_facts import MONTHS

FACTS = {kinds.MONTH: MonthFact, kinds.SETTLEMENT: SettlementFact, kinds.OPEN_ITEM: OpenItemFact}
DAYS = frozenset({"as_of", "due_day", "first", "invoice_day", "last", "paid_day"})
SETTLED_AFTER = 3  # days: transactions that were at work when a month ended have ended themselves by then
READ_MONTHS = 14  # of payments and open items: those that a line of a year shows, and one more
MOST_MONTHS = MONTHS + READ_MONTHS  # of what was owed and sold: figures of a year count sales back

# Table: what says from which day on a changed row matters, for (new or gone) and (before, after)
WATCHED = {
    "account_move_line": (
        """SELECT MIN(one.date) FROM changed one JOIN account_account account ON account.id = one.account_id
            WHERE account.account_type = 'asset_receivable' AND one.parent_state = 'posted'""",
        """SELECT MIN(LEAST(was.date, one.date)) FROM before was JOIN changed one ON one.id = was.id
            WHERE 'posted' IN (was.parent_state, one.parent_state)
              AND (was.date, was.date_maturity, was.balance, was.account_id, was.parent_state, was.partner_id,
                   was.payment_id, was.company_id, was.short_pay_reason)
                  IS DISTINCT FROM (one.date, one.date_maturity, one.balance, one.account_id, one.parent_state,
                                    one.partner_id, one.payment_id, one.company_id, one.short_pay_reason)""",
    ),
    "account_partial_reconcile": (
        "SELECT MIN(max_date) FROM changed",
        """SELECT MIN(LEAST(was.max_date, one.max_date)) FROM before was JOIN changed one ON one.id = was.id
            WHERE (was.max_date, was.amount, was.debit_move_id, was.credit_move_id)
                  IS DISTINCT FROM (one.max_date, one.amount, one.debit_move_id, one.credit_move_id)""",
    ),
}
EVENTS = {"insert": "NEW TABLE AS changed", "delete": "OLD TABLE AS changed"}
EVENTS["update"] = "OLD TABLE AS before NEW TABLE AS changed"
# Functions and triggers of these names: (table, kind of statement)
NOTES = {f"sale_ledger_note_{table}_{event}": (table, event) for table in WATCHED for event in EVENTS}
FUNCTION = """
CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger AS $$
BEGIN
    INSERT INTO sale_ledger_change (day)
    SELECT found.day FROM (%(found)s) found (day) WHERE found.day < CURRENT_DATE - 2;
    RETURN NULL;
END $$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS %(function)s ON %(table)s;
CREATE TRIGGER %(function)s AFTER %(event)s ON %(table)s
    REFERENCING %(rows)s FOR EACH STATEMENT EXECUTE FUNCTION %(function)s()
"""


class SaleLedgerChange(models.Model):
    """A day from which on the ledger has changed. Triggers write the rows, whatever path a change takes."""

    _name = "sale.ledger.change"
    _description = "Changed Day of the Ledger"
    _log_access = False
    _allow_sudo_commands = False
    _rec_name = "day"

    day = fields.Date(required=True, readonly=True)

    def init(self):
        """Have the database note what changes of the past."""
        for name, (table, event) in NOTES.items():
            self.env.cr.execute(
                SQL(
                    FUNCTION,
                    function=SQL.identifier(name),
                    found=SQL(WATCHED[table][event == "update"]),
                    table=SQL.identifier(table),
                    event=SQL(event),
                    rows=SQL(EVENTS[event]),
                )
            )


class SaleLedgerKept(models.Model):
    """What the ledger says of one month of a company. See :mod:`.live_receivable`."""

    _name = "sale.ledger.kept"
    _description = "Receivables of a Month That Is Over"
    _log_access = False
    _allow_sudo_commands = False
    _order = "last"
    _rec_name = "last"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    source = fields.Char(required=True, readonly=True)
    last = fields.Date("Last Day", required=True, readonly=True)
    facts = fields.Json(readonly=True, help="Facts that differ in more than amounts, and how many they are")

    _once = models.UniqueIndex("(company_id, source, last)", "A month is kept once.")

    @api.model
    def _known(self, source, company, last=None):
        """Return what is kept and counts: ``{last day of the month: [(fact, how many)]}``.

        :param str source: a key of :data:`FACTS`
        :param date last: only the month that ends on this day
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT kept.last, kept.facts FROM sale_ledger_kept kept
                 WHERE kept.company_id = %s AND kept.source = %s AND %s
                   AND NOT EXISTS (SELECT FROM sale_ledger_change changed WHERE changed.day <= kept.last)
                 ORDER BY kept.last
                """,
                company.id,
                source,
                SQL("kept.last = %s", last) if last else SQL("TRUE"),
            )
        )
        common = {"company": company.id, "currency": company.currency_id.id, "id": 0}
        return {
            day: [(FACTS[source](**common, **_read(values)), number) for number, values in facts] for day, facts in rows
        }

    @api.model
    def _cron_keep(self):
        """Read the months that are over and not kept, company by company."""
        companies = self.env["res.company"].search([])
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(companies))
        self._forget_changed()
        for company in companies:
            self._keep(company)
            if not progress(1):
                return

    @api.model
    def _forget_changed(self):
        """Take off what counts no more. Changes that are not committed yet are not seen, and still count afterwards."""
        self.env.cr.execute(
            """
            WITH gone AS (DELETE FROM sale_ledger_change RETURNING day)
            DELETE FROM sale_ledger_kept WHERE last >= (SELECT MIN(day) FROM gone)
            """
        )

    @api.model
    def _keep(self, company):
        """Keep the months of a company that are over and not kept.

        :param res.company company: one company
        """
        over = self._months_over(company)
        live = self.env["sale.kpi.live"]
        known = self._known(kinds.MONTH, company)
        missing = [month for month in over if month.last not in known]
        if missing:
            facts = live._live_months(company, Period(missing[0].first, missing[-1].last), look_back=False)
            for _columns, fact in facts:
                self._write(company, kinds.MONTH, fact.last, [(fact, 1)])
        for source in (kinds.SETTLEMENT, kinds.OPEN_ITEM):
            known = self._known(source, company)
            for month in over[-READ_MONTHS:]:
                if month.last not in known:
                    self._write(company, source, month.last, live._read_groups(source, company, month))

    @api.model
    def _months_over(self, company):
        """Return the months of a company that are over, from its first receivable on, as far as anybody looks back."""
        self.env.cr.execute(
            SQL(
                """
                SELECT MIN(line.date), LEAST(CURRENT_DATE, %s) - %s FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                 WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
                   AND line.company_id = %s
                """,
                company._local_day(),
                SETTLED_AFTER,
                company.id,
            )
        )
        first, until = self.env.cr.fetchone()
        if not first or first > until:
            return []
        found = months(Period(first.replace(day=1), until))
        return [month for month in found if month.last == month_end(month.last)][-MOST_MONTHS:]

    @api.model
    def _write(self, company, source, last, groups):
        told = [[number, _plain(fact)] for fact, number in groups]
        self.env.cr.execute(
            SQL(
                "INSERT INTO sale_ledger_kept (company_id, source, last, facts) VALUES (%s, %s, %s, %s::jsonb)"
                " ON CONFLICT (company_id, source, last) DO UPDATE SET facts = EXCLUDED.facts",
                company.id,
                source,
                last,
                json.dumps(told, default=date.isoformat),
            )
        )
        self.invalidate_model(flush=False)


class SaleKpiLive(models.AbstractModel):
    _inherit = "sale.kpi.live"

    @api.model
    def _groups(self, source, company, period):
        """Extend: what is kept is not read again."""
        so_far = period.until(company._local_day())
        if source not in FACTS or not so_far:
            return super()._groups(source, company, period)
        if source == kinds.MONTH:
            return [(fact, 1) for fact in self._months_with_kept(company, so_far)]
        is_month = so_far.first.day == 1 and so_far.last == month_end(so_far.first)
        known = self.env["sale.ledger.kept"]._known(source, company, so_far.last) if is_month else {}
        return known[so_far.last] if known else super()._groups(source, company, period)

    @api.model
    def _months_with_kept(self, company, so_far):
        """Return the facts of the months of a period and of those before it, read as far as they are not kept."""
        known, horizon = self.env["sale.ledger.kept"]._known(kinds.MONTH, company), self._horizon(so_far)
        kept = [fact for groups in known.values() for fact, _number in groups]
        reaches = kept and (len(kept) < MOST_MONTHS or kept[0].first <= horizon)
        found = [fact for fact in kept if horizon <= fact.first and fact.last <= so_far.last]
        if so_far.first.day != 1 or not reaches or not found:
            return self._facts(kinds.MONTH, company, so_far)
        rest = found[-1].last + ONE_DAY
        if rest <= so_far.last:
            read = self._live_months(company, Period(rest, so_far.last), look_back=False)
            found += [fact for _columns, fact in read]
        return found


class AccountAccount(models.Model):
    _inherit = "account.account"

    def write(self, vals):
        """Extend: another kind of account, and all months are read again."""
        result = super().write(vals)
        if "account_type" in vals:
            self.env["sale.ledger.change"].sudo().create({"day": date(1900, 1, 1)})
        return result


def _plain(fact):
    """Return what differs between facts of one company and kind as JSON takes it."""
    return {name: value for name, value in asdict(fact).items() if name not in ("company", "currency", "id")}


def _read(values):
    return {name: date.fromisoformat(value) if name in DAYS and value else value for name, value in values.items()}
