"""How complete a quotation is, for the eyes of who writes it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.findings import OPEN, WAIVED
from ...engine.quote_completeness import score
from ..validation.const import FIXES
from ..validation.sale_order import INTERNAL

DONE, MISSING = "done", "missing"
BUTTONS = (("fix", "action_fix"), ("other_fix", "action_other_fix"))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    quote_completeness = fields.Json(
        "Completeness",
        compute="_compute_quote_completeness",
        groups=INTERNAL,
        help="Which of the points that a quotation has to say are there: {done, total, points}.",
    )

    @api.depends(
        "state",
        "partner_id",
        "partner_invoice_id",
        "partner_shipping_id",
        "sale_order_template_id",
        "note",
        "validity_date",
        "payment_term_id",
        "require_signature",
        "require_payment",
        "prepayment_percent",
        "commitment_date",
        "fiscal_position_id",
        "recompute_delivery_price",
        "finding_ids.state",
        "order_line.name",
        "order_line.product_id",
        "order_line.product_uom_qty",
        "order_line.tax_ids",
        "order_line.is_delivery",
    )
    @api.depends_context("lang")
    def _compute_quote_completeness(self):
        """Judge quotations that are saved, as they stand on the screen. Writes nothing."""
        self.quote_completeness = False
        saved = self.filtered(lambda order: order._origin.id and order.partner_id)
        for company, mine in saved.sudo()._judged_when_sent().grouped("company_id").items():
            rules = self._sending_rules(company, self.env.lang)
            found = rules._find_violations(mine, rules)
            waived = {
                (finding.rule_id.id, finding.order_id.id): finding.facts_hash
                for finding in mine._origin._standing_of_sending(WAIVED)
            }
            for order in mine if rules else ():
                points = []
                for rule in rules:
                    violation = found.get((rule.id, order.id, 0))
                    is_waived = violation and waived.get((rule.id, order._origin.id)) == violation.facts_hash
                    points.append(rule._quote_point(violation, is_waived))
                lacking = [point["code"] for point in points if point["state"] == MISSING]
                done, total = score(rules.mapped("code"), lacking)
                order.quote_completeness = {"done": done, "total": total, "points": points}

    def action_complete_quotation(self, code, button="action_fix"):
        """Repair a point that the quotation lacks, or open what has to be repaired.

        :param str code: of the rule
        :param str button: which of the point's buttons: ``action_fix`` or ``action_other_fix``
        :return: an action to execute, or True
        :raise AccessError: for a user who may not change the quotation
        :raise UserError: for a button that there is not
        """
        self.ensure_one()
        self.check_access("write")
        if button not in dict(BUTTONS).values():
            raise UserError(self.env._("There is nothing here that can be repaired with one click."))
        self._check_sending()
        finding = self._standing_of_sending(OPEN).filtered(lambda finding: finding.code == code)
        # Somebody else may have repaired it meanwhile.
        return getattr(finding.with_env(self.env), button)() if finding else True


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _quote_point(self, violation, is_waived):
        """Return what the screen shows of one point.

        :param Violation violation: what is missing, if anything is
        :param bool is_waived: whether somebody has decided that it may be
        """
        state = MISSING if violation else DONE
        names = [(getattr(violation, name), method) for name, method in BUTTONS] if state == MISSING else []
        return {
            "code": self.code,
            "name": self.name,
            "state": WAIVED if is_waived else state,
            "blocks": self.severity == "block" and self.company_id.validation_mode == "enforce",
            "message": violation.message if violation else "",
            "buttons": [
                {"method": method, "label": self.env._(FIXES[name])} for name, method in names if name in FIXES
            ],
        }
