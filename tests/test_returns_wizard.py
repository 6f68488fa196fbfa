"""A clerk begins a return from an order, a delivery or an invoice."""

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturnWizard(ReturnsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_auto_approve = True
        cls.company.rma_auto_approve_amount = 10000
        cls.clerk = cls.make_user("sales_all", login="q2c_clerk")

    def dialog(self, record, user=None):
        """Open the dialog the way the button does."""
        action = record.with_user(user or self.clerk).action_return_goods()
        return Form(self.env["sale.rma.wizard"].with_user(user or self.clerk).with_context(**action["context"]))

    def confirm(self, dialog):
        action = dialog.save().action_confirm()
        return self.env["sale.rma"].browse(action["res_id"])

    def fill(self, dialog, quantity, index=0):
        with dialog.line_ids.edit(index) as line:
            line.quantity = quantity

    def test_from_an_order(self):
        order = self.delivered()
        dialog = self.dialog(order)
        dialog.reason_id = self.return_reason()
        self.fill(dialog, 3)
        rma = self.confirm(dialog)
        self.assertEqual((rma.state, rma.line_ids.quantity, rma.user_id), ("approved", 3, self.clerk))
        self.assertEqual((rma.order_ids, rma.source), (order, "order"))

    def test_from_a_delivery(self):
        order = self.make_order((self.goods, 2), (self.other_goods, 1))
        picking = order.picking_ids
        picking.move_ids[0].write({"quantity": 2, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        dialog = self.dialog(picking, self.make_user("warehouse"))
        self.assertEqual(len(dialog.line_ids), 1)
        dialog.reason_id = self.return_reason()
        self.fill(dialog, 1)
        self.assertEqual(self.confirm(dialog).source, "transfer")

    def test_from_an_invoice(self):
        order = self.delivered((self.goods, 2), (self.service, 1))
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertTrue(invoice.can_return_goods)
        dialog = self.dialog(invoice, self.env.user)
        dialog.reason_id = self.return_reason()
        self.fill(dialog, 2)
        self.assertEqual(self.confirm(dialog).source, "invoice")

    def test_take_all(self):
        order = self.delivered((self.goods, 2), (self.other_goods, 5))
        dialog = self.dialog(order)
        dialog.reason_id = self.return_reason()
        wizard = dialog.save()
        wizard.action_all()
        self.assertEqual(wizard.line_ids.mapped("quantity"), [2, 5])

    def test_take_all_takes_kits_and_not_their_parts_besides(self):
        self.add_stock(self.goods)
        self.add_stock(self.other_goods)
        order = self.delivered((self.make_kit({self.goods: 2, self.other_goods: 1}), 3))
        wizard = self.dialog(order).save()
        self.assertEqual(wizard.line_ids.mapped("left"), [3, 6, 3])
        wizard.action_all()
        self.assertEqual(wizard.line_ids.mapped("quantity"), [3, 0, 0])

    def test_each_lot_is_a_line(self):
        tracked = self.make_product("Scale", tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": tracked.id, "company_id": self.company.id} for name in ("A", "B")]
        )
        for lot, quantity in zip(lots, (2, 3), strict=True):
            location = self.warehouse.lot_stock_id
            self.env["stock.quant"]._update_available_quantity(tracked, location, quantity, lot_id=lot)
        order = self.delivered((tracked, 5), stock=False)
        wizard = self.dialog(order).save()
        self.assertEqual({line.lot_id: line.left for line in wizard.line_ids}, dict(zip(lots, (2, 3), strict=True)))

    def test_what_is_announced_elsewhere_is_not_offered(self):
        order = self.delivered()
        self.make_return(order, 10, request=True)
        self.assertFalse(self.dialog(order).save().line_ids)

    def test_outside_the_window_a_manager_decides(self):
        order = self.delivered()
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=31)):
            dialog = self.dialog(order)
            dialog.reason_id = self.return_reason()
            self.fill(dialog, 1)
            self.assertTrue(dialog.needs_decision)
            rma = self.confirm(dialog)
        self.assertEqual((rma.state, rma.causes), ("requested", "outside the return window"))

    def test_everything_wrong_is_told_at_once(self):
        order = self.delivered((self.goods, 2), (self.other_goods, 5))
        dialog = self.dialog(order)
        self.fill(dialog, 3)
        self.fill(dialog, -1, 1)
        with self.assertRaisesRegex(UserError, r"(?s)Oven: at most 2.*Mixer.*negative"):
            dialog.save().action_confirm()

    def test_no_quantity(self):
        dialog = self.dialog(self.delivered())
        dialog.reason_id = self.return_reason()
        with self.assertRaisesRegex(UserError, "how many"):
            dialog.save().action_confirm()

    def test_no_reason(self):
        dialog = self.dialog(self.delivered())
        self.fill(dialog, 1)
        with self.assertRaisesRegex(UserError, "why"):
            dialog.save().action_confirm()

    def test_orders_of_two_customers(self):
        other = self.env["res.partner"].create({"name": "Bert"})
        orders = self.delivered() + self.delivered(partner_id=other.id)
        with self.assertRaisesRegex(UserError, "one customer"):
            orders.action_return_goods()

    def test_rejecting_needs_a_reason_and_a_manager(self):
        self.company.rma_auto_approve = False
        rma = self.make_return(self.delivered(), 1, request=True)
        with self.assertRaises(AccessError):
            rma.with_user(self.clerk).action_reject("Worn")
        action = rma.with_user(self.manager).action_open_reject()
        dialog = Form(self.env["sale.rma.reject"].with_user(self.manager).with_context(**action["context"]))
        dialog.reason = "Worn"
        dialog.save().action_confirm()
        self.assertEqual((rma.state, rma.reject_reason), ("rejected", "Worn"))

    def test_who_may_not_read_the_order_returns_nothing_of_it(self):
        order = self.delivered(user_id=self.clerk.id)
        stranger = self.make_user("salesman", login="q2c_other_salesman")
        with self.assertRaises(AccessError):
            self.env["sale.rma.wizard"].with_user(stranger).with_context(
                returns_sale_line_ids=order.order_line.ids
            ).default_get(["line_ids"])

    def test_cost_does_not_grow_with_lines(self):
        def queries(count):
            order = self.delivered(*[(self.goods, 1)] * count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.order_line._return_choices()
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(3), queries(15))
