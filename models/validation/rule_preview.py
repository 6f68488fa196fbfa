"""What rules would have stopped: the evidence on which severity and parameters are set."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from .const import NEVER, SENDING_RULES, STANDARD_RULES

DAYS = 90
PORTION = 1000


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    preview_order_ids = fields.Many2many(
        "sale.order", "order_validation_rule_preview_rel", string="Would Have Stopped", readonly=True, copy=False
    )
    preview_count = fields.Integer(
        "Last 90 Days",
        readonly=True,
        copy=False,
        help="How many of the orders confirmed in the last 90 days this rule would have found something about.",
    )
    previewed_at = fields.Datetime(readonly=True, copy=False)
    preview_basis = fields.Selection(
        [
            ("then", "As things stood at the confirmation"),
            ("today", "By today's addresses, products and settings"),
            ("recorded", "What the check found at the confirmation"),
        ],
        "Judged",
        compute="_compute_preview_basis",
    )

    @api.depends("code")
    def _compute_preview_basis(self):
        for rule in self:
            standard = STANDARD_RULES.get(rule.code)
            hindsight = standard.hindsight if standard else "today"
            rule.preview_basis = "recorded" if hindsight == NEVER else hindsight

    def action_open_preview(self):
        """Open the orders that this rule would have stopped."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "sale.order",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.preview_order_ids.ids)],
        }

    def action_preview(self):
        """Judge the confirmed orders of the last 90 days by these rules again."""
        self.check_access("write")
        for company, rules in self.sudo().grouped("company_id").items():
            rules._preview(company)
        return True

    def _preview(self, company):
        """Have rules of one company judge its recent orders, in portions, and keep what they say.

        Rules that are switched off are judged, too. Nothing is written to the orders.
        """
        orders = self.env["sale.order"].search(self._preview_domain(company))
        stopped = dict.fromkeys(self, self.env["sale.order"])
        memos = {}
        for start in range(0, len(orders), PORTION):
            # A fresh recordset, so that memory stays flat.
            portion = self.env["sale.order"].browse(orders.ids[start : start + PORTION])
            for rule, found in self._preview_portion(company, portion, memos).items():
                stopped[rule] += found
            portion.invalidate_recordset(flush=False)
        for rule, found in stopped.items():
            rule.write(
                {
                    "preview_order_ids": [fields.Command.set(found.ids)],
                    "preview_count": len(found),
                    "previewed_at": fields.Datetime.now(),
                }
            )

    @api.model
    def _preview_domain(self, company):
        since = fields.Datetime.now() - timedelta(days=DAYS)
        return [("company_id", "=", company.id), ("state", "=", "sale"), ("date_order", ">=", since)]

    def _preview_portion(self, company, orders, histories):
        """Return ``{rule: orders that it would have stopped}``.

        :param dict histories: what credit rules have read of customers already; kept between portions
        """
        rules = self.with_company(company).with_context(
            validation_hindsight=True, validation_isolates=True, validation_memo={}
        )
        orders = orders.with_env(rules.env)
        found = {}
        for rule in rules:
            if rule.preview_basis == "recorded":
                found[rule] = rule._recorded(orders)
            elif hasattr(rule, f"_preview_{rule.code}"):
                remembering = rule.with_context(validation_memo=histories)
                found[rule] = getattr(remembering, f"_preview_{rule.code}")(orders)
            else:
                found[rule] = orders.browse({violation.order_id for violation in rule._judge(orders)})
        return {rule.with_env(self.env): hits.with_env(self.env) for rule, hits in found.items()}

    @api.model
    def _preview_text(self, company):
        """Say in one sentence what the rules that block would have stopped.

        :param res.company company: whose rules
        """
        rules = self.search([("company_id", "=", company.id), ("severity", "=", "block")])
        sending = rules.filtered(lambda rule: rule.code in SENDING_RULES)
        previewed = self.search([("company_id", "=", company.id), ("previewed_at", "!=", False)], limit=1)
        if not previewed:
            return self.env._("The orders of the last 90 days have not been judged yet.")
        return self.env._(
            "Of %(orders)s orders confirmed in the last 90 days, %(stopped)s would have been stopped"
            " (judged on %(day)s), and %(sent)s would not have been sent as they were.",
            orders=self.env["sale.order"].search_count(self._preview_domain(company)),
            stopped=len((rules - sending).preview_order_ids),
            sent=len(sending.preview_order_ids),
            day=format_date(self.env, previewed.previewed_at),
        )

    def _recorded(self, orders):
        """Return the orders about which this rule had something open when they were confirmed."""
        # What stops an order whatever the rule says is no reason for or against the rule.
        findings = self.env["order.validation.finding"].search(
            [("rule_id", "=", self.id), ("order_id", "in", orders.ids), ("enforced", "!=", True)]
        )
        return findings.filtered(
            # The order is dated just before, or just after, the check that confirmed it.
            lambda finding: (
                finding.found_at <= finding.order_id.date_order + timedelta(minutes=1)
                and not (finding.resolved_at and finding.resolved_at < finding.order_id.date_order)
            )
        ).order_id
