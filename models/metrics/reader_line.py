"""One order line as figures see it: what was ordered, what left and arrived when, what was given up."""

from collections import defaultdict
from decimal import Decimal

from ...engine import kpi_clock, kpi_facts, kpi_lines
from ...engine.kpi_facts import quantity
from ...engine.kpi_period import local_day, to_local
from ...engine.money import to_units

# What proves that goods have arrived; an arrival that is only assumed proves nothing
PROVEN = ("carrier", "signed", "customer")


class LineReader:
    """Works one line out from its rows. Kits count whole: by the component of which the smallest part has come."""

    def __init__(self, row, order, moves, declined, book):
        self.row, self.order, self.book = row, order, book
        self.rounding = row["rounding"] or 0.01
        self.done = sorted((move for move in moves if move["done"]), key=lambda move: (move["left_at"], move["id"]))
        self.is_open = any(not move["done"] for move in moves)
        self.declined = declined
        self.moves = moves

    @property
    def kind(self):
        """What sort of line it is, as the engine calls it."""
        if self.row["display_type"]:
            return kpi_facts.NOTE
        if self.row["is_downpayment"]:
            return kpi_facts.DOWN_PAYMENT
        if self.row["is_charge"]:
            return kpi_facts.CHARGE
        return kpi_facts.GOODS if self.row["is_goods"] else kpi_facts.SERVICE

    @property
    def ordered(self):
        """What was ordered when the order was confirmed; of what was added later, and of quotations, what stands."""
        frozen = self.row["ordered"]
        return self._quantity(self.row["quantity"] if frozen is None else frozen)

    @property
    def value(self):
        """What the line was for when it was confirmed, in units of the company's currency, without taxes."""
        frozen = self.row["ordered_value"]
        return to_units((self.row["value"] if frozen is None else frozen) or 0, self.book.rounding)

    @property
    def declined_value(self):
        """The part of the value that was declined or cancelled without the order."""
        return int(self.value * self._given_up() / self.ordered) if self.ordered else 0

    def _quantity(self, amount):
        return quantity(amount or 0, self.rounding)

    # === What left, what arrived === #

    def parcels(self):
        """Return ``[(move, quantity of the line)]`` in the order in which goods left.

        Of a kit, each move brings as many whole kits further as the component that is furthest behind allows.
        """
        own = all(move["product_id"] == self.row["product_id"] for move in self.moves)
        if own:
            return [(move, self._quantity(move["quantity"])) for move in self.done]
        needed = defaultdict(float)
        for move in self.moves:
            needed[move["product_id"]] += move["quantity"]
        sent, before, found = dict.fromkeys(needed, 0.0), Decimal(0), []
        for move in self.done:
            sent[move["product_id"]] += move["quantity"]
            share = min(sent[product] / needed[product] for product in needed if needed[product])
            kits = self._quantity(share * float(self.ordered - self._given_up()))
            found.append((move, kits - before))
            before = kits
        return [(move, kits) for move, kits in found if kits]

    def _given_up(self):
        return self._quantity(self.row["declined"]) if self.row["declined"] else Decimal(0)

    def arrival(self, move):
        """Return the day on which what left with a move arrived, the moment, and whether that is an estimate."""
        if move["delivered_at"] and move["delivery_confirmation"] in PROVEN:
            return local_day(move["delivered_at"], self.book.zone), move["delivered_at"], False
        left = to_local(move["left_at"], self.book.zone)
        day = kpi_clock.arrival_day(left, move["transit_days"] or 0, self.book.working) or left.date()
        moment = move["left_at"] + (day - left.date())
        return day, moment, True

    def left_day(self, move):
        """Return the company's day on which a move left."""
        return local_day(move["left_at"], self.book.zone)

    # === The fact === #

    def fact(self):
        """Return the line as the engine takes it."""
        parcels = self.parcels()
        arrivals = [(self.arrival(move), amount) for move, amount in parcels]
        arrived = [(day, amount) for (day, _at, _estimate), amount in arrivals]
        left = [(self.left_day(move), amount) for move, amount in parcels]
        withdrawn = self._withdrawn(sum((amount for _day, amount in left), Decimal(0)))
        zone, row = self.book.zone, self.row
        ended = not self.is_open and bool(parcels)
        return kpi_facts.LineFact(
            id=row["id"],
            company=self.order["company_id"],
            currency=self.book.currency,
            is_replacement=self.order["is_replacement"],
            is_intercompany=self.order["is_intercompany"],
            order=self.order["id"],
            kind=self.kind,
            unit=row["unit_id"],
            confirmed_day=local_day(self.order["confirmed_at"], zone),
            ordered=self.ordered,
            value=self.value,
            requested=kpi_lines.target(local_day(self.order["requested_date"], zone), arrived, withdrawn),
            first=kpi_lines.target(local_day(row["first_promise_date"], zone), arrived, withdrawn),
            latest=kpi_lines.target(local_day(row["promise_date"], zone), arrived, withdrawn),
            leaving=kpi_lines.target(local_day(row["first_promise_leaves_by"], zone), left, withdrawn),
            first_arrived_day=min((day for day, _amount in arrived), default=None),
            done_day=max(day for day, _amount in arrived) if ended else None,
            left_day=max(day for day, _amount in left) if ended else None,
            arrived=sum((amount for _day, amount in arrived), Decimal(0)),
            delivery_estimated=any(estimate for (_day, _at, estimate), _amount in arrivals),
            first_shipped=self.first_shipped,
            promise_moved=bool(
                row["promise_date"] and row["first_promise_date"] and row["promise_date"] > row["first_promise_date"]
            ),
        )

    @property
    def first_shipped(self):
        """What of the line left with the order's first shipment."""
        first = self.order["first_left_at"]
        return sum((amount for move, amount in self.parcels() if move["left_at"] == first), Decimal(0))

    def _withdrawn(self, shipped):
        """Return ``[(day, quantity)]`` of what the customer did not want any more."""
        found = [
            (local_day(row["answered_at"], self.book.zone), self._quantity(row["quantity"])) for row in self.declined
        ]
        cancelled = self.order.get("cancelled_at")
        rest = self.ordered - shipped - sum((amount for _day, amount in found), Decimal(0))
        if cancelled and rest > 0:
            found.append((local_day(cancelled, self.book.zone), rest))
        return found
