"""Where a delivery stands, and what keeps it from leaving."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import fulfilment as engine
from .const import CHECK_NONE, CHECK_STATES, FULFILMENT_STATES


class StockPicking(models.Model):
    _inherit = "stock.picking"

    fulfilment_state = fields.Selection(
        FULFILMENT_STATES,
        "Fulfilment",
        compute="_compute_fulfilment_state",
        store=True,
        help="Where the goods are between the shelf and the customer. Empty for transfers of another kind.",
    )
    check_state = fields.Selection(CHECK_STATES, "Check", default=CHECK_NONE, required=True, readonly=True, copy=False)

    _fulfilment_open_idx = models.Index(
        "(picking_type_id, ship_by) WHERE fulfilment_state IN ('waiting', 'picking', 'checking', 'packed')"
    )

    @api.depends(
        "state", "packed_at", "delivered_at", "check_state", "location_dest_id", "move_ids.picked", "move_ids.state"
    )
    def _compute_fulfilment_state(self):
        # Of all at once: what is left of a transfer's moves is read by itself.
        self.move_ids.filtered(lambda move: move.state not in ("done", "cancel")).move_orig_ids.mapped("state")
        for picking in self:
            picking.fulfilment_state = picking._decide_fulfilment_state()

    def _decide_fulfilment_state(self):
        """Return the transfer's state; False where it is none of a delivery, or is a step that is done."""
        self.ensure_one()
        return (self._serves_customer() and engine.decide(self._fulfilment_facts())) or False

    def _serves_customer(self):
        """Whether the transfer brings goods of an order to a customer, or nearer to one (pick, pack)."""
        self.ensure_one()
        if self._is_delivery():
            return True
        # Without a query for the many transfers that are no step of a delivery.
        if self.picking_type_id.code != "internal":
            return False
        return any(move._is_delivery_step() for move in self.move_ids)

    def _fulfilment_facts(self):
        """Return what :func:`engine.fulfilment.decide` has to know."""
        self.ensure_one()
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return engine.Transfer(
            state=self.state,
            delivers=self._is_delivery(),
            delivered=bool(self.delivered_at),
            packed=bool(self.packed_at),
            picked=bool(moves) and all(move.picked for move in moves),
            step_done=bool(moves)
            and all(any(step._waits_in_output() for step in move.move_orig_ids) for move in moves),
            check=self.check_state,
        )

    # === What keeps it from leaving === #

    def _obstacles_to_leaving(self):
        """Return why deliveries may not leave now, as ``{transfer: [sentence, …]}``; for later files to extend.

        It is asked by the lowest method that every way of validating passes, with all transfers at once: look at
        them as a set. Only deliveries that are about to leave are asked.
        """
        return {}

    def _note_leaving(self):
        """Note that these deliveries leave now, after nothing stood against it; for later files to extend."""

    def _check_may_leave(self):
        """Refuse deliveries that may not leave, with every reason.

        :raise UserError: naming the transfers
        """
        obstacles = {picking: texts for picking, texts in self._obstacles_to_leaving().items() if texts}
        if not obstacles:
            return
        lines = [
            self.env._("%(transfer)s: %(reason)s", transfer=picking.name, reason=text)
            for picking, texts in obstacles.items()
            for text in texts
        ]
        raise UserError("\n".join([self.env._("These goods may not leave yet."), *lines]))
