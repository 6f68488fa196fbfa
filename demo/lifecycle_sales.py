"""What salespeople, the order desk and the credit manager do with an order."""

from datetime import datetime, time, timedelta

from odoo.fields import Command

from .records import find, has_field, name_record


class SalesSteps:
    """Steps of :class:`lifecycle_replay.Player`: quoting, confirming, holding, cancelling."""

    def do_quote(self, story):
        """The salesperson writes a quotation."""
        seller = self.seller(story)
        Order = self.as_user(self.env["sale.order"], seller)
        customer = find(self.env, f"partner_{story.customer}")
        values = {
            "partner_id": customer.id,
            "team_id": find(self.env, "team_east" if seller == "sales.grace" else "team_west").id,
            "user_id": self.user(seller).id,
            "warehouse_id": find(self.env, f"warehouse_{story.warehouse}").id,
            "date_order": self.moment,
            "validity_date": self.moment.date() + timedelta(days=21),
            "commitment_date": self._promised(story),
            "client_order_ref": story.reference,
            "order_line": [Command.create(self._line(story, *line)) for line in story.lines.items()],
        }
        if story.deliver_to:
            values["partner_shipping_id"] = find(self.env, f"partner_{story.deliver_to}").id
        order = Order.create(values)
        self.orders[story.name] = order.with_env(self.env)
        name_record(self.env, f"order_{story.name}", order)
        if story.carrier:
            carrier = find(self.env, f"carrier_{story.carrier}").with_env(order.env)
            order.set_delivery_line(carrier, carrier.rate_shipment(order)["price"])
        self.backdate_creation(order)

    def _line(self, story, key, quantity):
        values = {"product_id": find(self.env, f"product_{key}").id, "product_uom_qty": quantity}
        if key in story.prices:
            values["price_unit"] = story.prices[key]
        return values

    def _promised(self, story):
        day = self.moment.date()
        for _ in range(story.promised):
            day += timedelta(days=3 if day.weekday() == 4 else 1)
        return datetime.combine(day, time(21))

    def do_send(self, story):
        """The salesperson marks the quotation as sent."""
        self.order(story, self.seller(story)).action_quotation_sent()

    def do_confirm(self, story):
        """The salesperson confirms the order."""
        order = self.order(story, self.seller(story))
        order.action_confirm()
        self.backdate(order, date_order=self.moment)

    def do_note(self, story, login, text):
        """Somebody writes into the chatter."""
        self.order(story, login).message_post(body=text)

    def do_raise(self, story, key, quantity):
        """The salesperson raises a quantity after confirmation."""
        order = self.order(story, self.seller(story))
        product = find(self.env, f"product_{key}")
        order.order_line.filtered(lambda line: line.product_id == product).product_uom_qty = quantity

    def do_perform(self, story, key):
        """A service has been given: the salesperson enters it."""
        order = self.order(story, self.seller(story))
        for line in order.order_line.filtered(lambda line: line.product_id == find(self.env, f"product_{key}")):
            line.qty_delivered = line.product_uom_qty

    # === Holds === #

    def do_hold(self, story, reason, note, login="orderdesk"):
        """Somebody puts the order on hold."""
        origin = "credit" if reason == "credit" else "manual"
        hold = self.order(story, login).action_hold(self._reason("hold", reason), note, origin=origin)
        self.backdate(hold, placed_at=self.moment)

    def do_release(self, story, note, login="orderdesk"):
        """Somebody releases all holds."""
        order = self.order(story, login)
        holds = order.hold_ids.filtered("active_hold")
        order.action_release_holds(note)
        self.backdate(holds, released_at=self.moment)

    def _reason(self, kind, code):
        return self.env["sale.order.reason"]._get_by_code(kind, code)

    # === Cancellations === #

    def do_cancel(self, story, reason, initiator, note=""):
        """The order desk cancels the order."""
        order = self.order(story, "orderdesk")
        kind = "lost" if order.state == "sent" else "cancel"
        order.action_cancel_with_reason(self._reason(kind, reason), initiator, note)

    def do_cancel_open(self, story, reason, note):
        """The order desk cancels what has not left yet."""
        self.order(story, "orderdesk").action_cancel_open(self._reason("cancel", reason), note)

    # === Purchases === #

    def do_buy(self, story):
        """The order desk orders drop-shipped goods from their maker."""
        if not has_field(self.env, "sale.order.line", "purchase_line_ids"):
            return
        purchases = self.order(story, "orderdesk").order_line.purchase_line_ids.order_id
        purchases.button_confirm()
        self.backdate(purchases, date_order=self.moment, date_approve=self.moment)
