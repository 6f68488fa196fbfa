"""Receipts of a return: ordinary transfers from the customer to a place outside the shelf."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine.returnable import allot


class SaleRma(models.Model):
    _inherit = "sale.rma"

    def _open_receipts(self):
        """Return the receipts that are neither done nor cancelled."""
        return self.picking_ids.filtered(
            lambda picking: picking.rma_receipt and picking.state not in ("done", "cancel")
        )

    def _create_receipts(self):
        """Make the transfers that bring back what was announced, one for each place it is sent to.

        :return: ``stock.picking``
        """
        self.ensure_one()
        # A clerk in sales approves; warehouse people receive. Neither has the other's rights.
        rma = self.sudo()
        places, taken = {}, {}
        for line in rma.line_ids.filtered(lambda line: not line.closed_at):
            for values in line._prepare_receipt_moves(taken):
                places.setdefault((values["location_id"], values["location_dest_id"]), []).append(values)
        pickings = self.env["stock.picking"].sudo()
        for (source, target), values in places.items():
            pickings |= pickings.create(rma._prepare_receipt(source, target, values))
        pickings.action_confirm()
        pickings.action_assign()
        return pickings.with_env(self.env)

    def _prepare_receipt(self, source, target, moves):
        """Return the values of a receipt.

        :param int source: id of the customer's location
        :param int target: id of where the goods go
        :param moves: values of the moves
        """
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "picking_type_id": self._receipt_type(target).id,
            "company_id": self.company_id.id,
            "location_id": source,
            "location_dest_id": target,
            "origin": self.name,
            "rma_id": self.id,
            "rma_receipt": True,
            "move_ids": [Command.create(values) for values in moves],
        }

    def _receipt_type(self, target):
        """Return the operation type of a receipt: the warehouse's for returns, else its receipts.

        :param int target: id of where the goods go
        """
        if self.env["stock.location"].browse(target).usage == "supplier":
            deliveries = self.line_ids.sale_line_id.move_ids.filtered(lambda move: move._brings_to_customer())
            return deliveries.picking_type_id.filtered(lambda kind: kind.code == "dropship")[:1]
        return self.warehouse_id.out_type_id.return_picking_type_id or self.warehouse_id.in_type_id

    def _receipt_location(self, move):
        """Return where goods come back to.

        :param move: the delivery that is returned; may be empty
        """
        self.ensure_one()
        if self.return_to == "vendor" and move.location_id.usage == "supplier":
            return move.location_id
        if not self.warehouse_id:
            raise UserError(self.env._("%s has no warehouse that could receive the goods.", self.company_id.name))
        return self.warehouse_id._return_location()


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    def _prepare_receipt_moves(self, taken):
        """Return values of the moves that bring the line back: of kits one for each component and delivery.

        :param dict taken: ``{delivery: what lines before took of it}``; this line's shares are added
        """
        self.ensure_one()
        values = []
        for product, quantity in self._needs().items():
            values += self._prepare_moves_back(product, quantity, self.lot_id, taken)
        return values

    def _prepare_moves_back(self, product, quantity, lot, taken=None):
        """Return values of the moves that bring one product back, one for each delivery that it came with.

        :param float quantity: in the product's unit
        :param lot: the delivery that brought it comes first; may be empty
        :param dict taken: see :meth:`_prepare_receipt_moves`
        """
        self.ensure_one()
        moves = self.sale_line_id.move_ids.filtered(
            lambda move: move.state == "done" and move.product_id == product and move._brings_to_customer()
        )
        if lot:
            moves = moves.sorted(lambda move: lot not in move.move_line_ids.lot_id)
        taken = {} if taken is None else taken
        shares, rest = allot(quantity, [(move, move._left_to_return() - taken.get(move, 0.0)) for move in moves])
        if rest and shares:
            shares[-1] = (shares[-1][0], shares[-1][1] + rest)
        elif rest:
            shares = [(moves[:1], rest)]
        for move, share in shares:
            taken[move] = taken.get(move, 0.0) + share
        return [self._prepare_receipt_move(self.rma_id, product, move, share) for move, share in shares]

    def _needs(self):
        """Return ``{product: quantity}`` of the line, in the products' units; kits in their components."""
        self.ensure_one()
        quantity = self.uom_id._compute_quantity(self.quantity, self.product_id.uom_id, round=False)
        return {product: quantity * per_one for product, per_one in self._per_one().items()}

    def _prepare_receipt_move(self, rma, product, move, quantity):
        """Return the values of a move from the customer.

        :param move: the delivery that is returned; may be empty
        :param float quantity: in the product's unit
        """
        customer = move.location_dest_id or rma.partner_id.with_company(rma.company_id).property_stock_customer
        return {
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": quantity,
            "company_id": rma.company_id.id,
            "location_id": customer.id,
            "location_dest_id": rma._receipt_location(move).id,
            "location_final_id": False,
            "partner_id": rma.partner_id.id,
            "origin": rma.name,
            "origin_returned_move_id": move.id,
            "sale_line_id": self.sale_line_id.id,
            "to_refund": False,  # what is settled counts, not what arrives: see sale.order.line._prepare_qty_delivered
            "procure_method": "make_to_stock",
            "date": fields.Datetime.now(),
            "rma_line_id": self.id,
            "rma_receipt": True,
        }

    def _in_own_unit(self, quantity):
        """Return a quantity of the product's unit in the line's."""
        self.ensure_one()
        return self.product_id.uom_id._compute_quantity(quantity, self.uom_id, round=False)
