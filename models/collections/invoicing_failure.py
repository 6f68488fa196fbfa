"""Why an order was not invoiced by the last run."""

from odoo import fields, models
from odoo.tools import SQL

from .const import FAILURES


class SaleInvoicingFailure(models.Model):
    """The cause for which a run left an order out; gone as soon as it is invoiced."""

    _name = "sale.invoicing.failure"
    _description = "Failed Invoicing"
    _order = "happened_at desc, id desc"
    _rec_name = "order_id"
    _log_access = False
    _allow_sudo_commands = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    cause = fields.Selection(FAILURES, required=True, readonly=True)
    message = fields.Char(readonly=True)
    happened_at = fields.Datetime(required=True, readonly=True)

    _once = models.UniqueIndex("(order_id)", "The order has a cause already.")

    def _note(self, causes):
        """Remember why orders were left out.

        :param dict causes: ``{order: (cause, message)}``
        """
        if not causes:
            return
        self._forget([order.id for order in causes])
        now = fields.Datetime.now()
        self.sudo().create(  # Nobody may write them by hand.
            [
                {
                    "order_id": order.id,
                    "company_id": order.company_id.id,
                    "cause": cause,
                    "message": message[:500],
                    "happened_at": now,
                }
                for order, (cause, message) in causes.items()
            ]
        )

    def _forget(self, order_ids):
        """Drop the causes of orders that are no longer left out."""
        self.env.cr.execute(SQL("DELETE FROM sale_invoicing_failure WHERE order_id = ANY(%s)", list(order_ids)))
        self.invalidate_model()
