"""Who is asked to approve a discount, and when that is over."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_price import PriceCommon


@tagged("post_install", "-at_install")
class TestApproval(PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.discount_rule = cls.only("discount_authority")
        cls.salesman = cls.make_user("sales_all", name="Sam")
        cls.manager = cls.make_user("sales_manager", name="Mia")
        cls.leader = new_test_user(cls.env, "q2c_leader", groups="sales_team.group_sale_salesman_all_leads", name="Lea")
        cls.team = cls.env["crm.team"].create({"name": "Field", "user_id": cls.leader.id})
        cls.order = cls.sold(cls.priced(discount=30))

    @classmethod
    def sold(cls, *lines, **values):
        return cls.quote(*lines, **{"user_id": cls.salesman.id, "team_id": cls.team.id, **values})

    def ask(self, order=None):
        """Ask for an approval; return the activity."""
        order = order or self.order
        finding = order.action_validate_order().with_user(self.salesman)[:1]
        finding.action_fix()
        return order.activity_ids

    def test_a_leader_who_may_not_approve_is_not_asked(self):
        asked = self.ask().user_id
        self.assertNotEqual(asked, self.leader)
        self.assertTrue(asked.has_group("sales_team.group_sale_manager"))

    def test_a_leader_who_may_comes_first(self):
        self.leader.group_ids += self.env.ref("sales_team.group_sale_manager")
        self.assertEqual(self.ask().user_id, self.leader)

    def test_the_rules_own_group_is_asked(self):
        desk = self.make_user("desk", name="Dan")
        self.discount_rule.waiver_group_id = self.env.ref("quote_to_cash.group_order_desk")
        members = self.discount_rule.waiver_group_id.all_user_ids
        self.assertIn(desk, members)
        self.assertIn(self.ask().user_id, members)

    def test_a_leader_of_another_company_is_not_asked(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        self.leader.write(
            {
                "group_ids": [Command.link(self.env.ref("sales_team.group_sale_manager").id)],
                "company_id": sister.id,
                "company_ids": [Command.set(sister.ids)],
            }
        )
        asked = self.ask().user_id
        self.assertNotEqual(asked, self.leader)
        self.assertIn(self.order.company_id, asked.company_ids)

    def test_a_leader_is_better_than_nobody(self):
        self.discount_rule.waiver_group_id = False
        self.assertEqual(self.ask().user_id, self.leader)

    def test_other_facts_refresh_the_note(self):
        activity = self.ask()
        self.assertIn("30 %", activity.note)
        self.order.order_line.discount = 40
        self.assertEqual(self.ask(), activity)
        self.assertIn("40 %", activity.note)
        self.assertNotIn("30 %", activity.note)

    def test_a_waiver_ends_it(self):
        self.ask()
        finding = self.order.open_finding_ids
        finding.with_user(self.manager).action_waive("Fair")
        self.assertFalse(self.order.activity_ids)

    def test_it_goes_on_while_another_finding_waits(self):
        self.order.order_line = [Command.create(self.priced(50, product_id=self.other_goods.id))]
        self.ask()
        first, second = self.order.open_finding_ids
        first.with_user(self.manager).action_waive("Fair")
        self.assertTrue(self.order.activity_ids)
        second.with_user(self.manager).action_waive("Fair")
        self.assertFalse(self.order.activity_ids)

    def test_a_lower_discount_ends_it(self):
        self.ask()
        self.order.order_line.discount = 10
        self.assertPasses(self.order)
        self.assertFalse(self.order.activity_ids)
        self.order.order_line.discount = 25
        self.assertIn("25 %", self.ask().note)

    def test_a_deleted_line_ends_it(self):
        self.ask()
        self.order.order_line.unlink()
        self.assertFalse(self.order.activity_ids)

    def test_cancelling_ends_it(self):
        self.ask()
        self.order._action_cancel()
        self.assertFalse(self.order.activity_ids)

    def test_ending_nothing_costs_nothing(self):
        orders = self.order + self.sold(self.priced(discount=30))
        orders.action_validate_order()
        orders.order_line.discount = 0
        self.env.flush_all()
        findings = self.env["order.validation.finding"].sudo()
        standing = findings._read_standing(orders)
        with self.assertQueryCount(0):
            findings.browse(standing).approval_id._end_approval()
