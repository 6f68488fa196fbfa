"""The check of a delivery before it leaves: what is counted, what was answered, who looked, and for how long.

Nobody writes these records by hand, not even over RPC: the methods for checkers do, after they have looked at who asks.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine import checkpoint as engine
from .const import CHECK_FAILED, CHECK_OPEN, CHECK_PASSED

OPEN, PASSED, FAILED, VOID = CHECK_OPEN, CHECK_PASSED, CHECK_FAILED, "void"
STATES = [(OPEN, "Open"), (PASSED, "Passed"), (FAILED, "Failed"), (VOID, "Void")]
CHECKERS = "quote_to_cash.group_warehouse_checker"


class FulfilmentCheck(models.Model):
    _name = "fulfilment.check"
    _description = "Shipment Check"
    _order = "id desc"
    _rec_name = "picking_id"

    picking_id = fields.Many2one("stock.picking", "Transfer", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="picking_id.company_id", store=True, index=True)
    checkpoint_ids = fields.Many2many("fulfilment.checkpoint", string="Checkpoints", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default=OPEN)
    line_ids = fields.One2many("fulfilment.check.line", "check_id", "Goods", readonly=True)
    answer_ids = fields.One2many("fulfilment.check.answer", "check_id", "Checklist", readonly=True)
    scan_ids = fields.One2many("fulfilment.check.scan", "check_id", "Scans", readonly=True)
    checker_id = fields.Many2one("res.users", readonly=True, help="Who passed or failed it.")
    started_at = fields.Datetime(readonly=True)
    finished_at = fields.Datetime(readonly=True)
    duration = fields.Float(
        "Minutes", compute="_compute_duration", store=True, aggregator="avg", help="From the first look to the end."
    )
    reason_id = fields.Many2one("sale.order.reason", readonly=True, ondelete="restrict", index="btree_not_null")
    note = fields.Char(readonly=True)
    left_at = fields.Datetime(readonly=True, help="When the goods that this check let through have left.")
    revision = fields.Integer(
        readonly=True,
        default=0,
        help="Two who count at the same time both write here, so neither is unaware of the other.",
    )

    _picking_idx = models.Index("(picking_id)")
    _one_at_a_time = models.UniqueIndex(
        "(picking_id) WHERE state IN ('open', 'passed') AND left_at IS NULL", "A transfer has one check at a time."
    )

    @api.depends("started_at", "finished_at")
    def _compute_duration(self):
        for check in self:
            both = check.started_at and check.finished_at
            check.duration = both and (check.finished_at - check.started_at).total_seconds() / 60

    # === Who may === #

    def _why_not_checker(self):
        """Return why the user may not check this transfer, or nothing."""
        self.ensure_one()
        if self.env.su and self.env.user._is_superuser():
            return ""
        if not self.env.user.has_group(CHECKERS):
            return self.env._("Only a Warehouse Checker may check shipments.")
        check = self.sudo()  # Checkpoints and earlier steps may be of a warehouse that the user does not see.
        if not any(check.checkpoint_ids.mapped("other_checker")):
            return ""
        pickers = check.picking_id._pickers()
        if not pickers:
            return self.env._(
                "The checker must not be the picker, and nobody is known to have picked %(transfer)s. "
                "Mark the goods as picked, or enter who is responsible for the transfer.",
                transfer=check.picking_id.name,
            )
        if self.env.user in pickers:
            return self.env._("You have picked these goods. Somebody else has to check them.")
        return ""

    def _begin(self):
        """Take the check for one step of work; return it with the rights to write.

        The write makes two people who count at the same time take turns: the second waits for the first, PostgreSQL
        then refuses what rests on an old count, and Odoo repeats the request, which sees the new one. A look at the
        count, or a lock that is taken after it, would not do: a transaction goes on seeing what it saw first.

        :raise AccessError: for users who may not check, or may not check this one
        :raise UserError: if the check is finished
        """
        self.ensure_one()
        self.check_access("read")
        reason = self._why_not_checker()
        if reason:
            raise AccessError(reason)
        check = self.sudo()  # Nobody has a right to write checks; who may check was asked above.
        check.revision += 1
        check.flush_recordset(["revision"])
        check._check_is_open()
        check._synchronize()
        return check

    def _check_is_open(self):
        if self.state != OPEN:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The check of %(transfer)s is finished (%(state)s). Open it again to start a new one.",
                    transfer=self.picking_id.name,
                    state=states[self.state],
                )
            )
        if self.picking_id.state in ("done", "cancel"):
            raise UserError(
                self.env._("%(transfer)s is done or cancelled: nothing to check.", transfer=self.picking_id.name)
            )

    # === What has to be counted === #

    def _synchronize(self):
        """Let an open check follow its transfer: what is to be counted, and what is asked. Counts stay."""
        self.ensure_one()
        if not self.started_at:
            self.started_at = fields.Datetime.now()
        goods = self.picking_id._leaving_goods()[self.picking_id]
        known = {line._goods_key(): line for line in self.line_ids}
        for key, line in known.items():
            expected = goods.get(key, 0.0)
            if not expected and not line.counted:
                line.unlink()
            elif line.expected != expected:
                line.expected = expected
        self.env["fulfilment.check.line"].create(
            [
                {"check_id": self.id, "product_id": product, "lot_name": lot, "expected": expected}
                for (product, lot), expected in goods.items()
                if (product, lot) not in known
            ]
        )
        items = self.checkpoint_ids.item_ids - self.answer_ids.item_id
        self.env["fulfilment.check.answer"].create([{"check_id": self.id, **item._question()} for item in items])

    def _counted(self):
        """Return what was counted, as ``{(product, lot): quantity}``."""
        return {line._goods_key(): line.counted for line in self.line_ids}

    def _gaps(self):
        """Return what keeps the check from passing, as sentences."""
        self.ensure_one()
        lines = {line.id: line for line in self.line_ids}
        answers = {answer.id: answer for answer in self.answer_ids}
        sentences = []
        for code, key in engine.gaps(self._engine_lines(), [answer._for_engine() for answer in self.answer_ids]):
            line = lines.get(key) if code in (engine.SHORT, engine.OVER) else answers.get(key)
            sentences.append(line._gap_text(code))
        if not lines:
            sentences.append(self.env._("There is nothing in this transfer."))
        return sentences

    def _engine_lines(self):
        expired = self._expired_lots()
        return [
            engine.Line(
                key=line.id,
                product=line.product_id.id,
                lot=line.lot_name or "",
                expected=line.expected,
                counted=line.counted,
                expired=(line.product_id.id, line.lot_name) in expired,
                step=line.product_id.uom_id.rounding,
            )
            for line in self.line_ids
        ]

    def _expired_lots(self):
        """Return ``{(product, lot name)}`` of the lots that nobody may sell any more."""
        Lot = self.env["stock.lot"]
        names = [line.lot_name for line in self.line_ids if line.lot_name]
        if not names or "expiration_date" not in Lot._fields:  # without product_expiry nothing expires
            return set()
        domain = [
            ("product_id", "in", self.line_ids.product_id.ids),
            ("name", "in", names),
            ("expiration_date", "<=", fields.Datetime.now()),
        ]
        return {(lot.product_id.id, lot.name) for lot in Lot.search(domain)}
