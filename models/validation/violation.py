"""What a rule says about an order, before it becomes a finding."""

from dataclasses import dataclass

from odoo import models

from ...engine.findings import facts_hash


@dataclass
class Violation:
    """One thing wrong with an order or with one of its lines.

    :param str message: a sentence: what is wrong, with what
    :param found: what was found, :param limit: what was expected, as text
    :param document: the record in which to look
    :param fix, other_fix: names of methods ``_fix_…`` of ``order.validation.finding`` that repair it
    :param suggestion: what a fix proposes: a date, or a quantity
    :param facts: plain values; a waiver is given for them
    :param severity: how severe this one is, where that is not as its rule says
    :param enforced: whether it stops the order in every mode, and nobody may waive it
    """

    order_id: int
    line_id: int
    message: str
    found: str
    limit: str
    document: str | bool
    fix: str | bool
    other_fix: str | bool
    suggested_date: object
    suggested_quantity: float
    facts_hash: str
    severity: str | bool = False
    enforced: bool = False


def _violation(record, message, *, line, document=None, facts=(), **values):
    unknown = set(values) - {"found", "limit", "fix", "other_fix", "suggested_date", "suggested_quantity"}
    if unknown:
        raise TypeError(f"unknown: {sorted(unknown)}")
    return Violation(
        order_id=record.order_id.id if line else record.id,
        line_id=record.id if line else 0,
        message=message,
        found=values.get("found") or "",
        limit=values.get("limit") or "",
        document=f"{document._name},{document.id}" if document else False,
        fix=values.get("fix") or False,
        other_fix=values.get("other_fix") or False,
        suggested_date=values.get("suggested_date") or False,
        suggested_quantity=values.get("suggested_quantity") or 0.0,
        facts_hash=facts_hash(facts),
    )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _violation(self, message, **values):
        """Return what a rule found wrong with this order; see :class:`Violation`.

        :param str message: what is wrong
        :param values: ``found``, ``limit``, ``document``, ``facts``, ``fix``, ``other_fix``,
            ``suggested_date``, ``suggested_quantity``
        """
        self.ensure_one()
        return _violation(self, message, line=False, **values)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _violation(self, message, **values):
        """Return what a rule found wrong with this line; see ``sale.order._violation``."""
        self.ensure_one()
        return _violation(self, message, line=True, **values)

    def _is_checked(self):
        """Whether rules on products and prices look at this line: no sections, deposits, freight or expenses.

        Goods are looked at whatever their line says of itself: they are shipped all the same. A deposit has
        no quantity; a line that only says that it is one is looked at.
        """
        self.ensure_one()
        accessory = self.is_delivery and self.product_id.type != "consu"
        return bool(
            self.product_id
            and not self.display_type
            and not accessory
            and not self.is_expense
            and self.product_uom_qty > 0
        )

    def _is_goods(self):
        """Whether something of this line has to be shipped."""
        self.ensure_one()
        return self._is_checked() and self.product_id.type == "consu"
