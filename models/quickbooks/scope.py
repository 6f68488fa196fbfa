"""What an export is about."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ...engine.quickbooks_document import KINDS


@dataclass(frozen=True)
class Scope:
    """:param company: record of res.company; `target`: iif, qbo or xero
    :param date_from: accounting dates from here on; None: everything that is not exported yet
    :param date_to: the cut-off
    """

    company: Any
    target: str
    date_from: date | None
    date_to: date
    kinds: tuple[str, ...] = KINDS
