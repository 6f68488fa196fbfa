"""What changes while an export is written, or after it: settings, names, classes, accounts that become one."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.quickbooks import batch_claim
from .common_quickbooks_batch import QuickbooksBatchCommon

CRON = "quote_to_cash.ir_cron_quickbooks_export"


@tagged("post_install", "-at_install")
class TestQuickbooksChanges(QuickbooksBatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.batches = cls.env["quickbooks.export.batch"]
        cls.plan = cls.env["account.analytic.plan"].create({"name": "Departments"})
        cls.shop, cls.online = cls.make_classes(cls.plan, "Shop", "Online")

    @classmethod
    def make_classes(cls, plan, *names):
        return cls.env["account.analytic.account"].create([{"name": name, "plan_id": plan.id} for name in names])

    def begun(self):
        """Write the first of two portions; return the export."""
        with patch.object(batch_claim, "PORTION", 1):
            self.invoice()
            self.invoice()
            batch = self.start()
        self.assertFalse(batch._continue(lambda left: False))
        self.assertEqual(batch.progress, 50)
        return batch

    def sold_in(self, one):
        """Post an invoice whose row belongs to an analytic account."""
        return self.invoice(
            {"product_id": self.desk.id, "quantity": 1, "analytic_distribution": {str(one.id): 100}},
        )

    # === While it is written === #

    def test_a_name_that_changes_meanwhile_is_the_same_in_the_whole_file(self):
        batch = self.begun()
        self.env["quickbooks.mapping"].search([("account_id", "=", self.income.id)]).name = "Sales of Furniture"
        self.assertTrue(batch._continue())
        content = self.content(batch)
        self.assertIn(b"Sales of Furniture", content)
        self.assertNotIn(b"Product Sales", content)
        self.assertIn("written anew", str(batch.message_ids.mapped("body")))

    def test_a_setting_that_changes_meanwhile_holds_for_the_whole_file(self):
        batch = self.begun()
        self.company.quickbooks_date_format = "%d/%m/%Y"
        self.assertTrue(batch._continue())
        content = self.content(batch)
        self.assertIn(b"31/01/2026", content)
        self.assertNotIn(b"01/31/2026", content)

    def test_a_customers_name_that_the_export_makes_itself_changes_nothing(self):
        """Else each portion with a new customer would make all of them be written anew."""
        with patch.object(batch_claim, "PORTION", 1):
            self.invoice()
            self.invoice(partner_id=self.make_customer("Zoe's Zoo").id)
            batch = self.start()
        with patch.object(type(batch), "_keep", autospec=True, side_effect=type(batch)._keep) as kept:
            self.assertTrue(batch._continue())
        self.assertEqual(kept.call_count, 2)

    def test_another_plan_for_classes_holds_for_the_whole_file(self):
        move = self.sold_in(self.shop)
        batch = self.start()
        self.company.quickbooks_class_plan_id = self.plan
        values = {"company_id": self.company.id, "target": "iif", "kind": "class", "name": "The Shop"}
        self.env["quickbooks.mapping"].create({**values, "analytic_account_id": self.shop.id})
        batch.action_continue()
        self.assertEqual(batch.line_ids.filtered(lambda line: not line.free).move_id, move)
        self.assertIn(b"The Shop", self.content(batch))
        self.batches._flag_changed(self.company)
        self.assertFalse(batch.line_ids.change)

    # === Afterwards === #

    def flagged(self, move, other):
        """Export an invoice, move its row to another analytic account, return what is said of it."""
        batch = self.export()
        move.invoice_line_ids.analytic_distribution = {str(other.id): 100}
        self.batches._flag_changed(self.company)
        return batch.line_ids.change

    def test_another_class_is_a_change(self):
        self.company.quickbooks_class_plan_id = self.plan
        self.assertEqual(self.flagged(self.sold_in(self.shop), self.online), "changed")

    def test_an_analytic_account_that_is_no_class_is_none(self):
        self.assertFalse(self.flagged(self.sold_in(self.shop), self.online), "without classes")
        self.company.quickbooks_class_plan_id = self.plan
        north, south = self.make_classes(self.env["account.analytic.plan"].create({"name": "Regions"}), "N", "S")
        self.assertFalse(self.flagged(self.sold_in(north), south), "of another plan")

    def test_the_plan_of_later_exports_changes_nothing_in_earlier_ones(self):
        self.sold_in(self.shop)
        batch = self.export()
        self.company.quickbooks_class_plan_id = self.plan
        self.batches._flag_changed(self.company)
        self.assertFalse(batch.line_ids.change)

    def test_accounts_that_become_one_are_no_change(self):
        self.invoice()
        changed = self.invoice()
        batch = self.export()
        changed.button_draft()
        other = self.make_company("Other Company")
        self.env.user.company_ids |= other
        accounts = self.env["account.account"].with_company(other)
        kept = accounts.create({"account_type": "income", "code": "409900", "name": "Sales"})
        self.env["account.merge.wizard"]._action_merge(kept | self.income)
        self.assertIn(kept, batch.total_ids.account_id)
        self.assertIn("Product Sales", batch.total_ids.filtered(lambda total: total.account_id == kept).label)
        self.batches._flag_changed(self.company)
        self.assertEqual(sorted(batch.line_ids.mapped(lambda line: line.change or "")), ["", "gone"])

    # === Telling === #

    def big(self):
        """Return an export that is left to the job."""
        self.invoice()
        with patch.object(batch_claim, "AT_ONCE", 0):
            return self.export()

    def run_job(self):
        with self.enter_registry_test_mode(), mute_logger("odoo.addons.quote_to_cash.models.quickbooks.batch_cron"):
            self.env.ref(CRON).method_direct_trigger()

    def test_a_note_that_fails_undoes_no_export(self):
        batch = self.big()
        with patch.object(type(batch), "_tell", side_effect=ValueError("no mail")) as told:
            self.run_job()
        told.assert_called_once()
        self.assertEqual((batch.state, batch.problem), ("done", False))

    def test_a_note_that_fails_hides_no_problem(self):
        batch = self.big()
        with (
            patch.object(type(batch), "_tell", side_effect=ValueError("no mail")),
            patch.object(type(batch), "_finish", side_effect=UserError("No name")),
        ):
            self.run_job()
        self.assertEqual((batch.state, batch.problem), ("draft", "No name"))
