import json
from urllib.parse import urlencode

from odoo import models
from odoo.exceptions import AccessError, UserError

from .quotation_paper import PREVIEW


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    def action_preview_quotation(self):
        """Open the newest quotation as the complete layout prints it, on or not. Sends and switches nothing.

        :raises AccessError: to who is no sales manager
        :raises UserError: where there is no quotation to show
        """
        self.ensure_one()
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(self.env._("Only sales managers preview the layout of quotations."))
        quotation = self.env["sale.order"].search(
            [("company_id", "=", self.company_id.id), ("state", "in", ("draft", "sent")), ("order_line", "!=", False)],
            order="id DESC",
            limit=1,
        )
        if not quotation:
            raise UserError(self.env._("There is no quotation to show yet. Create one first."))
        query = urlencode({"context": json.dumps({PREVIEW: True})})
        return {
            "type": "ir.actions.act_url",
            "url": f"/report/pdf/sale.report_saleorder/{quotation.id}?{query}",
            "target": "new",
        }
