"""What is kept current is what is read from zero, at a cost that does not grow with the number of orders."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_metrics import FACTS, MetricsCommon

FEW, MANY = 3, 12


@tagged("post_install", "-at_install")
class TestKeptCurrent(MetricsCommon):
    def queued(self, order):
        """Whether an order waits to be read again."""
        self.settle()
        self.env.cr.execute("SELECT 1 FROM sale_fact_queue WHERE kind = 'order' AND res_id = %s LIMIT 1", [order.id])
        return bool(self.env.cr.fetchone())

    # === Frozen at confirmation === #

    def test_what_was_ordered_stays(self):
        order = self.make_order((self.goods, 10))
        order.order_line.product_uom_qty = 6
        self.refresh()
        (line,) = self.fact(order.order_line, "sale.order.line.fact")
        self.assertEqual((line.ordered, self.fact(order).value), (10, 1000))

    def test_confirmed_again_within_the_same_second_it_is_the_later_one_that_counts(self):
        with freeze_time(self.at(5, "9:00")):
            order = self.make_order((self.goods, 10))
            order.action_cancel()
            order.action_draft()
            order.order_line.product_uom_qty = 6
            order.action_confirm()
            self.settle()
        frozen = self.env["sale.order.confirmed.line"].search([("order_id", "=", order.id)])
        self.assertEqual(frozen.mapped("quantity"), [6, 10])
        self.refresh()
        self.assertEqual(self.fact(order.order_line, "sale.order.line.fact").ordered, 6)

    def late_and_cancelled(self):
        """Return an order that was promised for the 9th and cancelled on the 12th."""
        order = self.make_order(confirm=False, commitment_date=self.at(9))
        with freeze_time(self.at(5, "9:00")):
            order.action_confirm()
            self.settle()
        with freeze_time(self.at(12)):
            order.action_cancel_with_reason(self.reason("mind"), "customer")
            self.settle()
        return order

    def test_what_was_due_before_the_order_was_cancelled_stays_late(self):
        order = self.late_and_cancelled()
        for _opened in range(2):
            self.refresh()
            self.assertEqual(self.said(order, "otd"), ("2040-03-09", 0, 1, None))
            self.assertEqual(self.said(order, "on_time_shipment"), ("2040-03-09", 0, 1, None))
            if order.state == "cancel":
                order.action_draft()

    def test_confirmed_once_more_it_is_promised_once_more(self):
        order = self.late_and_cancelled()
        order.action_draft()
        order.commitment_date = self.at(20)
        with freeze_time(self.at(14)):
            order.action_confirm()
            self.settle()
        self.refresh()
        self.assertEqual(self.said(order, "otd")[0], "2040-03-20")
        self.assertFalse(order.order_line.ended_first_promise_date)

    def test_what_was_promised_stays_out_of_reach(self):
        order = self.late_and_cancelled()
        seller = self.make_user("sales_all", login="q2c_ended_seller")
        with self.assertRaises(UserError):
            order.order_line.with_user(seller).write({"ended_first_promise_date": self.at(30)})

    def test_that_an_order_was_checked_outlives_its_cancellation(self):
        order = self.late_and_cancelled()
        self.refresh()
        self.assertEqual(order.validation_state, "unchecked")
        self.assertEqual(self.said(order, "first_pass_rate"), ("2040-03-05", 1, 1, None))

    def test_an_order_that_was_never_checked_is_left_out(self):
        self.company.validation_mode = "off"
        order = self.make_order()
        self.refresh()
        self.assertEqual(self.said(order, "first_pass_rate")[3], "not_checked")

    def test_units_are_the_products_own(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.make_order({"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": dozen.id})
        self.refresh()
        self.assertEqual(self.fact(order.order_line, "sale.order.line.fact").ordered, 24)

    def test_what_was_ordered_cannot_be_changed(self):
        order = self.make_order()
        self.env.flush_all()
        for table in ("sale_order_confirmed_line", "sale_order_withdrawn_line"):
            order.order_line.product_uom_qty -= 1
            self.env.flush_all()
            change = f"UPDATE {table} SET quantity = quantity + 1 WHERE order_id = %s"
            refused = self.assertRaisesRegex(Exception, "cannot be changed")
            with self.subTest(table=table), mute_logger("odoo.sql_db"), refused, self.env.cr.savepoint():
                self.env.cr.execute(change, [order.id])

    def test_confirming_many_freezes_them_with_one_statement(self):
        counts = {}
        for number in (FEW, MANY):
            orders = self.env["sale.order"].union(*(self.make_order(confirm=False) for _number in range(number)))
            seen, execute = [], type(self.env.cr).execute

            def listen(cursor, query, params=None, log_exceptions=True, froze=seen.append, execute=execute):
                if "INTO sale_order_confirmed_line" in str(getattr(query, "code", query)):
                    froze(query)
                return execute(cursor, query, params, log_exceptions)

            with patch.object(type(self.env.cr), "execute", listen):
                orders.action_confirm()
            counts[number] = len(seen)
        self.assertEqual(counts, {FEW: 1, MANY: 1})

    def test_a_part_that_was_ordered_again_is_not_cancelled(self):
        order = self.make_order((self.goods, 10))
        order.order_line.product_uom_qty = 6
        order.order_line.product_uom_qty = 10
        self.refresh()
        self.assertEqual(self.said(order, "partly_cancelled_value")[1:3], (0, 100000))

    def test_what_was_sent_instead_is_known(self):
        self.goods.product_tmpl_id.optional_product_ids = False
        order = self.make_order((self.goods, 10))
        with patch.object(type(order.order_line), "_check_substitute", lambda line, product: None):
            line = order.order_line._add_substitute(self.other_goods, 4)
        self.assertEqual(line.substitute_for_id, order.order_line - line)
        self.refresh()
        self.assertEqual(self.said(line, "otif_lines", "sale.order.line.fact")[3], "substitute")

    # === The queue === #

    def test_changes_are_noted_whatever_path_they_take(self):
        order = self.make_order()
        self.refresh()
        self.assertFalse(self.queued(order))
        self.env.cr.execute("UPDATE sale_order SET user_id = NULL WHERE id = %s", [order.id])
        self.assertTrue(self.queued(order))

    def test_a_shipment_is_noted(self):
        order = self.make_order()
        self.refresh()
        self.ship(order)
        self.assertTrue(self.queued(order))

    def test_a_carrier_that_is_corrected_after_shipping_is_noted(self):
        order = self.make_order()
        picking = self.ship(order)
        self.refresh()
        picking.carrier_id = self.env["delivery.carrier"].create({"name": "Van", "product_id": self.service.id})
        self.assertTrue(self.queued(order))

    def test_the_queue_has_each_document_once_when_it_is_taken(self):
        order = self.make_order()
        self.settle()
        taken = self.env["sale.fact.queue"]._take("order", 1)
        self.assertEqual(len(taken), 1)
        rest = self.env["sale.fact.queue"].search([("kind", "=", "order"), ("res_id", "in", taken)])
        self.assertFalse(rest)
        self.refresh()
        self.assertFalse(self.queued(order))

    def test_reading_twice_changes_nothing(self):
        order = self.make_order()
        self.refresh()
        self.assertEqual(self.env["sale.fact.refresh"]._refresh("order", order.ids), 0)

    # === What is gone === #

    def test_a_deleted_order_leaves_nothing(self):
        self.refresh()
        before = self.stored()
        order = self.make_order(confirm=False)
        self.refresh()
        self.assertTrue(self.fact(order))
        order.unlink()
        self.refresh()
        self.assertEqual(self.stored(), before)

    def test_a_line_that_goes_to_another_order_is_counted_once(self):
        one, other = self.make_order(confirm=False), self.make_order(confirm=False)
        self.refresh()
        self.settle()
        self.env.cr.execute("UPDATE sale_order_line SET order_id = %s WHERE order_id = %s", [other.id, one.id])
        self.env.cr.execute("UPDATE sale_order SET amount_untaxed = 0 WHERE id = %s", [one.id])
        self.env.invalidate_all()
        self.assertRebuiltTheSame()

    def test_an_order_of_another_salesperson_is_taken_off_the_first(self):
        order = self.make_order(user_id=self.env.user.id)
        self.refresh()
        order.user_id = self.make_user("salesman", login="q2c_other_seller")
        self.assertRebuiltTheSame()

    def test_a_deleted_salesperson_leaves_the_orders_to_nobody(self):
        seller = self.make_user("salesman", login="q2c_leaving_seller")
        self.make_order(user_id=seller.id)
        self.make_order(user_id=False)
        self.refresh()
        self.settle()
        self.env["sale.kpi.day"]._let_go("user_id", seller.ids)
        self.assertFalse(self.env["sale.kpi.day"].search([("user_id", "=", seller.id)]))
        self.env.cr.execute("UPDATE sale_order SET user_id = NULL WHERE user_id = %s", [seller.id])
        self.env.invalidate_all()
        self.assertRebuiltTheSame()

    # === From zero === #

    def test_old_orders_are_kept_as_they_stand(self):
        order = self.make_order((self.goods, 10))
        self.settle()
        # As if nobody had kept what was ordered
        self.env.cr.execute("ALTER TABLE sale_order_confirmed_line DISABLE TRIGGER USER")
        self.env.cr.execute("DELETE FROM sale_order_confirmed_line WHERE order_id = %s", [order.id])
        self.env.cr.execute("ALTER TABLE sale_order_confirmed_line ENABLE TRIGGER USER")
        self.env.invalidate_all()
        self.rebuild()
        kept = self.env["sale.order.confirmed.line"].search([("order_id", "=", order.id)])
        self.assertEqual((kept.quantity, kept.confirmed_at, kept.is_assumed), (10, order.date_order, True))
        self.rebuild()
        self.assertEqual(len(self.env["sale.order.confirmed.line"].search([("order_id", "=", order.id)])), 1)

    def test_a_rebuild_goes_on_where_it_was_left(self):
        orders = [self.make_order(confirm=False) for _number in range(3)]
        self.refresh()
        self.env["sale.fact.rebuild"]._forget(self.company)
        job = self.env["sale.fact.refresh"]
        with patch("odoo.addons.quote_to_cash.models.metrics.refresh.PORTION", 1):
            self.assertEqual(job._refresh_begun(), 1)
            reached = self.env["sale.fact.rebuild"].search(
                [("company_id", "=", self.company.id), ("kind", "=", "order")]
            )
            first = reached.reached
            self.assertEqual(job._refresh_begun(), 1)
            self.assertGreater(reached.reached, first)
        while job._refresh_begun():
            pass
        self.assertTrue(all(self.fact(order) for order in orders))
        self.assertFalse(self.env["sale.fact.rebuild"].search([]))

    def test_beginning_twice_is_beginning_once(self):
        rebuild = self.env["sale.fact.rebuild"]
        rebuild.search([]).unlink()
        rebuild._begin(self.company)
        rebuild._begin(self.company)
        self.assertEqual(rebuild.search_count([("company_id", "=", self.company.id), ("kind", "=", "order")]), 1)

    def test_of_several_beginnings_the_last_one_counts(self):
        orders = [self.make_order(confirm=False) for _number in range(2)]
        rebuild, job = self.env["sale.fact.rebuild"], self.env["sale.fact.refresh"]
        self.rebuild()
        rebuild._begin(self.company, ["order"])
        with patch("odoo.addons.quote_to_cash.models.metrics.refresh.PORTION", 1):
            job._refresh_begun()
            rebuild.search([]).noted_in = 7  # another transaction
            self.env.flush_all()
            rebuild._begin(self.company, ["order"])
            self.assertEqual(len(rebuild.search([])), 2)
            job._refresh_begun()
        left = rebuild.search([])
        self.assertEqual(len(left), 1)
        self.assertLessEqual(left.reached, orders[0].id)

    def test_another_way_to_count_counts_all_again(self):
        order = self.make_order(commitment_date=self.at(9), requested_date=self.at(6))
        with freeze_time(self.at(8)):
            self.deliver(order)
            self.settle()
        self.refresh()
        self.assertEqual(self.said(order, "otif")[:3], ("2040-03-09", 1, 1))
        self.company.kpi_basis = "requested"
        while self.env["sale.fact.refresh"]._refresh_begun():
            pass
        self.assertEqual(self.said(order, "otif")[:3], ("2040-03-06", 0, 1))

    def test_another_zone_counts_all_again(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        self.assertTrue(self.env["sale.fact.rebuild"].search([("company_id", "=", self.company.id)]))

    def test_days_off_count_all_again(self):
        self.env["sale.fact.rebuild"].search([]).unlink()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Works outing",
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": self.at(6, "0:00"),
                "date_to": self.at(6, "23:00"),
            }
        )
        self.assertTrue(self.env["sale.fact.rebuild"].search([("company_id", "=", self.company.id)]))

    def test_the_job_does_all_and_may_run_twice(self):
        order = self.make_order()
        self.settle()
        job = self.env["sale.fact.refresh"]
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1000.0):
            job._cron_refresh_facts()
            kept = self.stored()
            self.assertTrue(self.fact(order))
            job._cron_refresh_facts()
        self.assertEqual(self.stored(), kept)
        self.assertEqual(job._waiting(), 0)

    def test_a_job_that_is_killed_leaves_the_rest(self):
        orders = [self.make_order(confirm=False) for _number in range(3)]
        self.settle()

        def killed(*_args, **_kwargs):
            raise InterruptedError

        killing = patch.object(type(self.env["sale.kpi.day"]), "_add", killed)
        with killing, self.assertRaises(InterruptedError), self.env.cr.savepoint():
            self.refresh()
        self.assertTrue(all(self.queued(order) for order in orders))
        self.assertFalse(self.fact(orders[0]))

    # === Cost === #

    def _statements(self, orders):
        self.settle()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["sale.fact.refresh"]._refresh("order", orders.ids)
        return self.env.cr.sql_log_count - before

    def test_reading_costs_the_same_for_any_number_of_orders(self):
        orders = self.env["sale.order"].union(*(self.make_order((self.goods, 1), (self.other_goods, 2))
                                                for _number in range(FEW + MANY)))  # fmt: skip
        for order in orders:
            self.deliver(order)
        self._statements(orders)  # zones and working days are known from now on
        self.assertEqual(self._statements(orders[:FEW]), self._statements(orders[FEW:]))

    def test_one_portion_is_one_statement_for_the_facts_of_a_kind(self):
        orders = self.env["sale.order"].union(*(self.make_order() for _number in range(FEW)))
        self.refresh()
        orders.write({"user_id": self.make_user("salesman", login="q2c_third_seller").id})
        self.settle()
        written, execute = [], type(self.env.cr).execute

        def listen(cursor, query, params=None, log_exceptions=True):
            text = str(getattr(query, "code", query))
            written.extend(model for model in FACTS if f'INTO "{self.env[model]._table}"' in text)
            return execute(cursor, query, params, log_exceptions)

        with patch.object(type(self.env.cr), "execute", listen):
            self.env["sale.fact.refresh"]._refresh("order", orders.ids)
        self.assertEqual(sorted(written), ["sale.order.fact", "sale.order.line.fact"])
