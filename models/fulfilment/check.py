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
        return self._why_not_checkers().get(self, "")

    def _why_not_checkers(self):
        """Return why the user may not check, as ``{check: reason}``; those that he may check: left out."""
        if self.env.su and self.env.user._is_superuser():
            return {}
        if not self.env.user.has_group(CHECKERS):
            return dict.fromkeys(self, self.env._("Only a Warehouse Checker may check shipments."))
        # Checkpoints and earlier steps may be of a warehouse that the user does not see.
        checks = self.sudo().filtered(lambda check: any(check.checkpoint_ids.mapped("other_checker")))
        checks.picking_id._read_pickers()
        reasons = {}
        for check in checks:
            pickers = check.picking_id._pickers()
            if not pickers:
                reasons[check] = self.env._(
                    "The checker must not be the picker, and nobody is known to have picked %(transfer)s. "
                    "Mark the goods as picked, or enter who is responsible for the transfer.",
                    transfer=check.picking_id.name,
                )
            elif self.env.user in pickers:
                reasons[check] = self.env._("You have picked these goods. Somebody else has to check them.")
        return reasons

    def _begin(self):
        """Take checks for one step of work; return them with the rights to write.

        The write makes two people who count at the same time take turns: the second waits for the first, PostgreSQL
        then refuses what rests on an old count, and Odoo repeats the request, which sees the new one. A look at the
        count, or a lock that is taken after it, would not do: a transaction goes on seeing what it saw first.

        :raise AccessError: for users who may not check, or may not check one of these
        :raise UserError: if one of them is finished
        """
        self.check_access("read")
        reasons = self._why_not_checkers()
        if reasons:
            raise AccessError("\n".join(dict.fromkeys(reasons.values())))
        checks = self.sudo()  # Nobody has a right to write checks; who may check was asked above.
        for check in checks:
            check.revision += 1
        checks.flush_recordset(["revision"])
        for check in checks:
            check._check_is_open()
        checks._synchronize()
        return checks

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
        """Let open checks follow their transfers: what is to be counted, and what is asked. Counts stay."""
        self.filtered(lambda check: not check.started_at).started_at = fields.Datetime.now()
        leaving = self.picking_id._leaving_goods()
        Line, Answer = self.env["fulfilment.check.line"], self.env["fulfilment.check.answer"]
        gone, lines, answers = Line, [], []
        for check in self:
            goods = leaving[check.picking_id]
            known = {line._goods_key(): line for line in check.line_ids}
            for key, line in known.items():
                expected = goods.get(key, 0.0)
                if not expected and not line.counted:
                    gone |= line
                elif line.expected != expected:
                    line.expected = expected
            lines += [
                {"check_id": check.id, "product_id": product, "lot_name": lot, "expected": expected}
                for (product, lot), expected in goods.items()
                if (product, lot) not in known
            ]
            items = check.checkpoint_ids.item_ids - check.answer_ids.item_id
            answers += [{"check_id": check.id, **item._question()} for item in items]
        gone.unlink()
        Line.create(lines)
        Answer.create(answers)

    def _counted(self):
        """Return what was counted, as ``{(product, lot): quantity}``."""
        return {line._goods_key(): line.counted for line in self.line_ids}

    def _gaps(self):
        """Return what keeps checks from passing, as ``{check: [sentence, …]}``; those that may pass: left out."""
        found, engine_lines = {}, self._engine_lines()
        for check in self:
            lines = {line.id: line for line in check.line_ids}
            answers = {answer.id: answer for answer in check.answer_ids}
            said = [answer._for_engine() for answer in check.answer_ids]
            sentences = []
            for code, key in engine.gaps(engine_lines[check], said):
                line = lines.get(key) if code in engine.OF_LINES else answers.get(key)
                sentences.append(line._gap_text(code))
            if not lines:
                sentences.append(self.env._("There is nothing in this transfer."))
            if sentences:
                found[check] = sentences
        return found

    def _engine_lines(self):
        """Return the lines as the engine wants them, as ``{check: lines}``."""
        expired = self._expired_lots()
        return {check: [line._as_engine_line(expired) for line in check.line_ids] for check in self}

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
