"""Handing goods over to the carrier: the moment at which they really left."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from ...engine import handover as engine

# Carries the moment of the hand-over through Odoo's validation and its dialogs
MOMENT = "fulfilment_hand_over_at"
# What a hand-over knows, and nobody types
RECORDED = frozenset(
    {
        "handed_over_at",
        "handed_over_by_id",
        "handed_over_cartons",
        "handed_over_weight",
        "manifest_id",
        "scanned_carton_ids",
    }
)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    handed_over_at = fields.Datetime(copy=False, readonly=True, help="When the carrier took the goods.")
    handed_over_by_id = fields.Many2one("res.users", copy=False, readonly=True)
    manifest_id = fields.Many2one(
        "fulfilment.manifest", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )
    handed_over_cartons = fields.Integer(copy=False, readonly=True)
    handed_over_weight = fields.Float(copy=False, readonly=True, digits="Stock Weight")
    can_hand_over = fields.Boolean(compute="_compute_can_hand_over", search="_search_can_hand_over")

    @api.depends("handed_over_at")
    def _compute_shipped_at(self):
        """Extend: goods that were validated earlier leave when the carrier takes them."""
        result = super()._compute_shipped_at()
        for picking in self:
            if picking.shipped_at and picking.handed_over_at:
                picking.shipped_at = picking.handed_over_at
        return result

    @api.depends("state", "handed_over_at", "delivered_at", "location_dest_id")
    def _compute_can_hand_over(self):
        for picking in self:
            # What is assumed to have arrived is not offered any more; who has it before him may still hand it over.
            picking.can_hand_over = not picking.delivered_at and not engine.refusal(picking._parcel())

    def _search_can_hand_over(self, operator, value):
        """Find what stands at the dock: ready, or validated and not known to have left or arrived."""
        if operator != "in" or True not in value:
            return NotImplemented
        return (
            Domain("fulfilment_state", "!=", False)
            & Domain("handed_over_at", "=", False)
            & Domain("delivered_at", "=", False)
            & Domain("picking_type_id.code", "=", "outgoing")
            & Domain("state", "in", ("assigned", "done"))
        )

    @api.model
    def _recorded_fields(self):
        """Extend: what a hand-over knows."""
        return super()._recorded_fields() | RECORDED

    # === The service === #

    def action_hand_over(self, at=None):
        """Record that the carrier has taken these deliveries.

        What is not validated yet is validated the normal way, with every check of Odoo and of this addon. What was
        validated before (at packing, say) is from now on shipped at this moment. Transfers handed over before are
        left as they are, so that a repeated call changes nothing.

        :param datetime at: when the carrier took them (UTC); by default now
        :return: True, or Odoo's own dialog if it has to ask about a single transfer (a backorder, say)
        :raise UserError: naming what may not leave, or what a list of transfers leaves open; then nothing moves
        :raise AccessError: for users outside the warehouse
        """
        self._check_of_the_warehouse()
        at = self._read_moment(at or fields.Datetime.now())
        todo = self.filtered(lambda picking: not picking.handed_over_at)
        todo._check_may_be_handed_over(at)
        open_ones = todo.filtered(lambda picking: picking.state != "done")
        (todo - open_ones)._record_hand_over(at)
        return open_ones._validate_and_hand_over(at) if open_ones else True

    def _validate_and_hand_over(self, at):
        """Validate as the button does; see ``_action_done`` for what happens then."""
        result = self.with_context(**{MOMENT: fields.Datetime.to_string(at)}).button_validate()
        if len(self) > 1:
            self._check_nothing_asked(result)
        return result

    def _check_nothing_asked(self, result):
        """Refuse what Odoo has a question about: its dialog would answer for all transfers at once.

        :param result: what the button returned
        :raise UserError: naming what is short, or what is still open
        """
        waiting = self.filtered(lambda picking: picking.state != "done")
        if not waiting:
            return
        if isinstance(result, dict) and result.get("res_model") == "stock.backorder.confirmation":
            short = self.browse(command[1] for command in result["context"]["default_pick_ids"])
            raise UserError(
                self.env._(
                    "Something is short in %(transfers)s. Hand it over from the transfer, to say what happens"
                    " to the rest.",
                    transfers=", ".join(short.mapped("name")),
                )
            )
        raise UserError(
            self.env._(
                "Odoo has a question about %(transfers)s. Hand it over from the transfer.",
                transfers=", ".join(waiting.mapped("name")),
            )
        )

    def _action_done(self):
        """Extend: what is validated to be handed over has left at the moment that was said."""
        at = self._read_moment(self.env.context.get(MOMENT))
        if at:
            self._check_of_the_warehouse()  # anybody can say so in a context
        result = super()._action_done()
        if at:
            # The context reaches whatever Odoo validates along with them; that stays what it is.
            done = self.filtered(lambda picking: picking.state == "done" and not engine.refusal(picking._parcel()))
            done._check_may_be_handed_over(at, just_validated=True)
            done._record_hand_over(at)
        return result

    def _record_hand_over(self, at):
        """Write the moment, log it, and list the transfers on the manifests of their carriers.

        Two who hand over the same transfer at once both write its row: the later one is refused by the database,
        runs again, and finds it handed over.
        """
        manifests = self.env["fulfilment.manifest"]._for_transfers(self, at)
        Event = self.env["sale.order.event"]
        for picking in self.sudo():  # Warehouse people may have no right on orders.
            for order in picking.move_ids.sale_line_id.order_id:
                Event._note_document("handover", order, picking, picking._hand_over_note())
        self._withdraw_assumption()
        # By this service alone, see _recorded_fields; rights were checked before.
        for manifest, pickings in self.sudo().grouped(manifests.get).items():
            pickings.write({"handed_over_at": at, "handed_over_by_id": self.env.uid, "manifest_id": manifest.id})
            for picking in pickings:  # no statement each: written together
                picking.handed_over_cartons = picking._carton_count()
                picking.handed_over_weight = picking._parcel_weight()

    def _hand_over_note(self):
        """Return what the log says beside the moment: the carrier, and an assumption that was wrong."""
        carrier = self.carrier_id.name or False
        if not self.delivered_at:
            return carrier
        wrong = self.env._("assumed to have arrived on %s", format_datetime(self.env, self.delivered_at))
        return f"{carrier}; {wrong}" if carrier else wrong

    def _withdraw_assumption(self):
        """Take back arrivals that were only assumed: the goods were still here."""
        assumed = self.filtered("delivered_at")  # known arrivals were refused
        # By this service alone, see _recorded_fields; rights were checked before.
        assumed.sudo().write({"delivered_at": False, "delivery_confirmation": False, "delivered_to": False})

    # === What keeps it here === #

    def _check_may_be_handed_over(self, at, carrier=None, warehouse=None, just_validated=False):
        """Refuse what may not be handed over, or not at this moment.

        :param carrier: the carrier at the dock, if one is said
        :param warehouse: the warehouse of the dock, if one is said
        :param bool just_validated: whether Odoo has validated them in this very call, and so asked about holds
        :raise UserError: with every reason
        """
        now = fields.Datetime.now()
        reasons = []
        for picking in self:
            code = engine.refusal(picking._parcel(), carrier and carrier.id, warehouse and warehouse.id)
            here = picking._was_still_here_at(just_validated)
            code = code or engine.moment_refusal(at, now, here)
            if code:
                reasons.append(picking._refusal_text(code, here))
        if reasons:
            raise UserError("\n".join(reasons))
        if not just_validated:
            self.move_ids._held_orders()._check_not_held()

    def _parcel(self):
        """Return what :func:`engine.handover.refusal` has to know."""
        self.ensure_one()
        return engine.Parcel(
            state=self.state,
            delivers=self._is_delivery(),
            vendor_ships=self.picking_type_id.code == "dropship",
            handed_over=bool(self.handed_over_at),
            arrived=engine.has_arrived(
                bool(self.delivered_at), self.delivery_confirmation == "assumed", self.shipped_at, fields.Datetime.now()
            ),
            carrier=self.carrier_id.id,
            warehouse=self.picking_type_id.warehouse_id.id,
        )

    def _was_still_here_at(self, just_validated=False):
        """Return the last moment at which the goods were known to be in the house."""
        self.ensure_one()
        if self.state == "done" and not just_validated:
            return self.date_done
        if self.packed_at:
            return self.packed_at
        steps = self.move_ids.move_orig_ids.filtered(lambda move: move.state == "done").picking_id
        # Warehouse people may have no right on orders.
        return max(steps.mapped("date_done"), default=self.sudo().sale_id.date_order)

    def _refusal_text(self, code, here):
        """Return a sentence for a code of :mod:`engine.handover`.

        :param datetime here: when the goods were known to be in the house
        """
        self.ensure_one()
        carrier = self.carrier_id.name
        texts = {
            engine.CANCELLED: self.env._("%s is cancelled. Its goods stay here.", self.name),
            engine.NOT_A_DELIVERY: self.env._("%s brings nothing to a customer.", self.name),
            engine.VENDOR_SHIPS: self.env._("%s is shipped by the vendor.", self.name),
            engine.HANDED_OVER: self.env._(
                "%(transfer)s was handed over on %(date)s.",
                transfer=self.name,
                date=format_datetime(self.env, self.handed_over_at),
            ),
            engine.ARRIVED: self.env._(
                "%(transfer)s has arrived on %(date)s.",
                transfer=self.name,
                date=format_datetime(self.env, self.delivered_at),
            ),
            engine.OTHER_WAREHOUSE: self.env._(
                "%(transfer)s leaves from another warehouse: %(warehouse)s.",
                transfer=self.name,
                warehouse=self.picking_type_id.warehouse_id.name,
            ),
            engine.NO_CARRIER: self.env._("%s has no carrier. Set one, or choose any carrier.", self.name),
            engine.OTHER_CARRIER: self.env._(
                "%(transfer)s goes with another carrier: %(carrier)s.", transfer=self.name, carrier=carrier
            ),
            engine.NOT_AVAILABLE: self.env._("%s is not ready: not everything in it is available.", self.name),
            engine.FUTURE: self.env._("%s cannot be handed over in the future.", self.name),
            engine.TOO_EARLY: self.env._(
                "%(transfer)s was still here on %(date)s; it cannot have left before that.",
                transfer=self.name,
                date=format_datetime(self.env, here),
            ),
        }
        return texts[code]
