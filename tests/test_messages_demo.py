"""The demo data of messages: everything on, nobody told of the past, and an order that went quiet."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.quote_to_cash.demo import lifecycle, messages, records


@tagged("post_install", "-at_install")
class TestMessagesDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lifecycle.load(cls.env)
        cls.company = records.find(cls.env, "company")
        cls.policies = cls.env["order.message.policy"].search([("company_id", "=", cls.company.id)])
        cls.waiting = cls.env["mail.mail"].search_count([("state", "=", "outgoing")])
        messages.load(cls.env)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def activities(self):
        kind = self.env.ref("quote_to_cash.mail_activity_order_quiet")
        return self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])

    def test_everything_is_on(self):
        self.assertEqual(len(self.policies), 10)
        self.assertTrue(all(self.policies.mapped("enabled")))
        self.assertTrue(self.company.tracking_page)

    def test_nobody_is_told_of_the_past(self):
        self.env["order.message"]._collect()
        self.assertFalse(self.env["order.message"].search([("company_id", "=", self.company.id)]))
        self.assertEqual(self.env["mail.mail"].search_count([("state", "=", "outgoing")]), self.waiting)

    def test_orders_are_quiet(self):
        quiet = self.env["order.quiet"].search([("company_id", "=", self.company.id)])
        self.assertTrue(quiet)
        self.assertTrue(self.activities())
        self.assertLessEqual(set(self.activities().mapped("res_id")), set(quiet.order_id.ids))

    def test_it_loads_once(self):
        since, count = self.policies.mapped("since"), len(self.activities())
        self.policies[0].enabled = False
        messages.load(self.env)
        self.assertFalse(self.policies[0].enabled)
        self.assertEqual((self.policies.mapped("since"), len(self.activities())), (since, count))
