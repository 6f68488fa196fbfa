"""Orders, their lines, shipments and movements as facts."""

from collections import defaultdict
from datetime import timedelta
from types import SimpleNamespace

from odoo import api, models

from ...engine import kpi_clock, kpi_facts, kpi_lines
from ...engine.kpi_period import local_day
from ...engine.money import to_amount, to_units
from ..lifecycle.sale_order_facts_moves import OURS, OUTGOING
from ..query import customer_side, fetch_rows
from . import reader_order_sql as sql
from .reader_line import LineReader

# A reader's own window of working days around what it reads
AROUND = timedelta(days=60)
# Work on an order has begun, or is over
BEGUN = ("in_progress", "ready", "shipped", "delivered", "invoiced", "paid")
CREDIT_ORIGINS = ("credit", "dunning", "payment")
ERRORS_OF_RETURNS = {
    "wrong_item": kpi_facts.WRONG_ITEM,
    "wrong_shipment": kpi_facts.WRONG_ITEM,
    "missing_parts": kpi_facts.MISSING,
    "damaged": kpi_facts.DAMAGED_CARRIER,
    "transport_damage": kpi_facts.DAMAGED_CARRIER,
}


class SaleFactReader(models.AbstractModel):
    _inherit = "sale.fact.reader"

    def _read_order(self, orders):
        read = self._order_rows(orders)
        found = defaultdict(list)
        for order in read.orders:
            book = read.books[order["company_id"]]
            moves = [move for row in read.lines[order["id"]] for move in read.moves[row["id"]]]
            order["cancelled_at"] = self._cancelled_at(order, read.statuses[order["id"]])
            order["first_left_at"] = min((move["left_at"] for move in moves if move["done"]), default=None)
            lines = [
                LineReader(row, order, read.moves[row["id"]], read.declined[row["id"]], book)
                for row in read.lines[order["id"]]
            ]
            facts = [(line, line.fact()) for line in lines if not line.row["display_type"]]
            fact = kpi_lines.roll_up(self._order_header(order, lines, read, book), [f for _l, f in facts], book.options)
            found["sale.order.fact"].append((self._order_columns(order, fact, book), fact, book.options))
            found["sale.order.line.fact"].extend(
                (self._line_columns(order, line, line_fact), line_fact, book.options) for line, line_fact in facts
            )
        return found

    def _order_columns(self, order, fact, book):
        return self._owners(order) | {
            "res_id": order["id"],
            "confirmed_at": fact.confirmed_at,
            "shipped_at": fact.shipped_at,
            "delivered_at": fact.delivered_at,
            "value": to_amount(fact.confirmed_value, book.rounding),
        }

    def _line_columns(self, order, line, fact):
        return self._owners(order) | {
            "res_id": line.row["id"],
            "product_id": line.row["product_id"],
            "categ_id": line.row["categ_id"],
            "ordered": float(fact.ordered),
            "delivered": float(fact.arrived),
        }

    def _owners(self, order):
        names = ("company_id", "partner_id", "user_id", "team_id", "warehouse_id", "carrier_id", "reason_id")
        return {name: order[name] for name in names} | {"order_id": order["id"], "root_id": order["id"]}

    # === The order itself === #

    def _order_header(self, order, lines, read, book):
        """Return what is not made of lines. See :class:`engine.kpi_facts.OrderFact`."""
        number, zone, confirmed = order["id"], book.zone, order["confirmed_at"]
        goods = [line for line in lines if line.kind == kpi_facts.GOODS]
        parcels = [(line, move) for line in goods for move, _amount in line.parcels()]
        finished = bool(parcels) and not any(line.is_open for line in goods)
        arrivals = [line.arrival(move)[1] for line, move in parcels]
        shipped = max(move["left_at"] for _line, move in parcels) if finished else None
        holds = read.holds[number]
        ended = shipped or order["cancelled_at"]
        return kpi_facts.OrderFact(
            id=number,
            company=order["company_id"],
            currency=book.currency,
            is_replacement=order["is_replacement"],
            is_intercompany=order["is_intercompany"],
            submitted_day=local_day(confirmed or self._submitted(order, read), zone),
            received_at=None,
            confirmed_at=confirmed,
            confirmed_day=local_day(confirmed, zone),
            confirmed_value=sum(line.value for line in lines),
            current_value=to_units(order["current_value"] or 0, book.rounding),
            is_repeat=order["is_repeat"],
            **self._cancellation(order, lines, book),
            **self._stops(order, holds, ended, book),
            **self._checks(read.findings[number], zone),
            released_at=min(
                (at for at in _begun(read.statuses[number]) if not confirmed or at >= confirmed), default=shipped
            ),
            **self._clock(order, holds, book),
            first_shipped_day=local_day(order["first_left_at"], zone),
            shipped_at=shipped,
            shipped_day=local_day(shipped, zone),
            delivered_at=max(arrivals) if finished else None,
            delivered_day=local_day(max(arrivals), zone) if finished else None,
            **self._quality(read.returns[number], read.claims[number]),
            questions=read.questions.get(number, 0),
        )

    def _cancelled_at(self, order, statuses):
        """Return when a confirmed order was cancelled, or None while it is not."""
        if order["state"] != "cancel" or not order["confirmed_at"]:
            return None
        moments = [row["happened_at"] for row in statuses if row["to_status"] == "cancelled"]
        return max(moments, default=order["confirmed_at"])

    def _submitted(self, order, read):
        """Return when somebody first tried to confirm an order that was not confirmed: its first check."""
        return min((row["checked_at"] for row in read.findings[order["id"]]), default=None)

    def _cancellation(self, order, lines, book):
        cancelled = order["cancelled_at"]
        value = sum(line.value for line in lines)
        return {
            "cancelled_at": cancelled,
            "cancelled_day": local_day(cancelled, book.zone),
            "cancel_initiator": order["cancel_initiator"] if cancelled else None,
            "cancelled_for_backorder": bool(cancelled and order["reason_code"] == "out_of_stock"),
            "cancelled_value": value if cancelled else sum(line.declined_value for line in lines),
        }

    def _stops(self, order, holds, ended, book):
        """Return how long an order stood still, and why."""
        confirmed, asked = order["confirmed_at"], order["requested_date"]
        # While the order goes on, what is over counts: a figure must not grow because time passes.
        stretches = [(row["placed_at"], row["released_at"]) for row in holds if ended or row["released_at"]]
        end = ended or max((stop for _begin, stop in stretches), default=confirmed)
        waits = [(confirmed, min(asked, end))] if confirmed and asked and asked > confirmed else []
        return {
            "was_on_hold": bool(holds),
            "on_hold": any(not row["released_at"] for row in holds),
            "hold_reasons": frozenset(row["reason_id"] for row in holds),
            "credit_held": any(row["origin"] in CREDIT_ORIGINS for row in holds),
            "hold_seconds": kpi_clock.standing_seconds(stretches, confirmed, end) if confirmed else 0,
            "idle_seconds": kpi_clock.standing_seconds(stretches + waits, confirmed, end) if confirmed else 0,
        }

    def _checks(self, findings, zone):
        if not findings:
            return {}
        row = findings[0]
        return {
            "checked_day": local_day(row["checked_at"], zone),
            "blocked_at_first": row["blocked_at"] is not None and row["blocked_at"] <= row["checked_at"],
            "waivers": row["waivers"],
        }

    def _clock(self, order, holds, book):
        """Return when the time to ship began, and when it was over."""
        if not order["confirmed_at"]:
            return {}
        released = max((row["released_at"] for row in holds if row["released_at"]), default=None)
        start = kpi_clock.clock_start(order["confirmed_at"], released, None)
        cut_off = order["cut_off_hour"] or book.cut_off
        end, day = kpi_clock.ship_window(start, book.zone, book.working, cut_off)
        return {"clock_at": start, "window_end": end, "window_day": day}

    def _quality(self, returns, claims):
        """Return what went wrong with an order that has left."""
        errors = {ERRORS_OF_RETURNS.get(row["inspection_code"] or row["reason_code"]) for row in returns}
        errors |= {kpi_facts.LOST if row["kind"] == "loss" else kpi_facts.DAMAGED_CARRIER for row in claims}
        return {"errors": frozenset(errors - {None}), "has_return": bool(returns)}

    # === What is read === #

    def _order_rows(self, orders):
        """Return all rows of a portion of orders, by order or line."""
        sides = {
            "ours": OURS,
            "outgoing": OUTGOING,
            "with_customer": customer_side("src"),
            "outgoing_dst": customer_side("dst"),
        }

        def rows(statement):
            wanted = {name: side for name, side in sides.items() if f"%({name})s" in statement}
            return fetch_rows(self.env, statement, sql.SOURCES, orders=orders, **wanted)

        def by(name, found):
            groups = defaultdict(list)
            for row in found:
                groups[row[name]].append(row)
            return groups

        read = SimpleNamespace(
            orders=rows(sql.ORDERS),
            lines=by("order_id", rows(sql.LINES)),
            moves=by("sale_line_id", rows(sql.MOVES)),
            returns=by("order_id", rows(sql.RETURNS)),
            statuses=by("order_id", rows(sql.STATUSES)),
            holds=by("order_id", rows(sql.HOLDS)),
            findings=by("order_id", rows(sql.FINDINGS)),
            questions={row["order_id"]: int(row["asks"]) for row in rows(sql.QUESTIONS)},
            claims=by("order_id", rows(sql.CLAIMS)),
            declined=by("sale_line_id", rows(sql.DECLINED_BY_CUSTOMER)),
        )
        read.books = self._books(read.orders)
        return read

    @api.model
    def _books(self, orders):
        """Return how each company counts days and money: zone, working days, options.

        Working days are those around the orders of the portion, so that memory stays flat.
        """
        moments = defaultdict(list)
        for order in orders:
            moments[order["company_id"]].append(order["confirmed_at"] or order["date_order"] or order["create_date"])
        books = {}
        for company_id, known in moments.items():
            company = self.env["res.company"].browse(company_id)
            first, last = min(known).date() - AROUND, max(known).date() + 6 * AROUND
            books[company_id] = SimpleNamespace(
                zone=company._local_zone(),
                working=company._working_days_between(first, last),
                cut_off=company._picking_terms()[1],
                rounding=company.currency_id.rounding,
                currency=company.currency_id.id,
                options=self._options(company),
            )
        return books


def _begun(statuses):
    return [row["happened_at"] for row in statuses if row["to_status"] in BEGUN]
