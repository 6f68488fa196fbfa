from odoo import api, models

PICK_LISTS = (
    "stock.report_picking",
    "stock_picking_batch.report_picking_batch",
    "quote_to_cash.report_fulfilment_pick_list",
    "quote_to_cash.report_fulfilment_pick_walk",
)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _get_rendering_context(self, report, docids, data):
        """Extend: pick lists of held orders do not print, from whatever menu.

        The one method that PDF, HTML and text reports pass.
        """
        if report.report_name in PICK_LISTS:
            records = self.env[report.model].browse(docids)
            pickings = records if report.model == "stock.picking" else records.picking_ids
            pickings.move_ids._held_orders()._check_not_held()
        return super()._get_rendering_context(report, docids, data)
