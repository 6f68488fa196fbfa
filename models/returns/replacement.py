"""Goods that are sent again at no charge: for what was damaged or lost, and for what came back."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.return_money import shares

FREE = 100.0  # discount, in percent


class SaleOrder(models.Model):
    _inherit = "sale.order"

    is_replacement = fields.Boolean(
        "Replacement",
        readonly=True,
        copy=False,
        help="Sent at no charge for another order's goods. No sale: prices are not checked, and figures leave it out.",
    )

    def _create_replacement(self, lines, **values):
        """Make the order that sends goods of this one again, at no charge. It is not confirmed yet.

        Same addresses, warehouse and carrier; the original prices with a discount of 100 %, so that everybody sees
        what was given. The original order stays as it is.

        :param lines: ``[(order line, quantity)]``, quantities in the line's unit; of a kit's component
            ``[(order line, quantity, product)]``, quantities in the product's own unit
        :param values: more fields of the new order
        :return: the new order
        :raise UserError: for quantities that are not positive, other orders' lines, or what is no goods
        :raise AccessError: for users who may not create orders
        """
        self.ensure_one()
        sold = self.env["sale.order.line"].browse({line.id for line, *_rest in lines})
        known = {line.id: line for line in sold}  # read together, whoever has collected them
        rows = [(known[line.id], quantity, *(more or (known[line.id].product_id,))) for line, quantity, *more in lines]
        self._check_replaceable(rows)
        parts = sold._part_prices()
        prepared = [
            fields.Command.create(line._prepare_replacement_line(quantity, product, parts[line]))
            for line, quantity, product in rows
        ]
        order = {**self._prepare_replacement(), "order_line": prepared, **values}
        replacement = self.with_company(self.company_id).create(order)
        replacement.sudo().is_replacement = True  # nobody types it
        return replacement

    @api.model
    def _has_field_access(self, field, operation):
        """Extend: nobody calls an order a replacement; its prices would not be checked, and figures leave it out."""
        if operation == "write" and field.name == "is_replacement" and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    def _check_replaceable(self, rows):
        """Refuse what cannot be sent again; see :meth:`_create_replacement`."""
        if not rows:
            raise UserError(self.env._("Say which goods are to be sent again."))
        if self.state != "sale":
            raise UserError(self.env._("%s is not confirmed. There is nothing to replace.", self.name))
        for line, quantity, product in rows:
            if line.order_id != self:
                raise UserError(self.env._("%s is a line of another order.", line.product_id.display_name))
            if product.type != "consu":
                raise UserError(self.env._("%s is no goods. It cannot be sent again.", product.display_name))
            unit = line.product_uom_id if product == line.product_id else product.uom_id
            if unit.compare(quantity, 0) <= 0:
                raise UserError(self.env._("Say how much of %s is to be sent again.", product.display_name))

    def _prepare_replacement(self):
        """Return the values of an order that replaces goods of this one."""
        return {
            "partner_id": self.partner_id.id,
            "partner_invoice_id": self.partner_invoice_id.id,
            "partner_shipping_id": self.partner_shipping_id.id,
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "carrier_id": self.carrier_id.id,
            "pricelist_id": self.pricelist_id.id,
            "fiscal_position_id": self.fiscal_position_id.id,
            "payment_term_id": self.payment_term_id.id,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "client_order_ref": self.env._("Replacement for %s", self.name),
            "origin": self.name,
            # Nobody signs or pays for what he gets for nothing.
            "require_signature": False,
            "require_payment": False,
            "validity_date": False,
        }


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_replacement_line(self, quantity, product, prices):
        """Return the values of a line that sends goods of this one again.

        :param prices: what a unit of each product of this line is sold for, see :meth:`_part_prices`
        """
        self.ensure_one()
        values = {"product_id": product.id, "product_uom_qty": quantity, "discount": FREE}
        if product != self.product_id:
            return {**values, "product_uom_id": product.uom_id.id, "price_unit": prices.get(product, 0.0)}
        return {
            **values,
            "name": self.name,
            "product_uom_id": self.product_uom_id.id,
            "price_unit": self.price_unit,
            "tax_ids": [fields.Command.set(self.tax_ids.ids)],
            "product_no_variant_attribute_value_ids": [
                fields.Command.set(self.product_no_variant_attribute_value_ids.ids)
            ],
        }

    def _part_prices(self):
        """Return what the goods of these lines were sold for, discounts taken off, without taxes.

        Of a kit also its components, which share its price by their cost.

        :return: ``{line: {product: price of one of the product's own unit}}``
        """
        result = {}
        for line in self:
            price = line.product_uom_id._compute_price(line.price_reduce_taxexcl, line.product_id.uom_id)
            result[line] = {line.product_id: price, **line._component_prices()}
        return result

    def _component_prices(self):
        """Return what each component of this kit is worth, in its own unit; nothing for what is no kit."""
        quantities = {}
        for move in self.move_ids:
            if move.state != "cancel" and move.picking_id._is_delivery() and move.product_id != self.product_id:
                quantities[move.product_id] = quantities.get(move.product_id, 0.0) + move.product_qty
        if not quantities or self.product_uom_id.is_zero(self.product_uom_qty):
            return {}
        products = self.product_id.union(*quantities).with_company(self.company_id)
        costs = dict(zip(products.ids, products.mapped("standard_price"), strict=True))
        weights = {product: costs[product.id] * quantity for product, quantity in quantities.items()}
        amount = self.price_reduce_taxexcl * self.product_uom_qty
        return {
            product: share / quantities[product]
            for product, share in shares(amount, weights).items()
            if quantities[product]
        }

    def _is_free_replacement(self):
        self.ensure_one()
        return bool(self.order_id.is_replacement and self.discount >= FREE)

    @api.depends("order_id.is_replacement", "discount")
    def _compute_qty_to_invoice(self):
        """Extend: there is nothing to invoice of what is sent at no charge."""
        result = super()._compute_qty_to_invoice()
        for line in self:
            if line._is_free_replacement():
                line.qty_to_invoice = 0
        return result
