"""Rules on what is sold: products for sale, their life cycle and season."""

from datetime import timedelta

from odoo import models
from odoo.tools import format_date

from ...engine import selling


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _check_not_sellable(self, orders):
        """Find lines with products that are archived or not for sale."""
        found = []
        for line in orders.order_line:
            if not line._is_checked():
                continue
            if self._has_left(line):
                continue
            product = line.product_id
            archived = not (product.active and product.product_tmpl_id.active)
            # What is sold as a part of a combo need not be sold alone.
            if not archived and (product.sale_ok or line.combo_item_id):
                continue
            text = self.env._("archived") if archived else self.env._("not for sale")
            found.append(
                line._violation(
                    self.env._("%(product)s is %(state)s.", product=product.display_name, state=text),
                    found=text,
                    limit=self.env._("for sale"),
                    document=product,
                    facts=(product.id, archived),
                )
            )
        return found

    def _check_discontinued(self, orders):
        """Find lines with products that are replaced, discontinued, or phased out and sold out."""
        found = []
        lines = orders.order_line.filtered(
            lambda line: (
                line._is_checked()
                and line.product_id.sale_lifecycle not in (False, selling.ACTIVE)
                and not self._has_left(line)
            )
        )
        lasting = lines.filtered(
            lambda line: line.product_id.sale_lifecycle == selling.PHASE_OUT and not line.product_id.successor_id
        )
        supply = self._supply(orders) if lasting else None
        for line in lines:
            product = line.product_id
            wanted, left = supply.stock_left(line) if line in lasting else (0.0, None)
            why = selling.why_not_sold(product.sale_lifecycle, bool(product.successor_id), wanted, left)
            if why:
                found.append(self._discontinued(line, why, wanted, left))
        return found

    def _discontinued(self, line, why, wanted, left):
        product = line.product_id
        successor = product._latest_successor()
        # What is being shipped already is not exchanged.
        repairable = successor and line.state in ("draft", "sent")
        names = {"product": product.display_name, "successor": successor.display_name}
        if why == selling.SOLD_OUT:
            message = self.env._(
                "%(product)s is being phased out: %(wanted)s ordered, %(left)s left.",
                wanted=self._quantity(wanted, product.uom_id),
                left=self._quantity(max(0.0, left), product.uom_id),
                **names,
            )
        elif successor:
            message = self.env._("%(product)s is replaced by %(successor)s.", **names)
        else:
            message = self.env._("%(product)s is discontinued.", **names)
        sold_out = why == selling.SOLD_OUT
        return line._violation(
            message,
            found=self._quantity(wanted, product.uom_id) if sold_out else self._lifecycle_text(product),
            limit=self._quantity(max(0.0, left), product.uom_id)
            if sold_out
            else successor.display_name or self.env._("still sold"),
            document=product,
            fix="_fix_replace_by_successor" if repairable else False,
            facts=(product.id, why, product.successor_id.id, *((wanted, left) if sold_out else ())),
        )

    def _lifecycle_text(self, product):
        return dict(product.product_tmpl_id._fields["sale_lifecycle"]._description_selection(self.env))[
            product.sale_lifecycle
        ]

    def _check_out_of_season(self, orders):
        """Find lines that are to be delivered on a day outside the season of their product."""
        found = []
        for line in orders.order_line:
            if not line._is_checked() or not line.product_id.season_start_month:
                continue
            season = line.product_id.product_tmpl_id._season()
            day = self.company_id._local_day(self._due(line))
            if day in season:
                continue
            promised = line.order_id.commitment_date
            found.append(
                line._violation(
                    self.env._(
                        "%(product)s is sold for delivery from %(start)s to %(end)s, and promised for %(day)s.",
                        product=line.product_id.display_name,
                        start=self._day_of_year(season.start_month, season.start_day, first=True),
                        end=self._day_of_year(season.end_month, season.end_day, first=False),
                        day=format_date(self.env, day),
                    ),
                    found=format_date(self.env, day),
                    limit=" – ".join(
                        (
                            self._day_of_year(season.start_month, season.start_day, first=True),
                            self._day_of_year(season.end_month, season.end_day, first=False),
                        )
                    ),
                    document=line.product_id,
                    # Without a promise the day moves by itself.
                    facts=(line.product_id.id, str(day) if promised else ""),
                )
            )
        return found

    def _day_of_year(self, month, day, first):
        """Return a day of the season in words: "April 15".

        :param bool first: whether it is the first day of the season
        """
        return format_date(self.env, selling.day_of_year(month, day, first), date_format="MMMM d")

    # === For all rules on products === #

    def _has_left(self, line):
        """Whether all goods of a line have left: what is wrong with them stops nobody any more.

        In hindsight nothing has left yet.
        """
        if self._hindsight() or line.state != "sale" or line.product_id.type != "consu":
            return False
        return line.product_uom_id.compare(line.qty_delivered + line.qty_short_closed, line.product_uom_qty) >= 0

    def _due(self, line):
        """Return the moment for which a line is promised, in UTC."""
        order = line.order_id
        if order.commitment_date:
            return order.commitment_date
        begin = order.date_order if order.state == "sale" else self._moment(order)
        return begin + timedelta(days=line.customer_lead or 0.0)

    def _quantity(self, quantity, uom):
        """Return a quantity with its unit, with no more digits than it has."""
        return f"{uom.round(quantity):.6f}".rstrip("0").rstrip(".") + f" {uom.name}"
