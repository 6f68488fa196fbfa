"""Rules that companies make themselves, without code: a domain on orders or lines, and a message."""

import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import datetime as safe_datetime
from odoo.tools.safe_eval import safe_eval

from ...engine import domains
from .const import STANDARD_RULES

_logger = logging.getLogger(__name__)

MODELS = {"order": "sale.order", "line": "sale.order.line"}


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    applies_to = fields.Selection([("order", "Order"), ("line", "Order Line")], required=True, default="order")
    applies_to_model = fields.Char(compute="_compute_applies_to_model")
    domain = fields.Char("Finds", help="Orders or lines that fit are found. Empty: none.")
    message = fields.Text(translate=True, help="What people read who have to repair it. Empty: the name of the rule.")

    @api.depends("applies_to")
    def _compute_applies_to_model(self):
        for rule in self:
            rule.applies_to_model = MODELS[rule.applies_to]

    @api.constrains("code")
    def _check_code(self):
        for rule in self:
            # `_check_<code>` is called when orders are checked: no other method may be caught by it.
            if not rule.code.isidentifier():
                raise ValidationError(self.env._("A code has only letters, digits and underscores: %s", rule.code))
            if rule.code not in STANDARD_RULES and rule.code in self._codes_taken():
                raise ValidationError(self.env._("The code “%s” is taken, choose another one.", rule.code))

    @api.model
    def _codes_taken(self):
        """Return the codes that would catch methods which are no checks."""
        constraints = {method.__name__ for method in self._constraint_methods}
        others = {name for name in dir(models.BaseModel) if name.startswith("_check_")}
        return {name.removeprefix("_check_") for name in constraints | others | {"_check_domain"}}

    @api.constrains("domain", "applies_to")
    def _check_domain_valid(self):
        for rule in self:
            why = domains.why_not_fixed(rule.domain) if rule.domain else None
            if why:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” may not look for “%(part)s”: fields and operators are written out, values are"
                        " constants or dates such as context_today() - relativedelta(days=3).",
                        rule=rule.name,
                        part=why,
                    )
                )
            try:
                # As who writes it: a rule answers nothing about fields that they may not read.
                self.env[rule.applies_to_model]._search(rule._get_domain(), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” cannot look for this: %(error)s",
                        rule=rule.name,
                        error=error,
                    )
                ) from error

    def _get_domain(self):
        """Return what an own rule looks for.

        Dates may be relative: ``context_today()`` is the day in the company's time zone.

        :rtype: Domain
        """
        self.ensure_one()
        names = {
            "context_today": self.company_id._local_day,
            "datetime": safe_datetime,
            "relativedelta": relativedelta,
        }
        return Domain(safe_eval(self.domain, names) if self.domain else [])

    def _check_domain(self, orders):
        """Find the orders, or lines, that an own rule describes.

        A rule that cannot be evaluated any more, because a field is gone, is shown on every order: nobody
        should believe that it watches.
        """
        self.env.flush_all()  # what fails here is not the rule's fault
        try:
            with self.env.cr.savepoint(flush=False):
                return self._find_by_domain(orders)
        except Exception:
            _logger.warning("Order rule %s (%s) cannot be evaluated", self.id, self.code, exc_info=True)
        text = self.env._("The rule “%(rule)s” cannot be evaluated; a sales manager has to mend it.", rule=self.name)
        return [order._violation(text, facts=(self.domain,)) for order in orders]

    def _find_by_domain(self, orders):
        domain = self._get_domain()
        if domain.is_true():
            return []
        if self.applies_to == "line":
            scope = Domain("order_id", "in", orders.ids) & Domain("display_type", "=", False)
        else:
            scope = Domain("id", "in", orders.ids)
        # Archived products and customers are among what rules look for.
        records = orders.env[self.applies_to_model].with_context(active_test=False).search(scope & domain)
        paths = sorted({condition.field_expr for condition in domain.iter_conditions()})
        return [
            record._violation(
                self._own_message(record),
                document=record.product_id if self.applies_to == "line" else None,
                facts=(record.id, *((path, self._fact(record, path)) for path in paths)),
            )
            for record in records
        ]

    def _own_message(self, record):
        text = (self.message or "").strip() or self.name
        product = record.product_id.display_name if self.applies_to == "line" else ""
        return f"{product}: {text}" if product else text

    def _fact(self, record, path):
        """Return the value of a field of the domain, as plain text; a waiver is void when it changes.

        :param str path: field, or fields joined by points
        """
        value = record
        for name in path.split("."):
            if not isinstance(value, models.BaseModel) or name not in value._fields:
                break  # a part of a date, or of a property
            value = value.mapped(name)
        return str(sorted(value.ids) if isinstance(value, models.BaseModel) else value)
