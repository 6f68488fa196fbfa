"""What left on a day, and how many people had a hand in it.

Whoever picked, checked, labelled, validated or handed over anything on a day was at work in the warehouse, for the
whole day. That is what documents can say; who was at work and did none of it is not seen. Jobs are nobody.
"""

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from ...engine.kpi_facts import DayFact
from ...engine.kpi_period import bounds
from ..query import fetch_rows

SOURCES = {
    "stock.picking": "state date_done user_id shipped_at sale_id company_id handed_over_at handed_over_by_id",
    "fulfilment.check": "checker_id finished_at company_id",
    "fulfilment.label": "user_id printed_at company_id",
}
# Moments are turned into days of the company's clock.
DAYS = """
    WITH shipped AS (
        SELECT %(shipped)s AS day, COUNT(DISTINCT p.sale_id) AS orders, ARRAY_AGG(p.id ORDER BY p.id) AS pickings
          FROM stock_picking p
         WHERE p.company_id = %(company)s AND p.sale_id IS NOT NULL
           AND p.shipped_at >= %(begin)s AND p.shipped_at < %(end)s
         GROUP BY 1
    ), hand AS (
        SELECT p.user_id, p.date_done AS at FROM stock_picking p
         WHERE p.company_id = %(company)s AND p.state = 'done' AND p.date_done >= %(begin)s AND p.date_done < %(end)s
        UNION ALL
        SELECT p.handed_over_by_id, p.handed_over_at FROM stock_picking p
         WHERE p.company_id = %(company)s AND p.handed_over_at >= %(begin)s AND p.handed_over_at < %(end)s
        UNION ALL
        SELECT checker_id, finished_at FROM fulfilment_check
         WHERE company_id = %(company)s AND finished_at >= %(begin)s AND finished_at < %(end)s
        UNION ALL
        SELECT user_id, printed_at FROM fulfilment_label
         WHERE company_id = %(company)s AND printed_at >= %(begin)s AND printed_at < %(end)s
        UNION ALL
        SELECT user_id, happened_at FROM sale_order_event
         WHERE company_id = %(company)s AND kind IN ('shipment', 'handover')
           AND happened_at >= %(begin)s AND happened_at < %(end)s
    ), person AS (
        SELECT %(at)s AS day, COUNT(DISTINCT hand.user_id) AS persons
          FROM hand
          JOIN res_users u ON u.id = hand.user_id AND u.share IS NOT TRUE AND u.id <> %(nobody)s
         GROUP BY 1
    )
    SELECT day, COALESCE(shipped.orders, 0) AS orders, COALESCE(person.persons, 0) AS persons,
           COALESCE(shipped.pickings, '{}') AS pickings
      FROM shipped FULL JOIN person USING (day)
     ORDER BY day
"""


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # Who was at work on some days
    _done_on_idx = models.Index("(date_done) WHERE state = 'done'")
    _handed_over_on_idx = models.Index("(handed_over_at) WHERE handed_over_at IS NOT NULL")


class FulfilmentCheck(models.Model):
    _inherit = "fulfilment.check"

    _finished_on_idx = models.Index("(finished_at) WHERE finished_at IS NOT NULL")


class FulfilmentLabel(models.Model):
    _inherit = "fulfilment.label"

    _printed_on_idx = models.Index("(printed_at)")


class SaleKpiLive(models.AbstractModel):
    _inherit = "sale.kpi.live"

    @api.model
    def _live_days(self, company, so_far):
        """Return a fact for each day on which something left, or somebody worked in the warehouse."""
        # sudo: it writes what is pending; who works in the warehouse may not read the log itself.
        self.env["sale.order.event"].sudo().search([], limit=1)
        zone = company._local_zone()
        begin, end = bounds(so_far, zone)
        local = "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date"
        rows = fetch_rows(
            self.env,
            DAYS,
            SOURCES,
            company=company.id,
            begin=begin,
            end=end,
            shipped=SQL(local, SQL("p.shipped_at"), zone),
            at=SQL(local, SQL("hand.at"), zone),
            nobody=SUPERUSER_ID,
        )
        return [
            (
                {
                    "company_id": company.id,
                    "partner_id": None,
                    "user_id": None,
                    "model": "stock.picking",
                    "domain": [("id", "in", row["pickings"])],
                    "context": {},
                },
                DayFact(
                    id=row["day"],
                    company=company.id,
                    currency=company.currency_id.id,
                    day=row["day"],
                    shipped_orders=row["orders"],
                    person_days=row["persons"],
                ),
            )
            for row in rows
        ]
