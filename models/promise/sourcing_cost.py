"""What the parcels of an option cost, where the carrier can say it without asking over the network."""

from collections import defaultdict
from dataclasses import dataclass

from odoo import models

from ...engine import sourcing as engine

PARCEL = "promise_parcel"
# How Odoo itself finds a price, without asking anybody
OWN_TYPES = ("fixed", "base_on_rule")


@dataclass(frozen=True)
class Parcel:
    """What one warehouse sends. Goes into the context under :data:`PARCEL`; RPC cannot make one.

    :ivar amount: in the order's currency, taxes included
    :ivar weight, volume, quantity, wv: as in ``delivery.carrier._get_price_from_picking``
    """

    amount: float = 0.0
    weight: float = 0.0
    volume: float = 0.0
    quantity: float = 0.0
    wv: float = 0.0


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _price_options(self, options, needs):
        """Return options with what their parcels cost, where that is known.

        What stays where it is in any case costs the same in every option, and is not counted.

        :param options: of :class:`engine.sourcing.Option`
        :param dict needs: ``{line: what it asks for}``
        """
        carrier = self.carrier_id
        if not carrier or carrier.delivery_type not in OWN_TYPES:
            return options
        lines = {line.id: line._parcel_of_all() for line in needs}
        wanted = {line.id: need.wanted for line, need in needs.items()}
        prices = {}
        priced = []
        for option in options:
            parcels = defaultdict(lambda: [0.0] * 5)
            for piece in option.allocations:
                share = piece.quantity / wanted[piece.line] * lines[piece.line][0]
                for index, figure in enumerate(lines[piece.line][1:]):
                    parcels[piece.place][index] += figure * share
            costs = []
            for figures in parcels.values():
                parcel = Parcel(*(round(figure, 6) for figure in figures))
                # A fixed price is the same for every parcel.
                key = parcel if carrier.delivery_type == "base_on_rule" else None
                if key not in prices:
                    prices[key] = carrier._rate_parcel(self, parcel)
                costs.append(prices[key])
            priced.append(engine.priced(option, costs))
        return priced


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _parcel_of_all(self):
        """Return the open part of the line; and of all of it what Odoo sums: amount, weight, volume, number, w × v."""
        product, convert = self.product_id, self.product_uom_id._compute_quantity
        quantity = convert(self.product_uom_qty, product.uom_id)
        weight, volume = product.weight * quantity, product.volume * quantity
        wv = product.weight * product.volume * quantity
        return self._open_share(), self.price_total, weight, volume, quantity, wv


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    def _rate_parcel(self, order, parcel):
        """Return what it costs to send a parcel of an order, or None if this carrier does not do it.

        :param Parcel parcel: what is in it
        """
        rate = self.with_context(**{PARCEL: parcel}).rate_shipment(order)
        return rate["price"] if rate.get("success") else None

    def _get_price_available(self, order):
        """Extend: of an order that is divided, a parcel is rated by what is in it."""
        parcel = self.env.context.get(PARCEL)
        if not isinstance(parcel, Parcel):
            return super()._get_price_available(order)
        amount = self._compute_currency(order, parcel.amount, "pricelist_to_company")
        return self.sudo()._get_price_from_picking(amount, parcel.weight, parcel.volume, parcel.quantity, wv=parcel.wv)
