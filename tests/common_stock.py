"""Receipts, vendors and routes."""

from datetime import timedelta

from odoo.fields import Command, Datetime

from .common_validation import ValidationCommon


class StockCommon(ValidationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = Datetime.now()

    @classmethod
    def day(cls, number):
        """Return the moment so many days from now."""
        return cls.now + timedelta(days=number)

    @classmethod
    def buy(cls, product, quantity, at, confirm=True):
        """Order goods from a vendor; return the purchase order."""
        purchase = cls.env["purchase.order"].create(
            {
                "partner_id": cls.env["res.partner"].create({"name": "Mill"}).id,
                "picking_type_id": cls.warehouse.in_type_id.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_qty": quantity, "price_unit": 1, "date_planned": at}
                    )
                ],
            }
        )
        if confirm:
            purchase.button_confirm()
        return purchase

    @classmethod
    def slip(cls, purchase, at):
        """Have the vendor deliver on another day."""
        purchase.order_line.date_planned = at

    @classmethod
    def receive(cls, product, quantity, day, warehouse=None):
        """Plan a receipt."""
        warehouse = warehouse or cls.warehouse
        move = cls.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "product_uom": product.uom_id.id,
                "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "picking_type_id": warehouse.in_type_id.id,
                "date": cls.day(day),
            }
        )
        move._action_confirm(merge=False)
        return move

    @classmethod
    def make_to_order(cls, product):
        """Have a product procured for each order."""
        mto = cls.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        product.route_ids = [Command.link(mto.id)]

    @classmethod
    def sold_by(cls, product, delay, **values):
        """Give a product a vendor."""
        vendor = cls.env["res.partner"].create({"name": "Mill"})
        product.seller_ids = [Command.create({"partner_id": vendor.id, "delay": delay, **values})]
