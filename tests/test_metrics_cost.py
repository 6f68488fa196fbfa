"""What facts cost does not grow with the number of documents, nor what is noted with how often they change."""

from odoo.tests import tagged

from odoo.addons.quote_to_cash.models.metrics.refresh import READ_WITH

from .common_claim import ClaimCommon
from .common_returns import ReturnMoneyCommon
from .common_service_facts import ServiceFacts

FEW, MANY = 2, 5


class RefreshCost(ServiceFacts):
    """Mixin: counts the statements that bring facts up to date."""

    def cost_of_refresh(self, kind, documents):
        """Return how many statements it takes to read and to write facts that were never read."""
        self.settled()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        changed = self.env["sale.fact.refresh"]._refresh(kind, documents.ids)
        self.assertGreaterEqual(changed, len(documents))
        return self.cr.sql_log_count - before

    def assertSameCost(self, kind, documents):
        """Check that few documents cost as many statements as many do."""
        self.assertEqual(len(documents), 1 + FEW + MANY)
        self.assertIn(kind, READ_WITH)
        self.cost_of_refresh(kind, documents[:1])  # zones and working days are known from now on
        few, many = documents[1 : 1 + FEW], documents[1 + FEW :]
        self.assertEqual(self.cost_of_refresh(kind, few), self.cost_of_refresh(kind, many))


@tagged("post_install", "-at_install")
class TestCostOfOrders(RefreshCost, ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pickings = cls.env["stock.picking"].union(*(cls.shipped() for _number in range(1 + FEW + MANY)))

    def test_orders(self):
        self.assertSameCost("order", self.pickings.sale_id)

    def test_shipments(self):
        self.assertSameCost("shipment", self.pickings)

    def test_invoices(self):
        invoices = self.env["account.move"].union(*(self.invoice(order) for order in self.pickings.sale_id))
        self.assertSameCost("invoice", invoices)

    def test_claims(self):
        claims = self.env["shipment.claim"].union(*(self.make_claim(picking) for picking in self.pickings))
        self.assertSameCost("claim", claims)

    def test_a_long_order_costs_as_much_as_a_short_one(self):
        short, long = (self.make_order(*[(self.goods, 1)] * lines) for lines in (2, 20))
        self.cost_of_refresh("order", self.pickings[:1].sale_id)
        self.assertEqual(self.cost_of_refresh("order", short), self.cost_of_refresh("order", long))


@tagged("post_install", "-at_install")
class TestCostOfReturns(RefreshCost, ReturnMoneyCommon):
    def test_returns(self):
        rmas = self.env["sale.rma"].union(
            *(self.make_return(self.delivered(), approve=True) for _number in range(1 + FEW + MANY))
        )
        self.assertSameCost("return", rmas)


@tagged("post_install", "-at_install")
class TestCostOfNoting(ServiceFacts, ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order()
        cls.settled()
        cls.env.cr.execute("DELETE FROM sale_fact_queue")

    def rows(self):
        self.env.cr.execute("SELECT COUNT(*) FROM sale_fact_queue WHERE kind = 'order' AND res_id = %s", self.order.ids)
        return self.env.cr.fetchone()[0]

    def change(self, times):
        for number in range(times):
            self.env.cr.execute("UPDATE sale_order SET client_order_ref = %s WHERE id = %s", [number, self.order.id])

    def test_a_transaction_notes_an_order_once_however_often_it_changes(self):
        self.change(50)
        self.assertEqual(self.rows(), 1)

    def test_savepoints_are_no_transactions(self):
        for _number in range(3):
            with self.env.cr.savepoint():
                self.change(2)
        self.assertEqual(self.rows(), 1)

    def test_what_is_rolled_back_is_noted_again(self):
        with self.env.cr.savepoint() as savepoint:
            self.change(1)
            savepoint.rollback()
        self.assertEqual(self.rows(), 0)
        self.change(1)
        self.assertEqual(self.rows(), 1)

    def test_what_was_taken_is_noted_again(self):
        self.change(1)
        self.assertEqual(self.env["sale.fact.queue"]._take("order", 10), self.order.ids)
        self.change(1)
        self.assertEqual(self.rows(), 1)

    def test_many_orders_at_once_are_noted_with_one_row_each(self):
        self.order.order_line.copy({"order_id": self.order.id})
        self.settled()
        self.env.cr.execute("DELETE FROM sale_fact_queue")
        self.env.cr.execute("UPDATE sale_order_line SET sequence = 7 WHERE order_id = %s", [self.order.id])
        self.assertEqual(self.rows(), 1)

    def test_numbers_of_rows_never_run_out(self):
        self.env.cr.execute("SELECT cycle FROM pg_sequences WHERE sequencename = 'sale_fact_queue_id_seq'")
        self.assertEqual(self.env.cr.fetchall(), [(True,)])
