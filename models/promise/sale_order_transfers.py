"""Transfers between warehouses that an order waits for."""

from collections import defaultdict

from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    sourcing_transfer_ids = fields.One2many(
        "sale.order.transfer", "order_id", "Transfers Between Warehouses", readonly=True, copy=False
    )
    # So that nobody has to look for transfers of the many orders that have none.
    has_planned_transfers = fields.Boolean(readonly=True, copy=False)

    def _action_confirm(self):
        """Extend: goods that other warehouses have to send first are sent for before Odoo reserves."""
        # Who confirms an order need not be allowed to make transfers.
        waiting = self.sudo().filtered("has_planned_transfers")
        for order in waiting:
            planned = order.sourcing_transfer_ids.filtered(lambda transfer: not transfer.made_at)
            planned._cap(order._needed_by_warehouse())
        waiting._make_planned_transfers()
        return super()._action_confirm()

    def _action_cancel(self):
        """Extend: transfers that have not begun are cancelled, too; they are planned for another try."""
        result = super()._action_cancel()
        # Who cancels an order need not be allowed to touch transfers.
        for order in self.sudo():
            if order.sourcing_transfer_ids._take_back():
                order.has_planned_transfers = True
        return result

    def _make_planned_transfers(self):
        """Make the transfers that are planned, each once."""
        self.sourcing_transfer_ids.filtered(lambda transfer: not transfer.made_at)._make()
        self.has_planned_transfers = False

    def _needed_by_warehouse(self):
        """Return what this order, which is being confirmed, will take from stock.

        :return: ``{(warehouse, product): quantity}`` in the products' own unit
        """
        self.ensure_one()
        needed = defaultdict(float)
        # Of an order that was cancelled before, nothing is served yet: lines are looked at as of a quotation.
        parts, origins = self.order_line._read_goods(self.company_id)
        for line, products in parts.items():
            warehouse = line._ships_from()
            for product, quantity in products.items():
                if not origins[line.id, product.id].is_ordered(warehouse):
                    needed[warehouse, product] += quantity
        return needed

    def _planned_transfers(self):
        """Return the transfers that will be made when these quotations are confirmed."""
        # Who sells need not be allowed to see every warehouse.
        waiting = self.sudo().filtered(lambda order: order.has_planned_transfers and order.state in ("draft", "sent"))
        return waiting.sourcing_transfer_ids.filtered(lambda transfer: not transfer.made_at)

    def _sourcing_reference(self):
        """Return what ties the order's transfers together, as Odoo does: who waits for them is served first."""
        self.ensure_one()
        return self.stock_reference_ids or self.env["stock.reference"].create(
            {"name": self.name, "sale_ids": [fields.Command.link(self.id)]}
        )


class SaleOrderTransfer(models.Model):
    _inherit = "sale.order.transfer"

    def _cap(self, needed):
        """Lower what is planned to what is still needed; what nobody needs any more is deleted.

        :param dict needed: ``{(warehouse, product): quantity}``
        """
        left = defaultdict(float, needed)
        for transfer in self:
            key = transfer.target_warehouse_id, transfer.product_id
            quantity = min(transfer.quantity, left[key])
            left[key] -= quantity
            if transfer.uom_id.compare(quantity, 0) <= 0:
                transfer.unlink()
            elif transfer.uom_id.compare(quantity, transfer.quantity) < 0:
                transfer.quantity = quantity
