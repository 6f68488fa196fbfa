"""What the popover at a line of an order shows: every warehouse, with dates, for a line saved or still typed."""

from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine.lights import AMBER, GREEN, light_of
from .deliveries import Deliveries
from .sale_order_line_light import QUOTED

# What of a form makes a difference. Everything else that the client sends is left aside.
ORDER_FIELDS = {"company_id", "partner_id", "partner_shipping_id", "warehouse_id", "commitment_date", "carrier_id"}
LINE_FIELDS = {
    "product_id",
    "product_uom_qty",
    "product_uom_id",
    "product_no_variant_attribute_value_ids",
    "route_ids",
    "customer_lead",
    "sequence",
    "display_type",
    "is_delivery",
    "is_expense",
}
OWN_FIELDS = ("product_id", "product_uom_qty", "product_uom_id", "warehouse_id")
ASKED = "asked"
# A list of more is no help to anybody; the rest is added up.
SHOWN_RECEIPTS = 3


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # === Entry === #

    @api.readonly
    def promise_availability(self, values=None):
        """Return what there is of one line, and when it can be delivered, from every warehouse.

        Writes nothing. The number of queries depends neither on the length of the order nor on the number of
        warehouses.

        :param dict values: what is typed and not saved, all optional: ``product_id``, ``product_uom_qty``,
            ``product_uom_id``, ``warehouse_id``, ``commitment_date`` (UTC), ``order_id``; or, from a form,
            ``changes`` (those of the order, as the form would save them) and ``line`` (which of its lines is meant)
        :return: dict of plain values, see :meth:`_promise_answer`
        :raise AccessError: for who may not read the order or warehouses
        :raise UserError: for a warehouse of another company, or nothing to look at
        """
        values = dict(values or {})
        if self:
            self.ensure_one()
        order = self.order_id or self.env["sale.order"].browse(values.get("order_id") or ()).exists()
        self.env["stock.warehouse"].check_access("read")
        self.check_access("read")
        order.check_access("read")
        if self.state == "sale":
            return self._promise_answer()
        virtual = self._order_as_typed(order, values)
        try:
            return self._line_as_typed(virtual, values)._promise_answer()
        finally:
            # Who asks again in the same transaction asks for other values, and such records are found by their key.
            virtual.order_line.invalidate_recordset(flush=False)
            virtual.invalidate_recordset(flush=False)

    def _order_as_typed(self, order, values):
        """Return the order as it stands in the form, with its lines: records that are never saved.

        :param sale.order order: the saved one, if there is one
        :param dict values: see :meth:`promise_availability`
        """
        changes = values.get("changes") or {}
        typed = {name: changes[name] for name in ORDER_FIELDS & changes.keys()}
        typed.update({name: values[name] for name in ("commitment_date", "company_id") if name in values})
        if not order:
            typed.setdefault("company_id", self.env.company.id)
        mine = set(order.order_line.ids)
        commands = [
            _only_known(command)
            for command in changes.get("order_line") or ()
            if command[0] == Command.CREATE or command[1] in mine
        ]
        reference = values.get("line") or ASKED
        if not self and not any(command[1] == reference for command in commands):
            commands.append((Command.CREATE, reference, {}))
        # Even without any command: it makes the lines know the order that is only looked at.
        return self.env["sale.order"].new({**typed, "order_line": commands}, origin=order or None)

    def _line_as_typed(self, virtual, values):
        """Return the line that is meant, with what is typed of it alone.

        :param sale.order virtual: see :meth:`_order_as_typed`
        :param dict values: see :meth:`promise_availability`
        """
        reference = values.get("line") or ASKED
        line = virtual.order_line.filtered(
            lambda line: line._origin == self if self else getattr(line.id, "ref", None) == reference
        )
        if not line:
            raise UserError(self.env._("This line is no longer part of its order."))
        line.update({name: values[name] for name in OWN_FIELDS if name in values})
        line._check_promise_warehouse()
        return line

    def _check_promise_warehouse(self):
        """Refuse to look into the warehouses of another company."""
        company = self.company_id
        if company not in self.env.companies:
            raise UserError(self.env._("This order is not of one of your companies."))
        # Only to tell that it is another company's: no name is told.
        if self._ships_from().sudo().company_id - company:
            raise UserError(self.env._("This warehouse does not belong to %(company)s.", company=company.name))

    # === Answer === #

    def _promise_answer(self):
        """Return what is shown of one line.

        :return: ``problem`` (text: why there is nothing to show), or ``light``, ``message``, ``note``, ``unit``,
            ``digits``, ``quantity``, ``asked`` (text), ``parts`` (of how many products it consists), ``products``
            (whose stock position may be opened) and ``warehouses``: see :meth:`_promise_place`
        """
        problem = self._promise_problem()
        if problem:
            return {"problem": problem, "warehouses": []}
        order, places = self.order_id, self._promise_warehouses(self.company_id)
        lines = self._served_before() | self
        found = lines._availability(places).get(self, {})
        own, times = self._ships_from(), Deliveries(order)
        if own not in found:
            return {"problem": self._promise_nothing(found), "warehouses": []}
        # What is asked for later may be possible before.
        soonest = lines._availability(places, at=times.now)[self]
        sooner = {place: times.possible(self, one, times.now) for place, one in soonest.items()}
        leave_by = self._leave_by()[self]
        verdict = self._promise_verdict(found, leave_by, times)
        # In the report of the stock position a kit stands by its components.
        products = [product.id for product in self._stock_needs().get(self, {})]
        return {
            "problem": False,
            "light": verdict.light,
            "message": self._promise_message(verdict, found[own], sooner[own]),
            "note": self._promise_note(found[own], products),
            "unit": self.product_uom_id.name,
            "digits": self.env["decimal.precision"].precision_get("Product Unit"),
            "quantity": self.qty_to_deliver if self.state == "sale" else self.product_uom_qty,
            "asked": order._possible_day(order.commitment_date),
            "warehouses": [
                self._promise_place(place, found[place], sooner[place], leave_by, times)
                # The line's own first, then where it can be had soonest.
                for place in sorted(found, key=lambda place: (place != own, sooner[place] or datetime.max))
            ],
            "parts": len(products),
            "products": products if self.env["stock.position.report"].has_access("read") else [],
        }

    def _served_before(self):
        """Return the lines of a quotation that are served before this one; of an order, transfers say what is taken."""
        lines = self.order_id.order_line
        return lines[: list(lines).index(self)] if self.state in QUOTED else self.browse()

    def _promise_place(self, place, found, sooner, leave_by, times):
        """Return what is shown of one warehouse.

        :param Availability found: for the moment when the line has to leave
        :param datetime sooner: when it can be with the customer, whatever was asked for; None if nobody knows
        :param datetime leave_by: when it has to leave
        :param Deliveries times: of its order
        """
        order, asked = self.order_id, times.asked(leave_by)
        at = times.possible(self, found, leave_by)
        light = light_of(times.day(at), times.day(asked))
        # In time, though not sooner: what comes is picked on the day before.
        possible = min(sooner or asked, asked) if light == GREEN else sooner or at
        receipts = [{"quantity": quantity, "day": order._possible_day(moment)} for moment, quantity in found.incoming]
        shown, rest = receipts[:SHOWN_RECEIPTS], receipts[SHOWN_RECEIPTS:]
        return {
            "id": place.id,
            "name": place.name,
            "own": place == self._ships_from(),
            "light": light,
            "stocked": found.stocked and not found.ordered,
            "ordered": found.ordered,
            "on_hand": found.on_hand,
            "reserved": found.reserved,
            "free": found.free,
            "available": found.available,
            "incoming": shown,
            "later": {"quantity": sum(receipt["quantity"] for receipt in rest), "count": len(rest)} if rest else False,
            "possible_at": possible and fields.Datetime.to_string(possible),
            "possible": order._possible_day(possible),
        }

    def _promise_problem(self):
        """Return why nothing can be said about this line; None if something can."""
        product = self.product_id
        if not product or self.display_type:
            return self.env._("Choose a product to see when it can be delivered.")
        if product.type != "consu":
            return self.env._("%(product)s is not shipped.", product=product.display_name)
        if not self.product_uom_qty > 0:
            return self.env._("Enter a quantity above zero to see when it can be delivered.")
        if not self._ships_from():
            return self.env._("Choose a warehouse to see when this can be delivered.")
        if not self._is_goods():
            return self.env._("This line is not shipped.")
        return None

    def _promise_nothing(self, found):
        """Return why nothing is known of the line's own warehouse.

        :param dict found: what is known of others
        """
        if found:
            return self.env._("Warehouse %(warehouse)s is archived.", warehouse=self._ships_from().name)
        return self.env._("Nothing of this line is left to ship.")

    def _promise_message(self, verdict, found, sooner):
        """Return in one sentence what the light says.

        :param Verdict verdict: over all warehouses
        :param Availability found: of the line's own warehouse
        :param datetime sooner: when it can be with the customer from there, whatever was asked for
        """
        if verdict.light == GREEN and not found.stocked:
            return self.env._("No stock is kept of this product: it can be delivered as ordered.")
        if verdict.light == GREEN:
            day = self.order_id._possible_day(min(sooner or verdict.at, verdict.at))
            return self.env._("All of it in time: possible by %(day)s.", day=day)
        if verdict.light == AMBER:
            day = self.order_id._possible_day(verdict.at)
            if verdict.place == self._ships_from():
                return self.env._("Possible, but not before %(day)s.", day=day)
            if verdict.in_time:
                return self.env._("In time, but only from %(warehouse)s.", warehouse=verdict.place.name)
            return self.env._("Only from %(warehouse)s, not before %(day)s.", warehouse=verdict.place.name, day=day)
        if found.ordered:
            return self.env._("Not known when: nobody has said how long it takes to buy or make it.")
        return self.env._("Not known when: too little in stock, and not enough on its way.")

    def _promise_note(self, found, products):
        """Return what else has to be known; False if nothing.

        :param Availability found: of the line's own warehouse
        :param list products: ids of what it is shipped as, as far as that is taken from stock
        """
        asked = self.order_id.commitment_date
        if asked and self.company_id._local_day(asked) < self.company_id._local_day():
            return self.env._("The date asked for, %(day)s, has passed.", day=self.order_id._possible_day(asked))
        if found.ordered:
            return self.env._("Bought or made for this order: the date is that of the lead time.")
        if products and self.product_id.id not in products:
            return self.env._("A kit: these are complete kits, by what there is of their components.")
        return False


def _only_known(command):
    """Return a command of a form's order lines with only what makes a difference here."""
    kind, key, *rest = command
    if kind in (Command.CREATE, Command.UPDATE) and rest and isinstance(rest[0], dict):
        return (kind, key, {name: value for name, value in rest[0].items() if name in LINE_FIELDS})
    return tuple(command)
