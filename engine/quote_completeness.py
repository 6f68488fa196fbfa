"""What a quotation lacks of what a customer has to know before accepting it: nine points."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape

TERMS = "quote_terms_missing"
DATES = "quote_dates_missing"
CONTACT = "quote_contact_missing"
LINES = "quote_lines_unclear"
TOTALS = "quote_totals_unclear"
PAYMENT = "quote_payment_terms_missing"
DELIVERY = "quote_delivery_missing"
POLICIES = "quote_policies_missing"
ACCEPTANCE = "quote_acceptance_missing"
POINTS = (TERMS, DATES, CONTACT, LINES, TOTALS, PAYMENT, DELIVERY, POLICIES, ACCEPTANCE)

# What a point may lack
NO_EXPIRY, EXPIRED = "no_expiry", "expired"
UNREACHABLE, INVOICE_ADDRESS, DELIVERY_ADDRESS = "unreachable", "invoice_address", "delivery_address"
NO_LINES, NO_TEXT, NO_QUANTITY = "no_lines", "no_text", "no_quantity"
NO_TAXES, NO_SHIPPING, OLD_SHIPPING = "no_taxes", "no_shipping", "old_shipping"
RETURN, WARRANTY, CANCELLATION = "return", "warranty", "cancellation"
ALL_OF_IT = "all"

# What shows something without a word
_PICTURES = re.compile(r"<\s*(img|svg|video|iframe|hr)\b", re.IGNORECASE)
_COMMENTS = re.compile(r"<!--.*?-->", re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True)
class Line:
    """A line of a quotation that offers something: no section, note or deposit."""

    has_text: bool = True
    quantity: float = 1.0
    is_optional: bool = False
    lacks_tax: bool = False


@dataclass(frozen=True)
class Quotation:
    """What is known of a quotation.

    :ivar today: the day for which it is judged; None where an expiry of the past is no fault
    :ivar invoice_lacks, delivery_lacks: parts of the addresses that are missing; none where no address is needed
    :ivar has_goods: whether something of it is shipped
    :ivar offers_shipping: whether the company has carriers at all
    :ivar shipping_is_old: whether the freight was calculated for other lines
    """

    has_template: bool = False
    has_terms: bool = False
    expiry: date | None = None
    today: date | None = None
    is_reachable: bool = False
    invoice_lacks: Sequence[str] = ()
    delivery_lacks: Sequence[str] = ()
    lines: Sequence[Line] = ()
    has_goods: bool = False
    offers_shipping: bool = False
    has_shipping: bool = False
    shipping_is_old: bool = False
    has_payment_terms: bool = False
    pays_in_advance: bool = False
    has_delivery_date: bool = False
    has_return_terms: bool = False
    has_warranty_terms: bool = False
    has_cancellation_terms: bool = False
    accepts_online: bool = False
    has_acceptance_terms: bool = False


def is_blank(html: str | None) -> bool:
    """Whether a text says nothing, whatever tags, spaces and comments an editor has left in it.

    >>> is_blank("<p><br></p>"), is_blank("<p>&nbsp;</p>"), is_blank("<p>30 days</p>")
    (True, True, False)
    """
    if not html:
        return True
    text = _COMMENTS.sub("", html)
    return not _PICTURES.search(text) and not _INVISIBLE.sub("", unescape(_TAGS.sub("", text)))


def missing(quotation: Quotation) -> dict[str, tuple[str, ...]]:
    """Return the points that are not complete, in their order, each with what it lacks."""
    lacking = {
        TERMS: _if({ALL_OF_IT: not (quotation.has_template or quotation.has_terms)}),
        DATES: _dates(quotation),
        CONTACT: _if(
            {
                UNREACHABLE: not quotation.is_reachable,
                INVOICE_ADDRESS: bool(quotation.invoice_lacks),
                DELIVERY_ADDRESS: bool(quotation.delivery_lacks),
            }
        ),
        LINES: _lines(quotation.lines),
        TOTALS: _totals(quotation),
        PAYMENT: _if({ALL_OF_IT: not (quotation.has_payment_terms or quotation.pays_in_advance)}),
        DELIVERY: _if({ALL_OF_IT: quotation.has_goods and not quotation.has_delivery_date}),
        POLICIES: _if(
            {
                RETURN: not quotation.has_return_terms,
                WARRANTY: not quotation.has_warranty_terms,
                CANCELLATION: not quotation.has_cancellation_terms,
            }
        ),
        ACCEPTANCE: _if({ALL_OF_IT: not (quotation.accepts_online or quotation.has_acceptance_terms)}),
    }
    return {point: parts for point, parts in lacking.items() if parts}


def score(asked: Collection[str], lacking: Collection[str]) -> tuple[int, int]:
    """Return how many of the points that a company asks for are there, and how many it asks for."""
    asked = set(asked)
    return len(asked - set(lacking)), len(asked)


def _if(parts):
    return tuple(part for part, is_lacking in parts.items() if is_lacking)


def _dates(quotation):
    if quotation.expiry is None:
        return (NO_EXPIRY,)
    return (EXPIRED,) if quotation.today and quotation.expiry < quotation.today else ()


def _lines(lines):
    return _if(
        {
            NO_LINES: not lines,
            NO_TEXT: any(not line.has_text for line in lines),
            # The customer says how many of what is optional.
            NO_QUANTITY: any(line.quantity <= 0 and not line.is_optional for line in lines),
        }
    )


def _totals(quotation):
    asks_for_shipping = quotation.has_goods and quotation.offers_shipping
    return _if(
        {
            NO_TAXES: any(line.lacks_tax for line in quotation.lines),
            NO_SHIPPING: asks_for_shipping and not quotation.has_shipping,
            OLD_SHIPPING: quotation.has_shipping and quotation.shipping_is_old,
        }
    )
