"""Rules on carriers and where they deliver."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _goods_lines(self):
        """Return the lines of an order of which something has to be shipped; one check asks many times."""
        self.ensure_one()
        goods = self.env.context.get("validation_memo", {}).setdefault("goods", {})
        if self.id not in goods:
            goods[self.id] = self.order_line.filtered(lambda line: line._is_goods())
        return goods[self.id]

    def _with_goods(self):
        """Return the orders of which something has to be shipped."""
        return self.filtered(lambda order: order._goods_lines())

    def _shipped_to_address(self):
        """Return the orders whose goods go to the delivery address, and not to a carrier's pick-up point."""
        return self._with_goods().filtered(lambda order: not order.pickup_location_data)


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _check_carrier_unavailable(self, orders):
        """The carrier does not serve the address; or none is chosen where the company demands one."""
        required = orders.company_id.carrier_required
        if not required:
            orders = orders.filtered("carrier_id")
        shipped = self._shipped_by_us(orders.filtered(lambda order: not order.carrier_id), orders)
        quotations = self._quotations(orders)
        serves = {}
        anywhere = orders.carrier_id - orders.carrier_id._restricted_to_places()
        violations = []
        for order in orders._with_goods():
            carrier, partner = order.carrier_id, order.partner_shipping_id
            archived = bool(carrier and not carrier.active and order in quotations)
            if not carrier or carrier in anywhere:
                fine = bool(carrier) or order not in shipped
            else:
                if (carrier, partner) not in serves:
                    serves[carrier, partner] = carrier._match_address(partner)
                fine = serves[carrier, partner]
            if archived or not fine:
                violations.append(self._without_carrier(order, archived))
        return violations

    def _without_carrier(self, order, archived):
        """Return what is wrong with an order that no carrier takes, or one that is not offered any more."""
        carrier, partner = order.carrier_id, order.partner_shipping_id
        if archived:
            message = self.env._("%(carrier)s is archived.", carrier=carrier.name)
        elif carrier:
            message = self.env._(
                "%(carrier)s does not deliver to %(address)s.", carrier=carrier.name, address=partner._place()
            )
        else:
            message = self.env._("No carrier is chosen for the goods.")
        place = (partner.id, partner.zip, partner.state_id.id, partner.country_id.id)
        return order._violation(
            message,
            found=carrier.name or self.env._("No carrier"),
            limit=self.env._("Carrier that serves the address"),
            document=carrier,
            fix="_fix_choose_carrier",
            facts=(carrier.id, *place, *(["archived"] if archived else ())),
        )

    def _shipped_by_us(self, orders, checked):
        """Return those orders of which not everything is sent by vendors.

        :param orders: those of which it is asked, :param checked: all that are checked
        """
        if not orders:
            return orders
        parts, origins = self._goods(checked)
        ours = {
            line.order_id.id
            for line, products in parts.items()
            if not (products and all(origins[line.id, product.id].dropped for product in products))
        }
        return orders.filtered(
            lambda order: order.id in ours or any(line not in parts for line in order._goods_lines())
        )
