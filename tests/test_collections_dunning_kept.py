"""What is kept, and what is forgotten."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_dunning import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningKept(DunningCommon):
    def test_old_simulations_and_who_was_left_out_are_forgotten(self):
        self.bill()
        self.bill(partner=self.partner.copy({"dunning_excluded": True}))
        simulated, sent = self.simulate("2026-02-05"), self.send("2026-02-05")
        with self.on("2026-04-05"):
            self.env["dunning.run"]._gc_plans()
        self.assertTrue(simulated.exists(), "sixty days are not over")
        with self.on("2026-04-10"):
            self.env["dunning.run"]._gc_plans()
        self.assertFalse(simulated.exists())
        self.assertEqual(sent.notice_ids.mapped("state"), ["sent"])
        self.assertEqual(set(sent.notice_ids.line_ids.mapped("state")), {"sent", "skipped"})

    def test_forgetting_with_nothing_to_forget(self):
        self.env["dunning.run"].search([])._clear()
        self.env["dunning.run"].search([("state", "=", "simulated")]).unlink()
        self.env["dunning.run"]._gc_plans()
        self.assertFalse(self.env["dunning.run"].search([("state", "=", "simulated")]))

    def test_what_was_sent_stays(self):
        run = self.send("2026-02-05")
        with self.assertRaisesRegex(UserError, "stays on record"):
            run.unlink()

    def test_what_was_not_sent_on_its_day_is_left_to_the_next_run(self):
        self.bill()
        run = self.simulate("2026-02-05")
        run.state = "sending"
        self.job("2026-02-06")
        self.assertEqual((run.state, run.notice_ids.state), ("sent", "skipped"))
        self.assertEqual(self.notices().date, self.day("2026-02-06"))

    def test_without_a_first_day_it_is_today(self):
        with self.on("2026-02-05"):
            self.company.dunning_start_date = False
        self.assertEqual(self.company.dunning_start_date, self.day("2026-02-05"))
