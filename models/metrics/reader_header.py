"""What of an order is not made of its lines: when it was confirmed, held, checked, cancelled, and what went wrong."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from ...engine import kpi_clock, kpi_facts
from ...engine.kpi_period import local_day, to_utc
from ...engine.money import share, to_units

# Work on an order has begun, or is over
BEGUN = ("in_progress", "ready", "shipped", "delivered", "invoiced", "paid")
CREDIT = "credit"  # code of the reason
CREDIT_ORIGINS = (CREDIT, "dunning")
# Nothing of these was there to be sent
OUT_OF_STOCK = ("unavailable",)
REFUSED = frozenset({"refused", "undeliverable"})
# What customers say was wrong, and what whoever looked at the goods says
ERRORS = {
    "wrong_item": kpi_facts.WRONG_ITEM,
    "wrong_quantity": kpi_facts.WRONG_QUANTITY,
    "missing_parts": kpi_facts.MISSING,
    "wrong_address": kpi_facts.WRONG_ADDRESS,
    "wrong_document": kpi_facts.WRONG_DOCUMENT,
    "late_check": kpi_facts.LATE_CHECK,
    "damaged": kpi_facts.DAMAGED_CARRIER,
}
FOUND = {"wrong_shipment": kpi_facts.WRONG_ITEM, "transport_damage": kpi_facts.DAMAGED_CARRIER}
CONFIRMED = "confirmed"  # what the customer says is right, and our fault
OUR_DAMAGE = {kpi_facts.DAMAGED_CARRIER: kpi_facts.DAMAGED_PACKING}
LOSSES = ("loss", "shortage")
DAMAGES = frozenset({kpi_facts.DAMAGED_CARRIER, kpi_facts.DAMAGED_PACKING, kpi_facts.LOST})
# No customer asks for a day further away; a mistyped year is no wish.
FARTHEST = timedelta(days=5 * 365)


def error_of(complaint):
    """Return what was wrong with goods that came back, or None if nothing was, or the customer did it.

    Whoever looked at them has the last word.

    :param dict complaint: of the statement of complaints
    """
    said, found = ERRORS.get(complaint["reason_code"]), complaint["inspection_code"]
    if found is None:
        return said
    return OUR_DAMAGE.get(said, said) if found == CONFIRMED else FOUND.get(found)


def error_claimed(claim):
    """Return what was wrong with a shipment by a claim against its carrier."""
    return kpi_facts.LOST if claim["kind"] in LOSSES else kpi_facts.DAMAGED_CARRIER


def is_credit(hold):
    """Whether a hold is for credit."""
    return hold["origin"] in CREDIT_ORIGINS or hold["reason_code"] == CREDIT


class HeaderReader:
    """Works out one order without its lines' promises. See :class:`engine.kpi_facts.OrderFact`."""

    def __init__(self, order, lines, read, book):
        """Take what was read of an order.

        :param dict order: of the statement of orders; this adds ``cancelled_at`` and ``cancelled_for_backorder``
        :param lines: its :class:`.reader_line.LineReader`
        :param read: all that was read, by order
        :param book: how the company counts
        """
        self.order, self.lines, self.read, self.book = order, lines, read, book
        self.goods = [line for line in lines if line.kind == kpi_facts.GOODS]
        self.parcels = [(line, move) for line in self.goods for move, _amount in line.parcels]
        self.holds = read.holds[order["id"]]
        self.finished = bool(self.parcels) and not any(line.is_open for line in self.goods)
        self.shipped = self._shipped()

    def fact(self):
        """Return the order as the engine takes it; what is made of its lines is still empty."""
        order, zone, confirmed = self.order, self.book.zone, self.order["confirmed_at"]
        arrived = max(line.arrival(move)[1] for line, move in self.parcels) if self.finished else None
        earliest = self._earliest()
        return kpi_facts.OrderFact(
            id=order["id"],
            company=order["company_id"],
            currency=self.book.currency,
            is_replacement=order["is_replacement"],
            is_intercompany=order["is_intercompany"],
            received_at=order["signed_on"],
            confirmed_at=confirmed,
            confirmed_day=local_day(confirmed, zone),
            confirmed_value=self.value,
            current_value=to_units(order["current_value"] or 0, self.book.rounding),
            is_repeat=order["is_repeat"],
            **self._cancellation(),
            **self._stops(earliest),
            **self._checks(),
            released_at=self._released(),
            **self._clock(earliest),
            first_shipped_day=local_day(order["first_left_at"], zone),
            shipped_at=self.shipped,
            shipped_day=local_day(self.shipped, zone),
            delivered_at=arrived,
            delivered_day=local_day(arrived, zone),
            **self._quality(),
            questions=self.read.questions.get(order["id"], 0),
        )

    def _shipped(self):
        """Return when nothing was to leave any more: the last of it had left, or the rest was cancelled."""
        if not self.finished:
            return None
        left = [move["left_at"] for _line, move in self.parcels]
        return max([*left, *(at for line in self.goods for at, _amount in line.cancellations)])

    @property
    def value(self):
        """What the order was for when it was confirmed, in units of the company's currency."""
        frozen = self.order["confirmed_value"]
        return sum(line.value for line in self.lines) if frozen is None else to_units(frozen, self.book.rounding)

    def _cancellation(self):
        order, cancelled = self.order, self.order["cancelled_at"]
        return {
            "cancelled_at": cancelled,
            "cancelled_day": local_day(cancelled, self.book.zone),
            "cancel_initiator": order["cancel_initiator"] if cancelled else None,
            "cancelled_for_backorder": order["cancelled_for_backorder"],
            "cancelled_value": self.value if cancelled else self._cut(),
        }

    def _cut(self):
        """Return the value of what was cancelled or declined while the order goes on, in units of currency.

        By product: a line that was split for another warehouse has lost nothing.
        """
        if self.order["state"] != "sale":
            return 0
        products = defaultdict(list)
        for line in self.lines:
            products[line.row["product_id"]].append(line)
        cut = 0
        for lines in products.values():
            frozen = [line for line in lines if line.row["ordered"] is not None]
            ordered = sum(line.ordered for line in frozen)
            left = sum(line.standing - line.given_up for line in lines)
            if ordered > max(left, 0):
                cut += share(sum(line.value for line in frozen), ordered - left, ordered)
        return min(cut, self.value)

    def _ended(self):
        return self.shipped or self.order["cancelled_at"]

    def _stops(self, earliest):
        """Return how long an order stood still, and why."""
        confirmed, ended = self.order["confirmed_at"], self._ended()
        # While the order goes on, what is over counts: a figure must not grow because time passes.
        stretches = [(row["placed_at"], row["released_at"]) for row in self.holds if ended or row["released_at"]]
        end = ended or max((stop for _begin, stop in stretches), default=confirmed)
        waits = [(confirmed, min(earliest, end))] if earliest else []
        return {
            "was_on_hold": bool(self.holds),
            "hold_reasons": frozenset(row["reason_id"] for row in self.holds),
            "credit_held": any(is_credit(row) for row in self.holds),
            "hold_seconds": kpi_clock.standing_seconds(stretches, confirmed, end) if confirmed else 0,
            "idle_seconds": kpi_clock.standing_seconds(stretches + waits, confirmed, end) if confirmed else 0,
        }

    def _checks(self):
        """Return when an order was first checked, and what that has said.

        A check that finds nothing leaves no trace; that the confirmation was checked is kept with what was confirmed.
        """
        order, zone = self.order, self.book.zone
        row = next(iter(self.read.findings[order["id"]]), None)
        moments = [row["checked_at"]] if row else []
        if order["confirmed_at"] and order["was_checked"]:
            moments.append(order["confirmed_at"])
        checked = min(moments, default=None)
        submitted = min(filter(None, (order["confirmed_at"], row and row["checked_at"])), default=None)
        return {
            "submitted_day": local_day(order["confirmed_at"] or submitted, zone),
            "checked_day": local_day(checked, zone),
            "blocked_at_first": bool(row and row["blocked_at"] and row["blocked_at"] <= checked),
            "waivers": row["waivers"] if row else 0,
        }

    def _released(self):
        """Return when work on a confirmed order began: as its log says, at the latest when something of it left."""
        confirmed, left = self.order["confirmed_at"], self.order["first_left_at"]
        if not confirmed:
            return None
        begun = [
            row["happened_at"]
            for row in self.read.statuses[self.order["id"]]
            if row["to_status"] in BEGUN and row["happened_at"] >= confirmed
        ]
        return min([*begun, *([left] if left else [])], default=None)

    def _earliest(self):
        """Return from when on goods may leave that a customer wants on a later day, or None.

        They may from the beginning of the day on which they have to leave, to be there when they are wanted.
        """
        confirmed, wanted = self.order["confirmed_at"], self.order["requested_date"]
        if not confirmed or not wanted or wanted - confirmed > FARTHEST:
            return None
        leaving = [line.row["first_promise_leaves_by"] for line in self.goods]
        leaves = min([*filter(None, leaving), wanted])
        begin = to_utc(datetime.combine(local_day(leaves, self.book.zone), time()), self.book.zone)
        return begin if begin > confirmed else None

    def _clock(self, earliest):
        """Return within which window an order had to leave."""
        confirmed = self.order["confirmed_at"]
        if not confirmed:
            return {}
        clock = kpi_clock.ship_clock(
            confirmed,
            self.book.zone,
            self.book.working,
            holds=[(row["placed_at"], row["released_at"]) for row in self.holds],
            earliest=earliest,
            shipped=self.shipped,
            cut_off=self.order["cut_off_hour"] or self.book.cut_off,
        )
        return {
            "clock_at": clock.start,
            "window_end": clock.end,
            "window_day": clock.day,
            "clock_stands": clock.stands,
        }

    def _quality(self):
        """Return what went wrong with an order that has left."""
        complaints, claims = self.read.complaints[self.order["id"]], self.read.claims[self.order["id"]]
        errors = {error_of(row) for row in complaints} | {error_claimed(row) for row in claims}
        if self.order["id"] in self.read.billed_wrong:
            errors.add(kpi_facts.BILLING_ERROR)
        refused = any(row["reason_code"] in REFUSED for row in complaints)
        return {
            "errors": frozenset(errors - {None}),
            "has_return": any(row["reason_code"] not in REFUSED for row in self.read.returns[self.order["id"]]),
            "refused": refused,
        }
