"""Orders and their returns."""

from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    rma_id = fields.Many2one(
        "sale.rma",
        "Replaces Goods Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The return that this order replaces goods of; replacements are no sales.",
    )
    rma_ids = fields.Many2many("sale.rma", compute="_compute_rma_ids", compute_sudo=True, string="Returns")
    rma_count = fields.Integer(compute="_compute_rma_ids", compute_sudo=True)

    def _compute_rma_ids(self):
        found = self.env["sale.rma.line"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["rma_id:recordset"]
        )
        of_order = {order.id: rmas for order, rmas in found}
        for order in self:
            order.rma_ids = of_order.get(order._origin.id, self.env["sale.rma"])
            order.rma_count = len(order.rma_ids)

    def action_view_rmas(self):
        """Open the order's returns."""
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.sale_rma_action")
        rmas = self.rma_ids
        if len(rmas) == 1:
            return {**action, "views": [(False, "form")], "res_id": rmas.id}
        return {**action, "domain": [("id", "in", rmas.ids)], "context": {}}
