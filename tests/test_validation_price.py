"""Prices, discounts, cost and validity."""

from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_validation import ValidationCommon


class PriceCommon(ValidationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("product.group_product_pricelist")
        cls.pricelist = cls.make_pricelist("Retail")
        cls.partner.property_product_pricelist = cls.pricelist

    @classmethod
    def make_pricelist(cls, name, *rules, **values):
        """Create a price list; each rule is the values of one."""
        return cls.env["product.pricelist"].create(
            {
                "name": name,
                "currency_id": cls.env.company.currency_id.id,
                "item_ids": [Command.create(rule) for rule in rules],
                **values,
            }
        )

    @classmethod
    def priced(cls, price=None, quantity=1, **values):
        """Return the values of a line with ovens, which cost 100."""
        typed = {} if price is None else {"price_unit": price}
        return {"product_id": cls.goods.id, "product_uom_qty": quantity, **typed, **values}


@tagged("post_install", "-at_install")
class TestPriceChanged(PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("price_changed", severity="warn")

    def test_unchanged(self):
        order = self.quote()
        self.assertEqual(order.order_line.quoted_list_price, 100)
        self.assertPasses(order)

    def test_changed_and_updated(self):
        order = self.quote()
        self.goods.list_price = 110
        finding = self.assertFinds(order, "Oven")
        self.assertIn("100.00", finding.found)
        self.assertIn("110.00", finding.limit)
        finding.action_fix()
        self.assertEqual(order.order_line.price_unit, 110)
        self.assertEqual(finding.state, "resolved")

    def test_tolerance(self):
        self.only("price_changed", severity="warn", percent=10)
        order = self.quote()
        self.goods.list_price = 110
        self.assertPasses(order)
        self.goods.list_price = 111
        self.assertFinds(order)

    def test_a_typed_price_does_not_hide_it(self):
        order = self.quote(self.priced(95))
        self.assertEqual(order.order_line.quoted_list_price, 100)
        self.assertPasses(order)
        self.goods.list_price = 110
        self.assertFinds(order)

    def test_confirmed_orders_keep_their_prices(self):
        order = self.make_order()
        self.goods.list_price = 110
        self.assertPasses(order)

    def test_unknown_price_of_old_lines(self):
        order = self.quote()
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order_line SET quoted_list_price = NULL WHERE id = %s", [order.order_line.id])
        self.env.invalidate_all()
        self.goods.list_price = 110
        self.assertPasses(order)

    def test_another_quantity_is_quoted_anew(self):
        self.pricelist.item_ids = [
            Command.create({"compute_price": "fixed", "fixed_price": 80, "min_quantity": 10, "applied_on": "3_global"})
        ]
        order = self.quote((self.goods, 1))
        order.order_line.product_uom_qty = 10
        self.assertEqual(order.order_line.quoted_list_price, 80)
        self.assertPasses(order)

    def test_an_offer_that_has_ended(self):
        now = Datetime.now()
        offer = {"compute_price": "fixed", "fixed_price": 70, "applied_on": "3_global"}
        self.pricelist.item_ids = [Command.create({**offer, "date_end": now + timedelta(days=5)})]
        order = self.quote()
        self.assertEqual(order.order_line.price_unit, 70)
        with freeze_time(now + timedelta(days=6)):
            finding = self.assertFinds(order)
            finding.action_fix()
            self.assertEqual(order.order_line.price_unit, 100)
            self.assertEqual(finding.state, "resolved")

    def test_a_copy_is_quoted_anew(self):
        order = self.quote()
        self.goods.list_price = 110
        self.assertEqual(order.copy().order_line.quoted_list_price, 110)

    def test_combos_rewards_and_deposits_are_not_asked(self):
        order = self.quote({"display_type": "line_note", "name": "Thank you"}, self.priced())
        self.assertFalse(order.order_line[0].quoted_list_price)
        combo = self.env["product.combo"].create(
            {"name": "Choice", "combo_item_ids": [Command.create({"product_id": self.goods.id})]}
        )
        menu = self.make_product("Menu", type="combo", is_storable=False, combo_ids=[Command.set(combo.ids)])
        line = self.env["sale.order.line"].create({"order_id": order.id, "product_id": menu.id})
        part = self.env["sale.order.line"].create(
            {
                "order_id": order.id,
                "product_id": self.goods.id,
                "linked_line_id": line.id,
                "combo_item_id": combo.combo_item_ids.id,
            }
        )
        self.assertTrue(order.order_line[1]._is_priced())
        self.assertFalse(line._is_priced() or part._is_priced())

    def test_who_sells_cannot_write_what_was_quoted(self):
        salesman = self.make_user("sales_all")
        order = self.quote(user_id=salesman.id).with_user(salesman)
        order.order_line.write({"quoted_list_price": 1, "discount": 5})
        self.assertEqual((order.order_line.quoted_list_price, order.order_line.discount), (100, 5))
        values = {"order_id": order.id, "product_id": self.goods.id}
        lines = self.env["sale.order.line"].with_user(salesman)
        self.assertEqual(lines.create({**values, "quoted_list_price": 1}).quoted_list_price, 100)
        self.assertEqual(lines.with_context(default_quoted_list_price=1).create(values).quoted_list_price, 100)

    def test_who_sells_can_quote(self):
        salesman = self.make_user("salesman")
        with Form(self.env["sale.order"].with_user(salesman)) as form:
            form.partner_id = self.partner
            with form.order_line.new() as line:
                line.product_id = self.goods
                line.product_uom_qty = 3
        order = form.record
        self.assertEqual(order.order_line.quoted_list_price, 100)
        self.goods.list_price = 120
        self.assertFinds(order).action_fix()
        self.assertEqual(order.order_line.quoted_list_price, 120)


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


@tagged("post_install", "-at_install")
class TestBelowCost(PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("below_cost")
        cls.goods.standard_price = 80

    def test_at_cost(self):
        self.assertPasses(self.quote(self.priced(80)))

    def test_below_cost_and_no_word_about_it(self):
        finding = self.assertFinds(self.quote(self.priced(79)), "Oven is sold for $\xa079.00, below the minimum price.")
        self.assertNotIn("80", finding.message)
        self.assertIn("80.00", finding.limit)

    def test_minimum_margin(self):
        self.only("below_cost", percent=25)
        self.assertPasses(self.quote(self.priced(100)))
        self.assertFinds(self.quote(self.priced(99)))

    def test_unknown_cost(self):
        self.goods.standard_price = 0
        self.assertPasses(self.quote(self.priced(0.01)))

    def test_discount_and_unit_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.assertPasses(self.quote(self.priced(1200, product_uom_id=dozen.id, discount=20)))
        self.assertFinds(self.quote(self.priced(1200, product_uom_id=dozen.id, discount=21)))

    def test_taxes_are_not_revenue(self):
        tax = self.env["account.tax"].create(
            {"name": "Included", "amount": 25, "price_include_override": "tax_included", "type_tax_use": "sale"}
        )
        line = self.priced(tax_ids=[Command.set(tax.ids)])
        self.assertPasses(self.quote({**line, "price_unit": 100}))
        self.assertFinds(self.quote({**line, "price_unit": 99}))

    def test_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        euro.rate_ids = [Command.create({"name": "2020-01-01", "rate": 0.5})]
        pricelist = self.make_pricelist("Euro", currency_id=euro.id)
        self.assertPasses(self.quote(self.priced(40), pricelist_id=pricelist.id))
        self.assertFinds(self.quote(self.priced(39), pricelist_id=pricelist.id), "39.00")

    def test_cost_of_the_orders_company(self):
        sister = self.env["res.company"].create({"name": "Sister", "validation_mode": "observe"})
        self.goods.with_company(sister).standard_price = 10
        rules = self.env["order.validation.rule"].search([("company_id", "=", sister.id)])
        rules.filtered(lambda rule: rule.code != "below_cost").severity = "off"
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", sister.id)])
        order = self.quote(self.priced(20), warehouse=warehouse)
        self.assertPasses(order)

    def test_tiny_prices_are_not_rounded_away(self):
        self.goods.standard_price = 0.003
        self.assertPasses(self.quote(self.priced(0.004, quantity=1000)))
        self.assertFinds(self.quote(self.priced(0.002, quantity=1000)))

    def test_discount_on_the_whole_order_counts(self):
        rebate = self.make_product("Rebate", type="service", list_price=0)
        rebated = {"product_id": rebate.id, "product_uom_qty": 1}
        self.assertPasses(self.quote(self.priced(100), {**rebated, "price_unit": -20}))
        self.assertFinds(self.quote(self.priced(100), {**rebated, "price_unit": -21}), "79.00")


@tagged("post_install", "-at_install")
class TestPricelistAndValidity(PriceCommon):
    def test_customers_price_list(self):
        self.only("wrong_pricelist", severity="warn")
        self.assertPasses(self.quote())

    def test_another_price_list_and_repair(self):
        self.only("wrong_pricelist", severity="warn")
        self.pricelist.item_ids = [Command.create({"compute_price": "fixed", "fixed_price": 90})]
        order = self.quote((self.goods, 1), pricelist_id=self.make_pricelist("Export").id)
        finding = self.assertFinds(order, "Anna's Bakery has the price list “Retail”; this order: Export.")
        finding.action_fix()
        self.assertEqual((order.pricelist_id, order.order_line.price_unit), (self.pricelist, 90))
        self.assertEqual(finding.state, "resolved")

    def test_price_lists_switched_off(self):
        self.only("wrong_pricelist", severity="warn")
        order = self.quote(pricelist_id=self.make_pricelist("Export").id)
        group = self.env.ref("product.group_product_pricelist")
        self.env.ref("base.group_user").implied_ids -= group
        group.sudo().user_ids = [Command.clear()]
        self.assertPasses(order)

    def test_valid_until_the_end_of_the_day(self):
        self.only("quote_expired")
        self.env.company.partner_id.tz = "America/New_York"
        order = self.quote(validity_date=date(2024, 5, 31))
        with freeze_time("2024-06-01 03:00:00"):  # still May 31 in New York
            self.assertPasses(order)
        with freeze_time("2024-06-01 05:00:00"):
            self.assertFinds(order, "The quotation was valid until 05/31/2024.")

    def test_without_a_last_day(self):
        self.only("quote_expired")
        self.assertPasses(self.quote(validity_date=False))

    def test_confirmed_in_time(self):
        self.only("quote_expired")
        order = self.make_order(validity_date=Datetime.now().date())
        with freeze_time(Datetime.now() + timedelta(days=30)):
            self.assertPasses(order)

    def test_extended_at_todays_prices(self):
        self.only("quote_expired")
        self.env.company.quotation_validity_days = 7
        with freeze_time("2024-05-01 12:00:00"):
            order = self.quote(validity_date=date(2024, 5, 5))
        self.goods.list_price = 130
        with freeze_time("2024-06-01 12:00:00"):
            finding = self.assertFinds(order)
            finding.action_fix()
        self.assertEqual(order.validity_date, date(2024, 6, 8))
        self.assertEqual(order.order_line.price_unit, 130)
        self.assertEqual(finding.state, "resolved")


@tagged("post_install", "-at_install")
class TestPriceCost(PriceCommon):
    """As many statements for many orders as for few."""

    def orders(self, number):
        order = self.quote(self.priced(50), (self.other_goods, 2), (self.service, 1))
        return order + self.env["sale.order"].create(order.copy_data() * (number - 1))

    def compare(self, code):
        few, many = self.orders(10), self.orders(40)
        self.goods.list_price = 150
        self.assertSameQueries(self.only(code), few, many)

    @contextmanager
    def _counting(self):
        """Count statements: ``count`` of what is yielded."""
        counter = SimpleNamespace(count=0)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        yield counter
        counter.count = self.env.cr.sql_log_count - before

    def chain(self):
        """Have the price list be based on another one, which Odoo asks line by line."""
        base = self.make_pricelist("Base", {"compute_price": "percentage", "percent_price": 5})
        self.pricelist.item_ids = [
            Command.create({"compute_price": "formula", "base": "pricelist", "base_pricelist_id": base.id})
        ]

    def test_price_changed(self):
        self.compare("price_changed")

    def test_price_changed_in_a_chain_of_price_lists(self):
        self.chain()
        self.compare("price_changed")

    def test_discount_authority(self):
        self.chain()
        self.compare("discount_authority")

    def test_below_cost(self):
        self.goods.standard_price = 80
        self.compare("below_cost")

    def test_wrong_pricelist(self):
        few, many = self.orders(10), self.orders(40)
        self.partner.property_product_pricelist = self.make_pricelist("Export")
        self.assertSameQueries(self.only("wrong_pricelist"), few, many)

    def test_prices_are_read_once_for_both_rules(self):
        orders = self.orders(5)
        rule = self.only("price_changed").with_context(validation_memo={})
        rule._find_violations(orders, rule)
        other = self.rule("discount_authority").with_env(rule.env)
        with self.assertQueryCount(1):  # whether prices include taxes anywhere
            other._find_violations(orders, other)

    def test_quoting_asks_the_price_list_once_for_all_lines(self):
        self.chain()

        lines_class = type(self.env["sale.order.line"])
        nothing = patch.object(lines_class, "_get_list_prices", lambda lines: dict.fromkeys(lines, 0.0))

        def create(number):
            with self._counting() as counter:
                self.quote(*[self.priced(50)] * number)
                self.env.flush_all()
            return counter.count

        create(1)
        more = []
        for number in (2, 8):
            with nothing:
                bare = create(number)
            more.append(create(number) - bare)
        self.assertEqual(more[0], more[1])
