"""One order line as figures see it: what was ordered, what left and arrived when, what was given up."""

from collections import defaultdict
from decimal import Decimal
from functools import cached_property

from ...engine import kpi_clock, kpi_facts, kpi_lines
from ...engine.kpi_facts import quantity
from ...engine.kpi_period import local_day, to_local
from ...engine.money import share, to_units

# What proves that goods have arrived; an arrival that is only assumed proves nothing
PROVEN = ("carrier", "signed", "customer")
NOTHING = Decimal(0)


class LineReader:
    """Works one line out from its rows. Kits count whole: by the component of which the smallest part has come."""

    def __init__(self, row, order, read, book):
        """Take what was read of a line.

        :param dict row: of the statement of lines
        :param dict order: of the statement of orders, with ``cancelled_at`` and ``first_left_at``
        :param read: all that was read, by line
        :param book: how the company counts
        """
        self.row, self.order, self.book = row, order, book
        self.rounding = book.unit_rounding
        moves = read.moves[row["id"]]
        self.moves = [move for move in moves if not move["cancelled"]]
        self.done = sorted((move for move in moves if move["done"]), key=lambda move: (move["left_at"], move["id"]))
        self.withdrawals = read.withdrawn[row["id"]]
        self.told = read.told[row["id"]]
        self.had_backorder = any(move["is_backorder"] for move in moves)

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

    @cached_property
    def standing(self):
        """What is ordered now, declined parts included."""
        return self._quantity(self.row["quantity"])

    @cached_property
    def ordered(self):
        """What was ordered when the order was confirmed; of what was added later, and of quotations, what stands."""
        frozen = self.row["ordered"]
        return self.standing if frozen is None else self._quantity(frozen)

    @cached_property
    def value(self):
        """What the line was for when it was confirmed, in units of the company's currency, without taxes."""
        frozen = self.row["ordered_value"]
        return to_units((self.row["value"] if frozen is None else frozen) or 0, self.book.rounding)

    @cached_property
    def given_up(self):
        """What will not be sent although it stands on the order: declined, or cancelled while the order goes on."""
        return self._quantity(self.row["declined"])

    def value_of(self, amount):
        """Return what a quantity of the line is worth, at the price at which it was confirmed."""
        return share(self.value, amount, self.ordered) if self.ordered else 0

    def _quantity(self, amount):
        return quantity(amount or 0, self.rounding)

    # === What left, what arrived === #

    @cached_property
    def parcels(self):
        """``[(move, quantity of the line)]`` in the order in which goods left.

        Of a kit, each move brings as many whole kits further as the component that is furthest behind allows.
        """
        if all(move["product_id"] == self.row["product_id"] for move in self.moves):
            return [(move, self._quantity(move["quantity"])) for move in self.done]
        needed = defaultdict(float)
        for move in self.moves:
            needed[move["product_id"]] += move["quantity"]
        sent, before, found = dict.fromkeys(needed, 0.0), NOTHING, []
        for move in self.done:
            sent[move["product_id"]] += move["quantity"]
            part = min(sent[product] / needed[product] for product in needed if needed[product])
            kits = self._quantity(part * float(self.standing - self.given_up))
            found.append((move, kits - before))
            before = kits
        return [(move, kits) for move, kits in found if kits]

    @cached_property
    def sent(self):
        """What has left in all."""
        return sum((amount for _move, amount in self.parcels), NOTHING)

    @cached_property
    def open(self):
        """What is still to leave. Nothing of an order that was cancelled, or is none yet."""
        if self.order["state"] != "sale" or self.kind != kpi_facts.GOODS:
            return NOTHING
        return max(self.standing - self.sent - self.given_up, NOTHING)

    @property
    def is_open(self):
        """Whether anything is still to leave."""
        waiting = self.order["state"] == "sale" and any(not move["done"] for move in self.moves)
        return waiting or self.open > 0

    def arrival(self, move):
        """Return the day on which what left with a move arrived, the moment, and whether that is an estimate."""
        if move["delivered_at"] and move["delivery_confirmation"] in PROVEN:
            return local_day(move["delivered_at"], self.book.zone), move["delivered_at"], False
        left = to_local(move["left_at"], self.book.zone)
        day = kpi_clock.arrival_day(left, move["transit_days"] or 0, self.book.working) or left.date()
        return day, move["left_at"] + (day - left.date()), True

    def left_day(self, move):
        """Return the company's day on which a move left."""
        return local_day(move["left_at"], self.book.zone)

    @property
    def first_shipped(self):
        """What of the line left with the order's first shipment."""
        first = self.order["first_left_at"]
        return sum((amount for move, amount in self.parcels if move["left_at"] == first), NOTHING)

    # === What was cancelled === #

    @cached_property
    def cancellations(self):
        """``[(moment, quantity)]`` of what was cancelled: parts that the log knows, and the rest with the order.

        What was ordered again takes a cancelled part back; more than was ordered is never cancelled.
        """
        found, noted, effective = [], NOTHING, NOTHING
        confirmed = self.order["confirmed_at"]
        for row in self.withdrawals:
            if confirmed and row["happened_at"] < confirmed:
                continue  # of an earlier time that it was confirmed
            noted += self._quantity(row["quantity"])
            now = min(max(noted, NOTHING), self.ordered)
            if now != effective:
                found.append((row["happened_at"], now - effective))
                effective = now
        rest = self.ordered - self.sent - effective
        if self.order["cancelled_at"] and rest > 0:
            found.append((self.order["cancelled_at"], rest))
        return found

    @cached_property
    def withdrawn(self):
        """The same by the company's days."""
        return [(local_day(at, self.book.zone), amount) for at, amount in self.cancellations]

    # === The fact === #

    def fact(self):
        """Return the line as the engine takes it."""
        arrivals = [(self.arrival(move), amount) for move, amount in self.parcels]
        arrived = [(day, amount) for (day, _at, _estimate), amount in arrivals]
        left = [(self.left_day(move), amount) for move, amount in self.parcels]
        zone, row, order = self.book.zone, self.row, self.order
        return kpi_facts.LineFact(
            id=row["id"],
            company=order["company_id"],
            currency=self.book.currency,
            is_replacement=order["is_replacement"],
            is_intercompany=order["is_intercompany"],
            order=order["id"],
            kind=self.kind,
            is_substitute=row["is_substitute"],
            unit=row["unit_id"],
            confirmed_day=local_day(order["confirmed_at"], zone),
            ordered=self.ordered,
            agreed=self.standing,
            value=self.value,
            requested=kpi_lines.target(local_day(order["requested_date"], zone), arrived, self.withdrawn),
            first=kpi_lines.target(local_day(row["first_promise_date"], zone), arrived, self.withdrawn),
            latest=kpi_lines.target(local_day(row["promise_date"], zone), arrived, self.withdrawn),
            leaving=kpi_lines.target(local_day(row["first_promise_leaves_by"], zone), left, self.withdrawn),
            first_arrived_day=min((day for day, _amount in arrived), default=None),
            done_day=self._end(arrived),
            left_day=self._end(left),
            arrived=self.sent,
            delivery_estimated=any(estimate for (_day, _at, estimate), _amount in arrivals),
            first_shipped=self.first_shipped,
            promise_moved=self._promise_moved(),
            **self._backorder(),
        )

    def _end(self, came):
        """Return on which day nothing was to come any more, if something ever came."""
        if not came or self.is_open:
            return None
        return max(day for day, _amount in [*came, *self.withdrawn])

    def _promise_moved(self):
        first, latest = (local_day(self.row[name], self.book.zone) for name in ("first_promise_date", "promise_date"))
        return bool(first and latest and latest > first)

    def _backorder(self):
        """Return what a lack of stock has done to the line: it left short, or its customer was told that it is late.

        What is open is a backorder from when the first part of the order has left.
        """
        late = self.had_backorder or bool(self.told)
        waits = self.open > 0 and self.order["first_left_at"]
        refused = self.order["cancelled_for_backorder"] or any(row["cancelled"] for row in self.told)
        return {
            "was_backordered": late,
            "cancelled_for_backorder": refused and not self.sent,
            "backordered_at": self.order["first_left_at"] if waits else None,
            "backordered_value": self.value_of(min(self.open, self.ordered)) if waits else 0,
        }
