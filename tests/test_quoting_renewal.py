"""A quotation that ended is offered again: the same record, today's prices, a new last day."""

from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_followup import FollowupCommon

TODAY = "2026-07-20 12:00:00"


@tagged("post_install", "-at_install")
class TestRenewal(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.quotation_validity_days = 14
        cls.lost = cls.env.ref("quote_to_cash.reason_lost_silence")

    def renew(self, orders, user=None, now=TODAY):
        with freeze_time(now):
            return orders.with_user(user or self.salesman).action_renew()

    def note(self, order):
        return order.message_ids.filtered(lambda message: "Renewed" in (message.body or "")).body

    def test_the_same_record_goes_back_to_draft(self):
        self.expire_by_itself()
        order = self.quote()
        self.run_job("2026-07-01 01:00:00")
        token, count = order._portal_ensure_token(), self.env["sale.order"].search_count([])
        action = self.renew(order)
        self.assertEqual((action["res_model"], action["res_id"]), ("sale.order", order.id))
        self.assertEqual((order.state, order.access_token), ("draft", token))
        self.assertFalse(order.cancel_reason_id or (order.is_expired and order.state != "draft"))
        self.assertEqual(self.env["sale.order"].search_count([]), count)

    def test_valid_as_long_as_a_new_one(self):
        order = self.quote()
        self.renew(order)
        self.assertEqual(order.validity_date, date(2026, 8, 3))

    def test_valid_by_its_template(self):
        template = self.env["sale.order.template"].create({"name": "Short", "number_of_days": 5})
        order = self.quote(sale_order_template_id=template.id)
        self.renew(order)
        self.assertEqual(order.validity_date, date(2026, 7, 25))

    def test_today_is_the_companys(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        self.salesman.tz = "America/Los_Angeles"
        order = self.quote()
        self.renew(order, now="2026-07-20 18:00:00")  # the 21st there
        self.assertEqual(order.validity_date, date(2026, 8, 4))

    def test_where_nothing_has_an_end_it_gets_one_if_it_had_one(self):
        self.company.quotation_validity_days = 0
        order, endless = self.quote(), self.quote(validity_date=False)
        self.renew(order | endless)
        self.assertEqual((order | endless).mapped("validity_date"), [date(2026, 8, 19), False])

    def test_todays_prices(self):
        order = self.quote((self.goods, 2))
        self.goods.list_price = 130
        self.renew(order)
        self.assertEqual((order.order_line.price_unit, order.amount_total), (130, 260))
        note = self.note(order)
        self.assertIn("100.00 → ", note)
        self.assertIn("130.00", note)

    def test_price_lists_are_read_as_of_today(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Summer",
                "item_ids": [
                    (0, 0, {"compute_price": "fixed", "fixed_price": 80, "date_start": "2026-07-01 00:00:00"}),
                ],
            }
        )
        order = self.quote(pricelist_id=pricelist.id)
        self.assertEqual(order.order_line.price_unit, 100)
        self.renew(order)
        self.assertEqual(order.order_line.price_unit, 80)

    def test_what_was_typed_by_hand_stays_and_is_said(self):
        order = self.quote((self.goods, 2), (self.other_goods, 1), (self.service, 1))
        typed, reduced, listed = order.order_line
        typed.price_unit = 90
        reduced.discount = 10
        (self.goods | self.other_goods | self.service).list_price = 200
        self.renew(order)
        self.assertEqual(
            (typed.price_unit, reduced.price_unit, reduced.discount, listed.price_unit), (90, 200, 10, 200)
        )
        kept = self.note(order).split("Typed by hand")[1]
        self.assertIn("Oven", kept)
        self.assertIn("Mixer", kept)
        self.assertNotIn("Advice", kept)

    def test_dates_that_have_passed_go(self):
        past = self.quote(commitment_date="2026-07-10 10:00:00")
        to_come = self.quote(commitment_date="2026-09-10 10:00:00")
        self.renew(past | to_come)
        self.assertEqual(
            [(order.commitment_date, order.requested_date) for order in (past, to_come)],
            [(False, False), (datetime(2026, 9, 10, 10), datetime(2026, 9, 10, 10))],
        )
        self.assertIn("10 Jul", self.note(past))
        self.assertEqual(past.order_line.sudo()._possible_dates().keys(), set(past.order_line))

    def test_what_is_not_sold_any_more_is_said(self):
        pricelist = self.env["product.pricelist"].create({"name": "Winter"})
        order = self.quote(self.goods, self.other_goods, pricelist_id=pricelist.id)
        self.goods.active = False
        self.other_goods.sale_ok = False
        pricelist.active = False
        self.renew(order)
        note = self.note(order)
        for words in ("No longer sold", "Oven", "Mixer", "Winter"):
            self.assertIn(words, note)

    def test_several_at_once(self):
        sent, lost = self.quote(), self.quote()
        lost.action_cancel_with_reason(self.lost, "customer")
        action = self.renew(sent | lost)
        self.assertEqual((sent | lost).mapped("state"), ["draft", "draft"])
        self.assertEqual(self.env["sale.order"].search(action["domain"]), sent | lost)

    def test_orders_are_not_renewed_nor_what_stands_beside_them(self):
        quotation, order, cancelled = self.quote(), self.make_order(), self.make_order()
        cancelled.action_cancel()
        with self.assertRaisesRegex(UserError, f"{order.name}.*{cancelled.name}|{cancelled.name}.*{order.name}"):
            self.renew(quotation | order | cancelled, self.env.user)
        self.assertEqual(quotation.state, "sent")

    def test_not_while_the_customer_pays(self):
        order = self.quote()
        self.pay(order, "authorized")
        with self.assertRaisesRegex(UserError, "is paying"):
            self.renew(order)
        self.assertEqual(order.state, "sent")

    def test_only_ones_own(self):
        order = self.quote(user_id=self.make_user("sales_manager").id)
        with self.assertRaises(AccessError):
            self.renew(order)

    def test_a_signature_is_for_what_was_signed(self):
        order = self.quote(signed_on="2026-06-29 12:00:00", signed_by="Anna")
        self.renew(order)
        self.assertFalse(order.signed_on)

    def test_when_it_is_offered(self):
        orders = {
            "lost": self.quote(),
            "over": self.quote(),
            "soon": self.quote(validity_date="2026-07-05"),
            "later": self.quote(validity_date="2026-08-05"),
            "ordered": self.make_order(),
            "cancelled": self.make_order(),
        }
        orders["lost"].action_cancel_with_reason(self.lost, "customer")
        orders["cancelled"].action_cancel()
        with freeze_time("2026-07-01"):
            self.env.invalidate_all()
            offered = {name for name, order in orders.items() if order.can_renew_quote}
        self.assertEqual(offered, {"lost", "over", "soon"})

    def test_many_cost_no_more_each(self):
        def cost(number):
            orders = self.env["sale.order"].union(*(self.quote() for _number in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.renew(orders)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(1)
        few, many = cost(3), cost(6)
        self.assertLessEqual(many - few, 3 * 12, f"{few} statements for 3, {many} for 6")
