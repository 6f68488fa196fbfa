"""Shipments, and what of order lines left with them or came back, as facts."""

from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from ...engine import kpi_facts
from ...engine.kpi_period import local_day
from .reader_header import DAMAGES, REFUSED, error_claimed, error_of


class SaleFactReader(models.AbstractModel):
    _inherit = "sale.fact.reader"

    def _facts_of_order(self, order, lines, line_facts, fact, read, book):
        """Extend: shipments and movements."""
        found = super()._facts_of_order(order, lines, line_facts, fact, read, book)
        found["stock.picking.fact"] = self._shipments(order, read, book)
        found["stock.move.fact"] = [row for line in lines for row in self._movements(order, line, read, book)]
        return found

    # === Shipments === #

    @api.model
    def _shipments(self, order, read, book):
        errors = defaultdict(set)
        for row in read.claims[order["id"]]:
            errors[row["picking_id"]].add(error_claimed(row))
        for row in read.complaints[order["id"]]:
            errors[row["picking_id"]].add(error_of(row))
        return [
            (
                {
                    "res_id": row["id"],
                    "warehouse_id": row["warehouse_id"] or order["warehouse_id"],
                    "carrier_id": row["carrier_id"] or order["carrier_id"],
                },
                kpi_facts.ShipmentFact(
                    id=row["id"],
                    company=order["company_id"],
                    currency=book.currency,
                    is_replacement=order["is_replacement"] or row["is_replacement"],
                    is_intercompany=order["is_intercompany"],
                    order=order["id"],
                    carrier=row["carrier_id"] or order["carrier_id"],
                    shipped_day=local_day(row["shipped_at"], book.zone),
                    damaged=bool(errors[row["id"]] & DAMAGES),
                    lost=kpi_facts.LOST in errors[row["id"]],
                ),
            )
            for row in read.shipments[order["id"]]
        ]

    # === Movements === #

    def _movements(self, order, line, read, book):
        """Return what left, and what came back, of one line of goods; kits count whole."""
        if line.kind != kpi_facts.GOODS:
            return []
        backs = [(row, self._came_back(line, row)) for row in read.returns[order["id"]]
                 if row["sale_line_id"] == line.row["id"]]  # fmt: skip
        # What was refused, or could not be delivered, is no return.
        returned = [(row, amount) for row, amount in backs if row["reason_code"] not in REFUSED]
        came_back = self._returned_by_move(line, returned)
        rows = [
            (
                {
                    "warehouse_id": move["warehouse_id"] or order["warehouse_id"],
                    "carrier_id": move["carrier_id"],
                },
                move["id"],
                line.left_day(move),
                False,
                amount,
                came_back[move["id"]],
            )
            for move, amount in line.parcels
        ]
        rows += [
            ({}, row["id"], local_day(row["back_at"], book.zone), True, amount, Decimal(0))
            for row, amount in backs
            if amount
        ]
        return [self._movement(order, line, book, *row) for row in rows]

    @api.model
    def _movement(self, order, line, book, columns, number, day, inward, amount, returned):
        return (
            {"res_id": number, "product_id": line.row["product_id"], "categ_id": line.row["categ_id"]} | columns,
            kpi_facts.MovementFact(
                id=number,
                company=order["company_id"],
                currency=book.currency,
                is_replacement=order["is_replacement"],
                is_intercompany=order["is_intercompany"],
                line=line.row["id"],
                unit=line.row["unit_id"],
                day=day,
                inward=inward,
                quantity=amount,
                value=line.value_of(amount),
                returned=returned,
                returned_value=line.value_of(returned),
            ),
        )

    @api.model
    def _came_back(self, line, row):
        """Return how much of a line came back with a move; of a kit the share that the component is of one."""
        if row["product_id"] == line.row["product_id"]:
            return kpi_facts.quantity(row["quantity"], line.rounding)
        sent = defaultdict(float)
        for move in line.done:
            sent[move["product_id"]] += move["quantity"]
        if not sent.get(row["product_id"]):
            return Decimal(0)
        part = row["quantity"] / sent[row["product_id"]] / len(sent)
        return kpi_facts.quantity(part * float(line.sent), line.rounding)

    @api.model
    def _returned_by_move(self, line, backs):
        """Return ``{move: quantity that came back of it}``: by the move that it left with, else of what left first.

        Of no move more than had left with it.
        """
        left, returned = {move["id"]: amount for move, amount in line.parcels}, defaultdict(Decimal)
        # Those that say themselves what they are of go first
        for row, amount in sorted(backs, key=lambda back: back[0]["origin_id"] not in left):
            own = [row["origin_id"]] if row["origin_id"] in left else []
            for move in [*own, *left]:
                part = min(amount, left[move] - returned[move])
                returned[move] += part
                amount -= part
        return returned
