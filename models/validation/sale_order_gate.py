"""The doors through which an order is confirmed, and the gate in each of them."""

import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...engine.findings import BLOCKED
from .transaction import GateTransaction

_logger = logging.getLogger(__name__)

# What scheduled work has in its context: Odoo's own jobs, and those of the module queue_job
JOB_KEYS = {"cron_id", "job_uuid"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === Doors === #

    def action_confirm(self):
        """Extend: no order is confirmed around the gate.

        Customers' orders, and those that a job confirms, are accepted and put on hold. In a company that
        only observes, nothing is different but the findings.

        :raise UserError: for people, with everything that blocks; then no order is confirmed
        """
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))
        quotations._pass_gate()
        with GateTransaction.of(self.env).passing(quotations):
            return super().action_confirm()

    def action_confirm_on_hold(self):
        """Confirm orders, and put those on hold whose findings block them."""
        with GateTransaction.of(self.env).customer_door():
            return self.action_confirm()

    def action_confirm_checked(self):
        """Confirm what may be confirmed; show the rest with what is wrong and what repairs it.

        For buttons and lists. Findings stay, because nothing is rolled back.

        :return: what ``action_confirm`` returns, or the dialog if an order is left
        :raise UserError: for a single order that Odoo itself does not confirm
        """
        self.check_access("write")
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))
        if len(self) < 2 and not quotations:
            return self.action_confirm()
        quotations._check_orders(takes_credit=True, confirming=True)
        left = quotations._refused()
        if len(self) > 1:
            left |= quotations.filtered(lambda order: order._confirmation_error_message())
        passing = quotations - left
        with GateTransaction.of(self.env).passing(passing):
            result = passing.action_confirm() if passing else True
        if left or quotations != self:
            return self.env["order.validation.dialog"]._open(left, confirmed=passing, skipped=self - quotations)
        return result

    def _validate_order(self):
        """Extend: this is how customers confirm, with a signature or a payment."""
        with GateTransaction.of(self.env).customer_door():
            return super()._validate_order()

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: an order that is created confirmed has to pass, too."""
        gate = GateTransaction.of(self.env)
        with gate.collecting(self.env):
            orders = super().create(vals_list)
            orders.filtered(lambda order: order.state == "sale")._pass_gate()
        return orders

    def write(self, vals):
        """Extend: nothing becomes an order around the gate.

        Where the order itself changes, too, or comes back from being cancelled, it is judged as it is
        then.

        :raise UserError: see :meth:`action_confirm`
        """
        if vals.get("state") != "sale":
            return super().write(vals)
        gate = GateTransaction.of(self.env)
        entering = self.filtered(lambda order: order.state != "sale" and order.id not in gate.passed)
        changes_order = not vals.keys() <= self._prepare_confirmation_values().keys()
        late = entering.filtered(lambda order: changes_order or order.state == "cancel")
        (entering - late)._pass_gate()
        with gate.passing(entering - late), gate.collecting(self.env):
            result = super().write(vals)
            late._pass_gate()
        return result

    # === The gate === #

    def _pass_gate(self):
        """Check orders that are being confirmed, whatever door they come through.

        :raise UserError: with all blocking findings, when a person is driving
        """
        gate = GateTransaction.of(self.env)
        waiting = self.filtered(lambda order: order.id not in gate.passed)
        if self._gate_holds():
            refused = waiting._check_at_open_door()
        else:
            refused = waiting._check_for_people(confirming=True)
        # What was changed on the way here is checked herewith.
        gate.edited.difference_update(waiting.ids)
        if not refused:
            return
        if not self._gate_holds():
            raise UserError(refused._refusal_message())
        refused._hold_for_findings()
        refused._tell_salesperson_held()

    def _check_for_people(self, confirming=False):
        """Check orders that people confirm or change; where checks are only observed, nothing stops them.

        :param bool confirming: whether these orders are being confirmed
        :return: the orders that may not go on
        """
        modes = self.grouped(lambda order: order.company_id.sudo().validation_mode)
        enforced = modes.get("enforce", self.browse())
        modes.get("observe", self.browse())._check_at_open_door(confirming)
        enforced._check_orders(takes_credit=True, confirming=confirming)
        return enforced._refused()

    def _check_at_open_door(self, confirming=True):
        """Check orders that are accepted in any case, even if a check itself fails.

        :return: the orders to be held: those that are blocked, or could not be checked
        """
        if not self:
            return self
        try:
            with self.env.cr.savepoint():
                self._check_orders(takes_credit=True, confirming=confirming)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # Odoo runs all of it again
        except Exception:
            _logger.exception("The orders %s could not be checked; they are accepted and held", self.ids)
            return self.filtered(lambda order: order.company_id.sudo().validation_mode == "enforce")
        return self._refused()

    def _refused(self):
        """Return the orders that may not go on: findings block them, and their company enforces."""
        return self.filtered(
            lambda order: order.validation_state == BLOCKED and order.company_id.sudo().validation_mode == "enforce"
        )

    @api.model
    def _gate_holds(self):
        """Whether a blocked order is accepted and held instead of refused: a customer or a job is driving."""
        return bool(
            GateTransaction.of(self.env).customer_doors
            or not self.env.user._is_internal()
            or JOB_KEYS & self.env.context.keys()
        )

    def _refusal_message(self):
        """Return everything that blocks these orders, one line for each finding."""
        blocking = self._blocking_findings()
        lines = []
        for order in self:
            lines.append(self.env._("%(order)s cannot be confirmed:", order=order.name))
            lines += [f"- {finding.message}" for finding in blocking if finding.order_id.id == order.id]
        return "\n".join(lines)
