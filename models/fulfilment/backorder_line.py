"""What happens to the rest of an order line: closed, or something else instead."""

from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_round

from ...engine import backorders as engine


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _open_quantity(self):
        """Return what of this line is still to be shipped, in its unit."""
        self.ensure_one()
        return self.product_uom_id.round(self.product_uom_qty * self._open_share())

    def _waits_for_goods(self):
        """Whether goods of this line are on their way to the customer."""
        self.ensure_one()
        return any(move.state not in ("done", "cancel") and move._leads_to_customer() for move in self.move_ids)

    def _still_open(self):
        """Return those of the lines of which goods are still to be shipped."""
        return self._lines_to_promise().filtered(lambda line: line.product_uom_id.compare(line._open_quantity(), 0) > 0)

    # === Something else instead === #

    def _substitutes(self):
        """Return ``{line: products that may be sent instead}``: the successor, optional and alternative products."""
        found = {}
        for line in self:
            template = line.product_id.product_tmpl_id
            products = template.successor_id | template.optional_product_ids.product_variant_id
            if "alternative_product_ids" in template._fields:  # where a web shop is installed
                products |= template.alternative_product_ids.product_variant_id
            found[line] = products.filtered(lambda product, line=line: line._may_be_replaced_by(product))
        return found

    def _may_be_replaced_by(self, product):
        self.ensure_one()
        return (
            product != self.product_id
            and product.active
            and product.sale_ok
            and product.type == "consu"
            and product.sale_lifecycle != "discontinued"
            and (not product.company_id or product.company_id in self.company_id.sudo().parent_ids)
            # Four dozen are not four kilograms.
            and self.product_uom_id._has_common_reference(product.uom_id)
        )

    def _check_substitute(self, product):
        """Refuse what cannot be sent instead.

        :raise UserError: naming the product
        """
        if not product:
            raise UserError(
                self.env._("Say what is sent instead of %(product)s.", product=self.product_id.display_name)
            )
        if product not in self._substitutes()[self]:
            raise UserError(
                self.env._(
                    "%(product)s cannot be sent instead of %(ordered)s.",
                    product=product.display_name,
                    ordered=self.product_id.display_name,
                )
            )

    def _add_substitute(self, product, quantity):
        """Order another product instead of a part of this line, never dearer than what was ordered.

        The order is checked as after every change: what its findings block is held.

        :param product.product product: what is sent instead
        :param float quantity: in this line's unit
        :return: the new line
        """
        self.ensure_one()
        self._check_substitute(product)
        # Who decides this was asked before; the warehouse, or a customer, may not write orders.
        order = self.sudo().order_id
        before = order.order_line
        values = {
            "product_id": product.id,
            "product_uom_id": self.product_uom_id.id,
            "product_uom_qty": quantity,
            "sequence": self.sequence,
            "route_ids": [Command.set(self.route_ids.ids)],
        }
        with order._unlocked():
            order.write({"order_line": [Command.create(values)]})
            (line,) = order.order_line - before
            line._lower_price_to(self.sudo())
        order._note_backorder(
            self.env._(
                "%(product)s instead of %(quantity)g %(ordered)s",
                product=product.display_name,
                quantity=quantity,
                ordered=self.product_id.display_name,
            )
        )
        return line

    def _lower_price_to(self, ordered):
        """Have this line cost no more for a unit than what was ordered, whatever discounts and taxes there are."""
        same = self.tax_ids == ordered.tax_ids
        prices = [
            engine.Price(
                line.price_unit,
                line.discount,
                line.price_unit * (1 - line.discount / 100) if same else line.price_reduce_taxinc,
            )
            for line in (ordered, self)
        ]
        price, discount = engine.substitute_price(*prices, same_taxes=same)
        if (price, discount) != (self.price_unit, self.discount):
            digits = self.env["decimal.precision"].precision_get("Product Price")
            price = float_round(price, precision_digits=digits, rounding_method="HALF-UP" if same else "DOWN")
            self.write({"price_unit": price, "discount": discount})

    def _replace_rest(self, product):
        """Close what is open of this line, and order another product instead.

        :param product.product product: what is sent instead
        """
        self.ensure_one()
        self._check_substitute(product)
        quantity = self._open_quantity()
        self._close_rest()
        return self._add_substitute(product, quantity)

    def _close_rest(self):
        """Cancel what is still on its way to the customer: it counts as short-closed."""
        lines = self.sudo()  # the order desk, or a customer, may have no right on transfers
        moves = lines.order_id._open_delivery_moves().filtered(lambda move: move.sale_line_id in lines)
        moves._action_cancel()
        lines._let_go_purchases()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @contextmanager
    def _unlocked(self):
        """Do what was decided about goods that are short, also in locked orders; for anything else they stay so."""
        locked = self.filtered("locked").with_context(tracking_disable=True)
        locked.locked = False
        yield
        locked.locked = True

    def _note_backorder(self, note, document=None):
        """Have one entry in the log of this order, and the same in its chatter.

        :param str note: what happened
        :param document: what it is about
        """
        self.ensure_one()
        self.env["sale.order.event"]._note_event(self._prepare_event("backorder", document, note=note))
        self.message_post(body=note)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _close_short(self, going):
        """Close what of this open move does not leave now; nothing more comes of it.

        :param float going: what leaves, in the move's unit
        """
        self.ensure_one()
        if self.short_reason_id:
            self._note_short_pick(self.picking_id, self.product_uom_qty - going, self.short_reason_id)
        if self.product_uom.compare(going, 0) <= 0:
            self._action_cancel()
            return
        rest = self.product_uom_qty - going
        values = self._split(self.product_uom._compute_quantity(rest, self.product_id.uom_id))
        closed = self.create(values)
        # As Odoo confirms what it splits off: it is not to be procured, nor to become one with the other again.
        closed.with_context(bypass_entire_pack=True)._action_confirm(merge=False, create_proc=False)
        closed._action_cancel()
