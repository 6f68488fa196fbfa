"""The invoicing job and returns, in any order: nothing refunded is billed again, nothing is credited twice."""

from odoo.tests import tagged

from .common_collections import CollectionsCommon
from .common_returns import ReturnMoneyCommon


@tagged("post_install", "-at_install")
class TestReturnMoneyJob(ReturnMoneyCommon, CollectionsCommon):
    def shipped(self):
        order = self.delivered()
        self.run_job()
        self.assertInvoiced(order, 1000)
        return order

    def test_between_receipt_and_resolution_nothing_is_credited(self):
        order = self.shipped()
        rma = self.make_return(order, 3, approve=True)
        self.receive(rma)
        self.run_job()
        self.assertInvoiced(order, 1000)
        self.inspect(rma)
        self.run_job()
        rma.action_resolve()
        self.run_job()
        self.run_job()
        self.assertInvoiced(order, 1000, -300)

    def test_returned_before_the_job(self):
        order = self.delivered()
        self.settle(order, 3)
        self.run_job()
        self.run_job()
        self.assertInvoiced(order, 700)

    def test_received_before_the_job_resolved_after_it(self):
        order = self.delivered()
        rma = self.returned(order, 3)
        self.run_job()
        rma.action_resolve()
        self.run_job()
        self.assertInvoiced(order, 1000, -300)

    def test_invoiced_on_ordered_quantities(self):
        self.goods.invoice_policy = "order"
        order = self.shipped()
        self.settle(order, 3)
        self.run_job()
        self.assertInvoiced(order, 1000, -300)

    def test_a_replacement_is_neither_billed_nor_credited(self):
        order = self.shipped()
        self.add_stock(self.goods, 3)
        rma = self.settle(order, 3, "replace")
        self.deliver(rma.replacement_order_ids)
        self.run_job()
        self.assertInvoiced(order, 1000)
        self.assertFalse(rma.replacement_order_ids.invoice_ids)

    def test_beside_odoos_own_return(self):
        order = self.shipped()
        self.settle(order, 3)
        self.send_back(order.picking_ids.filtered("shipped_at")[:1], 2)
        self.run_job()
        self.run_job()
        self.assertInvoiced(order, 1000, -300, -200)

    def test_more_of_the_order_ships_later(self):
        order = self.make_order((self.goods, 10))
        self.ship_part(order, 4)
        self.run_job()
        self.settle(order, 3)
        self.deliver(order)
        self.run_job()
        self.assertInvoiced(order, 400, -300, 600)

    def test_nothing_of_it_waits_in_the_list_of_exceptions(self):
        order = self.delivered()
        self.settle(order, 10)
        self.env.flush_all()
        waiting = self.env["sale.invoicing.exception"].search([("order_id", "=", order.id)])
        self.assertFalse(waiting)

    def test_exposure_falls_with_what_came_back(self):
        order = self.delivered()
        customer = self.partner.commercial_partner_id
        self.settle(order, 3)
        found = {row["id"]: row for row in self.env["sale.order.credit"]._open_orders(customer, self.company)}
        self.assertEqual(found[order.id]["to_invoice"], 700)
