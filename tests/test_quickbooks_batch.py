"""The life of an export: claimed, written, done, cancelled; nothing twice, nothing lost."""

import hashlib
import re
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.quickbooks import batch_claim
from .common_quickbooks_batch import QuickbooksBatchCommon

CRON = "quote_to_cash.ir_cron_quickbooks_export"


@contextmanager
def portions_of(size):
    with patch.object(batch_claim, "PORTION", size):
        yield


@tagged("post_install", "-at_install")
class TestQuickbooksBatch(QuickbooksBatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exporter = cls.make_user("exporter")
        cls.manager = cls.make_user("export_manager")

    # === Claiming === #

    def test_an_export_claims_each_record_of_the_period_once(self):
        january = self.invoice()
        self.invoice(day=date(2026, 2, 1))
        self.invoice(post=False)
        batch = self.start(self.exporter)
        self.assertEqual(batch.line_ids.move_id, january)
        self.assertEqual(batch.user_id, self.exporter)
        self.assertEqual(batch.state, "draft")

    def test_what_was_exported_is_not_exported_again(self):
        first, second = self.invoice(), None
        self.assertEqual(self.export().line_ids.move_id, first)
        second = self.invoice()
        self.assertEqual(self.export().line_ids.move_id, second)

    def test_each_program_gets_everything(self):
        move = self.invoice()
        for target in ("iif", "qbo", "xero"):
            with self.subTest(target):
                self.assertEqual(self.export(target=target).line_ids.move_id, move)

    def test_who_comes_second_is_told_who_was_first(self):
        self.invoice()
        self.start(self.exporter)
        with self.assertRaisesRegex(UserError, re.escape(self.exporter.name) + ".*EXP/"):
            self.start(self.manager)

    def test_who_finds_nothing_is_told_who_has_it(self):
        self.invoice()
        batch = self.export(self.exporter)
        with self.assertRaisesRegex(UserError, f"{re.escape(self.exporter.name)}.*{batch.name}"):
            self.start(self.manager)

    def test_an_empty_export_does_not_begin(self):
        with self.assertRaisesRegex(UserError, "Nothing is posted"), self.cr.savepoint():
            self.start()
        self.assertFalse(self.env["quickbooks.export.batch"].search([("company_id", "=", self.company.id)]))

    def test_records_are_claimed_in_the_order_of_kinds_and_days(self):
        later = self.invoice(day=date(2026, 1, 20))
        sooner = self.invoice(day=date(2026, 1, 10))
        payment = self.pay(sooner, day=date(2026, 1, 11))
        lines = self.start().line_ids
        self.assertEqual(lines.mapped("kind"), ["invoice", "invoice", "payment"])
        self.assertEqual(lines.move_id, sooner + later)
        self.assertEqual(lines.payment_id, payment)

    def test_the_database_refuses_a_record_in_two_exports(self):
        self.invoice()
        line = self.export().line_ids
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO quickbooks_export_line (batch_id, company_id, target, kind, move_id, portion, free) "
                "SELECT batch_id, company_id, target, kind, move_id, portion, free FROM quickbooks_export_line "
                "WHERE id = %s",
                [line.id],
            )

    # === Numbers === #

    def test_short_numbers_are_given_by_the_rule(self):
        move = self.invoice(name="INV/2026/00001")
        line = self.start().line_ids
        self.assertEqual((line.number, line.full_number), ("INV2600001", move.name))

    def test_two_documents_with_one_short_number_are_refused(self):
        self.invoice(name="A-1234567890123")
        self.invoice(name="B-1234567890123")
        with self.assertRaisesRegex(UserError, "B-1234567890123"):
            self.start()

    def test_a_number_that_an_earlier_export_has_is_refused(self):
        self.invoice(name="A-1234567890123")
        self.export()
        self.invoice(name="B-1234567890123")
        with self.assertRaisesRegex(UserError, "B-1234567890123"):
            self.start()

    def test_a_number_of_ones_own_avoids_that(self):
        self.invoice(name="A-1234567890123")
        move = self.invoice(name="B-1234567890123")
        self.env["quickbooks.mapping"].create(
            {"company_id": self.company.id, "target": "iif", "kind": "number", "move_id": move.id, "name": "B-123"}
        )
        line = self.export().line_ids.filtered(lambda line: line.move_id == move)
        self.assertEqual(line.number, "B-123")

    # === Writing === #

    def test_an_export_becomes_one_file_with_its_hash(self):
        self.example()
        batch = self.export(self.exporter)
        content = self.content(batch)
        self.assertEqual(batch.state, "done")
        self.assertIn(b"248.98", content)
        self.assertEqual(batch.sha256, hashlib.sha256(content).hexdigest())
        self.assertFalse(batch.sudo().part_ids)

    def test_every_target_makes_a_file(self):
        move = self.example()
        self.pay(move, 100)
        for target in ("iif", "qbo", "xero"):
            with self.subTest(target):
                files = self.files(self.export(target=target))
                self.assertTrue(any(b"Anna" in content for content in files.values()))

    def test_portions_make_the_same_file(self):
        for day in range(1, 6):
            self.invoice(day=date(2026, 1, day))
        whole = self.export()
        content = self.content(whole)
        whole.with_user(self.manager).action_cancel("again")
        with portions_of(2):
            parts = self.export()
        self.assertEqual(set(parts.line_ids.mapped("portion")), {0, 1, 2})
        self.assertEqual(self.content(parts).count(b"\nTRNS\t"), content.count(b"\nTRNS\t"))

    def test_a_big_export_is_left_to_the_job(self):
        self.invoice()
        self.invoice()
        triggers = self.env["ir.cron.trigger"]
        own = [("cron_id", "=", self.env.ref(CRON).id)]
        before = triggers.search_count(own)
        with patch.object(batch_claim, "AT_ONCE", 1):
            batch = self.export(self.exporter)
        self.assertEqual(batch.state, "draft")
        self.assertEqual(triggers.search_count(own), before + 1)
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.assertEqual(batch.state, "done")
        self.assertIn(self.exporter.partner_id, batch.message_ids.notified_partner_ids)

    def test_an_export_that_cannot_be_written_says_why_and_is_not_tried_for_ever(self):
        self.invoice()
        batch = self.start()
        batches = type(batch)
        with self.enter_registry_test_mode():
            with patch.object(batches, "_finish", side_effect=UserError("No name")):
                self.env.ref(CRON).method_direct_trigger()
            self.assertEqual((batch.state, batch.problem), ("draft", "No name"))
            self.env.ref(CRON).method_direct_trigger()
            self.assertEqual(batch.state, "draft")
        batch.with_user(self.exporter).action_continue()
        self.assertEqual((batch.state, batch.problem), ("done", False))

    # === What changed meanwhile === #

    def test_a_record_that_changed_between_claim_and_writing_leaves_the_batch(self):
        stays, changed, drafted = self.invoice(), self.invoice(), self.invoice()
        batch = self.start()
        changed.invoice_line_ids.name = "Another desk"
        drafted.button_draft()
        batch.action_continue()
        self.assertEqual(batch.line_ids.filtered(lambda line: not line.free).move_id, stays)
        self.assertIn(drafted.name, str(batch.message_ids.mapped("body")))
        self.assertEqual(self.export().line_ids.move_id, changed)

    def test_a_record_that_changed_after_its_portion_was_written_leaves_the_batch(self):
        with portions_of(1):
            changed, stays = self.invoice(), self.invoice()
            batch = self.start()
        self.assertFalse(batch._continue(lambda left: left > 1))
        changed.button_draft()
        self.assertTrue(batch._continue())
        self.assertEqual(batch.line_ids.filtered(lambda line: not line.free).move_id, stays)
        self.assertEqual(self.content(batch).count(b"\nTRNS\t"), 1)

    def test_if_nothing_is_left_there_is_no_file(self):
        move = self.invoice()
        batch = self.start()
        move.button_draft()
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            batch.action_continue()

    def test_a_record_that_is_not_read_is_not_lost_without_a_word(self):
        self.invoice()
        batch = self.start()
        with (
            patch.object(type(self.env["quickbooks.reader"]), "_documents", return_value=[]),
            self.assertRaisesRegex(ValueError, "Not read"),
        ):
            batch.action_continue()

    # === Totals === #

    def test_the_totals_are_those_of_the_ledger(self):
        move = self.example()
        self.invoice(day=date(2026, 1, 2), kind="out_refund")
        self.pay(move, 100)
        batch = self.export()
        self.assertEqual(set(batch.total_ids.mapped("difference")), {0})
        kinds = {total.kind: (total.count, total.in_file) for total in batch.total_ids if total.kind}
        self.assertEqual(kinds, {"invoice": (1, 248.98), "credit_note": (1, -108.25), "payment": (1, -100)})
        groups = {total.account_id: total.in_file for total in batch.total_ids if total.account_id}
        self.assertEqual(groups[self.income], -130)
        for account, amount in groups.items():
            rows = self.env["account.move.line"].search(
                [("account_id", "=", account.id), ("parent_state", "=", "posted")]
            )
            self.assertAlmostEqual(amount, sum(rows.mapped("balance")), 2, account.name)

    def test_totals_say_what_is_exported_before_and_what_is_not(self):
        self.invoice()
        self.export()
        paid = self.invoice()
        self.pay(paid)
        batch = self.export(kinds=("invoice",))
        total = batch.total_ids.filtered(lambda total: total.group == "receivable")
        self.assertEqual(
            (total.in_file, total.earlier, total.not_exported, total.ledger), (108.25, 108.25, -108.25, 108.25)
        )

    def test_a_file_that_does_not_say_what_the_ledger_says_is_not_made(self):
        self.invoice()
        batch = self.start()
        reader = type(self.env["quickbooks.reader"])
        right = reader._ledger_totals

        def wrong(records, batch):
            rows = right(records, batch)
            rows[0]["in_ledger"] += 1
            return rows

        with patch.object(reader, "_ledger_totals", wrong), self.assertRaisesRegex(UserError, "ledger"):
            batch.action_continue()

    def test_a_problem_makes_no_file(self):
        self.invoice()
        batch = self.start()
        self.env["quickbooks.mapping"].search([("kind", "=", "account"), ("company_id", "=", self.company.id)]).unlink()
        with self.assertRaises(UserError), self.cr.savepoint():
            batch.action_continue()
        self.assertEqual(batch.state, "draft")
        self.assertFalse(batch.attachment_id)

    # === Again === #

    def test_the_file_is_the_same_each_time(self):
        self.example()
        batch = self.export(self.exporter)
        action = batch.action_download()
        self.assertEqual(action["url"], f"/web/content/{batch.attachment_id.id}?download=true")

    def test_a_file_that_was_damaged_is_not_handed_out(self):
        self.invoice()
        batch = self.export(self.exporter)
        batch.sudo().attachment_id.raw = b"other"
        with self.assertRaisesRegex(UserError, "damaged"):
            batch.action_download()

    def test_only_who_reads_the_batch_reads_its_file(self):
        self.invoice()
        attachment = self.export(self.exporter).attachment_id
        self.assertTrue(attachment.with_user(self.exporter).raw)
        with self.assertRaises(AccessError):
            attachment.with_user(self.make_user("invoicing")).raw  # noqa: B018
        with self.assertRaises(AccessError):
            attachment.with_user(self.manager).write({"raw": b"other"})
