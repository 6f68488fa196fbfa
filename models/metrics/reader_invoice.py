"""Invoices, and shipments that are not invoiced, as facts.

Both have facts in one table, shipments with negative numbers. A shipment has one only while something of it is not
invoiced.
"""

from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace

from odoo import models

from ...engine import kpi_billing
from ...engine.kpi_facts import quantity
from ...engine.kpi_facts_service import InvoiceFact
from ...engine.kpi_period import local_day
from ..lifecycle.sale_order_facts_moves import OURS, OUTGOING
from ..query import customer_side, fetch_rows
from . import reader_invoice_sql as sql
from .reader_books import moment_of

STEP = 0.00001
INVOICE_OWNERS = ("company_id", "partner_id", "user_id", "team_id")
SHIPMENT_OWNERS = (*INVOICE_OWNERS, "order_id", "warehouse_id", "carrier_id")


class SaleFactReader(models.AbstractModel):
    _inherit = "sale.fact.reader"

    def _read_invoice(self, invoices):
        read = self._billing_rows(invoices=invoices)
        books = self._books_of(read.invoices)
        found = [self._invoice_fact(row, read, books[row["company_id"]]) for row in read.invoices]
        return {"account.move.fact": found, **self._read_promises(invoices)}

    def _read_shipment(self, shipments):
        read = self._billing_rows(shipments=shipments)
        books = self._books_of(read.shipments)
        waiting = {number for match in read.matches.values() for number in match.open}
        rows = [row for row in read.shipments if row["id"] in waiting]
        return {"account.move.fact": [self._waiting_fact(row, books[row["company_id"]]) for row in rows]}

    def _invoice_fact(self, row, read, book):
        lines = read.lines_of[row["id"]]
        matches = [read.matches[line["id"]].last_left for line in lines if line["id"] in read.matches]
        left = [match[row["id"]] for match in matches if row["id"] in match]
        shipped = max(left) if left and all(left) else None
        posted = moment_of(row["posted_at"], row["create_date"], row["day"], book.zone)
        orders = {line["order_id"] for line in lines}
        order = orders.pop() if len(orders) == 1 else None
        warehouses = {line["warehouse_id"] for line in lines}
        fact = InvoiceFact(
            id=row["id"],
            company=row["company_id"],
            currency=book.currency,
            is_replacement=bool(lines) and all(line["is_replacement"] for line in lines),
            is_intercompany=row["is_intercompany"],
            order=order or 0,
            shipped_at=shipped,
            shipped_day=local_day(shipped, book.zone),
            posted_at=posted,
            posted_day=local_day(posted, book.zone),
            sent_at=row["sent_at"],
            prepaid=bool(row["is_prepaid"]),
            billing_error=row["id"] in read.wrong,
        )
        columns = {name: row[name] for name in INVOICE_OWNERS}
        columns |= {"order_id": order, "warehouse_id": warehouses.pop() if len(warehouses) == 1 else None}
        return columns | {"res_id": row["id"], "root_id": row["id"]}, fact, book.options

    def _waiting_fact(self, row, book):
        fact = InvoiceFact(
            id=-row["id"],
            company=row["company_id"],
            currency=book.currency,
            is_replacement=row["is_replacement"],
            is_intercompany=row["is_intercompany"],
            order=row["order_id"],
            shipped_at=row["shipped_at"],
            shipped_day=local_day(row["shipped_at"], book.zone),
        )
        columns = {name: row[name] for name in SHIPMENT_OWNERS}
        return columns | {"res_id": -row["id"], "root_id": -row["id"]}, fact, book.options

    # === What is read === #

    def _billing_rows(self, invoices=(), shipments=()):
        """Return what is needed of some invoices or shipments, with their order lines lined up."""
        invoices, shipments = list(invoices), list(shipments)
        posting = self._posting_terms()
        rows = fetch_rows(self.env, sql.INVOICES, sql.SOURCES, invoices=invoices, **posting)
        lines = fetch_rows(self.env, sql.LINES, {}, invoices=invoices, shipments=shipments)
        ids = [line["id"] for line in lines]
        bills = self._grouped(fetch_rows(self.env, sql.BILLS, {}, lines=ids))
        moves = self._grouped(
            fetch_rows(
                self.env,
                sql.MOVES,
                {},
                lines=ids,
                ours=OURS,
                outgoing=OUTGOING,
                from_customer=customer_side("src"),
                to_customer=customer_side("dst"),
            )
        )
        goods = [line for line in lines if line["is_goods"]]
        read = SimpleNamespace(
            invoices=rows,
            shipments=fetch_rows(self.env, sql.SHIPMENTS, {}, shipments=shipments),
            matches={line["id"]: self._match(line, bills[line["id"]], moves[line["id"]]) for line in goods},
            lines_of=defaultdict(list),
        )
        for line in lines:
            for bill in bills[line["id"]]:
                read.lines_of[bill["move_id"]].append(line)
        read.wrong = self._billed_wrong(read, fetch_rows(self.env, sql.CREDITS, {}, invoices=invoices))
        return read

    def _orders_billed_wrong(self, orders):
        """Return which of some orders stand on an invoice that was wrong.

        :param orders: ids
        """
        rows = fetch_rows(self.env, sql.CREDITED, sql.SOURCES, orders=list(orders))
        if not rows:
            return set()
        wrong = self._billing_rows(invoices={row["invoice_id"] for row in rows}).wrong
        return {row["order_id"] for row in rows if row["order_id"] in wrong.get(row["invoice_id"], ())}

    def _grouped(self, rows):
        groups = defaultdict(list)
        for row in rows:
            groups[row["line_id"]].append(row)
        return groups

    def _match(self, line, bills, moves):
        """Line up what left of an order line with what was invoiced of it; what costs nothing waits for no invoice."""
        out = [move for move in moves if not move["back"]]
        back = [move for move in moves if move["back"]]
        found = kpi_billing.match(
            [kpi_billing.Parcel(move["picking_id"], move["left_at"], kits) for move, kits in self._kits_of(line, out)],
            [
                kpi_billing.Bill(bill["move_id"], quantity(bill["quantity"] or 0, STEP), bill["for_return"])
                for bill in bills
            ],
            self._came_back_of_line(line, out, back),
        )
        if not line["has_price"] or line["is_cancelled"]:
            found.open = set()
        return found

    def _kits_of(self, line, moves):
        """Return ``[(move, quantity of the line)]`` of what has left."""
        if all(move["product_id"] == line["product_id"] for move in moves):
            return [(move, quantity(move["quantity"], STEP)) for move in moves if move["done"]]
        parts = [(move, move["product_id"], quantity(move["quantity"], STEP), move["done"]) for move in moves]
        return kpi_billing.whole_kits(parts, quantity(line["quantity"], STEP))

    def _came_back_of_line(self, line, out, back):
        """Return how much of the line came back; of a kit as much as of the component that came back most."""
        came, planned = defaultdict(Decimal), defaultdict(Decimal)
        for move in back:
            came[move["product_id"]] += quantity(move["quantity"], STEP)
        for move in out:
            planned[move["product_id"]] += quantity(move["quantity"], STEP)
        kits = quantity(line["quantity"], STEP)
        parts = [
            amount if product == line["product_id"] else amount / planned[product] * kits
            for product, amount in came.items()
            if product == line["product_id"] or planned[product]
        ]
        return max(parts, default=Decimal(0))

    def _billed_wrong(self, read, credits_):
        """Return ``{invoice: orders}`` of what was credited although it had not come back.

        Not of orders that were cancelled: the invoice was right when it was made. A credit note for no order is for
        all that the invoice is for.
        """
        wrong = defaultdict(set)
        for note in credits_:
            invoice, number, free = note["invoice_id"], note["move_id"], note["free"]
            lines = read.lines_of[invoice if free else number]
            found = {line["order_id"] for line in lines if free or self._is_unexplained(line, number, read)}
            if free or found:
                wrong[invoice] |= found
        return wrong

    def _is_unexplained(self, line, note, read):
        if line["is_cancelled"]:
            return False
        match = read.matches.get(line["id"])
        return match is None or note in match.unexplained
