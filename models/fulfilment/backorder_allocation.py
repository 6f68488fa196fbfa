"""Who gets what arrives: the oldest promise first."""

from odoo import models

from ...engine import backorders as engine

ARRIVED_FOR = "allocate_arrived_for"


class StockMove(models.Model):
    _inherit = "stock.move"

    def _trigger_assign(self):
        """Extend: what has arrived goes to who was promised it first."""
        references = tuple(self.reference_ids.ids)
        return super(StockMove, self.with_context(**{ARRIVED_FOR: references}))._trigger_assign()

    def _action_assign(self, force_qty=False):
        """Extend: of those who wait for what has arrived, the oldest promise is served first.

        Held orders are passed over: see the lifecycle room. What is for no order keeps its place.
        """
        references = self.env.context.get(ARRIVED_FOR)
        if isinstance(references, tuple):
            # What this reserves in turn goes its own way.
            self = self._by_promise(references).with_context(**{ARRIVED_FOR: None})
        return super()._action_assign(force_qty=force_qty)

    def _by_promise(self, references):
        """Return these moves with those of orders in the order of their promises.

        :param references: ids of the references under which goods have arrived; who has them brought comes first
        """
        arrived, turns = set(references), {}
        # Whoever receives goods may have no right on orders; one fetch for all.
        for move in self.sudo():
            line = move.sale_line_id
            if line:
                promised = line.first_promise_leaves_by or line.promise_leaves_by or None
                starred = move.priority == "1"
                turn = engine.turn(starred, promised, move.date, line.order_id.date_order, move.id)
                turns[move.id] = (arrived.isdisjoint(move.reference_ids.ids), *turn)
        if len(turns) < 2:
            return self
        ids = engine.reordered(self.ids, turns.__contains__, turns.get)
        return self.browse(ids)
