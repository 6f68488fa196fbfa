"""The accountant's screen: everything is seen before a file exists, and one click exports it."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_quickbooks import JANUARY, QuickbooksCommon

DECEMBER = date(2025, 12, 15)


class WizardCommon(QuickbooksCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("export_manager")

    @classmethod
    def wizard(cls, user=None, **values):
        """Open the screen for January."""
        values = {"date_from": date(2026, 1, 1), "date_to": JANUARY, "company_id": cls.company.id, **values}
        return cls.env["quickbooks.export.wizard"].with_user(user or cls.manager).create({"target": "iif", **values})

    @classmethod
    def agree(cls, **values):
        """Agree on all names that the documents of a period need."""
        wizard = cls.wizard(**values)
        wizard.action_propose_names()
        wizard.action_confirm_names()
        return wizard

    @classmethod
    def exported(cls, **values):
        """Export; return the batch."""
        cls.agree(**values)
        return cls.wizard(**values).action_export()

    @classmethod
    def batch_of(cls, action):
        return cls.env[action["res_model"]].browse(action["res_id"])


@tagged("post_install", "-at_install")
class TestQuickbooksCheck(WizardCommon):
    def test_all_missing_names_are_listed_at_once_and_nothing_is_written(self):
        self.example()
        wizard = self.wizard()
        wizard.action_check()
        self.assertTrue(wizard.checked)
        self.assertGreaterEqual(wizard.missing_count, 4)  # receivable, income, tax and its account
        self.assertEqual(wizard.error_count, len(wizard.problem_ids.filtered(lambda one: one.severity == "error")))
        messages = " ".join(wizard.problem_ids.mapped("message"))
        for name in ("Product Sales", "CA 8.25", "Sales Tax Payable", "30 Days"):
            self.assertIn(name, messages)
        self.assertFalse(self.env["quickbooks.export.batch"].search([("company_id", "=", self.company.id)]))

    def test_a_program_is_told_all_errors_instead(self):
        self.example()
        wizard = self.wizard()
        wizard.action_check()
        with self.assertRaises(UserError) as caught:
            wizard.action_export()
        for problem in wizard.problem_ids.filtered(lambda one: one.severity == "error"):
            self.assertIn(problem.message, str(caught.exception))
        self.assertFalse(self.env["quickbooks.export.batch"].search([("company_id", "=", self.company.id)]))

    def test_a_proposed_name_is_changed_in_the_list_and_confirmed(self):
        self.example()
        wizard = self.wizard()
        wizard.action_propose_names()
        proposed = wizard.problem_ids.filtered(lambda one: one.mapping_id.account_id == self.income)
        self.assertEqual(wizard.missing_count, 0)
        self.assertFalse(proposed.mapping_id.confirmed)
        proposed.name_there = "Sales of Furniture"
        wizard.action_confirm_names()
        self.assertEqual((wizard.error_count, wizard.proposal_count), (0, 0))
        mapping = self.env["quickbooks.mapping"].search([("account_id", "=", self.income.id)])
        self.assertEqual((mapping.name, mapping.confirmed), ("Sales of Furniture", True))

    def test_who_only_exports_sets_no_names(self):
        self.example()
        wizard = self.wizard(self.make_user("exporter"))
        wizard.action_propose_names()
        self.assertFalse(wizard.may_name)
        self.assertGreater(wizard.proposal_count, 0)
        with self.assertRaises(AccessError):
            wizard.action_confirm_names()
        with self.assertRaises(AccessError):
            wizard.problem_ids.filtered("mapping_id")[0].name_there = "Something else"

    def test_each_kind_has_its_count_and_total(self):
        move = self.example()
        self.invoice(kind="out_refund")
        self.pay(move, 100)
        wizard = self.agree()
        rows = {row.kind: (row.count, row.amount) for row in wizard.row_ids}
        self.assertEqual(rows, {"invoice": (1, 248.98), "credit_note": (1, -108.25), "payment": (1, -100)})
        self.assertEqual(wizard.record_count, 3)
        opened = wizard.row_ids.filtered(lambda row: row.kind == "invoice").action_open()
        self.assertEqual(self.env[opened["res_model"]].search(opened["domain"]), move)

    def test_only_chosen_kinds_are_exported(self):
        self.pay(self.example(), 100)
        batch = self.exported(with_payments=False)
        self.assertEqual(batch.line_ids.mapped("kind"), ["invoice"])
        with self.assertRaises(UserError):
            self.wizard(
                with_invoices=False,
                with_credit_notes=False,
                with_payments=False,
                with_refunds=False,
                with_entries=False,
            ).action_check()

    def test_older_documents_are_told_and_taken_in(self):
        self.invoice(day=DECEMBER)
        self.example()
        wizard = self.agree()
        self.assertEqual((wizard.older_count, wizard.older_amount), (1, 108.25))
        wizard.action_include_older()
        self.assertEqual((wizard.older_count, wizard.record_count, wizard.date_from), (0, 2, False))

    def test_what_is_older_than_all_exports_is_told_and_taken_in(self):
        """Also with an empty period, which begins with the first export."""
        self.example()
        self.exported()
        old = self.invoice(day=DECEMBER)
        wizard = self.wizard(date_from=False)
        wizard.action_check()
        self.assertEqual((wizard.record_count, wizard.older_count, wizard.older_amount), (0, 1, 108.25))
        wizard.action_include_older()
        self.assertEqual((wizard.older_count, wizard.record_count, wizard.date_from), (0, 1, DECEMBER))
        self.assertEqual(wizard.action_export().line_ids.move_id, old)

    def test_nothing_older_than_the_start_date_is_told(self):
        self.company.quickbooks_start_date = date(2026, 1, 1)
        self.invoice(day=DECEMBER)
        self.example()
        for first in (date(2026, 1, 10), False):
            wizard = self.agree(date_from=first)
            self.assertEqual((wizard.older_count, wizard.record_count), (0, 1), first)

    def test_drafts_are_told(self):
        self.example()
        draft = self.invoice(post=False)
        self.invoice(post=False, day=DECEMBER)
        wizard = self.wizard()
        wizard.action_check()
        self.assertEqual(wizard.draft_count, 1)
        opened = wizard.action_open_drafts()
        self.assertEqual(self.env[opened["res_model"]].search(opened["domain"]), draft)

    def test_draft_payments_are_told_beside_draft_invoices(self):
        move = self.example()
        self.invoice(post=False)
        payment = self.pay(move)
        payment.action_draft()
        wizard = self.wizard()
        wizard.action_check()
        self.assertEqual((wizard.draft_count, wizard.draft_payment_count), (1, 1))
        opened = wizard.action_open_draft_payments()
        self.assertEqual(self.env[opened["res_model"]].search(opened["domain"]), payment)

    def test_money_that_no_file_carries_is_listed(self):
        move = self.example()
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "bank")], limit=1
        )
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": JANUARY,
                "payment_ref": "Wire",
                "amount": 50,
                "partner_id": self.customer.id,
            }
        )
        suspense = line.move_id.line_ids.filtered(lambda one: one.account_id == journal.suspense_account_id)
        suspense.account_id = move.line_ids.filtered(lambda one: one.display_type == "payment_term").account_id
        wizard = self.agree()
        self.assertEqual(wizard.left_out_count, 1)
        self.assertEqual(wizard.left_out_ids.move_id, line.move_id)
        words = dict(wizard.left_out_ids._fields["reason"]._description_selection(self.env))
        self.assertIn("bank's statement", words[wizard.left_out_ids.reason])
        self.assertEqual(wizard.left_out_ids.action_open()["res_id"], line.move_id.id)

    def test_another_period_has_to_be_checked_again(self):
        self.example()
        wizard = self.agree()
        with Form(wizard) as form:
            form.date_to = date(2026, 2, 28)
        self.assertFalse(wizard.checked)

    def test_a_period_that_ends_before_it_begins(self):
        with self.assertRaises(UserError):
            self.wizard(date_from=date(2026, 2, 1)).action_check()

    def test_another_company_is_refused(self):
        other = self.make_company("Another Company")
        with self.assertRaises(AccessError):
            self.wizard(company_id=other.id).action_check()

    def test_a_problem_opens_what_repairs_it(self):
        self.example()
        wizard = self.wizard()
        wizard.action_propose_names()
        proposed = wizard.problem_ids.filtered(lambda one: one.mapping_id.account_id == self.income)
        self.assertEqual(proposed.action_open()["res_id"], proposed.mapping_id.id)
        problem = self.env["quickbooks.export.wizard.problem"].create(
            {
                "wizard_id": wizard.id,
                "severity": "error",
                "message": "It has no address.",
                "model": "res.partner",
                "res_id": self.customer.id,
            }
        )
        opened = problem.action_open()
        self.assertEqual((opened["res_model"], opened["res_id"]), ("res.partner", self.customer.id))


@tagged("post_install", "-at_install")
class TestQuickbooksExport(WizardCommon):
    def test_one_click_leads_to_the_file(self):
        move = self.example()
        batch = self.exported()
        self.assertEqual((batch.state, batch.line_ids.move_id, batch.user_id), ("done", move, self.manager))
        self.assertIn(b"INV", batch.attachment_id.raw)
        wizard = self.wizard()
        wizard.action_check()
        self.assertEqual((wizard.record_count, wizard.error_count), (0, 0))
        with self.assertRaises(UserError):
            wizard.action_export()

    def test_what_is_left_to_the_job_is_shown_as_running(self):
        self.example()
        self.agree()
        scope = self.wizard()._scope()
        batch = self.env["quickbooks.export.batch"].with_user(self.manager)._start(scope)
        wizard = self.wizard()
        wizard.action_check()
        self.assertEqual(wizard.running_id, batch)
        self.assertEqual(self.batch_of(wizard.action_open_running()), batch)

    def test_who_has_exported_before_is_offered_everything_since(self):
        form = Form(self.env["quickbooks.export.wizard"].with_user(self.manager))
        self.assertEqual(form.date_from, form.date_to.replace(day=1))
        self.example()
        self.exported(target="qbo")
        form = Form(self.env["quickbooks.export.wizard"].with_user(self.manager))
        self.assertEqual((form.date_from, form.target), (False, "qbo"))

    def test_the_invoice_says_that_it_is_exported_and_that_it_has_changed(self):
        move = self.example()
        payment = self.pay(move, 100)
        batch = self.exported()
        clerk = self.make_user("invoicing")
        for record in (move.with_user(clerk), payment.with_user(clerk)):
            self.assertIn(batch.name, record.quickbooks_text)
            self.assertFalse(record.quickbooks_changed)
        payment.action_draft()
        self.assertTrue(payment.with_user(clerk).quickbooks_changed)
        self.assertFalse(self.invoice().quickbooks_text)
        self.assertEqual(self.batch_of(move.with_user(self.manager).action_open_quickbooks_batch()), batch)

    def test_cancelling_asks_why(self):
        move = self.example()
        batch = self.exported().with_user(self.manager)
        action = batch.action_ask_cancel()
        dialog = Form(self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"]))
        dialog.reason = "Wrong company file"
        dialog.save().action_cancel_export()
        self.assertEqual((batch.state, batch.cancel_reason), ("cancelled", "Wrong company file"))
        self.assertFalse(move.quickbooks_text)
        with self.assertRaises(AccessError):
            self.env[action["res_model"]].with_user(self.make_user("exporter")).create(
                {"batch_id": batch.id, "reason": "I want to"}
            )

    def test_a_released_record_comes_with_the_next_export(self):
        self.example()
        line = self.exported().line_ids.with_user(self.manager)
        action = line.action_ask_release()
        dialog = Form(self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"]))
        dialog.reason = "Deleted there"
        dialog.save().action_release_lines()
        self.assertTrue(line.free)
        wizard = self.wizard()
        wizard.action_check()
        self.assertEqual(wizard.record_count, 1)

    def test_a_changed_document_is_found_by_the_check(self):
        move = self.example()
        batch = self.exported()
        move.button_draft()
        self.wizard().action_check()
        batch.invalidate_recordset()
        self.assertEqual(batch.changed_count, 1)
        opened = batch.action_open_changed()
        self.assertEqual(self.env[opened["res_model"]].search(opened["domain"]), batch.line_ids)

    def test_the_check_looks_only_at_what_was_written_since_the_night(self):
        """All that was ever exported is looked at by night; each click would take as long."""
        old, new, gone = self.example(), self.invoice(), self.invoice()
        lines = self.exported().line_ids
        self.company.quickbooks_nightly_day = self.company._local_day()
        (old | new).ref = "PO 7"
        gone.button_draft()
        gone.with_context(force_delete=True).unlink()
        self.env.flush_all()
        for table, column in (("account_move", "id"), ("account_move_line", "move_id")):
            self.env.cr.execute(f"UPDATE {table} SET write_date = '2026-01-01' WHERE {column} = %s", [old.id])
        self.wizard().action_check()
        lines.invalidate_recordset()
        self.assertEqual(
            {line.full_number: line.change for line in lines},
            {old.name: False, new.name: "changed", lines[2].full_number: "gone"},
        )
        self.env["quickbooks.export.batch"]._flag_changed(self.company)
        self.assertEqual(set(lines.mapped("change")), {"changed", "gone"})

    def test_the_check_looks_only_at_its_program(self):
        move = self.example()
        lines = self.exported(target="qbo").line_ids
        self.company.quickbooks_nightly_day = self.company._local_day()
        move.ref = "PO 7"
        self.wizard().action_check()
        lines.invalidate_recordset()
        self.assertFalse(lines.change)
        self.wizard(target="qbo").action_check()
        lines.invalidate_recordset()
        self.assertEqual(lines.change, "changed")

    def test_totals_are_ticked_one_by_one(self):
        self.example()
        batch = self.exported().with_user(self.make_user("exporter"))
        first = batch.total_ids[0]
        first.action_tick()
        self.assertEqual(first.ticked_by_id, batch.env.user)
        self.assertFalse(batch.ticked)
        batch.total_ids.filtered(lambda total: not total.ticked_at).action_tick()
        self.assertTrue(batch.ticked)
        first.action_tick()
        self.assertFalse(first.ticked_at)
        ledger = batch.total_ids.filtered(lambda total: total.account_id == self.income).action_open_ledger()
        self.assertEqual(sum(self.env["account.move.line"].search(ledger["domain"]).mapped("balance")), -230)

    def test_applied_payments_are_printed_for_each_customer_with_totals(self):
        other = self.make_customer("Zoe's Zoo")
        self.pay(self.example(), 100)
        self.pay(self.invoice(partner_id=other.id), 40)
        self.pay(self.invoice(partner_id=other.id), 60)
        batch = self.exported()
        self.assertEqual(
            [(name, sum(rows.mapped("amount"))) for name, rows in batch._applications_by_customer()],
            [("Anna's Bakery", 100), ("Zoe's Zoo", 100)],
        )
        report = "quote_to_cash.report_quickbooks_applications"
        html = self.env["ir.actions.report"]._render_qweb_html(report, batch.ids)[0].decode()
        self.assertIn("200.00", html)
        totals = "quote_to_cash.report_quickbooks_totals"
        html = self.env["ir.actions.report"]._render_qweb_html(totals, batch.ids)[0].decode()
        self.assertIn(batch.sha256, html)
        self.assertIn("Product Sales", html)
