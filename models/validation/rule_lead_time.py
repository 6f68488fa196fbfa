"""Whether what is not in stock can be bought or made in time."""

from datetime import timedelta

from odoo import models
from odoo.tools import format_date


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _check_lead_time(self, orders):
        """Find lines that are promised earlier than their goods can be bought or made."""
        if not any(order.commitment_date for order in orders):
            return []
        earliest = self._earliest(self._procured(orders))
        possible = {}
        for line, (moment, _days) in earliest.items():
            possible[line.order_id] = max(moment, possible.get(line.order_id, moment))
        return [
            self._too_early(line, moment, days, possible[line.order_id]) for line, (moment, days) in earliest.items()
        ]

    def _procured(self, orders):
        """Return ``{line: {product: Origin}}`` of promised goods that have to be bought or made for their line."""
        supply, shortages = self._supply(orders), self._shortages(orders)
        procured = {}
        for order, lines in supply.lines.items():
            short = shortages.get(order, {})
            for line in lines if order.commitment_date else ():
                if line.state == "sale" and line.qty_delivered >= line.product_uom_qty:
                    continue
                missing = {product_id for _warehouse, product_id in short[line].missing} if line in short else set()
                known = {product: supply.origin(line, product) for product in supply.parts[line]}
                ordered = {product for product in known if supply.is_ordered(line, product)}
                needed = {p: origin for p, origin in known.items() if p in ordered or p.id in missing}
                if needed:
                    procured[line] = needed
        return procured

    def _earliest(self, procured):
        """Return ``{line: (earliest moment, days)}`` of lines that are promised for a day before that."""
        company = self.company_id
        products = self.env["product.product"].union(*(product for origins in procured.values() for product in origins))
        boms = products._production_boms(company)
        earliest = {}
        for line, origins in procured.items():
            order = line.order_id
            known = [product._procurement_days(origin, boms, company) for product, origin in origins.items()]
            days = max((days for days in known if days is not None), default=None)
            if days is None:
                continue
            moment = self._promised_from(order) + timedelta(days=days)
            if company._local_day(order.commitment_date) < company._local_day(moment):
                earliest[line] = moment, days
        return earliest

    def _too_early(self, line, moment, days, possible):
        """Return what is wrong with a line that is promised too early.

        :param datetime moment: when its goods can be there, :param datetime possible: those of the whole order
        """
        company, promised = self.company_id, line.order_id.commitment_date
        day, first = (format_date(self.env, company._local_day(at)) for at in (promised, moment))
        return line._violation(
            self.env._(
                "%(product)s is promised for %(day)s; to buy or make it takes %(days)s days, until %(first)s.",
                product=line.product_id.display_name,
                day=day,
                days=f"{days:g}",
                first=first,
            ),
            found=day,
            limit=first,
            document=line.product_id,
            fix="_fix_set_date",
            suggested_date=possible,
            facts=(line.product_id.id, line.product_uom_qty, str(promised), days),
        )
