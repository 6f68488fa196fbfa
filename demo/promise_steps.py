"""What vendors do about an order: they are expected to deliver, and are late."""

from datetime import datetime, time, timedelta

from odoo.fields import Command

from .records import exists, find, has_field, name_record
from .validation_steps import ValidationPlayer


def makes_purchases(env):
    """Whether goods are bought with purchase orders, and not only received."""
    return has_field(env, "stock.move", "purchase_line_id")


def buy(company, vendor, lines, ordered_at, planned_at):
    """Confirm a purchase order for the distribution center in Columbus, and date it back.

    :param str vendor: key of a partner, :param dict lines: ``{key of a product: quantity}``
    """
    env = company.env
    products = {find(env, f"product_{key}"): quantity for key, quantity in lines.items()}
    order = env["purchase.order"].create(
        {
            "partner_id": find(env, f"partner_{vendor}").id,
            "company_id": company.id,
            "picking_type_id": find(env, "warehouse_columbus").in_type_id.id,
            "date_order": ordered_at,
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_qty": quantity,
                        "price_unit": product.standard_price,
                        "date_planned": planned_at,
                    }
                )
                for product, quantity in products.items()
            ],
        }
    )
    order.button_confirm()
    order.write({"date_order": ordered_at, "date_approve": ordered_at})
    return order


class PromisePlayer(ValidationPlayer):
    """Steps of stories about promises."""

    def do_expect(self, _story, key, quantity, days):
        """Goods are on their way: a purchase order or, without purchase, a planned receipt."""
        planned = self._day(days)
        if makes_purchases(self.env):
            order = buy(self.company, "ferrato", {key: quantity}, self.moment, planned)
            name_record(self.env, f"purchase_{key}", order)
            return
        warehouse, product = find(self.env, "warehouse_columbus"), find(self.env, f"product_{key}")
        source = self.env.ref("stock.stock_location_suppliers")
        move = {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "product_uom": product.uom_id.id,
            "location_id": source.id,
            "location_dest_id": warehouse.lot_stock_id.id,
            "date": planned,
        }
        receipt = self.env["stock.picking"].create(
            {
                "partner_id": find(self.env, "partner_ferrato").id,
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": source.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "scheduled_date": planned,
                "move_ids": [Command.create(move)],
            }
        )
        receipt.action_confirm()
        name_record(self.env, f"receipt_{key}", receipt)

    def do_slip(self, _story, key, days):
        """The vendor says that the goods come later."""
        planned = self._day(days)
        if exists(self.env, f"purchase_{key}"):
            order = find(self.env, f"purchase_{key}")
            order.order_line.date_planned = planned
            receipt = order.picking_ids  # Odoo changes its deadline only
        else:
            receipt = find(self.env, f"receipt_{key}")
        receipt.scheduled_date = planned

    def _day(self, days):
        """Return the evening so many days after the step."""
        return datetime.combine(self.moment.date() + timedelta(days=days), time(20))
