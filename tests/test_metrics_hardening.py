"""What strangers may ask for, and send: nothing that is not theirs, and nothing that breaks the server."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine.kpi_registry import REGISTRY

from .common_metrics_any import NOW
from .common_metrics_hardening import ASKED, JUNE, HardeningCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWhatAnybodyMaySend(HardeningCommon):
    def refused(self, name, *args, **kwargs):
        with self.subTest(method=name, args=args), self.assertRaises(UserError):
            getattr(self.kpis, name)(*args, **kwargs)

    def test_no_question_breaks_the_server(self):
        wrong = [
            ("2026-06-30", "2026-06-01"),
            ("0001-01-01", "0001-01-31"),
            ("9999-12-01", "9999-12-31"),
            ("1990-01-01", "2026-06-30"),
            (5, {}),
            (True, None),
            (*ASKED, 7),
            (*ASKED, "7"),
            (*ASKED, [], ["partner_id"]),
            (*ASKED, [], "partner_id"),
            (*ASKED, [], {"partner_id": True}),
            (*ASKED, [], {"partner_id": 2**40}),
            (*ASKED, [], {"partner_id": [1]}),
            (*ASKED, [], {5: 5}),
        ]
        for question in wrong:
            self.refused("get_figures", ["otd"], *question)
            self.refused("get_figure", "otd", *question)
            self.refused("get_breakdown", "otd", "partner_id", *question)
            self.refused("get_rows_action", "otd", "numerator", *question)

    def test_no_name_breaks_the_server(self):
        for code in ("of_nothing", ["otd"], {"otd": 1}, 5, None, "otd' OR '1'='1"):
            self.refused("get_figure", code, *ASKED)
            self.refused("get_breakdown", code, "partner_id", *ASKED)
            self.refused("get_rows_action", code, "numerator", *ASKED)
        for codes in ("otd", {"otd": 1}, 5, [["otd"]], [5]):
            self.refused("get_figures", codes, *ASKED)
        for by in ("password", ["partner_id"], None, "partner_id; DROP TABLE"):
            self.refused("get_breakdown", "otd", by, *ASKED)
        for code in (["otd"], {"otd": 1}, 5):
            self.refused("verify_figure", code, *ASKED)
        for part in ("all", ["numerator"], None):
            self.refused("get_rows_action", "otd", part, *ASKED)
        self.refused("get_rows_action", "otd", "left_out", *ASKED, reason=["open"])
        self.assertEqual(self.kpis.get_figures(["of_nothing"], *ASKED), [])

    def test_no_context_breaks_the_rows(self):
        self.assertFalse(self.rows_of(self.env.user, kpi_code=["otd"]).search([]))
        for context in ({"kpi_filters": ["partner_id"]}, {"kpi_companies": 5}, {"kpi_first": 7}, {"kpi_last": "soon"}):
            with self.subTest(context=context), self.assertRaises(UserError):
                self.rows_of(self.env.user, **context).search([])

    def test_other_companies_are_not_asked(self):
        foreign = self.env["res.company"].create({"name": "Foreign"})
        self.store_order()
        self.kpis.with_context(allowed_company_ids=foreign.ids)
        user = self.make_user("sales_manager", login="q2c_hard_manager")
        found = self.kpis.with_user(user).get_figures(["otd"], *ASKED, foreign.ids)
        self.assertEqual(found[0]["n"], 1)  # his own company's
        rows = self.rows_of(user, kpi_companies=foreign.ids).search([])
        self.assertEqual(rows.company_id, self.company)
        with self.assertRaises(AccessError):
            self.rows_of(user, allowed_company_ids=foreign.ids).search([])

    def test_a_check_is_asked_for_with_a_period(self):
        for period in ("2026", [1], ["a", "b"], ["2026-06-30", "2026-06-01"], {"first": 1, "last": 2}):
            with self.subTest(period=period), self.assertRaises(UserError):
                self.kpis.search([("code", "=", "otd")]).action_verify(period)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWhoSeesWhat(HardeningCommon):
    def test_what_others_have_sold_is_not_told(self):
        me, other = self.make_user("salesman", login="q2c_hard_me"), self.make_user("salesman", login="q2c_hard_other")
        fact = self.store_order(user_id=other.id, partner_id=self.partner.id)
        self.assertFalse(self.rows_of(me).search([]))
        self.assertFalse(self.rows_of(me)._read_group([], ["user_id"]))
        self.assertFalse(self.rows_of(me, kpi_filters={"user_id": other.id}).search([]))
        mine = self.kpis.with_user(me)
        self.assertEqual(mine.get_breakdown("otd", "partner_id", *ASKED), {"members": [], "more": 0})
        self.assertEqual(mine.get_figures(["otd"], *ASKED, [], {"user_id": other.id})[0]["n"], 0)
        self.assertFalse(self.env["sale.kpi.day"].with_user(me)._read_group([("user_id", "=", other.id)], ["code"]))
        with self.assertRaises(AccessError):
            fact.with_user(me).read(["value"])
        for model in ("sale.order.confirmed.line", "sale.order.withdrawn.line"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(me).search([])

    def test_what_a_fact_says_to_secret_figures_is_not_read(self):
        me = self.make_user("sales_manager", login="q2c_hard_entries")
        fact = self.store_order().with_user(me)
        self.assertTrue(fact.read(["company_id"]))
        with self.assertRaises(AccessError):
            fact.read(["entries"])

    def test_what_the_whole_warehouse_does_is_not_told_to_a_salesperson(self):
        codes = ["capacity"]
        seen = {
            role: bool(self.kpis.with_user(self.make_user(role, login=f"q2c_hard_{role}")).get_figures(codes, *ASKED))
            for role in ("salesman", "sales_all", "warehouse", "accountant")
        }
        self.assertEqual(seen, {"salesman": False, "sales_all": True, "warehouse": True, "accountant": True})

    def test_the_warehouse_sees_its_capacity(self):
        user = self.make_user("warehouse", login="q2c_hard_hands")
        self.assertFalse(self.kpis.with_user(user).get_figure("capacity", *ASKED)["problem"])

    def test_strangers_see_nothing(self):
        for role in ("portal", "internal"):
            user = self.make_user(role, login=f"q2c_hard_{role}")
            calls = {
                "get_board": (),
                "get_figures": (["otd", "dso"], *ASKED),
                "get_figure": ("otd", *ASKED),
                "get_breakdown": ("otd", "partner_id", *ASKED),
                "action_verify": (),
            }
            for name, args in calls.items():
                with self.subTest(role=role, method=name), self.assertRaises(AccessError):
                    getattr(self.kpis.with_user(user), name)(*args)
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.rows_of(user).search([])

    def snapshot(self, audience):
        return self.env["sale.kpi.snapshot"].create(
            {
                "code": audience,
                "company_id": self.company.id,
                "month": "2020-01-01",
                "audience": audience,
                "closed_at": NOW,
                "version": 1,
            }
        )

    def test_closed_months_tell_costs_to_whom_they_are_for(self):
        all_of = self.env["sale.kpi.snapshot"].union(*map(self.snapshot, ("all", "receivables", "cost")))
        manager = self.make_user("sales_manager", login="q2c_hard_closed")
        accountant = self.make_user("accountant", login="q2c_hard_books")

        def seen(user):
            return all_of.with_user(user).search([("id", "in", all_of.ids)]).mapped("code")

        self.assertCountEqual(seen(manager), ["all"])
        self.assertCountEqual(seen(accountant), ["all", "receivables"])
        manager.group_ids += self.env.ref("quote_to_cash.group_figure_costs")
        self.assertCountEqual(seen(manager), ["all", "cost"])

    def test_checks_of_secret_figures_are_secret(self):
        manager = self.make_user("sales_manager", login="q2c_hard_checks")
        cost = next(code for code, kpi in REGISTRY.items() if kpi.group == "cost")
        kpi = self.kpis.search([("code", "=", cost)])
        checks = self.env["sale.kpi.verification"]._verify(kpi, self.company, JUNE.first, JUNE.last)
        self.assertFalse(checks.with_user(manager).search([("id", "in", checks.ids)]))
        with self.assertRaises(AccessError):
            kpi.with_user(manager).action_verify(list(ASKED))

    def test_targets_of_other_companies_are_theirs(self):
        foreign = self.env["res.company"].create({"name": "Foreign"})
        kpi = self.kpis.search([("code", "=", "otd")])
        target = self.env["sale.kpi.target"].create({"kpi_id": kpi.id, "company_id": foreign.id, "value": 50})
        manager = self.make_user("sales_manager", login="q2c_hard_target")
        self.assertFalse(target.with_user(manager).search([("id", "=", target.id)]))
        self.assertTrue(kpi.with_user(manager).target_ids)
        with self.assertRaises(AccessError):
            target.with_user(manager).value = 1
