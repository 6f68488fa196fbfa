"""Refunds and store credit: to the cent, on the invoice that billed the goods."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_returns import ReturnMoneyCommon


@tagged("post_install", "-at_install")
class TestReturnMoney(ReturnMoneyCommon):
    def line(self, product=None, quantity=10, **values):
        return {"product_id": (product or self.goods).id, "product_uom_qty": quantity, **values}

    def assertBilled(self, order, delivered, invoiced, to_invoice=0):
        """Check the quantities of the order's first line, and that the invoicing job leaves the order alone."""
        line = order.order_line[:1]
        self.assertEqual(
            (line.qty_delivered, line.qty_invoiced, line.qty_to_invoice), (delivered, invoiced, to_invoice)
        )
        plan = order._plan_invoices(older=True, policy="shipment")
        self.assertFalse(plan.credits)
        self.assertEqual(plan.values.get(line.id, {}).get("quantity", 0), to_invoice)

    # === What no invoice has === #

    def test_not_invoiced_is_not_due(self):
        order = self.delivered()
        rma = self.settle(order, 3)
        self.assertEqual((rma.state, rma.line_ids.quantity_settled), ("done", 3))
        self.assertFalse(rma.refund_ids)
        self.assertBilled(order, 7, 0, to_invoice=7)
        self.assertEqual(self.invoice(order).amount_total, 700)

    def test_everything_back_before_it_was_invoiced(self):
        order = self.delivered()
        self.settle(order, 10)
        self.assertBilled(order, 0, 0)
        self.assertStatus(order, "paid")

    def test_partly_invoiced(self):
        order = self.make_order((self.goods, 10))
        self.process(order.picking_ids, {self.goods: 6})
        invoice = self.invoice(order)
        self.deliver(order)
        rma = self.settle(order, 5)
        self.assertEqual((rma.refund_ids.reversed_entry_id, rma.refund_ids.amount_total), (invoice, 100))
        self.assertBilled(order, 5, 5)

    # === Invoiced, part paid, paid === #

    def test_invoiced(self):
        order = self.delivered()
        invoice = self.invoice(order)
        rma = self.settle(order, 3)
        note = rma.refund_ids
        self.assertEqual((note.state, note.reversed_entry_id, note.amount_total), ("posted", invoice, 300))
        self.assertEqual((invoice.amount_residual, note.amount_residual), (700, 0))
        self.assertEqual(note.invoice_line_ids.rma_line_id, rma.line_ids)
        self.assertBilled(order, 7, 7)
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertStatus(order, "invoiced")
        self.assertFalse(rma.activity_ids)

    def test_part_paid(self):
        order = self.delivered()
        invoice = self.invoice(order)
        self.pay(invoice, amount=800)
        note = self.settle(order, 3).refund_ids
        self.assertEqual((invoice.amount_residual, note.amount_residual), (0, 100))
        self.assertBilled(order, 7, 7)

    def test_paid_is_paid_out(self):
        payer = self.make_user("accountant", login="q2c_payer")
        self.company.rma_payout_user_id = payer
        order = self.delivered()
        self.pay(self.invoice(order))
        rma = self.settle(order, 3)
        self.assertEqual(rma.refund_ids.amount_residual, 300)
        self.assertEqual(rma.activity_ids.filtered(lambda activity: "300" in activity.summary).user_id, payer)
        self.assertBilled(order, 7, 7)
        self.assertStatus(order, "paid")

    def test_everything_back(self):
        order = self.delivered()
        self.pay(self.invoice(order))
        self.settle(order, 10)
        self.assertBilled(order, 0, 0)
        self.assertStatus(order, "paid")

    def test_several_invoices_the_newest_first(self):
        order = self.make_order((self.goods, 10))
        self.process(order.picking_ids, {self.goods: 6})
        first = self.invoice(order)
        self.deliver(order)
        second = self.invoice(order)
        rma = self.settle(order, 5)
        credited = {note.reversed_entry_id: note.amount_total for note in rma.refund_ids}
        self.assertEqual(credited, {second: 400, first: 100})

    # === Terms of the invoice === #

    def test_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 0.8, "name": "2020-01-01", "company_id": self.company.id}
        )
        prices = self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        order = self.delivered(self.line(price_unit=33.33), pricelist_id=prices.id)
        invoice = self.invoice(order)
        note = self.settle(order, 3).refund_ids
        self.assertEqual((note.currency_id, note.amount_total), (euro, 99.99))
        self.assertAlmostEqual(invoice.amount_residual, 233.31)

    def test_price_with_tax_included(self):
        tax = self.make_tax(21, included=True)
        order = self.delivered(self.line(price_unit=1.99, tax_ids=[Command.set(tax.ids)]))
        invoice = self.invoice(order)
        note = self.settle(order, 3).refund_ids
        self.assertEqual((note.amount_total, note.amount_untaxed), (5.97, 4.93))
        self.assertAlmostEqual(invoice.amount_residual, 13.93)

    def test_discount(self):
        order = self.delivered(self.line(discount=15))
        self.invoice(order)
        self.assertEqual(self.settle(order, 3).refund_ids.amount_total, 255)

    def test_cents_of_taxes_sum_up(self):
        tax = self.make_tax(10)
        order = self.delivered(self.line(quantity=2, price_unit=1.05, tax_ids=[Command.set(tax.ids)]))
        invoice = self.invoice(order)
        self.assertEqual(invoice.amount_total, 2.31)
        first, second = (self.settle(order, 1).refund_ids for _part in range(2))
        self.assertEqual((first.amount_total, second.amount_total), (1.16, 1.15))
        self.assertEqual((invoice.amount_residual, second.amount_residual), (0, 0))

    def test_discount_of_the_whole_order(self):
        order = self.make_order((self.goods, 3))
        self.env["sale.order.discount"].create(
            {"sale_order_id": order.id, "discount_type": "so_discount", "discount_percentage": 0.1}
        ).action_apply_discount()
        self.deliver(order)
        invoice = self.invoice(order)
        self.assertEqual(invoice.amount_total, 270)
        self.assertEqual(self.settle(order, 1).refund_ids.amount_total, 90)
        self.assertEqual(self.settle(order, 2).refund_ids.amount_total, 180)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_analytic_and_account_are_the_invoices(self):
        plan = self.env["account.analytic.plan"].create({"name": "Projects"})
        analytic = self.env["account.analytic.account"].create({"name": "Fair", "plan_id": plan.id})
        order = self.delivered(self.line(analytic_distribution={str(analytic.id): 100}))
        invoice = self.invoice(order)
        note = self.settle(order, 3).refund_ids
        self.assertEqual(note.invoice_line_ids.analytic_distribution, {str(analytic.id): 100})
        self.assertEqual(note.invoice_line_ids.account_id, invoice.invoice_line_ids.account_id)

    def test_deposit(self):
        order = self.make_order((self.goods, 10))
        deposit = self.down_payment(order, 300)
        self.pay(deposit)
        self.deliver(order)
        invoice = self.invoice(order)
        self.assertEqual(invoice.amount_total, 700)
        note = self.settle(order, 10).refund_ids
        self.assertEqual((note.amount_total, invoice.amount_residual, note.amount_residual), (1000, 0, 300))

    def test_invoiced_on_ordered_quantities(self):
        self.goods.invoice_policy = "order"
        order = self.make_order((self.goods, 10))
        self.invoice(order)
        self.deliver(order)
        self.settle(order, 3)
        self.assertBilled(order, 7, 7)
        self.assertEqual(order.invoice_status, "invoiced")

    # === Store credit === #

    def test_store_credit_is_kept(self):
        order = self.delivered()
        invoice = self.invoice(order)
        rma = self.settle(order, 3, "credit")
        self.assertTrue(rma.refund_ids.is_store_credit)
        self.assertEqual((rma.refund_ids.amount_residual, invoice.amount_residual), (300, 1000))
        self.assertFalse(rma.activity_ids)
        self.assertBilled(order, 7, 7)

    def test_refund_and_store_credit_of_one_invoice(self):
        order = self.delivered()
        invoice = self.invoice(order)
        rma = self.make_return(order, 5, approve=True)
        self.receive(rma)
        self.inspect(rma, 3)
        self.inspect(rma, 2, resolution="credit")
        rma.action_resolve()
        found = {note.is_store_credit: (note.amount_total, note.amount_residual) for note in rma.refund_ids}
        self.assertEqual(found, {False: (300, 0), True: (200, 200)})
        self.assertEqual(invoice.amount_residual, 700)

    def test_the_next_invoice_is_paid_with_store_credit(self):
        order = self.delivered()
        self.pay(self.invoice(order))
        note = self.settle(order, 3, "credit").refund_ids
        following = self.invoice(self.delivered())
        following.js_assign_outstanding_line(note.line_ids.filtered(lambda line: line.amount_residual < 0).id)
        self.assertEqual((following.amount_residual, note.amount_residual), (700, 0))

    # === Nothing twice, nothing around === #

    def test_parts_are_settled_as_they_come(self):
        order = self.delivered()
        invoice = self.invoice(order)
        rma = self.make_return(order, 5, approve=True)
        self.receive(rma, 3)
        self.inspect(rma)
        rma.action_resolve()
        self.assertEqual((rma.state, sum(rma.refund_ids.mapped("amount_total"))), ("in_transit", 300))
        self.receive(rma)
        self.inspect(rma)
        rma.action_resolve()
        self.assertEqual((rma.state, sorted(rma.refund_ids.mapped("amount_total"))), ("done", [200, 300]))
        self.assertEqual(invoice.amount_residual, 500)

    def test_settled_once(self):
        order = self.delivered()
        self.invoice(order)
        rma = self.returned(order, 3)
        rma.action_resolve()
        with self.assertRaisesRegex(UserError, "is Done"):
            rma.action_resolve()
        self.assertEqual(len(rma.refund_ids), 1)

    def test_nothing_before_it_was_inspected(self):
        order = self.delivered()
        rma = self.make_return(order, 3, approve=True)
        self.receive(rma)
        with self.assertRaisesRegex(UserError, "Inspect"):
            rma.action_resolve()

    def test_what_was_refused_is_settled_without_money(self):
        order = self.delivered()
        self.invoice(order)
        rma = self.make_return(order, 3, approve=True)
        self.receive(rma)
        self.inspect(rma, 2)
        self.inspect(rma, 1, accepted=False, disposition="scrap")
        rma.action_resolve()
        self.assertEqual((rma.state, rma.refund_ids.amount_total), ("done", 200))

    def test_a_draft_invoice(self):
        order = self.delivered()
        draft = self.invoice(order, post=False)
        rma = self.returned(order, 3)
        with self.assertRaisesRegex(UserError, "draft invoice"):
            rma.action_resolve()
        draft.action_post()
        rma.action_resolve()
        self.assertEqual(draft.amount_residual, 700)

    def test_credited_by_the_accountant_before(self):
        order = self.delivered()
        self.credit(self.invoice(order))
        rma = self.settle(order, 3)
        self.assertFalse(rma.refund_ids)
        self.assertEqual(rma.state, "done")

    def test_goods_of_no_order(self):
        order = self.delivered()
        rma = self.make_return(order, 3, approve=True)
        rma.action_receive([{"product_id": self.other_goods.id, "quantity": 1}])
        stray = rma.line_ids.filtered("unexpected")
        rma.action_inspect([{"line_id": stray.id, "disposition": "restock", "resolution": "refund"}])
        with self.assertRaisesRegex(UserError, "belongs to no order"):
            rma.action_resolve()

    def test_who_may(self):
        order = self.delivered()
        self.invoice(order)
        rma = self.returned(order, 3)
        for role in ("salesman", "warehouse", "portal"):
            with self.assertRaises(AccessError):
                rma.with_user(self.make_user(role)).action_resolve()
        rma.with_user(self.make_user("accountant")).action_resolve()
        self.assertEqual(rma.refund_ids.amount_total, 300)

    # === Taken back by the accountant === #

    def test_a_cancelled_credit_note_is_shown_and_not_made_again(self):
        order = self.delivered()
        self.invoice(order)
        rma = self.settle(order, 3)
        rma.refund_ids.button_draft()
        rma.refund_ids.button_cancel()
        self.assertIn(rma.refund_ids.name, rma.money_trouble)
        self.assertTrue(rma.activity_ids)
        self.assertEqual((rma.state, rma.line_ids.quantity_settled), ("done", 3))
        self.assertFalse(order._plan_invoices(older=True, policy="shipment").credits)

    def test_odoos_own_return_beside_a_cancelled_credit_note(self):
        order = self.delivered()
        self.invoice(order)
        rma = self.settle(order, 3)
        rma.refund_ids.button_draft()
        rma.refund_ids.button_cancel()
        self.send_back(order.picking_ids.filtered("shipped_at")[:1], 2)
        credits = order._plan_invoices(older=True, policy="shipment").credits
        self.assertEqual(credits, {order.order_line.id: 2})

    def test_a_reversed_credit_note_is_shown(self):
        order = self.delivered()
        self.invoice(order)
        rma = self.settle(order, 3)
        back = rma.refund_ids._reverse_moves()
        back.action_post()
        self.assertIn(rma.refund_ids.name, rma.money_trouble)

    def test_a_credit_note_of_a_return_is_not_deleted(self):
        order = self.delivered()
        self.invoice(order)
        note = self.settle(order, 3).refund_ids
        note.button_draft()
        with self.assertRaisesRegex(UserError, "Cancel it instead"):
            note.unlink()

    # === What it costs === #

    def invoiced(self, count):
        """Return an order of so many lines that was delivered and invoiced."""
        order = self.delivered(*[(self.goods, 1)] * count)
        self.invoice(order)
        return order

    def sent_back(self, count):
        """Return such an order of which all came back as Odoo does it."""
        order = self.invoiced(count)
        self.send_back(order.picking_ids, 1)
        return order

    def crediting(self, order):
        """Credit such an order as Odoo does it."""
        self.env.add_to_compute(order.order_line._fields["qty_delivered"], order.order_line)
        order._create_invoices(final=True).action_post()

    def inspected(self, count):
        """Return a return of so many lines that waits to be resolved."""
        order, reason = self.invoiced(count), self.return_reason().id
        lines = [{"sale_line_id": line.id, "quantity": 1, "reason_id": reason} for line in order.order_line]
        rma = self.env["sale.rma"]._create_return(order.partner_id, lines)
        rma.with_user(self.manager).action_approve()
        self.receive(rma)
        for line in rma.line_ids:
            line._record_inspection(1, grade="new", disposition="restock")
        return rma

    def grown(self, prepare, act):
        """Count the queries that ten more lines cost."""
        counts = []
        for count in (2, 2, 12):  # the first fills caches
            record = prepare(count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            act(record)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        return counts[2] - counts[1]

    def test_a_line_costs_no_more_than_in_odoo(self):
        """Odoo asks for each line: it looks for its kit, its transfers and the cost of its goods."""

        def resolve(rma):
            rma.action_resolve()
            self.assertEqual(rma.refund_ids.amount_total, 100 * len(rma.line_ids))

        own = self.grown(self.sent_back, self.crediting)
        ours = self.grown(self.inspected, resolve)
        self.assertLess(ours - own, 10)  # nothing for each line
