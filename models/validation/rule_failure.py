"""What becomes of an order when a rule itself fails."""

import logging

from psycopg2 import Error as DatabaseError

from odoo import models
from odoo.exceptions import ConcurrencyError

_logger = logging.getLogger(__name__)


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _judge(self, orders):
        """Return what this rule finds wrong with orders.

        A rule that fails takes nobody else's judgement down when people check: it is shown on every order
        that it could not judge, with the rule's severity, and its error is in the log. Customers' doors and
        the nightly job have their own answer: they accept and hold, or look for the order that it is about.

        :return: list of violations
        """
        check = getattr(self, f"_check_{self.code}", None) or self._check_domain
        try:
            return list(check(orders))
        except (DatabaseError, ConcurrencyError):
            raise  # nothing more can be done in this transaction
        except Exception:
            if not self.env.context.get("validation_isolates"):
                raise
            _logger.exception("Order rule %s (%s) has failed", self.id, self.code)
        text = self.env._(
            "The rule “%(rule)s” has failed and could not judge this order; its error is in the log.", rule=self.name
        )
        return [order._violation(text, facts=(self.code,)) for order in orders]
