"""Shipments of the past, and the reorder points that follow from them."""

from datetime import timedelta

from odoo.fields import Command

from .common_stock import StockCommon


class ReorderCommon(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.points = cls.env["product.reorder.point"]
        cls.rules_of_stock = cls.env["stock.warehouse.orderpoint"]
        cls.company = cls.env.company

    @classmethod
    def ago(cls, days):
        """Return the moment so many days ago."""
        return cls.now - timedelta(days=days)

    @classmethod
    def shipped(cls, product, quantities, warehouse=None, **values):
        """Ship quantities of a product: ``{days ago: quantity}``; return the moves to the customer."""
        moves = cls.env["stock.move"]
        for days, quantity in quantities.items():
            line = {"product_id": product.id, "product_uom_qty": quantity, **values}
            order = cls.make_order(line, stock=False, warehouse=warehouse)
            cls.pick(order)
            out = cls.ship(order).move_ids
            out.date = cls.ago(days)
            moves |= out
        return moves

    @classmethod
    def old(cls, *records):
        """Let records be older than any period that is looked at."""
        for record in records:
            cls.env.cr.execute(
                f"UPDATE {record._table} SET create_date = %s WHERE id = ANY(%s)", (cls.ago(2000), record.ids)
            )
            record.invalidate_recordset(["create_date"])

    @classmethod
    def bought(cls, product, *days, quantity=5):
        """Receive purchases today that were ordered so many days ago; return the orders."""
        orders = cls.env["purchase.order"]
        for number in days:
            order = orders.create(
                {
                    "partner_id": cls.partner_company.id,
                    "picking_type_id": cls.warehouse.in_type_id.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_qty": quantity, "price_unit": 1})
                    ],
                }
            )
            order.button_confirm()
            order.date_approve = cls.ago(number)
            cls.process(order.picking_ids)
            orders += order
        return orders

    @classmethod
    def rule_for(cls, product, minimum, maximum, **values):
        """Create a replenishment rule of Odoo's for where the warehouse keeps its stock."""
        return cls.rules_of_stock.create(
            {
                "product_id": product.id,
                "warehouse_id": cls.warehouse.id,
                "location_id": cls.warehouse.lot_stock_id.id,
                "product_min_qty": minimum,
                "product_max_qty": maximum,
                **values,
            }
        )

    @classmethod
    def update(cls, company=None):
        """Make the figures anew."""
        cls.points.sudo()._update_company(company or cls.env.company)

    @classmethod
    def point(cls, product, warehouse=None):
        """Return the row of a product."""
        domain = [("product_id", "=", product.id), ("warehouse_id", "=", (warehouse or cls.warehouse).id)]
        return cls.points.search(domain)

    @classmethod
    def updated(cls, product, warehouse=None):
        """Make the figures anew; return the row of a product."""
        cls.update()
        return cls.point(product, warehouse)
