"""What the documents say of what waits for stock today, and of how it ended that something was waived."""

from .verify_checks import Check
from .verify_order_sql import PARCELS, STILL_OPEN, TARGETS, TOUCHED, WANTED, local, seconds
from .verify_orders_sql import ORDERS

# What is open of a line waits for stock from when the first part of its order has left. That is so today, and belongs
# to no other day.
BACKORDER_ROWS = f"""
    {WANTED.replace(TOUCHED, STILL_OPEN)} {PARCELS} {TARGETS}
    , found AS (
        SELECT waits.*, order_id AS root, %(today)s::date AS today,
               ROUND(value * LEAST(still_open, ordered) / NULLIF(ordered, 0)) AS worth
          FROM (SELECT seen.*, GREATEST(standing - come - declined, 0) AS still_open,
                       MIN(began_at) OVER (PARTITION BY order_id) AS since
                  FROM seen WHERE state = 'sale') waits
         WHERE asked_for AND confirmed_at IS NOT NULL AND NOT strange AND still_open > 0 AND since IS NOT NULL
    )
"""
BACKORDERS = {
    "backorder_value": Check("today", "TRUE", "worth"),
    "backorder_age": Check("today", "TRUE", seconds("since", "%(now)s::timestamp")),
}

# What was waived about credit has ended when all is paid and delivered, anything else when all is delivered; with the
# order in any case. Days to pay are those of the invoices' instalments.
WAIVER_ROWS = f"""
    {WANTED} {PARCELS} {TARGETS} {ORDERS}
    , instalment AS (
        SELECT DISTINCT l.order_id, item.id, item.date_maturity AS due,
               item.amount_residual = 0 AND item.amount_residual_currency = 0 AS settled,
               (SELECT MAX(max_date) FROM account_partial_reconcile WHERE debit_move_id = item.id) AS paid
          FROM found
          JOIN sale_order_line l ON l.order_id = found.id
          JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
          JOIN account_move_line billed ON billed.id = rel.invoice_line_id
          JOIN account_move_line item ON item.move_id = billed.move_id
          JOIN account_account account ON account.id = item.account_id AND account.account_type = 'asset_receivable'
          JOIN account_move bill ON bill.id = item.move_id AND bill.state = 'posted' AND bill.move_type = 'out_invoice'
    ),
    money AS (
        SELECT order_id, bool_and(settled) AS settled, bool_or(paid > due) AS late, MAX(COALESCE(paid, due)) AS day
          FROM instalment GROUP BY order_id
    ),
    waiver AS (
        SELECT finding.id, found.id AS root, found.strange, finding.category = 'credit' AS credit,
               CASE WHEN found.cancelled_at IS NOT NULL THEN {local("found.cancelled_at")}
                    WHEN finding.category <> 'credit' THEN found.delivered_day
                    WHEN money.settled AND money.day IS NOT NULL AND found.delivered_day IS NOT NULL
                    THEN GREATEST(money.day, found.delivered_day) END AS ended_day,
               CASE WHEN found.cancelled_at IS NOT NULL THEN TRUE
                    WHEN finding.category = 'credit' THEN COALESCE(money.late, FALSE)
                    ELSE found.came_back AND NOT found.refused OR COALESCE(found.first_late, FALSE) END AS is_bad
          FROM found
          JOIN order_validation_finding finding ON finding.order_id = found.id AND finding.waived_at IS NOT NULL
          LEFT JOIN money ON money.order_id = found.id
    )
"""
_BAD = "CASE WHEN is_bad THEN 1 ELSE 0 END"
WAIVERS = {
    "bad_waivers": Check("ended_day", "ended_day IS NOT NULL AND NOT strange", _BAD),
    "bad_credit_waivers": Check("ended_day", "ended_day IS NOT NULL AND NOT strange AND credit", _BAD),
}
