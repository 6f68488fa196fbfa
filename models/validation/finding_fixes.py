"""What repairs a finding with one click. The labels of the buttons stand in const.py."""

from odoo import models


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    def _dialog(self, record, view=None, **context):
        """Return an action that opens a record in a dialog.

        :param record: what to open
        :param str view: external id of a form view, by default the model's
        """
        return {
            "type": "ir.actions.act_window",
            "name": record.display_name,
            "res_model": record._name,
            "res_id": record.id,
            "views": [(self.env.ref(view).id if view else False, "form")],
            "target": "new",
            "context": context,
        }

    def _fix_set_date(self):
        """Promise the first day that is possible."""
        self.order_id.commitment_date = self.suggested_date
