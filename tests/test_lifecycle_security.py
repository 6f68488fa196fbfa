"""Who may see and do what: companies, salespeople, customers."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import QuoteToCashCommon

KEPT_BY_THE_ADDON = ("sale.order.hold", "sale.order.event")


@tagged("post_install", "-at_install")
class TestRights(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = cls.make_user("salesman")
        cls.order = cls.make_order(user_id=cls.salesman.id)
        cls.hold = cls.order.action_hold(cls.reason("address"))
        cls.row = cls.events(cls.order)[:1]

    def test_nobody_writes_holds_and_events_directly(self):
        users = [self.make_user(role) for role in ("desk", "credit", "sales_manager", "warehouse")]
        for user in [*users, self.env.ref("base.user_admin")]:
            for model in KEPT_BY_THE_ADDON:
                for right in ("create", "write", "unlink"):
                    with self.subTest(user=user.login, model=model, right=right):
                        self.assertFalse(self.env[model].with_user(user).has_access(right))

    def test_hold_cannot_be_released_by_writing_the_order(self):
        order = self.order.with_user(self.salesman)
        for command in (
            Command.update(self.hold.id, {"released_at": "2026-01-01"}),
            Command.delete(self.hold.id),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                order.write({"hold_ids": [command]})
        self.assertTrue(self.hold.active_hold)

    def test_salesman_sees_his_own_orders_only(self):
        other = self.make_user("salesman", login="q2c_other")
        for model, record in zip(KEPT_BY_THE_ADDON, (self.hold, self.row), strict=True):
            domain = [("order_id", "=", self.order.id)]
            self.assertIn(record, self.env[model].with_user(self.salesman).search(domain))
            self.assertFalse(self.env[model].with_user(other).search(domain))
        with self.assertRaises(AccessError):
            self.order.with_user(other).action_hold(self.reason("customer"))

    def test_colleagues_with_wider_rights_see_all(self):
        for role in ("sales_all", "desk", "credit", "accountant"):
            user = self.make_user(role)
            for model in KEPT_BY_THE_ADDON:
                with self.subTest(role=role, model=model):
                    self.assertTrue(self.env[model].with_user(user).search([("order_id", "=", self.order.id)]))

    def test_customers_and_strangers_see_nothing(self):
        portal = self.make_user("portal")
        portal.partner_id.parent_id = self.partner
        self.order.message_subscribe(portal.partner_id.ids)
        for user in (portal, self.make_user("internal"), self.env.ref("base.public_user")):
            for model in KEPT_BY_THE_ADDON:
                with self.subTest(user=user.login, model=model), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_customer_sees_the_status_of_his_own_orders_only(self):
        portal = self.make_user("portal")
        self.order.message_subscribe(portal.partner_id.ids)
        self.order.partner_id = portal.partner_id
        other = self.make_order()
        self.env.invalidate_all()
        self.assertEqual(self.order.with_user(portal).order_status, "on_hold")
        with self.assertRaises(AccessError):
            _status = other.with_user(portal).order_status

    def test_reasons_are_the_sales_managers(self):
        values = {"name": "Full moon", "code": "moon", "kind": "hold"}
        reasons = self.env["sale.order.reason"]
        with self.assertRaises(AccessError):
            reasons.with_user(self.salesman).create(values)
        self.assertTrue(reasons.with_user(self.make_user("sales_manager")).create(values))
        self.assertTrue(reasons.with_user(self.salesman).search([("code", "=", "moon")]))


@tagged("post_install", "-at_install")
class TestCompanies(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Sister"})
        cls.env.user.company_ids = [Command.link(cls.other_company.id)]
        cls.theirs = cls.make_order(warehouse=cls.make_warehouse(1, cls.other_company))
        cls.hold = cls.theirs.action_hold(cls.reason("address"))
        cls.desk = cls.make_user("desk")

    def test_records_carry_the_company_of_their_order(self):
        self.assertEqual(self.hold.company_id, self.other_company)
        self.assertEqual(self.events(self.theirs).company_id, self.other_company)

    def test_other_company_is_invisible(self):
        for model in KEPT_BY_THE_ADDON:
            domain = [("order_id", "=", self.theirs.id)]
            self.assertFalse(self.env[model].with_user(self.desk).search(domain))
            insider = self.make_user(
                "desk", login=f"q2c_{model}", company_id=self.other_company.id, company_ids=self.other_company.ids
            )
            self.assertTrue(self.env[model].with_user(insider).search(domain))

    def test_hold_of_another_company_is_not_released(self):
        with self.assertRaises(AccessError):
            self.theirs.with_user(self.desk).action_release_holds("mine")
        with self.assertRaises(AccessError):
            self.hold.with_user(self.desk).action_release("mine")
        wizards = self.env["sale.order.release.hold"].with_user(self.desk)
        own = self.make_order()
        own.action_hold(self.reason("address"))
        with self.assertRaises(AccessError):
            wizards.create(
                {
                    "order_ids": [Command.set(own.ids)],
                    "hold_ids": [Command.set((own.hold_ids + self.hold).ids)],
                    "note": "mine",
                }
            ).action_release()
        self.assertTrue(self.hold.active_hold)

    def test_order_of_another_company_is_not_held_or_cancelled(self):
        order = self.theirs.with_user(self.desk)
        with self.assertRaises(AccessError):
            order.action_hold(self.reason("customer"))
        with self.assertRaises(AccessError):
            order.action_cancel_open(self.reason("mind"))
        with self.assertRaises(AccessError):
            order.action_cancel_with_reason(self.reason("mind"), "company")
        self.assertEqual(self.theirs.state, "sale")

    def test_delivery_of_another_company_is_not_confirmed(self):
        self.theirs.action_release_holds("fine")
        picking = self.ship(self.theirs)
        for role in ("warehouse", "desk"):
            user = self.make_user(role, login=f"q2c_confirm_{role}")
            with self.subTest(role), self.assertRaises(AccessError):
                picking.with_user(user).action_confirm_delivery(picking.shipped_at, "carrier")
        self.assertFalse(picking.delivered_at)
