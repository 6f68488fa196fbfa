"""When a transfer may be handed over to the carrier, and how a scanned code may be written.

Codes are returned instead of sentences: the caller knows the language.
"""

from dataclasses import dataclass

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
