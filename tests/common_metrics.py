"""Orders to which things happen at known moments, and what figures say of them."""

import json
from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from odoo.fields import Command

from odoo.addons.quote_to_cash.engine.kpi_period import to_utc

from .common_stock import StockCommon

FIRST, LAST = date(2040, 3, 1), date(2040, 3, 31)
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
FACTS = (
    "sale.order.fact",
    "sale.order.line.fact",
    "stock.picking.fact",
    "stock.move.fact",
    "sale.quotation.fact",
    "sale.order.hold.fact",
    "order.validation.waiver.fact",
    "sale.rma.fact",
    "shipment.claim.fact",
    "account.move.fact",
    "account.move.promise.fact",
)


class MetricsCommon(StockCommon):
    """A company in Berlin that picks at once, in March 2040; the carrier comes at 14:00 and needs no time."""

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(datetime(2040, 3, 1, 7)))
        super().setUpClass()
        cls.set_zone(cls.company, BERLIN)
        cls.rule("date_impossible").write({"days": 0, "hour": 14.0})
        cls.other_goods.list_price = 100
        cls.zone = BERLIN
        # How companies count was changed before there was anything to count again, and there are no old documents.
        cls.env["sale.fact.rebuild"].search([]).unlink()
        cls.env["sale.kpi.baseline"].search([]).is_done = True

    @classmethod
    def set_zone(cls, company, zone):
        company.partner_id.tz = zone
        company.resource_calendar_id.tz = zone

    @classmethod
    def at(cls, day, clock="12:00", zone=None):
        """Return a moment of March 2040 on the company's clocks, in UTC."""
        hours, minutes = map(int, clock.split(":"))
        local = datetime.combine(FIRST + timedelta(days=day - 1), time(hours, minutes))
        return to_utc(local, zone or cls.zone)

    # === What figures say === #

    @classmethod
    def settle(cls):
        """Write what is pending, as at the end of a transaction: the log of orders, revisions of quotations."""
        cls.env.flush_all()
        cls.env.cr.flush()

    @classmethod
    def refresh(cls):
        """Read what the queue has, as the job does; return how many documents that were."""
        cls.settle()
        job, count = cls.env["sale.fact.refresh"], 0
        while done := job._refresh_changed():
            count += done
        return count

    @classmethod
    def rebuild(cls, companies=None):
        """Forget all facts and sums of companies, and read them from zero."""
        cls.settle()
        cls.env["sale.fact.rebuild"]._forget(companies or cls.company)
        while cls.env["sale.fact.refresh"]._refresh_begun():
            pass

    @classmethod
    def figure(cls, code, first=FIRST, last=LAST, company=None):
        """Return what the sums say: numerator and denominator of a figure in a period."""
        cls.env.cr.execute(
            """
            SELECT COALESCE(SUM(numerator), 0), COALESCE(SUM(denominator), 0) FROM sale_kpi_day
             WHERE code = %s AND company_id = %s AND reason IS NULL AND day BETWEEN %s AND %s
            """,
            [code, (company or cls.company).id, first, last],
        )
        return cls.env.cr.fetchone()

    @classmethod
    def fact(cls, record, model="sale.order.fact"):
        """Return the fact of a document."""
        cls.env[model].invalidate_model(flush=False)
        return cls.env[model].search([("res_id", "=", record.id)])

    @classmethod
    def said(cls, record, code, model="sale.order.fact"):
        """Return what a document says to a figure: day, numerator, denominator, reason."""
        entry = cls.fact(record, model).entries[code]
        day, numerator, denominator, reason = [*entry, *[None] * 4][:4]
        return day, numerator or 0, denominator or 0, reason

    @classmethod
    def stored(cls, company=None):
        """Return all facts and sums of a company, without their ids, to be compared."""
        found = {}
        for model in (*FACTS, "sale.kpi.day"):
            columns = [name for name, field in cls.env[model]._fields.items() if field.store and name != "id"]
            cls.env.cr.execute(
                f"SELECT {', '.join(columns)} FROM {cls.env[model]._table} WHERE company_id = %s",
                [(company or cls.company).id],
            )
            found[model] = sorted(json.dumps(row, sort_keys=True, default=str) for row in cls.env.cr.fetchall())
        return found

    def assertRebuiltTheSame(self, company=None):
        """Check that what was kept current is what is read from zero."""
        self.refresh()
        kept = self.stored(company)
        self.assertTrue(kept["sale.order.fact"])
        self.rebuild(company)
        for model, rows in self.stored(company).items():
            self.assertEqual(kept[model], rows, model)

    def assertDocumentsAgree(self, first=FIRST, last=LAST, company=None):
        """Check that what is kept is what the second way finds in the documents, row by row; sums, too."""
        company = company or self.company
        self.refresh()
        codes = sorted(self.env["sale.kpi.verifier"]._verifiable())
        kpis = self.env["sale.kpi"].search([("code", "in", codes)])
        checks = self.env["sale.kpi.verification"].sudo()._verify(kpis, company, first, last)
        self.assertEqual(len(checks), len(codes))
        for check in checks:
            rows = check.line_ids.mapped(
                lambda line: (line.name, line.difference, line.kept_numerator, line.documents_numerator)
            )
            is_told = check.result == "no_way" and check.kpi_id.cohort == "P"  # of another day nothing is known
            with self.subTest(figure=check.kpi_id.code):
                self.assertTrue(check.result == "agrees" or is_told, f"{check.result} {check.problem} {rows}")

    # === Companies === #

    @classmethod
    def make_company(cls, name, zone):
        """Create a company elsewhere, with a warehouse that has goods."""
        company = cls.env["res.company"].create({"name": name, "currency_id": cls.company.currency_id.id})
        cls.env.user.company_ids += company
        if company.resource_calendar_id in (False, cls.company.resource_calendar_id):
            company.resource_calendar_id = cls.company.resource_calendar_id.copy()
        cls.set_zone(company, zone)
        rules = cls.env["order.validation.rule"].search([("company_id", "=", company.id)])
        rules.severity = "off"
        rules.filtered(lambda rule: rule.code == "date_impossible").write({"days": 0, "hour": 14.0})
        cls.env["sale.fact.rebuild"].search([]).unlink()
        return company, cls.make_warehouse(1, company)

    @classmethod
    def line_values(cls, product, quantity):
        return Command.create({"product_id": product.id, "product_uom_qty": quantity})
