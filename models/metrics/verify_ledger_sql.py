"""What is asked of the ledger, and which figures are made of it. See :mod:`.verify_ledger`."""

RECEIVABLE = """
      FROM account_move_line its
      JOIN account_account account ON account.id = its.account_id AND account.account_type = 'asset_receivable'
      JOIN account_move move ON move.id = its.move_id
      LEFT JOIN res_partner partner ON partner.id = its.partner_id
"""
BILLS = "move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
UNITS = "ROUND(({amount})::numeric / %(rounding)s::numeric)"
# Money comes with a payment, or over the bank or the till.
MONEY = """(EXISTS (SELECT 1 FROM account_payment WHERE move_id = money.move_id)
            OR EXISTS (SELECT 1 FROM account_journal
                        WHERE id = money.journal_id AND type IN ('bank', 'cash', 'credit')))"""

BALANCE = f"""
    SELECT COALESCE(SUM({UNITS.format(amount="its.balance")}), 0)::float8 AS units
    {RECEIVABLE}
     WHERE its.company_id = %(company)s AND its.parent_state = 'posted' AND its.date <= %(day)s
"""
OPEN = f"""
    WITH since AS (
        SELECT id, SUM(amount) AS amount, SUM(abroad) AS abroad
          FROM (SELECT debit_move_id AS id, amount, debit_amount_currency AS abroad
                  FROM account_partial_reconcile WHERE max_date > %(day)s AND company_id = %(company)s
                 UNION ALL
                SELECT credit_move_id, -amount, -credit_amount_currency
                  FROM account_partial_reconcile WHERE max_date > %(day)s AND company_id = %(company)s) match
         GROUP BY id
    )
    SELECT its.id, partner.commercial_partner_id AS customer, {UNITS.format(amount="rest.amount")}::float8 AS units,
           %(day)s - COALESCE(its.date_maturity, its.date) AS late
    {RECEIVABLE}
      LEFT JOIN since ON since.id = its.id
     CROSS JOIN LATERAL (SELECT its.amount_residual + COALESCE(since.amount, 0) AS amount,
                                its.amount_residual_currency + COALESCE(since.abroad, 0) AS abroad) rest
     WHERE its.company_id = %(company)s AND its.parent_state = 'posted' AND its.date <= %(day)s
       AND (its.amount_residual <> 0 OR its.amount_residual_currency <> 0 OR since.id IS NOT NULL)
       AND (rest.amount <> 0 OR rest.abroad <> 0)
"""
# Sold on credit is what was billed, less what was paid by the day of the bill
SOLD = f"""
    WITH at_once AS (
        SELECT match.debit_move_id AS id, SUM(match.amount) AS amount
          FROM account_partial_reconcile match
          JOIN account_move_line owes ON owes.id = match.debit_move_id
          JOIN account_move_line money ON money.id = match.credit_move_id
         WHERE match.company_id = %(company)s AND money.date <= owes.date AND {MONEY}
           AND owes.date BETWEEN %(horizon)s AND %(last)s
         GROUP BY 1
    )
    SELECT partner.commercial_partner_id AS customer, date_trunc('month', its.date)::date AS month,
           its.date >= %(first)s AS is_inside,
           SUM({UNITS.format(amount="its.balance - COALESCE(at_once.amount, 0)")})::float8 AS units
    {RECEIVABLE}
      LEFT JOIN at_once ON at_once.id = its.id
     WHERE its.company_id = %(company)s AND its.parent_state = 'posted' AND {BILLS}
       AND its.date BETWEEN %(horizon)s AND %(last)s
     GROUP BY 1, 2, 3
"""
# Given up: entries of the company's own that take an expense, or say why, and are matched with what was billed
LOST = f"""
    WITH entry AS (
        SELECT e.id FROM account_move e
          JOIN account_journal j ON j.id = e.journal_id AND j.type = 'general'
          JOIN res_company c ON c.id = e.company_id
         WHERE e.company_id = %(company)s AND e.move_type = 'entry' AND e.state = 'posted'
           AND e.journal_id IS DISTINCT FROM c.currency_exchange_journal_id
    )
    SELECT partner.commercial_partner_id AS customer, SUM({UNITS.format(amount="match.amount")})::float8 AS units
    {RECEIVABLE}
      JOIN account_partial_reconcile match ON match.debit_move_id = its.id
      JOIN account_move_line taken ON taken.id = match.credit_move_id
      JOIN entry ON entry.id = taken.move_id
     WHERE its.company_id = %(company)s AND its.parent_state = 'posted' AND {BILLS}
       AND match.max_date BETWEEN %(first)s AND %(last)s
       AND NOT EXISTS (SELECT 1 FROM account_payment WHERE move_id = entry.id)
       AND EXISTS (SELECT 1 FROM account_move_line part
                     JOIN account_account a ON a.id = part.account_id
                    WHERE part.move_id = entry.id AND part.id <> taken.id
                      AND (part.short_pay_reason IS NOT NULL OR left(a.account_type, 7) = 'expense'))
     GROUP BY 1
"""
# What money has paid, of bills that it did not come before
PAID = f"""
    SELECT its.id, SUM({UNITS.format(amount="match.amount")})::float8 AS units,
           SUM({UNITS.format(amount="match.amount")}
               * (match.max_date - its.date))::float8 AS since_bill,
           SUM({UNITS.format(amount="match.amount")}
               * (match.max_date - COALESCE(its.date_maturity, its.date)))::float8 AS since_due
    {RECEIVABLE}
      JOIN account_partial_reconcile match ON match.debit_move_id = its.id
      JOIN account_move_line money ON money.id = match.credit_move_id
     WHERE its.company_id = %(company)s AND its.parent_state = 'posted' AND {BILLS}
       AND match.max_date BETWEEN %(first)s AND %(last)s AND money.date >= its.date AND {MONEY}
     GROUP BY its.id
"""
AGES = {"aging_30": (1, 30), "aging_60": (31, 60), "aging_90": (61, 90), "aging_older": (91, 10**6)}
MONTHLY = ("dso", "dso_countback", "best_possible_dso", "days_delinquent", "cei", "bad_debt")
OPEN_ITEMS = ("current_share", "aging_not_due", *AGES, "aging_credits")
SETTLED = ("days_to_pay", "days_late")
