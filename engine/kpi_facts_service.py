"""More of what figures are made of: holds, waivers, returns, claims, invoices, receivables. See engine.kpi_facts."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime

from .kpi_facts import Fact

# What released a hold
BY_PAYMENT, BY_LIMIT, BY_WAIVER, BY_OTHER = "payment", "limit", "waiver", "other"
# How a waived order ended
ENDED_WELL, ENDED_LATE, ENDED_LOST, ENDED_BACK = "well", "late", "lost", "back"
ENDED_BADLY = frozenset({ENDED_LATE, ENDED_LOST, ENDED_BACK})


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldFact(Fact):
    """One hold of one order."""

    order: Hashable = 0
    reason: Hashable = 0
    credit: bool = False
    placed_at: datetime | None = None
    placed_day: date | None = None
    released_at: datetime | None = None
    released_day: date | None = None
    released_by: str | None = None  # BY_PAYMENT and the others
    order_cancelled: bool = False  # the hold ended with the order


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverFact(Fact):
    """One finding that somebody has waived.

    :ivar outcome: None while the order goes on, else ENDED_WELL, ENDED_LATE (paid or delivered late, as the finding
        feared), ENDED_LOST (written off, or cancelled at a loss) or ENDED_BACK (came back)
    """

    order: Hashable = 0
    rule: Hashable = 0
    credit: bool = False
    waived_day: date | None = None
    outcome: str | None = None
    ended_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFact(Fact):
    """One return."""

    requested_at: datetime | None = None
    requested_day: date | None = None
    approved_at: datetime | None = None
    arrived_at: datetime | None = None  # at our dock; None: nothing came, or has to
    disposed_at: datetime | None = None  # the last of it: put away, scrapped, sent on
    disposed_day: date | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    closed_day: date | None = None
    given_up: bool = False  # rejected, cancelled
    refunds: bool = False  # it ends with a credit note
    credited_at: datetime | None = None  # the last credit note is posted
    credited_day: date | None = None
    paid_back_at: datetime | None = None  # the money is out, or taken off another invoice
    paid_back_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFact(Fact):
    """One claim for damage or loss."""

    carrier: Hashable = 0
    opened_at: datetime | None = None
    closed_day: date | None = None
    withdrawn: bool = False
    claimed: int = 0
    paid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFact(Fact):
    """One invoice, or a shipment that is not invoiced yet (``posted_at`` None). Credit notes are none."""

    order: Hashable = 0
    shipped_at: datetime | None = None  # the last shipment on it; None: services, deposits
    shipped_day: date | None = None
    posted_at: datetime | None = None
    posted_day: date | None = None
    sent_at: datetime | None = None
    prepaid: bool = False
    billing_error: bool = False  # credited because it was wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFact(Fact):
    """Receivables of a company, or of one of its customers, in a calendar month, with taxes, prepaid orders left out.

    :ivar last: its last day, or today in the month in progress
    :ivar current: of the receivables at the end, what is not overdue
    """

    first: date
    last: date
    begin: int = 0
    end: int = 0
    current: int = 0
    sales: int = 0  # on credit: invoices less credit notes
    written_off: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementFact(Fact):
    """What one payment paid of one instalment, or (``paid_day`` None) what is open of it.

    :ivar as_of: at the end of which day it is open; None: today
    """

    amount: int = 0
    invoice_day: date | None = None
    due_day: date | None = None
    paid_day: date | None = None
    as_of: date | None = None
    prepaid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItemFact(Fact):
    """What was open of one instalment at the end of a day, or of a credit that nobody has allocated."""

    as_of: date
    due_day: date | None = None
    residual: int = 0
    is_credit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPromiseFact(Fact):
    """A customer's promise to pay.

    :ivar met_day: when it was paid in full
    :ivar withdrawn: it was taken back or replaced before its day
    """

    promised_day: date
    met_day: date | None = None
    withdrawn: bool = False
