"""The export by night: only where it is wanted, once, with a word to the accountant."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common_quickbooks import JANUARY
from .test_quickbooks_wizard import WizardCommon

NIGHT = "2026-02-01 12:00:00"  # five o'clock in the morning in California


@tagged("post_install", "-at_install")
class TestQuickbooksNightly(WizardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.batches = cls.env["quickbooks.export.batch"]
        cls.accountant = cls.make_user("exporter", notification_type="inbox")
        cls.company.resource_calendar_id.tz = "America/Los_Angeles"
        cls.company.write(
            {
                "quickbooks_nightly": True,
                "quickbooks_nightly_target": "iif",
                "quickbooks_accountant_id": cls.accountant.id,
                "quickbooks_start_date": date(2026, 1, 1),
            }
        )

    def night(self, moment=NIGHT, hour=2):
        """Let both jobs run."""
        in_time = patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1000.0)
        job = self.batches.with_user(self.env.ref("base.user_root"))
        with freeze_time(moment), in_time:
            job._cron_nightly(hour)
            job._cron_export()
        self.env.invalidate_all()

    def found(self):
        return self.batches.search([("company_id", "=", self.company.id)])

    def task(self):
        return self.company._quickbooks_activity()

    def test_nothing_is_exported_unless_it_is_switched_on(self):
        self.assertFalse(self.make_company("Fresh Company").quickbooks_nightly)
        self.example()
        self.agree()
        self.company.quickbooks_nightly = False
        self.night()
        self.assertFalse(self.found())

    def test_what_was_posted_up_to_yesterday_goes_to_the_accountant(self):
        move = self.example()
        self.invoice(day=date(2026, 2, 1))
        self.agree()
        self.night()
        batch = self.found()
        self.assertEqual((batch.state, batch.date_to, batch.line_ids.move_id), ("done", JANUARY, move))
        note = batch.message_ids.filtered(lambda message: message.attachment_ids == batch.attachment_id)
        self.assertEqual(note.notified_partner_ids, self.accountant.partner_id)
        self.assertFalse(self.task())

    def test_the_note_says_how_many_records_no_file_carries(self):
        self.example()
        self.agree()
        with patch.object(type(self.env["quickbooks.reader"]), "_left_out_count", return_value=3):
            self.night()
        self.assertIn("no file carries: 3", self.task_note())

    def task_note(self):
        batch = self.found()
        return batch.message_ids.filtered(lambda message: message.attachment_ids == batch.attachment_id).body

    def test_once_a_night(self):
        self.example()
        self.agree()
        self.night()
        self.invoice()
        self.night("2026-02-01 13:00:00")
        self.assertEqual(len(self.found()), 1)
        self.night("2026-02-02 12:00:00")
        self.assertEqual(len(self.found()), 2)

    def test_not_before_its_hour(self):
        self.example()
        self.agree()
        self.night("2026-02-01 09:00:00")  # one o'clock there
        self.assertFalse(self.found())

    def test_what_is_missing_is_one_task_until_it_is_repaired(self):
        self.example()
        self.night()
        task = self.task()
        self.assertFalse(self.found())
        self.assertEqual(task.user_id, self.accountant)
        self.assertIn("Product Sales", task.note)
        self.night("2026-02-02 12:00:00")
        self.assertEqual(self.task(), task)
        self.agree()
        self.night("2026-02-03 12:00:00")
        self.assertEqual(self.found().state, "done")
        self.assertFalse(self.task())

    def begun(self, **values):
        """Return an export that is not done yet."""
        self.example()
        batch = self.batches._start(self.agree()._scope())
        batch.sudo().write(values)
        return batch

    def test_an_export_that_waits_with_a_problem_is_told(self):
        """Else no night would export anything any more, and nobody would know."""
        batch = self.begun(problem="Desk has no name.")
        self.night()
        self.assertEqual(self.found(), batch)
        self.assertIn("Desk has no name.", self.task().note)
        self.assertIn(batch.name, self.task().note)
        self.assertEqual(self.company.quickbooks_nightly_day, date(2026, 2, 1), "the night is over")

    def test_changes_are_looked_for_once_a_night(self):
        self.begun()
        with patch.object(type(self.batches), "_flag_changed") as looked:
            self.night()
            self.assertNotIn(self.company, [call.args[0] for call in looked.call_args_list], "it is being written")
            self.night("2026-02-01 13:00:00")
            self.night("2026-02-01 14:00:00")
        self.assertEqual([call.args[0] for call in looked.call_args_list].count(self.company), 1)

    def test_a_night_without_anything_new_is_silent(self):
        self.night()
        self.assertFalse(self.found())
        self.assertFalse(self.task())

    def test_changes_are_looked_for_although_the_export_is_by_hand(self):
        move = self.example()
        batch = self.exported()
        self.company.quickbooks_nightly = False
        move.button_draft()
        self.night()
        self.assertEqual(batch.changed_count, 1)

    def test_the_years_before_are_not_exported_by_surprise(self):
        self.company.quickbooks_start_date = False
        self.example()
        self.agree()
        self.night()
        self.assertFalse(self.found())
        self.assertIn("from when", self.task().note)
        self.company.quickbooks_start_date = date(2026, 1, 1)
        self.night("2026-02-02 12:00:00")
        self.assertEqual(self.found().state, "done")
        self.assertFalse(self.task())
