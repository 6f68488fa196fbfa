"""Reorder points beside Odoo's replenishment rules: who writes what, who sees what, and when it is made."""

from unittest.mock import patch

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common_reorder import ReorderCommon

UPDATE = "odoo.addons.quote_to_cash.models.promise.reorder_point_update"


class RulesCommon(ReorderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "q2c_stock_manager", groups="stock.group_stock_manager")
        cls.stock_user = cls.make_user("warehouse")
        cls.sold_by(cls.goods, delay=7)
        cls.shipped(cls.goods, {9: 10, 5: 10, 1: 4})
        cls.update()
        cls.row = cls.point(cls.goods)

    def apply(self, rows=None, user=None):
        (rows or self.row).with_user(user or self.manager).action_apply()

    def rules_of(self, product):
        return self.rules_of_stock.with_context(active_test=False).search([("product_id", "=", product.id)])


@tagged("post_install", "-at_install")
class TestReorderApply(RulesCommon):
    def assertApplied(self, rule):
        self.assertEqual(self.rules_of(self.goods), rule)
        self.assertEqual((rule.product_min_qty, rule.product_max_qty), (self.row.reorder_point, self.row.reorder_max))
        self.assertEqual((self.row.orderpoint_id, self.row.state, self.row.difference), (rule, "fits", 0))
        self.assertTrue(rule.active)

    def test_a_new_rule(self):
        self.assertEqual(self.row.state, "missing")
        self.apply()
        rule = self.rules_of(self.goods)
        self.assertApplied(rule)
        self.assertEqual(rule.location_id, self.warehouse.lot_stock_id)
        self.assertEqual((rule.warehouse_id, rule.company_id), (self.warehouse, self.company))
        self.assertEqual((self.row.applied_by_id, rule.create_uid), (self.manager, self.manager))

    def test_a_second_click_does_nothing(self):
        self.apply()
        rule = self.rules_of(self.goods)
        with patch.object(type(rule), "write", side_effect=AssertionError("written again")):
            self.apply()
        self.assertApplied(rule)

    def test_whatever_else_a_rule_says_stays(self):
        rule = self.rule_for(self.goods, 1, 2, trigger="manual", replenishment_uom_id=self.goods.uom_id.id)
        self.assertEqual((self.row.state, self.row.orderpoint_id), ("low", rule))
        self.assertEqual(self.row.difference, self.row.reorder_point - 1)
        self.apply()
        self.assertApplied(rule)
        self.assertEqual((rule.trigger, rule.replenishment_uom_id), ("manual", self.goods.uom_id))

    def test_an_archived_rule_is_taken_up_again(self):
        rule = self.rule_for(self.goods, 1, 2, active=False)
        self.assertEqual(self.row.state, "missing")
        self.apply()
        self.assertApplied(rule)

    def test_what_the_replenishment_report_proposes_for_a_day_is_no_rule(self):
        rule = self.rules_of_stock.with_user(self.env.ref("base.user_root")).create(
            {**self.rules_of_stock._get_orderpoint_values(self.goods.id, self.warehouse.lot_stock_id.id)}
        )
        self.assertEqual(self.row.state, "missing")
        self.apply()
        self.assertApplied(rule)
        self.assertEqual(rule.trigger, "auto")
        self.rules_of_stock.sudo()._unlink_processed_orderpoints()
        self.assertTrue(rule.exists())

    def test_a_rule_for_another_place_is_left_alone(self):
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.warehouse.lot_stock_id.id})
        other = self.rule_for(self.goods, 1, 2, location_id=shelf.id)
        self.assertEqual(self.row.state, "missing")
        self.apply()
        self.assertEqual(other.product_min_qty, 1)
        self.assertEqual(len(self.rules_of(self.goods)), 2)

    def test_many_at_once(self):
        self.sold_by(self.other_goods, delay=3)
        self.shipped(self.other_goods, {6: 3, 2: 5})
        unknown = self.make_product("Unknown")
        self.shipped(unknown, {2: 5})
        self.update()
        rows = self.row + self.point(self.other_goods) + self.point(unknown)
        self.rule_for(self.goods, 100, 200)
        self.assertEqual(self.row.state, "high")
        self.apply(rows)
        self.assertEqual(rows.mapped("state"), ["fits", "fits", "missing"])
        self.assertFalse(self.rules_of(unknown))

    def test_as_many_statements_of_ours_for_many_rules_as_for_few(self):
        products = [self.make_product(f"Part {number}") for number in range(12)]
        for product in products:
            self.sold_by(product, delay=3)
            self.shipped(product, {3: 4, 1: 2})
            self.rule_for(product, 1, 2)
        self.update()
        rows = self.points.search([("product_id", "in", [product.id for product in products])])

        def count(some, act):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            act(some)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        def by_hand(some):
            """What Odoo does by itself when minimum and maximum change: it looks for routes, rule by rule."""
            for rule in some.orderpoint_id.with_context(reorder_link_later=True):
                rule.write({"product_min_qty": 1, "product_max_qty": rule.product_max_qty + 1})

        def apply(some):
            some.action_apply()

        more = {}
        for some in (rows[:1], rows[1:4], rows[4:]):  # the first is for what is read once in the life of a process
            more[len(some)] = count(some, apply) - count(some, by_hand)
        self.assertEqual(more[3], more[8])
        rows.action_apply()
        self.assertEqual(set(rows.mapped("state")), {"fits"})

    def test_without_a_proposal_it_says_why(self):
        unknown = self.make_product("Unknown")
        self.shipped(unknown, {2: 5})
        with self.assertRaisesRegex(UserError, "nobody knows how long"):
            self.apply(self.updated(unknown))
        with self.assertRaisesRegex(UserError, "Choose"):
            self.points.with_user(self.manager).action_apply()

    def test_the_row_follows_its_rule_at_once(self):
        rule = self.rule_for(self.goods, 1, 2)
        self.assertEqual((self.row.current_min, self.row.current_max), (1, 2))
        rule.write({"product_min_qty": 500, "product_max_qty": 900})
        self.assertEqual((self.row.state, self.row.current_min), ("high", 500))
        rule.active = False
        self.assertEqual((self.row.state, self.row.orderpoint_id.id), ("missing", False))
        rule.active = True
        self.assertEqual(self.row.orderpoint_id, rule)
        self.env.flush_all()
        self.env.invalidate_all()
        rule.unlink()
        self.assertEqual((self.row.state, self.row.current_min), ("missing", 0))

    def test_one_row_for_a_product_and_a_warehouse(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.row.copy()


@tagged("post_install", "-at_install")
class TestReorderRights(RulesCommon):
    def test_others_see_and_do_not_write(self):
        salesman = self.make_user("salesman")
        for user in (self.stock_user, salesman):
            row = self.row.with_user(user)
            self.assertEqual(row.read(["reorder_point", "note"])[0]["reorder_point"], self.row.reorder_point)
            with self.assertRaises(AccessError):
                row.action_apply()
            with self.assertRaises(AccessError):
                row.action_update()
        self.assertFalse(self.rules_of(self.goods))
        with self.assertRaises(AccessError):
            self.row.with_user(self.make_user("internal")).read(["reorder_point"])

    def test_nobody_types_figures(self):
        for values in ({"reorder_point": 1}, {"daily_demand": 7}, {"state": "fits"}):
            with self.assertRaises(AccessError):
                self.row.with_user(self.manager).write(values)
        with self.assertRaises(AccessError):
            self.row.with_user(self.manager).unlink()

    def test_who_sells_may_still_change_rules_of_stock(self):
        clerk = new_test_user(self.env, "q2c_clerk", groups="stock.group_stock_manager")
        rule = self.rule_for(self.goods, 1, 2).with_user(clerk)
        rule.product_max_qty = 50
        rule.unlink()
        self.assertEqual(self.row.state, "missing")

    def test_managers_update_their_companies(self):
        self.shipped(self.other_goods, {2: 5})
        action = self.points.with_user(self.manager).action_update()
        self.assertEqual(action["tag"], "soft_reload")
        self.assertTrue(self.point(self.other_goods))
        self.assertTrue(self.company.reorder_updated_at)

    def test_companies(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        self.env.user.company_ids += sister
        there = self.make_warehouse(1, sister)
        env = self.env(context={**self.env.context, "allowed_company_ids": [sister.id, self.company.id]})
        order = self.make_order((self.goods, 8), stock=False, warehouse=there.with_env(env))
        self.ship(order).move_ids.date = self.ago(3)
        self.update()
        self.assertFalse(self.point(self.goods, there))
        sister.reorder_service_level = 80
        self.update(sister)
        row = self.point(self.goods, there)
        self.assertEqual((row.company_id, row.service_level, row.shipments), (sister, 80, 1))
        self.assertEqual(self.row.service_level, 95)
        self.assertFalse(self.points.with_user(self.manager).search([("warehouse_id", "=", there.id)]))
        with self.assertRaises(AccessError):
            self.apply(row)


@tagged("post_install", "-at_install")
class TestReorderJob(RulesCommon):
    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_update_reorder_points").method_direct_trigger()
        self.env.invalidate_all()

    def test_every_week_for_all_companies(self):
        self.env["res.company"].search([]).reorder_updated_at = False
        self.shipped(self.other_goods, {2: 5})
        self.run_job()
        self.assertTrue(self.point(self.other_goods))
        self.assertTrue(all(self.env["res.company"].search([]).mapped("reorder_updated_at")))
        self.assertFalse(self.rules_of(self.goods), "a job wrote a rule")

    def test_what_was_just_made_is_not_made_again(self):
        self.env["res.company"].search([]).reorder_updated_at = self.now
        self.shipped(self.other_goods, {2: 5})
        self.run_job()
        self.assertFalse(self.point(self.other_goods))

    def test_what_fails_in_one_company_does_not_stop_the_others(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        self.env["res.company"].search([]).reorder_updated_at = False
        self.company.reorder_updated_at = self.ago(20)  # it comes after the others
        self.shipped(self.other_goods, {2: 5})
        update = type(self.points)._update_company

        def fail(points, company):
            if company == sister:
                raise ValueError("no")
            return update(points, company)

        self.patch(type(self.points), "_update_company", fail)
        with mute_logger(UPDATE):
            self.run_job()
        self.assertTrue(self.point(self.other_goods))
        self.assertFalse(sister.reorder_updated_at)

    def test_as_many_statements_for_many_products_as_for_few(self):
        def more(number):
            for _number in range(number):
                product = self.make_product("Part", standard_price=3)
                self.sold_by(product, delay=4)
                self.shipped(product, {4: 2, 1: 3})

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.update()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before, self.points.search_count([])

        more(2)
        count()  # what is read once, until somebody makes a product
        queries_few, rows_few = count()
        more(10)
        count()
        queries_many, rows_many = count()
        self.assertEqual(queries_few, queries_many)
        self.assertEqual(rows_many, rows_few + 10)

    def test_portions(self):
        for _number in range(3):
            self.shipped(self.make_product("Part"), {4: 2})
        with patch(f"{UPDATE}.PORTION", 2):
            self.update()
        self.assertEqual(self.points.search_count([("product_id.name", "=", "Part")]), 3)

    def test_settings_have_limits(self):
        for values in (
            {"reorder_service_level": 100},
            {"reorder_service_level": 10},
            {"reorder_history_days": 0},
            {"reorder_cover_days": -1},
        ):
            refused = self.assertRaises(CheckViolation)
            with self.subTest(**values), refused, mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.company.write(values)


@tagged("post_install", "-at_install")
class TestReorderScreens(RulesCommon):
    def test_form_shows_the_formula(self):
        with Form(self.row.with_user(self.stock_user)) as form:
            self.assertIn("√", form.safety_stock_formula)
            self.assertIn("2.4 × 7", form.reorder_point_formula)

    def test_filters_and_groups(self):
        points = self.points.with_user(self.manager)
        views = points.get_views([(False, kind) for kind in ("list", "form", "pivot", "search")])
        self.assertIn("action_update", views["views"]["list"]["arch"])
        search = self.env["ir.ui.view"].browse(views["views"]["search"]["id"])
        found = {}
        for node in search._get_combined_arch().iter("filter"):
            if node.get("domain"):
                found[node.get("name")] = self.row in points.search(safe_eval(node.get("domain")))
            else:
                group = safe_eval(node.get("context"))["group_by"]
                self.assertTrue(points._read_group([], [group], ["__count"]))
        self.assertTrue(all(found[name] for name in ("to_decide", "missing")), found)
        self.assertFalse(any(found[name] for name in ("low", "high", "fits", "no_lead_time", "not_sold")), found)

    def test_stock_users_hide_from_update(self):
        arch = self.points.with_user(self.stock_user).get_view(view_type="list")["arch"]
        self.assertNotIn("action_update", arch)
        self.assertNotIn("action_apply", arch)

    def test_menus_are_beside_odoos(self):
        menu = self.env.ref("quote_to_cash.product_reorder_point_menu")
        self.assertEqual(menu.parent_id, self.env.ref("stock.menu_reordering_rules_replenish").parent_id)
        action = self.env.ref("quote_to_cash.product_reorder_point_menu_missing").action
        self.assertIn("search_default_missing", action.context)

    def test_history_is_one_click_away(self):
        returned = self.send_back(self.env["stock.picking"].search([], order="id desc", limit=1), 1)
        action = self.row.with_user(self.stock_user).action_open_shipments()
        moves = self.env["stock.move"].search(action["domain"])
        self.assertEqual(len(moves), 4)
        self.assertEqual(moves & returned.move_ids, returned.move_ids)
        receipts = self.bought(self.goods, 4).picking_ids.move_ids
        self.update()
        action = self.row.with_user(self.stock_user).action_open_receipts()
        self.assertEqual(self.env["stock.move"].search(action["domain"]), receipts)

    def test_rule_is_one_click_away(self):
        self.apply()
        self.assertEqual(self.row.action_open_rule()["res_id"], self.row.orderpoint_id.id)
