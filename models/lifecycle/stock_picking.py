"""When a parcel was packed, left and arrived."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_datetime

from .const import ORDER_STATUS

CONFIRMATION = [
    ("carrier", "Carrier"),
    ("signed", "Signed For"),
    ("customer", "Customer"),
    ("assumed", "Assumed"),
]


class StockPicking(models.Model):
    _inherit = "stock.picking"

    packed_at = fields.Datetime(copy=False, readonly=True, tracking=True)
    shipped_at = fields.Datetime(
        compute="_compute_shipped_at",
        store=True,
        index="btree_not_null",
        help="When the goods left for the customer.",
    )
    delivered_at = fields.Datetime(copy=False, readonly=True, tracking=True)
    delivery_confirmation = fields.Selection(
        CONFIRMATION, copy=False, readonly=True, help="How we know that the goods arrived."
    )
    delivered_to = fields.Char("Received By", copy=False, readonly=True)
    delivery_photo = fields.Image("Proof of Delivery", copy=False, max_width=1920, max_height=1920)
    order_status = fields.Selection(ORDER_STATUS, compute="_compute_order_status", compute_sudo=True)
    hold_message = fields.Char(compute="_compute_hold_message", compute_sudo=True)
    can_mark_packed = fields.Boolean(compute="_compute_can_mark_packed")

    # Found by the job that assumes deliveries.
    _undelivered_idx = models.Index("(company_id, shipped_at) WHERE delivered_at IS NULL")

    @api.depends("state", "date_done")
    def _compute_shipped_at(self):
        for picking in self:
            outgoing = picking.state == "done" and picking._is_delivery()
            picking.shipped_at = picking.date_done if outgoing else False

    def _is_delivery(self):
        """Whether the transfer brings goods to a customer, drop shipments included."""
        self.ensure_one()
        return (
            self.location_dest_id._is_customer_side()
            and not self.location_id._is_customer_side()
            and self.picking_type_id.code != "incoming"
        )

    def _has_begun(self):
        """Whether somebody has, or may have, laid hands on this transfer."""
        self.ensure_one()
        return bool(self.printed or self.user_id or self.packed_at or self._is_in_running_batch())

    def _is_in_running_batch(self):
        """Whether somebody has started or taken the batch of this transfer; see ``_in_running_batch_sql``."""
        batch = "batch_id" in self._fields and self.batch_id
        if not batch or batch.state != "in_progress":
            return False
        formed_by_itself = self.picking_type_id.auto_batch and batch.description
        return bool(batch.user_id or not formed_by_itself)

    def _compute_order_status(self):
        """Read for the badge; without dependencies, so that no transfer is looked up for it."""
        for picking in self:
            picking.order_status = picking.sale_id.order_status

    def _compute_hold_message(self):
        for picking in self:
            moves = picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            picking.hold_message = moves._held_orders()._hold_message() or False

    @api.depends("state", "packed_at", "location_dest_id")
    def _compute_can_mark_packed(self):
        for picking in self:
            picking.can_mark_packed = picking.state == "assigned" and not picking.packed_at and picking._is_delivery()

    # === Ready to ship === #

    def action_mark_packed(self):
        """Say that these transfers are packed and wait only for the carrier.

        :raise UserError: if one of them is not fully available, or its order is on hold
        :raise AccessError: for users outside the warehouse
        """
        self._check_of_the_warehouse()
        self.move_ids._held_orders()._check_not_held()
        for picking in self:
            if picking.state != "assigned":
                raise UserError(
                    self.env._(
                        "%(transfer)s cannot be ready to ship: not everything in it is available.",
                        transfer=picking.name,
                    )
                )
        # Nobody may type it.
        self.sudo().filtered(lambda picking: not picking.packed_at).packed_at = fields.Datetime.now()
        return True

    def action_unmark_packed(self):
        """Take "Ready to ship" back, e.g. to open a parcel again.

        :raise AccessError: for users outside the warehouse
        """
        self._check_of_the_warehouse()
        self.sudo().filtered(lambda picking: picking.state not in ("done", "cancel")).packed_at = False
        return True

    def do_print_picking(self):
        """Extend: no pick list for a held order."""
        self.move_ids._held_orders()._check_not_held()
        return super().do_print_picking()

    # === Arrival === #

    def action_open_delivery_confirmation(self):
        """Open the dialog that records when, and by whom, the goods were received."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Confirm Delivery"),
            "res_model": "stock.picking.delivery",
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "default_picking_ids": self.ids},
        }

    def action_confirm_delivery(self, at, how, received_by=False, signature=False, photo=False):
        """Record that shipped goods have arrived.

        A transfer that is known to have arrived keeps its first record; only an assumption gives way
        to better knowledge. So a repeated call changes nothing.

        :param datetime at: when it arrived (UTC)
        :param str how: carrier, signed, customer or assumed
        :param str received_by: name of the receiver
        :param signature: image, base64
        :param photo: image, base64
        :raise UserError: before shipping, in the future, for what is no moment, or an unknown kind of confirmation
        :raise AccessError: for users outside warehouse and order desk
        """
        self._check_may_confirm_delivery()
        at = self._read_moment(at)
        if how not in dict(CONFIRMATION):
            raise UserError(self.env._("Unknown kind of delivery confirmation: %(how)s.", how=how))
        for picking in self:
            picking._check_delivery_date(at)
        todo = self.filtered(
            lambda picking: (
                not picking.delivered_at or (picking.delivery_confirmation == "assumed" and how != "assumed")
            )
        )
        Event = self.env["sale.order.event"]
        for picking in todo.sudo():  # Warehouse people may have no right on orders.
            for order in picking.move_ids.sale_line_id.order_id:
                Event._note_document("delivery", order, picking, received_by)
        values = {"delivered_at": at, "delivery_confirmation": how, "delivered_to": received_by}
        values.update({key: value for key, value in (("signature", signature), ("delivery_photo", photo)) if value})
        # The order desk may confirm a delivery without a right on transfers; checked above.
        todo.sudo().write(values)
        return True

    @api.model
    def _may_confirm_delivery(self):
        groups = ("stock.group_stock_user", "quote_to_cash.group_order_desk")
        return self.env.su or any(self.env.user.has_group(group) for group in groups)

    def _check_may_confirm_delivery(self):
        if not self._may_confirm_delivery():
            raise AccessError(self.env._("Only the warehouse and the order desk may confirm a delivery."))
        self.check_access("read")

    def _check_delivery_date(self, at):
        """Refuse a delivery that cannot have happened.

        :raise UserError: not shipped yet, before shipping or in the future
        """
        self.ensure_one()
        if not self.shipped_at:
            raise UserError(self.env._("%(transfer)s has not been shipped to a customer.", transfer=self.name))
        if not at:
            raise UserError(self.env._("Say when %(transfer)s arrived.", transfer=self.name))
        if at > fields.Datetime.now():
            raise UserError(self.env._("A delivery cannot be confirmed for the future."))
        if at < self.shipped_at.replace(second=0, microsecond=0):
            raise UserError(
                self.env._(
                    "%(transfer)s was shipped on %(date)s; it cannot have arrived before that.",
                    transfer=self.name,
                    date=format_datetime(self.env, self.shipped_at),
                )
            )

    @api.model
    def _cron_assume_delivery(self, limit=500):
        """Assume the delivery of goods shipped long enough ago, and say that it is assumed.

        How long is set per company in working days (0: never). Works in portions; a killed or
        repeated run goes on with what is left.

        :param int limit: transfers in one portion
        """
        companies = self.env["res.company"].search([("assume_delivered_days", ">", 0)])
        for company in companies:
            domain = company._assumable_deliveries_domain()
            remaining = self.search_count(domain)
            while remaining:
                pickings = self.search(domain, limit=limit, order="id").try_lock_for_update()
                if not pickings:
                    break
                for day, group in pickings.grouped(lambda p: p.shipped_at.date()).items():
                    at = company._assumed_delivery(max(group.mapped("shipped_at")), day)
                    group.action_confirm_delivery(at, "assumed")
                remaining = max(0, remaining - len(pickings))
                if not self.env["ir.cron"]._commit_progress(len(pickings), remaining=remaining):
                    return
