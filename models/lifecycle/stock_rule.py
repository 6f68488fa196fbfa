from odoo import models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        """Extend to carry over that the goods replace returned ones."""
        return [*super()._get_custom_move_fields(), "return_replacement"]
