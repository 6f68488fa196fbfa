"""The work list: in which order, what is urgent, what is held, and who gets what."""

from datetime import timedelta

from lxml import etree
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common_pick import PickCommon


@tagged("post_install", "-at_install")
class TestWorkList(PickCommon):
    def list_of(self):
        """Return what the work list shows of this test's transfers."""
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.stock_picking_action_work")
        shown = self.env["stock.picking"].search(safe_eval(action["domain"]))
        return shown & self.pickings

    def filtered(self, name, pickings):
        """Return which transfers a filter of the work list finds."""
        view = self.env.ref("quote_to_cash.stock_picking_view_search_work")
        arch = etree.fromstring(self.env["stock.picking"].get_view(view.id, "search")["arch"])
        (text,) = arch.xpath(f"//filter[@name='{name}']/@domain")
        domain = safe_eval(text.strip(), {"uid": self.env.uid})
        self.env.flush_all()
        return self.env["stock.picking"].search([("id", "in", pickings.ids), *domain])

    def test_every_state_of_open_work_and_nothing_else(self):
        waiting = self.make_order(stock=False).picking_ids
        two_steps = self.make_order(warehouse=self.make_warehouse(2)).picking_ids
        packed, shipped, cancelled = (self.make_order().picking_ids for _index in range(3))
        packed.action_mark_packed()
        self.process(shipped)
        cancelled.action_cancel()
        dropshipped = self.make_order(self.make_dropshipped())
        dropshipped.order_line.purchase_line_ids.order_id.button_confirm()
        self.assertTrue(dropshipped.picking_ids.fulfilment_state)
        receipt = self.env["stock.picking"].create({"picking_type_id": self.warehouse.in_type_id.id})
        self.pickings = waiting | two_steps | packed | shipped | cancelled | receipt | dropshipped.picking_ids
        self.assertEqual(self.list_of(), waiting | two_steps | packed)

    def test_sorted_by_leaving_then_priority_then_carrier(self):
        first, starred, van, truck = self.many(4)
        self.in_days(first | starred | van | truck, 3)
        self.in_days(first, 1)
        starred.priority = "1"
        self.van.sequence, self.truck.sequence = 1, 2
        van.carrier_id, truck.carrier_id = self.van, self.truck
        same = van.ship_by.replace(hour=12, minute=0, second=0, microsecond=0)
        (starred | van | truck).ship_by = same
        first.ship_by = same - timedelta(days=2)
        view = self.env.ref("quote_to_cash.stock_picking_view_list_work")
        order = etree.fromstring(self.env["stock.picking"].get_view(view.id, "list")["arch"]).get("default_order")
        found = self.env["stock.picking"].search([("id", "in", (first | starred | van | truck).ids)], order=order)
        self.assertEqual(list(found), [first, starred, van, truck])

    def test_late_and_at_risk(self):
        late, packed_late, today, packed_today, broken, fine, gone = self.many(7)
        soon = self.env["stock.picking"]._evening(self.company) - timedelta(seconds=1)
        (packed_late | packed_today).action_mark_packed()
        (late | packed_late | gone).ship_by = fields.Datetime.now() - timedelta(hours=1)
        (today | packed_today).ship_by = soon
        self.in_days(broken | fine, 5)
        broken.move_ids.sale_line_id.promise_state = "late"
        self.process(gone)
        expected = {
            late: "late",
            packed_late: "late",
            today: "at_risk",
            packed_today: "on_track",
            broken: "at_risk",
            fine: "on_track",
            gone: False,
        }
        everything = self.env["stock.picking"].union(*expected)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual({picking: picking.pick_urgency for picking in everything}, expected)
        for urgency in ("late", "at_risk", "on_track", False):
            found = everything.search([("id", "in", everything.ids), ("pick_urgency", "=", urgency)])
            self.assertEqual(found, everything.filtered(lambda p, u=urgency: p.pick_urgency == u), urgency)
        self.assertEqual(
            everything.search([("id", "in", everything.ids), ("pick_urgency", "!=", "late")]),
            everything - late - packed_late,
        )
        self.assertEqual(self.filtered("late", everything), late | packed_late)
        self.assertEqual(self.filtered("at_risk", everything), today | broken)

    def test_a_promise_of_what_has_left_is_no_risk(self):
        order = self.make_order(self.goods, self.other_goods)
        self.ship(order, {self.goods: 10})
        picking = self.in_days(self.open_pickings(order), 5)
        order.order_line[0].promise_state = "overdue"
        self.env.invalidate_all()
        self.assertEqual(picking.pick_urgency, "on_track")

    def test_held(self):
        free, held = self.make_order().picking_ids, self.make_order().picking_ids
        held.sale_id.action_hold(self.reason("address"))
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(free.is_order_held)
        self.assertTrue(held.is_order_held)
        self.assertIn(held.sale_id.name, held.hold_message)
        self.assertEqual(self.filtered("held", free | held), held)
        self.assertEqual(self.filtered("ready", free | held), free)

    def test_held_when_sent_in_exchange(self):
        order = self.make_order()
        self.send_back(self.ship(order), 2, exchange=True)
        replacement = self.open_pickings(order) or self.env["stock.picking"].search(
            [("move_ids.return_replacement", "=", True), ("state", "not in", ("done", "cancel"))]
        ).filtered(lambda picking: order in picking.move_ids._orders_served())
        self.assertTrue(replacement)
        order.action_hold(self.reason("address"))
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(replacement.is_order_held)
        self.assertEqual(self.filtered("held", replacement), replacement)

    def test_size(self):
        picking = self.make_order((self.goods, 3), (self.other_goods, 4)).picking_ids
        self.assertEqual((picking.pick_lines, picking.pick_pieces), (2, 7))

    def test_filters_for_people_and_states(self):
        mine, packed = self.many(2)
        mine.user_id = self.env.user
        packed.action_mark_packed()
        self.assertEqual(self.filtered("mine", mine | packed), mine)
        self.assertEqual(self.filtered("packed", mine | packed), packed)
        self.assertEqual(self.filtered("to_check", mine | packed), self.env["stock.picking"])
        today = self.in_days(packed, 0)
        self.assertEqual(self.filtered("today", mine | packed), today)

    def test_groups(self):
        here, there = self.many(1, self.van), self.make_order(warehouse=self.make_warehouse(2)).picking_ids
        for name in ("carrier_id", "ship_by:day", "pick_warehouse_id", "priority"):
            groups = here._read_group([("id", "in", (here | there).ids)], [name], ["__count"])
            self.assertEqual(sum(count for _group, count in groups), 2, name)
        groups = here.with_user(self.make_user("warehouse"))._read_group(
            [("id", "in", (here | there).ids)], ["pick_warehouse_id"], ["__count"]
        )
        self.assertEqual({group.id for group, _count in groups}, set((here | there).picking_type_id.warehouse_id.ids))

    def test_warehouse_people_see_it_all(self):
        picking = self.make_order().picking_ids
        worker = self.make_user("warehouse")
        action = (
            self.env["ir.actions.act_window"].with_user(worker)._for_xml_id("quote_to_cash.stock_picking_action_work")
        )
        self.assertEqual(action["res_model"], "stock.picking")
        names = ["pick_urgency", "is_order_held", "hold_message", "pick_lines", "pick_pieces", "ship_by"]
        self.env.invalidate_all()
        self.assertTrue(picking.with_user(worker).read(names)[0]["pick_urgency"])
        found = picking.with_user(worker).search([("id", "=", picking.id), ("is_order_held", "=", False)])
        self.assertEqual(found, picking)

    def test_views_with_and_without_batches(self):
        Picking = self.env["stock.picking"]
        views = {kind: self.env.ref(f"quote_to_cash.stock_picking_view_{kind}_work").id for kind in ("list", "search")}
        shown = {kind: Picking.get_view(view, kind)["arch"] for kind, view in views.items()}
        has_batches = "batch_id" in Picking._fields
        self.assertEqual("action_batch_by_carrier" in shown["list"], has_batches)
        self.assertEqual('name="batch_id"' in shown["list"], has_batches)
        self.assertEqual("group_batch" in shown["search"], has_batches)

    def test_the_same_cost_for_many(self):
        names = ["pick_urgency", "is_order_held", "hold_message", "pick_lines", "pick_pieces"]
        few, many = self.many(2), self.many(30)
        self.cost(few.read, names)
        self.assertEqual(self.cost(few.read, names), self.cost(many.read, names))


@tagged("post_install", "-at_install")
class TestRelease(PickCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.make_user("warehouse")

    def release(self, pickings):
        return pickings.with_user(self.worker).action_release()

    def test_reserves_names_and_prints(self):
        picking = self.make_order(stock=False).picking_ids
        self.add_stock(self.goods)
        action = self.release(picking)
        self.assertEqual(action["report_name"], "quote_to_cash.report_fulfilment_pick_list")
        self.assertEqual(action["context"]["active_ids"], picking.ids)
        self.assertEqual((picking.state, picking.user_id, picking.printed), ("assigned", self.worker, True))

    def test_who_is_named_stays(self):
        picking = self.make_order().picking_ids
        picking.user_id = self.env.user
        self.release(picking)
        self.assertEqual(picking.user_id, self.env.user)

    def test_what_cannot_be_started_is_left_out_and_named(self):
        good, held, empty, taken = (self.make_order().picking_ids for _index in range(4))
        held.sale_id.action_hold(self.reason("address"))
        empty.do_unreserve()
        self.env["stock.quant"]._update_available_quantity(self.goods, self.warehouse.lot_stock_id, -10)
        taken.write({"user_id": self.env.uid, "printed": True})
        action = self.release(good | held | empty | taken)
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(action["params"]["next"]["context"]["active_ids"], good.ids)
        for picking in held | empty | taken:
            self.assertIn(picking.name, action["params"]["message"])
        self.assertTrue(good.printed)
        self.assertFalse((held | empty).user_id)
        self.assertFalse(any((held | empty).mapped("printed")))

    def test_nothing_to_release(self):
        held = self.make_order().picking_ids
        held.sale_id.action_hold(self.reason("address"))
        receipt = self.env["stock.picking"].create({"picking_type_id": self.warehouse.in_type_id.id})
        with self.assertRaisesRegex(UserError, "on hold"):
            self.release(held)
        with self.assertRaisesRegex(UserError, "not an open transfer"):
            self.release(receipt)
        self.assertFalse(held.user_id)
        self.assertFalse(held.printed)

    def test_twice(self):
        picking = self.make_order().picking_ids
        self.release(picking)
        self.assertEqual(self.release(picking)["context"]["active_ids"], picking.ids)
        other = self.make_user("warehouse", login="q2c_other", name="Olaf")
        with self.assertRaisesRegex(UserError, "already given to"):
            picking.with_user(other).action_release()

    def test_only_the_warehouse(self):
        picking = self.make_order().picking_ids
        with self.assertRaises(AccessError):
            picking.with_user(self.make_user("salesman")).action_release()

    def test_a_held_order_prints_from_no_menu(self):
        picking = self.make_order().picking_ids
        picking.sale_id.action_hold(self.reason("address"))
        for name in ("action_report_pick_list", "action_report_pick_walk"):
            with self.assertRaisesRegex(UserError, "on hold"):
                self.env["ir.actions.report"]._render_qweb_html(f"quote_to_cash.{name}", picking.ids)
        for method in (picking.action_print_pick_list, picking.action_print_pick_walk):
            with self.assertRaisesRegex(UserError, "on hold"):
                method()
        self.assertFalse(picking.printed)

    def test_printing_from_the_menu_counts(self):
        picking = self.make_order().picking_ids
        Report = self.env["ir.actions.report"].with_user(self.worker)
        Report._render_qweb_html("quote_to_cash.action_report_pick_list", picking.ids)
        self.assertTrue(picking.printed)
        self.assertStatus(picking.sale_id, "in_progress")

    def test_the_same_cost_for_many(self):
        def release(number):
            return self.cost(self.many(number).with_user(self.worker).action_release)

        release(2)
        few, many = release(3), release(30)
        self.assertLessEqual(many - few, 2)  # portions of a hundred rows, and the like


@tagged("post_install", "-at_install")
class TestCarrierBatches(PickCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.out_type_id.auto_batch = False

    def batch(self, pickings):
        pickings.action_batch_by_carrier()
        return pickings.batch_id

    def test_by_carrier_and_day(self):
        vans, trucks, later = self.many(2, self.van), self.many(2, self.truck), self.many(1, self.van)
        self.in_days(later, 5)
        batches = self.batch(vans | trucks | later)
        self.assertEqual(
            {frozenset(batch.picking_ids) for batch in batches},
            {frozenset(vans), frozenset(trucks), frozenset(later)},
        )
        self.assertIn("Van", vans.batch_id.description)
        self.assertEqual(set(batches.mapped("state")), {"draft"})
        self.assertStatus(vans[0].sale_id, "entered")

    def test_no_more_than_the_company_wants(self):
        self.company.pick_batch_most = 3
        pickings = self.many(7, self.van)
        batches = self.batch(pickings)
        self.assertEqual(sorted(len(batch.picking_ids) for batch in batches), [2, 2, 3])

    def test_operation_types_stay_apart(self):
        here, there = self.many(1), self.make_order(warehouse=self.make_warehouse(2)).picking_ids
        self.assertEqual(len(self.batch(here | there)), 2)

    def test_left_out(self):
        good, held, waiting = self.many(3)
        held.sale_id.action_hold(self.reason("address"))
        waiting.do_unreserve()
        action = (good | held | waiting).action_batch_by_carrier()
        self.assertTrue(good.batch_id)
        self.assertFalse((held | waiting).batch_id)
        self.assertIn(held.name, action["params"]["message"])
        self.assertIn(waiting.name, action["params"]["message"])
        self.assertEqual(action["params"]["next"]["res_model"], "stock.picking.batch")

    def test_twice(self):
        pickings = self.many(2)
        batch = self.batch(pickings)
        with self.assertRaisesRegex(UserError, "already in batch"):
            pickings.action_batch_by_carrier()
        more = self.many(1)
        (pickings | more).action_batch_by_carrier()
        self.assertEqual(pickings.batch_id, batch)
        self.assertNotEqual(more.batch_id, batch)

    def test_one_batch_at_least(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.company.pick_batch_most = 0
            self.env.flush_all()

    def test_warehouse_people_may(self):
        pickings = self.many(2)
        pickings.with_user(self.make_user("warehouse")).action_batch_by_carrier()
        self.assertEqual(len(pickings.batch_id), 1)
