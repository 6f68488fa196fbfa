"""Kits of which not everything comes back."""

from odoo import models


class SaleRma(models.Model):
    _inherit = "sale.rma"

    def action_close_rest(self):
        """Extend: components of kits that stay incomplete are inspected and settled by themselves."""
        for rma in self:
            rma.line_ids.sale_line_id.sudo()._touch_return_ledger()
            rma.sudo().line_ids._split_incomplete_kits()  # warehouse people see no bills of materials
        return super().action_close_rest()


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    def _split_incomplete_kits(self):
        """Give the components of incomplete kits lines of their own.

        Where something of the kits was inspected they cannot have one, as a receipt is of one line: what is left over
        is named on the return, for somebody to put away.
        """
        for line in self:
            parts, came = line._per_one(), line._receipts()._carried()
            if line.product_id in parts or not came:
                continue
            whole = line.quantity_received
            uneven = [part for part in came if part.uom_id.compare(came[part], whole * parts.get(part, 0.0))]
            if uneven and line.quantity_inspected:
                line._tell_left_over({part: came[part] - whole * parts.get(part, 0.0) for part in uneven})
                continue
            for part in came if uneven else ():
                own = line.copy(
                    {
                        "rma_id": line.rma_id.id,
                        "product_id": part.id,
                        "quantity": 0.0,
                        "unexpected": True,
                    }
                )
                receipts = line._receipts().filtered(lambda move, part=part: move.product_id == part)
                receipts.rma_line_id = own

    def _tell_left_over(self, parts):
        """Note which components of kits that were inspected in part nobody will inspect.

        :param dict parts: their quantities
        """
        self.ensure_one()
        goods = ", ".join(f"{quantity:g} {part.uom_id.name} {part.display_name}" for part, quantity in parts.items())
        self.rma_id.message_post(
            body=self.env._(
                "Left over of incomplete %(kit)s: %(goods)s. Put them away with a transfer.",
                kit=self.product_id.display_name,
                goods=goods,
            )
        )
