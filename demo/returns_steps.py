"""What customers, the desk and the warehouse do about goods that come back."""

from .lifecycle_replay import Player
from .records import exists, find, name_record

WAREHOUSE, DESK = "warehouse", "orderdesk"


class ReturnsPlayer(Player):
    """Steps of returns; what a step needs and is not there leaves it out."""

    def _rma(self, name, login):
        """Return a return in the hands of a user; empty when it could not be asked for."""
        Returns = self.env["sale.rma"]
        rma = find(self.env, f"return_{name}") if exists(self.env, f"return_{name}") else Returns
        return self.as_user(rma, login)

    def do_ask(self, _story, name, order_name, product, quantity, reason, resolution):
        """The customer wants to send something back, and the desk notes it."""
        if not exists(self.env, f"order_{order_name}"):
            return
        order = find(self.env, f"order_{order_name}")
        wanted = product and find(self.env, f"product_{product}")
        line = order.order_line.filtered(
            lambda line: line.qty_returnable >= quantity and (not wanted or line.product_id == wanted)
        )[:1]
        if not line:
            return
        values = {
            "sale_line_id": line.id,
            "quantity": quantity,
            "reason_id": self.env.ref(f"quote_to_cash.reason_return_{reason}").id,
            "resolution": resolution,
        }
        Returns = self.as_user(self.env["sale.rma"], DESK)
        rma = Returns._create_return(order.partner_id, [values])
        self.backdate(rma, requested_at=self.moment, stage_since=self.moment)
        self.backdate_creation(rma)
        name_record(self.env, f"return_{name}", rma)

    def do_approve(self, _story, name):
        """The desk approves it."""
        rma = self._rma(name, DESK)
        rma.action_approve()
        self.backdate(rma, approved_at=self.moment, stage_since=self.moment)

    def do_reject(self, _story, name, reason):
        """The desk rejects it."""
        rma = self._rma(name, DESK)
        rma.action_reject(reason)
        self.backdate(rma, stage_since=self.moment)

    def do_sent(self, _story, name, tracking):
        """The customer has handed it over."""
        rma = self._rma(name, DESK)
        rma.action_mark_sent(tracking)
        self.backdate(rma, in_transit_at=self.moment, stage_since=self.moment)

    def do_receive(self, _story, name, quantity):
        """The warehouse receives it, or a part of it."""
        rma = self._rma(name, WAREHOUSE)
        if rma:
            rma.action_receive([{"line_id": rma.line_ids.id, "quantity": quantity}])
            self.backdate(rma, received_at=self.moment, stage_since=self.moment)
            done = rma.picking_ids.filtered(lambda picking: picking.state == "done")
            self.backdate(done.move_ids, date=self.moment)
            self.backdate(done, date_done=self.moment)

    def do_inspect(self, _story, name, disposition, grade, reason):
        """The warehouse looks at what is here, and sends it where it belongs."""
        rma = self._rma(name, WAREHOUSE)
        if rma:
            finding = {
                "line_id": rma.line_ids.id,
                "disposition": disposition,
                "grade": grade,
                "reason_id": self.env.ref(f"quote_to_cash.reason_inspection_{reason}").id,
            }
            rma.action_inspect([finding])
            self.backdate(rma, inspected_at=self.moment, stage_since=self.moment)
            self.backdate(rma.inspection_ids, inspected_at=self.moment)

    def do_resolve(self, _story, name):
        """The desk gives the customer what was promised."""
        rma = self._rma(name, DESK)
        rma.action_resolve()
        if rma.state == "done":
            self.backdate(rma, done_at=self.moment)
