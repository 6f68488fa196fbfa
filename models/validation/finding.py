"""One thing that a check found wrong with an order."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.findings import OPEN, RESOLVED, WAIVED
from .const import CATEGORIES, CONFIRM, DOORS, FIXES, SEVERITIES

LEDGER_GROUPS = (
    "account.group_account_invoice",
    "account.group_account_readonly",
    "quote_to_cash.group_credit_manager",
)


class OrderValidationFinding(models.Model):
    """What was found, what was expected, who decides and what repairs it.

    Only the check and the waiver write here. A finding ends by becoming untrue: it is resolved and
    kept.
    """

    _name = "order.validation.finding"
    _description = "Order Finding"
    _order = "state, severity, rule_sequence, id"
    _rec_name = "message"
    _allow_sudo_commands = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, index=True, ondelete="cascade")
    line_id = fields.Many2one(
        "sale.order.line", "Order Line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    rule_id = fields.Many2one("order.validation.rule", required=True, readonly=True, index=True, ondelete="restrict")
    # What the rule was when it found this; the rule may change later.
    code = fields.Char(readonly=True, required=True)
    category = fields.Selection(CATEGORIES, readonly=True)
    severity = fields.Selection(SEVERITIES, readonly=True)
    door = fields.Selection(
        DOORS,
        "Asked When",
        readonly=True,
        required=True,
        default=CONFIRM,
        help="Sent: it is about a quotation that is sent, and stops no order.",
    )
    enforced = fields.Boolean(
        readonly=True, help="Stops the order whatever the checks are set to, and cannot be waived by anybody."
    )
    rule_sequence = fields.Integer(readonly=True)
    state = fields.Selection(
        [(OPEN, "Open"), (WAIVED, "Waived"), (RESOLVED, "Resolved")], required=True, readonly=True, default=OPEN
    )
    message = fields.Char(readonly=True, required=True)
    found_text = fields.Char(readonly=True, groups="base.group_system")
    limit_text = fields.Char(readonly=True, groups="base.group_system")
    found = fields.Char(compute="_compute_found", help="What was found.")
    limit = fields.Char("Expected", compute="_compute_found", help="What was expected.")
    document = fields.Reference(selection="_selection_document", readonly=True, help="Where to look.")
    fix = fields.Char(readonly=True, help="Name of the method that repairs it.")
    other_fix = fields.Char(readonly=True)
    fix_label = fields.Char(compute="_compute_fix_labels")
    other_fix_label = fields.Char(compute="_compute_fix_labels")
    suggested_date = fields.Datetime(readonly=True)
    suggested_quantity = fields.Float(readonly=True, digits="Product Unit")
    facts_hash = fields.Char(readonly=True, help="Fingerprint of the facts; a waiver is void when it changes.")
    found_at = fields.Datetime(readonly=True, required=True, default=fields.Datetime.now)
    found_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null", default=lambda self: self.env.uid)
    waived_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    waived_at = fields.Datetime(readonly=True)
    waived_until = fields.Date(readonly=True, help="Last day on which the waiver holds.")
    waive_reason_id = fields.Many2one(
        "sale.order.reason", "Kind of Waiver", readonly=True, ondelete="restrict", domain=[("kind", "=", "waiver")]
    )
    waive_reason = fields.Char("Reason", readonly=True)
    resolved_at = fields.Datetime(readonly=True)
    resolved_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    hours_open = fields.Float("Hours Until Resolved", readonly=True, aggregator="avg", digits=(16, 1))
    can_waive = fields.Boolean(compute="_compute_can_waive")
    who_waives = fields.Char(compute="_compute_can_waive")

    _one_standing = models.UniqueIndex(
        "(order_id, rule_id, COALESCE(line_id, 0)) WHERE state <> 'resolved'",
        "An order has one finding of a rule at a time.",
    )

    @api.model
    def _selection_document(self):
        """Models in which to look for what was found."""
        names = ("res.partner", "product.product", "product.template", "delivery.carrier", "sale.order", "account.move")
        return [(name, self.env[name]._description) for name in names]

    @api.depends("found_text", "limit_text", "category")
    @api.depends_context("uid")
    def _compute_found(self):
        """Show figures of the ledger only to those who may read the ledger."""
        sees_ledger = any(self.env.user.has_group(group) for group in LEDGER_GROUPS)
        for finding, stored in zip(self, self.sudo(), strict=True):
            shown = stored.category != "credit" or sees_ledger
            finding.found = shown and stored.found_text
            finding.limit = shown and stored.limit_text

    @api.depends("fix", "other_fix", "state")
    @api.depends_context("lang", "uid")
    def _compute_fix_labels(self):
        for finding in self:
            for name in ("fix", "other_fix"):
                usable = finding.state != RESOLVED and finding._can_fix(finding[name])
                label = FIXES[finding[name]] if usable else False
                finding[f"{name}_label"] = label and self.env._(label)

    def _can_fix(self, name):
        """Whether a fix is one, and of use to the current user.

        :param str name: name of the method
        """
        return name in FIXES

    # === Repair === #

    def action_fix(self):
        """Repair the finding, or open what has to be repaired; then check the order again.

        :return: an action to execute, or True
        :raise UserError: if there is nothing to repair it with
        :raise AccessError: for a user who may not change the order
        """
        return self._run_fix("fix")

    def action_other_fix(self):
        """As :meth:`action_fix`, with the second way to repair it."""
        return self._run_fix("other_fix")

    def _run_fix(self, which):
        self.ensure_one()
        self.order_id.check_access("write")
        name = self[which]
        if not self._can_fix(name) or self.state == RESOLVED:
            raise UserError(self.env._("There is nothing here that can be repaired with one click."))
        action = getattr(self, name)()
        if not action:
            self._check_again()
        return action or True

    def _check_again(self):
        """Check the order again, because something may be repaired."""
        return self.order_id.action_validate_order()

    # === Waiver === #

    def _waiver_groups_text(self):
        """Return who may waive this, in words."""
        self.ensure_one()
        if self.enforced:
            return ""
        group = self.rule_id.sudo().waiver_group_id
        if group:
            return group.full_name
        return "" if self._is_blocking() else self.env._("everybody who may change the order")

    def _is_blocking(self):
        """Whether this blocks: as it was found, or as its rule is now."""
        return "block" in (self.severity, self.rule_id.sudo().severity)

    @api.depends("rule_id.severity", "severity", "enforced", "order_id.user_id", "state")
    @api.depends_context("uid")
    def _compute_can_waive(self):
        for finding in self:
            finding.who_waives = finding._waiver_groups_text()
            finding.can_waive = finding.state == OPEN and not finding._why_not_waivable()

    def _why_not_waivable(self):
        """Return why the current user may not waive this, or an empty text."""
        self.ensure_one()
        rule = self.rule_id.sudo()
        if self.enforced:
            return self.env._("Nobody may waive this: %(message)s", message=self.message)
        if not rule.waiver_group_id and self._is_blocking():
            return self.env._("“%(rule)s” cannot be waived.", rule=rule.name)
        if self.env.su:
            return ""
        if not self._has_waiver_authority():
            return self.env._(
                "“%(rule)s” may be waived by: %(group)s.", rule=rule.name, group=self._waiver_groups_text()
            )
        if not rule.waiver_on_own_orders and self.env.user in self.order_id.sudo()._owners():
            return self.env._("“%(rule)s” is not waived on one's own order. Ask a colleague.", rule=rule.name)
        return ""

    def _has_waiver_authority(self):
        """Whether the current user belongs to those who may waive this."""
        group = self.rule_id.sudo().waiver_group_id
        if group:
            return group in self.env.user.all_group_ids
        return self.order_id.has_access("write")

    def action_waive(self, reason, until=None):
        """Let the order pass in spite of these findings, for a reason that stays on record.

        The waiver ends when the facts change that it is given for, or after its last day.

        :param reason: a text, or a ``sale.order.reason`` of the kind "waiver", or its id
        :param date until: last day, by default none
        :raise AccessError: for a user who may not waive one of them; then none is waived
        :raise UserError: without a reason, with a day in the past, or for what is resolved
        """
        self.check_access("read")
        self._check_waivable()
        values = self._prepare_waiver(reason, until)
        # Nobody may write findings directly; the right to waive was checked above.
        self.sudo().write(values)
        self._log_waiver("waiver")
        # What a waiver lets go on must still be what it was given for.
        self.order_id._check_orders()
        self.order_id.sudo()._update_validation_state()
        return True

    def _check_waivable(self):
        for finding in self:
            if finding.state == RESOLVED:
                raise UserError(self.env._("What is resolved needs no waiver: %(message)s", message=finding.message))
            why = finding._why_not_waivable()
            if why:
                raise AccessError(why)

    def _prepare_waiver(self, reason, until):
        text = reason or ""
        kind = self.env["sale.order.reason"]
        if not isinstance(text, str):
            kind = kind._resolve(reason, "waiver")
            text = kind.name
        until = fields.Date.to_date(until) if until else False
        if not text.strip():
            raise UserError(self.env._("Say why this is waived."))
        # The check asks the company's day, so that is what a waiver ends by.
        if until and any(until < company._local_day() for company in self.sudo().company_id):
            raise UserError(self.env._("The last day of a waiver cannot lie in the past."))
        return {
            "state": WAIVED,
            "waived_by_id": self.env.uid,
            "waived_at": fields.Datetime.now(),
            "waived_until": until,
            "waive_reason_id": kind.id,
            "waive_reason": text.strip(),
        }

    def _log_waiver(self, kind):
        """Write into the orders' timelines that findings were waived, or that a waiver became void."""
        self.env["sale.order.event"]._append(
            [
                finding.order_id._prepare_event(
                    kind, finding, note=": ".join(filter(None, (finding.rule_id.sudo().name, finding.waive_reason)))
                )
                for finding in self
            ]
        )
