"""Where a transfer stands between the shelf and the customer.

The first rule that holds decides, so a state says what the transfer waits for.
"""

from dataclasses import dataclass

WAITING, PICKING, CHECKING, PACKED = "waiting", "picking", "checking", "packed"
SHIPPED, DELIVERED, CANCELLED = "shipped", "delivered", "cancelled"


@dataclass(frozen=True)
class Transfer:
    """What is known of a transfer that brings goods to a customer, or nearer to one."""

    state: str  # Odoo's: draft, waiting, confirmed, assigned, done, cancel
    delivers: bool = True  # to the customer; not an earlier step of a warehouse
    delivered: bool = False
    packed: bool = False
    picked: bool = False  # everything that is reserved is picked
    step_done: bool = False  # all goods lie ready from an earlier step of the warehouse
    check: str = "none"  # none, open, failed, passed


def decide(transfer):
    """Return the state of a transfer, or None where there is nothing left to do with an earlier step."""
    if transfer.state in ("cancel", "done") and not transfer.delivers:
        return None
    if transfer.state == "cancel":
        return CANCELLED
    if transfer.state == "done":
        return DELIVERED if transfer.delivered else SHIPPED
    if transfer.state != "assigned":
        return WAITING
    if transfer.check == "failed":
        return PICKING  # what failed goes back to picking
    ready = transfer.step_done or transfer.packed
    if not (ready or transfer.picked):
        return PICKING
    if transfer.check == "open":
        return CHECKING
    return PACKED if ready or transfer.check == "passed" else PICKING
