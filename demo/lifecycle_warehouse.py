"""What the warehouses do with an order."""

from odoo.fields import Command

from .records import find

OPEN = ("confirmed", "waiting", "assigned")


class WarehouseSteps:
    """Steps of :class:`lifecycle_replay.Player`: picking, packing, shipping, arriving, returning."""

    def pickings(self, story, login, outgoing=None, states=OPEN):
        """Return the transfers of an order on the way to the customer, in the hands of a user."""
        pickings = self.as_user(self.orders[story.name].sudo().picking_ids, login).sorted("id")
        pickings = pickings.filtered(lambda picking: picking.state in states and not picking.return_id)
        if outgoing is not None:
            pickings = pickings.filtered(lambda picking: picking._is_delivery() == outgoing)
        return pickings

    def do_print(self, story):
        """The pick list is printed."""
        self.pickings(story, "warehouse")[:1].do_print_picking()

    def do_assign(self, story, login="warehouse"):
        """Somebody takes on the transfer."""
        self.pickings(story, login)[:1].user_id = self.user(login)

    def do_batch(self, story, *others):
        """The transfers of several orders are picked in one round, where batches are installed."""
        pickings = self.pickings(story, "warehouse")[:1]
        if "batch_id" not in pickings._fields:
            self.do_print(story)
            return
        for name in others:
            pickings += self.as_user(self.orders[name].sudo().picking_ids, "warehouse")[:1]
        batch = self.as_user(self.env["stock.picking.batch"], "warehouse").create(
            {"user_id": self.user("warehouse").id, "picking_ids": [Command.set(pickings.ids)]}
        )
        batch.action_confirm()

    def do_begin(self, story, key):
        """The first goods lie in the cart."""
        picking = self.pickings(story, "warehouse")[:1]
        picking.move_ids.filtered(lambda move: move.product_id == find(self.env, f"product_{key}")).picked = True

    def do_pick(self, story, quantities=None):
        """The goods are brought to the dock (two-step warehouse)."""
        self._validate(self.pickings(story, "warehouse", outgoing=False)[:1], quantities)

    def do_pack(self, story):
        """The checker says that the parcel is ready."""
        picking = self.pickings(story, "warehouse.checker", outgoing=True)[:1]
        picking.action_mark_packed()
        self.backdate(picking, packed_at=self.moment)

    def do_ship(self, story, quantities=None, decline=False):
        """The carrier takes the goods; the rest waits in a backorder, or is declined."""
        picking = self.pickings(story, "warehouse", outgoing=True)[:1]
        if picking.carrier_id.tracking_url:
            prefix = "FR" if picking.carrier_id.delivery_type == "fixed" else "PX"
            picking.carrier_tracking_ref = f"{prefix}{74210000 + picking.id * 137}US"
        self._validate(picking, quantities, decline)

    def _validate(self, picking, quantities=None, decline=False):
        """Validate a transfer, with the button; only some goods where quantities are given."""
        picking.ensure_one()
        if quantities is not None:
            wanted = {find(self.env, f"product_{key}"): quantity for key, quantity in quantities.items()}
            for move in picking.move_ids:
                move.quantity = wanted.get(move.product_id, 0)
                move.picked = move.product_id in wanted
        context = {"picking_ids_not_to_backorder": picking.ids} if decline else {}
        picking.with_context(**context).button_validate()
        self.backdate(picking.move_ids, date=self.moment)
        self.backdate(picking.move_line_ids, date=self.moment)
        self.backdate(picking, date_done=self.moment)

    # === Arrival === #

    def do_deliver(self, story, how, received_by=False):
        """The order desk records that the shipped goods arrived."""
        pickings = self._shipped(story, "orderdesk").filtered(lambda picking: not picking.delivered_at)
        pickings.action_confirm_delivery(self.moment, how, received_by)

    def do_assume(self, story):
        """Nobody said anything: the arrival is assumed, as the job does it."""
        for picking in self._shipped(story, "orderdesk").sudo():
            at = self.company._assumed_delivery(picking.shipped_at)
            picking.with_user(self.env.ref("base.user_root")).action_confirm_delivery(at, "assumed")

    def _shipped(self, story, login):
        return self.pickings(story, login, outgoing=True, states=("done",))

    # === Returns === #

    def do_return(self, story, quantities):
        """The warehouse expects goods back."""
        picking = self._shipped(story, "warehouse")[:1]
        wizard = self.as_user(self.env["stock.return.picking"], "warehouse").create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            keys = [key for key in quantities if find(self.env, f"product_{key}") == line.product_id]
            line.quantity = quantities[keys[0]] if keys else 0
        wizard.action_create_returns()

    def do_take_back(self, story):
        """The returned goods have come."""
        pickings = self.as_user(self.orders[story.name].sudo().picking_ids, "warehouse")
        self._validate(pickings.filtered(lambda picking: picking.return_id and picking.state == "assigned"))
