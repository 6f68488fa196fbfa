"""Invoices, shipments that wait for theirs, and promises to pay, as figures see them."""

from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import tagged

from .common import QuoteToCashCommon
from .common_dunning import DunningCommon
from .common_service_facts import ServiceFacts

FACTS = "account.move.fact"


def june(day, hour=9):
    """Return a moment of June 2040."""
    return datetime(2040, 6, day, hour)


@tagged("post_install", "-at_install")
class TestInvoiceFacts(ServiceFacts, QuoteToCashCommon):
    """Ten ovens, ordered on the first of June, in a company in UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        with cls.then(june(1)):
            cls.order = cls.make_order()

    def shipped(self, day=2, quantity=10):
        with self.then(june(day)):
            return self.ship(self.order, {self.goods: quantity})

    def invoiced(self, day=4):
        with self.then(june(day)):
            return self.invoice(self.order)

    def fact(self, invoice):
        return self.read_facts("invoice", invoice, FACTS).get(invoice.id)

    def waiting(self, shipments):
        """Return the shipments that wait for their invoice."""
        return {-number for number in self.read_facts("shipment", shipments, FACTS)}

    def test_an_invoice_knows_when_its_goods_left(self):
        self.shipped()
        fact = self.fact(self.invoiced())
        self.assertEqual((fact.shipped_at, fact.shipped_day), (june(2), date(2040, 6, 2)))
        self.assertEqual((fact.posted_at, fact.posted_day), (june(4), date(2040, 6, 4)))
        self.assertEqual((fact.order, fact.prepaid, fact.billing_error), (self.order.id, False, False))

    def test_a_shipment_waits_until_it_is_invoiced(self):
        shipment = self.shipped()
        self.assertEqual(self.waiting(shipment), set(shipment.ids))
        fact = self.read_facts("shipment", shipment, FACTS)[-shipment.id]
        self.assertEqual((fact.shipped_at, fact.posted_at), (june(2), None))
        self.invoiced()
        self.assertEqual(self.waiting(shipment), set())

    def test_the_second_shipment_waits_for_the_second_invoice(self):
        first = self.shipped(2, 6)
        bill = self.invoiced(3)
        second = self.shipped(5, 4)
        self.assertEqual(self.waiting(first | second), set(second.ids))
        rest = self.invoiced(6)
        facts = self.read_facts("invoice", bill | rest, FACTS)
        self.assertEqual((facts[bill.id].shipped_at, facts[rest.id].shipped_at), (june(2), june(5)))

    def test_a_draft_is_none(self):
        self.shipped()
        draft = self.invoice(self.order, post=False)
        self.assertIsNone(self.fact(draft))

    def test_what_is_credited_without_goods_was_billed_wrong(self):
        self.shipped()
        bill = self.invoiced()
        with self.then(june(6)):
            self.credit(bill)
        self.assertTrue(self.fact(bill).billing_error)

    def test_it_does_not_matter_which_invoices_are_read_together(self):
        """A credit note for an invoice that takes back what another one billed."""
        self.shipped()
        bill = self.invoiced()
        with self.then(june(5)):
            other = self.make_order()
            self.ship(other)
            others = self.invoice(other)
        with self.then(june(6)):
            line = {"product_id": self.goods.id, "quantity": 1, "sale_line_ids": [Command.set(other.order_line.ids)]}
            note = self.env["account.move"].create(
                {
                    "move_type": "out_refund",
                    "partner_id": bill.partner_id.id,
                    "reversed_entry_id": bill.id,
                    "invoice_line_ids": [Command.create(line)],
                }
            )
            note.action_post()
        together = self.read_facts("invoice", bill | others, FACTS)
        self.assertTrue(together[bill.id].billing_error)
        self.assertEqual(self.fact(bill), together[bill.id])

    def test_what_is_credited_for_goods_that_came_back_was_right(self):
        shipment = self.shipped()
        bill = self.invoiced()
        with self.then(june(6)):
            self.send_back(shipment, 3)
            self.invoice(self.order)  # the credit note of what came back
        note = self.order.invoice_ids.filtered(lambda move: move.move_type == "out_refund")
        self.assertEqual(note.state, "posted")
        note.reversed_entry_id = bill
        self.assertFalse(self.fact(bill).billing_error)

    def test_what_came_back_before_it_was_invoiced_waits_for_nothing(self):
        shipment = self.shipped()
        with self.then(june(3)):
            self.send_back(shipment, 10)
        self.assertEqual(self.waiting(shipment), set())

    def test_an_invoice_that_is_paid_at_once_was_paid_in_advance(self):
        self.shipped()
        bill = self.invoiced()
        self.assertFalse(self.fact(bill).prepaid)
        with self.then(june(4)):
            self.pay(bill, payment_date="2040-06-04")
        self.assertTrue(self.fact(bill).prepaid)

    def test_it_is_sent_when_its_paper_was_made(self):
        self.shipped()
        bill = self.invoiced()
        with self.then(june(5)):
            self.env["ir.attachment"].create(
                {
                    "name": "invoice.pdf",
                    "raw": b"%PDF-1.4",
                    "res_model": "account.move",
                    "res_id": bill.id,
                    "res_field": "invoice_pdf_report_file",
                }
            )
        self.assertIsNone(self.fact(bill).sent_at)
        bill.is_move_sent = True
        self.assertIsNotNone(self.fact(bill).sent_at)

    def test_facts_and_sums_follow_the_documents(self):
        shipment = self.shipped()
        self.refresh()
        Facts = self.env[FACTS]
        self.assertEqual(Facts.search([("order_id", "=", self.order.id)]).mapped("res_id"), [-shipment.id])
        bill = self.invoiced()
        self.refresh()
        self.assertEqual(Facts.search([("order_id", "=", self.order.id)]).mapped("res_id"), [bill.id])
        bill.button_draft()
        self.refresh()
        self.assertEqual(Facts.search([("order_id", "=", self.order.id)]).mapped("res_id"), [-shipment.id])

    def test_read_from_zero_they_are_the_same(self):
        self.shipped(2, 6)
        self.invoiced(3)
        self.shipped(5, 4)
        self.refresh()
        before = self.stored()
        self.env["sale.fact.rebuild"]._forget(self.company)
        while self.env["sale.fact.refresh"]._refresh_begun():
            pass
        self.assertEqual(self.stored(), before)
        self.assertEqual(len(before), 2)

    def stored(self):
        facts = self.env[FACTS].search([("order_id", "=", self.order.id)])
        return {fact.res_id: fact.entries for fact in facts}

    def test_many_cost_as_many_statements_as_few(self):
        self.shipped()
        bills = self.invoiced()
        for _number in range(3):
            order = self.make_order()
            self.ship(order)
            bills |= self.invoice(order)
        self.assertEqual(self.cost_of("invoice", bills), self.cost_of("invoice", bills[:2]))


@tagged("post_install", "-at_install")
class TestPaymentPromiseFacts(ServiceFacts, DunningCommon):
    """An invoice of 1,000 of January 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bill_ = cls.bill()

    def facts(self):
        """Return the promises of the invoice, the oldest first: ``[(day, met on, withdrawn)]``."""
        found = self.read_facts("invoice", self.bill_, "account.move.promise.fact")
        return [(fact.promised_day.day, fact.met_day, fact.withdrawn) for _id, fact in sorted(found.items())]

    def promise(self, made, day, amount=None):
        with self.on(made):
            self.bill_.action_promise_to_pay(f"2026-02-{day:02}", amount)
            self.env.flush_all()

    def paid(self, day, **values):
        with self.on(day):
            self.pay(self.bill_, payment_date=day, **values)

    def test_a_promise_is_met_when_it_is_paid(self):
        self.promise("2026-02-01", 10)
        self.assertEqual(self.facts(), [(10, None, False)])
        self.paid("2026-02-09")
        self.assertEqual(self.facts(), [(10, date(2026, 2, 9), False)])

    def test_a_part_is_met_by_that_part(self):
        self.promise("2026-02-01", 10, 400)
        self.paid("2026-02-08", amount=400)
        self.promise("2026-02-11", 20)
        self.assertEqual(self.facts(), [(10, date(2026, 2, 8), False), (20, None, False)])

    def test_a_broken_promise_stays_when_another_one_is_made(self):
        self.promise("2026-02-01", 10)
        self.promise("2026-02-12", 20)
        self.assertEqual(self.facts(), [(10, None, False), (20, None, False)])

    def test_a_promise_that_is_moved_before_its_day_is_withdrawn(self):
        self.promise("2026-02-01", 10)
        self.promise("2026-02-05", 20)
        self.assertEqual(self.facts(), [(10, None, True), (20, None, False)])

    def test_a_promise_that_is_taken_back_is_withdrawn(self):
        self.promise("2026-02-01", 10)
        with self.on("2026-02-03"):
            self.bill_.promise_to_pay_date = False
        self.assertEqual(self.facts(), [(10, None, True)])
