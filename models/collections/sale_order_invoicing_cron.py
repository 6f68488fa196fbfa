"""The job that invoices what was shipped, in portions that are committed one by one."""

import logging

from odoo import api, models
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

PORTION = 50
# Orders that may have something to invoice, or a return that is not settled; consolidated ones lie together.
CANDIDATES = """
SELECT o.id, o.partner_invoice_id
  FROM sale_order o
  JOIN res_company c ON c.id = o.company_id AND c.invoicing_start_date IS NOT NULL
  JOIN res_partner p ON p.id = o.partner_id
  JOIN res_partner customer ON customer.id = COALESCE(p.commercial_partner_id, p.id)
 WHERE o.state = 'sale'
   AND COALESCE(NULLIF(customer.invoicing_policy ->> c.id::text, ''), c.invoicing_policy) <> 'manual'
   AND (o.invoice_status IN ('to invoice', 'upselling')
        OR o.id IN (
           SELECT l.order_id
             FROM stock_move m
             JOIN stock_move sent ON sent.id = m.origin_returned_move_id
             JOIN sale_order_line l ON l.id = m.sale_line_id
            WHERE m.state = 'done' AND m.to_refund AND m.rma_line_id IS NULL AND m.date >= c.invoicing_start_date - 1
              AND NOT EXISTS (SELECT 1 FROM sale_invoicing_shipment s WHERE s.move_id = m.id)))
 ORDER BY o.company_id, o.partner_invoice_id, o.partner_shipping_id, o.id
"""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _cron_invoice_shipments(self, limit=PORTION):
        """Invoice what is due, in portions; what is done is committed, a run that was stopped goes on.

        :param int limit: orders in a portion; orders of one invoice address stay together
        """
        portions = self._invoicing_portions(limit)
        remaining = sum(map(len, portions))
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        for order_ids in portions:
            self._invoice_portion(order_ids)
            remaining -= len(order_ids)
            self.env.invalidate_all()
            if not self.env["ir.cron"]._commit_progress(len(order_ids), remaining=remaining):
                break

    @api.model
    def _invoicing_portions(self, limit):
        """Return lists of order ids."""
        self.env.flush_all()
        portions, last = [], None
        for order_id, address in self.env.execute_query(SQL(CANDIDATES)):
            if not portions or (len(portions[-1]) >= limit and address != last):
                portions.append([])
            portions[-1].append(order_id)
            last = address
        return portions

    @api.model
    def _invoice_portion(self, order_ids):
        """Invoice a portion; what meets somebody else's work is tried again, then left to the next run."""
        for attempt in range(MAX_TRIES_ON_CONCURRENCY_FAILURE):
            try:
                self.browse(order_ids)._invoice_shipments()
                self.env.flush_all()
                return
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                _logger.info("%s orders are changed by somebody else (attempt %s)", len(order_ids), attempt + 1)
