"""Money is never refused: who has paid online is accepted, and held where the check blocks the order."""

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .common_doors import DoorsCommon

GATE = "odoo.addons.quote_to_cash.models.validation.sale_order_gate"


@tagged("post_install", "-at_install")
class TestOnlinePayment(DoorsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls.make_provider()
        cls.order = cls.offer(require_signature=False, require_payment=True)

    def assertPaidAndHeld(self, order, transaction):
        self.assertTrue(transaction.is_post_processed)
        self.assertHeld(order)
        self.assertEqual(len(self.activities(order, "held")), 1)
        self.assertFalse(self.confirmations(order))

    def allow_authorization(self):
        """Have the provider support payments that are captured later."""
        providers = type(self.provider)
        self.patch(
            providers,
            "_compute_feature_support_fields",
            lambda each: each.update({"support_manual_capture": "partial"}),
        )

    def test_paid_with_the_link(self):
        self.enter(logged_in=False)
        transaction = self.pay_online(self.order, self.provider)
        self.assertPaidAndHeld(self.order, transaction)
        self.assertEqual(transaction.payment_id.state, "in_process")
        self.assertEqual(transaction.payment_id.amount, self.order.amount_total)

    def test_paid_by_a_portal_user(self):
        self.enter()
        self.assertPaidAndHeld(self.order, self.pay_online(self.order, self.provider))

    def test_the_confirmation_follows_the_release(self):
        self.enter()
        self.pay_online(self.order, self.provider)
        self.repair()
        self.order.action_validate_order()
        self.assertFree(self.order)
        self.assertEqual(len(self.confirmations(self.order)), 1)

    def test_a_good_order_is_confirmed(self):
        self.repair()
        self.enter()
        self.pay_online(self.order, self.provider)
        self.assertFree(self.order)
        self.assertEqual(len(self.confirmations(self.order)), 1)

    def test_an_authorized_payment_is_a_door_too(self):
        self.allow_authorization()
        self.enter()
        transaction = self.pay_online(self.order, self.provider, "authorized")
        self.assertPaidAndHeld(self.order, transaction)

    def test_the_job_that_finishes_payments_is_a_door_too(self):
        self.enter()
        transaction = self.begin_payment(self.order, self.provider)
        transaction._set_done()
        with self.enter_registry_test_mode():
            self.env.ref("payment.cron_post_process_payment_tx").method_direct_trigger()
        self.env.invalidate_all()
        self.assertPaidAndHeld(self.order, transaction)

    def test_a_deposit_that_confirms_is_a_door_too(self):
        self.order.prepayment_percent = 0.5
        self.enter()
        transaction = self.pay_online(self.order, self.provider, amount=500)
        self.assertPaidAndHeld(self.order, transaction)

    def test_a_deposit_that_is_too_small_confirms_nothing(self):
        self.enter()
        self.pay_online(self.order, self.provider, amount=10)
        self.assertEqual(self.order.state, "sent")
        self.assertFalse(self.order.hold_ids)

    def test_invoicing_by_itself_is_not_in_the_way(self):
        self.env["ir.config_parameter"].set_param("sale.automatic_invoice", "True")
        self.enter()
        transaction = self.pay_online(self.order, self.provider)
        self.assertPaidAndHeld(self.order, transaction)
        self.assertEqual(transaction.invoice_ids.state, "posted")

    def test_who_pays_in_advance_and_has_paid_goes_on(self):
        self.only("prepayment_required", "credit_limit")
        self.partner.write({"prepayment_required": True, "credit_limit": 500})
        self.order.action_validate_order()
        self.assertEqual(self.order.validation_state, "blocked")
        self.enter()
        self.pay_online(self.order, self.provider)
        self.assertFree(self.order)

    def test_money_for_a_held_order_releases_it(self):
        self.only("credit_limit")
        self.partner.credit_limit = 500
        self.allow_authorization()
        for state in ("done", "authorized"):
            order = self.held()
            self.assertHeld(order)
            self.enter()
            self.pay_online(order, self.provider, state)
            self.assertFree(order)
            self.assertEqual(len(self.confirmations(order)), 1)

    def test_a_check_that_fails_does_not_refuse_the_money(self):
        self.patch(type(self.env["order.validation.rule"]), "_check_address_incomplete", lambda *_args: 1 / 0)
        self.enter()
        with mute_logger(GATE):
            transaction = self.pay_online(self.order, self.provider)
        self.assertPaidAndHeld(self.order, transaction)
        self.assertEqual(transaction.payment_id.state, "in_process")

    @mute_logger("odoo.http")
    def test_a_wrong_token_changes_nothing(self):
        self.enter(logged_in=False)
        with self.assertRaises(JsonRpcException):
            self.begin_payment(self.order, self.provider, token="guessed")
        self.assertEqual(self.order.state, "sent")
        self.assertFalse(self.order.transaction_ids)


@tagged("post_install", "-at_install")
class TestCashOnDelivery(DoorsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls.env["payment.provider"].search(
            [("custom_mode", "=", "cash_on_delivery"), ("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.provider.write({"state": "enabled", "is_published": True})
        cls.provider.with_context(active_test=False).payment_method_ids.active = True
        carrier = cls.make_carrier(allow_cash_on_delivery=True)
        cls.order = cls.blocked(carrier_id=carrier.id, require_payment=True)

    def choose(self):
        transaction = self.begin_payment(self.order, self.provider)
        self.url_open("/payment/custom/process", {"reference": transaction.reference})
        with mute_logger("odoo.addons.sale.models.payment_transaction"):
            self.end_payment(transaction, state=None)
        return transaction

    def test_a_blocked_order_is_accepted_and_held(self):
        self.enter(logged_in=False)
        transaction = self.choose()
        self.assertEqual(transaction.state, "pending")
        self.assertHeld(self.order)
        self.assertEqual(len(self.activities(self.order, "held")), 1)
        self.assertFalse(self.confirmations(self.order))

    def test_a_good_order_is_confirmed(self):
        self.repair()
        self.enter(logged_in=False)
        self.choose()
        self.assertFree(self.order)
