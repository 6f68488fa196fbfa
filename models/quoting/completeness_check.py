"""Quotations are judged when they are sent; what they lack becomes findings of the door "send"."""

from odoo import api, models

from ...engine.findings import OPEN, RESOLVED
from ..validation.const import SEND

QUOTATION = ("draft", "sent")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _check_sending(self):
        """Judge quotations by what they say, and write the findings. Their state of check stays as it is.

        Nothing is judged that is no quotation, or where checks are off.

        :return: the findings that are open
        """
        findings = self.env["order.validation.finding"].sudo()
        opened = findings
        # As in any check: rules see what who sends may not.
        for company, mine in self.sudo()._judged_when_sent().grouped("company_id").items():
            rules = self._sending_rules(company, self._findings_language(company))
            found = rules._find_violations(mine, rules)
            opened |= findings._write_changes(mine, company, found, door=SEND)[0]
        return opened.with_env(self.env)

    def _judged_when_sent(self):
        return self.filtered(lambda order: order.state in QUOTATION and order.company_id.validation_mode != "off")

    @api.model
    def _sending_rules(self, company, language):
        """Return a company's rules for quotations that are sent, ready to judge once.

        :param str language: of the texts
        """
        # Nothing that comes in over RPC changes a judgement.
        context = {"lang": language, "validation_memo": {}, "validation_isolates": True}
        rules = self.env["order.validation.rule"].with_context(context)  # pylint: disable=context-overridden
        return rules._of_sending(company)

    def _check_orders(self, takes_credit=False, confirming=False):
        """Extend: what quotations lacked when they were sent is looked at again, but never on the way to an order."""
        opened = super()._check_orders(takes_credit=takes_credit, confirming=confirming)
        if takes_credit or confirming:
            return opened
        return opened | self._standing_of_sending().order_id._check_sending()

    def _standing_of_sending(self, *states):
        """Return what was found about these quotations when they were sent, as superuser.

        :param states: of the findings; by default all but resolved
        """
        findings = self.env["order.validation.finding"].sudo()
        quotations = self.sudo().filtered(lambda order: order.state in QUOTATION)
        if not quotations:
            return findings
        state = [("state", "in", states)] if states else [("state", "!=", RESOLVED)]
        return findings.search([("order_id", "in", quotations.ids), ("door", "=", SEND), *state])

    def _not_to_be_sent(self):
        """Return the quotations that may not be sent as they are: something blocks, in a company that enforces."""
        enforced = self.filtered(lambda order: order.company_id.sudo().validation_mode == "enforce")
        blocking = enforced._standing_of_sending(OPEN).filtered(lambda finding: finding.severity == "block")
        return self.filtered(lambda order: order.id in blocking.order_id.ids)

    def _end_checks(self):
        """Extend: what a cancelled quotation lacked matters no more."""
        result = super()._end_checks()
        # Nobody may write findings directly.
        findings = self.env["order.validation.finding"].sudo()
        domain = [("order_id", "in", self.ids), ("door", "=", SEND), ("state", "!=", RESOLVED)]
        findings.search(domain)._resolve()
        return result

    def _findings_in_short(self, opened):
        """Extend: what a quotation lacks stops no order."""
        sending = opened.filtered(lambda finding: finding.door == SEND)
        parts = [
            super()._findings_in_short(opened - sending),
            sending and self.env._("Points that the quotation lacks: %(number)s.", number=len(sending)),
        ]
        return " ".join(filter(None, parts))
