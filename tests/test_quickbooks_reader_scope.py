"""What is exported: posted, of the company, in the period, not yet; and what is noticed afterwards."""

from dataclasses import replace
from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from .common_quickbooks import JANUARY
from .common_quickbooks_reader import ReaderCommon

DECEMBER = date(2025, 12, 31)


@tagged("post_install", "-at_install")
class TestQuickbooksReaderScope(ReaderCommon):
    # === What is not exported === #

    def test_drafts_are_not(self):
        move = self.invoice(post=False)
        self.assertFalse(self.found(move))
        move.action_post()
        self.assertTrue(self.found(move))

    def test_what_was_cancelled_is_not(self):
        move = self.invoice()
        payment = self.pay(move)
        payment.action_draft()
        payment.action_cancel()
        move.button_draft()
        move.button_cancel()
        self.assertFalse(self.found(move, payment))

    def test_bills_are_not(self):
        self.assertFalse(self.candidates())
        self.invoice(kind="in_invoice", invoice_date=JANUARY)
        self.assertFalse(self.candidates())

    def test_another_companys_records_are_not(self):
        move = self.invoice()
        other = self.make_company("Another Company")
        self.assertFalse(self.candidates(self.scope(company=other)))
        self.assertEqual(self.reader._documents(other, self.target, [("invoice", move.id, None)]), [])

    def test_another_companys_payments_and_entries_are_not(self):
        payment = self.pay(self.invoice())
        entry = self.entry((self.receivable(), -5, self.customer), (self.income, 5))
        other = self.make_company("Another Company")
        self.assertFalse(self.candidates(self.scope(company=other)))
        records = [("payment", None, payment.id), ("journal", entry.id, None)]
        self.assertEqual(self.reader._documents(other, self.target, records), [])

    def test_the_days_of_the_period_count_and_no_others(self):
        days = [DECEMBER, date(2026, 1, 1), JANUARY, JANUARY + timedelta(days=1)]
        moves = [self.invoice(day=day) for day in days]
        payments = [self.pay(move, day=day) for move, day in zip(moves, days, strict=True)]
        entries = [self.entry((self.receivable(), -5, self.customer), (self.income, 5), day=day) for day in days]
        found = self.found(*moves, *payments, *entries, date_from=date(2026, 1, 1))
        self.assertEqual(set(found), {*moves[1:3], *payments[1:3], *entries[1:3]})

    def test_without_a_first_day_all_that_is_older_counts(self):
        moves = [self.invoice(day=day) for day in (date(2020, 2, 2), JANUARY)]
        self.assertEqual(list(self.found(*moves)), moves)

    def test_nothing_before_the_start_date_counts(self):
        self.company.quickbooks_start_date = date(2026, 1, 10)
        moves = [self.invoice(day=day) for day in (date(2026, 1, 9), date(2026, 1, 10))]
        self.assertEqual(list(self.found(*moves)), moves[1:])
        self.assertEqual(list(self.found(*moves, date_from=date(2026, 1, 1))), moves[1:])
        self.assertEqual(list(self.found(*moves, date_from=date(2026, 1, 11))), [])

    def test_only_the_chosen_kinds(self):
        invoice, credit = self.invoice(), self.invoice(kind="out_refund")
        payment = self.pay(invoice)
        refund = self.pay(credit)
        entry = self.entry((self.receivable(), -5, self.customer), (self.income, 5))
        records = {"invoice": invoice, "credit_note": credit, "payment": payment, "refund": refund, "journal": entry}
        for kind, record in records.items():
            with self.subTest(kind):
                self.assertEqual(list(self.found(*records.values(), kinds=(kind,))), [record])

    # === Exported already === #

    def start(self, **scope):
        return self.env["quickbooks.export.batch"]._start(self.scope(**scope))

    def test_what_is_on_a_line_is_not_exported_again(self):
        move = self.invoice()
        payment = self.pay(move)
        self.start()
        later = self.invoice()
        self.assertEqual(list(self.found(move, payment, later)), [later])

    def test_what_was_freed_is_exported_again(self):
        move = self.invoice()
        payment = self.pay(move)
        self.start().sudo().line_ids.free = True
        self.assertEqual(list(self.found(move, payment)), [move, payment])

    def test_each_target_has_its_own(self):
        move = self.invoice()
        self.start()
        rows = self.candidates(replace(self.scope(), target="qbo"))
        self.assertEqual([row["move_id"] for row in rows], [move.id])

    def test_without_a_period_nothing_before_the_first_one_that_was_asked_for(self):
        old, first = self.invoice(day=DECEMBER), self.invoice()
        self.start(date_from=date(2026, 1, 1))
        late = self.invoice(day=date(2026, 1, 5))
        self.assertEqual(list(self.found(old, first, late)), [late])

    def test_whoever_began_with_everything_goes_on_with_everything(self):
        self.invoice()
        self.start()
        old = self.invoice(day=DECEMBER)
        self.start_later()
        self.assertEqual(list(self.found(old)), [old])

    def start_later(self):
        """Make a second export, of February: the first one is out of its way."""
        february = self.invoice(day=date(2026, 2, 5))
        self.env["quickbooks.export.batch"].sudo().search([("company_id", "=", self.company.id)]).write(
            {"state": "done", "sha256": "-", "attachment_id": self.env["ir.attachment"].create({"name": "x"}).id}
        )
        batch = self.start(date_from=date(2026, 2, 1), date_to=date(2026, 2, 28))
        self.assertEqual(batch.line_ids.move_id, february)

    # === Fingerprints === #

    def fingerprint(self, record):
        self.env.flush_all()
        move, payment = (record.id, None) if record._name == "account.move" else (None, record.id)
        return self.env.execute_query(
            SQL("SELECT %s", self.reader._fingerprint(SQL("%s::int", move), SQL("%s::int", payment), SQL("NULL::int")))
        )[0][0]

    def test_it_is_the_candidates(self):
        move = self.invoice()
        payment = self.pay(move)
        for record, row in self.found(move, payment).items():
            self.assertEqual(row["fingerprint"], self.fingerprint(record))

    def test_being_paid_changes_nothing(self):
        move = self.invoice()
        before = self.fingerprint(move)
        payment = self.pay(move, 50)
        own = self.fingerprint(payment)
        self.pay(move)
        self.assertEqual((self.fingerprint(move), self.fingerprint(payment)), (before, own))

    def test_posting_it_again_as_it_was_changes_nothing(self):
        move = self.invoice()
        before = self.fingerprint(move)
        move.button_draft()
        self.assertIsNone(self.fingerprint(move))
        move.action_post()
        self.assertEqual(self.fingerprint(move), before)

    def test_whatever_an_export_tells_changes_it(self):
        changes = {
            "price": lambda move: move.invoice_line_ids.write({"price_unit": 99}),
            "quantity and price": lambda move: move.invoice_line_ids.write({"quantity": 2, "price_unit": 50}),
            "product": lambda move: move.invoice_line_ids.write(
                {"product_id": self.lamp.id, "price_unit": 100, "name": "Desk"}
            ),
            "text": lambda move: move.invoice_line_ids.write({"name": "Table"}),
            "tax": lambda move: move.invoice_line_ids.write({"tax_ids": [(5,)]}),
            "day": lambda move: move.write({"date": date(2026, 1, 30), "invoice_date": date(2026, 1, 30)}),
            "terms": lambda move: move.write({"invoice_payment_term_id": False}),
            "due": lambda move: move.write({"invoice_payment_term_id": False, "invoice_date_due": date(2026, 4, 1)}),
            "reference": lambda move: move.write({"ref": "PO 7"}),
            "address": lambda move: move.write({"partner_shipping_id": self.make_customer("Store").id}),
            "down payment": lambda move: move.invoice_line_ids.write({"is_downpayment": True}),
            "customer": lambda move: move.write({"partner_id": self.make_customer("Somebody").id}),
        }
        for name, change in changes.items():
            with self.subTest(name):
                move = self.invoice({"product_id": self.desk.id, "name": "Desk"})
                before = self.fingerprint(move)
                move.button_draft()
                change(move)
                move.action_post()
                self.assertTrue(self.fingerprint(move))
                self.assertNotEqual(self.fingerprint(move), before)

    def test_a_payments_own(self):
        payment = self.pay(self.invoice())
        before = self.fingerprint(payment)
        payment.action_draft()
        self.assertIsNone(self.fingerprint(payment))
        payment.amount = 100
        payment.action_post()
        self.assertNotEqual(self.fingerprint(payment), before)
        self.assertTrue(self.fingerprint(payment))

    def test_what_is_gone_has_none(self):
        self.assertIsNone(self.fingerprint(self.env["account.move"].browse(2**31 - 1)))
        self.assertIsNone(self.fingerprint(self.env["account.payment"].browse(2**31 - 1)))
