"""Facts: read from documents, kept current, summed up."""

from odoo.tests import tagged

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestFacts(QuoteToCashCommon):
    def refresh(self):
        self.env.flush_all()
        self.env.cr.flush()
        self.env["sale.order.event"].search([], limit=1)
        queue = self.env["sale.fact.queue"]
        documents = queue._take("order", 10000)
        self.env["sale.fact.refresh"]._refresh("order", documents)

    def test_an_order(self):
        order = self.make_order((self.goods, 10))
        self.refresh()
        fact = self.env["sale.order.fact"].search([("res_id", "=", order.id)])
        print(fact.entries)
        self.ship(order, {self.goods: 4})
        self.refresh()
        fact.invalidate_recordset()
        print(fact.entries)
        self.assertTrue(fact)
