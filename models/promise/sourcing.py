"""From which warehouses an order can be sent: what is there, gathered for the engine."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ...engine import sourcing as engine
from ...engine.sourcing_plan import Planner

# Why a line is sent from where it is, whatever is chosen
ROUTE, ORDERED, PICKED, PARTLY = "route", "ordered", "picked", "partly"


@dataclass(frozen=True)
class Sources:
    """What can be said about sourcing one order.

    :ivar options: list of :class:`engine.sourcing.Option`, the best one first
    :ivar needs: ``{line: what it still asks for}`` of the lines that can be sourced
    :ivar fixed: ``{line: why it stays where it is}``
    """

    options: list
    needs: dict
    fixed: dict


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _sources(self):
        """Return the ways to send what has not been picked yet.

        Takes a fixed number of queries, whatever the number of lines and warehouses.

        :rtype: Sources
        """
        self.ensure_one()
        # Stock, carriers and addresses are read for the company, whoever sells.
        order = self.sudo().with_company(self.company_id)
        needs, fixed = order._sourcing_needs()
        movable = {need.key: need for need in needs if need.key not in fixed}
        options = order._sourcing_planner(movable, [need for need in needs if need.key in fixed]).options()
        deadline = order.commitment_date and order._leaves_by(order.commitment_date)
        ranked = engine.rank(order._price_options(options, movable), order.company_id.sourcing_preference, deadline)
        return Sources(ranked, movable, fixed)

    def _check_sourcing(self):
        """Refuse to source what is not there to be sourced.

        :raise UserError: saying why
        :raise AccessError: for a user who may not change the order
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("draft", "sent", "sale"):
            raise UserError(self.env._("%(order)s is cancelled.", order=self.name))
        if self.locked:
            raise UserError(self.env._("%(order)s is locked; unlock it first.", order=self.name))
        if not self.warehouse_id:
            raise UserError(self.env._("Choose a warehouse for %(order)s first.", order=self.name))

    # === Lines === #

    def _sourcing_needs(self):
        """Return what the lines of goods still ask for, and why some of them stay where they are.

        :return: list of needs, ``{line: reason}``
        """
        needs = self.order_line.filtered(lambda line: line.product_uom_qty > 0)._needs()
        fixed = {}
        for need in needs:
            if reason := need.key._fixed_to_warehouse(need):
                fixed[need.key] = reason
        return needs, fixed

    def _sourcing_planner(self, movable, fixed):
        """Return what finds the options for these lines.

        :param dict movable: ``{line: need}``
        :param list fixed: needs of the lines that stay where they are
        :rtype: Planner
        """
        home, places = self.warehouse_id, self.company_id._warehouses()
        places |= home
        leaves, now = self.order_line._leave_by(), fields.Datetime.now()
        lines = [need.key._sourcing_line(need, max(leaves[line], now)) for line, need in movable.items()]
        taken = defaultdict(float)
        # What transfers of confirmed lines take is known to the projections.
        for need in fixed if self.state != "sale" else ():
            for product, quantity in need.stocked(need.warehouse).items():
                taken[need.warehouse.id, product.id] += quantity
        products = self.env["product.product"].union(*(p for need in movable.values() for p in need.parts))
        return Planner(
            now,
            lines,
            self._sourcing_places(places),
            home.id,
            self._sourcing_projections(products, places, movable),
            leads=places._transfer_leads(home),
            taken=taken,
            fixed={need.warehouse.id for need in fixed if not all(o.dropped for o in need.origins.values())},
            units={product.id: product.uom_id._smallest_part() for product in products},
        )

    def _sourcing_arrivals(self, sources):
        """Return when each option is with the customer, as it will be promised.

        What is there leaves after picking; what is still to come, so long after it has come. Nothing leaves before
        the lead time that salespeople give, nor is it there before it was asked for.

        :param Sources sources: the options
        :return: ``{moment at which all of an option is there: moment of arrival, in UTC}``
        """
        now, lines = fields.Datetime.now(), [line for line in sources.needs if line.customer_lead]
        wanted = self.order_line._leave_by()
        asked = max([now, *(wanted[line] for line in sources.needs)])
        ready = max([self._earliest_leaving(now), *(line._expected_date() for line in lines)])
        arrivals = {}
        for there in {option.date for option in sources.options if option.date}:
            leaves = max(ready, self._earliest_leaving(there)) if there > asked else ready
            arrival = self._arrives_at(leaves)
            arrivals[there] = max(arrival, self.commitment_date or arrival)
        return arrivals

    def _sourcing_places(self, warehouses):
        """Return the warehouses as :class:`engine.sourcing.Place`, with their distance from the customer."""

        def address(partner):
            return partner.country_id.code, partner.state_id.id, partner.zip

        customer = address(self.partner_shipping_id)
        return [
            engine.Place(warehouse.id, engine.distance(customer, address(warehouse.partner_id)))
            for warehouse in warehouses
        ]

    def _sourcing_projections(self, products, warehouses, movable):
        """Return how the stock goes on as if nothing of the order that can be sourced anew were on its way."""
        confirmed = self.order_line.browse(line.id for line in movable if line.state == "sale")
        picture = products._read_stock(warehouses, confirmed)
        own = frozenset(confirmed.ids)
        more = self._idle_transfers()._undone_flows()
        return {
            key: picture.projection(key, own, unreserve=True, more=more.get(key, ()))
            for product in products.filtered("is_storable")
            for warehouse in warehouses
            for key in ((warehouse.id, product.id),)
        }

    def _idle_transfers(self):
        """Return transfers of the order that were made and have not begun: another choice takes them back."""
        return self.sourcing_transfer_ids.filtered(lambda transfer: transfer.made_at and not transfer._has_begun())


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _fixed_to_warehouse(self, need):
        """Return why this line is sent from where it is, whatever is chosen; None if it can be sourced.

        :param need: what it asks for
        """
        self.ensure_one()
        if self.route_ids:
            return ROUTE
        if any(origin.dropped or any(origin.ordered_in) for origin in need.origins.values()):
            return ORDERED
        if self.state != "sale":
            return None
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        if any((move.picked and move.state != "done") or move._waits_in_output() for move in moves):
            return PICKED
        served = self._served_quantities()
        for product, quantity in need.parts.items():
            waiting = served.get(product, (0.0, 0.0, 0.0))[1]
            if float_compare(waiting, quantity, precision_rounding=product.uom_id.rounding):
                return PARTLY
        return None

    def _sourcing_line(self, need, at):
        """Return this line as the engine knows it.

        :param need: what it asks for
        :param datetime at: when it should leave
        :rtype: engine.sourcing.Line
        """
        unit, is_kit = self.product_uom_id, any(origin.kit for origin in need.origins.values())
        step = 1.0 if is_kit else unit._smallest_part()
        if self.state == "sale" and self.qty_invoiced:
            step = 0.0  # what is invoiced by one line is not delivered by another one
        parts = {product.id: quantity for product, quantity in need.parts.items() if product.is_storable}
        return engine.Line(self.id, need.wanted, at, parts, step)


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _smallest_part(self):
        """Return the smallest quantity in this unit that is sent by itself: of what is counted, one."""
        self.ensure_one()
        piece = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
        return 1.0 if str(piece) in (self.parent_path or "").split("/") else self.rounding


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _transfer_leads(self, target):
        """Return how long transfers from these warehouses into another one take.

        :return: ``{(warehouse id, target id): timedelta}``; by the route that resupplies, else as the company says
        """
        days = defaultdict(float)
        for route in target.resupply_route_ids:
            for rule in route.rule_ids:
                days[route.supplier_wh_id] += rule.delay
        return {
            (warehouse.id, target.id): timedelta(days=days[warehouse] or target.company_id.transfer_days)
            for warehouse in self
            if warehouse != target and warehouse.company_id == target.company_id
        }


class SaleOrderTransfer(models.Model):
    _inherit = "sale.order.transfer"

    def _undone_flows(self):
        """Return what stock would gain and lose if these transfers were taken back.

        :return: ``{(warehouse id, product id): [(moment or None, quantity), …]}``
        """
        flows = defaultdict(list)
        for transfer in self:
            product = transfer.product_id.id
            for move in transfer._open_moves():
                final = move.location_final_id or move.location_dest_id
                source, target = move.location_id.warehouse_id, final.warehouse_id
                if source == target:
                    continue
                reserved = min(
                    move.product_qty, move.product_uom._compute_quantity(move.quantity, transfer.uom_id, round=False)
                )
                if source:
                    flows[source.id, product] += [(None, reserved), (move.date, move.product_qty - reserved)]
                if target:
                    flows[target.id, product].append((move.date, -move.product_qty))
        return flows
