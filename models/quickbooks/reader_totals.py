"""What the ledger says of each account: of the records of a batch, of those of earlier ones, and altogether."""

from odoo import models
from odoo.tools import SQL

from .const import DONE
from .reader_statements import IN_PERIOD

# A payment that is not booked yet counts as what it will be; costs of sales that are not written count nowhere.
TOTALS = f"""
    WITH record AS (
        SELECT COALESCE(told.move_id, payment.move_id) AS move_id, told.payment_id,
               told.batch_id = %(batch)s AS ours
          FROM quickbooks_export_line told
          JOIN quickbooks_export_batch batch ON batch.id = told.batch_id
          LEFT JOIN account_payment payment ON payment.id = told.payment_id
         WHERE told.company_id = %(company)s AND told.target = %(target)s AND NOT told.free
           AND (told.batch_id = %(batch)s OR batch.state = %(done)s)),
    posting AS (
        SELECT line.account_id, line.balance, line.date, record.ours, TRUE AS booked, tax.id IS NOT NULL AS taxed,
               line.display_type <> 'cogs' OR %(cogs)s AS written
          FROM account_move_line line
          LEFT JOIN record ON record.move_id = line.move_id
          LEFT JOIN account_tax tax ON tax.id = line.tax_line_id AND tax.type_tax_use = 'sale'
         WHERE line.company_id = %(company)s AND line.parent_state = 'posted' AND line.account_id IS NOT NULL
           AND ({IN_PERIOD.format(date="line.date")} OR record.ours)
         UNION ALL
        SELECT part.account_id, part.sign * payment.amount_company_currency_signed, payment.date, record.ours,
               FALSE, FALSE, TRUE
          FROM record
          JOIN account_payment payment ON payment.id = record.payment_id AND payment.move_id IS NULL
          JOIN account_journal journal ON journal.id = payment.journal_id
         CROSS JOIN LATERAL (VALUES
               (COALESCE(payment.outstanding_account_id, journal.default_account_id), 1),
               (payment.destination_account_id, -1)) part (account_id, sign)),
    total AS (
        SELECT posting.account_id,
               COALESCE(SUM(balance) FILTER (WHERE ours AND written), 0) AS in_ledger,
               COALESCE(SUM(balance) FILTER (WHERE NOT ours AND written AND in_period), 0) AS earlier,
               COALESCE(SUM(balance) FILTER (WHERE booked AND in_period), 0) AS ledger,
               COALESCE(BOOL_OR(ours AND written), FALSE) AS touched, BOOL_OR(taxed) AS taxed
          FROM posting
         CROSS JOIN LATERAL (SELECT {IN_PERIOD.format(date="posting.date")} AS in_period) day
         GROUP BY posting.account_id)
    SELECT total.account_id, class.group, total.in_ledger, total.earlier,
           total.ledger - total.in_ledger - total.earlier AS not_exported, total.ledger
      FROM total
      JOIN account_account account ON account.id = total.account_id
     CROSS JOIN LATERAL (
           SELECT CASE WHEN account.account_type = 'asset_receivable' THEN 'receivable'
                       WHEN account.account_type IN ('income', 'income_other') THEN 'income'
                       WHEN total.taxed THEN 'tax' ELSE 'other' END AS group) class
     WHERE total.touched OR (class.group <> 'other' AND total.ledger <> 0)
     ORDER BY ARRAY_POSITION(ARRAY['receivable', 'income', 'tax', 'other'], class.group), total.account_id
"""


class QuickbooksReader(models.AbstractModel):
    _inherit = "quickbooks.reader"

    def _ledger_totals(self, batch):
        """Return the ledger's totals to tick a batch against.

        Of each account that its records use, and of all receivable, income and sales tax accounts that have something
        in its period.

        :param quickbooks.export.batch batch: with its lines
        :return: dicts with account_id, group, in_ledger (its own records), earlier (records of the period that other
            batches have), ledger (all that is posted in the period), not_exported (the rest of it)
        :rtype: list[dict]
        """
        self.env.flush_all()
        scope = batch._scope()
        statement = SQL(
            TOTALS,
            batch=batch.id,
            company=scope.company.id,
            target=scope.target,
            done=DONE,
            cogs=scope.company._quickbooks_rules(scope.target).cogs == "rows",
            first=self._first_day(scope),
            last=scope.date_to,
        )
        return self.env.execute_query_dict(statement)
