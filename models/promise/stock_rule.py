"""The stock scheduler meets orders that are being confirmed."""

from odoo import api, models


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _run_scheduler_tasks(self, use_new_cursor=False, company_id=False):
        """Extend: a portion of transfers that meets a confirmation waits for it; what was committed before stays."""
        if not use_new_cursor:
            return super()._run_scheduler_tasks(use_new_cursor=use_new_cursor, company_id=company_id)
        with self.env["stock.promise.guard"]._committing_in_portions():
            return super()._run_scheduler_tasks(use_new_cursor=use_new_cursor, company_id=company_id)
