"""The demo data of claims: it loads once, shows a claim that is open and one that is paid, and writes to nobody."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.quote_to_cash.demo import claims, lifecycle, records

PLAYED = ("magnolia_filters", "lumiere_assumed")


@tagged("post_install", "-at_install")
class TestClaimsDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lifecycle.load(cls.env, [story for story in lifecycle.STORIES if story.name in PLAYED])
        cls.waiting = cls.env["mail.mail"].search_count([("state", "=", "outgoing")])
        claims.load(cls.env)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_it_loads_once(self):
        count = self.env["shipment.claim"].search_count([])
        claims.load(self.env)
        self.assertEqual(self.env["shipment.claim"].search_count([]), count)

    def test_one_is_paid_and_one_is_open(self):
        paid, lost = (records.find(self.env, f"claim_{name}") for name in ("filters", "pitchers"))
        self.assertEqual((paid.state, paid.step, len(paid.photo_ids)), ("paid", False, 1))
        self.assertEqual((lost.state, lost.step, lost.kind), ("draft", "report", "loss"))
        self.assertLess(paid.reported_on, paid.filed_on)
        self.assertLess(paid.filed_on, paid.answered_on)

    def test_without_the_orders_there_are_no_claims(self):
        company = records.find(self.env, "company")
        count = self.env["shipment.claim"].search_count([])
        claims.play(company, self.env.cr.now(), [(1, "report", "x", "nobodys", "loss", None, "Gone"), (1, "tell", "x")])
        self.assertEqual(self.env["shipment.claim"].search_count([]), count)

    def test_nobody_is_written_to(self):
        self.assertEqual(self.env["mail.mail"].search_count([("state", "=", "outgoing")]), self.waiting)
