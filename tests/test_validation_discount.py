"""Discounts that salespeople may give, and those that they may not."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_price import PriceCommon


@tagged("post_install", "-at_install")
class TestDiscountAuthority(PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("discount_authority")
        cls.salesman = cls.make_user("sales_all", name="Sam")
        cls.leader = cls.make_user("sales_manager", name="Lea")
        cls.team = cls.env["crm.team"].create({"name": "Field", "user_id": cls.leader.id})

    def sold(self, *lines, **values):
        return self.quote(*lines, **{"user_id": self.salesman.id, "team_id": self.team.id, **values})

    def test_exactly_what_is_allowed(self):
        self.assertPasses(self.sold(self.priced(discount=15)))
        self.assertPasses(self.sold(self.priced(85)))

    def test_discount_field(self):
        finding = self.assertFinds(self.sold(self.priced(discount=20)), "Oven is sold 20 % under the price list; Sam")
        self.assertEqual((finding.found, finding.limit), ("20 %", "15 %"))

    def test_typed_price(self):
        self.assertFinds(self.sold(self.priced(84)), "16 %")

    def test_typed_price_and_discount_together(self):
        self.assertFinds(self.sold(self.priced(90, discount=10)), "19 %")

    def test_the_price_lists_own_discount_is_nobodys(self):
        self.pricelist.item_ids = [
            Command.create({"compute_price": "percentage", "percent_price": 40, "applied_on": "3_global"})
        ]
        self.assertPasses(self.sold(self.priced(quantity=2)))
        self.assertPasses(self.sold(self.priced(51, discount=0)))
        self.assertFinds(self.sold(self.priced(50, discount=0)), "16.7 %")

    def test_limits_of_user_team_and_company(self):
        order = self.sold(self.priced(discount=20))
        self.assertFinds(order, "15 %")
        self.team.max_discount = 20
        self.assertPasses(order)
        self.salesman.max_discount = 10
        self.assertFinds(order, "10 %")
        self.salesman.max_discount = 25
        self.assertPasses(order)

    def test_unit_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.assertPasses(self.sold(self.priced(1200, product_uom_id=dozen.id)))
        self.assertFinds(self.sold(self.priced(1000, product_uom_id=dozen.id)), "16.7 %")

    def test_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        euro.rate_ids = [Command.create({"name": "2020-01-01", "rate": 0.5})]
        pricelist = self.make_pricelist("Euro", currency_id=euro.id)
        self.assertPasses(self.sold(self.priced(50), pricelist_id=pricelist.id))
        self.assertFinds(self.sold(self.priced(40), pricelist_id=pricelist.id), "20 %")

    def test_price_list_based_on_another(self):
        base = self.make_pricelist("Base", {"compute_price": "fixed", "fixed_price": 60, "applied_on": "3_global"})
        pricelist = self.make_pricelist(
            "Partner",
            {
                "compute_price": "formula",
                "base": "pricelist",
                "base_pricelist_id": base.id,
                "price_discount": 50,
                "applied_on": "3_global",
            },
        )
        self.assertPasses(self.sold(self.priced(30), pricelist_id=pricelist.id))
        self.assertFinds(self.sold(self.priced(24), pricelist_id=pricelist.id), "20 %")

    def test_without_a_price_list_the_products_price_counts(self):
        self.assertFinds(self.sold(self.priced(80), pricelist_id=False), "20 %")

    def test_fiscal_position_that_takes_out_an_included_tax(self):
        tax = self.env["account.tax"].create(
            {"name": "Included", "amount": 25, "price_include_override": "tax_included", "type_tax_use": "sale"}
        )
        export = self.env["account.fiscal.position"].create({"name": "Export"})
        exempt = self.env["account.tax"].create(
            {
                "name": "Exempt",
                "amount": 0,
                "type_tax_use": "sale",
                "fiscal_position_ids": [Command.set(export.ids)],
                "original_tax_ids": [Command.set(tax.ids)],
            }
        )
        self.goods.taxes_id = tax
        order = self.sold((self.goods, 1), fiscal_position_id=export.id)
        self.assertEqual((order.order_line.price_unit, order.order_line.tax_ids), (80, exempt))
        self.assertPasses(order)

    def test_who_quoted_by_the_list_gave_no_discount(self):
        order = self.sold((self.goods, 1))
        self.goods.list_price = 200
        self.assertPasses(order)
        self.goods.list_price = 50
        self.assertPasses(order)

    def test_discount_on_the_whole_order(self):
        order = self.sold(self.priced(), self.priced(discount=10))
        wizard = self.env["sale.order.discount"].create(
            {"sale_order_id": order.id, "discount_type": "so_discount", "discount_percentage": 0.2}
        )
        wizard.action_apply_discount()
        finding = self.assertFinds(order, "Discounts on the whole order put it 24 % under the price list")
        self.assertFalse(finding.line_id)

    def test_negative_line_is_a_discount_on_the_whole_order(self):
        rebate = self.make_product("Rebate", type="service", list_price=0)
        rebated = {"product_id": rebate.id, "product_uom_qty": 1, "price_unit": -16}
        self.assertFinds(self.sold(self.priced(), rebated), "16 %")
        self.assertPasses(self.sold(self.priced(), {**rebated, "price_unit": -15}))

    def test_surcharge(self):
        self.assertPasses(self.sold(self.priced(130)))

    def test_approval_is_asked_once(self):
        order = self.sold(self.priced(discount=30))
        finding = self.assertFinds(order).with_user(self.salesman)
        finding.action_fix()
        finding.action_fix()
        activity = order.activity_ids
        self.assertEqual((activity.user_id, activity.summary), (self.leader, "Approve the discount"))
        self.assertIn("30 %", activity.note)
        self.assertEqual(finding.state, "open")

    def test_a_leader_asks_somebody_else(self):
        order = self.sold(self.priced(discount=30), user_id=self.leader.id)
        self.assertFinds(order).action_fix()
        self.assertTrue(order.activity_ids.user_id.has_group("sales_team.group_sale_manager"))
        self.assertNotEqual(order.activity_ids.user_id, self.leader)

    def test_waiver_is_for_this_price_and_quantity(self):
        order = self.sold(self.priced(70))
        finding = self.assertFinds(order)
        finding.with_user(self.leader).action_waive("Fair")
        self.assertPasses(order)
        order.order_line.write({"product_uom_qty": 100, "price_unit": 70})
        self.assertFinds(order)
        self.assertEqual(finding.state, "open")

    def test_nobody_raises_their_own_limit(self):
        for user in (self.salesman, self.leader):
            self.assertEqual(user.with_user(user).read(["max_discount"])[0]["max_discount"], 0)
            with self.assertRaises(AccessError):
                user.with_user(user).write({"max_discount": 90})
        with self.assertRaises(AccessError):
            self.leader.with_user(self.salesman).write({"max_discount": 90})

    def test_sales_managers_set_the_limits_of_others(self):
        self.salesman.with_user(self.leader).write({"max_discount": 30})
        self.assertEqual(self.salesman.max_discount, 30)
        with self.assertRaises(AccessError):
            self.salesman.with_user(self.leader).write({"max_discount": 30, "name": "Samuel"})
        self.team.with_user(self.leader).max_discount = 25

    def test_a_limit_is_a_percentage(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.salesman.max_discount = 101
            self.env.flush_all()
