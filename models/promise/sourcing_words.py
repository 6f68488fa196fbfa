"""The ways to send an order, in words."""

from collections import defaultdict

from odoo import fields, models
from odoo.tools import formatLang

from ...engine import sourcing as engine
from .sourcing import ORDERED, PARTLY, PICKED, ROUTE

MOST_SHOWN = 100  # lines of one parcel; a list of thousands is read by nobody


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _sourcing_name(self, option, names=None):
        """Return an option in a few words.

        :param option: :class:`engine.sourcing.Option`
        :param dict names: of the warehouses, if they are known
        """
        names, lines = names or self._sourcing_places_by_name(), defaultdict(set)
        for piece in option.allocations:
            lines[piece.place].add(piece.line)
        places = self._home_first(lines)
        if option.kind in (engine.LINES, engine.QUANTITIES) and len(places) > 1:
            first = places[0]
            shares = [
                self.env._("%(warehouse)s 1 line", warehouse=names[first])
                if len(lines[first]) == 1
                else self.env._("%(warehouse)s %(number)s lines", warehouse=names[first], number=len(lines[first])),
                *(f"{names[place]} {len(lines[place])}" for place in places[1:]),
            ]
            if option.kind == engine.LINES:
                return self.env._("Split by line: %(shares)s", shares=", ".join(shares))
            return self.env._("Split by quantity: %(shares)s", shares=", ".join(shares))
        warehouse = names[places[0]]
        if option.kind == engine.TRANSFER:
            sources = ", ".join(sorted({names[transfer.source] for transfer in option.transfers}))
            return self.env._("Bring to %(warehouse)s first, from %(sources)s", warehouse=warehouse, sources=sources)
        if option.kind == engine.WAIT:
            return self.env._("Wait, all from %(warehouse)s", warehouse=warehouse)
        return self.env._("All from %(warehouse)s", warehouse=warehouse)

    def _describe_sources(self, sources):
        """Return options as the dialog shows them, as plain values.

        :param Sources sources: what :meth:`_sources` returns
        :rtype: dict
        """
        wanted, names = self.commitment_date, self._sourcing_places_by_name()
        # The company's calendar is no secret to who sells for it, either.
        arrivals = self.sudo()._sourcing_arrivals(sources)
        preferences = dict(self.env["res.company"]._fields["sourcing_preference"]._description_selection(self.env))
        current = self._current_way(sources)
        return {
            "options": [
                {
                    "key": option.fingerprint(),
                    "kind": option.kind,
                    "name": self._sourcing_name(option, names),
                    "leaves": fields.Datetime.to_string(option.date) if option.date else False,
                    "arrives": self._possible_day(arrivals.get(option.date)),
                    "late": self._is_too_late(arrivals.get(option.date)),
                    "parcels": option.parcels,
                    "cost": self._sourcing_money(option.cost),
                    "is_current": option.way() == current,
                    "shipments": [
                        *self._describe_transfers(option.transfers, names),
                        *self._describe_parcels(option.allocations, names),
                    ],
                }
                for option in sources.options
            ],
            "stays": self._describe_fixed(sources.fixed),
            "wanted": self._possible_day(wanted),
            "preference": preferences[self.company_id.sudo().sourcing_preference],
            "has_costs": bool(self.carrier_id),
        }

    def _current_way(self, sources):
        """Return how the order is sent now, comparable with ``Option.way()``."""
        pieces = {(line.id, line._ships_from().id) for line in sources.needs}
        transfers = self.sudo().sourcing_transfer_ids.filtered(
            lambda transfer: not transfer.made_at or not transfer._has_begun()
        )
        ways = {
            (move.source_warehouse_id.id, move.target_warehouse_id.id, move.product_id.id, move.quantity)
            for move in transfers
        }
        return pieces, ways

    def _is_too_late(self, arrival):
        day, wanted = self.company_id._local_day, self.commitment_date
        return bool(wanted and (not arrival or day(arrival) > day(wanted)))

    def _sourcing_money(self, cost):
        return False if cost is None else formatLang(self.env, cost, currency_obj=self.currency_id)

    def _describe_transfers(self, transfers, names):
        """Return what warehouses send to each other first, as ``[{"title", "transfer", "goods", "more"}, …]``."""
        products = {p.id: p for p in self.env["product.product"].browse({t.product for t in transfers})}
        ways = defaultdict(list)
        for transfer in transfers:
            goods = f"{transfer.quantity:g} {products[transfer.product].uom_id.name}"
            ways[transfer.source, transfer.target, transfer.arrives].append(
                f"{goods} {products[transfer.product].display_name}"
            )
        return [
            {
                "title": self.env._(
                    "%(origin)s to %(target)s, there on %(day)s",
                    origin=names[source],
                    target=names[target],
                    day=self._possible_day(arrives),
                ),
                "transfer": True,
                "goods": goods[:MOST_SHOWN],
                "more": max(0, len(goods) - MOST_SHOWN),
            }
            for (source, target, arrives), goods in ways.items()
        ]

    def _describe_parcels(self, allocations, names):
        """Return what warehouses send to the customer, in the same form."""
        lines = {line.id: line for line in self.order_line}
        pieces = defaultdict(list)
        for piece in sorted(allocations, key=lambda piece: (lines[piece.line].sequence, piece.line)):
            pieces[piece.place].append(piece)
        return [
            {
                "title": names[place],
                "transfer": False,
                "goods": [
                    f"{piece.quantity:g} {line.product_uom_id.name} {line.product_id.display_name}"
                    for piece in pieces[place][:MOST_SHOWN]
                    for line in (lines[piece.line],)
                ],
                "more": max(0, len(pieces[place]) - MOST_SHOWN),
            }
            for place in self._home_first(pieces)
        ]

    def _home_first(self, pieces):
        """Return the keys of warehouses: the order's own, then the one that sends most lines."""
        return sorted(pieces, key=lambda place: (place != self.warehouse_id.id, -len(pieces[place]), place))

    def _sourcing_places_by_name(self):
        """Return ``{warehouse id: name}``; the names of the company's warehouses are known to who sells for it."""
        return {place.id: place.name for place in self.sudo().company_id._warehouses() | self.sudo().warehouse_id}

    def _describe_fixed(self, fixed):
        """Return why some lines stay where they are, as a list of sentences."""
        reasons = {
            ROUTE: self.env._("has a route of its own"),
            ORDERED: self.env._("is made or bought for the order"),
            PICKED: self.env._("is picked"),
            PARTLY: self.env._("is partly on its way"),
        }
        sentences = [f"{line.product_id.display_name} {reasons[reason]}" for line, reason in fixed.items()]
        return list(dict.fromkeys(sentences))[:MOST_SHOWN]
