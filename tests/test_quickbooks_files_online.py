"""Files for QuickBooks Online and Xero, read by the independent checker."""

from datetime import date
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from .common_quickbooks_files import QuickbooksFilesCommon
from .quickbooks_csv_checker import xero_total


@tagged("post_install", "-at_install")
class TestQuickbooksFilesOnline(QuickbooksFilesCommon):
    # === QuickBooks Online === #

    def test_the_worked_example(self):
        self.example().name = "INV/2026/00001"
        _batch, found = self.online()
        [(number, rows)] = found["invoices"].items()
        self.assertEqual(number, "INV/2026/00001")
        self.assertEqual(
            [(row["ItemQuantity"], row["ItemRate"], row["*ItemAmount"], row["Taxable"]) for row in rows],
            [("2", "90", "180.00", "Y"), ("1", "50", "50.00", "Y")],
        )

    def test_a_file_has_a_hundred_invoices_at_most(self):
        for day in range(1, 31):
            for _count in range(4):
                self.invoice(day=date(2026, 1, day))
        batch, found = self.online()
        self.assertEqual(len(found["invoices"]), 120)
        self.assert_totals(batch)

    def test_credit_notes_and_payments_are_journal_entries(self):
        move = self.invoice()
        self.invoice(kind="out_refund")
        self.pay(move)
        _batch, found = self.online()
        self.assertEqual(len(found["journal"]), 2)
        sums = {}
        for rows in found["journal"].values():
            for row in rows:
                amount = Decimal(row["*Debits"] or 0) - Decimal(row["*Credits"] or 0)
                sums[row["*AccountName"]] = sums.get(row["*AccountName"], Decimal(0)) + amount
        self.assertEqual(sums["Product Sales"], Decimal("100.00"))

    def test_or_a_list_to_be_typed(self):
        self.company.quickbooks_credit_notes = "list"
        self.invoice()
        self.invoice(kind="out_refund")
        _batch, found = self.online()
        self.assertFalse(found["journal"])
        self.assertTrue(any(b"Credit note" in content for content in found["files"].values()))

    def test_a_negative_row_is_told_or_a_journal_entry(self):
        self.invoice((self.desk, 2), {"product_id": self.lamp.id, "quantity": -1})
        batch, found = self.online()
        self.assertFalse(found["invoices"])
        self.assertTrue(any(b"INV/2026" in content for content in found["files"].values()))
        batch.action_cancel("As entries")
        self.company.quickbooks_negative = "journal"
        _batch, found = self.online()
        self.assertEqual(len(found["journal"]), 1)

    def test_what_a_spreadsheet_would_run(self):
        customer = self.make_customer('=cmd|"/C calc"!A0')
        self.invoice({"product_id": self.desk.id, "name": "+1\t@x"}, partner_id=customer.id)
        self.online()

    def test_the_same_bytes_whenever_it_is_downloaded(self):
        self.example()
        batch, _found = self.online()
        self.assertEqual(self.content(batch), self.content(self.env["quickbooks.export.batch"].browse(batch.id)))
        again = batch.action_download()
        self.assertIn(str(batch.attachment_id.id), again["url"])

    # === Xero === #

    def test_the_worked_example_for_xero(self):
        move = self.example()
        _batch, found = self.xero()
        [(number, rows)] = found.items()
        self.assertEqual(number, move.name)
        self.assertEqual(xero_total(rows), Decimal("248.98"))

    def test_several_taxes_and_credit_notes_for_xero(self):
        other = self.make_tax("County", 1)
        self.invoice((self.desk, 1), {"product_id": self.lamp.id, "tax_ids": [Command.set(other.ids)]})
        note = self.invoice(kind="out_refund")
        _batch, found = self.xero()
        self.assertEqual(sorted(xero_total(rows) for rows in found.values()), [Decimal("-108.25"), Decimal("158.75")])
        self.assertIn(note.name, found)
