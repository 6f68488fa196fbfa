"""Orders and their lines as facts; other files add what is read with them."""

from collections import defaultdict
from datetime import timedelta
from types import SimpleNamespace

from odoo import api, models

from ...engine import kpi_lines
from ...engine.money import to_amount
from ...engine.shipping import weekdays
from ..lifecycle.sale_order_facts_moves import OURS, OUTGOING
from ..query import customer_side, fetch_rows
from . import reader_order_sql as sql
from .reader_header import FARTHEST, OUT_OF_STOCK, HeaderReader
from .reader_line import LineReader

# Working days are known around whatever moment is asked for: over the longest closure, and on after it
AROUND = timedelta(days=400)
# Statement: by what its rows are found
BY = {
    "lines": (sql.LINES, "order_id"),
    "moves": (sql.MOVES, "sale_line_id"),
    "returns": (sql.RETURNS, "order_id"),
    "complaints": (sql.COMPLAINTS, "order_id"),
    "shipments": (sql.SHIPMENTS, "order_id"),
    "statuses": (sql.STATUSES, "order_id"),
    "holds": (sql.HOLDS, "order_id"),
    "findings": (sql.FINDINGS, "order_id"),
    "waivers": (sql.WAIVERS, "order_id"),
    "instalments": (sql.INSTALMENTS, "order_id"),
    "claims": (sql.CLAIMS, "order_id"),
    "told": (sql.TOLD_SHORT, "sale_line_id"),
    "withdrawn": (sql.WITHDRAWN, "line_id"),
}


class SaleFactReader(models.AbstractModel):
    _inherit = "sale.fact.reader"

    def _read_order(self, orders):
        read = self._order_rows(orders)
        found = defaultdict(list)
        for order in read.orders:
            book = read.books[order["company_id"]]
            self._complete_order(order, read)
            lines = [LineReader(row, order, read, book) for row in read.lines[order["id"]]]
            facts = [line.fact() for line in lines]
            header = HeaderReader(order, lines, read, book).fact()
            fact = kpi_lines.roll_up(header, facts, book.options)
            for model, rows in self._facts_of_order(order, lines, facts, fact, read, book).items():
                found[model].extend((self._owners(order) | columns, fact, book.options) for columns, fact in rows)
        return found

    @api.model
    def _complete_order(self, order, read):
        """Add to an order's row what its lines need, too: when it was cancelled, and when the first of it left."""
        rows = read.lines[order["id"]]
        moves = [move for row in rows for move in read.moves[row["id"]] if move["done"]]
        order["first_left_at"] = min((move["left_at"] for move in moves), default=None)
        order["cancelled_at"] = self._cancelled_at(order, read.statuses[order["id"]])
        refused = any(told["cancelled"] for row in rows for told in read.told[row["id"]])
        order["cancelled_for_backorder"] = bool(
            order["cancelled_at"] and (refused or order["reason_code"] in OUT_OF_STOCK)
        )

    @api.model
    def _cancelled_at(self, order, statuses):
        """Return when an order was cancelled that had been confirmed, or None.

        One that was opened again as a quotation stays cancelled until it is confirmed again.
        """
        confirmed = order["confirmed_at"]
        if order["state"] == "sale" or not confirmed:
            return None
        ends = [row["happened_at"] for row in statuses if row["to_status"] == "cancelled"]
        return max((at for at in ends if at >= confirmed), default=confirmed)

    def _facts_of_order(self, order, lines, line_facts, fact, read, book):
        """Extend: the order and its lines."""
        found = super()._facts_of_order(order, lines, line_facts, fact, read, book)
        whole = {
            "res_id": order["id"],
            "confirmed_at": fact.confirmed_at,
            "shipped_at": fact.shipped_at,
            "delivered_at": fact.delivered_at,
            "value": to_amount(fact.confirmed_value, book.rounding),
        }
        parts = [
            (
                {
                    "res_id": line_fact.id,
                    "product_id": line.row["product_id"],
                    "categ_id": line.row["categ_id"],
                    "warehouse_id": line.row["warehouse_id"] or order["warehouse_id"],
                    "ordered": float(line_fact.ordered),
                    "delivered": float(line_fact.arrived),
                },
                line_fact,
            )
            for line, line_fact in zip(lines, line_facts, strict=True)
            if not line.row["display_type"]
        ]
        return found | {"sale.order.fact": [(whole, fact)], "sale.order.line.fact": parts}

    @api.model
    def _owners(self, order):
        names = ("company_id", "partner_id", "user_id", "team_id", "warehouse_id", "carrier_id", "reason_id")
        return {name: order[name] for name in names} | {"order_id": order["id"], "root_id": order["id"]}

    # === What is read === #

    @api.model
    def _order_rows(self, orders):
        """Return all rows of a portion of orders, by order or line."""
        # What this transaction has changed belongs to the log.
        self.env["sale.order"]._recompute_model(["order_status"])
        self.env["sale.order.event"]._write_pending()
        sides = {
            "ours": OURS,
            "outgoing": OUTGOING,
            "with_customer": customer_side("src"),
            "outgoing_dst": customer_side("dst"),
        }

        def rows(statement):
            wanted = {name: side for name, side in sides.items() if f"%({name})s" in statement}
            return fetch_rows(self.env, statement, sql.SOURCES, orders=orders, **wanted)

        read = SimpleNamespace(orders=rows(sql.ORDERS))
        for name, (statement, key) in BY.items():
            groups = defaultdict(list)
            for row in rows(statement):
                groups[row[key]].append(row)
            setattr(read, name, groups)
        read.questions = {row["order_id"]: int(row["asks"]) for row in rows(sql.QUESTIONS)}
        read.billed_wrong = self._orders_billed_wrong(orders)
        read.books = self._order_books(read)
        return read

    @api.model
    def _order_books(self, read):
        """Return how each company counts days and money: zone, working days, options.

        Working days are those around the moments of the portion, so that memory stays flat.
        """
        moments = defaultdict(list)
        for order in read.orders:
            confirmed, wanted = order["confirmed_at"], order["requested_date"]
            known = [confirmed or order["date_order"] or order["create_date"]]
            if confirmed and wanted and abs(wanted - confirmed) <= FARTHEST:
                known.append(wanted)
            known += [row["released_at"] for row in read.holds[order["id"]] if row["released_at"]]
            known += [move["left_at"] for row in read.lines[order["id"]] for move in read.moves[row["id"]]
                      if move["done"]]  # fmt: skip
            moments[order["company_id"]] += known
        books, digits = {}, self.env["decimal.precision"].precision_get("Product Unit")
        for company in self.env["res.company"].browse(sorted(moments)):
            known = moments[company.id]
            first, last = min(known).date() - AROUND, max(known).date() + AROUND
            books[company.id] = SimpleNamespace(
                zone=company._local_zone(),
                working=company._working_days_between(first, last) or weekdays(first, last),
                cut_off=company._picking_terms()[1],
                rounding=company.currency_id.rounding,
                unit_rounding=10.0**-digits,
                currency=company.currency_id.id,
                options=self._options(company),
            )
        return books
