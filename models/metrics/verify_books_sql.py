"""When money documents were posted and paid, and what was promised: for checking the figures, not for making them."""

from .verify_checks import Check
from .verify_order_sql import local, seconds


def moment(known, made, day):
    """Return the moment of something of which the books know the day: what was noted, else when it was made if that
    was on this day, else its noon."""
    noon = f"(({day})::timestamp + interval '12 hours') AT TIME ZONE %(zone)s AT TIME ZONE 'UTC'"
    return f"COALESCE({known}, CASE WHEN {local(made)} = {day} THEN {made} ELSE {noon} END)"


def noted(move):
    """Return when the log, or else the history, says that a document got its state."""
    return f"""COALESCE(
        (SELECT MAX(e.happened_at) FROM sale_order_event e
          WHERE e.kind = 'invoice' AND e.document = 'account.move,' || {move}.id AND e.order_id IN (
                SELECT l.order_id FROM account_move_line its
                  JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = its.id
                  JOIN sale_order_line l ON l.id = rel.order_line_id
                 WHERE its.move_id = {move}.id OR its.move_id = {move}.reversed_entry_id)),
        (SELECT MAX(m.date) FROM mail_message m
           JOIN mail_tracking_value v ON v.mail_message_id = m.id
           JOIN ir_model_fields f ON f.id = v.field_id AND f.model = 'account.move' AND f.name = 'state'
          WHERE m.model = 'account.move' AND m.res_id = {move}.id))"""


def booked_day(move):
    """Return the day of a document in the books."""
    return f"COALESCE({move}.invoice_date, {move}.date)"


# Kept if no more was open at the end of its day than had been promised to stay open
PROMISE_ROWS = f"""
    WITH found AS (
        SELECT p.id, p.move_id AS root, p.promised_day,
               COALESCE({local("later.made_at")} < p.promised_day, FALSE) AS withdrawn,
               paid.amount IS NOT NULL
                   AND owed.amount - paid.amount < COALESCE(p.amount_left, 0) + currency.rounding / 2 AS kept
          FROM account_move_promise p
          JOIN account_move m ON m.id = p.move_id AND m.state = 'posted' AND m.company_id = %(company)s
          JOIN res_currency currency ON currency.id = m.currency_id
         CROSS JOIN LATERAL (
               SELECT MIN(made_at) AS made_at FROM account_move_promise
                WHERE move_id = p.move_id AND (made_at, id) > (p.made_at, p.id)) later
         CROSS JOIN LATERAL (
               SELECT SUM(amount_currency) AS amount, array_agg(its.id) AS ids
                 FROM account_move_line its
                 JOIN account_account a ON a.id = its.account_id AND a.account_type = 'asset_receivable'
                WHERE its.move_id = m.id) owed
         CROSS JOIN LATERAL (
               SELECT SUM(debit_amount_currency) AS amount FROM account_partial_reconcile
                WHERE debit_move_id = ANY(owed.ids) AND max_date <= p.promised_day) paid
         WHERE p.promised_day BETWEEN %(first)s AND %(last)s
    )
"""
PROMISES = {
    "payment_promises_kept": Check("promised_day", "NOT withdrawn", "CASE WHEN kept THEN 1 ELSE 0 END"),
}

# Credited when nothing is owed any more and the last credit note is posted; paid back when nothing is open of them
REFUND_ROWS = f"""
    WITH note AS (
        SELECT n.rma_id, n.state = 'posted' AS is_posted,
               {moment(noted("n"), "n.create_date", booked_day("n"))} AS posted_at,
               CASE WHEN n.state = 'posted' AND rest.amount = 0 AND paid.day IS NOT NULL
                    THEN {moment("NULL::timestamp", "paid.at", "paid.day")} END AS paid_at
          FROM account_move n
         CROSS JOIN LATERAL (
               SELECT COALESCE(SUM(ABS(amount_residual)), 0) AS amount, array_agg(its.id) AS ids
                 FROM account_move_line its
                 JOIN account_account a ON a.id = its.account_id AND a.account_type = 'asset_receivable'
                WHERE its.move_id = n.id) rest
         CROSS JOIN LATERAL (
               SELECT MAX(max_date) AS day, MAX(create_date) AS at FROM account_partial_reconcile
                WHERE credit_move_id = ANY(rest.ids)) paid
         WHERE n.rma_id IS NOT NULL AND n.move_type = 'out_refund' AND n.state <> 'cancel'
           AND n.company_id = %(company)s
    ),
    noted AS (
        SELECT rma_id, bool_and(is_posted) AS all_posted, MAX(posted_at) AS credited_at,
               CASE WHEN bool_and(paid_at IS NOT NULL) THEN MAX(paid_at) END AS paid_back_at
          FROM note GROUP BY rma_id
    ),
    found AS (
        SELECT rma.id, rma.id AS root, came.at AS arrived_at, noted.credited_at, noted.paid_back_at,
               {local("noted.credited_at")} AS credited_day, {local("noted.paid_back_at")} AS paid_back_day
          FROM sale_rma rma
          JOIN noted ON noted.rma_id = rma.id AND noted.all_posted
         CROSS JOIN LATERAL (
               SELECT MIN(m.date) AS at FROM sale_rma_line l JOIN stock_move m ON m.rma_line_id = l.id
                WHERE l.rma_id = rma.id AND m.rma_receipt AND m.state = 'done') came
         WHERE rma.company_id = %(company)s AND rma.requested_at IS NOT NULL
           AND rma.state NOT IN ('rejected', 'cancelled') AND came.at IS NOT NULL
           AND NOT (%(without_intercompany)s AND EXISTS (
                   SELECT 1 FROM res_company c JOIN res_partner theirs ON theirs.commercial_partner_id = c.partner_id
                    WHERE theirs.id = rma.partner_id))
           AND NOT EXISTS (SELECT 1 FROM sale_rma_inspection i
                            WHERE i.rma_id = rma.id AND i.accepted AND i.settled_at IS NULL
                              AND i.resolution IN ('refund', 'credit'))
           AND NOT EXISTS (SELECT 1 FROM sale_rma_line l
                            WHERE l.rma_id = rma.id AND (
                              l.closed_at IS NULL AND l.quantity - COALESCE(l.quantity_received, 0) > 0.00001
                              OR rma.state <> 'done'
                                 AND COALESCE(l.quantity_received, 0) - COALESCE(l.quantity_inspected, 0) > 0.00001))
    )
"""
REFUNDS = {
    "refund_time": Check("credited_day", "credited_at IS NOT NULL", seconds("arrived_at", "credited_at")),
    "refund_paid_time": Check("paid_back_day", "paid_back_at IS NOT NULL", seconds("arrived_at", "paid_back_at")),
}
