"""Which orders, and which of their lines, a policy on overselling concerns."""

from odoo import api, fields, models

from ...engine.findings import BLOCKED, OPEN
from .const import ALLOW, BACKORDER, BLOCK

STRICTEST_FIRST = (BLOCK, BACKORDER, ALLOW)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    has_blocked_goods = fields.Boolean(
        compute="_compute_has_blocked_goods",
        compute_sudo=True,
        help="Something of it may not be oversold: it is checked when it is confirmed, in every mode.",
    )

    @api.depends("company_id", "order_line.product_id", "order_line.product_uom_qty")
    def _compute_has_blocked_goods(self):
        blocked = self._with_blocked_goods()
        for order in self:
            order.has_blocked_goods = order in blocked

    def _with_blocked_goods(self):
        """Return those of the orders in which something may not be oversold."""
        asked = self.filtered(lambda order: order.company_id.sudo()._stops_anyway())
        policies = asked.order_line._oversell_policies()
        return asked & self.browse().union(*(line.order_id for line, policy in policies.items() if policy == BLOCK))

    def _judged_anyway(self):
        """Extend: those with goods that may not be oversold, and those that were stopped for such goods."""
        suspects = self.filtered(lambda order: order.validation_state == BLOCKED)
        stopped = self.browse()
        if suspects:
            findings = self.env["order.validation.finding"].sudo()
            domain = [("order_id", "in", suspects.ids), ("state", "=", OPEN), ("enforced", "=", True)]
            stopped = findings.search(domain).order_id.with_env(self.env)
        return self & (super()._judged_anyway() | self._with_blocked_goods() | stopped)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _oversell_policies(self):
        """Return ``{line: policy}`` of the lines of goods: of a kit the strictest of its own and of its parts'."""
        policies = {}
        for company, lines in self.filtered(lambda line: line._is_goods()).grouped("company_id").items():
            goods = lines.product_id
            boms = goods._kits_among(company)
            parts = {product: product.union(*product._kit_parts(1.0, boms)) for product in goods}
            of_product = goods.union(*parts.values())._oversell_policies(company)
            for line in lines:
                own = {of_product[product] for product in parts[line.product_id]}
                policies[line] = next(policy for policy in STRICTEST_FIRST if policy in own)
        return policies
