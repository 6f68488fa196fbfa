"""A recall finds all who got the goods, and makes each of them one return."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestRecall(ReturnsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.partner
        cls.bert = cls.env["res.partner"].create({"name": "Bert's Inn"})

    def recall(self, product=None, **values):
        values = {"name": "Hot handles", "product_id": (product or self.goods).id, **values}
        return self.env["sale.rma.recall"].with_user(self.manager).create(values)

    def start(self, recall):
        recall.action_start()
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_recall").method_direct_trigger()
        recall.invalidate_recordset()
        return recall.line_ids.rma_id

    def test_every_customer_has_one_return(self):
        first, second = self.delivered((self.goods, 2)), self.delivered((self.goods, 3))
        other = self.delivered((self.goods, 4), partner_id=self.bert.id)
        self.delivered((self.other_goods, 1))
        rmas = self.start(self.recall())
        self.assertEqual(
            {rma.partner_id: (rma.order_ids, sum(rma.line_ids.mapped("quantity"))) for rma in rmas},
            {self.anna: (first + second, 5), self.bert: (other, 4)},
        )

    def test_recalled_returns_are_approved_whatever_the_rules_say(self):
        self.delivered()
        rma = self.start(self.recall())
        self.assertEqual((rma.state, rma.source, rma.picking_ids.state), ("approved", "recall", "assigned"))
        self.assertEqual((rma.line_ids.reason_id, rma.line_ids.resolution), (self.return_reason("recall"), "replace"))
        self.assertEqual(rma.user_id, self.manager)

    def test_only_the_lots(self):
        tracked = self.make_product("Scale", tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": tracked.id, "company_id": self.company.id} for name in ("A", "B")]
        )
        orders = self.env["sale.order"]
        for lot, partner in zip(lots, (self.anna, self.bert), strict=True):
            self.env["stock.quant"]._update_available_quantity(tracked, self.warehouse.lot_stock_id, 2, lot_id=lot)
            orders += self.delivered((tracked, 2), stock=False, partner_id=partner.id)
        rma = self.start(self.recall(tracked, lot_ids=lots[0].ids))
        self.assertEqual((rma.partner_id, rma.line_ids.lot_id), (self.anna, lots[0]))

    def test_components_of_kits(self):
        self.add_stock(self.goods)
        self.add_stock(self.other_goods)
        self.delivered((self.make_kit({self.goods: 2, self.other_goods: 1}), 3))
        rma = self.start(self.recall())
        self.assertEqual((rma.line_ids.product_id, rma.line_ids.quantity), (self.goods, 6))

    def test_a_kit_is_recalled_whole(self):
        self.add_stock(self.goods)
        self.add_stock(self.other_goods)
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        self.delivered((kit, 3))
        rma = self.start(self.recall(kit))
        self.assertEqual((rma.line_ids.product_id, rma.line_ids.quantity), (kit, 3))

    def test_customers_whom_somebody_else_has_are_not_forgotten(self):
        self.delivered()
        recall = self.recall()
        recall.action_start()
        Lines = type(self.env["sale.rma.recall.line"])
        told = []
        commit = patch.object(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda _cron, done, remaining: told.append((done, remaining)) or 9,
        )
        with commit:
            with patch.object(Lines, "try_lock_for_update", lambda lines, **_options: lines.browse()):
                self.env["sale.rma.recall"]._cron_recall()
            self.assertEqual((recall.state, told), ("running", [(0, 1)]))
            self.env["sale.rma.recall"]._cron_recall()
        self.assertEqual((recall.state, told[1:]), ("done", [(1, 0)]))
        self.assertTrue(recall.line_ids.rma_id)

    def test_who_may_not_recall_does_not_try_again(self):
        self.delivered()
        recall = self.recall()
        recall.action_preview()
        recall.line_ids.sudo().problem = "The address is unknown"
        for role in ("sales_all", "portal"):
            with self.subTest(role), self.assertRaises(AccessError):
                recall.line_ids.with_user(self.make_user(role, login=f"q2c_{role}_2")).action_again()
        self.assertEqual(recall.state, "draft")

    def test_trying_again_starts_nothing(self):
        self.delivered()
        recall = self.recall()
        recall.action_preview()
        recall.line_ids.action_again()
        self.assertEqual(recall.state, "draft")

    def test_a_recall_is_not_started_by_typing(self):
        with self.assertRaises(AccessError):
            self.recall().write({"state": "running"})

    def test_only_what_was_shipped_in_time(self):
        self.delivered()
        tomorrow = fields.Date.add(self.company._local_day(), days=1)
        with self.assertRaisesRegex(UserError, "No customer"):
            self.recall(date_from=tomorrow).action_start()

    def test_a_second_recall_leaves_out_what_is_announced(self):
        self.delivered()
        self.start(self.recall())
        with self.assertRaisesRegex(UserError, "No customer"):
            self.recall().action_start()

    def test_a_customer_that_fails_stops_no_other(self):
        self.delivered()
        self.delivered(partner_id=self.bert.id)
        create = type(self.env["sale.rma"])._create_return

        def failing(model, partner, lines, **values):
            if partner == self.anna:
                raise UserError(self.env._("The address is unknown"))
            return create(model, partner, lines, **values)

        recall = self.recall()
        with patch.object(type(self.env["sale.rma"]), "_create_return", failing):
            self.assertEqual(self.start(recall).partner_id, self.bert)
        failed = recall.line_ids.filtered("problem")
        self.assertEqual((failed.partner_id, failed.problem), (self.anna, "The address is unknown"))
        failed.action_again()
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_recall").method_direct_trigger()
        self.assertEqual((failed.rma_id.partner_id, recall.state), (self.anna, "done"))

    def test_a_preview_makes_nothing(self):
        self.delivered()
        recall = self.recall()
        recall.action_preview()
        self.assertEqual((recall.customer_count, recall.quantity), (1, 10))
        self.assertFalse(recall.line_ids.rma_id)

    def test_only_returns_managers(self):
        with self.assertRaises(AccessError):
            self.env["sale.rma.recall"].with_user(self.make_user("sales_all", login="q2c_clerk")).create(
                {"name": "Hot handles", "product_id": self.goods.id}
            )

    def test_finding_them_costs_the_same_for_many(self):
        def queries(count):
            product = self.make_product(f"Lamp {count}")
            for _number in range(count):
                partner = self.env["res.partner"].create({"name": "Somebody"})
                self.delivered((product, 1), partner_id=partner.id)
            recall = self.recall(product).sudo()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(recall._choices()), count)
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(2), queries(8))


@tagged("post_install", "-at_install")
class TestWhoSeesReturns(ReturnsCommon):
    def test_salespeople_see_returns_of_their_own_orders(self):
        salesman = self.make_user("salesman", login="q2c_own")
        own, others = self.delivered(user_id=salesman.id), self.delivered(user_id=self.manager.id)
        rmas = self.make_return(own) + self.make_return(others)
        self.assertEqual(self.env["sale.rma"].with_user(salesman).search([("id", "in", rmas.ids)]), rmas[0])
        self.assertEqual(rmas[0].with_user(salesman).line_ids.quantity, 1)
        with self.assertRaises(AccessError):
            rmas[1].line_ids.with_user(salesman).read(["quantity"])

    def test_the_warehouse_sees_all(self):
        rma = self.make_return(self.delivered(user_id=self.manager.id))
        self.assertEqual(rma.with_user(self.make_user("warehouse")).line_ids.quantity, 1)

    def test_customers_read_no_records(self):
        rma = self.make_return(self.delivered())
        with self.assertRaises(AccessError):
            rma.with_user(self.make_user("portal")).read(["state"])
