"""When a transfer may be handed over to the carrier, and how a scanned code may be written.

Codes are returned instead of sentences: the caller knows the language.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

CANCELLED = "cancelled"
NOT_A_DELIVERY = "not_a_delivery"
VENDOR_SHIPS = "vendor_ships"
HANDED_OVER = "handed_over"
ARRIVED = "arrived"
OTHER_WAREHOUSE = "other_warehouse"
NO_CARRIER = "no_carrier"
OTHER_CARRIER = "other_carrier"
NOT_AVAILABLE = "not_available"

FUTURE = "future"
TOO_EARLY = "too_early"

# Until when goods may still be on their way: what is said later of a number or an old box is not about them.
ON_THE_WAY = timedelta(days=120)
# Goods under one number leave together, or nearly so.
TOGETHER = timedelta(days=7)

LONGEST_CODE = 128  # longer ones are no barcode, but two scans in one, or nonsense
SSCC = "00"  # identifies a shipping container in a GS1 barcode
SSCC_LENGTH = 20


@dataclass(frozen=True)
class Parcel:
    """What is known of a transfer at the dock."""

    state: str  # Odoo's
    delivers: bool = True  # to a customer; not an earlier step, no receipt
    vendor_ships: bool = False
    handed_over: bool = False
    arrived: bool = False
    carrier: int | bool = False
    warehouse: int | bool = False


def refusal(parcel, carrier=False, warehouse=False):
    """Return why a transfer may not be handed over, or None.

    :param carrier: the carrier at the dock; none: whichever collects
    :param warehouse: where the dock is; none: anywhere
    """
    reasons = (
        (CANCELLED, parcel.state == "cancel"),
        (NOT_A_DELIVERY, not parcel.delivers),
        (VENDOR_SHIPS, parcel.vendor_ships),
        (HANDED_OVER, parcel.handed_over),
        (ARRIVED, parcel.arrived),
        (OTHER_WAREHOUSE, warehouse and parcel.warehouse != warehouse),
        (NO_CARRIER, carrier and not parcel.carrier),
        (OTHER_CARRIER, carrier and parcel.carrier != carrier),
        (NOT_AVAILABLE, parcel.state not in ("assigned", "done")),
    )
    return next((code for code, holds in reasons if holds), None)


def moment_refusal(at, now, earliest):
    """Return why goods cannot have been handed over at a moment, or None.

    :param datetime earliest: when the goods were known to be still in the house, to the minute
    """
    if at > now:
        return FUTURE
    if earliest and at < earliest.replace(second=0, microsecond=0):
        return TOO_EARLY
    return None


def has_arrived(delivered, assumed, shipped_at, now):
    """Whether goods are known to be no longer here.

    An assumption gives way to who has the goods before him; not after months, when he has only an old box.

    :param bool delivered: whether an arrival is recorded
    :param bool assumed: whether it is only assumed
    """
    return bool(delivered) and not (assumed and shipped_at and now - shipped_at <= ON_THE_WAY)


@dataclass(frozen=True)
class Sent:
    """What is known of a delivery whose tracking number a carrier speaks of."""

    key: object
    shipped_at: datetime | None = None
    known: bool = False  # that it has arrived: a carrier, a customer or a signature says so
    assumed: bool = False


def meant_by_number(sent, at):
    """Return the keys of the deliveries that a carrier means who says that a number has arrived.

    Carriers use their numbers again, and repeat themselves: it is the latest parcel that had left by then. Of what
    left together under one number, what is open counts first, then what is only assumed to have arrived, then what is
    known to have. An arrival that was assumed long ago is not touched, and what has not left comes last.

    :param sent: :class:`Sent`, in any order
    :param datetime at: when the parcel arrived
    :rtype: list
    """
    gone = [one for one in sent if one.shipped_at and one.shipped_at.replace(second=0, microsecond=0) <= at]
    fresh = [one for one in gone if at - one.shipped_at <= ON_THE_WAY]
    here = [one for one in sent if one not in gone]
    for group in (fresh, here, [one for one in gone if one.known]):
        if group:
            return [one.key for one in _first_to_say(_latest_together(group))]
    return []


def _latest_together(group):
    newest = max((one.shipped_at for one in group if one.shipped_at), default=None)
    return [one for one in group if not one.shipped_at or newest - one.shipped_at <= TOGETHER]


def _first_to_say(group):
    unknown = [one for one in group if not one.known]
    return [one for one in unknown if not one.assumed] or unknown or group


def spellings(code):
    """Return the ways in which a scanned code may be written in the database, the likeliest first.

    Scanners add blanks and line ends; a GS1 label puts its identifier before the number of the container.
    """
    code = "".join(char for char in str(code or "") if char.isprintable()).strip()
    if not code or len(code) > LONGEST_CODE:
        return []
    if len(code) == SSCC_LENGTH and code.startswith(SSCC) and code.isdigit():
        return [code, code[len(SSCC) :]]
    return [code]
