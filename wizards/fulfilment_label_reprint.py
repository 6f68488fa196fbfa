"""Dialog that asks why labels are printed again."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class FulfilmentLabelReprint(models.TransientModel):
    _name = "fulfilment.label.reprint"
    _description = "Reprint Labels"

    picking_ids = fields.Many2many("stock.picking", string="Transfers")
    package_ids = fields.Many2many("stock.package", string="Packages")
    printed_count = fields.Integer("Printed Before", compute="_compute_counts")
    new_count = fields.Integer("New", compute="_compute_counts")
    scope = fields.Selection(
        [("all", "All of them"), ("new", "Only those not printed yet")], "Print", default="all", required=True
    )
    reason_id = fields.Many2one("sale.order.reason", domain=[("kind", "=", "reprint")])
    note = fields.Char()

    @api.depends("picking_ids", "package_ids")
    def _compute_counts(self):
        for reprint in self:
            cartons = reprint._records()._cartons_to_label()
            reprint.printed_count = len(self.env["fulfilment.label"]._printed(cartons))
            reprint.new_count = len(cartons) - reprint.printed_count

    def _records(self):
        self.ensure_one()
        return self.package_ids or self.picking_ids

    def action_print(self):
        """Print the labels.

        :raise UserError: without a reason, if labels are printed again
        """
        self.ensure_one()
        only_new = self.scope == "new" and bool(self.new_count)
        if not only_new and not self.reason_id:
            raise UserError(self.env._("Say why these labels are printed again."))
        data = {"label_ids": self._records().ids, "only_new": only_new}
        if not only_new:
            data.update(reprint_reason_id=self.reason_id.id, reprint_note=self.note or "")
        name = "action_report_package_label" if self.package_ids else "action_report_parcel_label"
        action = self.env.ref(f"quote_to_cash.{name}").report_action(None, data=data, config=False)
        return {**action, "close_on_report_download": True}
