"""What is sold, and neither in stock nor on its way."""

from ast import literal_eval
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_stock import StockCommon


@tagged("post_install", "-at_install")
class TestUncovered(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.validation_mode = "off"

    def sell(self, *lines, day=None, **values):
        order = self.quote(*lines, **({"commitment_date": self.day(day)} if day else {}), **values)
        order.action_confirm()
        return order.order_line

    def refresh(self, lines=None):
        (self.env["sale.order.line"] if lines is None else lines).action_refresh_uncovered()

    def assertUncovered(self, lines, *quantities):
        self.refresh(lines)
        self.assertEqual(lines.mapped("uncovered_qty"), list(quantities))
        self.assertEqual(lines.mapped("is_uncovered"), [quantity > 0 for quantity in quantities])

    def test_what_is_missing_of_stock_and_supply(self):
        self.add_stock(self.goods, 4)
        line = self.sell((self.goods, 10))
        self.assertUncovered(line, 6)
        receipt = self.receive(self.goods, 5, day=300)
        self.assertUncovered(line, 1)
        self.add_stock(self.goods, 1)
        self.assertUncovered(line, 0)
        receipt._action_cancel()
        self.assertUncovered(line, 5)

    def test_who_is_promised_last_is_not_covered(self):
        late, soon = self.sell((self.goods, 6), day=9), self.sell((self.goods, 6), day=2)
        self.receive(self.goods, 8, day=20)
        self.assertUncovered(soon + late, 0, 4)

    def test_what_is_reserved_is_covered(self):
        self.add_stock(self.goods, 6)
        late = self.sell((self.goods, 6), day=9)
        late.move_ids._action_assign()
        self.assertEqual(late.move_ids.state, "assigned")
        self.assertUncovered(late + self.sell((self.goods, 6), day=2), 0, 6)

    def test_only_what_is_still_to_be_shipped(self):
        self.add_stock(self.goods, 4)
        line = self.sell((self.goods, 10))
        self.ship(line.order_id, {self.goods: 4})
        self.assertUncovered(line, 6)

    def test_cancelled_orders_are_cleared(self):
        line = self.sell((self.goods, 10))
        self.assertUncovered(line, 10)
        line.order_id._action_cancel()
        self.assertUncovered(line, 0)

    def test_quotations_and_goods_without_stock_are_not_asked(self):
        consumable = self.make_product("Screws", is_storable=False)
        sold = self.sell((consumable, 5), (self.service, 5))
        self.assertUncovered(sold + self.quote((self.goods, 5)).order_line, 0, 0, 0)

    def test_in_the_unit_of_the_line(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.add_stock(self.goods, 18)
        line = self.sell({"product_id": self.goods.id, "product_uom_id": dozen.id, "product_uom_qty": 2})
        self.assertUncovered(line, 0.5)

    def test_a_kit_lacks_its_scarcest_component(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        self.add_stock(self.goods, 3)
        self.add_stock(self.other_goods, 4)
        self.assertUncovered(self.sell((kit, 4)), 2)

    def test_each_warehouse_by_itself(self):
        self.add_stock(self.goods, 10, self.make_warehouse(1))
        self.assertUncovered(self.sell((self.goods, 3)), 3)

    def test_steps_within_a_warehouse_are_no_supply_and_no_second_demand(self):
        warehouse = self.make_warehouse(2)
        self.add_stock(self.goods, 8, warehouse)
        line = self.sell((self.goods, 10), warehouse=warehouse)
        self.assertUncovered(line, 2)
        self.pick(line.order_id, {self.goods: 8})
        self.assertUncovered(line, 2)

    def test_transfers_between_warehouses_are_supply_of_one_and_demand_of_the_other(self):
        other = self.make_warehouse(1)
        self.add_stock(self.goods, 5, other)
        line = self.sell((self.goods, 5))
        self.assertUncovered(line, 5)
        transfer = self.env["stock.move"].create(
            {
                "product_id": self.goods.id,
                "product_uom_qty": 5,
                "location_id": other.lot_stock_id.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "picking_type_id": other.int_type_id.id,
            }
        )
        transfer._action_confirm()
        self.assertUncovered(line, 0)
        self.assertUncovered(self.sell((self.goods, 1), warehouse=other), 1)

    def test_what_is_procured_for_another_order_is_nobody_elses(self):
        procured = self.receive(self.goods, 5, day=2)
        made = self.sell((self.goods, 5))
        made.move_ids.write({"procure_method": "make_to_order", "move_orig_ids": [Command.set(procured.ids)]})
        line = self.sell((self.goods, 5))
        self.assertUncovered(made + line, 0, 5)

    def test_all_lines_at_once_and_the_same_goods_of_others(self):
        lines = self.sell((self.goods, 3)) + self.sell((self.goods, 3)) + self.sell((self.other_goods, 2))
        self.refresh(lines[0])
        self.assertEqual(lines.mapped("uncovered_qty"), [3, 3, 0])
        self.refresh()
        self.assertEqual(lines.mapped("uncovered_qty"), [3, 3, 2])

    def test_looking_is_no_change_of_a_line(self):
        line = self.sell((self.goods, 3))
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order_line SET write_date = '2020-01-01' WHERE id = %s", [line.id])
        line.invalidate_recordset()
        self.refresh(line)
        self.assertEqual(str(line.write_date), "2020-01-01 00:00:00")

    def test_a_copy_is_not_uncovered(self):
        line = self.sell((self.goods, 3))
        self.refresh(line)
        self.assertFalse(line.order_id.copy().order_line.is_uncovered)

    def test_the_number_of_statements_does_not_depend_on_the_lines(self):
        def count(number):
            lines = self.env["sale.order.line"].concat(
                *(self.sell((self.make_product(f"Oven {number}"), 3)) for number in range(number))
            )
            self.refresh(lines[:1])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines._refresh_uncovered()
            self.assertEqual(set(lines.mapped("uncovered_qty")), {3})
            return self.env.cr.sql_log_count - before

        self.refresh()
        few = count(3)
        self.assertEqual(few, count(20))


@tagged("post_install", "-at_install")
class TestJob(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.validation_mode = "off"
        cls.env["sale.order.line"]._refresh_uncovered()
        cls.lines = cls.env["sale.order.line"]
        for _number in range(5):
            order = cls.quote((cls.goods, 2))
            order.action_confirm()
            cls.lines += order.order_line

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_refresh_uncovered").method_direct_trigger()
        self.env.invalidate_all()

    def test_it_runs_every_night(self):
        self.run_job()
        self.assertEqual(self.lines.mapped("uncovered_qty"), [2] * 5)
        self.add_stock(self.goods, 10)
        self.run_job()
        self.assertFalse(self.lines.filtered("is_uncovered"))

    def test_in_portions_that_are_committed_and_a_stopped_run_goes_on(self):
        jobs = type(self.env["ir.cron"])
        commit, portions = jobs._commit_progress, []

        def stopping(job, processed=0, **options):
            left = commit(job, processed, **options)
            portions.append(processed)
            return left and len(portions) < 3

        module = "odoo.addons.quote_to_cash.models.promise.sale_order_uncovered"
        with patch(f"{module}.CHUNK", 2), patch.object(jobs, "_commit_progress", stopping):
            self.run_job()  # Odoo begins again what has something left
        self.assertEqual(portions, [0, 2, 2, 0, 1])
        self.assertEqual(self.lines.mapped("uncovered_qty"), [2] * 5)

    def test_lines_that_somebody_changes_are_tried_again_and_stop_nobody(self):
        lines = type(self.env["sale.order.line"])
        store, tries = lines._store_uncovered, []

        def meet(line, quantities):
            tries.append(len(quantities))
            if len(tries) < 3:
                raise SerializationFailure("could not serialize access")
            return store(line, quantities)

        with patch.object(lines, "_store_uncovered", meet):
            self.run_job()
        self.assertEqual(self.lines.mapped("uncovered_qty"), [2] * 5)
        self.add_stock(self.goods, 10)
        with patch.object(lines, "_store_uncovered", side_effect=SerializationFailure) as never:
            self.run_job()
        self.assertEqual(never.call_count, 5)
        self.run_job()
        self.assertFalse(self.lines.filtered("is_uncovered"))


@tagged("post_install", "-at_install")
class TestScreens(StockCommon):
    def test_who_may_look_again(self):
        order = self.quote((self.goods, 1), user_id=self.make_user("salesman").id)
        self.env.company.validation_mode = "off"
        order.action_confirm()
        for role in ("warehouse", "sales_all"):
            order.order_line.with_user(self.make_user(role)).action_refresh_uncovered()
        self.assertEqual(order.order_line.uncovered_qty, 1)
        portal = new_test_user(self.env, "q2c_anna", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.env["sale.order.line"].with_user(portal).action_refresh_uncovered()
        with self.assertRaises(AccessError):
            order.order_line.with_user(self.make_user("internal")).action_refresh_uncovered()

    def test_sales_and_inventory_have_it_in_their_menus(self):
        action = self.env.ref("quote_to_cash.sale_order_line_action_uncovered")
        for name, role in (("sale_order_line_uncovered_menu", "salesman"), ("stock_uncovered_menu", "warehouse")):
            menu, user = self.env.ref(f"quote_to_cash.{name}"), self.make_user(role)
            self.assertEqual(menu.action, action)
            self.assertIn(menu.id, self.env["ir.ui.menu"].with_user(user)._visible_menu_ids())
            self.env["sale.order.line"].with_user(user).get_views([(action.view_id.id, "list")])

    def test_the_list_shows_what_is_sold_and_not_covered(self):
        self.env.company.validation_mode = "off"
        order = self.quote((self.goods, 1), (self.service, 1))
        order.action_confirm()
        order.order_line.action_refresh_uncovered()
        action = self.env.ref("quote_to_cash.sale_order_line_action_uncovered")
        domain = [*literal_eval(action.domain), ("order_id", "=", order.id)]
        shown = self.env["sale.order.line"].search(domain)
        self.assertEqual(shown, order.order_line[0])
