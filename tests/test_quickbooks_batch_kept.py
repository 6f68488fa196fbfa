"""What is exported stays as it is, whoever tries: and the ways to take it back."""

from datetime import date
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.quickbooks import line
from .common_quickbooks_batch import QuickbooksBatchCommon


@tagged("post_install", "-at_install")
class TestQuickbooksBatchKept(QuickbooksBatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exporter = cls.make_user("exporter")
        cls.manager = cls.make_user("export_manager")
        cls.move = cls.invoice()
        cls.batch = cls.export(cls.exporter)
        cls.line = cls.batch.line_ids

    # === Nobody writes === #

    def test_nobody_writes_records_of_an_export(self):
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= self.company
        for user in (self.exporter, self.manager, admin):
            for record, values in (
                (self.batch, {"state": "draft"}),
                (self.batch, {"line_ids": [Command.update(self.line.id, {"amount": 1})]}),
                (self.line, {"free": True}),
                (self.batch.total_ids[0], {"in_file": 1}),
            ):
                with self.subTest(user=user.login, record=record, values=values), self.assertRaises(AccessError):
                    record.with_user(user).write(values)

    def test_nobody_creates_an_export_or_deletes_one(self):
        batches = self.env["quickbooks.export.batch"].with_user(self.manager)
        imported = batches.load(
            ["name", "company_id/.id", "target", "date_to", "kinds", "user_id/.id"],
            [["X", str(self.company.id), "iif", "2026-01-31", "invoice", str(self.manager.id)]],
        )
        self.assertFalse(imported["ids"])
        with self.assertRaises(AccessError):
            batches.create({"name": "X", "target": "iif"})
        with self.assertRaises(AccessError):
            self.batch.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            self.batch.sudo().unlink()

    def test_the_database_keeps_what_is_done(self):
        changes = (
            ("quickbooks_export_batch", "sha256 = 'other'", self.batch.id),
            ("quickbooks_export_batch", "state = 'draft'", self.batch.id),
            ("quickbooks_export_batch", "state = 'cancelled', date_to = NOW()", self.batch.id),
            ("quickbooks_export_line", "amount = 0", self.line.id),
            ("quickbooks_export_line", "number = 'other'", self.line.id),
            ("quickbooks_export_line", "move_id = move_id + 1", self.line.id),
            ("quickbooks_export_total", "in_file = 0", self.batch.total_ids[0].id),
        )
        for table, change, id_ in changes:
            with (
                self.subTest(table=table, change=change),
                self.assertRaisesRegex(psycopg2.Error, "as (it is|they are)"),
            ):
                self._sql(f"UPDATE {table} SET {change} WHERE id = {id_}")

    def test_the_database_deletes_nothing(self):
        for table in ("batch", "line", "total"):
            with self.subTest(table), self.assertRaisesRegex(psycopg2.Error, "as (it is|they are)"):
                self._sql(f"DELETE FROM quickbooks_export_{table}")
            with self.subTest(table, how="truncate"), self.assertRaisesRegex(psycopg2.Error, "as (it is|they are)"):
                self._sql(f"TRUNCATE quickbooks_export_{table} CASCADE")

    def test_what_is_free_is_not_taken_back(self):
        self.batch.with_user(self.manager).action_cancel("wrong period")
        with self.assertRaisesRegex(psycopg2.Error, "as it is"):
            self._sql(f"UPDATE quickbooks_export_line SET free = FALSE WHERE id = {self.line.id}")
        with self.assertRaisesRegex(psycopg2.Error, "as it is"):
            self._sql(f"UPDATE quickbooks_export_batch SET state = 'done' WHERE id = {self.batch.id}")

    def _sql(self, statement):
        with mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env.cr.execute(statement)

    def test_a_customer_who_is_merged_goes_along(self):
        other = self.make_customer("Anna's Bakery Ltd.")
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer + other).ids, other)
        self.assertEqual(self.line.partner_id, other)

    # === Cancelling === #

    def test_cancelling_frees_the_records_and_keeps_the_file(self):
        self.batch.with_user(self.manager).action_cancel("wrong period")
        self.assertEqual(self.batch.state, "cancelled")
        self.assertEqual((self.line.free, self.line.free_reason), (True, "wrong period"))
        self.assertEqual(self.batch.cancelled_by_id, self.manager)
        self.assertTrue(self.batch.attachment_id)
        again = self.export()
        self.assertEqual(again.line_ids.move_id, self.move)
        self.assertEqual(again.line_ids.number, self.line.number)

    def test_a_cancelled_period_is_exported_again_without_being_asked_for(self):
        """January, February; January is cancelled to be made anew: what was since then means January, too."""
        february = {"first": date(2026, 2, 1), "last": date(2026, 2, 28)}
        self.invoice(day=february["first"])
        self.export(**february)
        self.batch.with_user(self.manager).action_cancel("wrong names")
        again = self.export(first=None, last=february["last"])
        self.assertEqual(again.line_ids.move_id, self.move)

    def test_a_period_that_was_cancelled_before_others_were_made_was_a_mistake(self):
        """Nobody wants years that were cancelled at once to come back with the next export."""
        self.batch.with_user(self.manager).action_cancel("wrong period")
        february = {"first": date(2026, 2, 1), "last": date(2026, 2, 28)}
        self.invoice(day=february["first"])
        self.export(**february)
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self.start(first=None, last=february["last"])

    def test_cancelling_needs_a_reason(self):
        for reason in ("", "  ", None):
            with self.assertRaisesRegex(UserError, "reason"):
                self.batch.with_user(self.manager).action_cancel(reason)

    def test_only_managers_cancel(self):
        with self.assertRaises(AccessError):
            self.batch.with_user(self.exporter).action_cancel("mine")

    def test_what_is_cancelled_is_not_cancelled_again(self):
        self.batch.with_user(self.manager).action_cancel("wrong period")
        with self.assertRaisesRegex(UserError, "already"):
            self.batch.with_user(self.manager).action_cancel("again")

    def test_an_export_that_is_being_written_can_be_cancelled(self):
        move = self.invoice()
        batch = self.start()
        batch.sudo()._write_portion(0)
        batch.with_user(self.manager).action_cancel("wrong period")
        self.assertFalse(batch._continue())
        self.assertFalse(batch.sudo().part_ids)
        self.assertEqual(self.export().line_ids.move_id, move)

    # === Releasing, changes === #

    def test_a_released_record_is_exported_again(self):
        self.line.with_user(self.manager).action_release("deleted there")
        self.assertEqual(self.export().line_ids.move_id, self.move)
        self.assertIn("deleted there", str(self.batch.message_ids.mapped("body")))

    def test_many_records_are_released_with_one_note(self):
        self.invoice()
        self.invoice()
        batch = self.export()
        before = batch.message_ids
        with patch.object(line, "MOST_NUMBERS", 1):
            self.env["quickbooks.export.release"].with_user(self.manager).create(
                {"line_ids": batch.line_ids.ids, "reason": "deleted there"}
            ).action_release_lines()
        note = batch.message_ids - before
        self.assertEqual(len(note), 1)
        self.assertIn(f"{batch.line_ids[0].full_number} and 1 more", note.body)
        self.assertEqual(batch.line_ids.mapped("free"), [True, True])

    def test_only_managers_release(self):
        with self.assertRaises(AccessError):
            self.line.with_user(self.exporter).action_release("mine")
        with self.assertRaisesRegex(UserError, "reason"):
            self.line.with_user(self.manager).action_release(" ")

    def test_a_record_of_an_unfinished_export_is_not_released(self):
        self.invoice()
        with self.assertRaisesRegex(UserError, "not done"):
            self.start().line_ids.with_user(self.manager).action_release("mine")

    def test_a_change_after_the_export_is_flagged_and_not_sent_again(self):
        self._change()
        self.assertEqual(self.line.change, "changed")
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self.start()

    def _change(self, name="Another desk"):
        self.move.button_draft()
        self.move.invoice_line_ids.name = name
        self.move.action_post()
        self.env["quickbooks.export.batch"]._flag_changed(self.company)

    def test_a_record_that_is_posted_no_more_is_gone(self):
        self.move.button_draft()
        self.env["quickbooks.export.batch"]._flag_changed(self.company)
        self.assertEqual(self.line.change, "gone")

    def test_a_payment_of_the_invoice_is_no_change(self):
        self.pay(self.move)
        self.env["quickbooks.export.batch"]._flag_changed()
        self.assertFalse(self.line.change)

    def test_a_change_that_is_taken_back_is_none(self):
        before = self.move.invoice_line_ids.name
        self._change()
        self._change(before)
        self.assertFalse(self.line.change)

    def test_an_accepted_change_is_flagged_again_only_if_it_goes_on(self):
        self._change()
        self.line.with_user(self.exporter).action_accept_change()
        batches = self.env["quickbooks.export.batch"]
        batches._flag_changed(self.company)
        self.assertFalse(self.line.change)
        self._change("A third desk")
        self.assertEqual(self.line.change, "changed")

    def test_others_accept_no_change(self):
        self._change()
        with self.assertRaises(AccessError):
            self.line.with_user(self.make_user("invoicing")).action_accept_change()

    def test_another_companys_changes_are_not_looked_for(self):
        self.move.button_draft()
        self.env["quickbooks.export.batch"]._flag_changed(self.make_company("Other Company"))
        self.assertFalse(self.line.change)

    # === Companies === #

    def test_another_companys_exports_are_not_seen(self):
        other = self.make_company("Other Company")
        stranger = self.make_user(
            "export_manager", login="q2c_stranger", company_id=other.id, company_ids=[Command.set(other.ids)]
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        batches, batch, line = env["quickbooks.export.batch"], self.batch.with_env(env), self.line.with_env(env)
        self.assertFalse(batches.search([]))
        for action in (
            lambda: batch.action_cancel("mine"),
            lambda: batch.action_download(),
            lambda: line.action_release("mine"),
            lambda: batches._start(self.scope()),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_others_export_nothing(self):
        self.invoice()
        with self.assertRaises(AccessError):
            self.start(self.make_user("invoicing"))
