"""What left with each shipment and came back of it, put together by hand: for checking the figures of returns."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from odoo import api, models

from .verify_order_sql import WANTED, local

NOTHING = Decimal(0)
# All that ever left or came back of lines of which something did so around the period
ROWS = f"""
    {WANTED.rstrip().rstrip(",")}
    SELECT m.id, l.id AS line_id, l.order_id, l.strange, l.ordered, l.standing, l.declined, l.value, m.product_id,
           m.product_id = l.product_id AS own, m.origin_returned_move_id AS origin_id, m.state = 'done' AS done,
           back.is_true AS is_back, back.is_true AND EXISTS (
               SELECT 1 FROM sale_rma_line r JOIN sale_order_reason why ON why.id = r.reason_id
                WHERE r.id = m.rma_line_id AND why.code IN ('refused', 'undeliverable')) AS was_refused,
           COALESCE(p.shipped_at, m.date) AS left_at,
           CASE WHEN back.is_true THEN {local("COALESCE(p.date_done, m.date)")}
                ELSE {local("COALESCE(p.shipped_at, m.date)")} END AS day,
           (CASE WHEN m.state = 'done' THEN m.quantity ELSE m.product_uom_qty END
               * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1))::float8 AS quantity
      FROM line l
      JOIN stock_move m ON m.sale_line_id = l.id AND m.state <> 'cancel' AND (m.state <> 'done' OR m.quantity > 0)
      JOIN stock_location src ON src.id = m.location_id
      JOIN stock_location dst ON dst.id = m.location_dest_id
      JOIN product_product product ON product.id = m.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN uom_uom unit ON unit.id = m.product_uom
      LEFT JOIN uom_uom base ON base.id = template.uom_id
      LEFT JOIN stock_picking p ON p.id = m.picking_id
     CROSS JOIN LATERAL (
           SELECT dst.usage = 'customer' OR dst.usage = 'transit' AND dst.company_id IS NULL AS to_them,
                  src.usage = 'customer' OR src.usage = 'transit' AND src.company_id IS NULL AS from_them) side
     CROSS JOIN LATERAL (SELECT side.from_them AND NOT (src.usage <> 'customer' AND side.to_them) AS is_true) back
     WHERE l.is_goods
       AND (back.is_true AND m.state = 'done'
            OR src.usage <> 'customer' AND side.to_them
               AND m.origin_returned_move_id IS NULL AND m.return_replacement IS NOT TRUE)
     ORDER BY l.id, left_at, m.id
"""


class SaleKpiVerifier(models.AbstractModel):
    _inherit = "sale.kpi.verifier"

    @api.model
    def _check_movements(self, codes, scope):
        """Return the rows of the figures of what came back. See :meth:`_documents`."""
        for rows in _by_line(self._stream_rows(ROWS, scope)):
            if not rows[0]["strange"]:
                yield from self._check_line(rows, codes, scope)

    def _check_line(self, rows, codes, scope):
        """Return what the movements of one line say."""
        sent = _sent(rows, scope.digits)
        back = _came_back([row for row in rows if row["is_back"]], rows, sent, scope.digits)
        returned = _returned(sent, {number: one for number, one in back.items() if not one[0]["was_refused"]})
        found = []
        for row in rows:
            outward = row["id"] in sent
            quantity = sent[row["id"]] if outward else back.get(row["id"], (row, NOTHING))[1]
            if row["day"] not in scope or not quantity:
                continue
            place = (row["id"], row["order_id"], row["day"])
            found.append(("return_rate_period", *place, *((0, quantity) if outward else (quantity, 0))))
            if outward:
                came = returned[row["id"]]
                found.append(("return_rate_units", *place, came, quantity))
                found.append(("return_rate_value", *place, _worth(row, came), _worth(row, quantity)))
        return [one for one in found if one[0] in codes]


def _by_line(rows):
    """Return the rows of each line, of rows in the order of lines."""
    together = []
    for row in rows:
        if together and together[0]["line_id"] != row["line_id"]:
            yield together
            together = []
        together.append(row)
    if together:
        yield together


def _rounded(number, digits):
    return Decimal(str(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _worth(row, quantity):
    """Return the value of a quantity, in whole units of the currency."""
    if not row["ordered"]:
        return 0
    exact = Fraction(row["value"]) * Fraction(quantity) / Fraction(row["ordered"])
    return int(abs(exact) + Fraction(1, 2)) * (1 if exact >= 0 else -1)


def _sent(rows, digits):
    """Return ``{move: quantity of the line}`` of what left; of kits, how many more were complete with it."""
    out = [row for row in rows if not row["is_back"]]
    done = [row for row in out if row["done"]]
    if all(row["own"] for row in out):
        return {row["id"]: _rounded(row["quantity"], digits) for row in done}
    whole, so_far = defaultdict(float), defaultdict(float)
    for row in out:
        whole[row["product_id"]] += row["quantity"]
    kits, found = NOTHING, {}
    for row in done:
        so_far[row["product_id"]] += row["quantity"]
        complete = min(so_far[product] / number for product, number in whole.items() if number)
        now = _rounded(complete * float(row["standing"] - row["declined"]), digits)
        if now != kits:
            found[row["id"]], kits = now - kits, now
    return found


def _came_back(back, rows, sent, digits):
    """Return ``{move: (its row, quantity of the line)}`` of what came back; of a kit, its part of one."""
    parts = defaultdict(float)
    for row in rows:
        if row["done"] and not row["is_back"]:
            parts[row["product_id"]] += row["quantity"]
    total = float(sum(sent.values(), NOTHING))
    found = {}
    for row in back:
        quantity = row["quantity"]
        if not row["own"]:
            of = parts.get(row["product_id"])
            quantity = quantity / of / len(parts) * total if of else 0
        found[row["id"]] = (row, _rounded(quantity, digits))
    return found


def _returned(sent, back):
    """Return ``{move: quantity}`` of what came back of what left: of its own move first, then of what left first."""
    returned = dict.fromkeys(sent, NOTHING)
    named = [(row["origin_id"], quantity) for row, quantity in back.values() if row["origin_id"] in sent]
    others = [(None, quantity) for row, quantity in back.values() if row["origin_id"] not in sent]
    for origin, quantity in named + others:
        rest = quantity
        for move in ([origin] if origin else []) + list(sent):
            taken = min(rest, sent[move] - returned[move])
            returned[move] += taken
            rest -= taken
    return returned
