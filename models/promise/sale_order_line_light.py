"""The light at each line of a quotation: whether all of it can be there when it was asked for."""

from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import format_date

from ...engine.lights import AMBER, GREEN, RED, judge
from .deliveries import Deliveries

LIGHTS = [
    (GREEN, "In Time"),
    (AMBER, "Later, or from Another Warehouse"),
    (RED, "Not Known When"),
]
QUOTED = ("draft", "sent")


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    display_promise = fields.Boolean(
        compute="_compute_display_promise",
        help="Whether there is something to say about when this line can be delivered; for kits, too.",
    )
    promise_light = fields.Selection(
        LIGHTS,
        "Availability",
        compute="_compute_promise_light",
        help="Whether all of this line can be with the customer by the date asked for. Of quotations only.",
    )
    promise_earliest = fields.Datetime(
        "Possible Delivery",
        compute="_compute_promise_light",
        help="When all of this line can be with the customer, not before the date asked for.",
    )

    @api.depends(
        "state",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "qty_delivered",
        "is_expense",
        "display_type",
        "move_ids.state",
    )
    def _compute_display_promise(self):
        for line in self:
            # Not by Odoo's qty_to_deliver, which looks for the bill of materials of each line.
            line.display_promise = (
                line.state in (*QUOTED, "sale")
                and line._is_goods()
                and bool(line.product_uom_id)
                and line.product_uom_qty > line.qty_delivered
                and (line.state != "sale" or line._has_open_moves())
            )

    def _has_open_moves(self):
        """Whether a transfer for this line is open."""
        # Not everybody who reads orders may read transfers.
        return any(move.state not in ("done", "cancel") for move in self.sudo().move_ids)

    @api.depends(
        "state",
        "display_promise",
        "customer_lead",
        "route_ids",
        "warehouse_id",
        "order_id.warehouse_id",
        "order_id.company_id",
        "order_id.commitment_date",
        "order_id.carrier_id",
        # Lines of one order compete.
        "order_id.order_line.sequence",
        "order_id.order_line.product_id",
        "order_id.order_line.product_uom_id",
        "order_id.order_line.product_uom_qty",
    )
    def _compute_promise_light(self):
        """Judge all lines of an order at once, by a number of queries that does not depend on how many they are."""
        self.promise_light = False
        self.promise_earliest = False
        asked = self.filtered(lambda line: line.state in QUOTED and line.display_promise)
        for line, verdict in asked._promise_verdicts().items():
            line.promise_light = verdict.light
            line.promise_earliest = verdict.at

    def _promise_verdicts(self):
        """Return ``{line: engine.lights.Verdict}`` over all warehouses that the user may use.

        The other lines of their orders are looked at, too: they take from the same stock.
        """
        verdicts = {}
        for company, lines in self.grouped("company_id").items():
            found = lines.order_id.order_line._availability(lines._promise_warehouses(company))
            leave_by = lines._leave_by()
            for order, of_order in lines.grouped("order_id").items():
                times = Deliveries(order)
                verdicts.update(
                    (line, line._promise_verdict(found[line], leave_by[line], times))
                    for line in of_order
                    if line in found
                )
        return verdicts

    def _promise_verdict(self, found, leave_by, times):
        """Return the verdict on one line, by days, as promises are made; its ``at`` is a moment.

        :param dict found: ``{warehouse: Availability}`` for the moment when it has to leave
        :param datetime leave_by: that moment, in UTC
        :param Deliveries times: of its order
        :rtype: Verdict
        """
        possible = {place: times.possible(self, one, leave_by) for place, one in found.items()}
        asked = times.asked(leave_by)
        days = {place: times.day(moment) for place, moment in possible.items()}
        verdict = judge(days, self._ships_from(), times.day(asked))
        # What is there in time is there when it was asked for: sooner, it may be missing.
        return replace(verdict, at=asked if verdict.in_time else possible.get(verdict.place))

    def _promise_warehouses(self, company):
        """Return the warehouses to ask: the lines' own, and all others of the company that the user may use."""
        return self._warehouses().filtered(lambda place: place.company_id == company) | company._warehouses()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    promise_lights = fields.Json(
        compute="_compute_promise_lights",
        help="Light and possible delivery of each line, by its id or, in a form, what it is called there. When a line"
        " is typed, the client asks for this line and for the order, but not for the other lines, whose lights change.",
    )

    @api.depends("state", "order_line.promise_light", "order_line.promise_earliest")
    def _compute_promise_lights(self):
        for order in self:
            lines = order.order_line if order.state in QUOTED else order.order_line.browse()
            order.promise_lights = {
                str(line._origin.id or line.id.ref): [line.promise_light, order._possible_day(line.promise_earliest)]
                for line in lines
                if line.promise_light
            }

    def _possible_day(self, moment):
        """Return a moment as a day of the company, in the user's language; False for none."""
        return bool(moment) and format_date(self.env, self._promise_company()._local_day(moment))
