"""The months before the addon came, and the screen of before and now."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import kpi_baseline as engine
from ..models.metrics import baseline
from .common_metrics_report import MetricsReportCommon


class BaselineCommon(MetricsReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("DELETE FROM sale_kpi_baseline")
        cls.env["sale.kpi.baseline"]._begin_baseline()
        cls.installed = fields.Datetime.now() + timedelta(minutes=1)  # what is made in a test was there before
        cls.env.cr.execute(SQL("UPDATE sale_kpi_baseline SET installed_at = %s", cls.installed))
        cls.env.invalidate_all()
        cls.baseline = cls.env["sale.kpi.baseline"].search([("company_id", "=", cls.company.id)])

    def old_order(self, **values):
        """Return an order that was confirmed before anybody kept what it was for."""
        order = self.make_order(**values)
        self.forget(order)
        return order

    def forget(self, orders):
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE sale_order_confirmed_line DISABLE TRIGGER USER")
        self.env.cr.execute(SQL("DELETE FROM sale_order_confirmed_line WHERE order_id = ANY(%s)", orders.ids))
        self.env.cr.execute("ALTER TABLE sale_order_confirmed_line ENABLE TRIGGER USER")
        self.env.cr.execute("DELETE FROM sale_fact_queue")
        self.env.invalidate_all()

    def queue_all(self):
        while not self.baseline.is_done:
            self.baseline._queue_portion()

    def queued(self, kind="order"):
        self.env.cr.execute(SQL("SELECT res_id FROM sale_fact_queue WHERE kind = %s", kind))
        return {number for (number,) in self.env.cr.fetchall()}

    def frozen(self, order):
        return self.env["sale.order.confirmed.line"].search([("order_id", "=", order.id)])


@tagged("post_install", "-at_install")
class TestBaseline(BaselineCommon):
    def test_installation_leaves_one_row_for_each_company_once(self):
        self.env["sale.kpi.baseline"]._begin_baseline()
        found = self.env["sale.kpi.baseline"].search([])
        self.assertEqual(found.company_id, self.env["res.company"].search([]))
        self.assertEqual(len(found), len(found.company_id))

    def test_old_orders_are_queued_with_what_they_are_for_now(self):
        order = self.old_order()
        self.queue_all()
        self.assertIn(order.id, self.queued())
        frozen = self.frozen(order)
        self.assertEqual((frozen.quantity, frozen.is_assumed), (10, True))
        self.assertEqual(frozen.confirmed_at, order.date_order)

    def test_what_was_seen_when_it_happened_comes_before_the_orders_date(self):
        order = self.old_order()
        moment = fields.Datetime.now() - timedelta(days=40)
        message = self.env["mail.message"].create({"model": "sale.order", "res_id": order.id, "date": moment})
        state = self.env["ir.model.fields"]._get("sale.order", "state")
        words = self.baseline._words_of(state, "sale")
        self.env["mail.tracking.value"].create(
            {"field_id": state.id, "mail_message_id": message.id, "new_value_char": words[0]}
        )
        self.env["mail.message"].search(
            [("model", "=", "sale.order"), ("res_id", "=", order.id), ("id", "!=", message.id)]
        ).unlink()
        self.queue_all()
        self.assertEqual(self.frozen(order).confirmed_at, moment.replace(microsecond=0))

    def test_what_was_cancelled_and_never_seen_confirmed_is_not_assumed(self):
        order = self.make_order(confirm=False)
        order.action_cancel()
        self.forget(order)
        self.queue_all()
        self.assertFalse(self.frozen(order))

    def test_what_was_kept_at_its_confirmation_stays(self):
        order = self.make_order()
        kept = self.frozen(order)
        self.queue_all()
        self.assertEqual(self.frozen(order), kept)
        self.assertFalse(kept.is_assumed)

    def test_orders_that_were_over_before_are_not_read(self):
        order = self.old_order()
        self.deliver(order)
        long_ago = fields.Datetime.now() - timedelta(days=800)
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE sale_order SET date_order = %s, create_date = %s WHERE id = %s", long_ago, long_ago, order.id)
        )
        self.env.invalidate_all()
        self.forget(order)
        self.queue_all()
        self.assertNotIn(order.id, self.queued())

    def test_open_orders_are_read_however_old(self):
        order = self.old_order()
        long_ago = fields.Datetime.now() - timedelta(days=800)
        self.env.cr.execute(
            SQL("UPDATE sale_order SET date_order = %s, create_date = %s WHERE id = %s", long_ago, long_ago, order.id)
        )
        self.env.invalidate_all()
        self.queue_all()
        self.assertIn(order.id, self.queued())

    def test_it_goes_on_where_it_was_left(self):
        orders = self.old_order() + self.old_order() + self.old_order()
        with patch.object(baseline, "PORTION", 2):
            self.assertEqual(self.baseline._queue_portion(), 2)
            self.assertEqual(self.baseline.reached_order, orders[1].id)
            self.assertFalse(self.frozen(orders[0]))
            self.queue_all()
        self.assertTrue(self.frozen(orders[0]))
        self.assertLessEqual(set(orders.ids), self.queued())

    def test_invoices_are_queued(self):
        order = self.make_order()
        self.ship(order)
        invoice = self.invoice(order)
        self.forget(order)
        self.queue_all()
        self.assertIn(invoice.id, self.queued("invoice"))

    def test_the_job_ends(self):
        self.old_order()
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_queue_old_documents").method_direct_trigger()
        self.assertTrue(all(self.env["sale.kpi.baseline"].search([]).mapped("is_done")))

    def test_companies_that_came_later_are_measured_from_their_start(self):
        company = self.env["res.company"].create({"name": "Later"})
        of = engine.Period(date(2020, 1, 1), date(2020, 1, 31))
        self.assertEqual(self.env["sale.kpi.baseline"]._measured(["hold_rate"], company, of), {"hold_rate": of})

    def test_what_nobody_had_written_down_is_measured_since_the_installation(self):
        self.env.cr.execute("UPDATE sale_kpi_baseline SET installed_at = '2025-06-10 12:00:00'")
        self.env.invalidate_all()
        june = engine.Period(date(2025, 6, 1), date(2025, 6, 30))
        measured = self.env["sale.kpi.baseline"]._measured(["hold_rate", "cancellation_rate"], self.company, june)
        self.assertEqual(
            measured, {"hold_rate": engine.Period(date(2025, 6, 10), date(2025, 6, 30)), "cancellation_rate": june}
        )
        may = engine.Period(date(2025, 5, 1), date(2025, 5, 31))
        measured = self.env["sale.kpi.baseline"]._measured(["hold_rate", "cancellation_rate"], self.company, may)
        self.assertEqual(measured, {"cancellation_rate": may})


@tagged("post_install", "-at_install")
class TestBeforeAndNow(BaselineCommon):
    def rows(self, user=None):
        return self.screen(user).line_ids.grouped("code")

    def screen(self, user=None):
        comparison = self.env["sale.kpi.comparison"].with_user(user or self.env.user)
        return comparison.browse(comparison.action_open()["res_id"])

    def test_what_was_not_written_down_is_said(self):
        rows = self.rows()
        for code in ("processing_time", "wismo_rate", "accuracy"):
            self.assertEqual((rows[code].before, rows[code].change), ("not measurable before", ""))

    def test_it_is_said_while_old_documents_wait(self):
        self.assertIn("not all of them have been read yet", self.screen().before)
        self.queue_all()
        self.env.cr.execute("DELETE FROM sale_fact_rebuild")
        self.assertNotIn("not all of them have been read yet", self.screen().before)

    def test_others_do_not_see_what_somebody_has_asked_for(self):
        lines = self.screen().line_ids
        other = self.make_user("sales_manager")
        self.assertFalse(lines.with_user(other).search([("id", "in", lines.ids)]))

    def test_all_five_and_their_stand_ins_are_told(self):
        self.assertEqual(list(self.rows()), [code for code, _stands_for in engine.wanted()])

    def test_what_is_owed_is_for_accounting(self):
        self.assertNotIn("dso_countback", self.rows(self.make_user("sales_manager")))
        self.assertIn("dso_countback", self.rows(self.user_with("account.group_account_readonly")))

    def test_salespeople_do_not_see_it(self):
        with self.assertRaises(UserError):
            self.rows(self.make_user("salesman"))

    def test_facts_of_both_times_are_told_with_their_cases(self):
        periods = {
            "before": engine.Period(self.today - timedelta(days=9), self.today - timedelta(days=1)),
            "now": engine.Period(self.today, self.today),
        }
        order = self.make_order()
        self.ship(order)
        self.read_facts(order)
        found = self.env["sale.kpi.measured"]._measure(self.company, periods, receivables=False)
        self.assertGreaterEqual(found["now"]["return_rate_orders"].n, 1)
        self.assertNotIn("dso_countback", found["now"])

    def test_capacity_is_orders_shipped_by_people_at_work(self):
        for _number in range(2):
            self.ship(self.make_order()).user_id = self.env.user
        day = engine.Period(self.today, self.today)
        measured = self.env["sale.kpi.measured"]._measure_capacity(self.company, day)
        self.assertEqual(measured.n, 1)
        self.assertGreaterEqual(measured.value, 2)

    def test_on_a_day_without_shipments_there_is_no_capacity(self):
        day = engine.Period(date(1990, 1, 1), date(1990, 1, 2))
        self.assertEqual(self.env["sale.kpi.measured"]._measure_capacity(self.company, day), engine.Measured())
