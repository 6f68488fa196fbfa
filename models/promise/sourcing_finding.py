"""What is short here may lie in another warehouse: a way to repair the finding."""

from collections import defaultdict

from odoo import fields, models

FIX = "_fix_open_sourcing"


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _check_stock_short(self, orders):
        """Extend: where other warehouses have what is missing, sourcing repairs it."""
        found = super()._check_stock_short(orders)
        if found:
            self._offer_sourcing(orders, found)
        return found

    def _offer_sourcing(self, orders, found):
        """Have the findings about goods of which another warehouse has some lead to sourcing.

        :param list found: violations; each has room for two repairs
        """
        warehouses = self.company_id._warehouses()
        if len(warehouses) < 2:
            return
        missing = {
            line.id: short.missing for lines in self._shortages(orders).values() for line, short in lines.items()
        }
        products = self.env["product.product"].browse(
            {product for keys in missing.values() for _place, product in keys}
        )
        now, having = fields.Datetime.now(), defaultdict(set)
        for (place, product), projection in products._stock_projections(warehouses).items():
            if projection.available(now) > 0:
                having[product].add(place)
        for violation in found:
            keys = missing.get(violation.line_id)
            if keys and all(having[product] - {place} for place, product in keys):
                violation.fix, violation.other_fix = (violation.fix, FIX) if violation.fix else (FIX, False)


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    def _fix_open_sourcing(self):
        """Open the dialog that says from which warehouses the order can be sent."""
        return self.order_id.action_open_sourcing()
