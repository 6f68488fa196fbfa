"""Giving work out: reserve, name who is responsible, print; what cannot be started is left out and named."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .pick_work import TO_DO

PICK_LIST = "quote_to_cash.action_report_pick_list"
PICK_WALK = "quote_to_cash.action_report_pick_walk"
OUR_PICK_LISTS = ("quote_to_cash.report_fulfilment_pick_list", "quote_to_cash.report_fulfilment_pick_walk")


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_release(self):
        """Give these transfers out for picking: reserve, take responsibility, print their pick lists in one go.

        Left out, and named with the reason: transfers of held orders, those of which nothing is available, and
        those that somebody else has been given already. Released again by the same person, they are printed again.

        :return: the action that prints
        :raise UserError: if none of them can be picked
        :raise AccessError: for users outside the warehouse
        """
        self._check_is_warehouse_user()
        skipped = self._not_releasable()
        free = self.filtered(lambda picking: picking not in skipped)
        unreserved = free.filtered(lambda picking: picking.state != "assigned" and picking.move_ids)
        if unreserved:
            unreserved.action_assign()
        empty = free.filtered(lambda picking: picking.state in ("done", "cancel") or not picking.move_line_ids)
        skipped.update(dict.fromkeys(empty, self.env._("nothing of it is available")))
        released = free - empty
        texts = [f"{picking.name}: {reason}" for picking, reason in skipped.items()]
        if not released:
            raise UserError("\n".join([self.env._("There is nothing to pick."), *texts]))
        released.filtered(lambda picking: not picking.user_id).user_id = self.env.user
        action = released.action_print_pick_list()
        return released._told(action, texts) if texts else action

    def _check_is_warehouse_user(self):
        # Odoo lets salespeople write on transfers, too.
        if not self.env.su and not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("Only the warehouse gives out work."))
        self.check_access("write")

    def _not_releasable(self):
        """Return the transfers that may not be started, as ``{transfer: reason}``."""
        self._read_orders()
        skipped = {}
        for picking in self:
            if picking.fulfilment_state not in TO_DO:
                skipped[picking] = self.env._("not an open transfer for a customer")
            elif picking._is_held():
                skipped[picking] = self.env._("its order is on hold")
            elif picking.printed and picking.user_id and picking.user_id != self.env.user:
                skipped[picking] = self.env._("already given to %(user)s", user=picking.user_id.name)
        return skipped

    def _told(self, action, texts):
        """Return an action that says what was left out, and then does what it was to do."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Done for %(number)s, not for these", number=len(self)),
                "message": "\n".join(texts),
                "next": action,
            },
        }

    def action_print_pick_list(self):
        """Print one pick list for each transfer.

        :raise UserError: if an order is on hold
        """
        return self._print_picks(PICK_LIST)

    def action_print_pick_walk(self):
        """Print one list for all these transfers, or for each of their batches: everything is fetched in one walk.

        :raise UserError: if an order is on hold
        """
        return self._print_picks(PICK_WALK)

    def _print_picks(self, report):
        self.check_access("read")
        self.move_ids._held_orders()._check_not_held()
        self._mark_printed()
        return self.env.ref(report).report_action(self.ids, config=False)

    def _mark_printed(self):
        """Remember that somebody has these lists in hand; for whom may only read, nothing changes."""
        pickings = self.filtered(lambda picking: not picking.printed and picking.state not in ("done", "cancel"))
        if pickings and pickings.has_access("write"):
            pickings.printed = True


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """Extend: whoever prints a pick list, from whatever menu, has begun."""
        context = super()._get_rendering_context(report, docids, data)
        if report.report_name in OUR_PICK_LISTS:
            self.env["stock.picking"].browse(docids)._mark_printed()
        return context


class ResCompany(models.Model):
    _inherit = "res.company"

    pick_batch_most = fields.Integer(
        "Transfers in a Batch", default=20, required=True, help="How many transfers one batch has at most."
    )

    _pick_batch_most_positive = models.Constraint("CHECK (pick_batch_most > 0)", "A batch has one transfer at least.")


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pick_batch_most = fields.Integer(related="company_id.pick_batch_most", readonly=False)
    has_pick_batches = fields.Boolean(compute="_compute_has_pick_batches")

    def _compute_has_pick_batches(self):
        self.has_pick_batches = "batch_id" in self.env["stock.picking"]._fields
