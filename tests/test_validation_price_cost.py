"""What rules on prices cost: as many statements for many orders as for few."""

from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common_price import PriceCommon


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

    def test_wrong_pricelist_of_customers_in_many_countries(self):
        countries = self.env["res.country"].search([], limit=30)
        groups = self.env["res.country.group"].create(
            [{"name": f"Group {index}", "country_ids": countries[index::3].ids} for index in range(2)]
        )
        lists = [
            self.make_pricelist(f"List {index}", country_group_ids=group.ids) for index, group in enumerate(groups)
        ]
        partners = self.env["res.partner"].create(
            [{"name": country.name, "country_id": country.id} for country in countries]
        )
        orders = self.env["sale.order"].create(
            [{"partner_id": partner.id, "pricelist_id": self.pricelist.id} for partner in partners]
        )
        self.assertSameQueries(self.only("wrong_pricelist"), orders[:3], orders)
        expected = partners._expected_pricelists()
        self.assertEqual(expected, {partner: partner.property_product_pricelist for partner in partners})
        self.assertLess({*lists}, {*expected.values()})

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
