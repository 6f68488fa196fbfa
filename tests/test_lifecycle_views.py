"""Filters, list actions and what each role may open."""

import ast
import re
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import file_open

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestLifecycleFilters(QuoteToCashCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yesterday = fields.Datetime.now() - timedelta(days=1)
        cls.tomorrow = fields.Datetime.now() + timedelta(days=1)

    def found(self, name, orders, model="sale.order", user=None):
        """Return which of the records a filter of the search view finds, as a plain domain."""
        view = "sale.view_sales_order_filter"
        if model == "stock.picking":
            view = "stock.view_picking_internal_search"
        records = self.env[model].with_user(user or self.env.user)
        arch = etree.fromstring(records.get_view(self.env.ref(view).id, "search")["arch"])
        (text,) = arch.xpath(f"//filter[@name='{name}']/@domain")
        domain = ast.literal_eval(text.strip())
        self.env.flush_all()  # as between two requests: Odoo's search does not flush computed many2many
        return records.search([("id", "in", orders.ids), *domain]).sudo(False)

    def orders_in_every_status(self):
        """Return ``{name: order}``, with the variants that the filters tell apart."""
        orders = {
            "draft": self.make_order(confirm=False),
            "sent": self.make_order(confirm=False),
            "entered": self.make_order(),
            "shipped": self.make_order(),
            "delivered": self.make_order(),
            "invoiced": self.make_order(),
            "paid": self.make_order(),
            "cancelled": self.make_order(),
            "held_us": self.make_order(),
            "held_customer": self.make_order(),
            "held_both": self.make_order(),
            "held_quote": self.make_order(confirm=False),
        }
        orders["sent"].action_quotation_sent()
        self.ship(orders["shipped"])
        for name in ("delivered", "invoiced", "paid"):
            self.deliver(orders[name])
        invoices = {name: self.invoice(orders[name]) for name in ("invoiced", "paid")}
        self.pay(invoices["paid"])
        orders["cancelled"].action_cancel()
        (orders["held_us"] | orders["held_both"]).action_hold(self.reason("credit"))
        held = orders["held_customer"] | orders["held_both"] | orders["held_quote"]
        held.action_hold(self.reason("address"))
        return orders

    def test_everything_unfinished_waits_for_us_or_for_the_customer(self):
        orders = self.orders_in_every_status()
        every = self.env["sale.order"].union(*orders.values())
        us = self.found("waiting_for_us", every)
        customer = self.found("waiting_for_customer", every)
        names = ("draft", "entered", "shipped", "delivered", "held_us", "held_both")
        self.assertEqual(us, self.env["sale.order"].union(*(orders[n] for n in names)))
        names = ("sent", "invoiced", "held_customer", "held_quote")
        self.assertEqual(customer, self.env["sale.order"].union(*(orders[n] for n in names)))
        self.assertFalse(us & customer)
        self.assertEqual(every - us - customer, orders["paid"] | orders["cancelled"])

    def test_on_hold(self):
        orders = self.orders_in_every_status()
        every = self.env["sale.order"].union(*orders.values())
        names = ("held_us", "held_customer", "held_both", "held_quote")
        held = self.env["sale.order"].union(*(orders[n] for n in names))
        self.assertEqual(self.found("on_hold", every), held)

    def test_an_archived_reason_still_counts(self):
        order = self.make_order()
        order.action_hold(self.reason("credit"))
        self.reason("credit").active = False
        self.assertEqual(self.found("waiting_for_us", order), order)
        self.assertFalse(self.found("waiting_for_customer", order))
        self.assertIn("Credit check", order._hold_message())

    def test_late_is_promised_for_the_past_and_not_shipped(self):
        late = self.make_order(commitment_date=self.yesterday)
        held = self.make_order(commitment_date=self.yesterday)
        held.action_hold(self.reason("address"))
        in_time = self.make_order(commitment_date=self.tomorrow)
        shipped = self.make_order(commitment_date=self.yesterday)
        self.ship(shipped)
        shipped_held = self.make_order(commitment_date=self.yesterday)
        self.ship(shipped_held)
        shipped_held.action_hold(self.reason("address"))
        quote = self.make_order(confirm=False, commitment_date=self.yesterday)
        every = late | held | in_time | shipped | shipped_held | quote
        self.assertEqual(self.found("late", every), late | held)

    def test_late_by_the_transfers_deadline_where_nothing_was_promised(self):
        late, in_time = self.make_order(), self.make_order()
        late.picking_ids.move_ids.date_deadline = self.yesterday
        in_time.picking_ids.move_ids.date_deadline = self.tomorrow
        promised = self.make_order(commitment_date=self.tomorrow)
        promised.picking_ids.move_ids.date_deadline = self.yesterday
        self.assertEqual(self.found("late", late | in_time | promised), late)

    def test_backorder_makes_a_shipped_order_late_again(self):
        order = self.make_order(commitment_date=self.yesterday)
        self.ship(order, {self.goods: 4})
        self.assertEqual(self.found("late", order), order)
        self.ship(order)
        self.assertFalse(self.found("late", order))

    def test_salesman_can_use_every_filter(self):
        user = self.make_user("salesman")
        order = self.make_order(commitment_date=self.yesterday, user_id=user.id)
        for name in ("waiting_for_us", "late", "current"):
            self.assertEqual(self.found(name, order, user=user), order, name)

    def test_transfers(self):
        packed, waiting, shipped, arrived = (self.make_order() for _number in range(4))
        packed.picking_ids.action_mark_packed()
        shipped.picking_ids.action_mark_packed()
        self.ship(shipped)
        self.deliver(arrived)
        every = (packed | waiting | shipped | arrived).picking_ids
        self.assertEqual(self.found("ready_to_ship", every, "stock.picking"), packed.picking_ids)
        self.assertEqual(self.found("shipped_unconfirmed", every, "stock.picking"), shipped.picking_ids)


@tagged("post_install", "-at_install")
class TestLifecycleScreens(QuoteToCashCommon, TransactionCase):
    def test_board_has_every_status_in_order_even_when_empty(self):
        orders = self.env["sale.order"].with_context(read_group_expand=True)  # as the kanban view asks
        groups = orders.web_read_group([("id", "=", 0)], ["order_status"])["groups"]
        statuses = [status for status, _label in self.env["sale.order"]._fields["order_status"].selection]
        self.assertEqual([group["order_status"] for group in groups], statuses)

    def test_one_set_of_statuses_on_the_server_and_in_the_browser(self):
        statuses = [status for status, _label in self.env["sale.order"]._fields["order_status"].selection]
        with file_open("quote_to_cash/static/src/lifecycle/order_status.scss") as stylesheet:
            colours = dict(re.findall(r'"(\w+)": (#\w{6}),', stylesheet.read()))
        self.assertEqual(list(colours), statuses)
        self.assertEqual(len(set(colours.values())), len(statuses), "a colour says one thing")
        with file_open("quote_to_cash/static/src/lifecycle/order_status_pipeline.js") as script:
            (steps,) = re.findall(r"PIPELINE = \[(.*?)\]", script.read(), re.DOTALL)
        self.assertEqual(re.findall(r'"(\w+)"', steps), statuses[:8])
        board = etree.fromstring(self.env.ref("quote_to_cash.sale_order_view_board").arch)
        bar = ast.literal_eval(board.find(".//progressbar").get("colors"))
        self.assertEqual(bar, {status: f"order_status_{status}" for status in statuses})

    def test_every_role_that_can_open_an_order_still_can(self):
        """Odoo's form itself is closed to people of the warehouse alone, who may not read invoices."""
        order = self.make_order()
        order.action_hold(self.reason("address"))
        for role in ("sales_all", "sales_manager", "desk", "credit", "accountant"):
            with self.subTest(role=role):
                user = self.make_user(role)
                form = Form(order.with_user(user))
                self.assertEqual(form.order_status, "on_hold")
        auditor = self.make_user("internal", login="q2c_auditor")
        auditor.group_ids += self.env.ref("account.group_account_readonly")
        self.assertEqual(order.with_user(auditor).active_hold_ids.mapped("note"), [False])
        self.assertTrue(order.with_user(auditor).event_ids)

    def test_delivery_is_confirmed_from_the_order(self):
        desk = self.make_user("desk")
        order = self.make_order()
        self.assertFalse(order.with_user(desk).can_confirm_delivery)
        shipped = self.ship(order, {self.goods: 4})
        order.invalidate_recordset()
        self.assertTrue(order.with_user(desk).can_confirm_delivery)
        self.assertFalse(order.with_user(self.make_user("salesman")).can_confirm_delivery)
        action = order.with_user(desk).action_open_delivery_confirmation()
        wizard = self.env[action["res_model"]].with_user(desk).with_context(**action["context"]).create({})
        self.assertEqual(wizard.picking_ids, shipped)
        wizard.action_confirm()
        order.invalidate_recordset()
        self.assertFalse(order.with_user(desk).can_confirm_delivery)

    def test_dialog_leads_to_the_transfers_to_return(self):
        order = self.make_order()
        shipped = self.ship(order, {self.goods: 4})
        wizard = self.env["sale.order.cancellation"].create(
            {"order_ids": order.ids, "reason_id": self.reason("mind").id}
        )
        self.assertTrue(wizard.has_shipped and wizard.has_open)
        self.assertEqual(wizard.action_view_shipped()["res_id"], shipped.id)


@tagged("post_install", "-at_install")
class TestListCancellation(QuoteToCashCommon, TransactionCase):
    """Odoo's own list action follows the same rules as the button."""

    def wizard(self, orders, **values):
        action = self.env["sale.mass.cancel.orders"].with_context(active_ids=orders.ids)
        return action.create(values)

    def test_reason_and_initiator_are_recorded(self):
        orders = self.make_order() | self.make_order(confirm=False)
        self.wizard(orders, reason_id=self.reason("mind").id, initiator="company").action_mass_cancel()
        self.assertEqual(set(orders.mapped("state")), {"cancel"})
        self.assertEqual(orders.cancel_reason_id, self.reason("mind"))
        self.assertEqual(set(orders.mapped("cancel_initiator")), {"company"})

    def test_shipped_orders_are_refused_and_nothing_changes(self):
        shipped, fresh = self.make_order(), self.make_order()
        self.ship(shipped)
        for values in ({}, {"reason_id": self.reason("mind").id}):
            wizard = self.wizard(shipped | fresh, **values)
            self.assertEqual(wizard.shipped_orders, shipped.name)
            with self.assertRaisesRegex(UserError, shipped.name):
                wizard.action_mass_cancel()
            self.assertEqual(set((shipped | fresh).mapped("state")), {"sale"})

    def test_without_a_reason_it_is_not_stated(self):
        order = self.make_order()
        self.wizard(order).action_mass_cancel()
        self.assertEqual(order.cancel_reason_id.code, "not_stated")

    def test_a_cancelled_order_keeps_its_reason(self):
        cancelled, fresh = self.make_order(), self.make_order()
        cancelled.action_cancel()
        self.wizard(cancelled | fresh, reason_id=self.reason("mind").id).action_mass_cancel()
        self.assertEqual(cancelled.cancel_reason_id.code, "not_stated")
        self.assertEqual(fresh.cancel_reason_id, self.reason("mind"))

    def test_apps_open_where_odoo_opens_them(self):
        menus = self.env["ir.ui.menu"].load_web_menus(False)
        first = {
            "sale.sale_menu_root": "sale.action_quotations_with_onboarding",
            "stock.menu_stock_root": "stock.stock_picking_type_action",
            "account.menu_finance": "account.action_move_out_invoice",
        }
        opened = {app: menus[self.env.ref(app).id]["actionID"] for app in first}
        self.assertEqual(opened, {app: self.env.ref(action).id for app, action in first.items()})
