"""Files of figures and rows: of any length, for whom they are, whatever a link says."""

import io
import tracemalloc
from datetime import date
from tempfile import TemporaryFile
from unittest.mock import patch

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged

from odoo.addons.quote_to_cash.engine.kpi_facts_service import MonthFact

from .common import QuoteToCashCommon
from .common_metrics_hardening import ASKED, JUNE, HardeningCommon


@tagged("post_install", "-at_install")
class TestFiles(HardeningCommon):
    def test_a_spreadsheet_of_any_length_takes_no_memory(self):
        rows = ([f"Row {number}"] + [number + place / 3 for place in range(19)] for number in range(4000))
        with TemporaryFile() as file:
            tracemalloc.start()
            self.kpis._write_xlsx(file, ["Column"] * 20, rows)
            _now, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            self.assertGreater(file.tell(), 100_000)
        self.assertLess(peak, 5_000_000)

    def test_a_spreadsheet_has_what_it_was_given(self):
        file = io.BytesIO()
        self.kpis._write_xlsx(file, ["A", "B", "C", "D"], [["=1+1", 1.5, date(2026, 6, 1), None]])
        sheet = load_workbook(file).active
        self.assertEqual([cell.value for cell in sheet[1]], ["A", "B", "C", "D"])
        text, number, day, nothing = sheet[2]
        self.assertEqual((text.value, text.data_type, number.value, nothing.value), ("=1+1", "s", 1.5, None))
        self.assertEqual((day.value.date(), day.number_format), (date(2026, 6, 1), "yyyy-mm-dd"))

    def test_what_is_read_from_the_ledger_is_read_once(self):
        month = MonthFact(
            id=1,
            company=self.company.id,
            currency=self.company.currency_id.id,
            first=JUNE.first,
            last=JUNE.last,
            sales=100,
        )
        columns = {"company_id": self.company.id, "model": "receivable.aging", "domain": [], "context": {}}
        read = []

        def rows(*_args, **_how):
            read.append(1)
            return [(columns, month)] * 1500

        with freeze_time("2026-07-15"), patch.object(type(self.env["sale.kpi.live"]), "_rows", rows):
            _header, table = self.kpis._rows_table("dso", *ASKED, [], {})
            self.assertEqual(len(list(table)), 1500)
        self.assertEqual(len(read), 1)


@tagged("post_install", "-at_install")
class TestLinksOfFiles(QuoteToCashCommon, HttpCase):
    def status(self, path):
        with self.subTest(path=path[:80]):
            return self.url_open(f"/quote_to_cash/{path}").status_code

    def test_no_link_breaks_the_server(self):
        manager = self.make_user("sales_manager", login="q2c_hard_links")
        self.authenticate(manager.login, manager.login)
        days = "first=2026-06-01&last=2026-06-30"
        self.assertEqual(self.status(f"figure_rows.xlsx?code=otd&{days}"), 200)
        for path, status in (
            ("figures.csv", 422),
            ("figure_rows.csv", 403),
            (f"figure_rows.csv?code=dso&{days}", 403),
            (f"figure_rows.csv?code=of_nothing&{days}", 403),
            ("figure_rows.xlsx?code=otd&first=2026-06-30&last=2026-06-01", 422),
            (f"figures.csv?codes=otd&{days}&filters=[", 404),
            (f"figures.csv?codes=otd&{days}&filters=" + "[" * 3000, 404),
            (f'figures.csv?codes=otd&{days}&filters={{"partner_id":"1"}}', 422),
            (f"figures.csv?codes=otd&{days}&companies=\u00b2,x,1e9", 200),
            (f"figures.pdf?codes=otd&{days}", 404),
        ):
            self.assertEqual(self.status(path), status, path[:80])

    def test_customers_get_no_file(self):
        portal = self.make_user("portal", login="q2c_hard_files")
        self.authenticate(portal.login, portal.login)
        for path in ("figures.csv?codes=otd", "figure_rows.xlsx?code=otd"):
            self.assertEqual(self.status(f"{path}&first=2026-06-01&last=2026-06-30"), 403)
