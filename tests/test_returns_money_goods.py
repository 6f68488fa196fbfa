"""Kits, lots, drop shipments, replacements and repairs: to the cent and to the quant."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.returns.money_resolve import Due
from .common_returns import ReturnMoneyCommon


@tagged("post_install", "-at_install")
class TestReturnMoneyGoods(ReturnMoneyCommon):
    # === Kits === #

    def kits(self, quantity=1, price=100, **components):
        self.add_stock(self.goods)
        self.add_stock(self.other_goods)
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        return self.delivered({"product_id": kit.id, "product_uom_qty": quantity, "price_unit": price})

    def settle_part(self, order, quantity, product=None):
        values = {"product_id": product.id} if product else {}
        rma = self.make_return(order, quantity, approve=True, **values)
        self.receive(rma)
        self.inspect(rma)
        rma.action_resolve()
        return rma

    def test_whole_kits(self):
        order = self.kits(3, 90)
        invoice = self.invoice(order)
        note = self.settle_part(order, 2).refund_ids
        self.assertEqual((note.amount_total, invoice.amount_residual), (180, 90))
        self.assertEqual((order.order_line.qty_delivered, order.order_line.qty_to_invoice), (1, 0))

    def test_kits_that_are_not_invoiced(self):
        order = self.kits(3, 90)
        self.assertFalse(self.settle_part(order, 2).refund_ids)
        self.assertEqual(self.invoice(order).amount_total, 90)

    def test_components_make_the_kits_price(self):
        order = self.kits(1, 100)  # ovens and mixer have the same list price: a third each
        invoice = self.invoice(order)
        notes = [
            self.settle_part(order, 1, product).refund_ids for product in (self.goods, self.goods, self.other_goods)
        ]
        self.assertEqual([note.amount_total for note in notes], [33.33, 33.34, 33.33])
        self.assertEqual(invoice.amount_residual, 0)
        self.assertIn(notes[0], order.invoice_ids)
        line = order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced, line.qty_to_invoice), (1, 1, 0))
        self.assertStatus(order, "paid")

    def test_a_component_with_discount_and_tax(self):
        tax = self.make_tax(10)
        order = self.kits(1, 100)
        order.order_line.write({"discount": 10, "tax_ids": [Command.set(tax.ids)]})
        self.invoice(order)
        self.assertEqual(self.settle_part(order, 1, self.other_goods).refund_ids.amount_total, 33)

    def test_a_component_of_what_is_not_invoiced(self):
        order = self.kits()
        with self.assertRaisesRegex(UserError, "not invoiced yet"):
            self.settle_part(order, 1, self.other_goods)

    def test_a_component_costs_no_more_than_to_look_up_its_kit(self):
        def parts(rma):
            return [line.sale_line_id._parts_per_kit() for line in rma.line_ids]

        def credits(rma):
            return rma._component_credits([Due(line, line.sale_line_id, 1) for line in rma.line_ids])

        own, few = (self.queries_of_components(kits, parts) for kits in (5, 1))
        looked_up = own - few
        self.queries_of_components(1, credits)  # caches fill
        few, many = (self.queries_of_components(kits, credits) for kits in (1, 5))
        self.assertLess(many - few - looked_up, 4)

    def queries_of_components(self, kits, act):
        """Count what it takes to do something with a return of a component of so many kits."""
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        self.add_stock(self.goods, 20)
        self.add_stock(self.other_goods, 20)
        order, reason = self.delivered(*[(kit, 1)] * kits), self.return_reason().id
        self.invoice(order)
        lines = [
            {"sale_line_id": line.id, "product_id": self.other_goods.id, "quantity": 1, "reason_id": reason}
            for line in order.order_line
        ]
        rma = self.env["sale.rma"]._create_return(order.partner_id, lines)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act(rma)
        return self.env.cr.sql_log_count - before

    # === Lots, drop shipments === #

    def test_lots(self):
        tracked = self.make_product("Scale", tracking="serial")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": tracked.id, "company_id": self.company.id} for name in ("S1", "S2")]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(tracked, self.warehouse.lot_stock_id, 1, lot_id=lot)
        order = self.delivered((tracked, 2), stock=False)
        invoice = self.invoice(order)
        rma = self.make_return(order, 1, lot_id=lots[0].id, approve=True)
        picking = rma._open_receipts()
        picking.move_ids.move_line_ids.lot_id = lots[0]
        self.receive(rma)
        self.inspect(rma)
        rma.action_resolve()
        self.assertEqual((rma.refund_ids.amount_total, invoice.amount_residual), (100, 100))
        here = self.env["stock.quant"].search(
            [("lot_id", "=", lots[0].id), ("location_id.usage", "=", "internal"), ("quantity", ">", 0)]
        )
        self.assertEqual((here.quantity, here.location_id), (1, self.warehouse.return_location_id))

    def test_drop_shipment(self):
        fridge = self.make_dropshipped()
        order = self.make_order((fridge, 2), stock=False)
        purchase = order._get_purchase_orders()
        purchase.button_confirm()
        self.process(purchase.picking_ids)
        invoice = self.invoice(order)
        rma = self.settle(order, 1)
        self.assertEqual((rma.refund_ids.amount_total, invoice.amount_residual), (100, 100))
        self.assertEqual((order.order_line.qty_delivered, order.order_line.qty_to_invoice), (1, 0))

    def test_drop_shipped_kits(self):
        """Odoo counts all of them or none; of what a return has brought back they count until it is settled."""
        kit = self.make_kit({self.make_dropshipped(): 2})
        order = self.make_order({"product_id": kit.id, "product_uom_qty": 3, "price_unit": 90}, stock=False)
        purchase = order._get_purchase_orders()
        purchase.button_confirm()
        self.process(purchase.picking_ids)
        invoice = self.invoice(order)
        rma = self.returned(order)
        self.assertEqual((order.order_line.qty_delivered, order.order_line.qty_to_invoice), (3, 0))
        rma.with_user(self.manager).action_resolve()
        self.assertEqual((rma.refund_ids.amount_total, invoice.amount_residual), (90, 180))
        self.assertEqual((order.order_line.qty_delivered, order.order_line.qty_to_invoice), (2, 0))

    # === Replacements === #

    def replaced(self, quantity=3, **values):
        order = self.delivered((self.goods, 10))
        self.pay(self.invoice(order))
        self.add_stock(self.goods, 50)
        rma = self.make_return(order, quantity, approve=True, resolution="replace", **values)
        return order, rma

    def test_replacement_of_what_was_accepted(self):
        order, rma = self.replaced()
        self.receive(rma)
        self.inspect(rma)
        rma.with_user(self.manager).action_resolve()
        replacement = rma.replacement_order_ids
        self.assertEqual((replacement.state, replacement.amount_total), ("sale", 0))
        self.assertEqual(replacement.order_line.product_uom_qty, 3)
        self.deliver(replacement)
        self.assertEqual(replacement.order_line.qty_to_invoice, 0)
        self.assertFalse(rma.refund_ids)
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertStatus(order, "paid")
        self.assertEqual(rma.state, "done")

    def test_replacement_by_an_accountant(self):
        _order, rma = self.replaced()
        self.receive(rma)
        self.inspect(rma)
        rma.with_user(self.make_user("accountant")).action_resolve()
        self.assertEqual(rma.replacement_order_ids.state, "sale")

    def test_replacement_before_the_receipt_is_sent_once(self):
        _order, rma = self.replaced()
        rma.with_user(self.manager).action_replace()
        self.assertEqual(rma.replacement_due, self.company._local_day() + timedelta(days=14))
        with self.assertRaisesRegex(UserError, "Nothing of"):
            rma.action_replace()
        self.receive(rma)
        self.inspect(rma)
        rma.action_resolve()
        self.assertEqual(len(rma.replacement_order_ids), 1)
        self.assertEqual(rma.state, "done")

    def test_who_may_send_replacements(self):
        _order, rma = self.replaced()
        for role in ("accountant", "warehouse", "portal"):
            with self.assertRaises(AccessError):
                rma.with_user(self.make_user(role)).action_replace()
        rma.with_user(self.make_user("sales_all")).action_replace()
        self.assertTrue(rma.replacement_order_ids)

    def test_what_is_not_delivered_any_more_is_not_replaced(self):
        _order, rma = self.replaced()
        self.goods.sale_lifecycle = "discontinued"
        with self.assertRaisesRegex(UserError, "cannot be delivered"):
            rma.action_replace()
        self.assertFalse(rma.replacement_order_ids)

    def test_phased_out_goods_are_replaced_while_stock_lasts(self):
        _order, rma = self.replaced()
        self.goods.sale_lifecycle = "phase_out"
        rma.action_replace()
        self.assertTrue(rma.replacement_order_ids)

    def test_a_component_is_replaced(self):
        self.add_stock(self.goods)
        self.add_stock(self.other_goods)
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        order = self.delivered((kit, 1))
        rma = self.make_return(order, 1, approve=True, resolution="replace", product_id=self.other_goods.id)
        rma.action_replace()
        self.assertEqual(rma.replacement_order_ids.order_line.product_id, self.other_goods)

    def test_sales_figures_leave_replacements_out(self):
        _order, rma = self.replaced()
        rma.action_replace()
        self.env.flush_all()
        domain = [("order_reference", "=", f"sale.order,{rma.replacement_order_ids.id}")]
        self.assertFalse(self.env["sale.report"].search_count(domain))

    # === Goods that do not come back === #

    def overdue(self, charge=True, received=0):
        self.company.rma_charge_replacements = charge
        order, rma = self.replaced()
        rma.action_replace()
        replacement = rma.replacement_order_ids
        self.deliver(replacement)
        if received:
            self.receive(rma, received)
            self.inspect(rma)
            rma.action_resolve()
        rma.sudo().replacement_due = fields.Date.today() - timedelta(days=2)
        self.run_overdue()
        return order, rma, replacement

    def run_overdue(self):
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_overdue_replacements").method_direct_trigger()

    def test_goods_that_do_not_come_back_are_charged_once(self):
        _order, rma, replacement = self.overdue()
        self.run_overdue()
        self.assertEqual((replacement.order_line.discount, replacement.order_line.qty_to_invoice), (0, 3))
        self.assertEqual(self.invoice(replacement).amount_total, 300)
        self.assertEqual(rma.line_ids.quantity_charged, 3)

    def test_only_what_did_not_come_back_is_charged(self):
        _order, _rma, replacement = self.overdue(received=1)
        self.assertEqual(self.invoice(replacement).amount_total, 200)

    def test_without_the_switch_somebody_is_told(self):
        _order, rma, replacement = self.overdue(charge=False)
        self.assertEqual(len(rma.activity_ids.filtered(lambda activity: "come back" in activity.summary)), 1)
        self.assertEqual(replacement.order_line.qty_to_invoice, 0)
        self.run_overdue()
        self.assertEqual(len(rma.activity_ids.filtered(lambda activity: "come back" in activity.summary)), 1)

    def test_one_that_cannot_be_charged_is_told_and_stops_no_other(self):
        self.company.rma_charge_replacements = True
        rmas = self.env["sale.rma"]
        for _number in range(2):
            _order, rma = self.replaced()
            rma.action_replace()
            rmas |= rma
        rmas.sudo().replacement_due = fields.Date.today() - timedelta(days=2)
        broken, other = rmas
        Line = self.env.registry["sale.rma.line"]
        charge, asked = Line._charge_replacement, []

        def fail(line, quantity):
            asked.append(line)
            if line.rma_id == broken:
                line.quantity_charged = quantity
                raise ValueError("Closed year")
            return charge(line, quantity)

        with patch.object(Line, "_charge_replacement", fail), mute_logger("odoo.addons.quote_to_cash"):
            self.run_overdue()
            self.run_overdue()
        self.assertEqual(asked, [broken.line_ids, other.line_ids])
        self.assertEqual(rmas.line_ids.mapped("quantity_charged"), [0, 3])
        self.assertIn("Closed year", broken.activity_ids.filtered(lambda one: "charged" in one.summary).note)

    def test_what_was_sent_and_charged_is_not_typed(self):
        _order, rma = self.replaced()
        rma.action_replace()
        seller = self.make_user("sales_all")
        for values in ({"quantity_replaced": 0}, {"quantity_charged": 3}, {"fee_fixed_charged": 9}):
            with self.subTest(values=values), self.assertRaises(UserError):
                rma.line_ids.with_user(seller).write(values)
        with self.assertRaises(AccessError):
            rma.with_user(seller).replacement_due = False

    def test_what_a_return_has_settled_or_replaced_is_not_typed(self):
        order, rma = self.replaced()
        line = order.order_line.with_user(self.make_user("sales_all"))
        for values in ({"qty_return_settled": 9}, {"replaces_rma_line_id": rma.line_ids.id}):
            with self.subTest(values=values), self.assertRaises(AccessError), self.env.cr.savepoint():
                line.write(values)

    def test_not_before_the_day(self):
        self.company.rma_charge_replacements = True
        _order, rma = self.replaced()
        rma.action_replace()
        self.run_overdue()
        self.assertFalse(rma.line_ids.quantity_charged)

    def test_what_was_charged_is_given_back_when_the_goods_come(self):
        _order, rma, replacement = self.overdue()
        invoice = self.invoice(replacement)
        self.receive(rma, 2)
        self.inspect(rma)
        rma.action_resolve()
        self.assertEqual((rma.refund_ids.amount_total, invoice.amount_residual), (200, 100))
        self.assertEqual(rma.line_ids.quantity_charged, 1)
        self.assertEqual(len(rma.replacement_order_ids), 1)

    # === Repairs, nothing === #

    def test_repair(self):
        order = self.delivered()
        self.pay(self.invoice(order))
        rma = self.settle(order, 2, "repair")
        repair = rma.line_ids.inspection_ids.repair_order
        self.assertEqual((repair.product_id, repair.product_qty, repair.partner_id), (self.goods, 2, self.partner))
        self.assertEqual(repair.product_location_src_id, self.warehouse.return_location_id)
        self.assertFalse(rma.refund_ids)
        self.assertEqual((rma.state, order.order_line.qty_delivered), ("done", 10))
        self.assertStatus(order, "paid")

    def test_nothing(self):
        order = self.delivered()
        self.invoice(order)
        rma = self.settle(order, 2, "none")
        self.assertEqual((rma.state, order.order_line.qty_delivered), ("done", 10))
        self.assertFalse(rma.refund_ids + rma.fee_invoice_ids)
