"""How many orders left on a day for each one at work: for checking the figure, not for making it."""

from fractions import Fraction

from odoo import SUPERUSER_ID, api, models

from .verify_order_sql import local

# (what says that somebody was at work, who, and when)
WORK = (
    ("stock_picking", "user_id", "date_done", "state = 'done'"),
    ("stock_picking", "handed_over_by_id", "handed_over_at", "TRUE"),
    ("fulfilment_check", "checker_id", "finished_at", "TRUE"),
    ("fulfilment_label", "user_id", "printed_at", "TRUE"),
    ("sale_order_event", "user_id", "happened_at", "kind IN ('shipment', 'handover')"),
)
_WORK = " UNION ".join(
    f"SELECT {local(at)} AS day, {who} AS person FROM {table}"
    f" WHERE company_id = %(company)s AND {at} BETWEEN %(since)s AND %(until)s AND {also}"
    for table, who, at, also in WORK
)
ROWS = f"""
    WITH work AS ({_WORK}),
    gone AS (
        SELECT DISTINCT {local("shipped_at")} AS day, sale_id FROM stock_picking
         WHERE company_id = %(company)s AND sale_id IS NOT NULL AND shipped_at BETWEEN %(since)s AND %(until)s
    )
    SELECT work.day, COUNT(DISTINCT work.person) AS persons,
           (SELECT COUNT(*) FROM gone WHERE gone.day = work.day) AS orders
      FROM work
      JOIN res_users u ON u.id = work.person AND u.share IS NOT TRUE AND u.id <> %(nobody)s
     WHERE work.day BETWEEN %(first)s AND %(last)s AND work.day < %(today)s
     GROUP BY work.day
"""


class SaleKpiVerifier(models.AbstractModel):
    _inherit = "sale.kpi.verifier"

    @api.model
    def _check_days(self, _codes, scope):
        """Return the rows of capacity, by day; a day is over at its end. See :meth:`_documents`."""
        for row in self._fetch_rows(ROWS, scope, nobody=SUPERUSER_ID):
            day = row["day"].toordinal()
            yield "capacity", day, day, row["day"], Fraction(row["orders"], row["persons"]), 1
