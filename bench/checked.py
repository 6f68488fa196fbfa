"""Deliveries that have been checked, where the addon is there. Runs inside an Odoo process."""

from contextlib import contextmanager

from odoo import Command


@contextmanager
def all_of(worker, picking_ids):
    """With the addon: every delivery has to be checked, and these are; afterwards none has to be any more."""
    checkpoint_id = _pass_checks(worker, picking_ids)
    try:
        yield
    finally:
        if checkpoint_id:
            with worker.transaction() as env:
                env["fulfilment.checkpoint"].browse(checkpoint_id).active = False


def _pass_checks(worker, picking_ids):
    with worker.transaction() as env:
        if "fulfilment.checkpoint" not in env:
            return None
        goods = env["product.product"].search([("default_code", "=like", "BENCH-%")])
        items = [Command.create({"kind": "items", "name": "All there"})]
        checkpoint = env["fulfilment.checkpoint"].create(
            {"name": "Bench", "categ_ids": goods.categ_id.ids, "item_ids": items}
        )
        checks = env["stock.picking"].browse(picking_ids).check_ids
        checks.sudo()._synchronize()
        for line in checks.sudo().line_ids:
            line.counted = line.expected
        checks.action_pass()
        return checkpoint.id
