"""Rules on carriers and the goods they are to take."""

from odoo import models
from odoo.tools.misc import formatLang

from ...engine import shipping


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
        serves = {}
        anywhere = orders.carrier_id - orders.carrier_id._restricted_to_places()
        violations = []
        for order in orders._with_goods():
            carrier, partner = order.carrier_id, order.partner_shipping_id
            if carrier in anywhere:
                continue
            if (carrier, partner) not in serves:
                serves[carrier, partner] = bool(carrier) and carrier._match_address(partner)
            if serves[carrier, partner]:
                continue
            if carrier:
                message = self.env._(
                    "%(carrier)s does not deliver to %(address)s.",
                    carrier=carrier.name,
                    address=partner._place(),
                )
            else:
                message = self.env._("No carrier is chosen for the goods.")
            violations.append(
                order._violation(
                    message,
                    found=carrier.name or self.env._("No carrier"),
                    limit=self.env._("Carrier that serves the address"),
                    document=carrier,
                    fix="_fix_choose_carrier",
                    facts=(carrier.id, partner.id, partner.zip, partner.state_id.id, partner.country_id.id),
                )
            )
        return violations

    def _check_carrier_capacity(self, orders):
        """Weight or volume over the carrier's maximum; or a weight that nobody knows where one exists."""
        limited = orders.filtered(lambda order: order.carrier_id.max_weight or order.carrier_id.max_volume)
        return [violation for order in limited if (violation := self._over_capacity(order, order.carrier_id))]

    def _over_capacity(self, order, carrier):
        load = shipping.load_of(line._shipping_piece() for line in order._goods_lines())
        too_much = self._too_much(load, carrier)
        unweighed = load.unweighed if carrier.max_weight else []
        if not too_much and not unweighed:
            return None
        sentences = [
            self.env._(
                "The goods make %(found)s, %(carrier)s takes %(limit)s.", found=found, carrier=carrier.name, limit=limit
            )
            for found, limit in too_much
        ]
        if unweighed:
            names = ", ".join(product.display_name for product in unweighed)
            sentences.append(self.env._("Weight unknown: %(products)s.", products=names))
        fixes = ["_fix_choose_carrier"] * bool(too_much) + ["_fix_open_product"] * bool(unweighed)
        return order._violation(
            " ".join(sentences),
            found=", ".join(found for found, _limit in too_much) or self.env._("Weight unknown"),
            limit=", ".join(limit for _found, limit in too_much)
            or self._amount(carrier.max_weight, carrier.weight_uom_name),
            document=unweighed[0] if unweighed else carrier,
            fix=fixes[0],
            other_fix=fixes[1] if len(fixes) > 1 else False,
            facts=(
                carrier.id,
                load.weight,
                load.volume,
                carrier.max_weight,
                carrier.max_volume,
                sorted(product.id for product in unweighed),
            ),
        )

    def _too_much(self, load, carrier):
        """Return ``(what the goods make, what the carrier takes)`` for each maximum that is exceeded."""
        measures = (
            (load.weight, carrier.max_weight, "weight_uom_name"),
            (load.volume, carrier.max_volume, "volume_uom_name"),
        )
        return [
            (self._amount(value, carrier[unit]), self._amount(maximum, carrier[unit]))
            for value, maximum, unit in measures
            if shipping.exceeds(value, maximum)
        ]

    def _amount(self, value, unit):
        return f"{formatLang(self.env, value, digits=2)} {unit}"

    def _check_freight_class_missing(self, orders):
        """Freight carriers rate goods by their class."""
        return [
            line._violation(
                self.env._(
                    "%(product)s has no freight class; %(carrier)s is a freight carrier.",
                    product=line.product_id.display_name,
                    carrier=order.carrier_id.name,
                ),
                found=self.env._("No freight class"),
                limit=self.env._("Freight class"),
                document=line.product_id,
                fix="_fix_open_product",
                facts=(line.product_id.id, order.carrier_id.id),
            )
            for order in orders.filtered(lambda order: order.carrier_id.is_freight)
            for line in order._goods_lines()
            if not line.product_id.freight_class
        ]

    def _check_handling_missing(self, orders):
        """Goods that need care, and a carrier that does not offer it or nobody who says what care."""
        return [
            violation
            for order in orders
            for line in order._goods_lines()
            if (violation := self._unhandled(line, order.carrier_id))
        ]

    def _unhandled(self, line, carrier):
        product = line.product_id
        needs = product.product_tmpl_id._handling_needs()
        if not needs:
            return None
        refused = shipping.not_taken(needs, carrier._takes()) if carrier else []
        uninstructed = not (product.handling_instruction or "").strip()
        if not refused and not uninstructed:
            return None
        labels = {
            shipping.FRAGILE: self.env._("fragile"),
            shipping.HAZARDOUS: self.env._("hazardous"),
            shipping.TEMPERATURE: self.env._("temperature-controlled"),
        }
        marked = ", ".join(labels[kind] for kind in shipping.HANDLING if kind in needs)
        values = {"product": product.display_name, "kinds": ", ".join(labels[kind] for kind in refused) or marked}
        sentences = []
        if refused:
            sentences.append(
                self.env._(
                    "%(product)s is %(kinds)s; %(carrier)s does not take such goods.", carrier=carrier.name, **values
                )
            )
        if uninstructed:
            sentences.append(self.env._("%(product)s is marked %(kinds)s and has no handling instruction.", **values))
        fixes = ["_fix_choose_carrier"] * bool(refused) + ["_fix_open_product"] * uninstructed
        return line._violation(
            " ".join(sentences),
            found=marked,
            limit=self.env._("Carrier that takes it") if refused else self.env._("Handling instruction"),
            document=product,
            fix=fixes[0],
            other_fix=fixes[1] if len(fixes) > 1 else False,
            facts=(product.id, carrier.id, refused, uninstructed),
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _shipping_piece(self):
        """Return this line as goods to be carried, in the unit in which the product is weighed.

        :rtype: engine.shipping.Piece
        """
        self.ensure_one()
        product = self.product_id
        quantity = self.product_uom_id._compute_quantity(self.product_uom_qty, product.uom_id, round=False)
        return shipping.Piece(product, quantity, product.weight, product.volume)
