"""The time to ship, worked out by the clock on the wall: for checking the figures, not for making them."""

from bisect import bisect_left
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, models

from .verify_order_sql import PARCELS, TARGETS, WANTED
from .verify_orders_sql import ORDERS

MIDNIGHT = time(0)
ROWS = f"""
    {WANTED} {PARCELS} {TARGETS} {ORDERS}
    SELECT found.id, GREATEST(confirmed_at, wished_at) AS start_at, shipped_at, cancelled_at, shipped_day,
           carrier.cut_off_hour,
           ARRAY(SELECT placed_at FROM sale_order_hold WHERE order_id = found.id ORDER BY placed_at, id) AS placed,
           ARRAY(SELECT released_at FROM sale_order_hold WHERE order_id = found.id ORDER BY placed_at, id) AS released
      FROM found
      LEFT JOIN delivery_carrier carrier ON carrier.id = found.carrier_id
     WHERE delivers
"""


class SaleKpiVerifier(models.AbstractModel):
    _inherit = "sale.kpi.verifier"

    @api.model
    def _check_clock(self, codes, scope):
        """Return the rows of the figures of the time to ship. See :meth:`_documents`."""
        for order in self._stream_rows(ROWS, scope):
            start, end, day = self._on_the_wall(order, scope)
            shipped = order["shipped_at"]
            row = (order["id"], order["id"])
            if "ship_time" in codes and shipped and order["shipped_day"] in scope:
                took = max(0, round((shipped - start).total_seconds()))
                yield "ship_time", *row, order["shipped_day"], took, 1
            gone = not shipped and order["cancelled_at"] and end and order["cancelled_at"] <= end
            if "ship_window" in codes and end and not gone and day in scope:
                yield "ship_window", *row, day, int(bool(shipped and shipped <= end)), 1

    def _on_the_wall(self, order, scope):
        """Return when an order's window begins and ends, and on which day; a hold within it begins it anew."""
        start = order["start_at"]
        cut_off = order["cut_off_hour"] or scope.cut_off
        end, day = _window(start, cut_off, scope)
        for placed, released in zip(order["placed"], order["released"], strict=True):
            late = end is None or placed > end or (order["shipped_at"] and placed >= order["shipped_at"])
            if late:
                break
            if released is None:
                return start, None, None
            if released > start:
                start = released
                end, day = _window(start, cut_off, scope)
        return start, end, day


def _window(start, cut_off, scope):
    """Return the end of the window, and its day: so late on the next working day, or when that day is over."""
    zone, working = ZoneInfo(scope.zone), scope.working
    wall = start.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    missed = (wall - datetime.combine(wall.date(), MIDNIGHT)).total_seconds() > cut_off * 3600
    place = bisect_left(working, wall.date() + timedelta(days=missed))
    moved = place < len(working) and working[place] != wall.date()
    whole_day = moved or wall.time() == MIDNIGHT
    place += 0 if whole_day else 1
    if place >= len(working):
        return None, None
    day = working[place]
    until = datetime.combine(day + timedelta(days=1), MIDNIGHT) if whole_day else datetime.combine(day, wall.time())
    return until.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None), day
