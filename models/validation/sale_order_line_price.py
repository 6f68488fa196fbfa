"""What the price list said when a line was quoted."""

from dataclasses import dataclass

from odoo import api, fields, models

QUOTED = "validation_quoted"


@dataclass(frozen=True)
class Quoted:
    """What the price list said for a line that is divided: its parts were quoted by it.

    Goes into the context under :data:`QUOTED`; only Python code can make one, nothing that RPC could send.
    """

    price: float


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    quoted_list_price = fields.Float(
        min_display_digits="Product Price",
        compute="_compute_quoted_list_price",
        store=True,
        precompute=True,
        copy=False,
        help="What the price list said when the line was quoted. 0: not known.",
    )

    @api.depends("product_id", "product_uom_id", "product_uom_qty", "order_id.pricelist_id")
    def _compute_quoted_list_price(self):
        priced = self.filtered(
            lambda line: line.order_id and line.product_id and not line.display_type and not line.is_downpayment
        )
        (self - priced).quoted_list_price = 0.0
        known = self.env.context.get(QUOTED)
        if isinstance(known, Quoted):
            priced.quoted_list_price = known.price
            return
        for line, price in priced._get_list_prices().items():
            line.quoted_list_price = price

    def write(self, vals):
        """Extend: nobody writes what was quoted but its computation; discounts are judged by it.

        Odoo itself refuses it on creation.
        """
        if "quoted_list_price" in vals:
            vals = {name: value for name, value in vals.items() if name != "quoted_list_price"}
        return super().write(vals)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _recompute_prices(self):
        """Extend: what is priced again is quoted again."""
        result = super()._recompute_prices()
        lines = self._get_update_prices_lines()
        self.env.add_to_compute(lines._fields["quoted_list_price"], lines)
        # While the date is known for which it was priced.
        lines.sudo().mapped("quoted_list_price")
        return result
