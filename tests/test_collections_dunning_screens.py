"""What the lists and the settings say."""

from odoo.tests import Form, tagged

from .common_dunning import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningScreens(DunningCommon):
    def row(self, day="2026-03-01", clock="09:00:00"):
        self.env.flush_all()
        self.env["dunning.worklist"].invalidate_model()
        with self.on(day, clock):
            row = self.env["dunning.worklist"].with_user(self.collector).search([("partner_id", "=", self.partner.id)])
            row.fetch()  # as of this day
        return row

    def test_at_risk_is_what_is_overdue_less_money_on_account(self):
        self.bill(1000)
        self.bill(500, due="2026-04-30")
        with self.on("2026-02-01"):
            self.receive(300)
        row = self.row()
        self.assertEqual((row.at_risk, row.overdue, row.balance, row.on_account), (700, 1000, 1200, 300))
        self.assertEqual((row.days_late, row.oldest_due_date), (29, self.day("2026-01-31")))

    def test_what_is_late_is_a_matter_of_the_companys_day(self):
        self.bill(1000)
        self.collector.tz = "Pacific/Auckland"  # there it is already the second of February
        self.company.partner_id.tz = "America/New_York"  # and there still the last of January
        row = self.row("2026-02-01", "02:00:00")
        self.assertEqual((row.overdue, row.days_late), (0, 0))
        with self.on("2026-02-01", "02:00:00"):
            self.assertEqual(self.partner.with_user(self.collector).collection_overdue, 0)
        self.company.partner_id.tz = "Asia/Tokyo"
        row = self.row("2026-02-01", "02:00:00")
        self.assertEqual((row.overdue, row.days_late), (1000, 1))

    def test_each_company_has_its_own_day_on_the_work_list(self):
        other = self.env["res.company"].create({"name": "Elsewhere", "currency_id": self.company.currency_id.id})
        other.partner_id.tz = "America/New_York"
        self.collector.write({"company_ids": [(4, other.id)]})
        self.bill(1000)
        rows = self.env["dunning.worklist"].with_user(self.collector)
        with self.on("2026-02-01", "02:00:00"):
            self.env.flush_all()
            found = rows.with_context(allowed_company_ids=[other.id, self.company.id]).search(
                [("partner_id", "=", self.partner.id)]
            )
            self.assertEqual(found.overdue, 1000)

    def test_the_work_list_knows_disputes_promises_and_the_last_step(self):
        disputed, promised = self.bill(100), self.bill(200)
        self.bill(300)
        disputed.action_dispute("Broken glass")
        with self.on("2026-02-01"):
            promised.action_promise_to_pay(self.day("2026-02-20"))
        self.send("2026-02-05")
        row = self.row("2026-02-06")
        self.assertEqual((row.disputed, row.promised, row.last_step_id.name), (100, 200, "Payment past due"))
        self.assertEqual(row.user_id, self.collector)

    def test_who_owes_nothing_is_not_listed(self):
        invoice = self.bill()
        with self.on("2026-02-01"):
            self.pay(invoice)
        self.assertFalse(self.row())

    def test_the_screen_shows_open_invoices_and_money_on_account(self):
        invoice = self.bill(1000)
        self.bill(300, due="2026-04-30")
        with self.on("2026-03-01"):
            self.receive(200)
            action = self.row().action_open_customer()
            view = self.env["ir.ui.view"].browse(action["views"][0][0])
            form = Form(self.partner.with_user(self.collector), view=view)
            self.assertEqual(len(form.collection_invoice_ids), 2)
            self.assertEqual((form.collection_overdue, form.collection_on_account), (1000, 200))
            form.collection_note = "Calls back on Mondays"
            form.save()
        self.assertIn("Mondays", self.partner.collection_note)
        self.assertIn(invoice, self.partner.collection_invoice_ids)

    def test_the_settings_show_the_first_run_before_anything_is_on(self):
        self.company.write({"dunning_enabled": False, "dunning_start_date": False})
        self.bill(due="2026-02-05")
        with self.on("2026-02-05"):
            settings = self.env["res.config.settings"].create({"dunning_start_date": "2026-01-01"})
            action = settings.action_preview_dunning()
        run = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((run.state, run.amount), ("simulated", 1000))
        self.assertFalse(self.company.dunning_enabled)
        self.assertFalse(self.mails())

    def test_the_difference_after_a_change_of_rules(self):
        self.bill()
        self.bill(due="2026-02-05")
        run = self.simulate("2026-02-05")
        self.assertFalse(run.notice_ids.line_ids.filtered("changed"))
        self.standard.step_ids.filtered(lambda step: step.days == 5).days = 6
        with self.on("2026-02-05"):
            run.action_simulate()
        (line,) = run.notice_ids.line_ids.filtered("changed")
        self.assertEqual(line.before_step_id.name, "Payment past due")
        self.assertEqual(line.step_id.name, "Payment due today")
