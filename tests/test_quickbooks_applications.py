"""Matches that are undone after they were told: taken back, or quiet if they were made again as they were."""

from datetime import date

from odoo.tests import tagged

from .common_quickbooks_batch import QuickbooksBatchCommon

FEBRUARY = {"first": date(2026, 2, 1), "last": date(2026, 2, 28)}


@tagged("post_install", "-at_install")
class TestQuickbooksApplications(QuickbooksBatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("export_manager")
        cls.move = cls.invoice()
        cls.payment = cls.pay(cls.move)
        cls.due, cls.paid = (
            one.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
            for one in (cls.move, cls.payment.move_id)
        )
        cls.batch = cls.export()

    def later(self):
        """Export something else; return the export, and what it tells."""
        self.invoice(day=FEBRUARY["first"])
        batch = self.export(**FEBRUARY)
        return batch, [
            (row.credit_number, row.invoice_number, row.amount, row.taken_back) for row in batch._applications_told()
        ]

    def test_what_was_undone_is_taken_back_once(self):
        self.paid.remove_move_reconcile()
        batch, told = self.later()
        self.assertEqual(told, [(self.payment.name, self.move.name, -108.25, True)])
        self.assertIn(b"-108.25", batch._applications_csv())
        self.assertEqual(batch.application_count, 1)
        self.assertEqual(self.later()[1], [])

    def test_what_was_undone_and_pays_another_invoice_is_taken_back_first(self):
        self.paid.remove_move_reconcile()
        other = self.invoice(day=FEBRUARY["first"])
        (self.paid | other.line_ids.filtered(lambda line: line.account_type == "asset_receivable")).reconcile()
        _batch, told = self.later()
        self.assertEqual(
            sorted(told, key=lambda row: row[2]),
            [(self.payment.name, self.move.name, -108.25, True), (self.payment.name, other.name, 108.25, False)],
        )

    def test_what_was_made_again_as_it_was_is_not_told(self):
        self.paid.remove_move_reconcile()
        (self.paid | self.due).reconcile()
        batch, told = self.later()
        self.assertEqual((told, batch.application_count, batch._applications_csv()), ([], 0, b""))
        self.paid.remove_move_reconcile()
        self.assertEqual([row[2] for row in self.later()[1]], [-108.25], "undone once more")

    def test_a_cancelled_export_takes_nothing_back(self):
        self.paid.remove_move_reconcile()
        batch, _told = self.later()
        batch.with_user(self.manager).action_cancel("wrong")
        self.assertEqual([row[2] for row in self.later()[1]], [-108.25], "so the next one does")

    def test_of_a_released_record_nothing_is_taken_back(self):
        """It was deleted in the program, and with it what it pays."""
        self.paid.remove_move_reconcile()
        self.batch.line_ids.filtered("payment_id").with_user(self.manager).action_release("deleted there")
        self.assertEqual(self.later()[1], [])

    def test_what_was_told_of_a_cancelled_exports_records_is_told_again(self):
        """A payment of a later export: the invoice that it pays is imported once more."""
        move = self.invoice()
        first = self.export()
        payment = self.pay(move, day=FEBRUARY["first"])
        self.export(**FEBRUARY)
        first.with_user(self.manager).action_cancel("wrong names")
        again = self.export(kinds=("invoice",))
        self.assertEqual(again._applications_told().mapped("credit_number"), [payment.name])
