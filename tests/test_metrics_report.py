"""The monthly exception report: what it says, who gets it, and that it is sent once."""

from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import kpi_report
from ..engine.kpi_registry import KPIS
from ..models.metrics.access import COST_GROUP, GROUPS
from .common_metrics_report import MetricsReportCommon

JUNE, MAY, APRIL = date(2025, 6, 1), date(2025, 5, 1), date(2025, 4, 1)


@tagged("post_install", "-at_install")
class TestExceptionReport(MetricsReportCommon):
    def report(self, month=JUNE):
        return self.env["sale.exception.report"]._of_month(self.company, month)

    def figure(self, code, month=JUNE):
        return next(one for one in self.report(month).told["figures"] if one["code"] == code)

    def this_month(self):
        return self.today.replace(day=1)

    # === What it says === #

    def test_rates_beside_the_month_before_and_the_usual(self):
        self.add_sums("hold_rate", date(2025, 6, 30), 4, 100)
        self.add_sums("hold_rate", date(2025, 5, 1), 2, 100)
        self.add_sums("hold_rate", date(2025, 4, 15), 8, 100)
        figure = self.figure("hold_rate")
        self.assertEqual([figure[name] for name in ("value", "before", "usual")], [4.0, 2.0, 5.0])
        self.assertEqual((figure["against_before"], figure["against_usual"]), ("worse", "better"))
        self.assertEqual([figure[name] for name in ("cases", "n", "n_before", "n_usual")], [4, 100, 100, 200])

    def test_days_of_other_months_and_left_out_rows_are_not_in_it(self):
        self.add_sums("hold_rate", date(2025, 6, 1), 1, 10)
        self.add_sums("hold_rate", date(2025, 7, 1), 5, 5)
        self.add_sums("hold_rate", date(2025, 6, 2), 0, 0, n=3, reason="replacement")
        self.assertEqual(self.figure("hold_rate")["n"], 10)

    def test_a_month_without_cases_has_no_rate(self):
        self.assertIsNone(self.figure("otd")["value"])

    def test_cancellations_by_reason(self):
        order = self.make_order()
        order.action_cancel_with_reason(self.reason("mind"), "company")
        self.read_facts(order)
        reasons = dict(self.report(self.this_month()).told["reasons"]["cancellation_rate"])
        self.assertGreaterEqual(reasons[self.reason("mind").name], 1)

    def test_customers_with_most_cases_first(self):
        customer = self.env["res.partner"].create({"name": "Who cancels"})
        orders = self.env["sale.order"].concat(*(self.make_order(partner_id=customer.id) for _number in range(3)))
        orders.action_cancel_with_reason(self.reason("mind"), "company")
        kept = self.make_order(partner_id=customer.id)
        self.read_facts(orders + kept)
        top = self.report(self.this_month()).told["causes"]["customer"]["cancellation_rate"]
        self.assertIn([customer.display_name, 3, 4], top)

    def test_credit_notes_cost(self):
        before = self.env["sale.exception.facts"]._work_out(self.company, self.this_month())[1]["refunds"]["now"]
        order = self.make_order((self.goods, 2))
        self.ship(order)
        self.credit(self.invoice(order))
        costs = self.env["sale.exception.facts"]._work_out(self.company, self.this_month())[1]
        self.assertEqual(costs["refunds"]["now"] - before, 200)

    def test_what_carriers_paid_comes_off(self):
        costs = self.env["sale.exception.facts"]._net(
            {
                what: {"now": amount, "before": 0, "usual": None}
                for what, amount in {"refunds": 100, "scrapped": 5, "replacements": 10, "recovered": 40}.items()
            }
        )
        self.assertEqual((costs["now"], costs["before"], costs["usual"]), (75, 0, None))

    def test_the_number_of_statements_does_not_depend_on_the_number_of_figures(self):
        facts = self.env["sale.exception.facts"]
        self.add_sums("hold_rate", JUNE, 1, 10)
        facts._work_out(self.company, JUNE)
        self.env.flush_all()
        with self.assertQueryCount(12):
            facts._work_out(self.company, JUNE)

    def test_a_month_is_told_once_and_kept_as_it_was(self):
        report = self.report()
        self.add_sums("hold_rate", date(2025, 6, 1), 1, 10)
        self.assertEqual(self.report(), report)
        self.assertEqual(self.figure("hold_rate")["n"], 0)

    # === What nobody can tell === #

    def installed(self, day):
        self.env.cr.execute(SQL("UPDATE sale_kpi_baseline SET installed_at = %s", f"{day} 12:00:00"))
        self.env["sale.kpi.baseline"].invalidate_model()

    def test_months_before_the_installation_are_not_0(self):
        self.installed(JUNE)
        for code in ("hold_rate", "cancellation_rate"):
            self.add_sums(code, date(2025, 6, 10), 4, 100)
            self.add_sums(code, date(2025, 5, 10), 0, 100)
        figure = self.figure("hold_rate")
        self.assertEqual([figure[name] for name in ("value", "before", "usual")], [4.0, None, None])
        self.assertIsNone(figure["against_before"])
        self.assertEqual(self.figure("cancellation_rate")["before"], 0.0)

    def test_it_is_said_since_when_things_are_written_down(self):
        self.assertFalse(self.report()._exception_since())
        self.installed(MAY)
        report = self.env["sale.exception.report"]._of_month(self.company, date(2025, 7, 1))
        self.add_sums("hold_rate", date(2025, 8, 1), 4, 100)
        self.assertIn("2025", report._exception_since())
        later = self.env["sale.exception.report"]._of_month(self.company, date(2025, 8, 1))
        self.assertIn("are written down since", later.page)

    # === On the screen and on paper === #

    def test_the_form_shows_what_the_paper_says(self):
        self.add_sums("hold_rate", date(2025, 6, 30), 4, 100)
        self.add_sums("hold_rate", date(2025, 5, 1), 2, 100)
        page = self.report().page
        for words in ("Holds and checks", "Hold Rate", "4.0 %", "2.0 %", "Worse than in the month before"):
            self.assertIn(words, page)

    def test_few_cases_are_marked(self):
        self.add_sums("hold_rate", date(2025, 6, 30), 1, 19)
        self.assertIn("Hold Rate*", "".join(self.report().page.split()).replace("HoldRate", "Hold Rate"))

    def test_a_month_of_which_nothing_is_known_says_so_and_tells_no_costs(self):
        report = self.env["sale.exception.report"]._of_month(self.company, date(1999, 1, 1))
        page = report.with_context(exception_cost=True).sudo().page
        self.assertIn("is known of this month", page)
        self.assertNotIn("What it has cost", page)

    def test_each_company_has_its_own_days_and_money(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        other = self.env["res.company"].create({"name": "Far Away", "currency_id": yen.id})
        other.partner_id.tz = "Asia/Tokyo"
        self.add_sums("hold_rate", date(2025, 6, 1), 1, 10)
        self.add_sums("hold_rate", date(2025, 6, 1), 3, 10, company_id=other.id)
        report = self.env["sale.exception.report"]._of_month(other, JUNE)
        self.assertEqual(next(one for one in report.told["figures"] if one["code"] == "hold_rate")["value"], 30.0)
        self.assertEqual(self.figure("hold_rate")["value"], 10.0)
        self.assertIn("¥", report._exception_number(1200, "money"))

    # === Who sees it === #

    def test_costs_are_only_for_those_who_may_see_them(self):
        report = self.report_with_costs()
        plain, trusted = self.make_user("sales_manager"), self.user_with(COST_GROUP)
        self.assertEqual(report.with_user(plain)._exception_cost_rows(), [])
        self.assertEqual(len(report.with_user(trusted)._exception_cost_rows()), 5)
        with self.assertRaises(AccessError):
            report.with_user(plain).read(["costs"])

    def report_with_costs(self):
        report = self.report()
        report.costs = report.costs | {"refunds": {"now": 100, "before": 0, "usual": 0, "n": 1}}
        return report

    def test_the_form_tells_costs_only_to_those_who_may_see_them(self):
        report = self.report_with_costs()
        for user, told in ((self.make_user("sales_manager"), False), (self.user_with(COST_GROUP), True)):
            self.assertEqual("What it has cost" in report.with_user(user).page, told)

    def test_salespeople_do_not_see_the_whole_company(self):
        with self.assertRaises(AccessError):
            self.report().with_user(self.make_user("salesman")).read(["told"])

    def test_nobody_writes_reports(self):
        with self.assertRaises(AccessError):
            self.report().with_user(self.make_user("sales_manager")).write({"told": {}})

    def test_managers_make_the_report_of_the_last_month(self):
        action = self.env["sale.exception.report"].with_user(self.make_user("sales_manager")).action_last_month()
        report = self.env["sale.exception.report"].browse(action["res_id"])
        self.assertEqual(report.month, kpi_report.months_earlier(self.today, 1))
        self.assertFalse(report.sent_at)

    def test_sums_of_secret_figures_are_not_read_by_others(self):
        self.add_sums("claim_recovery", JUNE, 1, 2)
        self.add_sums("hold_rate", JUNE, 1, 2)
        days = self.env["sale.kpi.day"].with_user(self.make_user("sales_manager"))
        self.assertEqual(days.search([("day", "=", JUNE)]).mapped("code"), ["hold_rate"])

    def test_hidden_are_all_figures_of_groups_that_the_user_lacks(self):
        hidden = self.make_user("sales_manager")._kpi_hidden_codes()
        self.assertEqual(hidden, [kpi.code for kpi in KPIS if kpi.group in GROUPS])
        accountant = self.make_user("accountant")
        self.assertEqual(accountant._kpi_hidden_codes(), [kpi.code for kpi in KPIS if kpi.group == "cost"])

    def test_the_paper_tells_costs_only_where_it_may(self):
        report = self.report_with_costs()
        for cost in (True, False):
            page = self.env["ir.qweb"].with_context(exception_cost=cost)
            html = str(
                page._render("quote_to_cash.report_exceptions_costs", {"o": report.with_context(exception_cost=cost)})
            )
            self.assertEqual("What it has cost" in html, cost)


@tagged("post_install", "-at_install")
class TestExceptionReportSent(MetricsReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls.make_user("sales_manager", email="reader@example.com")
        cls.due = kpi_report.due_month(cls.today, 30)
        cls.add_sums("hold_rate", cls.due, 3, 10)

    def switch_on(self, **values):
        self.company.write({"kpi_report_enabled": True, "kpi_report_user_ids": self.reader.ids, **values})
        if "kpi_report_since" not in values:
            self.company.kpi_report_since = self.due

    def send(self):
        report = self.env["sale.exception.report"]._send_month(self.company)
        readers = self.company.kpi_report_user_ids.partner_id
        return report, self.env["mail.mail"].search([("recipient_ids", "in", readers.ids)])

    def test_off_by_default(self):
        self.assertFalse(self.env["res.company"].search([("kpi_report_enabled", "=", True)]))

    def test_each_reader_gets_one_mail_with_the_paper(self):
        other = self.make_user("desk", email="desk@example.com")
        self.switch_on(kpi_report_user_ids=(self.reader + other).ids)
        report, mails = self.send()
        self.assertEqual(report.month, self.due)
        self.assertEqual(mails.recipient_ids, (self.reader + other).partner_id)
        self.assertEqual([len(mail.attachment_ids) for mail in mails], [1, 1])

    def test_nothing_is_told_while_documents_are_read_from_the_beginning(self):
        self.switch_on()
        self.env["sale.fact.rebuild"]._begin(self.company)
        self.assertFalse(self.send()[0])
        manager = self.env["sale.exception.report"].with_user(self.make_user("sales_manager", login="q2c_hasty"))
        with self.assertRaises(UserError):
            manager.action_last_month()

    def test_twice_is_once(self):
        self.switch_on()
        first, _mails = self.send()
        self.assertTrue(first.sent_at)
        self.assertFalse(self.send()[0])

    def test_a_report_that_somebody_made_before_is_still_sent(self):
        self.switch_on()
        self.env["sale.exception.report"]._of_month(self.company, self.due)
        self.assertTrue(self.send()[0].sent_at)

    def test_months_of_before_are_not_told(self):
        self.switch_on(kpi_report_since=self.today + timedelta(days=31))
        self.assertFalse(self.send()[0])

    def test_nobody_to_tell_makes_no_report(self):
        self.switch_on(kpi_report_user_ids=[fields.Command.clear()])
        self.assertFalse(self.send()[0])

    def test_portal_users_get_none(self):
        portal = self.make_user("portal", email="portal@example.com")
        self.switch_on(kpi_report_user_ids=portal.ids)
        self.assertFalse(self.company._exception_readers())

    def test_on_the_chosen_day(self):
        self.switch_on(kpi_report_when="day", kpi_report_day=self.today.day)
        self.assertEqual(self.company._exception_month_due(), kpi_report.months_earlier(self.today, 1))

    def test_switched_off_and_on_again_it_begins_anew(self):
        self.switch_on()
        self.company.kpi_report_enabled = False
        self.company.kpi_report_enabled = True
        self.assertEqual(self.company.kpi_report_since, self.today)

    def test_the_papers_of_mails_are_not_open_to_those_who_may_read_reports(self):
        self.switch_on()
        _report, mails = self.send()
        with self.assertRaises(AccessError):
            mails.attachment_ids.with_user(self.make_user("sales_manager", login="q2c_other")).read(["datas"])
