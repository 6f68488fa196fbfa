from odoo import models


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def _get_proc_values(self, line):
        """Extend: goods sent in exchange do not reopen the order they were returned from."""
        return {**super()._get_proc_values(line), "return_replacement": True}
