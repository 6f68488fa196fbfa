"""Where everything lies, and the few facts that the other files share."""

import hashlib
import os
from pathlib import Path

ADDON = "quote_to_cash"
SERIES = "19.0"

# The addon's own dependencies, then the neighbours it works with when they are there and which our tests exercise.
DEPENDENCIES = ["sale_management", "sale_stock", "stock_delivery"]
NEIGHBOURS = [
    "sale_mrp",
    "repair",
    "purchase_stock",
    "sale_purchase_stock",
    "stock_dropshipping",
    "stock_picking_batch",
    "product_expiry",
]

BIN = Path(__file__).resolve().parent.parent
# Q2C_REPOSITORY lets the commands be tried on another checkout.
REPOSITORY = Path(os.environ.get("Q2C_REPOSITORY") or BIN.parent).resolve()
REQUIREMENTS = BIN / "requirements.txt"
IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def _cache_folder():
    chosen = os.environ.get("Q2C_CACHE")
    if chosen:
        return Path(chosen).expanduser().absolute()
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser().absolute() / ADDON


CACHE = _cache_folder()
LOGS = CACHE / "logs"


def short_hash(*parts):
    """A stable, short name for a combination of facts."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]
