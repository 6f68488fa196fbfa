"""Names that are needed, the ledger's totals, and which payment pays which invoice."""

from datetime import date

from odoo.tests import tagged

from .common_quickbooks import JANUARY
from .common_quickbooks_reader import ReaderCommon

FIRST = date(2026, 1, 1)


@tagged("post_install", "-at_install")
class TestQuickbooksReaderTotals(ReaderCommon):
    def start(self, **scope):
        return self.env["quickbooks.export.batch"]._start(self.scope(**scope))

    def done(self, **scope):
        """Return a batch as if its file was written."""
        batch = self.start(**scope)
        file = self.env["ir.attachment"].create({"name": "export.iif", "raw": b"-"})
        batch.sudo().write({"state": "done", "attachment_id": file.id, "sha256": "-"})
        return batch

    # === Needs === #

    def needs(self, **scope):
        return self.reader._needs(self.scope(**scope))

    def test_nothing_to_export_needs_nothing(self):
        self.assertFalse(any(self.needs().values()))

    def test_the_example_needs(self):
        move = self.example()
        taxes = self.account_of("Sales Tax Payable")
        self.assertEqual(
            self.needs(),
            {
                "account": {self.receivable().id, self.income.id, taxes.id},
                "tax": {self.tax.id},
                "product": {self.desk.id, self.lamp.id},
                "term": {self.terms.id},
                "customer": {self.customer.id},
                "fallback": set(),
            },
        )
        self.assertTrue(move)

    def account_of(self, name):
        return self.env["account.account"].search([("name", "=", name), ("company_ids", "in", self.company.ids)])

    def test_a_payment_needs_where_money_goes_by_its_journal(self):
        payment = self.pay(
            self.invoice(), 108, payment_difference_handling="reconcile", writeoff_account_id=self.income.id
        )
        self.assertEqual(
            self.needs(kinds=("payment",)),
            {
                "account": {self.receivable().id, self.income.id},
                "journal": {payment.journal_id.id},
                "method": {payment.payment_method_line_id.id},
                "customer": {self.customer.id},
                "fallback": set(),
            },
        )

    def test_each_customer_of_an_entry_is_needed(self):
        other = self.make_customer("Bob's Barn")
        self.entry(
            (self.receivable(), -60, self.customer),
            (self.income, 60, self.customer),
            (self.receivable(), -40, other),
            (self.income, 40, other),
        )
        needs = self.needs()
        self.assertEqual(needs["customer"], {self.customer.id, other.id})
        self.assertEqual(needs["account"], {self.receivable().id, self.income.id})
        self.assertEqual((needs.get("product"), needs["fallback"]), (None, set()))

    def test_the_fallbacks_that_rows_need(self):
        discounts = self.account("expense", "658100", "Discounts")
        self.assertEqual(self.needs()["fallback"], set())
        self.invoice({"name": "Advice", "price_unit": 10, "tax_ids": self.tax.ids})
        self.assertEqual(self.needs()["fallback"], {"text"})
        self.company.account_discount_expense_allocation_id = discounts
        self.invoice({"product_id": self.desk.id, "discount": 10})
        self.assertEqual(self.needs()["fallback"], {"text", "discount"})
        self.invoice({"product_id": self.desk.id, "tax_ids": []})
        self.assertEqual(self.needs()["fallback"], {"text", "discount", "no_tax"})
        self.company.quickbooks_sales_tax = False
        self.assertEqual(self.needs()["fallback"], {"text", "discount"})

    def test_a_discount_in_a_row_of_its_own_needs_its_item(self):
        self.invoice({"product_id": self.desk.id, "discount": 10})
        self.assertEqual(self.needs()["fallback"], set())
        self.company.quickbooks_discount = "item"
        self.assertEqual(self.needs()["fallback"], {"discount"})

    def test_classes_of_the_chosen_plan_only(self):
        plan, other = self.env["account.analytic.plan"].create([{"name": "Class"}, {"name": "Project"}])
        north, project = self.env["account.analytic.account"].create(
            [{"name": "North", "plan_id": plan.id}, {"name": "P1", "plan_id": other.id}]
        )
        self.invoice({"product_id": self.desk.id, "analytic_distribution": {f"{north.id},{project.id}": 100}})
        self.assertNotIn("class", self.needs())
        self.company.quickbooks_class_plan_id = plan
        self.assertEqual(self.needs()["class"], {north.id})

    # === The ledger === #

    def totals(self, batch):
        return {
            self.env["account.account"].browse(row["account_id"]).name: (
                row["group"],
                *(round(float(row[name]), 2) for name in ("in_ledger", "earlier", "not_exported", "ledger")),
            )
            for row in self.reader._ledger_totals(batch)
        }

    def test_what_the_ledger_has_of_a_batch_of_earlier_ones_and_altogether(self):
        self.invoice()
        self.done(date_from=FIRST, kinds=("invoice",))
        second = self.invoice((self.lamp, 2))
        self.pay(second, 50)
        batch = self.start(date_from=FIRST, kinds=("invoice",))
        self.entry((self.income, -7), (self.account("expense", "658300", "By Hand"), 7))
        receivable, bank = self.receivable().name, "Outstanding Receipts"
        totals = self.totals(batch)
        self.assertEqual(totals[receivable], ("receivable", 108.25, 108.25, -50, 166.5))
        self.assertEqual(totals["Product Sales"], ("income", -100, -100, -7, -207))
        self.assertEqual(totals["Sales Tax Payable"], ("tax", -8.25, -8.25, 0, -16.5))
        self.assertNotIn(bank, totals, "no record of this batch uses it")
        self.assertNotIn("By Hand", totals)

    def test_money_is_there_when_a_payment_is(self):
        payment = self.pay(self.invoice(), 50)
        batch = self.start(date_from=FIRST)
        self.assertEqual(self.totals(batch)[payment.outstanding_account_id.name], ("other", 50, 0, 0, 50))

    def test_other_periods_and_freed_records_do_not_count(self):
        self.invoice(day=date(2025, 12, 31))
        self.done(date_from=None, date_to=date(2025, 12, 31))
        self.invoice()
        self.done(date_from=FIRST).sudo().line_ids.free = True
        batch = self.start(date_from=FIRST)
        self.assertEqual(self.totals(batch)["Product Sales"], ("income", -100, 0, 0, -100))

    def test_what_documents_say_is_what_the_ledger_has(self):
        self.example()
        self.pay(self.invoice((self.lamp, 3), kind="out_refund"), 20)
        self.pay(self.invoice(), 108, payment_difference_handling="reconcile", writeoff_account_id=self.income.id)
        said = {}
        for document in self.documents():
            for key, amount in self.postings(document).items():
                said[key] = said.get(key, 0) + amount
        ledger = {row["account_id"]: row["in_ledger"] for row in self.reader._ledger_totals(self.start())}
        self.assertEqual(
            {key: float(amount) for key, amount in said.items() if amount},
            {key: round(float(amount), 2) for key, amount in ledger.items() if round(float(amount), 2)},
        )

    # === Applications === #

    def applications(self, batch):
        return [
            (row["credit_kind"], row["credit_number"], row["invoice_number"], round(float(row["amount"]), 2))
            for row in self.reader._new_applications(batch)
        ]

    def test_one_payment_of_two_invoices(self):
        first, second = self.invoice(), self.invoice((self.lamp, 1))
        payment = self.pay(first | second, group_payment=True)
        batch = self.start()
        self.assertEqual(
            sorted(self.applications(batch)),
            sorted(
                [("payment", payment.name, first.name, 108.25), ("payment", payment.name, second.name, 54.13)],
            ),
        )
        row = next(row for row in self.reader._new_applications(batch) if row["invoice_number"] == first.name)
        self.assertEqual((row["date"], row["customer"]), (JANUARY, "Anna's Bakery"))
        self.assertEqual(row["invoice_short"], "INV2600001")

    def test_a_credit_note_pays(self):
        invoice, credit = self.invoice(), self.invoice((self.lamp, 1), kind="out_refund")
        lines = (invoice | credit).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.reconcile()
        self.assertEqual(self.applications(self.start()), [("credit_note", credit.name, invoice.name, 54.13)])

    def test_it_is_told_when_both_are_exported(self):
        invoice = self.invoice()
        payment = self.pay(invoice)
        self.assertEqual(self.applications(self.done(kinds=("invoice",))), [])
        batch = self.start(kinds=("payment",))
        self.assertEqual(self.applications(batch), [("payment", payment.name, invoice.name, 108.25)])

    def test_it_is_told_once(self):
        self.pay(self.invoice())
        batch = self.start()
        batch.sudo()._keep_applications()
        self.assertEqual(self.applications(batch), [])
        batch.sudo().application_ids.free = True
        self.assertEqual(len(self.applications(batch)), 1)

    def test_it_is_in_the_companys_currency(self):
        euro = self.make_euro(0.8)
        invoice = self.invoice({"product_id": self.desk.id, "price_unit": 80, "tax_ids": []}, currency_id=euro.id)
        self.pay(invoice, 40, currency_id=euro.id)
        self.assertEqual([row[-1] for row in self.applications(self.start())], [50])
