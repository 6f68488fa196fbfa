"""Which goods an invoice was for, put together piece by piece: for checking the figures of invoices."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from odoo import api, models
from odoo.tools.misc import split_every

from .verify_books_sql import booked_day, moment, noted

NOTHING, TINY = Decimal(0), Decimal("0.00001")
PORTION = 2000  # invoices that are put together at once
# Invoices around the period, or for goods that left around it
NEAR = """
    SELECT m.id FROM account_move m
     WHERE m.company_id = %(company)s AND m.move_type = 'out_invoice' AND m.state = 'posted' AND m.id IN (
           SELECT id FROM account_move
            WHERE company_id = %(company)s AND (
                  invoice_date BETWEEN %(since)s AND %(until)s OR date BETWEEN %(since)s AND %(until)s
                  OR create_date BETWEEN %(since)s AND %(until)s)
           UNION SELECT billed.move_id
             FROM stock_move left_then
             LEFT JOIN stock_picking p ON p.id = left_then.picking_id
             JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = left_then.sale_line_id
             JOIN account_move_line billed ON billed.id = rel.invoice_line_id
            WHERE left_then.state = 'done' AND COALESCE(p.shipped_at, left_then.date) BETWEEN %(since)s AND %(until)s
           UNION SELECT split_part(document, ',', 2)::int FROM sale_order_event
            WHERE kind = 'invoice' AND document LIKE 'account.move,%%' AND happened_at BETWEEN %(since)s AND %(until)s)
     ORDER BY m.id
"""
# Paid in advance: whoever had paid all of it by its own day. Nothing is left to pay where deposits have paid it all.
INVOICES = f"""
    SELECT m.id, {moment(noted("m"), "m.create_date", booked_day("m"))} AS posted_at,
           CASE WHEN m.is_move_sent THEN (
               SELECT MIN(create_date) FROM ir_attachment WHERE res_model = 'account.move' AND res_id = m.id
                  AND res_field = 'invoice_pdf_report_file') END AS sent_at,
           m.amount_total = 0 OR COALESCE(early.amount >= owed.amount, FALSE) AS is_prepaid,
           %(without_intercompany)s AND EXISTS (
               SELECT 1 FROM res_company c JOIN res_partner p ON p.commercial_partner_id = c.partner_id
                WHERE p.id = m.partner_id) AS is_own
      FROM account_move m
     CROSS JOIN LATERAL (
           SELECT SUM(its.balance) AS amount, array_agg(its.id) AS ids FROM account_move_line its
             JOIN account_account a ON a.id = its.account_id AND a.account_type = 'asset_receivable'
            WHERE its.move_id = m.id) owed
     CROSS JOIN LATERAL (
           SELECT SUM(match.amount) AS amount
             FROM account_partial_reconcile match
             JOIN account_move_line owes ON owes.id = match.debit_move_id
             JOIN account_move_line money ON money.id = match.credit_move_id AND money.date <= owes.date
            WHERE match.debit_move_id = ANY(owed.ids) AND (
                  EXISTS (SELECT 1 FROM account_payment WHERE move_id = money.move_id)
                  OR EXISTS (SELECT 1 FROM account_journal j
                              WHERE j.id = money.journal_id AND j.type IN ('bank', 'cash', 'credit')))) early
     WHERE m.id = ANY(%(ids)s)
"""
# The order lines on these invoices, all that was ever billed of them, and all that left or came back, step by step
STEPS = """
    WITH line AS (
        SELECT DISTINCT l.id, l.product_id, l.product_uom_id, so.state = 'cancel' AS is_cancelled,
               so.is_replacement IS TRUE AS is_replacement,
               l.qty_delivered_method = 'stock_move' AND l.is_downpayment IS NOT TRUE AS is_goods,
               l.product_uom_qty - COALESCE(l.qty_short_closed, 0) AS wanted
          FROM account_move_line its
          JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = its.id
          JOIN sale_order_line l ON l.id = rel.order_line_id AND l.display_type IS NULL
          JOIN sale_order so ON so.id = l.order_id
         WHERE its.move_id = ANY(%(ids)s)
    ),
    step AS (
        SELECT line.id, 'bill' AS kind, bill.id AS document, NULL::int AS product, bill.rma_id IS NOT NULL AS flag,
               SUM(CASE WHEN bill.move_type = 'out_refund' THEN -its.quantity ELSE its.quantity END
                   * COALESCE(unit.factor, 1) / COALESCE(NULLIF(own.factor, 0), 1))::float8 AS quantity,
               COALESCE(bill.invoice_date, bill.date)::timestamp AS at
          FROM line
          JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
          JOIN account_move_line its ON its.id = rel.invoice_line_id
          JOIN account_move bill ON bill.id = its.move_id AND bill.state = 'posted'
           AND bill.move_type IN ('out_invoice', 'out_refund')
          LEFT JOIN uom_uom unit ON unit.id = its.product_uom_id
          LEFT JOIN uom_uom own ON own.id = line.product_uom_id
         GROUP BY line.id, bill.id
        UNION ALL
        SELECT line.id, CASE WHEN side.is_back THEN 'back' ELSE 'out' END, m.id, m.product_id, m.state = 'done',
               ((CASE WHEN m.state = 'done' THEN m.quantity ELSE m.product_uom_qty END)
                   * COALESCE(unit.factor, 1) / COALESCE(NULLIF(own.factor, 0), 1))::float8,
               COALESCE(p.shipped_at, m.date)
          FROM line
          JOIN stock_move m ON m.sale_line_id = line.id AND m.state <> 'cancel'
           AND (m.state <> 'done' OR m.quantity > 0)
          JOIN stock_location src ON src.id = m.location_id
          JOIN stock_location dst ON dst.id = m.location_dest_id
          LEFT JOIN stock_picking p ON p.id = m.picking_id
          LEFT JOIN uom_uom unit ON unit.id = m.product_uom
          LEFT JOIN uom_uom own ON own.id = line.product_uom_id
         CROSS JOIN LATERAL (
               SELECT dst.usage = 'customer' OR dst.usage = 'transit' AND dst.company_id IS NULL AS to_them,
                      src.usage = 'customer' OR src.usage = 'transit' AND src.company_id IS NULL AS from_them) way
         CROSS JOIN LATERAL (SELECT way.from_them AND NOT way.to_them AS is_back) side
         WHERE side.is_back AND m.state = 'done'
            OR src.usage <> 'customer' AND way.to_them
               AND m.origin_returned_move_id IS NULL AND m.return_replacement IS NOT TRUE
    )
    SELECT line.*, step.kind, step.document, step.product, step.flag, step.quantity, step.at
      FROM line JOIN step ON step.id = line.id
     ORDER BY line.id, step.at, step.document
"""
# Posted credit notes that no return explains
CREDITS = """
    SELECT note.reversed_entry_id AS invoice, note.id AS note, array_remove(array_agg(rel.order_line_id), NULL) AS lines
      FROM account_move note
      LEFT JOIN account_move_line its ON its.move_id = note.id
      LEFT JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = its.id
     WHERE note.reversed_entry_id = ANY(%(ids)s) AND note.move_type = 'out_refund' AND note.state = 'posted'
       AND note.rma_id IS NULL
     GROUP BY note.id
"""


class SaleKpiVerifier(models.AbstractModel):
    _inherit = "sale.kpi.verifier"

    @api.model
    def _check_billing(self, codes, scope):
        """Return the rows of the figures of invoices. See :meth:`_documents`."""
        near = [row["id"] for row in self._fetch_rows(NEAR, scope)]
        for ids in split_every(PORTION, near):
            yield from self._check_invoices(list(ids), codes, scope)

    def _check_invoices(self, ids, codes, scope):
        lines = defaultdict(list)
        for row in self._fetch_rows(STEPS, scope, ids=ids):
            lines[row["id"]].append(row)
        left, excess = defaultdict(list), set()
        for number, steps in lines.items():
            if steps[0]["is_goods"]:
                for invoice, at in _laid_out(number, steps, excess):
                    left[invoice].append(at)
        wrong = {
            row["invoice"]
            for row in self._fetch_rows(CREDITS, scope, ids=ids)
            if not row["lines"] or any(_is_wrong(number, row["note"], lines, excess) for number in row["lines"])
        }
        on = defaultdict(set)
        for number, steps in lines.items():
            for step in steps:
                if step["kind"] == "bill":
                    on[step["document"]].add((number, step["is_replacement"]))
        for row in self._fetch_rows(INVOICES, scope, ids=ids):
            if row["is_own"] or (on[row["id"]] and all(replaces for _number, replaces in on[row["id"]])):
                continue
            moments = left[row["id"]]
            row |= {"shipped_at": max(moments) if moments and None not in moments else None}
            yield from self._say_invoice(row, row["id"] in wrong, codes, scope)

    def _say_invoice(self, row, is_wrong, codes, scope):
        """Return what one invoice says, as far as it belongs to the period."""
        posted, shipped, sent = row["posted_at"], row["shipped_at"], row["sent_at"]
        said = [("invoice_accuracy", posted, int(not is_wrong))]
        if sent:
            said.append(("invoice_sending_time", posted, _seconds(posted, sent)))
        if shipped and shipped <= posted and not row["is_prepaid"]:
            said.append(("invoice_time", shipped, _seconds(shipped, posted)))
        for code, at, number in said:
            day = scope.day_of(at)
            if code in codes and day in scope:
                yield code, row["id"], row["id"], day, number, 1


def _seconds(start, end):
    return max(0, round((end - start).total_seconds()))


def _exact(number):
    return Decimal(str(number or 0)).quantize(TINY, ROUND_HALF_UP)


def _pieces(steps):
    """Return ``[[quantity, when it left]]`` of a line; of a kit, how many more were complete with each part."""
    out = [step for step in steps if step["kind"] == "out"]
    if all(step["product"] == step["product_id"] for step in out):
        return [[_exact(step["quantity"]), step["at"]] for step in out if step["flag"]]
    whole, sent, found, complete = defaultdict(Decimal), defaultdict(Decimal), [], NOTHING
    for step in out:
        whole[step["product"]] += _exact(step["quantity"])
    for step in out:
        if step["flag"]:
            sent[step["product"]] += _exact(step["quantity"])
            now = min(sent[part] / needed for part, needed in whole.items() if needed) * _exact(step["wanted"])
            if now - complete > TINY:
                found.append([now - complete, step["at"]])
                complete = now
    return found


def _returned(steps):
    """Return how much of a line came back; of a kit, as much as of the part of which most did."""
    came, needed = defaultdict(Decimal), defaultdict(Decimal)
    for step in steps:
        if step["kind"] == "back":
            came[step["product"]] += _exact(step["quantity"])
        elif step["kind"] == "out":
            needed[step["product"]] += _exact(step["quantity"])
    wanted, own = _exact(steps[0]["wanted"]), steps[0]["product_id"]
    found = [
        number if part == own else number / needed[part] * wanted
        for part, number in came.items()
        if part == own or needed[part]
    ]
    return max(found, default=NOTHING)


def _laid_out(line, steps, excess):
    """Lay the pieces of a line on its invoices, the oldest first; return ``[(invoice, when its last piece left)]``.

    What is credited beyond what came back lies there again, for the next invoice. None: not all of it has left.

    :param set excess: gets ``(line, credit note)`` of those that took back more than came back
    """
    waiting, laid = _pieces(steps), []
    back, found, ahead = _returned(steps), [], NOTHING
    for step in steps:
        if step["kind"] != "bill":
            continue
        number = _exact(step["quantity"])
        if number >= 0:
            at, missing = _lay(waiting, laid, number)
            # Of nothing, what would be next is what it is for.
            at = at or (laid[-1][1] if laid and not number else waiting[0][1] if waiting and not number else None)
            ahead += missing
            found.append((step["document"], None if ahead > TINY else at))
            continue
        explained = min(back, -number)
        back -= explained
        again = NOTHING if step["flag"] else -number - explained
        if again > TINY:
            excess.add((line, step["document"]))
            less = min(ahead, again)
            ahead -= less
            _take_up(waiting, laid, again - less)
    return found


def _lay(waiting, laid, number):
    """Take so much from what waits; return when the last of it left, and how much is missing."""
    at = None
    while number > TINY and waiting:
        taken = min(number, waiting[0][0])
        at = waiting[0][1]
        laid.append([taken, at])
        number -= taken
        waiting[0][0] -= taken
        if waiting[0][0] <= 0:
            waiting.pop(0)
    return at, max(number, NOTHING)


def _take_up(waiting, laid, number):
    """Put the last that was laid back in front of what waits."""
    while number > TINY and laid:
        taken = min(number, laid[-1][0])
        waiting.insert(0, [taken, laid[-1][1]])
        number -= taken
        laid[-1][0] -= taken
        if laid[-1][0] <= 0:
            laid.pop()


def _is_wrong(line, note, lines, excess):
    """Whether a credit note takes off a line what should not have been billed."""
    steps = lines.get(line)
    if not steps or steps[0]["is_cancelled"]:
        return False
    return not steps[0]["is_goods"] or (line, note) in excess
