"""A company whose shipments are checked, and who checks them."""

from odoo.fields import Command

from .common import QuoteToCashCommon


class CheckCommon(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods.barcode = "4006381333931"
        cls.other_goods.barcode = "4006381333948"
        cls.checker = cls.make_user("checker", name="Tom Becker")
        cls.picker = cls.make_user("warehouse", name="Pia Picker")

    @classmethod
    def make_user(cls, role, **values):
        if role != "checker":
            return super().make_user(role, **values)
        user = super().make_user("warehouse", login=values.pop("login", "q2c_checker"), **values)
        user.group_ids = [Command.link(cls.env.ref("quote_to_cash.group_warehouse_checker").id)]
        return user

    @classmethod
    def make_checkpoint(cls, *items, **values):
        """Create a checkpoint; items are ``(kind, question)`` or ``(kind, question, required)``."""
        return cls.env["fulfilment.checkpoint"].create(
            {
                "name": "Before it leaves",
                "item_ids": [
                    Command.create({"kind": kind, "name": name, "required": not required or required[0]})
                    for kind, name, *required in items
                ],
                **values,
            }
        )

    @classmethod
    def make_lot(cls, product, name, quantity=0, **values):
        lot = cls.env["stock.lot"].create({"product_id": product.id, "name": name, **values})
        if quantity:
            location = cls.warehouse.lot_stock_id
            cls.env["stock.quant"]._update_available_quantity(product, location, quantity, lot_id=lot)
        return lot

    @classmethod
    def delivery(cls, *lines, **values):
        """Return the delivery of a new order of two ovens and a mixer, ready to go."""
        order = cls.make_order(*lines or ((cls.goods, 2), (cls.other_goods, 1)), **values)
        return order.picking_ids

    @classmethod
    def deliveries(cls, number):
        """Return the deliveries of so many new orders of an oven and a mixer."""
        products = cls.goods + cls.other_goods
        for product in products:
            cls.add_stock(product, number)
        lines = [Command.create({"product_id": product.id, "product_uom_qty": 1}) for product in products]
        values = {"partner_id": cls.partner.id, "warehouse_id": cls.warehouse.id, "order_line": lines}
        orders = cls.env["sale.order"].create([values for _index in range(number)])
        orders.action_confirm()
        return cls.env["stock.picking"].browse(orders.picking_ids.ids)  # read together, as after a search

    def check_of(self, picking, user=None):
        """Open the check of a transfer, as its checker does."""
        return picking.with_user(user or self.checker)._open_check()

    def count_all(self, check):
        for line in check.line_ids:
            self.assertTrue(check.action_count(line, line.expected)["ok"])
        return check

    def passed(self, picking, user=None):
        check = self.count_all(self.check_of(picking, user))
        for answer in check.answer_ids:
            check.action_answer(answer, "ok")
        check.action_pass()
        return check
