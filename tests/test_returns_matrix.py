"""Every kind of order with every resolution: to the cent and to the quant."""

from odoo.fields import Command
from odoo.tests import tagged

from .common_returns import ReturnMoneyCommon


@tagged("post_install", "-at_install")
class TestReturnMatrix(ReturnMoneyCommon):
    """Of two units that were delivered one comes back, is as good as new and goes to the shelf."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        euro = cls.env.ref("base.EUR")
        euro.active = True
        rate = {"currency_id": euro.id, "rate": 0.8, "name": "2020-01-01", "company_id": cls.company.id}
        cls.env["res.currency.rate"].create(rate)
        cls.euro_prices = cls.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        cls.included = cls.make_tax(21, included=True)

    # === Orders: what is open of the invoice, and what one unit is worth === #

    def billed(self, product=None, stock=True, order=None, **values):
        line = {"product_id": (product or self.goods).id, "product_uom_qty": 2}
        line.update({name: values.pop(name) for name in ("price_unit", "discount", "tax_ids") if name in values})
        order = order or self.delivered(line, stock=stock, **values)
        return order, self.invoice(order)

    def not_invoiced(self):
        return self.delivered((self.goods, 2)), self.env["account.move"], 100

    def invoiced(self):
        return *self.billed(), 100

    def part_paid(self):
        order, invoice = self.billed()
        self.pay(invoice, amount=150)
        return order, invoice, 100

    def paid(self):
        order, invoice = self.billed()
        self.pay(invoice)
        return order, invoice, 100

    def other_currency(self):
        return *self.billed(price_unit=33.33, pricelist_id=self.euro_prices.id), 33.33

    def tax_included(self):
        return *self.billed(price_unit=1.99, tax_ids=[Command.set(self.included.ids)]), 1.99

    def discounted(self):
        return *self.billed(discount=15), 85

    def kit(self):
        self.add_stock(self.goods)
        self.add_stock(self.other_goods)
        return *self.billed(self.make_kit({self.goods: 2, self.other_goods: 1}), stock=False), 100

    def lot(self):
        scale = self.make_product("Scale", tracking="serial")
        self.make_lots(scale, "S1", "S2", "S3")  # the third one is there to replace
        return *self.billed(scale, stock=False), 100

    def drop_shipped(self):
        order = self.make_order((self.make_dropshipped(), 2), stock=False)
        purchase = order._get_purchase_orders()
        purchase.button_confirm()
        self.process(purchase.picking_ids)
        self.confirm_delivery(order)
        return *self.billed(order=order), 100

    ORDERS = ("not_invoiced", "invoiced", "part_paid", "paid", "other_currency")
    ORDERS += ("tax_included", "discounted", "kit", "lot", "drop_shipped")

    # === The way of the goods === #

    def on_the_shelf(self, order):
        """Return how much of the order's goods stands on the shelf: ``{product: quantity}``."""
        products = order.order_line.move_ids.product_id
        quants = self.env["stock.quant"].search(
            [("product_id", "in", products.ids), ("location_id", "child_of", self.warehouse.lot_stock_id.id)]
        )
        shelf = dict.fromkeys(products, 0.0)
        for quant in quants:
            shelf[quant.product_id] += quant.quantity
        return shelf

    def came_back(self, order, resolution):
        """Have one unit come back the way people do it; return the return."""
        line = order.order_line[:1]
        values = {"lot_id": line.move_ids.move_line_ids.lot_id[:1].id}
        rma = self.make_return(order, 1, line=line, approve=True, resolution=resolution, **values)
        rma.action_receive([{"line_id": rma.line_ids.id, "quantity": 1}])
        rma.action_inspect([{"line_id": rma.line_ids.id, "disposition": "restock"}])
        return rma

    def each_order(self, resolution, check):
        """Settle one unit of every kind of order, look at the shelf, and check the money.

        :param check: called with the order, its invoice, a unit's value, what was open of the invoice, and the return
        """
        for name in self.ORDERS:
            with self.subTest(order=name, resolution=resolution):
                order, invoice, value = getattr(self, name)()
                still_open, shelf = invoice.amount_residual, self.on_the_shelf(order)
                rma = self.came_back(order, resolution)
                needs, now = rma.line_ids._needs(), self.on_the_shelf(order)
                self.assertEqual({product: now[product] - shelf[product] for product in shelf}, needs)
                rma.with_user(self.manager).action_resolve()
                self.assertEqual((rma.state, rma.line_ids.quantity_settled), ("done", 1))
                check(order, invoice, value, still_open, rma)

    def assertAmounts(self, found, *amounts):
        self.assertEqual([round(amount, 2) for amount in found], [round(amount, 2) for amount in amounts])

    def test_refund(self):
        def check(order, invoice, value, still_open, rma):
            note, line = rma.refund_ids, order.order_line[:1]
            self.assertEqual((line.qty_delivered, line.qty_to_invoice), (1, 0 if invoice else 1))
            if not invoice:
                self.assertFalse(note)
                return
            taken = min(still_open, value)
            self.assertEqual((note.state, note.reversed_entry_id), ("posted", invoice))
            self.assertAmounts((note.amount_total, note.amount_residual), value, value - taken)
            self.assertAmounts((invoice.amount_residual,), still_open - taken)

        self.each_order("refund", check)

    def test_store_credit(self):
        def check(order, invoice, value, still_open, rma):
            note = rma.refund_ids
            self.assertEqual(order.order_line[:1].qty_delivered, 1)
            if not invoice:
                self.assertFalse(note)
                return
            self.assertTrue(note.is_store_credit)
            self.assertAmounts((note.amount_total, note.amount_residual), value, value)
            self.assertAmounts((invoice.amount_residual,), still_open)

        self.each_order("credit", check)

    def test_replacement(self):
        def check(order, invoice, _value, still_open, rma):
            replacement = rma.replacement_order_ids
            self.assertEqual((replacement.state, replacement.amount_total), ("sale", 0))
            self.assertEqual(replacement.order_line.mapped("product_uom_qty"), [1])
            self.assertFalse(rma.refund_ids)
            self.assertAmounts((invoice.amount_residual,), still_open)
            self.assertEqual(order.order_line[:1].qty_delivered, 2)

        self.each_order("replace", check)

    def test_repair(self):
        def check(order, invoice, _value, still_open, rma):
            repairs = self.env["repair.order"].search([("internal_notes", "ilike", rma.name)])
            self.assertEqual({repair.product_id: repair.product_qty for repair in repairs}, rma.line_ids._needs())
            self.assertEqual(repairs.product_location_src_id, self.warehouse.lot_stock_id)
            self.assertFalse(rma.refund_ids)
            self.assertAmounts((invoice.amount_residual,), still_open)
            self.assertEqual(order.order_line[:1].qty_delivered, 2)

        self.each_order("repair", check)
