"""Payments, refunds, write-offs, exchange differences and other entries are told as they are posted."""

from datetime import date
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine.quickbooks_document import OTHER, RECEIVABLE
from odoo.addons.quote_to_cash.models.collections.application_portion import WRITE_OFF, Portion
from odoo.addons.quote_to_cash.models.quickbooks.const import REASONS

from .common_quickbooks import JANUARY
from .common_quickbooks_reader import ReaderCommon

FEBRUARY = date(2026, 2, 10)


@tagged("post_install", "-at_install")
class TestQuickbooksReaderMoney(ReaderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.losses = cls.account("expense", "658200", "Small Differences")

    def bank(self):
        return self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "bank")], limit=1
        )

    # === Payments === #

    def test_a_payment(self):
        payment = self.pay(self.invoice(), communication="Check 12")
        payment.payment_reference = "4711"
        document = self.document(payment)
        self.assertEqual((document.key, document.kind), (("payment", payment.id, 0), "payment"))
        self.assertEqual((document.total, document.date), (Decimal("108.25"), JANUARY))
        self.assertEqual(
            [(row.kind, row.account.key, row.amount) for row in document.rows],
            [(RECEIVABLE, self.receivable().id, Decimal("-108.25"))],
        )
        self.assertEqual((document.deposit.name, document.deposit.key), ("Bank", payment.outstanding_account_id.id))
        self.assertEqual(document.method, payment.payment_method_line_id.name)
        self.assertEqual((document.full_number, document.customer.key), (payment.name, self.customer.id))
        self.assertEqual((document.reference, document.memo), ("4711", "Check 12"))

    def test_the_candidate_of_a_payment(self):
        payment = self.pay(self.invoice())
        row = self.found(payment)[payment]
        self.assertEqual((row["kind"], row["move_id"], row["full_number"]), ("payment", None, payment.name))
        self.assertEqual((row["partner_id"], float(row["amount"])), (self.customer.id, -108.25))
        self.assertNotIn(payment.move_id, self.found(payment.move_id), "its entry is not told again")

    def test_a_part(self):
        document = self.document(self.pay(self.invoice(), 40))
        self.assertEqual((document.total, document.rows[0].amount), (40, -40))

    def test_one_payment_of_two_invoices_is_one_document(self):
        moves = self.invoice() | self.invoice((self.lamp, 1))
        payment = self.pay(moves, group_payment=True)
        self.assertEqual(len(payment), 1)
        document = self.document(payment)
        self.assertEqual((document.total, len(document.rows)), (Decimal("162.38"), 1))

    def test_a_write_off_in_odoos_dialog_is_a_row_beside_the_money(self):
        payment = self.pay(
            self.invoice(), 108, payment_difference_handling="reconcile", writeoff_account_id=self.losses.id
        )
        document = self.document(payment)
        self.assertEqual(document.total, Decimal("108"))
        self.assertEqual(
            [(row.kind, row.account.key, row.amount) for row in document.rows],
            [
                (RECEIVABLE, self.receivable().id, Decimal("-108.25")),
                (OTHER, self.losses.id, Decimal("0.25")),
            ],
        )
        self.assertEqual(float(self.found(payment)[payment]["amount"]), -108.25)

    def test_a_discount_for_early_payment_is_beside_the_money(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "2 % early",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        self.company.account_journal_early_pay_discount_loss_account_id = self.losses
        document = self.document(self.pay(self.invoice(invoice_payment_term_id=terms.id)))
        self.assertEqual(document.rows[0].amount, Decimal("-108.25"))
        self.assertLess(document.total, Decimal("108.25"))
        self.assertIn(self.losses.id, [row.account.key for row in document.rows])

    def test_money_in_the_journals_own_account_is_money(self):
        journal = self.bank()
        journal.inbound_payment_method_line_ids.payment_account_id = journal.default_account_id
        document = self.document(
            self.pay(self.invoice(), 108, payment_difference_handling="reconcile", writeoff_account_id=self.losses.id)
        )
        self.assertEqual((document.deposit.key, document.total), (journal.default_account_id.id, 108))

    def test_a_payment_that_only_the_bank_will_book(self):
        payment = self.env["account.payment"].create(
            {"partner_id": self.customer.id, "amount": 50, "date": JANUARY, "payment_type": "inbound"}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_payment SET state = 'in_process', move_id = NULL WHERE id = %s", [payment.id]
        )
        self.env.invalidate_all()
        row = self.found(payment)[payment]
        self.assertEqual((float(row["amount"]), bool(row["fingerprint"])), (-50, True))
        document = self.reader._documents(self.company, self.target, [("payment", None, payment.id)])[0]
        self.assert_balanced(document)
        self.assertEqual((document.total, document.rows[0].account.key), (50, payment.destination_account_id.id))

    def test_a_refund(self):
        payment = self.pay(self.invoice(kind="out_refund"))
        document = self.document(payment)
        self.assertEqual((document.key, document.kind), (("refund", payment.id, 0), "refund"))
        self.assertEqual((document.total, document.rows[0].amount), (Decimal("-108.25"), Decimal("108.25")))

    # === Other currencies === #

    def test_a_payment_in_another_currency_and_its_exchange_difference(self):
        euro = self.make_euro(0.8)
        self.make_euro(1.0, FEBRUARY)
        invoice = self.invoice({"product_id": self.desk.id, "price_unit": 80, "tax_ids": []}, currency_id=euro.id)
        payment = self.pay(invoice, day=FEBRUARY, currency_id=euro.id)
        document = self.document(payment, date_to=FEBRUARY)
        self.assertEqual((document.total, document.foreign), (Decimal("80"), ("EUR", Decimal("80"))))
        exchange = invoice.line_ids.matched_credit_ids.exchange_move_id
        self.assertTrue(exchange)
        document = self.document(exchange, date_to=date(2026, 2, 28))
        self.assertEqual((document.kind, document.total, document.foreign), ("journal", Decimal("-20"), None))
        self.assertEqual([(row.kind, row.amount) for row in document.rows], [(RECEIVABLE, -20), (OTHER, 20)])
        self.assertEqual(document.customer.key, self.customer.id)

    # === Entries === #

    def test_a_write_off_of_our_own(self):
        self.env["payment.write.off.account"].create(
            {"company_id": self.company.id, "reason": "small", "account_id": self.losses.id}
        )
        invoice = self.invoice()
        payment = self.pay(invoice, 108)
        due = invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        paid = payment.move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        portion = Portion(paid.id, due.id, 0, 0, "small", outcome=WRITE_OFF)
        self.env["payment.application"]._write_off(self.company, [portion], JANUARY)
        entry = due.matched_credit_ids.credit_move_id.move_id - payment.move_id
        document = self.document(entry)
        self.assertEqual((document.kind, document.total), ("journal", Decimal("-0.25")))
        self.assertEqual(
            [(row.kind, row.account.key, row.amount) for row in document.rows],
            [(RECEIVABLE, self.receivable().id, Decimal("-0.25")), (OTHER, self.losses.id, Decimal("0.25"))],
        )
        self.assertEqual(document.memo, entry.ref)

    def test_all_rows_of_an_entry_of_one_customer_are_told(self):
        entry = self.entry(
            (self.receivable(), -60, self.customer),
            (self.receivable(), -40, self.customer),
            (self.losses, 70),
            (self.income, 30, self.make_customer("Somebody else")),
        )
        document = self.document(entry)
        self.assertEqual(document.total, -100)
        self.assertEqual(sorted(row.amount for row in document.rows), [-100, 30, 70])

    def test_an_entry_of_several_customers_is_a_document_for_each(self):
        other = self.make_customer("Bob's Barn")
        entry = self.entry(
            (self.receivable(), -60, self.customer),
            (self.losses, 60, self.customer),
            (self.receivable(), -40, other),
            (self.losses, 40, other),
        )
        documents = self.documents(entry)
        self.assertEqual(
            [(document.key, document.customer.key, document.total) for document in documents],
            [(("journal", entry.id, 0), self.customer.id, -60), (("journal", entry.id, 1), other.id, -40)],
        )
        row = self.found(entry)[entry]
        self.assertEqual((row["partner_id"], float(row["amount"])), (None, -100))

    # === What is left out, and why === #

    def left_out(self, record):
        """Return the reason; whatever is left out is no candidate."""
        self.assertEqual(self.found(record), {})
        field = "move_id" if record._name == "account.move" else "payment_id"
        rows = self.reader._left_out(self.scope())
        self.assertEqual(self.reader._left_out_count(self.scope()), len(rows))
        self.assertLessEqual({row["reason"] for row in rows}, dict(REASONS).keys())
        return [row["reason"] for row in rows if row[field] == record.id]

    def test_an_entry_that_cannot_be_taken_apart(self):
        other = self.make_customer("Bob's Barn")
        entry = self.entry((self.receivable(), -60, self.customer), (self.receivable(), -40, other), (self.losses, 100))
        self.assertEqual(self.left_out(entry), ["several_customers"])
        moved = self.entry((self.receivable(), -60, self.customer), (self.receivable(), 60, other))
        self.assertEqual(self.left_out(moved), ["several_customers"])

    def test_an_entry_without_a_customer(self):
        self.assertEqual(self.left_out(self.entry((self.receivable(), -60), (self.losses, 60))), ["no_customer"])

    def test_an_entry_that_concerns_vendors(self):
        payable = self.customer.with_company(self.company).property_account_payable_id
        entry = self.entry((self.receivable(), -60, self.customer), (payable, 60, self.customer))
        self.assertEqual(self.left_out(entry), ["payable"])

    def test_an_entry_that_leaves_the_debt_as_it_was(self):
        entry = self.entry((self.receivable(), -60, self.customer), (self.receivable(), 60, self.customer))
        self.assertEqual(self.left_out(entry), ["nothing_due"])

    def test_an_entry_on_two_accounts_of_a_customer(self):
        other = self.account("asset_receivable", "121190", "Receivable 2", reconcile=True)
        entry = self.entry((self.receivable(), -60, self.customer), (other, 50, self.customer), (self.losses, 10))
        self.assertEqual(self.left_out(entry), ["several_receivables"])

    def test_an_entry_that_concerns_no_customer_is_no_business_of_ours(self):
        entry = self.entry((self.income, -60), (self.losses, 60))
        self.assertEqual(self.left_out(entry), [])

    def test_money_that_is_booked_from_the_statement(self):
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank().id, "date": JANUARY, "amount": 70, "partner_id": self.customer.id}
        )
        self.assertEqual(self.left_out(line.move_id), [])
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.receivable()
        self.assertEqual(self.left_out(line.move_id), ["statement"])
        row = self.reader._left_out(self.scope())[0]
        self.assertEqual(
            {**row, "amount": float(row["amount"])},
            {
                "reason": "statement",
                "move_id": line.move_id.id,
                "payment_id": None,
                "number": line.move_id.name,
                "date": JANUARY,
                "partner_id": self.customer.id,
                "amount": -70,
            },
        )

    def test_a_tax_that_is_due_when_it_is_paid(self):
        self.company.tax_exigibility = True
        waiting = self.account("liability_current", "252990", "Tax Not Due Yet", reconcile=True)
        tax = self.make_tax("When Paid", 5, tax_exigibility="on_payment", cash_basis_transition_account_id=waiting.id)
        invoice = self.invoice({"product_id": self.desk.id, "tax_ids": tax.ids})
        payment = self.pay(invoice)
        entry = invoice.tax_cash_basis_created_move_ids
        self.assertEqual(self.left_out(entry), ["cash_basis"])
        self.assertEqual(len(self.documents(invoice, payment)), 2)
        row = next(row for row in self.reader._left_out(self.scope()) if row["move_id"] == entry.id)
        self.assertEqual((float(row["amount"]), row["partner_id"]), (-5, self.customer.id))

    def test_a_customers_payment_that_is_on_no_account_of_theirs(self):
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 50,
                "date": JANUARY,
                "payment_type": "inbound",
                "destination_account_id": self.customer.with_company(self.company).property_account_payable_id.id,
            }
        )
        payment.action_post()
        self.assertEqual(self.left_out(payment), ["no_receivable"])

    def test_a_vendors_payment_is_left_out_if_it_is_on_a_customers_account(self):
        values = {"partner_id": self.customer.id, "amount": 5, "date": JANUARY, "payment_type": "outbound"}
        payment = self.env["account.payment"].create({**values, "partner_type": "supplier"})
        payment.action_post()
        self.assertEqual(self.left_out(payment), [])
        payment = self.env["account.payment"].create(
            {**values, "partner_type": "supplier", "destination_account_id": self.receivable().id}
        )
        payment.action_post()
        self.assertEqual(self.left_out(payment), ["vendor_payment"])
