"""Facts made up for a test, and documents moved to where a test wants them."""

from datetime import timedelta

from odoo.tools import SQL

from ..models.metrics.fact import OWNERS
from .common import QuoteToCashCommon


class ProofCommon(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._local_day()
        # The addon was always there; tests of what was before say so.
        cls.env.cr.execute("UPDATE sale_kpi_baseline SET installed_at = '2001-01-01', is_done = TRUE")
        cls.env["sale.kpi.baseline"].invalidate_model()
        cls.verifier = cls.env["sale.kpi.verifier"]
        cls.nothing_waits()

    @classmethod
    def day(cls, number):
        """Return the day so many days from today."""
        return cls.today + timedelta(days=number)

    @classmethod
    def kpi(cls, code):
        """Return a figure by its code."""
        return cls.env["sale.kpi"].search([("code", "=", code)])

    @classmethod
    def keep(cls, document, model="sale.order.fact", **entries):
        """Keep what a fact says: ``code=(day, numerator, denominator)``, as the reader would have written it."""
        facts = cls.env[model]
        said = {code: [day.isoformat(), *numbers] for code, (day, *numbers) in entries.items()}
        days = [day for day, *_numbers in entries.values()]
        blank = dict.fromkeys((*facts._columns(), *OWNERS))
        row = blank | {
            "res_id": document,
            "root_id": document,
            "company_id": cls.company.id,
            "first_day": min(days),
            "last_day": max(days),
            "entries": said,
        }
        facts._store([document], [{name: row[name] for name in facts._columns()}])

    @classmethod
    def move_to(cls, record, **moments):
        """Set columns of records past everything that watches over them, as if time had passed."""
        cls.env.flush_all()
        for name, moment in moments.items():
            cls.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                    SQL.identifier(record._table),
                    SQL.identifier(name),
                    moment,
                    record.ids,
                )
            )
        record.invalidate_recordset()

    @classmethod
    def nothing_waits(cls):
        """Empty the queue: whatever differs from now on is no matter of time."""
        cls.env.cr.flush()  # the log of orders, too
        cls.env.cr.execute("DELETE FROM sale_fact_queue")
        cls.env.cr.execute("DELETE FROM sale_fact_rebuild")
