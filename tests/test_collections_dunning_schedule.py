"""Which schedules can be used."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_dunning import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningSchedule(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env.ref("quote_to_cash.mail_template_dunning")

    def schedule(self, *days, **values):
        return self.env["dunning.schedule"].create(
            {
                "name": "Ours",
                "business_days": False,
                "step_ids": [
                    Command.create({"name": f"Day {day}", "days": day, "template_id": self.template.id, **values})
                    for day in days
                ],
            }
        )

    def test_two_steps_on_one_day_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "same day"):
            self.schedule(5, 5)

    def test_a_step_moved_onto_another_is_refused(self):
        schedule = self.schedule(5, 6)
        with self.assertRaisesRegex(ValidationError, "same day"):
            schedule.step_ids[0].days = schedule.step_ids[1].days

    def test_a_schedule_without_steps_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no step"):
            self.env["dunning.schedule"].create({"name": "Ours"})

    def test_the_last_step_stays(self):
        schedule = self.schedule(5)
        with self.assertRaisesRegex(ValidationError, "no step"):
            schedule.step_ids.unlink()

    def test_a_template_without_recipient_is_refused(self):
        self.template.write({"partner_to": False, "email_to": False, "use_default_to": False})
        with self.assertRaisesRegex(ValidationError, "no recipient"):
            self.schedule(5)

    def test_an_email_needs_a_template(self):
        with self.assertRaisesRegex(ValidationError, "needs an e-mail template"):
            self.schedule(5, template_id=False)

    def test_the_customers_schedule_comes_before_the_terms_and_that_before_the_companys(self):
        own, terms, companys = (self.schedule(day) for day in (1, 2, 3))
        term = self.env["account.payment.term"].create(
            {"name": "30", "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})]}
        )
        self.company.dunning_schedule_id = companys
        invoice = self.bill(invoice_payment_term_id=term.id)
        for schedule, day in ((companys, "2026-02-03"), (terms, "2026-02-02"), (own, "2026-02-01")):
            if schedule == terms:
                term.dunning_schedule_id = terms
            if schedule == own:
                self.partner.dunning_schedule_id = own
            lines = self.simulate(day).notice_ids.line_ids
            self.assertEqual(lines.move_id, invoice)
            self.assertEqual((lines.skip_reason, lines.step_id.schedule_id), (False, schedule))

    def test_a_company_without_a_schedule_of_its_own_takes_the_standard(self):
        self.assertFalse(self.company.dunning_schedule_id)
        self.assertEqual(self.company._dunning_schedule(), self.standard)
        expected = [("invoice_date", 7), *(("due_date", days) for days in (-5, 0, 5, 15, 30))]
        self.assertEqual([(step.anchor, step.days) for step in self.standard.step_ids], expected)

    def test_who_begins_without_a_first_day_begins_today(self):
        company = self.env["res.company"].create({"name": "Branch"})
        self.assertFalse(company.dunning_enabled)
        with self.on("2026-03-05"):
            company.dunning_enabled = True
        self.assertEqual(company.dunning_start_date, self.day("2026-03-05"))
