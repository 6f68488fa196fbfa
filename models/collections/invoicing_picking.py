from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """Extend: what leaves, or comes back, is invoiced soon, not only with the next round."""
        result = super()._action_done()
        companies = self.filtered(lambda picking: picking.state == "done" and picking._touches_customer()).company_id
        if companies.filtered("invoicing_start_date"):
            self.env["sale.order"]._trigger_invoicing()
        return result

    def _touches_customer(self):
        """Whether something may be invoiced or credited by this: no receipt, and no step inside."""
        self.ensure_one()
        return "customer" in (self.move_ids.location_id | self.move_ids.location_dest_id).mapped("usage")

    def action_confirm_delivery(self, *args, **kwargs):
        """Extend: what has arrived may have to be invoiced."""
        result = super().action_confirm_delivery(*args, **kwargs)
        if self.company_id.filtered("invoicing_start_date"):
            self.env["sale.order"]._trigger_invoicing()
        return result


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _trigger_invoicing(self):
        """Have the job run as soon as this transaction is committed."""
        job = self.env.ref("quote_to_cash.ir_cron_invoice_shipments", raise_if_not_found=False)
        if job:
            job.sudo()._trigger()  # Whoever ships may not read jobs.
