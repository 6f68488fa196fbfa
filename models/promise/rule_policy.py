"""What a product's policy on overselling makes of a finding that it is short."""

from odoo import api, models

from ..validation.rule import RULE_FIELDS
from .const import ALLOW, BACKORDER, BLOCK

SHORT = "stock_short"


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    @api.model
    def _of_company(self, company):
        """Extend: what may not be oversold is asked for whatever the rule says, and where checks are off only that."""
        if self.env.context.get("validation_only_enforced"):
            return self._judging_anyway(company)
        rules = super()._of_company(company)
        return rules if SHORT in rules.mapped("code") else rules | self._judging_anyway(company)

    @api.model
    def _judging_anyway(self, company):
        """Extend: the rule on availability, also when it is switched off or archived."""
        if not (company._stops_anyway() or self.env.context.get("validation_only_enforced")):
            return super()._judging_anyway(company)
        rules = self.sudo()
        domain = [("company_id", "=", company.id), ("code", "=", SHORT)]
        return rules.with_context(active_test=False).search_fetch(domain, RULE_FIELDS).with_env(rules.env)

    def _judge(self, orders):
        """Extend: the policy of what is short decides what follows from it, before the rule's own severity."""
        violations = super()._judge(orders)
        if self.code != SHORT or self._hindsight() or self.company_id._oversell_policies_in_use() == {ALLOW}:
            return violations
        policies = orders.order_line._oversell_policies()
        return [violation for violation in violations if self._judge_by_policy(violation, policies)]

    def _judge_by_policy(self, violation, policies):
        """Mark what stops an order in every mode, and what never stops it; say who decides.

        :param dict policies: ``{line: policy}`` of the lines of goods
        :return: whether anything is to be said about it at all
        """
        policy = self._policy_of(violation, policies)
        if policy == BLOCK:
            violation.severity, violation.enforced = "block", True
            violation.message = self.env._(
                "%(message)s It may not be oversold, and nobody may waive that:"
                " change the date, the quantity or the warehouse.",
                message=violation.message,
            )
            return True
        if policy == BACKORDER and self.severity == "block":
            violation.severity = "warn"
        return self.active and self.severity != "off" and not self.env.context.get("validation_only_enforced")

    def _policy_of(self, violation, policies):
        """Return the policy of a line; if the rule has failed, the strictest one of the order."""
        if violation.line_id:
            return policies.get(self.env["sale.order.line"].browse(violation.line_id), ALLOW)
        mine = {policy for line, policy in policies.items() if line.order_id.id == violation.order_id}
        return BLOCK if BLOCK in mine else ALLOW
