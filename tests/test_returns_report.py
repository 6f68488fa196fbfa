"""Figures of returns: each row from what happened, each ratio from its sums."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturnReport(ReturnsCommon):
    def later(self, days):
        return freeze_time(self.begin + timedelta(days=days))

    def setUp(self):
        super().setUp()
        self.begin = fields.Datetime.now().replace(microsecond=0) - timedelta(days=40)

    def went(self):
        """A return that took a day to be approved, three to arrive and two to be inspected."""
        with self.later(0):
            order = self.delivered()
            rma = self.make_return(order, 4, request=True)
        with self.later(1):
            rma.with_user(self.manager).action_approve()
        with self.later(4):
            self.receive(rma, 3)
        with self.later(6):
            self.inspect(rma, 3, accepted=True, reason_id=self.return_reason("used", "inspection").id)
        self.env.flush_all()
        return rma

    def row(self, rma):
        return self.env["sale.rma.report"].search([("rma_id", "=", rma.id)])

    def test_a_row_tells_what_happened(self):
        row = self.row(self.went())
        self.assertEqual((row.quantity, row.received, row.accepted, row.value), (4, 3, 3, 400))
        self.assertEqual(
            (row.reason_id, row.inspection_reason_id),
            (self.return_reason(), self.return_reason("used", "inspection")),
        )
        self.assertEqual(row.fault, "customer")
        times = (row.days_to_approve, row.days_to_arrive, row.days_to_inspect)
        self.assertEqual([round(days, 2) for days in times], [1, 3, 2])
        self.assertFalse(row.days_in_all)
        self.assertAlmostEqual(row.days_open, 40, places=1)

    def test_drafts_are_no_returns(self):
        self.assertFalse(self.row(self.make_return(self.delivered())))

    def test_units_of_the_product(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.delivered({"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": dozen.id})
        self.assertEqual(self.row(self.make_return(order, 0.5, request=True)).quantity, 6)

    def test_the_carrier_is_the_deliverys(self):
        freight = self.make_product("Freight", type="service")
        carrier = self.env["delivery.carrier"].create({"name": "Van", "product_id": freight.id})
        order = self.delivered(carrier_id=carrier.id)
        self.assertEqual(self.row(self.make_return(order, request=True)).carrier_id, carrier)

    def test_cycle_times(self):
        self.went()
        cycles = self.env["sale.rma.cycle"].search([("company_id", "=", self.company.id)])
        found = {cycle.stage: cycle for cycle in cycles if cycle.month == self.begin.date().replace(day=1)}
        self.assertEqual((found["days_to_arrive"].line_count, round(found["days_to_arrive"].median)), (1, 3))
        self.assertEqual((found["days_in_all"].line_count, found["days_in_all"].open_count), (0, 1))

    def test_a_rate_of_several_shipments_is_the_ratio_of_their_sums(self):
        product = self.make_product("Lamp")
        self.delivered((product, 90))
        self.receive(self.make_return(self.delivered((product, 10)), 10, approve=True))
        self.env.flush_all()
        Rate = self.env["sale.rma.rate"]
        ((_product, shipped, returned, rate),) = Rate._read_group(
            [("product_id", "=", product.id)], ["product_id"], ["shipped:sum", "returned:sum", "rate:avg"]
        )
        self.assertEqual((shipped, returned, rate), (100, 10, 10))

    def test_who_sees_figures(self):
        rma = self.went()
        self.assertTrue(self.row(rma).with_user(self.manager).read(["value"]))
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.write({"company_ids": [fields.Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.env["sale.rma.report"].with_user(self.manager).search([("rma_id", "=", rma.id)]))
