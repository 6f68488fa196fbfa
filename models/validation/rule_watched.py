"""What companies' own rules look at: confirmed orders are checked again when it changes."""

import logging

from odoo import api, models, tools

from .const import STANDARD_RULES

_logger = logging.getLogger(__name__)


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a new rule of a company's own looks at other fields."""
        rules = super().create(vals_list)
        rules._forget_watched()
        return rules

    def write(self, vals):
        """Extend: a changed rule of a company's own looks at other fields."""
        result = super().write(vals)
        if {"code", "domain", "severity", "active", "applies_to"} & vals.keys():
            self._forget_watched()
        return result

    def _forget_watched(self):
        if any(rule.code not in STANDARD_RULES for rule in self):
            self.env.registry.clear_cache()

    @api.model
    @tools.ormcache()
    def _watched_fields(self):
        """Return the fields that own rules which block look at, of any company.

        :return: names of fields of orders, and of order lines
        """
        names = {"order": set(), "line": set()}
        rules = self.sudo().search([("severity", "=", "block"), ("code", "not in", list(STANDARD_RULES))])
        for rule in rules:
            try:
                conditions = list(rule._get_domain().iter_conditions())
            except Exception:
                # The check shows it on every order, and says so louder.
                _logger.info("Order rule %s (%s) looks at nothing that is known", rule.id, rule.code, exc_info=True)
                continue
            for condition in conditions:
                rule._watch(condition.field_expr.split("."), names)
        return frozenset(names["order"]), frozenset(names["line"])

    def _watch(self, path, names):
        """Note what a path of fields begins with, on the order and on its lines."""
        name, *rest = path
        names[self.applies_to].add(name)
        if rest and (self.applies_to, name) in (("order", "order_line"), ("line", "order_id")):
            names["line" if self.applies_to == "order" else "order"].add(rest[0])
