"""The doors through which an order is confirmed, and the gate in each of them."""

import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...engine.findings import BLOCKED, OPEN
from .sale_order_validation_hold import OWN_ORIGIN
from .transaction import JOB_KEYS, GateTransaction

_logger = logging.getLogger(__name__)

# What of an order other modules may change while it is confirmed, besides its lines
JUDGED = ("partner_id", "partner_shipping_id", "partner_invoice_id", "carrier_id", "commitment_date", "warehouse_id")


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
        held = quotations._pass_gate()
        with GateTransaction.of(self.env).passing(quotations, quotations._fingerprints()):
            result = super().action_confirm()
            quotations.filtered(lambda order: order.state == "sale")._judge_changes()
        held._end_confirmation_on_hold()
        return result

    def _action_confirm(self):
        """Extend: what other modules have changed on the way is judged, too, before the customer hears of it.

        :raise UserError: see :meth:`action_confirm`
        """
        result = super()._action_confirm()
        self._judge_changes()
        return result

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
        refused = quotations._check_for_people(confirming=True)
        if len(self) > 1:
            refused |= quotations.filtered(lambda order: order._confirmation_error_message())
        passing = quotations - refused
        with GateTransaction.of(self.env).passing(passing):
            result, failures = passing._confirm_possible("action_confirm")
        if not refused and not failures and quotations == self:
            return result
        confirmed = passing.filtered(lambda order: order.state == "sale")
        return self.env["order.validation.dialog"]._open(
            quotations - confirmed, confirmed=confirmed, skipped=self - quotations, failures=failures
        )

    def _confirm_possible(self, method):
        """Confirm these orders; of several, one that cannot be confirmed does not keep the others from it.

        :param str method: what confirms them
        :return: what the method returns, and ``{order: why it failed}``
        :raise UserError: for a single order
        """
        if len(self) < 2:
            return (getattr(self, method)() if self else True), {}
        try:
            with self.env.cr.savepoint():
                return getattr(self, method)(), {}
        except UserError:
            _logger.info("The orders %s cannot be confirmed together; one after the other now", self.ids)
        result, failures = True, {}
        for order in self:
            try:
                with self.env.cr.savepoint():
                    result = getattr(order, method)()
            except UserError as error:
                failures[order] = str(error)
        return result, failures

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
            orders.filtered(lambda order: order.state == "sale")._pass_gate()._tell_salesperson_held()
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
        held = (entering - late)._pass_gate()
        with gate.passing(entering - late), gate.collecting(self.env):
            result = super().write(vals)
            held |= late._pass_gate()
        held._tell_salesperson_held()
        return result

    # === The gate === #

    def _pass_gate(self):
        """Check orders that are being confirmed, whatever door they come through.

        :return: the orders that are put on hold; who looks after them has to be told
        :raise UserError: with all blocking findings, when a person is driving
        """
        gate = GateTransaction.of(self.env)
        waiting = self.filtered(lambda order: order.id not in gate.passed)
        held = waiting._check_at_gate()
        # What was changed on the way here is checked herewith.
        gate.edited.difference_update(waiting.ids)
        return held

    def _check_at_gate(self):
        """Check orders that are being confirmed, and refuse or hold what is blocked; see :meth:`_pass_gate`."""
        if self._gate_holds():
            refused = self._check_at_open_door()
            refused._hold_for_findings()
        elif refused := self._check_for_people(confirming=True):
            raise UserError(refused._refusal_message())
        return refused

    def _fingerprints(self):
        """Return what the gate has judged of each order, to see whether it is still the same afterwards.

        Only what Odoo reads anyway when it confirms an order.
        """
        lines = ("product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount")
        return {
            order.id: (
                order.amount_total,
                *(order[name] for name in JUDGED),
                {line.id: [line[name] for name in lines] for line in order.order_line},
            )
            for order in self
        }

    def _judge_changes(self):
        """Check those of the orders again that are not what the gate has judged."""
        judged = GateTransaction.of(self.env).judged
        now = self.filtered(lambda order: order.id in judged)._fingerprints()
        changed = self.filtered(lambda order: order.id in now and now[order.id] != judged[order.id])
        judged.update(now)
        changed._check_at_gate()._tell_salesperson_held()

    def _end_confirmation_on_hold(self):
        """Tell who looks after held orders, once it is known who; free those that were not confirmed after all."""
        if self:
            # Another module may have asked something first, instead of confirming.
            unconfirmed = self.filtered(lambda order: order.state in ("draft", "sent"))
            unconfirmed._release_origins(OWN_ORIGIN, self.env._("The order was not confirmed."), quietly=True)
            (self - unconfirmed).filtered("is_on_hold")._tell_salesperson_held()

    def _check_for_people(self, confirming=False):
        """Check orders that people confirm or change; where checks are only observed, few things stop them.

        :param bool confirming: whether these orders are being confirmed
        :return: the orders that may not go on
        """
        checked = self.filtered(lambda order: order.company_id.sudo()._checks_orders())
        enforced = checked.filtered(lambda order: order.company_id.sudo().validation_mode == "enforce")
        stopped = (checked - enforced)._check_at_open_door(confirming)
        enforced._check_orders(takes_credit=True, confirming=confirming)
        return stopped | enforced._refused()

    def _check_at_open_door(self, confirming=True):
        """Check orders that are accepted in any case, even if a check itself fails.

        :return: the orders to be held: those that are blocked, or could not be checked
        """
        if not self:
            return self
        self.env.cr.flush()  # what fails here is not the fault of the check
        try:
            with self.env.cr.savepoint():
                self._check_orders(takes_credit=True, confirming=confirming)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # Odoo runs all of it again
        except Exception:
            _logger.exception("The orders %s could not be checked; they are accepted and held", self.ids)
            enforced = self.filtered(lambda order: order.company_id.sudo().validation_mode == "enforce")
            return enforced | self.sudo()._judged_anyway().with_env(self.env)
        return self._refused()

    def _refused(self):
        """Return the orders that may not go on: findings block them, and they or their company enforce that."""
        # Customers do not read what a check has said.
        blocked = self.filtered(lambda order: order.sudo().validation_state == BLOCKED)
        enforced = blocked.filtered(lambda order: order.company_id.sudo().validation_mode == "enforce")
        return enforced | (blocked - enforced)._stopped_anyway()

    def _stopped_anyway(self):
        """Return the orders that something stops whatever their company's checks are set to."""
        asked = self.filtered(lambda order: order.company_id.sudo()._stops_anyway())
        if not asked:
            return asked
        # Customers do not read findings.
        findings = self.env["order.validation.finding"].sudo()
        stopped = findings.search([("order_id", "in", asked.ids), ("state", "=", OPEN), ("enforced", "=", True)])
        return asked.filtered(lambda order: order.id in stopped.order_id.ids)

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
        blocking = self._stopping_findings()
        lines = []
        for order in self:
            mine = [f"- {finding.message}" for finding in blocking if finding.order_id.id == order.id]
            lines.append(self.env._("%(order)s cannot be confirmed:", order=order.name))
            lines += mine or [self.env._("- The check failed. Check again.")]
        return "\n".join(lines)
