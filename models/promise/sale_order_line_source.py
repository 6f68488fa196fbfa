"""From which warehouse a line is sent, if not from the order's."""

from odoo import api, fields, models
from odoo.exceptions import UserError

SOURCING = "promise_sourcing"


class Resourcing:
    """Goes into the context under :data:`SOURCING` while open moves are moved to another warehouse.

    Only Python code can make one, nothing that RPC could send.
    """


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    source_warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Ships From",
        compute="_compute_source_warehouse_id",
        inverse="_inverse_source_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        check_company=True,
        help="The warehouse that sourcing has chosen for this line. Empty: the order's.",
    )
    source_basis = fields.Char(
        readonly=True, copy=False, help="Order's warehouse and product for which the warehouse was chosen."
    )

    @api.depends("product_id", "order_id.warehouse_id")
    def _compute_source_warehouse_id(self):
        """Forget the choice once the product or the order's warehouse is another one; else keep it."""
        for line in self:
            kept = line.source_basis and line.source_basis == line._source_basis()
            line.source_warehouse_id = line.source_warehouse_id if kept else False

    def _inverse_source_warehouse_id(self):
        """Note for what the warehouse is chosen. Goods that are on their way are sourced by the dialog only."""
        if not isinstance(self.env.context.get(SOURCING), Resourcing):
            moving = self.filtered("source_warehouse_id").filtered(
                # Whoever sells may have no right on transfers.
                lambda line: any(move.state not in ("done", "cancel") for move in line.sudo().move_ids)
            )
            if moving:
                raise UserError(
                    self.env._("Transfers of %(order)s are open: use Sourcing.", order=moving.order_id[:1].name)
                )
        for line in self:
            line.source_basis = line._source_basis() if line.source_warehouse_id else False

    def _source_basis(self):
        return f"{self.order_id.warehouse_id._origin.id}/{self.product_id._origin.id}"

    @api.depends("source_warehouse_id")
    def _compute_warehouse_id(self):
        """Extend: a line is sent from where it was sourced, unless a route of its own says from where."""
        result = super()._compute_warehouse_id()
        for line in self:
            if line.source_warehouse_id and not line.route_ids:
                line.warehouse_id = line.source_warehouse_id
        return result
