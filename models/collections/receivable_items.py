"""Statements that rebuild what customers owed on a day from what was matched until then."""

from odoo.tools import SQL

# Who is sold to by nobody in particular belongs to the customer's salesperson, as payments do.
RECEIVABLES = """
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
      JOIN account_move move ON move.id = line.move_id
      LEFT JOIN res_partner partner ON partner.id = line.partner_id
      LEFT JOIN res_partner customer ON customer.id = partner.commercial_partner_id
"""
WHO = "customer.id AS partner_id, COALESCE(move.invoice_user_id, customer.user_id) AS user_id, line.company_id"

# What is matched for good by that day is closed; only the others are looked at: what is open today, and what was
# matched afterwards.
OPEN_ITEMS = f"""
    SELECT line.id, line.id AS move_line_id, line.move_id, {WHO},
           line.company_currency_id AS currency_id, line.currency_id AS foreign_currency_id,
           COALESCE(move.invoice_date, line.date) AS date, late.due AS due_date,
           CASE WHEN rest.amount > 0 THEN GREATEST(late.days, 0) ELSE 0 END AS days_late,
           rest.amount AS balance, rest.foreign_amount AS foreign_balance,
           CASE WHEN rest.amount > 0 AND late.days <= 0 THEN rest.amount ELSE 0 END AS not_due,
           CASE WHEN rest.amount > 0 AND late.days > 0 THEN rest.amount ELSE 0 END AS overdue,
           CASE WHEN rest.amount > 0 AND late.days BETWEEN 1 AND 30 THEN rest.amount ELSE 0 END AS late_30,
           CASE WHEN rest.amount > 0 AND late.days BETWEEN 31 AND 60 THEN rest.amount ELSE 0 END AS late_60,
           CASE WHEN rest.amount > 0 AND late.days BETWEEN 61 AND 90 THEN rest.amount ELSE 0 END AS late_90,
           CASE WHEN rest.amount > 0 AND late.days > 90 THEN rest.amount ELSE 0 END AS late_more,
           LEAST(rest.amount, 0) AS credits,
           CASE WHEN rest.amount < 0 THEN 'credit' WHEN late.days <= 0 THEN 'not_due' WHEN late.days <= 30 THEN '30'
                WHEN late.days <= 60 THEN '60' WHEN late.days <= 90 THEN '90' ELSE 'more' END AS age
    {RECEIVABLES}
     CROSS JOIN LATERAL (
           SELECT COALESCE(line.date_maturity, line.date) AS due,
                  %(day)s - COALESCE(line.date_maturity, line.date) AS days) late
     CROSS JOIN LATERAL (
           SELECT line.balance + COALESCE(SUM(match.amount), 0) AS amount,
                  line.amount_currency + COALESCE(SUM(match.foreign_amount), 0) AS foreign_amount
             FROM (SELECT -amount AS amount, -debit_amount_currency AS foreign_amount
                     FROM account_partial_reconcile WHERE debit_move_id = line.id AND max_date <= %(day)s
                    UNION ALL
                   SELECT amount, credit_amount_currency
                     FROM account_partial_reconcile WHERE credit_move_id = line.id AND max_date <= %(day)s) match) rest
     WHERE line.parent_state = 'posted' AND line.date <= %(day)s
       AND line.id IN (
           SELECT id FROM account_move_line WHERE reconciled IS NOT TRUE AND account_id IN (
                  SELECT id FROM account_account WHERE account_type = 'asset_receivable')
            UNION ALL
           SELECT debit_move_id FROM account_partial_reconcile WHERE max_date > %(day)s
            UNION ALL
           SELECT credit_move_id FROM account_partial_reconcile WHERE max_date > %(day)s)
       AND (rest.amount <> 0 OR rest.foreign_amount <> 0)
"""

MONEY = "(journal.type IN ('bank', 'cash', 'credit') OR credit.payment_id IS NOT NULL)"

# What was paid when it was invoiced, or before, was never sold on credit.
SALES_ITEMS = f"""
    SELECT line.id, {WHO}, line.date, line.balance - COALESCE(prepaid.amount, 0) AS amount
    {RECEIVABLES}
     CROSS JOIN LATERAL (
           SELECT SUM(match.amount) AS amount
             FROM account_partial_reconcile match
             JOIN account_move_line credit ON credit.id = match.credit_move_id
             JOIN account_journal journal ON journal.id = credit.journal_id
            WHERE match.debit_move_id = line.id AND match.max_date = line.date AND {MONEY}) prepaid
     WHERE line.parent_state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND line.date BETWEEN %(first)s AND %(last)s
"""

# Money that paid invoices; credit notes and exchange differences are no money.
PAID_ITEMS = f"""
    SELECT match.id, {WHO}, line.move_id, line.id AS move_line_id, match.amount,
           match.max_date AS date, line.date AS invoice_date,
           COALESCE(line.date_maturity, line.date) AS due_date, credit.date AS money_date,
           match.max_date - line.date AS days, match.max_date - COALESCE(line.date_maturity, line.date) AS days_late
    {RECEIVABLES}
      JOIN account_partial_reconcile match ON match.debit_move_id = line.id
      JOIN account_move_line credit ON credit.id = match.credit_move_id
      JOIN account_journal journal ON journal.id = credit.journal_id
     WHERE line.parent_state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND match.max_date BETWEEN %(first)s AND %(last)s AND {MONEY}
"""

SOURCES = {
    "account.move.line": "account_id amount_currency balance company_currency_id company_id currency_id date "
    "date_maturity journal_id move_id parent_state partner_id payment_id reconciled",
    "account.move": "invoice_date invoice_user_id move_type",
    "account.account": "account_type",
    "account.journal": "type",
    "account.partial.reconcile": "amount credit_amount_currency credit_move_id debit_amount_currency debit_move_id "
    "max_date",
    "res.partner": "commercial_partner_id user_id",
}


# What was given up: an entry that takes off what was owed, and says why, or books it as an expense.
WRITTEN_OFF_ITEMS = f"""
    SELECT match.id, {WHO}, line.move_id, match.max_date AS date, match.amount
    {RECEIVABLES}
      JOIN account_partial_reconcile match ON match.debit_move_id = line.id
      JOIN account_move_line credit ON credit.id = match.credit_move_id AND credit.payment_id IS NULL
      JOIN account_move entry ON entry.id = credit.move_id AND entry.move_type = 'entry'
      JOIN account_journal journal ON journal.id = entry.journal_id AND journal.type = 'general'
     WHERE line.parent_state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND match.max_date BETWEEN %(first)s AND %(last)s
       AND EXISTS (SELECT FROM account_move_line other
                     JOIN account_account its ON its.id = other.account_id
                    WHERE other.move_id = entry.id AND other.id <> credit.id
                      AND (other.short_pay_reason IS NOT NULL OR its.account_type LIKE 'expense%%'))
       AND entry.journal_id IS DISTINCT FROM (
           SELECT currency_exchange_journal_id FROM res_company WHERE id = entry.company_id)
"""


def written_off_items(first, last):
    """Return the statement of what was written off of invoices in a period, its last day included.

    :param date first: first day
    :param date last: last day
    :rtype: SQL
    """
    return SQL(WRITTEN_OFF_ITEMS, first=first, last=last)


def open_items(day):
    """Return the statement of what is open at the end of a day, a row for each receivable line.

    :param day: the day, or SQL that says it
    :rtype: SQL
    """
    return SQL(OPEN_ITEMS, day=day)


def sales_items(first, last):
    """Return the statement of what was sold on credit in a period, its last day included.

    :param date first: first day
    :param date last: last day
    :rtype: SQL
    """
    return SQL(SALES_ITEMS, first=first, last=last)


def paid_items(first, last):
    """Return the statement of the money that paid invoices in a period, its last day included.

    :param date first: first day
    :param date last: last day
    :rtype: SQL
    """
    return SQL(PAID_ITEMS, first=first, last=last)
