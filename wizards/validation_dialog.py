"""The dialog of the gate: what is wrong, what repairs it, who may waive it, and what goes on."""

from odoo import api, fields, models

from ..engine.findings import RESOLVED


class OrderValidationDialog(models.TransientModel):
    _name = "order.validation.dialog"
    _description = "Check of Orders"

    order_ids = fields.Many2many("sale.order")
    confirmed_ids = fields.Many2many("sale.order", "order_validation_dialog_confirmed_rel")
    skipped_ids = fields.Many2many("sale.order", "order_validation_dialog_skipped_rel", string="Not a Quotation")
    failures = fields.Text(readonly=True, help="What kept orders from being confirmed, besides findings.")
    finding_ids = fields.One2many("order.validation.finding", compute="_compute_findings")
    is_blocked = fields.Boolean(compute="_compute_findings")
    waiting_count = fields.Integer(compute="_compute_findings")
    ready_count = fields.Integer(compute="_compute_findings", help="How many orders nothing blocks any more.")
    summary = fields.Char(compute="_compute_summary")

    @api.model
    def _open(self, orders, confirmed=None, skipped=None, failures=None):
        """Return the action that shows what stands against orders.

        :param sale.order orders: what was not confirmed
        :param sale.order confirmed: what went on
        :param sale.order skipped: what was no quotation
        :param dict failures: ``{order: why it could not be confirmed, whatever the check says}``
        """
        dialog = self.create(
            {
                "order_ids": orders.ids,
                "confirmed_ids": (confirmed or self.env["sale.order"]).ids,
                "skipped_ids": (skipped or self.env["sale.order"]).ids,
                "failures": "\n".join(f"{order.name}: {error}" for order, error in (failures or {}).items()),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check of %(order)s", order=orders.name)
            if len(orders) == 1
            else self.env._("Check of Orders"),
            "res_model": self._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.depends("order_ids")
    def _compute_findings(self):
        for dialog in self:
            waiting = dialog.order_ids.filtered(lambda order: order.state in ("draft", "sent"))
            standing = waiting.open_finding_ids.filtered(lambda finding: finding.state != RESOLVED)
            dialog.finding_ids = standing.sorted(
                lambda finding: (finding.order_id.id, finding.state, finding.severity, finding.rule_sequence)
            )
            refused = waiting._refused()
            dialog.is_blocked = bool(refused)
            dialog.waiting_count = len(waiting)
            dialog.ready_count = len(waiting - refused)

    @api.depends("confirmed_ids", "order_ids", "skipped_ids", "failures")
    def _compute_summary(self):
        for dialog in self:
            parts = [
                dialog.confirmed_ids
                and self.env._("Confirmed: %(orders)s.", orders=", ".join(dialog.confirmed_ids.mapped("name"))),
                dialog.skipped_ids
                and self.env._("No quotations: %(orders)s.", orders=", ".join(dialog.skipped_ids.mapped("name"))),
                *dialog._refusals_of_odoo(),
                dialog.failures,
            ]
            dialog.summary = " ".join(filter(None, parts))

    def _refusals_of_odoo(self):
        """Return why Odoo itself does not confirm some of these orders, whatever the check says."""
        return [f"{order.name}: {error}" for order in self._waiting() if (error := order._confirmation_error_message())]

    def _waiting(self):
        return self.order_ids.filtered(lambda order: order.state in ("draft", "sent"))

    def action_check(self):
        """Check again, and show what is left."""
        self.ensure_one()
        self._waiting().action_validate_order()
        return self._open(self._waiting(), self.confirmed_ids, self.skipped_ids)

    def action_confirm(self):
        """Confirm what may be confirmed now; show what is left."""
        self.ensure_one()
        result = self._waiting().action_confirm_checked()
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}

    def action_confirm_on_hold(self):
        """Confirm the orders all the same, and put on hold what is blocked."""
        self.ensure_one()
        waiting = self._waiting()
        result, failures = waiting._confirm_possible("action_confirm_on_hold")
        if failures:
            left = self._waiting()
            return self._open(left, self.confirmed_ids | (waiting - left), self.skipped_ids, failures)
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}
