"""Whatever may happen to an order, its goods and its money, as far as Odoo allows it at that moment."""

from datetime import timedelta

from odoo.fields import Command

from .common_metrics import NEW_YORK, MetricsCommon


class HappeningsCommon(MetricsCommon):
    """Each method ``happens_…`` takes an order; what cannot happen to it just now does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"rma_window_days": 365, "invoicing_policy": "manual"})
        cls.seller = cls.make_user("salesman", login="q2c_any_seller")
        cls.desk = cls.make_user("desk", login="q2c_any_desk")
        cls.van = cls.env["delivery.carrier"].create({"name": "Van", "product_id": cls.service.id, "transit_days": 2})
        cls.abroad, cls.far = cls.make_company("Bread & Co. New York", NEW_YORK)
        cls.kit = cls.make_kit({cls.goods: 2, cls.other_goods: 1})
        for product in (cls.goods, cls.other_goods):
            for warehouse in (cls.warehouse, cls.far):
                cls.add_stock(product, 500, warehouse)

    @classmethod
    def happenings(cls):
        """Return the names of what may happen, without their beginning."""
        return sorted(name.removeprefix("happens_") for name in dir(cls) if name.startswith("happens_"))

    @classmethod
    def any_orders(cls):
        """Return four quotations: two products, a kit, a service with goods, dozens for a day."""
        dozen = cls.env.ref("uom.product_uom_dozen")
        dozens = {"product_id": cls.goods.id, "product_uom_qty": 1, "product_uom_id": dozen.id, "price_unit": 1000}
        return [
            cls.make_order((cls.goods, 5), (cls.other_goods, 2), confirm=False, stock=False),
            cls.make_order((cls.kit, 3), confirm=False, stock=False),
            cls.make_order((cls.service, 3), (cls.goods, 2), confirm=False, stock=False),
            cls.make_order(dozens, confirm=False, stock=False, commitment_date=cls.at(9)),
        ]

    # === Quotations === #

    def happens_send(self, order):
        if order.state == "draft":
            order.action_quotation_sent()

    def happens_confirm(self, order):
        if order.state in ("draft", "sent"):
            order.action_confirm()

    def happens_lose(self, order):
        if order.state in ("draft", "sent"):
            order.action_cancel_with_reason(self.env.ref("quote_to_cash.reason_lost_price"), "customer")

    def happens_override(self, order):
        """Somebody waives what is found."""
        if order.state in ("draft", "sent") and not order.finding_ids:
            rule, street = self.rule("address_incomplete"), order.partner_id.street
            order.partner_id.street = False
            rule.severity = "block"
            order.action_validate_order().with_user(self.desk).action_waive("Known to us")
            rule.severity = "off"
            order.partner_id.street = street

    def happens_company(self, order):
        """It is the other company that sells it."""
        if order.state in ("draft", "sent"):
            order.write({"company_id": self.abroad.id, "warehouse_id": self.far.id})

    def happens_delete(self, order):
        if order.state in ("draft", "cancel"):
            order.unlink()

    # === Orders === #

    def happens_cancel(self, order):
        if order.state == "sale":
            order.action_cancel_with_reason(self.reason("mind"), "customer")

    def happens_cancel_by_us(self, order):
        if order.state == "sale":
            order.action_cancel_with_reason(self.env.ref("quote_to_cash.reason_cancel_unavailable"), "company")

    def happens_draft(self, order):
        if order.state == "cancel":
            order.action_draft()

    def happens_cancel_open(self, order):
        if order.state == "sale" and order._open_delivery_moves():
            order.action_cancel_open(self.reason("mind"))

    def happens_reduce(self, order):
        if order.order_line:
            order.order_line[0].product_uom_qty -= 1

    def happens_raise(self, order):
        if order.order_line:
            order.order_line[0].product_uom_qty += 1

    def happens_add(self, order):
        line = {"product_id": self.other_goods.id, "product_uom_qty": 1}
        order.write({"order_line": [Command.create(line)]})

    def happens_price(self, order):
        if order.order_line:
            order.order_line[0].price_unit -= 10

    def happens_promise(self, order):
        lines = order.order_line._lines_to_promise()
        if order.state == "sale" and lines:
            later = self.now_there() + timedelta(days=9)
            order.action_change_promise(dict.fromkeys(lines.ids, later), "The vendor is late")

    def happens_other_day(self, order):
        order.commitment_date = self.now_there() + timedelta(days=3)

    def happens_other_date(self, order):
        """The order was taken on another day than it says."""
        if order.state in ("draft", "sent"):
            order.date_order = self.now_there() - timedelta(days=2)

    def happens_requested(self, order):
        order.requested_date = self.now_there() + timedelta(days=2)

    def happens_salesperson(self, order):
        order.user_id = self.seller

    def happens_carrier(self, order):
        order.carrier_id = self.van

    def happens_hold(self, order):
        if order.state == "sale" and not order.is_on_hold:
            order.action_hold(self.reason("address"))

    def happens_hold_credit(self, order):
        if order.state == "sale" and not order.is_on_hold:
            order.action_hold(self.reason("credit"))

    def happens_release(self, order):
        if order.is_on_hold:
            order.action_release_holds("Clear now")

    def happens_ask(self, order):
        self.env["order.tracking.day"]._count(order, asks=1)

    # === Goods === #

    def happens_ship(self, order, quantities=None, backorder=True):
        if not order.is_on_hold:
            self.ship(order, quantities, backorder)

    def happens_ship_part(self, order):
        self.happens_ship(order, {self.goods: 3, self.other_goods: 1})

    def happens_decline(self, order):
        self.happens_ship(order, {self.goods: 3, self.other_goods: 1}, backorder=False)

    def happens_deliver(self, order):
        left = order.picking_ids.filtered(lambda picking: picking.shipped_at and not picking.delivered_at)
        if left:
            left.action_confirm_delivery(self.now_there(), "carrier")

    def happens_other_carrier(self, order):
        order.picking_ids.filtered("shipped_at")[:1].carrier_id = self.van

    def happens_damage(self, order):
        left = order.picking_ids.filtered("shipped_at")[:1]
        if left:
            left._report_damage("visible", {left.move_ids[:1]: 1}, carrier_id=self.van.id)

    def happens_claim_withdrawn(self, order):
        claims = self.env["shipment.claim"].search([("order_id", "=", order.id), ("state", "=", "draft")])
        if claims:
            claims[:1].action_withdraw("No damage after all")

    def happens_send_back(self, order):
        left = order.picking_ids.filtered(lambda picking: picking.shipped_at and not picking.return_ids)
        if left:
            self.send_back(left[:1], 1)

    # === Returns === #

    def returns(self, order, *states):
        return order.order_line.rma_line_ids.rma_id.filtered(lambda rma: rma.state in states)[:1]

    def happens_ask_back(self, order, reason="mind"):
        line = order.order_line.filtered("qty_delivered")[:1]
        if not line:
            return
        values = {"sale_line_id": line.id, "quantity": 1, "resolution": "refund"}
        values["reason_id"] = self.env.ref(f"quote_to_cash.reason_return_{reason}").id
        rma = self.env["sale.rma"].create(
            {"partner_id": order.partner_id.id, "company_id": order.company_id.id, "line_ids": [Command.create(values)]}
        )
        rma.action_request()

    def happens_complain(self, order):
        self.happens_ask_back(order, "wrong")

    def happens_approve(self, order):
        if rma := self.returns(order, "requested"):
            rma.action_approve()

    def happens_reject(self, order):
        if rma := self.returns(order, "requested"):
            rma.action_reject("Worn")

    def happens_arrive(self, order):
        if rma := self.returns(order, "approved", "in_transit"):
            self.process(rma._open_receipts())

    def happens_look(self, order):
        rma = self.returns(order, "received", "inspected", "approved", "in_transit")
        line = rma.line_ids.filtered(lambda one: one.quantity_received > one.quantity_inspected)[:1]
        if line:
            line._record_inspection(
                line.quantity_received - line.quantity_inspected, grade="new", disposition="restock"
            )
            rma._refresh_state()

    def happens_resolve(self, order):
        ready = order.order_line.rma_line_ids.rma_id.filtered("can_resolve")
        if ready:
            ready[:1].action_resolve()

    # === Money === #

    def bills(self, order, state="posted", kind="out_invoice"):
        return order.invoice_ids.filtered(lambda move: move.state == state and move.move_type == kind)

    def happens_bill(self, order):
        if order.invoice_status == "to invoice":
            self.invoice(order)

    def happens_bill_draft(self, order):
        if order.invoice_status == "to invoice":
            self.invoice(order, post=False)

    def happens_post(self, order):
        drafts = self.bills(order, "draft") | self.bills(order, "draft", "out_refund")
        if drafts:
            drafts[:1].action_post()

    def happens_unpost(self, order):
        if bills := self.bills(order):
            bills[:1].button_draft()

    def happens_credit(self, order):
        bill = self.bills(order).filtered(lambda move: not move.reversal_move_ids)[:1]
        if bill:
            self.credit(bill)

    def happens_pay(self, order):
        bill = self.bills(order).filtered("amount_residual")[:1]
        if bill:
            self.pay(bill)

    def happens_pay_part(self, order):
        bill = self.bills(order).filtered(lambda move: move.amount_residual > 50)[:1]
        if bill:
            self.pay(bill, amount=50)

    def happens_take_back_payment(self, order):
        owed = self.bills(order).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        if owed:
            owed.remove_move_reconcile()

    def happens_promise_to_pay(self, order):
        bill = self.bills(order).filtered("amount_residual")[:1]
        if bill:
            bill.action_promise_to_pay(self.now_there().date() + timedelta(days=3))

    def now_there(self):
        """Return the moment at which it happens."""
        return self.env["sale.order.event"]._default_happened_at()
