"""When lines can be with the customer, and what is promised for that."""

from odoo import fields, models
from odoo.tools import format_date

from ...engine import promise as engine
from .deliveries import Deliveries


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _asked_for(self):
        """Return for when goods are ordered: what was agreed on the quotation, else what the customer asked for."""
        self.ensure_one()
        return self.commitment_date or self.requested_date

    def _promise_day(self, moment):
        """Return the day of a moment as the company that ships sees it."""
        return self._promise_company()._local_day(moment)

    def _day_text(self, moment):
        """Return a day in few words; the year only where it is not this one."""
        day, today = (self._promise_day(at) for at in (moment, fields.Datetime.now()))
        pattern = self.env._("d MMM") if day.year == today.year else self.env._("d MMM y")
        return format_date(self.env, day, date_format=pattern)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _lines_to_promise(self):
        """Return the lines for which something is promised: goods of confirmed orders, not all shipped yet."""
        return self.filtered(
            lambda line: (
                line.state == "sale" and line._is_goods() and line.product_uom_qty > 0 and line._open_share() > 0
            )
        )

    def _possible_dates(self):
        """Return when these lines can be with the customer, with a fixed number of queries.

        By the rules of :class:`.deliveries.Deliveries`; what nobody knows to come counts as there.

        :return: ``{line: (moment in UTC, whether it is known that supply allows it)}`` of lines of goods
        """
        lines = self.sudo()
        # Lines of one order compete: those before them take their part, asked for or not.
        rivals = lines.order_id.order_line._lines_to_promise() | lines
        available, wanted = rivals._availability(), rivals._leave_by()
        times = {order: Deliveries(order) for order in lines.order_id}
        possible = {}
        for line in lines.filtered(lambda line: line in available):
            (supply,) = available[line].values()
            arrival = times[line.order_id].arrival(line, supply.possible_at, wanted[line])
            possible[line.with_env(self.env)] = arrival, supply.possible_at is not None
        return possible

    def _dates_to_promise(self):
        """Return ``{line: moment in UTC}``: what was asked for, unless it is possible only later.

        Where nobody knows when supply comes, what was asked for is promised, too; the nightly check says
        that nothing is coming.
        """
        return {
            line: engine.promised(line.order_id.sudo()._asked_for(), moment, line.order_id.sudo()._promise_day)
            for line, (moment, _known) in self._possible_dates().items()
        }
