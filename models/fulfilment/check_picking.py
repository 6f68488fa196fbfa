"""Which deliveries have to be checked, and that their checks follow them."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...engine import checkpoint as engine
from .check import FAILED, OPEN, PASSED
from .const import SENDING_TYPES

CHECK_ACTION = "quote_to_cash.fulfilment_check_client_action"
FACTS = {"carrier_id", "partner_id"}  # of the transfer, that decide which checkpoints apply


class StockPicking(models.Model):
    _inherit = "stock.picking"

    check_ids = fields.One2many("fulfilment.check", "picking_id", "Checks", readonly=True)
    needs_check = fields.Boolean(compute="_compute_needs_check", help="Whether there is a check to do or to look at.")

    @api.depends("check_state", "state", "move_line_ids")
    def _compute_needs_check(self):
        # Also in forms that are being edited: what is stored counts.
        waiting = self._origin.filtered(lambda picking: picking.check_state == "none")._may_need_check()
        needed = waiting._checkpoints(store=False)
        for picking in self:
            picking.needs_check = picking.check_state != "none" or picking._origin in needed

    def write(self, vals):
        """Extend: only checks say that something is checked; for another carrier or customer, others may apply.

        :raise AccessError: for a state that is written by hand, e.g. over RPC
        """
        if "check_state" in vals and not self.env.su:
            raise AccessError(self.env._("Only its check says whether a transfer is checked."))
        result = super().write(vals)
        if FACTS & vals.keys() and self.env["fulfilment.checkpoint"]._companies():
            self._refresh_checks()
        return result

    # === Which have to be checked === #

    def _may_need_check(self):
        """Return those that a checkpoint could apply to: what leaves our own warehouse for a customer.

        Drafts, too: a program that adds goods and validates makes one of what was ready, and Odoo confirms it on its
        way out. No query where no company has a checkpoint.
        """
        companies = self.env["fulfilment.checkpoint"]._companies()
        if not companies:
            return self.browse()
        return self.filtered(
            lambda picking: (
                picking.company_id.id in companies
                and picking.state not in ("done", "cancel")
                and picking.picking_type_id.code in SENDING_TYPES
                and picking._is_delivery()
                and not ("pos_order_id" in picking._fields and (picking.pos_order_id or picking.pos_session_id))
            )
        )

    def _checkpoints(self, store=True):
        """Return the checkpoints that transfers have to pass, as ``{transfer: checkpoints}``; none: left out.

        :param bool store: whether to keep which of them were sampled, so that it is the same for ever
        """
        if not self:
            return {}
        # Everybody's transfers are checked by the same rules, whatever a user may read.
        checkpoints = self.env["fulfilment.checkpoint"].sudo().search([("company_id", "in", self.company_id.ids)])
        limits = [(checkpoint, checkpoint._limits()) for checkpoint in checkpoints]
        self._read_check_facts()
        applying, sampling = defaultdict(checkpoints.browse), []
        for picking in self:
            facts = picking._check_facts()
            for checkpoint, limit in limits:
                if checkpoint.company_id != picking.company_id or not engine.applies(limit, facts):
                    continue
                if limit.every > 1:
                    sampling.append((picking, checkpoint, engine.is_sampled(limit, facts.orders)))
                else:
                    applying[picking] |= checkpoint
        for picking, checkpoint in self._samples(sampling, store):
            applying[picking] |= checkpoint
        return dict(applying)

    def _samples(self, sampling, store):
        """Return the pairs at which is looked; what was decided before stays."""
        if not sampling:
            return []
        domain = [
            ("picking_id", "in", [picking.id for picking, _checkpoint, _sampled in sampling]),
            ("checkpoint_id", "in", [checkpoint.id for _picking, checkpoint, _sampled in sampling]),
        ]
        Sample = self.env["fulfilment.check.sample"].sudo()  # of all transfers, as above
        decided = {(row.picking_id.id, row.checkpoint_id.id): row.sampled for row in Sample.search(domain)}
        new = [
            (picking.id, checkpoint.id, sampled)
            for picking, checkpoint, sampled in sampling
            if (picking.id, checkpoint.id) not in decided
        ]
        if new and store:
            rows = SQL(", ").join(SQL("(%s, %s, %s)", *row) for row in new)
            # Another transaction finds the same.
            self.env.cr.execute(
                SQL(
                    "INSERT INTO fulfilment_check_sample (picking_id, checkpoint_id, sampled)"
                    " VALUES %s ON CONFLICT DO NOTHING",
                    rows,
                )
            )
        return [
            (picking, checkpoint)
            for picking, checkpoint, sampled in sampling
            if decided.get((picking.id, checkpoint.id), sampled)
        ]

    def _read_check_facts(self):
        """Read what the facts need for all transfers at once."""
        picking = self.sudo()  # see _check_facts
        lines = picking.move_ids.sale_line_id
        orders = lines.order_id
        (picking.move_ids.product_id | lines.product_id).categ_id.mapped("parent_path")
        (picking.partner_id | orders.partner_id).mapped("commercial_partner_id")
        orders.mapped("amount_untaxed")

    def _check_facts(self):
        """Return what :func:`engine.checkpoint.applies` has to know."""
        self.ensure_one()
        picking = self.sudo()  # Warehouse people may have no right on orders.
        moves = picking.move_ids.filtered(lambda move: move.state != "cancel")
        lines = moves.sale_line_id
        orders = lines.order_id
        products = moves.product_id | lines.product_id  # a kit's components, and the kit
        customers = (picking.partner_id | orders.partner_id).commercial_partner_id
        return engine.Delivery(
            orders=frozenset(orders.ids or picking.ids),
            products=frozenset(products.ids),
            categories=frozenset(
                int(key) for category in products.categ_id for key in (category.parent_path or "").split("/") if key
            ),
            carrier=picking.carrier_id.id or 0,
            customers=frozenset(customers.ids),
            value=sum(order.amount_untaxed / (order.currency_rate or 1.0) for order in orders),
        )

    def _leaving_lines(self):
        """Return the lines that would leave now, as ``{transfer: lines}``.

        As Odoo does it: what is picked; or, if nothing is marked as picked, everything that is there.
        """
        self.move_line_ids.lot_id.mapped("name")  # of all at once
        result = {}
        for picking in self:
            lines = picking.move_line_ids.filtered(lambda line: line.quantity and line.state not in ("done", "cancel"))
            result[picking] = lines.filtered("picked") or lines
        return result

    def _leaving_goods(self):
        """Return what would leave now, as ``{transfer: {(product, lot name): quantity}}``, in products' units."""
        return {picking: lines._goods_quantities() for picking, lines in self._leaving_lines().items()}

    # === Checks follow their transfers === #

    def _refresh_checks(self):
        """Make the checks that are missing for deliveries that are ready, and free those that need none any more."""
        ready = self.filtered(lambda picking: picking.state == "assigned")
        needed = ready._may_need_check()._checkpoints()
        # Written for everybody who reserves.
        current = ready.filtered(lambda picking: picking.check_state != "none").sudo()._current_checks()
        new = {picking: points for picking, points in needed.items() if picking not in current}
        if new:
            ready.sudo()._make_checks(new)
        for picking, check in current.items():
            if check.state == OPEN and picking in needed and check.checkpoint_ids != needed[picking]:
                check.checkpoint_ids = needed[picking]
        self.env["fulfilment.check"].sudo().union(*current.values())._void_if_outdated(needed)
        free = [check.id for picking, check in current.items() if picking not in needed]
        if free:
            ready.sudo()._forget_checks(self.env["fulfilment.check"].sudo().browse(free))

    def _current_checks(self):
        """Return the latest check of each transfer that counts, as ``{transfer: check}``."""
        domain = [("picking_id", "in", self.ids), ("state", "in", (OPEN, PASSED, FAILED)), ("left_at", "=", False)]
        return {check.picking_id: check for check in self.env["fulfilment.check"].search(domain, order="id")}

    def action_cancel(self):
        """Extend: nobody checks what is cancelled."""
        result = super().action_cancel()
        cancelled = self.filtered(lambda picking: picking.state == "cancel" and picking.check_state != "none")
        if cancelled:
            cancelled.sudo()._forget_checks(cancelled.sudo().check_ids)
        return result

    def _open_check(self):
        """Return the check to look at: the current one, or a new one.

        :raise UserError: if no checkpoint applies
        """
        self.ensure_one()
        self.check_access("read")
        current = self._current_checks().get(self)
        if current and current.state == PASSED:
            # Nobody has a right to write checks.
            current.sudo()._void_if_changed()
            current.sudo()._void_if_outdated(self._may_need_check()._checkpoints())
            current = self._current_checks().get(self)
        if self.state in ("done", "cancel") and self.check_ids:
            return current or self.check_ids[:1]  # to look at
        if not current:
            needed = self._may_need_check()._checkpoints()
            if not needed:
                raise UserError(
                    self.env._("%s needs no check: no checkpoint applies to it, or it was not sampled.", self.name)
                )
            current = self.sudo()._make_checks(needed).sudo(self.env.su)
        if current.state == OPEN:
            current.sudo()._synchronize()
        return current

    def action_open_check(self):
        """Open the scan screen with this transfer.

        :raise UserError: if no checkpoint applies
        """
        self._open_check()
        action = self.env["ir.actions.actions"]._for_xml_id(CHECK_ACTION)
        return {**action, "context": {"active_id": self.id, "active_model": self._name}}
