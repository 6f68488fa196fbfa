"""How well promises were kept."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_ledger import LedgerCommon


@tagged("post_install", "-at_install")
class TestReliability(LedgerCommon):
    """Everything is promised for Tuesday, 3 January, unless it is said otherwise."""

    def shipped(self, day, *lines, moved=None, **values):
        """Confirm an order, promise it for another day if wanted, and ship it on a day."""
        order = self.promised(*lines, **values)
        if moved:
            order.action_change_promise(dict.fromkeys(order.order_line, self.at(moved)), "Late")
        with freeze_time(self.at(day)):
            self.ship(order)
        return order

    def rows(self, orders):
        self.env.flush_all()
        return self.env["sale.promise.reliability"].search([("order_id", "in", orders.ids)], order="id")

    def test_kept_and_missed(self):
        kept, moved, missed = self.shipped(3), self.shipped(9, moved=10), self.shipped(12, moved=10)
        rows = self.rows(kept + moved + missed)
        self.assertEqual(rows.order_id, kept + moved + missed)
        self.assertEqual(rows.mapped("first_kept"), [True, False, False])
        self.assertEqual(rows.mapped("kept"), [True, True, False])
        self.assertEqual(rows.mapped("first_days_off"), [0, 6, 9])
        self.assertEqual(rows.mapped("days_off"), [0, -1, 2])

    def test_what_it_is_grouped_by(self):
        kept, moved = self.shipped(3), self.shipped(9, moved=10)
        self.shipped(9, user_id=self.env.user.id, moved=9)
        row = self.rows(kept)
        self.assertEqual(
            (row.partner_id, row.product_id, row.warehouse_id, row.user_id, row.company_id),
            (self.partner, self.goods, self.warehouse, self.salesman, self.company),
        )
        groups = self.env["sale.promise.reliability"]._read_group(
            [("user_id", "=", self.salesman.id), ("order_id", "in", (kept + moved).ids)],
            ["shipped_at:month", "product_id", "partner_id", "warehouse_id", "user_id"],
            ["line_count:sum", "first_kept_rate:avg", "kept_rate:avg"],
        )
        self.assertEqual([group[5:] for group in groups], [(2, 50.0, 100.0)])

    def test_figures_lead_to_their_orders(self):
        order = self.shipped(3)
        action = self.rows(order).action_open_order()
        self.assertEqual((action["res_model"], action["res_id"]), ("sale.order", order.id))

    def test_each_line_by_itself(self):
        order = self.promised((self.goods, 2), (self.other_goods, 2), (self.service, 1))
        with freeze_time(self.at(3)):
            self.ship(order, {self.goods: 2})
        self.assertEqual(self.rows(order).line_id, order.order_line[0])
        with freeze_time(self.at(5)):
            self.ship(order)
        self.assertEqual(self.rows(order).mapped("kept"), [True, False])

    def test_a_line_counts_when_all_of_it_has_left(self):
        order = self.promised((self.goods, 4))
        with freeze_time(self.at(3)):
            self.ship(order, {self.goods: 1})
        self.assertFalse(self.rows(order))
        with freeze_time(self.at(5)):
            self.ship(order)
        self.assertEqual((self.rows(order).first_days_off, self.rows(order).shipped_at), (2, self.at(5)))

    def test_a_declined_rest_is_no_delay(self):
        order = self.promised((self.goods, 4))
        with freeze_time(self.at(3)):
            self.ship(order, {self.goods: 1}, backorder=False)
        self.assertTrue(self.rows(order).kept)

    def test_confirmed_arrival_counts_more_than_leaving(self):
        order = self.shipped(3)
        with freeze_time(self.at(6)):
            self.confirm_delivery(order, at=self.at(5))
        self.assertEqual((self.rows(order).days_off, self.rows(order).delivered_at), (2, self.at(5)))

    def test_assumed_arrival_proves_nothing(self):
        order = self.shipped(3)
        with freeze_time(self.at(12)):
            self.confirm_delivery(order, how="assumed", at=self.at(12))
        self.assertEqual((self.rows(order).days_off, self.rows(order).delivered_at), (0, False))

    def test_carrier_needs_time(self):
        order = self.promised(confirm=False)
        order.carrier_id = self.make_carrier(transit_days=3)
        order.action_confirm()
        self.assertEqual(order.promise_date, self.at(6, 14))
        with freeze_time(self.at(4)):
            self.ship(order)
        self.assertEqual(self.rows(order).days_off, 1)

    def test_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "America/Los_Angeles"
        order = self.promised()
        # 14:00 there; at 7:59 UTC of the next day, it is still the same day.
        self.assertEqual(order.promise_date, self.at(3, 22))
        with freeze_time("2040-01-04 07:59:00"):
            self.ship(order)
        self.assertTrue(self.rows(order).kept)

    def test_returns_and_replacements_change_nothing(self):
        order = self.shipped(3)
        with freeze_time(self.at(9)):
            self.send_back(order.picking_ids, 2, exchange=True)
            self.ship(order)
        self.assertEqual(self.rows(order).days_off, 0)

    def test_what_was_not_promised_is_not_judged(self):
        order = self.shipped(3)
        self.env.cr.execute("UPDATE sale_order_line SET promise_date = NULL WHERE order_id = %s", [order.id])
        self.assertFalse(self.rows(order))

    def test_own_orders(self):
        order = self.shipped(3)
        rows = self.rows(order)
        self.assertEqual(rows.with_user(self.salesman).search([("order_id", "=", order.id)]), rows)
        other = self.make_user("salesman", login="q2c_other")
        self.assertFalse(rows.with_user(other).search([("order_id", "=", order.id)]))
        everybody = self.make_user("sales_all")
        self.assertEqual(rows.with_user(everybody).search([("order_id", "=", order.id)]), rows)
        with self.assertRaises(AccessError):
            rows.with_user(self.make_user("portal")).search([])

    def test_menus_and_views_open(self):
        for xmlid in ("sale_promise_reliability_action", "sale_order_line_promise_action"):
            action = self.env.ref(f"quote_to_cash.{xmlid}")
            model = self.env[action.res_model].with_user(self.salesman)
            for mode in action.view_mode.split(","):
                self.assertTrue(model.get_view(dict(action.views).get(mode) or None, mode)["arch"])
