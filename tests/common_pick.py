"""Shelves, lots, packagings and carriers."""

from datetime import timedelta

from odoo.fields import Command, Datetime

from .common import QuoteToCashCommon


class PickCommon(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.van, cls.truck = (
            cls.env["delivery.carrier"].create({"name": name, "product_id": cls.service.id})
            for name in ("Van", "Truck")
        )

    @classmethod
    def shelf(cls, name, warehouse=None, **values):
        """Create a place in a warehouse."""
        parent = (warehouse or cls.warehouse).lot_stock_id
        return cls.env["stock.location"].create({"name": name, "location_id": parent.id, **values})

    @classmethod
    def put(cls, product, quantity, shelf, lot=None):
        """Put goods on a shelf."""
        cls.env["stock.quant"]._update_available_quantity(product, shelf, quantity, lot_id=lot)

    @classmethod
    def lot(cls, product, name, **values):
        return cls.env["stock.lot"].create({"name": name, "product_id": product.id, **values})

    @classmethod
    def box(cls, number):
        """Return a packaging of so many units."""
        unit = cls.env.ref("uom.product_uom_unit")
        return cls.env["uom.uom"].create(
            {"name": f"Box of {number}", "relative_factor": number, "relative_uom_id": unit.id}
        )

    @classmethod
    def in_days(cls, pickings, number):
        """Have transfers leave so many days from now."""
        pickings.ship_by = Datetime.now() + timedelta(days=number)
        return pickings

    @classmethod
    def many(cls, number, carrier=None, **values):
        """Create confirmed orders of one oven each; return their transfers."""
        cls.add_stock(cls.goods, number)
        orders = cls.env["sale.order"].create(
            [
                {
                    "partner_id": cls.partner.copy({"name": f"Customer {index}"}).id,
                    "warehouse_id": cls.warehouse.id,
                    "carrier_id": carrier and carrier.id,
                    "order_line": [Command.create({"product_id": cls.goods.id, "product_uom_qty": 1})],
                    **values,
                }
                for index in range(number)
            ]
        )
        orders.action_confirm()
        return cls.env["stock.picking"].browse(orders.picking_ids.ids)  # read together, as after a search

    def cost(self, function, *arguments):
        """Return how many statements something takes, with nothing read before."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*arguments)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
