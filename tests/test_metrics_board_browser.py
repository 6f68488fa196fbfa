"""The dashboard in the browser: drill, breakdown, filters in the address, files, print, no rights."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged

from odoo.addons.quote_to_cash.engine.kpi_facts import Due, OrderFact
from odoo.addons.quote_to_cash.engine.kpi_period import Period

from .common import QuoteToCashCommon
from .common_metrics_any import store


@tagged("post_install", "-at_install")
class TestBoardBrowser(QuoteToCashCommon, HttpCase):
    def store_orders(self):
        """Store orders of which one was on time, one late, and one is not due yet; return the period."""
        today = self.env.company._local_day()
        period = Period(today - timedelta(days=9), today + timedelta(days=5))
        options = self.env["sale.kpi"]._ask(period, self.env.company).options[self.env.company.id]

        def order(days, late=0):
            day = today + timedelta(days=days)
            return OrderFact(confirmed_day=today - timedelta(days=9), first=Due(day=day, lines=1, late=late))

        owners = {"company_id": self.env.company.id, "partner_id": self.partner.id}
        store(self.env, "order", [order(-3), order(-2, late=1), order(2)], options, owners)
        return period

    def test_from_a_number_to_its_documents(self):
        manager = self.make_user("sales_manager", login="q2c_board_manager")
        period = self.store_orders()
        address = f"/odoo/key-figures?board=warehouse&period=custom&first={period.first}&last={period.last}"
        self.start_tour(address, "quote_to_cash_board", login=manager.login, timeout=120)

    def test_a_late_answer_to_another_question_is_not_shown(self):
        manager = self.make_user("sales_manager", login="q2c_board_late")
        period = self.store_orders()
        address = f"/odoo/key-figures?board=warehouse&period=custom&first={period.first}&last={period.last}&figure=otd"
        self.start_tour(address, "quote_to_cash_board_late", login=manager.login, timeout=120)

    def test_nobody_without_rights_sees_figures(self):
        user = self.make_user("internal", login="q2c_board_internal")
        self.start_tour("/odoo/key-figures", "quote_to_cash_board_no_rights", login=user.login, timeout=120)

    def test_files(self):
        manager = self.make_user("sales_manager", login="q2c_board_files")
        period = self.store_orders()
        self.authenticate(manager.login, manager.login)
        asked = f"first={period.first}&last={period.last}"
        figures = self.url_open(f"/quote_to_cash/figures.csv?codes=otd,otif&{asked}")
        self.assertEqual(len(figures.content.decode("utf-8-sig").splitlines()), 3)
        rows = self.url_open(f"/quote_to_cash/figure_rows.xlsx?code=otd&{asked}")
        self.assertEqual(rows.content[:2], b"PK")
