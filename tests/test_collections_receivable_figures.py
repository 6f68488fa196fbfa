"""DSO and its relatives, for each customer, salesperson and company."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_dunning import DunningCommon


@tagged("post_install", "-at_install")
class TestReceivableFigures(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "Other"})

    def ask(self, first="2026-01-01", last="2026-01-31", user=None, **values):
        """Return the rows of the figures, for customers of this test unless said otherwise."""
        wizard = (
            self.env["receivable.figure.wizard"]
            .with_user(user or self.collector)
            .create(
                {
                    "date_from": first,
                    "date_to": last,
                    "partner_ids": [Command.set((self.partner | self.other).ids)],
                    "company_ids": [Command.set(self.company.ids)],
                    **values,
                }
            )
        )
        action = wizard.action_open()
        return self.env[action["res_model"]].with_user(user or self.collector).search(action["domain"])

    def january(self, **values):
        """Sell 1,550, of which 400 are paid after 20 days, and 600 of which are overdue at the end."""
        late = self.bill(1000, due="2026-01-15", **values)
        current = self.bill(550, invoiced="2026-01-20", due="2026-02-19", **values)
        with self.on("2026-01-21"):
            self.pay(late, payment_date="2026-01-21", amount=400)
        return late, current

    def test_the_figures_follow_their_formulas(self):
        self.january()
        row = self.ask()
        self.assertEqual((row.receivable, row.current, row.credit_sales, row.days), (1150, 550, 1550, 31))
        self.assertEqual((row.dso, row.best_dso, row.delinquent_days, row.countback), (23, 11, 12, 23))
        self.assertEqual((row.cei, row.days_to_pay, row.days_late), (40, 20, 12))
        self.assertFalse(row.missing)

    def test_what_happens_after_the_period_changes_nothing(self):
        late, current = self.january()
        with self.on("2026-02-03"):
            self.pay(late | current, payment_date="2026-02-03", group_payment=False)
        row = self.ask()
        self.assertEqual((row.receivable, row.dso, row.cei), (1150, 23, 40))

    def test_a_credit_note_reduces_sales_and_is_no_payment(self):
        invoice = self.bill(1000)
        note = self.bill(380, invoiced="2026-01-10", due="2026-01-10", move_type="out_refund")
        (self.due_line(invoice) | self.due_line(note)).reconcile()
        row = self.ask()
        self.assertEqual((row.credit_sales, row.receivable, row.paid_amount), (620, 620, 0))
        self.assertIn("Average Days to Pay", row.missing)

    def test_countback_goes_back_month_by_month(self):
        self.bill(500, invoiced="2025-12-10")
        self.bill(100, invoiced="2026-01-10")
        row = self.ask()
        self.assertEqual((row.countback, row.countback_at_least), (62, False))

    def test_countback_says_when_sales_do_not_explain_what_is_open(self):
        self.bill(500, invoiced="2021-01-10")
        self.bill(100, invoiced="2026-01-10")
        row = self.ask()
        self.assertEqual((row.countback, row.countback_at_least), (31, True))

    def test_what_is_paid_at_once_was_not_sold_on_credit(self):
        invoice = self.bill(300, invoiced="2026-01-10")
        with self.on("2026-01-10"):
            self.pay(invoice, payment_date="2026-01-10")
        row = self.ask()
        self.assertEqual((row.credit_sales, row.receivable), (0, 0))
        self.assertIn("DSO", row.missing)

    def test_of_several_rows_it_is_the_ratio_of_sums(self):
        self.january()
        self.bill(450, partner=self.other)
        rows = self.ask()
        self.assertEqual(set(rows.partner_id), {self.partner, self.other})
        [(dso, cei)] = rows._read_group([("id", "in", rows.ids)], [], ["dso:avg", "cei:avg"])
        self.assertAlmostEqual(float(dso), 1600 * 31 / 2000, 2)
        self.assertAlmostEqual(float(cei), 100 * 400 / (2000 - 1000), 2)

    def test_a_group_without_sales_has_no_figure_instead_of_zero(self):
        self.bill(500, invoiced="2025-06-10")
        rows = self.ask()
        self.assertIn("DSO", rows.missing)
        [(dso,)] = rows._read_group([("id", "in", rows.ids)], [], ["dso:avg"])
        self.assertFalse(dso)

    def test_there_is_no_figure_across_currencies(self):
        self.bill(100)
        row = self.ask()
        other = row.sudo().copy({"currency_id": self.make_euro(1.25).id})
        rows = row | other
        groups = rows.sudo()._read_group([("id", "in", rows.ids)], ["currency_id"], ["dso:avg"])
        self.assertEqual([float(dso) for _currency, dso in groups], [31, 31])
        [(dso,)] = rows.sudo()._read_group([("id", "in", rows.ids)], [], ["dso:avg"])
        self.assertFalse(dso)

    def test_figures_for_each_salesperson(self):
        self.january(invoice_user_id=self.collector.id)
        self.bill(310, invoice_user_id=self.env.user.id)
        self.partner.user_id = self.collector
        rows = self.ask(by="salesperson").grouped("user_id")
        self.assertEqual(rows[self.collector].dso, 23)
        self.assertEqual(rows[self.env.user].dso, 31)

    def test_figures_for_the_company_are_of_all_its_customers(self):
        self.bill(100)
        self.bill(200, partner=self.other)
        row = self.ask(by="company")
        self.assertEqual((row.member, row.receivable, row.dso), (self.company.name, 300, 31))

    def test_a_row_opens_what_is_behind_it(self):
        late, current = self.january()
        self.bill(450, partner=self.other)
        row = self.ask().filtered(lambda row: row.partner_id == self.partner)
        action = row.action_open_items()
        items = self.env["receivable.aging"].with_context(**action["context"]).search(action["domain"])
        self.assertEqual((items.move_id, sum(items.mapped("balance"))), (late | current, 1150))
        sold = self.env["account.move"].search(row.action_open_sales()["domain"])
        self.assertEqual(sold, late | current)

    def test_the_invoices_of_a_salesperson_are_those_of_the_row(self):
        mine = self.bill(100, invoice_user_id=self.collector.id)
        self.bill(200, invoice_user_id=self.env.user.id)
        row = self.ask(by="salesperson").filtered(lambda row: row.user_id == self.collector)
        self.assertEqual(self.env["account.move"].search(row.action_open_sales()["domain"]), mine)

    def test_a_period_that_ends_before_it_begins_is_refused(self):
        with self.assertRaisesRegex(UserError, "ends before"):
            self.ask(first="2026-02-01", last="2026-01-01")

    def test_another_company_is_not_asked(self):
        self.bill(100)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        wizard = self.env["receivable.figure.wizard"].create({"company_ids": [Command.set(elsewhere.ids)]})
        with self.assertRaisesRegex(UserError, "working in"):
            wizard.with_context(allowed_company_ids=self.company.ids).action_open()

    def test_nobody_reads_what_somebody_else_asked(self):
        self.bill(100)
        rows = self.ask()
        colleague = self.make_collector("q2c_colleague")
        with self.assertRaises(AccessError):
            rows.with_user(colleague).read(["receivable"])

    def test_many_customers_cost_as_many_statements_as_few(self):
        counts = []
        for size in (1, 2, 10):
            partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(size)])
            for partner in partners:
                self.bill(10, partner=partner)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.ask(user=self.env.user, partner_ids=[Command.set(partners.ids)])
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1])  # the first one read what is read once
