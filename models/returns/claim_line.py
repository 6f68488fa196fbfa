"""Which goods a claim is about, and what they are worth."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import claim as engine


class ShipmentClaimLine(models.Model):
    _name = "shipment.claim.line"
    _description = "Goods of a Damage Claim"
    _order = "claim_id, id"
    _rec_name = "product_id"

    claim_id = fields.Many2one("shipment.claim", required=True, index=True, ondelete="cascade")
    move_id = fields.Many2one("stock.move", "Shipped Goods", required=True, ondelete="restrict", index=True)
    product_id = fields.Many2one(related="move_id.product_id", store=True)
    sale_line_id = fields.Many2one(related="move_id.sale_line_id")
    uom_id = fields.Many2one(related="move_id.product_uom")
    quantity_shipped = fields.Float("Shipped", compute="_compute_quantity_shipped", digits="Product Unit")
    quantity = fields.Float("Claimed Quantity", digits="Product Unit", required=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    price_unit = fields.Float(
        "Unit Value",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        min_display_digits="Product Price",
        help="As sold, without taxes.",
    )
    value = fields.Monetary(compute="_compute_value", store=True)

    _once = models.UniqueIndex("(claim_id, move_id)", "These goods are on the claim already.")
    _quantity_positive = models.Constraint(
        "CHECK (quantity >= 0 AND price_unit >= 0)", "Quantities and values of a claim cannot be negative."
    )

    @api.depends("move_id.quantity", "move_id.product_uom_qty", "move_id.state")
    def _compute_quantity_shipped(self):
        for line in self:
            line.quantity_shipped = line.move_id._claimable_quantity()

    @api.depends("move_id")
    def _compute_price_unit(self):
        prices = self.move_id._claim_prices()
        for line in self:
            line.price_unit = prices.get(line.move_id, 0.0)

    @api.depends("quantity", "price_unit", "claim_id.currency_id")
    def _compute_value(self):
        for line in self:
            value = line.quantity * line.price_unit
            currency = line.currency_id
            line.value = currency.round(value) if currency else value

    @api.constrains("quantity", "move_id", "claim_id")
    def _check_goods(self):
        for line in self:
            move = line.move_id
            if move.picking_id != line.claim_id.picking_id:
                raise UserError(self.env._("%s is not in this shipment.", move.product_id.display_name))
            if move.product_uom.compare(line.quantity, move._claimable_quantity()) > 0:
                raise UserError(
                    self.env._(
                        "Only %(shipped)g %(unit)s of %(product)s were shipped.",
                        shipped=move._claimable_quantity(),
                        unit=move.product_uom.name,
                        product=move.product_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: as for changes."""
        lines = super().create(vals_list)
        lines._check_not_filed()
        return lines

    def write(self, vals):
        """Extend: what the carrier has got stays as it is, and gets nothing from another claim.

        :raise UserError: once the claim is filed
        """
        if vals:
            self._check_not_filed()
        result = super().write(vals)
        if "claim_id" in vals:
            self._check_not_filed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        self._check_not_filed()

    def _check_not_filed(self):
        if any(line.claim_id.decided != engine.DRAFT for line in self):
            raise UserError(self.env._("The carrier has got this claim. Its goods cannot be changed any more."))


class StockMove(models.Model):
    _inherit = "stock.move"

    def _claimable_quantity(self):
        """Return how much of these goods was on the way, in the move's unit."""
        self.ensure_one()
        return self.quantity if self.state == "done" else self.product_uom_qty

    def _claim_prices(self):
        """Return what a unit of these goods was sold for, without taxes and in the order's currency.

        Components of kits share the price of their kit by their cost. Goods without an order have their cost.

        :return: ``{move: price in the move's unit}``
        """
        # Who reports damage may have no right on orders, and costs are known to few.
        moves = self.sudo()
        parts = moves.sale_line_id._part_prices()
        prices = {}
        for move in moves:
            line, product = move.sale_line_id, move.product_id
            if line:
                price = parts[line].get(product, 0.0)
            else:
                price = product.with_company(move.company_id).standard_price
            prices[self.browse(move.id)] = product.uom_id._compute_price(price, move.product_uom)
        return prices


class ShipmentClaim(models.Model):
    _inherit = "shipment.claim"

    line_ids = fields.One2many("shipment.claim.line", "claim_id", "Goods")
