"""The dashboard's server: checks on a button, closed months beside their figures, and what is not complete."""

from dataclasses import replace
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine.kpi_registry import REGISTRY
from .common_metrics_proof import ProofCommon


@tagged("post_install", "-at_install")
class TestChecksOnTheBoard(ProofCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("sales_manager")
        cls.kpis = cls.env["sale.kpi"].with_user(cls.manager)
        cls.order = cls.make_order((cls.goods, 10))
        cls.env.flush_all()
        cls.env["sale.fact.refresh"]._refresh("order", cls.order.ids)
        cls.nothing_waits()

    def check(self, code="average_order_value", kpis=None, first=0):
        days = self.day(first).isoformat(), self.day(0).isoformat()
        return (self.kpis if kpis is None else kpis).verify_figure(code, *days, self.company.ids)

    def test_it_agrees(self):
        [found] = self.check()
        self.assertEqual((found["result"], found["tone"], found["differences"]), ("agrees", "success", 0))
        self.assertEqual((found["rows"], found["documents"]), (1, 1))

    def test_what_was_changed_behind_its_back_differs(self):
        self.env.cr.execute("DELETE FROM sale_order_fact WHERE res_id = %s", [self.order.id])
        self.nothing_waits()
        [found] = self.check()
        self.assertIn(found["result"], ("differs", "sums"))
        self.assertEqual((found["tone"], found["differences"]), ("danger", 1))
        check = self.env["sale.kpi.verification"].browse(found["id"])
        self.assertEqual(check.line_ids.res_id, self.order.id)

    def test_what_is_not_stored_has_no_second_way(self):
        day = self.day(0)
        values = {"kpi_id": self.kpi("otd").id, "company_id": self.company.id, "result": "no_way"}
        check = self.env["sale.kpi.verification"].create({**values, "date_from": day, "date_to": day})
        [found] = self.kpis._check_values(check)
        self.assertEqual((found["result"], found["tone"]), ("no_way", "secondary"))

    def test_the_last_check_is_shown_with_the_figure(self):
        day = self.day(0).isoformat()
        self.assertEqual(self.kpis.get_figure("average_order_value", day, day, self.company.ids)["checks"], [])
        [made] = self.check()
        [shown] = self.kpis.get_figure("average_order_value", day, day, self.company.ids)["checks"]
        self.assertEqual(shown, made)

    def test_only_managers_check(self):
        seller = self.env["sale.kpi"].with_user(self.make_user("salesman"))
        day = self.day(0).isoformat()
        self.assertFalse(seller.get_board()["may_verify"])
        self.assertEqual(seller.get_figure("otd", day, day, self.company.ids)["checks"], [])
        with self.assertRaises(AccessError):
            self.check(kpis=seller)

    def test_nobody_checks_what_he_may_not_see(self):
        with self.assertRaises(AccessError):
            self.check("dso")

    def test_a_decade_is_not_read_at_once(self):
        with self.assertRaises(UserError):
            self.check(first=-3000)

    def test_a_line_of_nothing_is_read(self):
        # Its share of the value would be divided by nothing.
        order = self.make_order((self.goods, 10), (self.other_goods, 0), stock=False)
        found = self.verifier._documents(["fill_value", "otif_value"], self.company, self.day(-1), self.day(1))
        self.assertFalse([line for line in order.order_line[1:].ids if line in found["fill_value"]])


@tagged("post_install", "-at_install")
class TestClosedOnTheBoard(ProofCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = cls.today.replace(day=1) - relativedelta(months=4)
        cls.end = cls.month + relativedelta(months=1, days=-1)
        cls.keep(2**30, otd=(cls.month, 1, 1), ship_time=(cls.month, 7200, 1))
        cls.keep(2**30 + 1, otd=(cls.month, 0, 1), ship_time=(cls.month, 10800, 1))
        cls.env["sale.kpi.snapshot"]._close(cls.company, cls.month)
        cls.kpis = cls.env["sale.kpi"].with_user(cls.make_user("sales_manager"))

    def figure(self, code="otd", kpis=None, last=None, **filters):
        days = self.month.isoformat(), (last or self.end).isoformat()
        [found] = (self.kpis if kpis is None else kpis).get_figures([code], *days, self.company.ids, filters)
        return found

    def test_what_it_was_stands_beside(self):
        closed = self.figure()["closed"]
        self.assertEqual((closed["value"], closed["n"], closed["is_restated"]), (50, 2, False))
        self.assertEqual(closed["closed_on"], self.today.isoformat())

    def test_a_later_change_is_a_restatement(self):
        self.keep(2**30 + 1, otd=(self.month, 1, 1))
        found = self.figure()
        self.assertEqual((found["value"], found["closed"]["value"]), (100, 50))
        self.assertTrue(found["closed"]["is_restated"])

    def test_a_time_that_changes_is_a_restatement(self):
        self.assertFalse(self.figure("ship_time")["closed"]["is_restated"])
        self.keep(2**30 + 1, ship_time=(self.month, 10801, 1))
        self.assertTrue(self.figure("ship_time")["closed"]["is_restated"])

    def test_money_is_shown_in_whole_units(self):
        month = self.month - relativedelta(months=1)
        self.keep(2**30 + 2, average_order_value=(month, 12_345, 1, None, str(self.company.currency_id.id)))
        self.env["sale.kpi.snapshot"]._close(self.company, month)
        last = month + relativedelta(months=1, days=-1)
        days = month.isoformat(), last.isoformat()
        [found] = self.kpis.get_figures(["average_order_value"], *days, self.company.ids)
        self.assertEqual((found["value"], found["closed"]["value"]), (123.45, 123.45))
        self.assertFalse(found["closed"]["is_restated"])

    def test_a_newer_definition_is_told(self):
        newer = replace(REGISTRY["otd"], version=REGISTRY["otd"].version + 1)
        with patch.dict(REGISTRY, {"otd": newer}):
            self.assertTrue(self.figure()["closed"]["is_older"])

    def test_only_a_whole_month_without_filters_was_closed(self):
        self.assertIsNone(self.figure(last=self.end - relativedelta(days=1))["closed"])
        self.assertIsNone(self.figure(partner_id=self.partner.id)["closed"])

    def test_whoever_sees_only_his_own_sees_no_closed_month(self):
        seller = self.env["sale.kpi"].with_user(self.make_user("salesman"))
        self.assertIsNone(self.figure(kpis=seller)["closed"])

    def test_it_stands_in_the_file(self):
        days = self.month.isoformat(), self.end.isoformat()
        header, [row] = self.kpis._figures_table(["otd"], *days, self.company.ids, {})
        self.assertEqual(row[header.index("When the Month Closed")], 50)


@tagged("post_install", "-at_install")
class TestCompleteness(ProofCommon):
    def board(self):
        return self.env["sale.kpi"].with_user(self.make_user("salesman")).get_board()

    def test_nothing_waits(self):
        self.keep(2**30, otd=(self.today, 1, 1))
        found = self.board()
        self.assertEqual((found["waiting"], found["is_building"], found["is_empty"]), (0, False, False))

    def test_what_waits_is_told(self):
        self.make_order((self.goods, 1))
        self.env.flush_all()
        self.assertGreater(self.board()["waiting"], 0)

    def test_documents_that_are_read_from_the_beginning_are_told(self):
        self.env["sale.fact.rebuild"]._begin(self.company)
        self.assertTrue(self.board()["is_building"])

    def test_an_empty_database_is_told(self):
        self.env.cr.execute("DELETE FROM sale_kpi_day")
        self.assertTrue(self.board()["is_empty"])

    def test_all_figures_of_an_empty_company_exist(self):
        firm = self.env["res.company"].create({"name": "Empty"})
        kpis = self.env["sale.kpi"].with_context(allowed_company_ids=firm.ids)
        days = self.day(-30).isoformat(), self.day(0).isoformat()
        found = kpis.get_figures(list(REGISTRY), *days, firm.ids)
        self.assertEqual(len(found), len(REGISTRY))
        self.assertFalse([one["code"] for one in found if one["problem"]])
        shares = [one for one in found if one["unit"] == "percent"]
        self.assertTrue(shares)
        self.assertEqual({one["value"] for one in shares}, {None})
