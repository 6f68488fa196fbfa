"""Figures worked out once more, straight from the documents, and compared with what is kept."""

from datetime import date, datetime, time
from functools import partial
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine.kpi_registry import REGISTRY
from ..models.metrics import verify_checks, verify_clock
from .common_metrics_proof import ProofCommon

NOON = time(12)
LOGGER = "odoo.addons.quote_to_cash.models.metrics.verification_kpi"


@tagged("post_install", "-at_install")
class TestDocuments(ProofCommon):
    """What the documents say, by the second way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order((cls.goods, 10))
        cls.promise(-1)

    @classmethod
    def promise(cls, number, order=None):
        moment = datetime.combine(cls.day(number), NOON)
        cls.move_to((order or cls.order).order_line, first_promise_date=moment, promise_date=moment)

    def said(self, code, first=-1, last=-1, order=None):
        """Return numerator and denominator of the order, or of its line, or None if it does not count."""
        order = order or self.order
        documents = self.verifier._documents([code], self.company, self.day(first), self.day(last))[code]
        found = documents.get(order.id if REGISTRY[code].source == "order" else order.order_line.id)
        return found and tuple(map(float, found[1:]))

    def test_due_and_not_delivered_is_late(self):
        self.assertEqual(self.said("otd"), (0, 1))

    def test_another_period_does_not_count(self):
        self.assertIsNone(self.said("otd", -5, -2))

    def test_what_left_later_than_promised_is_late(self):
        self.ship(self.order)
        self.assertEqual(self.said("otd"), (0, 1))

    def test_what_left_as_promised_is_on_time(self):
        self.ship(self.order)
        self.move_to(self.order.picking_ids, shipped_at=datetime.combine(self.day(-2), NOON))
        self.assertEqual(self.said("otd"), (1, 1))

    def test_the_first_shipment_fills_a_part(self):
        self.ship(self.order, {self.goods: 4})
        self.assertEqual(self.said("fill_units"), (4, 10))

    def test_what_is_ordered_in_dozens_counts_in_pieces(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.make_order({"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": dozen.id})
        self.promise(-1, order)
        self.assertEqual(self.said("fill_units", order=order), (0, 24))

    def test_a_replacement_does_not_count(self):
        self.move_to(self.order, is_replacement=True)
        self.assertIsNone(self.said("otd"))

    def test_cancelled_orders_stay_in_orders_per_day(self):
        self.order.action_cancel_with_reason(self.reason("mind"), "customer")
        self.assertEqual(self.said("orders_per_day", 0, 0), (1, 1))
        self.assertIsNone(self.said("orders_per_day_net", 0, 0))

    def test_value_is_that_of_the_confirmation(self):
        self.order.order_line.price_unit = 7
        self.assertEqual(self.said("average_order_value", 0, 0), (100_000, 1))
        self.assertEqual(self.said("average_order_value_current", 0, 0), (7_000, 1))

    def test_overlapping_holds_count_once(self):
        confirmed = self.order.date_order
        for key in ("address", "customer"):
            self.order.action_hold(self.reason(key), "Which door?")
        self.order.action_release_holds("The left one")
        hour = datetime.fromtimestamp(3600) - datetime.fromtimestamp(0)
        one, other = self.order.hold_ids
        self.move_to(one, placed_at=confirmed + hour, released_at=confirmed + 3 * hour)
        self.move_to(other, placed_at=confirmed + 2 * hour, released_at=confirmed + 4 * hour)
        self.assertEqual(self.said("hold_hours", 0, 0), (3 * 3600, 1))

    def test_each_statement_runs_and_each_code_exists(self):
        codes = self.verifier._verifiable()
        self.assertLessEqual(codes, REGISTRY.keys())
        self.assertEqual(self.verifier._documents(codes, self.company, self.day(-40), self.day(0)).keys(), codes)

    def test_each_figure_has_one_way(self):
        ways = [code for batch in self.verifier._batches() for code in batch]
        self.assertEqual(len(ways), len(set(ways)))


@tagged("post_install", "-at_install")
class TestWindow(ProofCommon):
    """The clock on the wall, in Berlin in winter (one hour before UTC)."""

    WORKING = tuple(date(2026, 1, day) for day in (5, 6, 7, 8, 9, 12, 13, 14))

    def window(self, start, **order):
        scope = self.verifier._scope(self.company, date(2026, 1, 1), date(2026, 1, 31))
        scope = type(scope)(
            **{name: getattr(scope, name) for name in scope.__dataclass_fields__}
            | {"zone": "Europe/Berlin", "working": self.WORKING, "cut_off": 14}
        )
        row = {"start_at": start, "shipped_at": None, "cut_off_hour": None, "placed": [], "released": [], **order}
        return self.verifier._on_the_wall(row, scope)

    def test_until_the_same_hour_of_the_next_working_day(self):
        _start, end, day = self.window(datetime(2026, 1, 9, 9))
        self.assertEqual((end, day), (datetime(2026, 1, 12, 9), date(2026, 1, 12)))

    def test_after_the_cut_off_until_the_next_working_day_is_over(self):
        _start, end, day = self.window(datetime(2026, 1, 9, 13, 1))
        self.assertEqual((end, day), (datetime(2026, 1, 12, 23), date(2026, 1, 12)))

    def test_on_a_day_off_until_the_next_working_day_is_over(self):
        _start, end, _day = self.window(datetime(2026, 1, 10, 8))
        self.assertEqual(end, datetime(2026, 1, 12, 23))

    def test_a_hold_within_it_begins_it_anew(self):
        hold = {"placed": [datetime(2026, 1, 5, 10)], "released": [datetime(2026, 1, 7, 10)]}
        start, end, _day = self.window(datetime(2026, 1, 5, 9), **hold)
        self.assertEqual((start, end), (datetime(2026, 1, 7, 10), datetime(2026, 1, 8, 10)))

    def test_a_hold_after_it_undoes_no_miss(self):
        hold = {"placed": [datetime(2026, 1, 6, 10)], "released": [datetime(2026, 1, 7, 10)]}
        _start, end, _day = self.window(datetime(2026, 1, 5, 9), **hold)
        self.assertEqual(end, datetime(2026, 1, 6, 9))

    def test_a_hold_that_stands_ends_no_window(self):
        hold = {"placed": [datetime(2026, 1, 5, 10)], "released": [None]}
        self.assertEqual(self.window(datetime(2026, 1, 5, 9), **hold), (datetime(2026, 1, 5, 9), None, None))

    def test_days_off_beyond_what_is_known_end_no_window(self):
        self.assertEqual(verify_clock._window(datetime(2026, 1, 20), 14, self.verifier._scope(
            self.company, date(2020, 1, 1), date(2020, 1, 31))), (None, None))  # fmt: skip


@tagged("post_install", "-at_install")
class TestChecks(ProofCommon):
    """What is kept, beside what the documents say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order((cls.goods, 10))
        moment = datetime.combine(cls.day(-1), NOON)
        cls.move_to(cls.order.order_line, first_promise_date=moment, promise_date=moment)
        cls.env.cr.execute("DELETE FROM sale_order_fact")
        cls.env.cr.execute("DELETE FROM sale_kpi_day")

    def check(self, code="otd", first=-1, last=-1):
        self.nothing_waits()
        return self.env["sale.kpi.verification"]._verify(self.kpi(code), self.company, self.day(first), self.day(last))

    def test_they_agree(self):
        self.keep(self.order.id, otd=(self.day(-1), 0, 1))
        check = self.check()
        self.assertEqual((check.result, check.difference_count), ("agrees", 0), check.line_ids.mapped("difference"))

    def test_both_sides_are_told(self):
        self.keep(self.order.id, otd=(self.day(-1), 1, 1))
        check = self.check()
        self.assertEqual((check.kept_numerator, check.documents_numerator), (1, 0))
        self.assertEqual((check.kept_rows, check.documents_rows), (1, 1))

    def test_another_value_differs(self):
        self.keep(self.order.id, otd=(self.day(-1), 1, 1))
        check = self.check()
        self.assertEqual(check.result, "differs")
        self.assertEqual(check.line_ids.mapped("difference"), ["value"])
        self.assertEqual(check.line_ids.name, self.order.display_name)

    def test_what_is_not_kept_differs(self):
        self.assertEqual(self.check().line_ids.mapped("difference"), ["only_documents"])

    def test_what_no_document_says_differs(self):
        self.keep(self.order.id, otd=(self.day(-1), 0, 1))
        self.keep(2**30, otd=(self.day(-1), 1, 1))
        line = self.check().line_ids
        self.assertEqual((line.difference, line.res_id), ("only_kept", 2**30))
        self.assertIn(str(2**30), line.name)

    def test_what_waits_to_be_read_is_no_difference(self):
        self.nothing_waits()
        self.env["sale.fact.queue"].create({"kind": "order", "res_id": self.order.id})
        check = self.env["sale.kpi.verification"]._verify(self.kpi("otd"), self.company, self.day(-1), self.day(-1))
        self.assertEqual((check.result, check.difference_count, check.waiting_count), ("waiting", 0, 1))

    def test_a_shipment_that_waits_for_its_invoice_may_wait_to_be_read(self):
        self.keep(-987_654, "account.move.fact", invoice_accuracy=(self.day(-1), 1, 1))
        check = partial(self.env["sale.kpi.verification"]._verify, self.kpi("invoice_accuracy"), self.company)
        self.assertEqual(check(self.day(-1), self.day(-1)).result, "differs")
        self.env["sale.fact.queue"].create({"kind": "shipment", "res_id": 987_654})
        self.assertEqual(check(self.day(-1), self.day(-1)).result, "waiting")

    def test_while_old_documents_are_queued_all_of_them_may_wait(self):
        self.env["sale.kpi.baseline"].search([("company_id", "=", self.company.id)]).is_done = False
        check = self.env["sale.kpi.verification"]._verify(self.kpi("otd"), self.company, self.day(-1), self.day(-1))
        self.assertEqual(check.result, "waiting")
        nightly = [("nightly", "=", True), ("company_id", "=", self.company.id)]
        self.env["sale.kpi"]._cron_verify()
        self.assertFalse(self.env["sale.kpi.verification"].search_count(nightly))

    def test_sums_that_are_not_those_of_their_rows_are_told(self):
        self.keep(self.order.id, otd=(self.day(-1), 0, 1))
        self.env.cr.execute("UPDATE sale_kpi_day SET denominator = 2 WHERE code = 'otd'")
        check = self.check()
        self.assertEqual(check.result, "sums")
        self.assertIn("0 / 2 / 1", check.problem)

    def test_what_is_due_today_is_not_due_yet(self):
        moment = datetime.combine(self.day(0), NOON)
        self.move_to(self.order.order_line, first_promise_date=moment)
        self.keep(self.order.id, otd=(self.day(0), 0, 1))
        check = self.check(first=0, last=0)
        self.assertEqual((check.result, check.kept_rows, check.documents_rows), ("agrees", 0, 0))

    def test_a_broken_figure_does_not_hide_the_others(self):
        self.keep(self.order.id, otd=(self.day(-1), 0, 1))
        self.nothing_waits()
        broken = verify_checks.Check("due", "no_such_column")
        with patch.dict(verify_checks.ORDERS, {"otif": broken}), self.assertLogs("odoo.sql_db", "ERROR"):
            checks = self.env["sale.kpi.verification"]._verify(
                self.kpi("otd") + self.kpi("otif"), self.company, self.day(-1), self.day(-1)
            )
        results = {check.kpi_id.code: check.result for check in checks}
        self.assertEqual(results, {"otd": "agrees", "otif": "broken"})

    def test_a_figure_without_a_second_way_says_so(self):
        self.assertEqual(self.check("satisfaction").result, "no_way")

    # === Who, and when === #

    def test_the_button_shows_what_was_found(self):
        manager = self.make_user("sales_manager")
        action = self.kpi("otd").with_user(manager).action_verify((self.day(-1), self.day(-1)))
        check = self.env["sale.kpi.verification"].with_user(manager).search(action["domain"])
        self.assertEqual((check.kpi_id.code, check.date_from, check.nightly), ("otd", self.day(-1), False))
        self.assertTrue(check.line_ids.mapped("name"))

    def test_the_button_takes_the_month_in_progress(self):
        action = self.kpi("otd").with_user(self.make_user("sales_manager")).action_verify()
        check = self.env["sale.kpi.verification"].search(action["domain"])
        self.assertEqual(check.date_from, self.today.replace(day=1))

    def test_salespeople_do_not_check(self):
        with self.assertRaises(AccessError):
            self.kpi("otd").with_user(self.make_user("salesman")).action_verify()

    def test_a_period_does_not_end_before_it_begins(self):
        with self.assertRaises(UserError):
            self.kpi("otd").with_user(self.make_user("sales_manager")).action_verify((self.day(0), self.day(-1)))

    def differing(self):
        self.keep(self.order.id, otd=(self.day(-1), 1, 1))
        return self.check()

    def test_the_night_leaves_one_note_for_a_manager(self):
        check = self.differing()
        for _night in range(2):
            self.company._note_differing_figures(check)
        activity = self.company._verification_activity()
        self.assertEqual(len(activity), 1)
        self.assertTrue(activity.user_id.has_group("sales_team.group_sale_manager"))
        self.assertIn(check.kpi_id.name, activity.note)

    def test_the_note_is_closed_when_all_agree(self):
        self.company._note_differing_figures(self.differing())
        self.company._note_differing_figures(self.env["sale.kpi.verification"])
        self.assertFalse(self.company._verification_activity())

    def test_a_company_is_checked_once_a_night(self):
        self.env["res.company"].search([]).kpi_verified_day = False
        checks = self.env["sale.kpi.verification"]
        domain = [("nightly", "=", True), ("company_id", "=", self.company.id)]
        cron = self.env.ref("quote_to_cash.ir_cron_verify_figures")
        with self.enter_registry_test_mode(), patch(f"{LOGGER}._logger"):
            cron.method_direct_trigger()
            found = checks.search_count(domain)
            cron.method_direct_trigger()
        self.assertEqual(found, len(self.verifier._verifiable()))
        self.assertEqual(checks.search_count(domain), found)
