"""Every kind of document in a file for QuickBooks Desktop, read by the independent checker."""

from datetime import date
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_quickbooks_files import QuickbooksFilesCommon

JANUARY_20 = date(2026, 1, 20)


@tagged("post_install", "-at_install")
class TestQuickbooksFiles(QuickbooksFilesCommon):
    def test_the_worked_example_comes_out_exactly(self):
        self.example().name = "INV/2026/00001"
        self.set_names()
        names = self.env["quickbooks.mapping"].search([("company_id", "=", self.company.id)])
        agency = names.filtered(lambda name: name.kind == "agency")
        agency.name = "State Board of Equalization"
        receivable = names.filtered(lambda name: name.account_type == "AR")
        receivable.name = "Accounts Receivable"
        block = self.one()
        said = [
            [row.get(column, "") for column in ("ACCNT", "AMOUNT", "QNTY", "PRICE", "INVITEM", "TAXABLE", "EXTRA")]
            for row in block.rows
        ]
        self.assertEqual(
            said,
            [
                ["Product Sales", "-180.00", "-2", "90", "DESK", "Y", ""],
                ["Product Sales", "-50.00", "-1", "50", "LAMP", "Y", ""],
                ["Sales Tax Payable", "-18.98", "", "8.25%", "CA 8.25", "N", "AUTOSTAX"],
            ],
        )
        self.assertEqual(block.rows[2]["NAME"], "State Board of Equalization")
        head = block.head
        self.assertEqual((head["DATE"], head["DUEDATE"]), ("01/31/2026", "03/02/2026"))
        self.assertEqual((head["ACCNT"], head["AMOUNT"]), ("Accounts Receivable", "248.98"))
        self.assertEqual((head["DOCNUM"], head["MEMO"]), ("INV2600001", "INV/2026/00001"))

    def test_the_totals_are_the_ledgers(self):
        move = self.example()
        self.pay(move, 100, day=JANUARY_20)
        batch, _content = self.iif()
        self.assert_totals(batch)

    def test_a_credit_note(self):
        self.invoice((self.desk, 2), kind="out_refund")
        block = self.one("CREDIT MEMO")
        self.assertEqual(block.head["AMOUNT"], "-216.50")
        self.assertEqual((block.rows[0]["AMOUNT"], block.rows[0]["QNTY"]), ("200.00", "2"))
        self.assertEqual(block.rows[1]["AMOUNT"], "16.50")

    def test_partial_and_grouped_payments(self):
        first, second = self.invoice(), self.invoice((self.lamp, 1))
        self.pay(first, 8.25)
        self.pay(first + second, group_payment=True)
        batch, content = self.iif()
        self.assertEqual(sorted(block.head["AMOUNT"] for block in content.of("PAYMENT")), ["154.13", "8.25"])
        self.assertEqual(sum(batch.application_ids.mapped("amount")), 162.38)
        self.assertEqual(len(batch.application_ids), 3)

    def test_a_write_off_is_a_journal_entry_beside_its_payment(self):
        self.pay(self.invoice(), 108, payment_difference_handling="reconcile", writeoff_account_id=self.losses.id)
        _batch, content = self.iif()
        self.assertEqual(content.of("PAYMENT")[0].head["AMOUNT"], "108.00")
        [entry] = content.of("GENERAL JOURNAL")
        self.assertEqual({row["ACCNT"]: row["AMOUNT"] for row in entry.all}["Small Differences"], "0.25")

    def test_another_currency_with_its_exchange_difference(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        for day, rate in ((date(2026, 1, 1), 0.8), (JANUARY_20, 0.5)):
            self.env["res.currency.rate"].create(
                {"currency_id": euro.id, "name": day, "rate": rate, "company_id": self.company.id}
            )
        move = self.invoice(day=date(2026, 1, 10), currency_id=euro.id)
        self.pay(move, day=JANUARY_20, currency_id=euro.id)
        _batch, content = self.iif()
        invoice, payment = content.of("INVOICE")[0], content.of("PAYMENT")[0]
        self.assertEqual(Decimal(invoice.head["AMOUNT"]), Decimal(str(move.amount_total_signed)))
        self.assertIn("EUR", invoice.head["MEMO"])
        [entry] = content.of("GENERAL JOURNAL")
        due = [Decimal(invoice.head["AMOUNT"]), -Decimal(payment.head["AMOUNT"])]
        due += [Decimal(row["AMOUNT"]) for row in entry.all if row["ACCNT"] == invoice.head["ACCNT"]]
        self.assertEqual(sum(due), 0, "nothing stays open")

    def test_a_deposit_and_its_deduction(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.desk.id, "product_uom_qty": 10})],
            }
        )
        self.desk.invoice_policy = "order"
        order.action_confirm()
        for values in ({"advance_payment_method": "percentage", "amount": 30}, {"advance_payment_method": "delivered"}):
            wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids)
            wizard.create(values).create_invoices()
            moves = order.invoice_ids.filtered(lambda move: move.state == "draft")
            moves.write({"invoice_date": JANUARY_20, "date": JANUARY_20})
            moves.action_post()
        _batch, content = self.iif()
        self.assertEqual(sum(Decimal(block.head["AMOUNT"]) for block in content.blocks), Decimal("1082.50"))
        last = next(block for block in content.blocks if len(block.rows) == 3)
        deducted = next(row for row in last.rows if row["AMOUNT"] == "300.00")
        self.assertEqual((deducted["QNTY"], deducted["PRICE"]), ("1", "300"))

    def test_cash_rounding(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Five cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": self.income.id,
                "loss_account_id": self.losses.id,
                "rounding_method": "HALF-UP",
            }
        )
        self.invoice({"product_id": self.desk.id, "price_unit": 1.01}, invoice_cash_rounding_id=rounding.id)
        block = self.one()
        self.assertEqual(block.head["AMOUNT"], "1.10")
        self.assertEqual(len(block.rows), 3)

    def test_a_price_that_includes_its_tax(self):
        tax = self.make_tax("Included", 10, price_include_override="tax_included")
        self.invoice({"product_id": self.desk.id, "price_unit": 110, "tax_ids": [Command.set(tax.ids)]})
        rows = self.one().rows
        self.assertEqual((rows[0]["AMOUNT"], rows[0]["PRICE"], rows[1]["AMOUNT"]), ("-100.00", "100", "-10.00"))

    def test_a_tax_of_nothing_closes_the_sale_all_the_same(self):
        tax = self.make_tax("Exempt", 0)
        self.invoice({"product_id": self.desk.id, "tax_ids": [Command.set(tax.ids)]})
        rows = self.one().rows
        self.assertEqual((rows[1]["EXTRA"], rows[1]["AMOUNT"], rows[0]["TAXABLE"]), ("AUTOSTAX", "0.00", "N"))

    def test_several_taxes_are_refused_or_rows(self):
        other = self.make_tax("County", 1)
        self.invoice((self.desk, 1), {"product_id": self.lamp.id, "tax_ids": [Command.set(other.ids)]})
        with self.assertRaisesRegex(UserError, "several sales taxes"), self.cr.savepoint():
            self.export()
        self.company.quickbooks_several_taxes = "rows"
        block = self.one()
        self.assertEqual(sum(Decimal(row["AMOUNT"]) for row in block.rows), Decimal("-158.75"))

    def test_a_refund_is_told_or_a_check(self):
        note = self.invoice(kind="out_refund")
        self.pay(note)
        batch, content = self.iif()
        self.assertFalse(content.of("CHECK"))
        self.assertTrue(any(name.startswith("to_type") or "list" in name for name in self.files(batch)))
        batch.action_cancel("As a check")
        self.company.quickbooks_refunds = "check"
        self.assertEqual(self.one("CHECK").head["AMOUNT"], "-108.25")

    def test_a_discount_as_an_item_of_its_own(self):
        self.company.quickbooks_discount = "item"
        self.example()
        rows = self.one().rows
        self.assertEqual([row["AMOUNT"] for row in rows[:2]], ["-200.00", "20.00"])
        self.assertNotIn("QNTY", rows[1])

    def test_dirty_names(self):
        names = [
            "A\tB\nC",
            'The "Best" Bakery',
            "Anna: Bread; Cakes",
            "=HYPERLINK(1)",
            "+49 Bäckerei 🥐",
            "@home",
            "-" * 3 + "x",
            "W" * 60,
            "W" * 60 + "!",
            "מאפיית אנה",
            "مخبز",
            "!TRNS",
            "Łódź Ćma",
        ]
        customers = [self.make_customer(name, email="=cmd@example.com") for name in names]
        for customer in customers:
            self.invoice(
                {"product_id": self.desk.id, "name": f"{customer.name}\n@SUM(1)"},
                partner_id=customer.id,
                ref=f"={customer.name}"[:40],
            )
        _batch, content = self.iif()
        said = [block.head["NAME"] for block in content.blocks]
        self.assertEqual(len({name.lower() for name in said}), len(names))

    def test_names_stay_the_same(self):
        self.customer.name = "Q" * 60
        self.invoice()
        first = self.one().head["NAME"]
        self.customer.name = "Another Name"
        self.invoice()
        self.assertEqual(self.one().head["NAME"], first)

    def test_nothing_of_another_company(self):
        other = self.make_company("Other Company")
        self.env.user.company_ids |= other
        move = self.invoice()
        self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "company_id": other.id,
                "partner_id": self.customer.id,
                "invoice_date": JANUARY_20,
                "invoice_line_ids": [Command.create({"name": "Foreign", "price_unit": 7})],
            }
        ).action_post()
        batch, content = self.iif()
        self.assertEqual(batch.line_ids.move_id, move)
        self.assertEqual(len(content.blocks), 1)
