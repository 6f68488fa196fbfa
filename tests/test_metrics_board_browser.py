"""The dashboard in the browser: drill, filters, files, print, link, keyboard, checks, closed months, nothing at all."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, tagged

from odoo.addons.quote_to_cash.engine.kpi_facts import Due, OrderFact
from odoo.addons.quote_to_cash.engine.kpi_period import Period

from .common import QuoteToCashCommon
from .common_metrics_any import store


@tagged("post_install", "-at_install")
class TestBoardBrowser(QuoteToCashCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.today = self.env.company._local_day()
        self.env["sale.kpi.baseline"].search([]).is_done = True  # there are no old documents

    def store_orders(self, *orders):
        """Store ``(days from today, lines that are late)`` of orders, as if they had been read."""
        period = Period(self.today - timedelta(days=9), self.today + timedelta(days=5))
        options = self.env["sale.kpi"]._ask(period, self.env.company).options[self.env.company.id]
        facts = [
            OrderFact(
                confirmed_day=self.today + timedelta(days=min(days, 0) - 6),
                first=Due(day=self.today + timedelta(days=days), lines=1, late=late),
            )
            for days, late in orders
        ]
        owners = {"company_id": self.env.company.id, "partner_id": self.partner.id}
        store(self.env, "order", facts, options, owners)
        return period

    def store_some(self):
        """Store orders of which one was on time, one late, and one is not due yet; return the period."""
        return self.store_orders((-3, 0), (-2, 1), (2, 0))

    def tour(self, name, user, **shown):
        address = "&".join(f"{key}={value}" for key, value in shown.items())
        self.start_tour(f"/odoo/key-figures?{address}", f"quote_to_cash_board{name}", login=user.login, timeout=120)

    def shown(self, period):
        return {"board": "warehouse", "period": "custom", "first": period.first, "last": period.last}

    def test_from_a_number_to_its_documents(self):
        manager = self.make_user("sales_manager", login="q2c_board_manager")
        self.tour("", manager, **self.shown(self.store_some()))
        self.assertEqual(manager.action_id.path, "key-figures")

    def test_without_a_mouse(self):
        manager = self.make_user("sales_manager", login="q2c_board_keyboard")
        self.tour("_keyboard", manager, **self.shown(self.store_some()))

    def test_files_and_a_link_that_keeps_what_is_chosen(self):
        manager = self.make_user("sales_manager", login="q2c_board_files")
        self.tour("_files_and_link", manager, **self.shown(self.store_some()))

    def test_a_check_finds_what_no_document_says(self):
        manager = self.make_user("sales_manager", login="q2c_board_check")
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM sale_fact_queue")
        self.env.cr.execute("DELETE FROM sale_fact_rebuild")
        self.tour("_check", manager, figure="otd", **self.shown(self.store_some()))

    def test_a_closed_month_that_has_changed(self):
        manager = self.make_user("sales_manager", login="q2c_board_restated")
        # As if the addon had always been there: what was before is not closed.
        self.env["sale.kpi.baseline"].search([]).unlink()
        month = self.today.replace(day=1) - relativedelta(months=4)
        days = (month - self.today).days
        self.store_orders((days, 0), (days, 1))
        self.env["sale.kpi.snapshot"]._close(self.env.company, month)
        self.store_orders((days, 0), (days, 0))
        self.env["sale.kpi"].search([("code", "=", "perfect_order")]).problem = "It is broken"
        last = month + relativedelta(months=1, days=-1)
        self.tour("_restated", manager, board="management", period="month", first=month, last=last)

    def test_nothing_at_all(self):
        firm = self.env["res.company"].create({"name": "Empty"})
        values = {"company_id": firm.id, "company_ids": [(6, 0, firm.ids)]}
        manager = self.make_user("sales_manager", login="q2c_board_empty", **values)
        self.env["sale.fact.rebuild"].search([("company_id", "=", firm.id)]).unlink()
        self.tour("_empty", manager, board="sales")

    def test_a_late_answer_to_another_question_is_not_shown(self):
        manager = self.make_user("sales_manager", login="q2c_board_late")
        period = self.store_orders()
        address = f"/odoo/key-figures?board=warehouse&period=custom&first={period.first}&last={period.last}&figure=otd"
        self.start_tour(address, "quote_to_cash_board_late", login=manager.login, timeout=120)

    def test_nobody_without_rights_sees_figures(self):
        self.tour("_no_rights", self.make_user("internal", login="q2c_board_internal"))
