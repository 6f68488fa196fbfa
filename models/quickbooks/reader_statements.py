"""The statements that say which records are exported; each is linear in the records of the period.

They are formatted with ``%(company)s``, ``%(first)s`` (None: no bound) and ``%(last)s``. A record that cannot be
exported has a reason.
"""

IN_PERIOD = "(%(first)s::date IS NULL OR {date} >= %(first)s::date) AND {date} <= %(last)s::date"
RECEIVABLE = "account.account_type = 'asset_receivable'"

MOVES = f"""
    SELECT CASE move.move_type WHEN 'out_refund' THEN 'credit_note' ELSE 'invoice' END AS kind,
           move.id AS move_id, NULL::int AS payment_id, move.date, move.name AS full_number,
           move.commercial_partner_id AS partner_id, due.amount, NULL AS reason
      FROM account_move move
     CROSS JOIN LATERAL (
           SELECT COALESCE(SUM(line.balance), 0) AS amount
             FROM account_move_line line
             JOIN account_account account ON account.id = line.account_id AND {RECEIVABLE}
            WHERE line.move_id = move.id) due
     WHERE move.company_id = %(company)s AND move.state = 'posted'
       AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund') AND {IN_PERIOD.format(date="move.date")}
"""

# A payment whose money is told by the bank only has no entry of its own.
PAYMENTS = f"""
    SELECT CASE payment.payment_type WHEN 'inbound' THEN 'payment' ELSE 'refund' END AS kind,
           NULL::int AS move_id, payment.id AS payment_id, COALESCE(move.date, payment.date) AS date,
           COALESCE(move.name, payment.name) AS full_number, partner.commercial_partner_id AS partner_id,
           CASE WHEN move.id IS NULL THEN -payment.amount_company_currency_signed ELSE due.amount END AS amount,
           CASE WHEN payment.partner_type <> 'customer' THEN 'vendor_payment'
                WHEN move.id IS NULL THEN NULL
                WHEN due.accounts = 0 THEN 'no_receivable'
                WHEN due.accounts > 1 THEN 'several_receivables' END AS reason
      FROM account_payment payment
      LEFT JOIN account_move move ON move.id = payment.move_id
      LEFT JOIN res_partner partner ON partner.id = payment.partner_id
     CROSS JOIN LATERAL (
           SELECT COALESCE(SUM(line.balance), 0) AS amount, COUNT(DISTINCT line.account_id) AS accounts
             FROM account_move_line line
             JOIN account_account account ON account.id = line.account_id AND {RECEIVABLE}
            WHERE line.move_id = move.id) due
     WHERE payment.company_id = %(company)s AND payment.state IN ('in_process', 'paid')
       AND (move.id IS NULL OR move.state = 'posted') AND (payment.partner_type = 'customer' OR due.accounts > 0)
       AND {IN_PERIOD.format(date="COALESCE(move.date, payment.date)")}
"""

# What an entry says of each customer
BY_CUSTOMER = f"""
    SELECT partner.commercial_partner_id AS customer, SUM(line.balance) AS balance,
           COALESCE(SUM(line.balance) FILTER (WHERE {RECEIVABLE}), 0) AS due,
           COUNT(DISTINCT line.account_id) FILTER (WHERE {RECEIVABLE}) AS accounts,
           BOOL_OR(account.account_type = 'liability_payable') AS payable
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
      LEFT JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.move_id = move.id
     GROUP BY partner.commercial_partner_id
"""
ENTRIES = f"""
    SELECT 'journal' AS kind, move.id AS move_id, NULL::int AS payment_id, move.date, move.name AS full_number,
           CASE WHEN facts.customers = 1 THEN facts.customer END AS partner_id, facts.amount,
           CASE WHEN move.statement_line_id IS NOT NULL THEN 'statement'
                WHEN facts.payable THEN 'payable'
                WHEN facts.nobody THEN 'no_customer'
                WHEN facts.several THEN 'several_receivables'
                WHEN facts.customers > 1 AND NOT facts.separate THEN 'several_customers'
                WHEN facts.nothing THEN 'nothing_due' END AS reason
      FROM account_move move
     CROSS JOIN LATERAL (
           SELECT COUNT(*) FILTER (WHERE accounts > 0) AS customers, SUM(due) AS amount,
                  MIN(customer) FILTER (WHERE accounts > 0) AS customer, BOOL_OR(payable) AS payable,
                  BOOL_OR(accounts > 0 AND customer IS NULL) AS nobody, BOOL_OR(accounts > 1) AS several,
                  BOOL_OR(accounts > 0 AND due = 0) AS nothing, BOOL_AND(accounts > 0 AND balance = 0) AS separate
             FROM ({BY_CUSTOMER}) one) facts
     WHERE move.company_id = %(company)s AND move.state = 'posted' AND move.origin_payment_id IS NULL
       AND move.move_type NOT IN ('out_invoice', 'out_receipt', 'out_refund') AND facts.customers > 0
       AND {IN_PERIOD.format(date="move.date")}
"""

# A tax that is due when an invoice is paid: it is on no customer's account.
CASH_BASIS = f"""
    SELECT 'journal' AS kind, move.id AS move_id, NULL::int AS payment_id, move.date, move.name AS full_number,
           origin.commercial_partner_id AS partner_id,
           (SELECT COALESCE(SUM(line.balance), 0) FROM account_move_line line
             WHERE line.move_id = move.id AND line.tax_line_id IS NOT NULL AND line.balance < 0) AS amount,
           'cash_basis' AS reason
      FROM account_move move
      JOIN account_move origin ON origin.id = move.tax_cash_basis_origin_move_id
           AND origin.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
     WHERE move.company_id = %(company)s AND move.state = 'posted' AND {IN_PERIOD.format(date="move.date")}
"""

# Not on a line that counts
NOT_EXPORTED = """
       NOT EXISTS (SELECT FROM quickbooks_export_line line
                    WHERE line.target = %(target)s AND line.move_id = record.move_id AND NOT line.free)
       AND NOT EXISTS (SELECT FROM quickbooks_export_line line
                        WHERE line.target = %(target)s AND line.payment_id = record.payment_id AND NOT line.free)
"""

# Of a row the analytic accounts of the plan that classes come from; one of another plan is told nowhere
CLASSES_READ = """
    SELECT STRING_AGG(analytic.id || ':' || TRIM_SCALE(share.value::numeric), ',' ORDER BY analytic.id, share.value)
      FROM JSONB_EACH_TEXT(item.analytic_distribution) share
     CROSS JOIN LATERAL STRING_TO_TABLE(share.key, ',') part
      JOIN account_analytic_account analytic
           ON analytic.id = CASE WHEN part ~ '^[0-9]+$' THEN part::int END AND analytic.root_plan_id = %(plan)s
"""
# What was read of an entry, in an order that outlives writing its rows again; sections and notes are not read.
ROWS_READ = f"""
    SELECT STRING_AGG(row.text, '' ORDER BY row.text)
      FROM (SELECT ROW(item.account_id, TRIM_SCALE(item.balance), TRIM_SCALE(item.amount_currency), item.partner_id,
                       item.display_type, item.product_id, TRIM_SCALE(item.quantity), TRIM_SCALE(item.discount),
                       item.tax_line_id, item.date_maturity - DATE '2000-01-01',
                       CASE item.display_type WHEN 'product' THEN item.name END, item.is_downpayment IS TRUE,
                       CASE WHEN item.analytic_distribution IS NOT NULL THEN ({CLASSES_READ}) END,
                       ARRAY(SELECT account_tax_id FROM account_move_line_account_tax_rel
                              WHERE account_move_line_id = item.id ORDER BY 1))::text COLLATE "C" AS text
              FROM account_move_line item
             WHERE item.move_id = move.id
               AND item.display_type NOT IN ('line_section', 'line_subsection', 'line_note')) row
"""
HEAD_READ = """move.name, move.date - DATE '2000-01-01', move.commercial_partner_id, move.ref, move.currency_id,
                            move.invoice_payment_term_id, move.partner_shipping_id"""
# NULL: it is gone, or posted no more
FINGERPRINT = f"""
    CASE WHEN %(payment)s IS NULL THEN (
              SELECT MD5(ROW({HEAD_READ}, ({ROWS_READ}))::text)
                FROM account_move move WHERE move.id = %(move)s AND move.state = 'posted')
         ELSE (
              SELECT MD5(ROW({HEAD_READ}, ({ROWS_READ}), payment.date - DATE '2000-01-01', payment.partner_id,
                             TRIM_SCALE(payment.amount), payment.currency_id, payment.payment_type,
                             payment.journal_id, payment.payment_method_line_id, payment.payment_reference,
                             payment.memo)::text)
                FROM account_payment payment
                LEFT JOIN account_move move ON move.id = payment.move_id
               WHERE payment.id = %(payment)s AND payment.state IN ('in_process', 'paid')
                 AND (move.id IS NULL OR move.state = 'posted'))
     END
"""
