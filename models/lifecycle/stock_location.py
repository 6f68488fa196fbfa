from odoo import models


class StockLocation(models.Model):
    _inherit = "stock.location"

    def _is_customer_side(self):
        """Whether goods here are with the customer, or on their way to another company.

        Like Odoo's ``_is_outgoing`` and like the statement of ``sale.order.facts``, but without a
        query: it is asked for every move. No location (a transfer that is begun by hand) is on no side.
        """
        return self.usage == "customer" or (self.usage == "transit" and not self.company_id)
