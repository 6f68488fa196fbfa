"""Claims of a return: of what the customer got, and of what came back."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_claim import ClaimCommon
from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestClaimOfReturn(ClaimCommon, ReturnsCommon):
    def returned(self):
        """Return the approved return of three ovens."""
        order = self.shipped().sale_id
        return self.make_return(order, 3, request=True, approve=True)

    def dialog(self, rma):
        action = rma.action_open_damage_report()
        return Form(self.env[action["res_model"]].with_context(**action["context"]))

    def test_what_the_customer_got(self):
        rma = self.returned()
        form = self.dialog(rma)
        self.assertEqual(form.picking_id, rma.line_ids.sale_line_id.move_ids.picking_id.filtered("shipped_at"))
        claim = self.env["shipment.claim"].browse(form.save().action_report()["res_id"])
        self.assertEqual((claim.rma_id, rma.claim_count), (rma, 1))
        self.assertEqual(rma.action_open_claims()["res_id"], claim.id)

    def test_what_was_lost_on_its_way_back(self):
        rma = self.returned()
        receipt = rma.picking_ids.filtered("rma_receipt")
        form = self.dialog(rma)
        form.picking_id = receipt
        form.kind = "loss"
        claim = self.env["shipment.claim"].browse(form.save().action_report()["res_id"])
        self.assertEqual((claim.picking_id, claim.rma_id), (receipt, rma))
        self.assertEqual(claim.line_ids.mapped("quantity"), [3])
        self.assertEqual(claim.amount_claimed, 300)
        # Nobody knows when the customer has sent it: from the report, so that it is not forgotten.
        self.assertEqual((claim.shipped_on, claim.deadline), (False, self.days(30)))

    def test_a_receipt_has_arrived_when_it_was_received(self):
        rma = self.returned()
        receipt = self.process(rma.picking_ids.filtered("rma_receipt"))
        claim = self.make_claim(receipt, quantities={receipt.move_ids: 1})
        self.assertEqual((claim.rma_id, claim.received_on, claim.report_by), (rma, self.today, self.days(5)))

    def test_nothing_was_sent(self):
        rma = self.returned()
        rma.line_ids.sale_line_id.move_ids.picking_id.filtered("shipped_at").sudo().shipped_at = False
        rma.picking_ids.sudo().rma_receipt = False
        with self.assertRaisesRegex(UserError, "has left yet"):
            rma.action_open_damage_report()
