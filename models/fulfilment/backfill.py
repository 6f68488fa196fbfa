"""Fills the state of transfers that were there before the addon: the past by SQL, what is open by the rules."""

from odoo.tools import SQL

from ..lifecycle.backfill import SHIPPED, _update

OPEN = 1_000  # transfers in one portion


def fill(env):
    """Fill state and latest moment of leaving. Nothing else is written."""
    env.cr.execute(
        SQL(
            """
            UPDATE stock_picking p
               SET fulfilment_state = CASE WHEN p.delivered_at IS NULL THEN 'shipped' ELSE 'delivered' END
              FROM (%s) s
             WHERE p.id = s.id AND p.fulfilment_state IS NULL
            """,
            SHIPPED,
        )
    )
    _fill_cancelled(env)
    _fill_open(env)


def _fill_cancelled(env):
    """Steps of a warehouse that were cancelled long ago stay empty: nobody looks for them."""
    env.cr.execute(
        """
        UPDATE stock_picking p SET fulfilment_state = 'cancelled'
          FROM stock_location src, stock_location dst, stock_picking_type t
         WHERE p.state = 'cancel' AND p.fulfilment_state IS NULL
           AND src.id = p.location_id AND dst.id = p.location_dest_id
           AND t.id = p.picking_type_id AND t.code <> 'incoming'
           AND src.usage <> 'customer' AND (src.usage <> 'transit' OR src.company_id IS NOT NULL)
           AND (dst.usage = 'customer' OR (dst.usage = 'transit' AND dst.company_id IS NULL))
        """
    )


def _fill_open(env):
    """Ask the rules, and write by SQL: nobody has changed these transfers, and no date says so."""
    pickings = env["stock.picking"].search([("state", "not in", ("done", "cancel"))], order="id")
    for start in range(0, len(pickings), OPEN):
        portion = pickings[start : start + OPEN]
        states = [(picking.id, picking._decide_fulfilment_state() or None) for picking in portion]
        moments = [(picking.id, picking._latest_leaving() or None) for picking in portion]
        _update(env, "stock_picking", "fulfilment_state", "varchar", states)
        _update(env, "stock_picking", "ship_by", "timestamp", moments)
        env.invalidate_all()  # memory stays flat
