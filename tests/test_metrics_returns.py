"""Returns and claims as figures see them."""

from datetime import date, datetime

from odoo import fields
from odoo.tests import tagged

from .common_claim import ClaimCommon
from .common_returns import ReturnMoneyCommon
from .common_service_facts import ServiceFacts


def june(day, hour=9):
    """Return a moment of June 2040."""
    return datetime(2040, 6, day, hour)


@tagged("post_install", "-at_install")
class TestReturnFacts(ServiceFacts, ReturnMoneyCommon):
    """A company in UTC; the order was delivered on the first of June."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        with cls.then(june(1)):
            cls.order = cls.delivered()

    def fact(self, rma):
        return self.read_facts("return", rma, "sale.rma.fact").get(rma.id)

    def approved(self, quantity=2):
        with self.then(june(2)):
            return self.make_return(self.order, quantity, approve=True)

    def settle_until(self, resolved=True):
        """Return a return that goes from step to step until it is resolved."""
        rma = self.approved()
        with self.then(june(4)):
            self.receive(rma)
        with self.then(june(5)):
            self.inspect(rma)
        if resolved:
            with self.then(june(8)):
                rma.action_resolve()
        return rma

    def test_each_step_has_its_moment(self):
        fact = self.fact(self.settle_until())
        self.assertEqual(fact.requested_at, june(2))
        self.assertEqual(fact.arrived_at, june(4))
        self.assertEqual(fact.disposed_at, june(5))
        self.assertEqual((fact.resolved_at, fact.closed_at, fact.closed_day), (june(8), june(8), date(2040, 6, 8)))
        self.assertFalse(fact.given_up)

    def test_what_is_not_resolved_is_not_closed(self):
        fact = self.fact(self.settle_until(resolved=False))
        self.assertEqual(fact.disposed_at, june(5))
        self.assertFalse(fact.resolved_at or fact.closed_at or fact.closed_day)

    def test_goods_that_are_still_to_come_are_not_put_away(self):
        rma = self.approved()
        with self.then(june(4)):
            self.receive(rma, 1)
        with self.then(june(5)):
            self.inspect(rma)
        fact = self.fact(rma)
        self.assertEqual((fact.arrived_at, fact.disposed_at), (june(4), None))
        with self.then(june(6)):
            rma.action_close_rest()
        self.assertEqual(self.fact(rma).disposed_at, june(5))

    def test_a_draft_has_no_fact(self):
        self.assertIsNone(self.fact(self.make_return(self.order)))

    def test_a_rejected_return_is_given_up(self):
        with self.then(june(2)):
            rma = self.make_return(self.order, request=True)
        with self.then(june(3)):
            rma.action_reject("Worn")
        fact = self.fact(rma)
        self.assertEqual((fact.given_up, fact.closed_day), (True, date(2040, 6, 3)))

    def test_money_counts_from_the_last_credit_note(self):
        with self.then(june(1)):
            self.pay(self.invoice(self.order))
        rma = self.settle_until()
        with self.then(june(9)):
            rma.refund_ids.filtered(lambda note: note.state == "draft").action_post()
        fact = self.fact(rma)
        self.assertTrue(fact.refunds)
        self.assertIn(fact.credited_day, (date(2040, 6, 8), date(2040, 6, 9)))
        self.assertIsNone(fact.paid_back_at)
        with self.then(june(12)):
            self.pay(rma.refund_ids, payment_date="2040-06-12")
        self.assertEqual(self.fact(rma).paid_back_day, date(2040, 6, 12))

    def test_a_return_that_is_repaired_refunds_nothing(self):
        with self.then(june(2)):
            rma = self.make_return(self.order, approve=True, resolution="none")
        self.assertFalse(self.fact(rma).refunds)

    def test_each_step_is_noted(self):
        rma = self.approved()
        self.noted("return")
        self.receive(rma)
        self.assertIn(rma.id, self.noted("return"))
        self.inspect(rma)
        self.assertIn(rma.id, self.noted("return"))

    def test_its_salesperson_is_the_orders(self):
        rma = self.approved()
        self.refresh()
        self.order.user_id = self.manager
        self.refresh()
        stored = self.env["sale.rma.fact"].search([("res_id", "=", rma.id)])
        self.assertEqual((stored.user_id, stored.order_id), (self.manager, self.order))

    def test_many_cost_as_many_statements_as_few(self):
        rmas = self.approved() | self.make_return(self.delivered(), approve=True)
        more = (
            rmas | self.make_return(self.delivered(), approve=True) | self.make_return(self.delivered(), approve=True)
        )
        self.assertEqual(self.cost_of("return", more), self.cost_of("return", rmas))


@tagged("post_install", "-at_install")
class TestClaimFacts(ServiceFacts, ClaimCommon):
    def fact(self, claim):
        return self.read_facts("claim", claim, "shipment.claim.fact")[claim.id]

    def test_an_open_claim_has_no_day(self):
        fact = self.fact(self.make_claim())
        self.assertEqual((fact.closed_day, fact.claimed, fact.paid), (None, 20_000, 0))
        self.assertEqual(fact.carrier, self.van.id)

    def test_a_paid_claim_counts_with_what_was_paid(self):
        claim = self.accepted(150)
        claim.action_register_recovery(150, self.days(-1), self.bank)
        fact = self.fact(claim)
        self.assertEqual((fact.claimed, fact.paid, fact.closed_day), (20_000, 15_000, claim.ended_on))

    def test_a_refused_claim_has_ended_with_nothing(self):
        claim = self.make_claim()
        claim.action_file("C-1")
        claim.action_refuse("Packaging")
        fact = self.fact(claim)
        self.assertEqual((fact.paid, fact.closed_day, fact.withdrawn), (0, self.today, False))

    def test_a_withdrawn_claim_is_one(self):
        claim = self.make_claim()
        claim.action_withdraw("No damage after all")
        self.assertTrue(self.fact(claim).withdrawn)

    def test_what_was_recovered_is_stored_as_it_comes(self):
        claim = self.accepted(150)
        self.refresh()
        self.assertEqual(self.stored(claim), [None, "open"])
        claim.action_register_recovery(150, self.days(-1), self.bank)
        self.refresh()
        self.assertEqual(self.stored(claim), [fields.Date.to_string(self.days(-1)), None])

    def stored(self, claim):
        """Return day and reason of a claim's entry."""
        entry = self.env["shipment.claim.fact"].search([("res_id", "=", claim.id)]).entries["claim_recovery"]
        return [entry[0], entry[3] if len(entry) > 3 else None]
