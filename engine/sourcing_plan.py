"""How the goods of one order can be divided among warehouses.

Lines compete for the same stock. In which order they are given does not matter: they are served by the moment
asked for, the simplest first, and at last by their key. Nothing is given away that is promised to others.
"""

import math
from collections import defaultdict

from .sourcing import FAR, KINDS, LINES, ONE, QUANTITIES, TRANSFER, WAIT, Allocation, Line, Option, Transfer
from .supply import QUANTITY

MOST_SINGLE = 5  # options "all from one warehouse", besides the order's own
MOST_PLACES = 10  # warehouses among which an order is divided


class Planner:
    """Finds the options for one order.

    :param datetime now: when transfers can leave
    :param lines: list of :class:`Line`
    :param places: list of :class:`Place`, the order's own among them
    :param home: key of the order's own warehouse
    :param dict projections: ``{(place key, product): Projection}``; where there is none, there is no stock
    :param dict leads: ``{(place key, place key): timedelta}`` of the transfers that are possible
    :param dict taken: ``{(place key, product): quantity}`` that other parts of the order take
    :param fixed: keys of the places from which other parts of the order are sent anyway
    :param dict units: ``{product: smallest quantity of it}``, in its own unit
    """

    def __init__(self, now, lines, places, home, projections, leads=None, taken=None, fixed=(), units=None):
        self.now, self.home, self.projections = now, home, projections
        self.lines = sorted(lines, key=Line.rank)
        self.distances = {place.key: place.distance for place in places}
        self.places = sorted(self.distances, key=self._nearness)
        self.leads, self.taken, self.fixed = leads or {}, taken or {}, set(fixed)
        self.units = units or {}
        self.asked = max((line.at for line in lines), default=now)

    def options(self):
        """Return the options, without those that are the same as a simpler one or no better in anything."""
        if not self.lines:
            return []
        reach = self._reach()
        found = [
            self._home(),
            *self._singles(),
            self._cover(reach),
            self._earliest(reach),
            self._divide(reach),
            self._transfer(),
        ]
        kept = {}
        for option in filter(None, found):
            kept.setdefault((option.allocations, option.transfers), option)
        return sorted(kept.values(), key=lambda option: KINDS.index(option.kind))

    # === The kinds === #

    def _home(self):
        """Return what happens if nothing is changed: the goods leave from the order's own warehouse."""
        plan = self._plan_single(self.home)
        date = plan.date()
        return plan.option(ONE if date and date <= self.asked else WAIT, date)

    def _singles(self):
        """Return the options with everything from one other warehouse, those that are in time first."""
        found = []
        for place in self.places:
            plan = self._plan_single(place) if place != self.home else None
            if plan and (date := plan.date()):
                found.append(plan.option(ONE, date))
        return sorted(found, key=lambda option: (option.date, option.distance, option.places()))[:MOST_SINGLE]

    def _plan_single(self, place):
        plan = Plan(self)
        for line in self.lines:
            plan.add(line, place, line.quantity)
        return plan

    def _cover(self, reach):
        """Return each line from one warehouse, with as few warehouses as can be found quickly."""
        plan, left = self._whole_lines(reach)
        return plan.finish(LINES, left, reach)

    def _earliest(self, reach):
        """Return each line from the warehouse that can send it first."""
        return Plan(self).finish(LINES, self.lines, reach)

    def _divide(self, reach):
        """Return what no warehouse can send whole in time divided among several."""
        plan, left = self._whole_lines(reach)
        rests = {}
        for line in left:
            rest = line.quantity
            for place in plan.by_use(reach) if line.step else ():
                given = min(rest, plan.room(line, place))
                if given > QUANTITY:
                    plan.add(line, place, given)
                    rest -= given
            if rest > QUANTITY:
                rests[line.key] = rest
        return plan.finish(QUANTITIES, [line for line in left if line.key in rests], reach, rests)

    def _transfer(self):
        """Return everything from the order's own warehouse, into which others first send what is missing."""
        plan, transfers = self._plan_single(self.home), []
        date = self.asked
        sources = [place for place in self.places if (place, self.home) in self.leads]
        sources.sort(key=lambda place: (self.leads[place, self.home], self._nearness(place)))
        for product, wanted in sorted(plan.wanted(self.home).items()):
            there = self._available(self.home, product, self.asked)
            if there < -QUANTITY:
                return None  # what is brought would go to those to whom too much is promised already
            missing = self._round(product, wanted - there, up=True)
            brought = 0.0
            for source in sources if missing > QUANTITY else ():
                free = self._available(source, product, self.now) - self.taken.get((source, product), 0.0)
                given = min(missing - brought, self._round(product, free))
                if given > QUANTITY:
                    arrives = self.now + self.leads[source, self.home]
                    transfers.append(Transfer(source, self.home, product, given, self.now, arrives))
                    brought, date = brought + given, max(date, arrives)
            first = self._first(self.home, product, wanted - brought, self.asked)
            if not first:
                return None
            date = max(date, first)
        return plan.option(TRANSFER, date, transfers) if transfers else None

    # === Help === #

    def _nearness(self, place):
        return place != self.home, self.distances[place], place

    def _reach(self):
        """Return the warehouses among which the order may be divided: those that can give the most of it."""
        empty = Plan(self)

        def use(place):
            rooms = [min(line.quantity, empty.room(line, place)) / line.quantity for line in self.lines]
            whole = sum(room >= 1 - QUANTITY for room in rooms)
            return place != self.home, -whole, -round(math.fsum(rooms), 6), self._nearness(place)

        if len(self.places) <= MOST_PLACES:
            return self.places
        return sorted(sorted(self.places, key=use)[:MOST_PLACES], key=self._nearness)

    def _whole_lines(self, reach):
        """Give each line that one warehouse can send in time to one, the most useful warehouse first.

        :return: the plan, and the lines for which there is none
        """
        plan, left, unused = Plan(self), self.lines, list(reach)
        while left and unused:
            tried = {place: plan.fitting(left, place) for place in unused}
            best = min(unused, key=lambda place: (-len(tried[place]), self._nearness(place)))
            if not tried[best]:
                break
            for line in tried[best]:
                plan.add(line, best, line.quantity)
            gone = {line.key for line in tried[best]}
            left = [line for line in left if line.key not in gone]
            unused.remove(best)
        return plan, left

    def _available(self, place, product, at):
        projection = self.projections.get((place, product))
        return projection.available(at) if projection else 0.0

    def _first(self, place, product, quantity, at):
        projection = self.projections.get((place, product))
        if quantity <= QUANTITY:
            return at
        return projection.first(quantity, at) if projection else None

    def _round(self, product, quantity, up=False):
        unit = self.units.get(product)
        if not unit:
            return quantity
        number = quantity / unit
        return (math.ceil(number - QUANTITY) if up else math.floor(number + QUANTITY)) * unit


class Plan:
    """Who sends what, while it is made.

    :param Planner planner: who makes it
    """

    def __init__(self, planner):
        self._planner = planner
        self._taken = defaultdict(float, planner.taken)
        self._pieces = defaultdict(float)
        self._moments = {}
        self._products = defaultdict(set)

    def add(self, line, place, quantity):
        """Have a quantity of a line sent from a warehouse."""
        for product, needed in line.parts.items():
            self._taken[place, product] += needed * quantity / line.quantity
            self._products[place].add(product)
        self._pieces[line.key, place] += quantity
        self._moments[place] = max(line.at, self._moments.get(place, line.at))

    def room(self, line, place):
        """Return how much of a line a warehouse can send in time, in steps of the line."""
        room = math.inf
        for product, needed in line.parts.items():
            free = self._planner._available(place, product, line.at) - self._taken.get((place, product), 0.0)
            room = min(room, free * line.quantity / needed)
        if room >= line.quantity - QUANTITY:
            return line.quantity
        return max(0.0, math.floor(room / line.step + QUANTITY) * line.step) if line.step else 0.0

    def fitting(self, lines, place):
        """Return those lines that a warehouse can send whole and in time, one after the other."""
        taken = defaultdict(float)
        fitting = []
        for line in lines:
            keys = [(place, product) for product in line.parts]
            free = [self._planner._available(*key, line.at) - self._taken.get(key, 0.0) - taken[key] for key in keys]
            if all(room >= needed - QUANTITY for room, needed in zip(free, line.parts.values(), strict=True)):
                fitting.append(line)
                for key, needed in zip(keys, line.parts.values(), strict=True):
                    taken[key] += needed
        return fitting

    def by_use(self, places):
        """Return warehouses, those that send something already first."""
        fixed = self._planner.fixed
        return sorted(places, key=lambda place: place not in self._moments and place not in fixed)  # stable

    def finish(self, kind, lines, places, quantities=None):
        """Give what is left to the warehouses that can send it first, and return the option.

        :param lines: list of :class:`Line`
        :param dict quantities: ``{key of a line: what is left of it}``; by default all
        :return: None if somebody can never send it
        """
        for line in lines:
            quantity = (quantities or {}).get(line.key, line.quantity)
            found = [
                (first, place) for place in self.by_use(places) if (first := self._possible(line, place, quantity))
            ]
            if not found:
                return None
            self.add(line, min(found, key=lambda item: item[0])[1], quantity)
        date = self.date()
        return self.option(kind, date) if date else None

    def _possible(self, line, place, quantity):
        moment = line.at
        for product, needed in line.parts.items():
            wanted = self._taken.get((place, product), 0.0) + needed * quantity / line.quantity
            first = self._planner._first(place, product, wanted, line.at)
            if not first:
                return None
            moment = max(moment, first)
        return moment

    def wanted(self, place):
        """Return ``{product: quantity}`` that is taken from a warehouse."""
        return {product: self._taken[place, product] for product in self._products[place]}

    def date(self):
        """Return when the last parcel can leave; None if nobody knows."""
        dates = [
            self._planner._first(place, product, quantity, at)
            for place, at in self._moments.items()
            for product, quantity in self.wanted(place).items()
        ]
        return None if None in dates else max([*self._moments.values(), *dates])

    def option(self, kind, date, transfers=()):
        """Return the plan as an option.

        :rtype: Option
        """
        allocations = (Allocation(line, place, quantity) for (line, place), quantity in self._pieces.items())
        places = self._moments.keys() | self._planner.fixed
        return Option(
            kind,
            tuple(sorted(allocations)),
            tuple(sorted(transfers)),
            date,
            len(places),
            max(self._planner.distances.get(place, FAR) for place in self._moments),
        )
