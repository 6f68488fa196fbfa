"""Reading takes the same number of statements for any number of records."""

from odoo.tests import tagged

from .common_quickbooks_reader import ReaderCommon, stand_in

MOST = 8  # the reader's own: rights and flags, payments, entries, rows, addresses


@tagged("post_install", "-at_install")
class TestQuickbooksReaderCost(ReaderCommon):
    def world(self, number):
        """Post so many records of each kind, each with a customer and a product of its own."""
        for index in range(number):
            customer = self.make_customer(f"Customer {number} {index}")
            product = self.make_product(f"Product {number} {index}", f"P{number}{index}", 10)
            invoice = self.invoice((product, 1), (self.desk, 2), partner_id=customer.id)
            self.invoice((product, 1), kind="out_refund", partner_id=customer.id)
            self.pay(invoice, 100, payment_difference_handling="reconcile", writeoff_account_id=self.income.id)
            self.entry((self.receivable(), -5, customer), (self.income, 5))

    def statements(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        found = work()
        return self.env.cr.sql_log_count - before, found

    def cost(self, number):
        self.world(number)
        scope = self.scope()
        records = [(row["kind"], row["move_id"], row["payment_id"]) for row in self.candidates(scope)]
        taken = {
            "documents": self.statements(lambda: self.reader._documents(self.company, self.target, records)),
            "needs": self.statements(lambda: self.reader._needs(scope)),
            "left out": self.statements(lambda: self.reader._left_out(scope)),
        }
        self.assertEqual(len(taken["documents"][1]), len(records))
        return {name: count for name, (count, _found) in taken.items()}

    def test_the_number_of_statements_does_not_grow(self):
        self.cost(1)
        few, many = self.cost(2), self.cost(10)
        self.assertEqual(few, many)

    def test_the_readers_own_statements_are_few(self):
        self.world(2)
        records = [(row["kind"], row["move_id"], row["payment_id"]) for row in self.candidates()]
        names = stand_in(self.env["quickbooks.mapping"], self.company, self.target, {})
        with self.names_by(lambda *args: names):
            taken, documents = self.statements(lambda: self.reader._documents(self.company, self.target, records))
        self.assertEqual(len(documents), len(records))
        self.assertLessEqual(taken, MOST)
