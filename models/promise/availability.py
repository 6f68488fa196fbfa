"""What can be delivered, when, and from which warehouse."""

from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import ValidationError

from ...engine.supply import Part, offer


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _available_to_promise(self, warehouse, quantity, at=None):
        """Return what can be promised of these products, with a fixed number of queries.

        Kits by component; what is bought or made for each order, or sent by the vendor, by its lead time.
        Safety stock and expired lots are no stock, and nothing is taken from an earlier promise.

        :param stock.warehouse warehouse: one or several, of one company
        :param quantity: in each product's own unit: one number for all, or ``{product: quantity}``; nothing,
            or less, can be had at once
        :param datetime at: when it has to leave, in UTC; by default, or if it has passed, now
        :return: ``{(product, warehouse): engine.supply.Availability}``
        :raise AccessError: for a user who may not read the warehouses
        :raise ValidationError: for warehouses of several companies
        """
        warehouse.check_access("read")
        company = warehouse.company_id
        if len(company) > 1:
            raise ValidationError(self.env._("Warehouses of different companies promise by themselves."))
        # Stock, vendors and bills of materials are read for the company, whoever sells.
        products = self.sudo().with_company(company)
        boms = products._kits_among(company)
        wanted = {product: quantity[product] if isinstance(quantity, dict) else quantity for product in self}
        parts = {product: product._kit_parts(wanted[product], boms) for product in products}
        no_line = self.env["sale.order.line"].sudo()
        pairs = [
            (no_line, product) for product in products.union(*(part for of_one in parts.values() for part in of_one))
        ]
        origins = {product: origin for (_line, product), origin in self._origins_by_product(pairs, company).items()}
        needs = [_Need(product, wanted[product], parts[product], origins) for product in products]
        offers = products._offers(needs, warehouse, company, at)
        return {(product, place): offers[product, place] for product in self for place in warehouse}

    def _kits_among(self, company):
        """Return the bills of materials of those of these products that are kits; see :meth:`_kit_boms`."""
        if not self or "mrp.bom" not in self.env:
            return {}
        return self._kit_boms(company)

    def _origins_by_product(self, pairs, company):
        origins = self._read_origins(pairs, company)
        return {(line, product): origins[line.id, product.id] for line, product in pairs}

    def _offers(self, needs, warehouses, company, at, without_lines=None):
        """Return what each of those who ask can get, from each warehouse. Who stands first is served first.

        :param needs: list of :class:`_Need`
        :param stock.warehouse warehouses: for all of them
        :param res.company company: whose they are
        :param at: moment for which all ask, or function that returns that of a key; in UTC
        :param without_lines: confirmed lines whose own transfers are left out
        :return: ``{(key, warehouse): Availability}``
        """
        products = self.env["product.product"].union(*(product for need in needs for product in need.parts))
        planned = self.env["sale.order"].browse({need.group for need in needs if need.group})._planned_transfers()
        picture = products._read_stock(warehouses | planned.source_warehouse_id, without_lines)
        picture.plan(planned)
        own = frozenset(without_lines.ids) if without_lines else frozenset()
        days = products._lead_days(needs, warehouses, company)
        taken, offers = defaultdict(float), {}
        for need in needs:
            moment = max(picture.now, (at(need.key) if callable(at) else at) or picture.now)
            for warehouse in warehouses:
                stocked = need.stocked(warehouse)
                parts = [
                    Part(
                        quantity,
                        picture.stock(key, own),
                        picture.projection(key, own, unreserve=True, order=need.group),
                        taken[(need.group, *key)],
                    )
                    for product, quantity in stocked.items()
                    for key in ((warehouse.id, product.id),)
                ]
                ordered = [
                    None if days[product] is None else picture.now + timedelta(days=days[product])
                    for product in need.ordered(warehouse)
                ]
                offers[need.key, warehouse] = offer(need.wanted, parts, moment, ordered)
            for product, quantity in need.stocked(need.warehouse).items() if need.warehouse else ():
                taken[need.group, need.warehouse.id, product.id] += quantity
        return offers

    def _lead_days(self, needs, warehouses, company):
        """Return ``{product: days}`` of what is bought or made for somebody; None where nobody knows."""
        ordered = {product: need for need in needs for place in warehouses for product in need.ordered(place)}
        boms = self.browse().union(*ordered)._production_boms(company)
        return {
            product: product._procurement_days(need.origins[product], boms, company)
            for product, need in ordered.items()
        }


class _Need:
    """What somebody asks for.

    :ivar key: names who asks
    :ivar wanted: how much, in the unit of the answer
    :ivar parts: ``{product: quantity in its own unit}``
    :ivar origins: ``{product: Origin}``
    :ivar warehouse: from which it will be taken; those of one group who come later get what it leaves
    """

    def __init__(self, key, wanted, parts, origins, group=None, warehouse=None):
        self.key, self.wanted, self.parts, self.origins = key, wanted, parts, origins
        self.group, self.warehouse = group, warehouse

    def stocked(self, warehouse):
        """Return ``{product: quantity}`` that would be taken from the stock of a warehouse."""
        return {
            product: quantity
            for product, quantity in self.parts.items()
            if product.is_storable and not self.origins[product].is_ordered(warehouse)
        }

    def ordered(self, warehouse):
        """Return the products that would be bought or made for it, or sent by the vendor."""
        return [product for product in self.parts if self.origins[product].is_ordered(warehouse)]


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _stock_needs(self):
        """Return what these lines (still) take from stock: of a kit its components.

        Of a confirmed line what has not been shipped. What is bought or made for the order, or sent by the
        vendor, takes nothing.

        :return: ``{line: {product: quantity in its own unit}}``
        """
        return {need.key: need.stocked(need.warehouse) for need in self._needs()}

    def _needs(self):
        """Return what these lines (still) ask for, as :class:`_Need`; lines without goods are left out."""
        needs = []
        for company, lines in self.grouped("company_id").items():
            parts, origins = lines.sudo().with_company(company)._read_goods(company)
            for line in parts:
                share = line._open_share()
                if share:
                    needs.append(
                        _Need(
                            line.with_env(self.env),
                            line.product_uom_qty * share,
                            {product: quantity * share for product, quantity in parts[line].items()},
                            {product: origins[line.id, product.id] for product in parts[line]},
                            group=line.order_id.id,
                            warehouse=line._ships_from(),
                        )
                    )
        return needs

    def _availability(self, warehouses=None, at=None):
        """Return what these lines can get, with a number of queries that does not depend on how many they are.

        Lines of one order compete: the first is served first.

        :param stock.warehouse warehouses: where to look, of the lines' company; by default each line's own
        :param datetime at: for which moment, in UTC; by default when the line has to leave to be there when it
            was asked for
        :return: ``{line: {warehouse: engine.supply.Availability}}`` in the line's unit; lines without goods, or
            with nothing left to ship, are left out
        """
        found = defaultdict(dict)
        leaves = self._leave_by()
        needs = self._needs()
        for company in self.company_id:
            mine = [need for need in needs if need.key.company_id == company]
            places = warehouses or self.env["stock.warehouse"].union(*(need.warehouse for need in mine))
            places = places.sudo().filtered(lambda place, of=company: place.active and place.company_id == of)
            confirmed = self.browse(need.key.id for need in mine if need.key.state == "sale")
            products = self.env["product.product"].sudo().with_company(company)
            offers = products._offers(mine, places, company, leaves.get if at is None else at, confirmed)
            for (line, place), one in offers.items():
                if warehouses or place == line._ships_from():
                    found[line][place.with_env(self.env)] = one
        return dict(found)

    def _leave_by(self):
        """Return when lines have to leave: when they were asked for, less the carrier's days.

        :return: ``{line: moment in UTC}``
        """
        now = fields.Datetime.now()
        moments = {}
        for order, lines in self.grouped("order_id").items():
            asked_for = order.commitment_date and order._leaves_by(order.commitment_date)
            begin = order.date_order if order.state == "sale" else now
            for line in lines:
                moments[line] = asked_for or begin + timedelta(days=line.customer_lead or 0.0)
        return moments
