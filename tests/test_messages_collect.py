"""What there is to tell: each event once, nothing of before, and nothing that is over."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from .common_messages import KINDS, MessagesCommon


@tagged("post_install", "-at_install")
class TestMessagePolicies(MessagesCommon):
    def test_each_company_has_all_and_all_are_off(self):
        for company in self.env["res.company"].create({"name": "New"}) + self.env.ref("base.main_company"):
            policies = self.policies(company=company)
            self.assertEqual(set(policies.mapped("kind")), set(KINDS))
            self.assertFalse(any(policies.mapped("enabled")) and company.name == "New")
            self.assertTrue(all(policies.mapped("template_id")))

    def test_made_once(self):
        self.assertFalse(self.env["order.message.policy"]._create_missing())

    def test_who_switches_it_on_begins_now(self):
        policy = self.policies("shipped")
        policy.write({"enabled": True, "since": "2020-01-01 00:00:00"})
        self.assertLess(fields.Datetime.now() - policy.since, timedelta(minutes=1))
        since = policy.since
        policy.enabled = True
        self.assertEqual(policy.since, since)

    def test_only_sales_managers_switch(self):
        policy = self.policies("shipped")
        self.assertFalse(policy.with_user(self.salesperson).has_access("write"))
        manager = new_test_user(
            self.env, "messages_manager", "sales_team.group_sale_manager", company_id=self.company.id
        )
        policy.with_user(manager).enabled = True
        self.assertEqual(policy.enabled_by_id, manager)
        self.assertFalse(policy.with_user(manager).has_access("create"))

    def test_nobody_writes_messages(self):
        messages = self.env["order.message"].with_user(self.salesperson)
        self.assertTrue(messages.has_access("read"))
        self.assertFalse(messages.has_access("write") or messages.has_access("create") or messages.has_access("unlink"))


@tagged("post_install", "-at_install")
class TestMessageCollect(MessagesCommon):
    def test_nothing_while_all_is_off(self):
        order = self.make_order()
        self.ship(order)
        self.collect()
        self.assertFalse(self.messages(order))

    def test_nothing_of_before_it_was_switched_on(self):
        order = self.make_order()
        self.switch_on()
        self.collect()
        self.assertFalse(self.messages(order))

    def test_what_happens_afterwards_even_to_an_old_order(self):
        order = self.make_order()
        self.switch_on()
        self.ship(order)
        self.collect()
        self.assertEqual(self.states(order), {"shipped": "queued"})

    def test_switched_off_and_on_again_begins_anew(self):
        policy = self.switch_on("received")
        policy.enabled = False
        order = self.make_order()
        policy.enabled = True
        self.collect()
        self.assertFalse(self.messages(order))

    def test_the_way_of_an_order(self):
        self.switch_on()
        order = self.make_order()
        order.picking_ids.action_mark_packed()
        self.collect()
        self.deliver(order)
        self.collect()
        self.invoice(order)
        self.collect()
        self.assertEqual(self.messages(order).mapped("kind"), ["received", "ready", "shipped", "delivered", "invoiced"])

    def test_collected_again_and_again_it_is_queued_once(self):
        self.switch_on()
        order = self.make_order()
        self.deliver(order)
        self.invoice(order)
        self.assertEqual(self.collect(), 4)
        self.assertEqual(self.collect(), 0)
        order.order_line.product_uom_qty += 1
        order._refresh_order_status()
        self.assertEqual(len(self.messages(order, "received", "shipped", "delivered", "invoiced")), 4)

    def test_quotations_and_what_becomes_of_them_are_no_news(self):
        self.switch_on()
        order = self.make_order(confirm=False)
        self.collect()
        order._action_cancel()
        self.collect()
        self.assertFalse(self.messages(order))

    def test_cancelled(self):
        self.switch_on("cancelled")
        order = self.make_order()
        order.action_cancel_with_reason(self.reason("mind"), "customer")
        self.collect()
        self.assertEqual(self.states(order), {"cancelled": "queued"})

    def test_cancelled_while_on_hold(self):
        self.switch_on("cancelled")
        order = self.make_order()
        order.action_hold(self.reason("address"))
        self.env.cr.flush()
        order.action_cancel_with_reason(self.reason("mind"), "customer")
        self.collect()
        self.assertEqual(self.states(order), {"cancelled": "queued"})

    def test_an_order_held_by_its_confirmation_was_received(self):
        self.switch_on("received", "on_hold")
        order = self.make_order()
        order.action_hold(self.reason("credit"))
        self.collect()
        self.assertEqual(self.states(order), {"received": "queued"})

    def test_an_old_order_that_is_released_was_not_received_now(self):
        order = self.make_order()
        order.action_hold(self.reason("address"))
        self.env.cr.flush()
        order.date_order -= timedelta(days=1)
        self.switch_on("received")
        order.action_release_holds("fine")
        self.collect()
        self.assertFalse(self.messages(order))

    def test_an_imported_order_of_last_year_was_not_received_now(self):
        self.switch_on("received")
        values = {"state": "sale", "date_order": fields.Datetime.now() - timedelta(days=300)}
        old, new = self.make_order(confirm=False, **values), self.make_order(confirm=False, state="sale")
        self.collect()
        self.assertFalse(self.messages(old))
        self.assertEqual(self.states(new), {"received": "queued"})

    def test_a_batch_has_one_for_each_order(self):
        self.switch_on("shipped")
        orders = self.make_order() + self.make_order() + self.make_order()
        orders.picking_ids.move_ids.picked = True
        orders.picking_ids.button_validate()
        self.collect()
        self.assertEqual(self.messages(orders).order_id, orders)
        self.assertEqual(len(self.messages(orders)), 3)

    def test_nothing_of_what_was_rolled_back(self):
        self.switch_on()
        order = self.make_order(confirm=False)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            order.action_confirm()
            raise ZeroDivisionError
        self.assertEqual(self.collect(), 0)

    def test_the_delay(self):
        self.switch_on("received", delay=20)
        order = self.make_order()
        self.collect()
        message = self.messages(order)
        self.assertEqual(message.due_at - message.event_id.happened_at, timedelta(minutes=20))

    def test_companies_are_apart(self):
        self.switch_on("received")
        other = self.env["res.company"].create({"name": "Other"})
        order = self.make_order(warehouse=self.make_warehouse(1, other), stock=False)
        self.assertEqual(order.company_id, other)
        self.collect()
        self.assertFalse(self.messages(order))


@tagged("post_install", "-at_install")
class TestMessageCollectParcels(MessagesCommon):
    def test_a_part_and_the_rest(self):
        self.switch_on("shipped", "partly_shipped")
        order = self.make_order()
        first = self.ship(order, {self.goods: 4})
        self.collect()
        second = self.ship(order)
        self.collect()
        found = {message.picking_id: message.kind for message in self.messages(order)}
        self.assertEqual(found, {first: "partly_shipped", second: "shipped"})

    def test_a_part_is_not_told_as_the_whole_later(self):
        """Though nothing is left to ship when the rest has left, too."""
        self.switch_on("shipped")
        order = self.make_order()
        self.ship(order, {self.goods: 4})
        self.collect()
        self.assertFalse(self.messages(order))
        last = self.ship(order)
        self.collect()
        self.assertEqual(self.messages(order).picking_id, last)

    def test_two_parcels_at_once(self):
        self.switch_on("shipped", "partly_shipped")
        order = self.make_order()
        self.ship(order, {self.goods: 4})
        self.ship(order)
        self.collect()
        self.assertEqual(sorted(self.messages(order).mapped("kind")), ["partly_shipped", "shipped"])

    def test_a_date_that_is_corrected_is_no_second_parcel(self):
        self.switch_on("shipped", "partly_shipped")
        order = self.make_order()
        picking = self.ship(order, {self.goods: 4})
        self.collect()
        self.ship(order)
        picking.date_done -= timedelta(hours=1)
        self.collect()
        self.assertEqual(len(self.messages(order)), 2)

    def test_a_part_of_a_held_order(self):
        self.switch_on("shipped", "partly_shipped")
        order = self.make_order()
        self.ship(order, {self.goods: 4})
        order.action_hold(self.reason("address"))
        self.collect()
        self.assertEqual(self.states(order), {"partly_shipped": "queued"})

    def test_one_transfer_for_two_orders(self):
        self.switch_on("shipped")
        one, other = self.make_order(), self.make_order()
        other.picking_ids.move_ids.picking_id = one.picking_ids
        self.process(one.picking_ids)
        self.collect()
        self.assertEqual(self.messages(one + other).order_id, one + other)

    def test_what_arrived_long_ago_and_is_assumed_now(self):
        order = self.make_order()
        picking = self.ship(order)
        picking.date_done = fields.Datetime.now() - timedelta(days=40)
        self.switch_on("delivered")
        picking.action_confirm_delivery(fields.Datetime.now() - timedelta(days=30), "assumed")
        self.collect()
        self.assertFalse(self.messages(order))

    def test_confirmed_twice_it_has_arrived_once(self):
        self.switch_on("delivered")
        order = self.make_order()
        self.ship(order)
        self.confirm_delivery(order, "assumed")
        self.collect()
        self.confirm_delivery(order, "customer")
        self.collect()
        self.assertEqual(len(self.messages(order)), 1)


@tagged("post_install", "-at_install")
class TestMessageCollectOthers(MessagesCommon):
    def test_an_invoice_for_several_orders_is_told_once(self):
        self.switch_on("invoiced")
        orders = self.make_order() + self.make_order()
        for order in orders:
            self.deliver(order)
        invoice = self.invoice(orders)
        self.assertEqual(len(invoice), 1)
        self.collect()
        self.assertEqual(self.messages(orders).move_id, invoice)
        self.assertEqual(self.messages(orders).order_id, orders.sorted("id")[0])

    def test_an_invoice_is_for_who_pays(self):
        self.switch_on("invoiced")
        payer = self.env["res.partner"].create({"name": "Head Office", "email": "pay@bakery.example"})
        order = self.make_order(partner_invoice_id=payer.id)
        self.deliver(order)
        self.invoice(order)
        self.collect()
        self.assertEqual(self.messages(order).partner_id, payer)

    def test_credit_notes_are_no_invoices(self):
        order = self.make_order()
        self.deliver(order)
        invoice = self.invoice(order)
        self.switch_on("invoiced")
        self.credit(invoice)
        self.collect()
        self.assertFalse(self.messages(order))

    def test_only_holds_that_wait_for_the_customer(self):
        self.switch_on("on_hold")
        theirs, ours = self.make_order(), self.make_order()
        theirs.action_hold(self.reason("address"))
        ours.action_hold(self.reason("credit"))
        self.collect()
        self.assertEqual(self.states(theirs), {"on_hold": "queued"})
        self.assertFalse(self.messages(ours))

    def test_each_time_it_is_held_is_a_message(self):
        self.switch_on("on_hold")
        order = self.make_order()
        for _time in range(2):
            order.action_hold(self.reason("address"))
            self.collect()
            order.action_release_holds("fine")
            self.collect()
        self.assertEqual(len(self.messages(order)), 2)

    def test_a_new_date(self):
        self.switch_on("promise")
        order = self.make_order()
        self.collect()
        self.assertFalse(self.messages(order), "the first promise is no change")
        self.change_promise(order, 20)
        self.collect()
        self.assertEqual(self.states(order), {"promise": "queued"})

    def test_a_promise_at_risk_is_no_new_date(self):
        self.switch_on("promise")
        order = self.make_order()
        order._note_promise("Line 1 should have left by yesterday")
        self.collect()
        self.assertFalse(self.messages(order))
