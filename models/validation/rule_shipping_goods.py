"""Rules on carriers and the goods they are to take; kits are shipped as their components."""

from dataclasses import dataclass

from odoo import models
from odoo.tools.misc import formatLang

from ...engine import shipping


@dataclass(frozen=True)
class Care:
    """Goods that need care, and what is missing for it.

    :ivar refused: kinds of handling that the carrier does not offer
    :ivar uninstructed: whether nobody says what care they need
    """

    product: object
    needs: frozenset
    refused: tuple
    uninstructed: bool


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _check_carrier_capacity(self, orders):
        """Weight or volume over the carrier's maximum; or a weight that nobody knows where one exists."""
        limited = orders.filtered(lambda order: order.carrier_id.max_weight or order.carrier_id.max_volume)
        parts = self._goods(orders)[0] if limited else {}
        return [violation for order in limited if (violation := self._over_capacity(order, order.carrier_id, parts))]

    def _over_capacity(self, order, carrier, parts):
        load = shipping.load_of(piece for line in order._goods_lines() for piece in line._shipping_pieces(parts))
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
        """Freight carriers rate goods by their class. A kit may have one of its own."""
        by_freight = orders.filtered(lambda order: order.carrier_id.is_freight)
        parts = self._goods(orders)[0] if by_freight else {}
        found = []
        for order in by_freight:
            for line in order._goods_lines():
                if line.product_id.freight_class or self._has_left(line):
                    continue
                missing = [product for product in line._shipped_products(parts) if not product.freight_class]
                if missing:
                    found.append(self._unclassed(line, missing, order.carrier_id))
        return found

    def _unclassed(self, line, products, carrier):
        names = ", ".join(product.display_name for product in products)
        if products == [line.product_id]:
            message = self.env._(
                "%(product)s has no freight class; %(carrier)s is a freight carrier.",
                product=names,
                carrier=carrier.name,
            )
        else:
            message = self.env._(
                "%(product)s has parts without freight class: %(parts)s; %(carrier)s is a freight carrier.",
                product=line.product_id.display_name,
                parts=names,
                carrier=carrier.name,
            )
        return line._violation(
            message,
            found=self.env._("No freight class"),
            limit=self.env._("Freight class"),
            document=products[0],
            fix="_fix_open_product",
            facts=(*(product.id for product in products), carrier.id),
        )

    def _check_handling_missing(self, orders):
        """Goods that need care, and a carrier that does not offer it or nobody who says what care."""
        parts = self._goods(orders)[0] if any(order._goods_lines() for order in orders) else {}
        found = []
        for order in orders:
            for line in order._goods_lines():
                if self._has_left(line):
                    continue
                products = dict.fromkeys((line.product_id, *line._shipped_products(parts)))
                cares = [care for product in products if (care := self._missing_care(product, order.carrier_id))]
                if cares:
                    found.append(self._unhandled(line, cares, order.carrier_id))
        return found

    def _missing_care(self, product, carrier):
        """Return what is missing for a product that needs care, or None.

        :rtype: Care
        """
        needs = product.product_tmpl_id._handling_needs()
        if not needs:
            return None
        refused = shipping.not_taken(needs, carrier._takes()) if carrier else []
        uninstructed = not (product.handling_instruction or "").strip()
        if not refused and not uninstructed:
            return None
        return Care(product, frozenset(needs), tuple(refused), uninstructed)

    def _unhandled(self, line, cares, carrier):
        """Return what is wrong with a line of goods that need care.

        :param cares: list of :class:`Care`, of a kit one for each part
        """
        refused = [care for care in cares if care.refused]
        uninstructed = [care for care in cares if care.uninstructed]
        fixes = ["_fix_choose_carrier"] * bool(refused) + ["_fix_open_product"] * bool(uninstructed)
        return line._violation(
            " ".join(sentence for care in cares for sentence in self._care_sentences(care, carrier)),
            found=self._kinds(set().union(*(care.needs for care in cares))),
            limit=self.env._("Carrier that takes it") if refused else self.env._("Handling instruction"),
            document=(uninstructed or refused)[0].product,
            fix=fixes[0],
            other_fix=fixes[1] if len(fixes) > 1 else False,
            facts=[(care.product.id, carrier.id, list(care.refused), care.uninstructed) for care in cares],
        )

    def _care_sentences(self, care, carrier):
        values = {"product": care.product.display_name, "kinds": self._kinds(care.refused or care.needs)}
        sentences = []
        if care.refused:
            sentences.append(
                self.env._(
                    "%(product)s is %(kinds)s; %(carrier)s does not take such goods.", carrier=carrier.name, **values
                )
            )
        if care.uninstructed:
            sentences.append(self.env._("%(product)s is marked %(kinds)s and has no handling instruction.", **values))
        return sentences

    def _kinds(self, kinds):
        """Return kinds of handling in words."""
        labels = {
            shipping.FRAGILE: self.env._("fragile"),
            shipping.HAZARDOUS: self.env._("hazardous"),
            shipping.TEMPERATURE: self.env._("temperature-controlled"),
        }
        return ", ".join(labels[kind] for kind in shipping.HANDLING if kind in kinds)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _shipped_products(self, parts):
        """Return the goods that leave for this line: of a kit its components.

        :param dict parts: ``{line: {product: quantity}}``, see ``order.validation.rule._goods``
        """
        self.ensure_one()
        return [product for product in parts.get(self, ()) if product.type == "consu"] or [self.product_id]

    def _shipping_pieces(self, parts):
        """Return this line as goods to be carried, in the units in which products are weighed.

        A kit that has a weight of its own is weighed as one, else its components are.

        :param dict parts: as for :meth:`_shipped_products`
        :return: list of :class:`engine.shipping.Piece`
        """
        self.ensure_one()
        product = self.product_id
        products = self._shipped_products(parts)
        quantity = self.product_uom_id._compute_quantity(self.product_uom_qty, product.uom_id, round=False)
        if products == [product]:
            return [shipping.Piece(product, quantity, product.weight, product.volume)]
        pieces = [shipping.Piece(part, parts[self][part], part.weight, part.volume) for part in products]
        if not product.weight or not quantity:
            return pieces
        volume = product.volume or shipping.load_of(pieces).volume / quantity
        return [shipping.Piece(product, quantity, product.weight, volume)]
