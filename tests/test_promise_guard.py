"""Who takes the guard of a product's stock, and what it costs. Real races: tests/processes/test_races_stock.py."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_promise import PromiseCommon

SCHEDULER = "odoo.addons.stock.models.stock_rule"
GUARD = "odoo.addons.quote_to_cash.models.promise.stock_guard"


@tagged("post_install", "-at_install")
class TestWhoTakes(PromiseCommon):
    def test_confirming_takes_it_once_in_every_mode_and_with_every_method(self):
        for mode in ("off", "observe", "enforce"):
            for method in ("at_confirm", "manual", "by_date"):
                with self.subTest(mode=mode, method=method):
                    self.enforce(mode)
                    self.reserve(method)
                    self.assertTakes(1, self.quote((self.goods, 1)).action_confirm)

    def test_every_door_takes_it(self):
        self.enforce("off")
        self.assertTakes(1, self.quote((self.goods, 1))._validate_order)
        self.assertTakes(1, self.quote((self.goods, 1)).action_confirm_checked)
        self.assertTakes(1, self.quote((self.goods, 1)).write, {"state": "sale"})

    def test_an_order_that_is_created_confirmed_takes_it(self):
        self.reserve("manual")
        line = Command.create({"product_id": self.goods.id, "product_uom_qty": 1})
        values = {"partner_id": self.partner.id, "warehouse_id": self.warehouse.id, "order_line": [line]}
        self.assertTakes(1, self.env["sale.order"].create, {**values, "state": "sale"})

    def test_looking_takes_nothing(self):
        self.only("stock_short")
        order = self.quote((self.goods, 99))
        self.assertTakes(0, order.action_validate_order)
        self.assertTakes(0, order.write, {"note": "Ring twice"})

    def test_what_has_no_stock_has_no_row(self):
        consumable = self.make_product("Screws", is_storable=False)
        order = self.quote((self.service, 1), (consumable, 1))
        self.another_transaction()
        order.action_confirm()
        self.assertEqual((self.taken(self.service), self.taken(consumable)), (0, 0))

    def test_components_of_kits_within_kits(self):
        inner = self.make_kit({self.goods: 2})
        kit = self.make_kit({inner: 1, self.other_goods: 1}, name="Bakery")
        self.assertTakes(1, self.quote((kit, 1)).action_confirm)
        self.assertEqual((self.taken(self.other_goods), self.taken(kit), self.taken(inner)), (1, 0, 0))

    def test_a_kit_that_contains_itself_ends(self):
        kit = self.make_kit({self.goods: 1})
        self.env.cr.execute(
            "INSERT INTO mrp_bom_line (bom_id, product_id, product_qty, product_uom_id) SELECT id, %s, 1, %s"
            " FROM mrp_bom WHERE product_tmpl_id = %s",
            [kit.id, kit.uom_id.id, kit.product_tmpl_id.id],
        )
        self.assertTakes(1, self.env["stock.promise.guard"]._take, [(kit.id, self.warehouse.id)])

    def test_the_warehouse_of_the_order(self):
        other = self.make_warehouse(1)
        self.another_transaction()
        self.quote((self.goods, 1), warehouse=other).action_confirm()
        self.assertEqual((self.taken(), self.taken(warehouse=other)), (0, 1))

    def test_more_of_a_confirmed_order_takes_it_and_nothing_else_does(self):
        self.reserve("manual")
        self.enforce("off")
        order = self.quote((self.goods, 5))
        order.action_confirm()
        line = order.order_line
        self.assertTakes(1, line.write, {"product_uom_qty": 6})
        self.assertTakes(0, line.write, {"product_uom_qty": 4})
        self.assertTakes(0, line.write, {"price_unit": 7})
        more = {"order_id": order.id, "product_id": self.goods.id, "product_uom_qty": 1}
        self.assertTakes(1, self.env["sale.order.line"].create, more)

    def test_reserving_takes_it(self):
        self.reserve("manual")
        order = self.quote((self.goods, 5))
        order.action_confirm()
        picking = order.picking_ids
        self.assertTakes(1, picking.action_assign)
        self.assertTakes(0, picking.action_assign)
        self.assertTakes(0, picking.do_unreserve)
        self.assertTakes(1, picking.move_ids.write, {"quantity": 3})

    def test_receipts_and_steps_that_wait_take_nothing(self):
        receipt = self.receive(self.goods, 5, day=1)
        self.assertTakes(0, receipt._action_assign)
        order = self.quote((self.goods, 5))
        order.action_confirm()
        move = order.order_line.move_ids
        next_step = move.copy({"move_orig_ids": [Command.set(move.ids)], "state": "waiting"})
        self.assertEqual(next_step._stock_to_reserve(), set())
        move.state = "done"
        self.assertEqual(next_step._stock_to_reserve(), {(self.goods.id, self.warehouse.id)})

    def test_nothing_is_reserved_for_goods_that_are_procured_for_an_order(self):
        self.buy_to_order(self.goods)
        order = self.quote((self.goods, 1))
        order.action_confirm()
        self.assertEqual(order.order_line.move_ids._stock_to_reserve(), set())


@tagged("post_install", "-at_install")
class TestTransaction(PromiseCommon):
    def take(self):
        self.env["stock.promise.guard"]._take([(self.goods.id, self.warehouse.id)])

    def test_what_a_savepoint_gives_back_is_taken_again(self):
        self.another_transaction()
        with self.assertRaisesRegex(ValueError, "^undone$"), self.env.cr.savepoint():
            self.take()
            self.assertEqual(self.taken(), 1)
            raise ValueError("undone")
        self.assertEqual(self.taken(), 0)
        self.take()
        self.assertEqual(self.taken(), 1)
        with self.env.cr.savepoint():
            self.take()
        self.assertEqual(self.taken(), 1)

    @mute_logger("odoo.addons.quote_to_cash.models.validation.sale_order_gate")
    def test_a_check_that_fails_gives_nothing_back(self):
        self.reserve("manual")
        orders = type(self.env["sale.order"])
        with patch.object(orders, "_check_company_orders", side_effect=ValueError):
            # Once before the check, outside of what it rolls back; that empties the memory, so once more.
            self.assertTakes(2, self.quote((self.goods, 1))._validate_order)

    def test_only_system_administrators_read_the_rows(self):
        guard = self.env["stock.promise.guard"]
        self.assertFalse(guard.with_user(self.make_user("warehouse")).has_access("read"))
        self.assertFalse(guard.with_user(self.env.ref("base.user_admin")).has_access("write"))

    def statements(self, action):
        """Return how many statements of an action write the guard."""
        self.another_transaction()
        taken = []
        execute = type(self.env.cr).execute

        def listen(cursor, query, params=None, log_exceptions=True):
            taken.append("INTO stock_promise_guard" in str(getattr(query, "code", query)))
            return execute(cursor, query, params, log_exceptions)

        with patch.object(type(self.env.cr), "execute", listen):
            action()
            self.env.flush_all()
        return sum(taken)

    def test_one_statement_for_any_number_of_orders_and_lines(self):
        products = [self.make_product(f"Oven {number}") for number in range(8)]
        for product in products:
            self.add_stock(product, 100)
        for number in (1, 6):
            orders = self.env["sale.order"]
            for _order in range(number):
                orders += self.quote(*((product, 1) for product in products))
            self.assertEqual(self.statements(orders.action_confirm), 1)
        self.assertEqual([self.taken(product) for product in products], [2] * 8)

    def test_taking_is_one_statement_and_again_is_none(self):
        guard = self.env["stock.promise.guard"]
        products = self.env["product.product"].concat(*(self.make_product(f"Oven {n}") for n in range(40)))
        for number in (2, 40):
            self.another_transaction()
            pairs = [(product.id, self.warehouse.id) for product in products[:number]]
            with self.assertQueryCount(1):
                guard._take(pairs)
            with self.assertQueryCount(0):
                guard._take(pairs)


@tagged("post_install", "-at_install")
class TestJobs(PromiseCommon):
    """Jobs are not run again by Odoo when they meet somebody."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch(f"{GUARD}.time.sleep"))
        self.reserve("manual")
        self.order = self.quote((self.goods, 5))
        self.order.action_confirm()
        self.reserve("at_confirm")
        self.move = self.order.order_line.move_ids
        self.failures = 0

    def failing(self):
        """Have the guard be somebody else's for some tries."""
        take = type(self.env["stock.promise.guard"])._take

        def fail(guard, pairs):
            if pairs and self.failures:
                self.failures -= 1
                raise SerializationFailure("could not serialize access")
            return take(guard, pairs)

        return patch.object(type(self.env["stock.promise.guard"]), "_take", fail)

    def run_scheduler(self):
        with self.enter_registry_test_mode(), self.registry.cursor() as cr, self.failing():
            self.env(cr=cr)["stock.rule"].run_scheduler(use_new_cursor=True)

    def test_the_scheduler_tries_again(self):
        self.failures = 3
        self.run_scheduler()
        self.assertEqual((self.failures, self.move.state), (0, "assigned"))

    @mute_logger(SCHEDULER)
    def test_but_not_for_ever(self):
        self.failures = 1000
        with self.assertRaises(SerializationFailure):
            self.run_scheduler()
        self.assertEqual(self.failures, 1000 - 8)

    @mute_logger(SCHEDULER)
    def test_elsewhere_odoo_runs_all_of_it_again(self):
        for work in (self.env["stock.rule"].run_scheduler, self.move._action_assign):
            self.failures = 1
            with self.assertRaises(SerializationFailure), self.failing():
                work()

    def test_what_is_reserved_on_the_way_does_not_begin_the_portion_again(self):
        """Another module may reserve within what reserves: by then there is something to lose."""
        other = self.make_order((self.other_goods, 1), confirm=False)
        self.reserve("manual")
        other.action_confirm()
        reserve = type(self.env["stock.move"])._update_reserved_quantity

        def also(move, *args, **kwargs):
            if move.product_id == self.goods:
                self.failures = 1
                move.browse(other.order_line.move_ids.ids)._action_assign()
            return reserve(move, *args, **kwargs)

        self.failures = 0
        with (
            patch.object(type(self.env["stock.move"]), "_update_reserved_quantity", also),
            mute_logger(SCHEDULER),
            self.assertRaises(SerializationFailure),
        ):
            self.reserve("at_confirm")
            self.run_scheduler()

    def night(self):
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_check_orders").method_direct_trigger()
        self.env.invalidate_all()

    def test_the_nightly_check_tries_again_and_not_for_ever(self):
        quote, tries = self.quote((self.goods, 1)), []
        orders = type(self.env["sale.order"])
        check = orders._check_company_orders

        def meet(checked, company, **context):
            tries.append(checked.ids)
            if len(tries) < 3:
                raise SerializationFailure("could not serialize access")
            return check(checked, company, **context)

        with patch.object(orders, "_check_company_orders", meet):
            self.night()
        self.assertEqual((len(tries), quote.validation_state), (3, "clear"))
        with (
            patch.object(orders, "_check_company_orders", side_effect=SerializationFailure) as never,
            patch.object(orders, "_unattended_since", lambda orders: self.day(1)),
        ):
            self.night()
        self.assertEqual(never.call_count, 5)
