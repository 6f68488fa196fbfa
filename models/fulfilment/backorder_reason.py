"""Why less was picked than the books say is there."""

from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    short_reason_id = fields.Many2one(
        "sale.order.reason",
        "Short Because",
        domain=[("kind", "=", "short_pick")],
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Why less left than was asked for.",
    )

    def _free_by_the_books(self):
        """Return ``{move: quantity}`` of goods that lie free where these moves take from, in the products' units.

        One query for each place from which they take.
        """
        free = {}
        for location, moves in self.grouped("location_id").items():
            rows = self.env["stock.quant"]._read_group(
                [("location_id", "child_of", location.id), ("product_id", "in", moves.product_id.ids)],
                ["product_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
            of_product = {product.id: quantity - reserved for product, quantity, reserved in rows}
            free.update((move, max(0.0, of_product.get(move.product_id.id, 0.0))) for move in moves)
        return free


class SaleOrderReason(models.Model):
    _inherit = "sale.order.reason"

    def _is_used(self):
        """Extend: reasons for which less was picked."""
        groups = self.env["stock.move"].sudo()._read_group([("short_reason_id", "in", self.ids)], ["short_reason_id"])
        return super()._is_used() | self.browse({reason.id for (reason,) in groups})


class SaleOrderEvent(models.Model):
    _inherit = "sale.order.event"

    @api.model
    def _selection_document(self):
        """Extend: questions to customers."""
        notice = "sale.backorder.notice"
        return [*super()._selection_document(), (notice, self.env[notice]._description)]
