"""Damage in the browser: from the delivery to the carrier's money."""

from odoo.tests import HttpCase, tagged

from .common_claim import ClaimCommon


@tagged("post_install", "-at_install")
class TestClaimBrowser(ClaimCommon, HttpCase):
    def test_from_the_delivery_to_the_payment(self):
        picking = self.shipped()
        user = self.make_user("desk", login="q2c_tour")
        user.group_ids += self.env.ref("stock.group_stock_user") + self.env.ref("account.group_account_invoice")
        self.env.flush_all()
        action = self.env.ref("stock.action_picking_tree_all").id
        self.start_tour(f"/odoo/action-{action}/{picking.id}", "quote_to_cash_claim", login=user.login, timeout=120)
        self.env.invalidate_all()
        claim = picking.claim_ids
        self.assertEqual((claim.kind, claim.description), ("visible", "Crushed"))
        self.assertEqual((claim.state, claim.amount_claimed, claim.amount_paid), ("paid", 300, 300))
        self.assertEqual(claim.claim_number, "C-4711")
        self.assertEqual(claim.recovery_ids.move_id.state, "posted")
