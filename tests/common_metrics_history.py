"""What can happen to orders and their money, for tests in which anything happens in any order."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command

from .common_metrics import MetricsCommon


class History(MetricsCommon):
    """Two customers, two salespeople, orders of goods, dozens, services and kits, and all that becomes of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.partner + cls.env["res.partner"].create({"name": "Bert's Canteen"})
        cls.customers[1].child_ids = [Command.create({"name": "Bert", "type": "delivery"})]
        cls.sellers = cls.make_user("salesman", login="q2c_history_1") + cls.make_user(
            "salesman", login="q2c_history_2"
        )
        cls.kit = cls.make_kit({cls.goods: 2, cls.other_goods: 1})
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.expense = cls.env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "in", cls.company.ids)], limit=1
        )
        for warehouse in cls.warehouse:
            cls.add_stock(cls.goods, 10_000, warehouse)
            cls.add_stock(cls.other_goods, 10_000, warehouse)
        cls.happenings = sorted(name for name in dir(cls) if name.startswith("happens_"))

    def order_of(self, number):
        """Return a new quotation; what is ordered, by whom and from whom follows from its number."""
        lines = [(self.goods, 5 + number)]
        if number % 2:
            lines.append((self.other_goods, 3))
        if number % 3 == 1:
            lines.append({"product_id": self.goods.id, "product_uom_qty": 1, "product_uom_id": self.dozen.id})
        if number % 4 == 2:
            lines.append((self.kit, 2))
        if number % 4 == 3:
            lines.append((self.service, 1))
        customer = self.customers[number % 2]
        return self.make_order(*lines, confirm=False, stock=False, partner_id=(customer.child_ids or customer).id,
                               user_id=self.sellers[number // 2 % 2].id)  # fmt: skip

    def happen(self, name, order):
        """Let something happen to an order, as far as it can: what is refused has not happened."""
        if not order.exists():
            return
        try:
            with self.env.cr.savepoint():
                getattr(self, name)(order)
        except UserError:
            self.env.invalidate_all(flush=False)
        self.settle()

    # === Orders and goods === #

    def happens_confirm(self, order):
        if order.state in ("draft", "sent"):
            order.action_confirm()

    def happens_quote(self, order):
        if order.state == "draft":
            order.action_quotation_sent()

    def happens_want(self, order):
        if order.state in ("draft", "sent"):
            order.commitment_date = order.requested_date = fields.Datetime.now() + timedelta(days=4)

    def happens_ship(self, order):
        if not order.is_on_hold and self.open_pickings(order):
            self.ship(order)

    def happens_ship_part(self, order):
        if not order.is_on_hold and self.open_pickings(order):
            self.ship(order, {self.goods: 3})

    def happens_decline(self, order):
        if not order.is_on_hold and self.open_pickings(order):
            self.ship(order, {self.goods: 3}, backorder=False)

    def happens_arrive(self, order):
        left = order.picking_ids.filtered(lambda picking: picking.shipped_at and not picking.delivered_at)
        if left:
            left.action_confirm_delivery(fields.Datetime.now(), "carrier")

    def happens_hold(self, order):
        if order.state == "sale" and not order.is_on_hold:
            order.action_hold(self.reason("credit" if order.id % 2 else "address"))

    def happens_release(self, order):
        if order.is_on_hold:
            order.action_release_holds("Clear now")

    def happens_cancel(self, order):
        if order.state != "cancel" and not order._has_shipped_goods():
            order.action_cancel_with_reason(self.reason("mind"), "customer")

    def happens_cancel_open(self, order):
        if order.state == "sale" and order._open_delivery_moves():
            order.action_cancel_open(self.reason("mind"))

    def happens_reduce(self, order):
        if order.state == "sale" and not order.picking_ids.filtered("shipped_at"):
            order.order_line[:1].product_uom_qty = 4

    def happens_come_back(self, order):
        left = order.picking_ids.filtered(lambda picking: picking.shipped_at and not picking.return_ids)
        if left:
            self.send_back(left[:1], 1)

    def happens_ask(self, order):
        self.env["order.tracking.day"]._count(order, asks=1)

    def happens_waive(self, order):
        values = self.finding_of(order)
        same = [(name, "=", values[name]) for name in ("order_id", "rule_id")]
        if not self.env["order.validation.finding"].search_count(same, limit=1):
            self.env["order.validation.finding"].sudo().create(values)

    def finding_of(self, order):
        """Return the values of a finding that was waived."""
        credit = bool(order.id % 2)
        rule = self.env["order.validation.rule"].search(
            [("company_id", "=", self.company.id), ("code", "=", "credit_limit" if credit else "date_impossible")],
            limit=1,
        )
        now = fields.Datetime.now()
        return {
            "order_id": order.id,
            "company_id": self.company.id,
            "rule_id": rule.id,
            "code": rule.code,
            "category": rule.category,
            "severity": "block",
            "state": "waived",
            "message": "Something is wrong",
            "found_at": now,
            "waived_at": now,
        }

    # === Money === #

    def bills_of(self, order, kind="out_invoice"):
        return order.invoice_ids.filtered(lambda move: move.move_type == kind and move.state == "posted")

    def owed_of(self, order):
        return self.bills_of(order).filtered("amount_residual")

    def happens_bill(self, order):
        if order.invoice_status == "to invoice":
            bills = order._create_invoices(final=True)
            due = fields.Date.today() + timedelta(days=order.id % 3 * 9)
            bills.write({"invoice_payment_term_id": False, "invoice_date": fields.Date.today()})
            bills.write({"invoice_date_due": due})
            bills.action_post()

    def happens_send_bill(self, order):
        for bill in self.bills_of(order).filtered(lambda move: not move.is_move_sent):
            self.env["ir.attachment"].create(
                {"name": "bill.pdf", "raw": b"%PDF-1.4", "res_model": "account.move", "res_id": bill.id,
                 "res_field": "invoice_pdf_report_file"}
            )  # fmt: skip
            bill.is_move_sent = True

    def happens_pay(self, order):
        if bills := self.owed_of(order):
            self.pay(bills[:1], payment_date=fields.Date.today())

    def happens_pay_part(self, order):
        if bills := self.owed_of(order):
            self.pay(bills[:1], payment_date=fields.Date.today(), amount=bills[0].amount_residual / 3)

    def happens_take_back(self, order):
        self.bills_of(order).line_ids.filtered("matched_credit_ids").remove_move_reconcile()

    def happens_credit(self, order):
        if bills := self.bills_of(order).filtered(lambda move: not move.reversal_move_ids):
            self.credit(bills[:1], 50)

    def happens_promise_to_pay(self, order):
        if bills := self.owed_of(order):
            bills[:1].action_promise_to_pay(fields.Date.today() + timedelta(days=3), None)

    def happens_give_up(self, order):
        if bills := self.owed_of(order):
            line = bills[0].line_ids.filtered(lambda one: one.account_type == "asset_receivable" and one.debit)[:1]
            entry = self.env["account.move"].create(
                {
                    "date": fields.Date.today(),
                    "line_ids": [
                        Command.create(
                            {"account_id": line.account_id.id, "credit": 20, "partner_id": line.partner_id.id}
                        ),
                        Command.create({"account_id": self.expense.id, "debit": 20}),
                    ],
                }
            )
            entry.action_post()
            (line | entry.line_ids.filtered("credit")).reconcile()

    def happens_free_money(self, order):
        payment = self.env["account.payment"].create(
            {"partner_id": order.partner_id.commercial_partner_id.id, "amount": 70 + order.id % 7,
             "payment_type": "inbound", "partner_type": "customer", "date": fields.Date.today()}
        )  # fmt: skip
        payment.action_post()

    def happens_match(self, order):
        customer = order.partner_id.commercial_partner_id
        lines = self.env["account.move.line"].search(
            [("partner_id", "=", customer.id), ("account_type", "=", "asset_receivable"), ("reconciled", "=", False),
             ("parent_state", "=", "posted"), ("company_id", "=", self.company.id)], order="id", limit=2
        )  # fmt: skip
        if len(lines) == 2 and len(lines.account_id) == 1 and lines[0].balance * lines[1].balance < 0:
            lines.reconcile()

    # === Returns === #

    def happens_return(self, order):
        line = order.order_line.filtered(lambda one: one.product_id == self.goods)[:1]
        if line.qty_delivered >= 1 and not self.returns_of(order):
            codes = ("damaged", "wrong", "mind", "refused")
            reason = self.env.ref(f"quote_to_cash.reason_return_{codes[order.id % 4]}")
            values = {"sale_line_id": line.id, "quantity": 1, "reason_id": reason.id}
            self.env["sale.rma"].create(
                {"partner_id": order.partner_id.id, "company_id": self.company.id,
                 "line_ids": [Command.create(values | {"resolution": ("refund", "credit")[order.id % 2]})]}
            ).action_request()  # fmt: skip

    def returns_of(self, order):
        return self.env["sale.rma"].search([("line_ids.order_id", "=", order.id)], order="id", limit=1)

    def happens_go_on_with_return(self, order):
        """Take the next step of its return, whichever that is."""
        rma = self.returns_of(order)
        if rma.state == "requested":
            rma.action_approve()
        elif receipts := rma._open_receipts()[:1]:
            receipts.move_ids.quantity = 1
            receipts.move_ids.picked = True
            receipts.with_context(skip_backorder=True).button_validate()
        elif here := rma.line_ids[:1].quantity_received - rma.line_ids[:1].quantity_inspected:
            rma.line_ids[:1]._record_inspection(here, grade="new", disposition="restock")
            rma._refresh_state()
        elif rma.state not in ("done", "draft", "rejected", "cancelled"):
            rma.action_resolve()

    def happens_pay_back(self, order):
        notes = self.returns_of(order).refund_ids
        notes.filtered(lambda note: note.state == "draft").action_post()
        if owed := notes.filtered(lambda note: note.state == "posted" and note.amount_residual):
            self.pay(owed[:1], payment_date=fields.Date.today())
