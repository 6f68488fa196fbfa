"""Transfers that the same carrier collects at the same time are picked together."""

from datetime import datetime

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.misc import format_date

from ...engine.picking import portions
from .pick_work import TO_DO


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_batch_by_carrier(self):
        """Form batches of transfers of one operation type that one carrier collects on one day.

        Left out, and named: what is not fully available, held, or already in a batch. So a repeated call forms
        nothing twice; of two calls at once PostgreSQL refuses the later one, Odoo runs it again, and it finds
        the transfers taken. Batches are planned, not started: nobody has begun yet.

        :return: an action that opens the new batches
        :raise UserError: without Odoo's batch transfers, or if there is nothing to put into a batch
        :raise AccessError: for users outside the warehouse
        """
        if "batch_id" not in self._fields:
            raise UserError(self.env._("Batches need Odoo's app Batch Transfers."))
        self._check_is_warehouse_user()
        skipped = self._not_batchable()
        free = self.filtered(lambda picking: picking not in skipped)
        texts = [f"{picking.name}: {reason}" for picking, reason in skipped.items()]
        if not free:
            raise UserError("\n".join([self.env._("There is nothing to put into a batch."), *texts]))
        batches = self.env["stock.picking.batch"].create(free._carrier_batches())
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("New Batches"),
            "res_model": "stock.picking.batch",
            "domain": [("id", "in", batches.ids)],
            "views": [(False, "list"), (False, "form")],
        }
        return free._told(action, texts) if texts else action

    def _not_batchable(self):
        """Return the transfers that go into no batch, as ``{transfer: reason}``."""
        self._read_orders()
        skipped = {}
        for picking in self:
            if picking.fulfilment_state not in TO_DO:
                skipped[picking] = self.env._("not an open transfer for a customer")
            elif picking._is_held():
                skipped[picking] = self.env._("its order is on hold")
            elif picking.batch_id:
                skipped[picking] = self.env._("already in batch %(batch)s", batch=picking.batch_id.name)
            elif picking.state != "assigned":
                skipped[picking] = self.env._("not everything in it is available")
        return skipped

    def _carrier_batches(self):
        """Return the values of batches, none with more transfers than the company wants."""
        urgent_first = self.sorted(
            lambda picking: (picking.ship_by or datetime.max, -int(picking.priority or 0), picking.id)
        )
        groups = urgent_first.grouped(
            lambda picking: (
                picking.company_id,
                picking.picking_type_id,
                picking.carrier_id,
                picking.company_id._local_day(picking.ship_by),
            )
        )
        return [
            {
                "company_id": company.id,
                "picking_type_id": operation.id,
                "description": ", ".join(filter(None, [carrier.name, format_date(self.env, day)])),
                "picking_ids": [Command.link(picking.id) for picking in portion],
            }
            for (company, operation, carrier, day), pickings in groups.items()
            for portion in portions(pickings, company.sudo().pick_batch_most)
        ]
