"""What the parcels cost, as far as Odoo's own delivery methods say it."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common_sourcing import SourcingCommon


@tagged("post_install", "-at_install")
class TestSourcingCarriers(SourcingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.transfer_days = 30
        cls.goods.weight, cls.other_goods.weight = 10, 1
        cls.add_stock(cls.goods, 2)
        cls.add_stock(cls.goods, 2, cls.east)
        cls.add_stock(cls.goods, 9, cls.west)

    def costs(self, *lines, **carrier):
        """Return ``{kind: cost as text}``."""
        self.carrier = self.make_carrier(**carrier) if carrier else False
        if self.carrier:
            self.carrier.product_id.list_price = carrier.get("fixed_price", 0)
        self.sold = self.order(*lines or [(self.goods, 4)], carrier_id=self.carrier and self.carrier.id)
        return {o["name"].split(":")[0]: o["cost"] for o in self.open(self.sold).picture["options"]}

    def empty_west(self):
        self.env["stock.quant"]._update_available_quantity(self.goods, self.west.lot_stock_id, -9)

    def number(self, text):
        return float("".join(c for c in text if c.isdigit() or c == "."))

    def by_weight(self, **values):
        return {
            "delivery_type": "base_on_rule",
            "price_rule_ids": [
                Command.create(
                    {"variable": "weight", "operator": "<=", "max_value": 25, "list_base_price": 3, "list_price": 0.5}
                ),
                Command.create({"variable": "weight", "operator": "<=", "max_value": 60, "list_base_price": 30}),
            ],
            **values,
        }

    def test_without_carrier(self):
        self.assertEqual(set(self.costs().values()), {False})
        self.assertFalse(self.open(self.sold).picture["has_costs"])

    def test_fixed_price_for_each_parcel(self):
        costs = self.costs(delivery_type="fixed", fixed_price=7)
        self.assertEqual(self.number(costs["All from Reno"]), 7)
        self.empty_west()
        costs = self.costs(delivery_type="fixed", fixed_price=7)
        self.assertEqual(self.number(costs["Split by quantity"]), 14)

    def test_free_over_an_amount(self):
        costs = self.costs(delivery_type="fixed", fixed_price=7, free_over=True, amount=50)
        self.assertEqual({self.number(cost) for cost in costs.values()}, {0})

    def test_by_weight_of_each_parcel(self):
        costs = self.costs(**self.by_weight())
        self.assertEqual(self.number(costs["All from Reno"]), 30)  # 40 kg
        self.empty_west()
        costs = self.costs(**self.by_weight())
        self.assertEqual(self.number(costs["Split by quantity"]), 2 * (3 + 10))  # 20 kg each

    def test_as_odoo_rates_a_whole_order(self):
        self.costs(**self.by_weight(margin=0.1, fixed_margin=2))
        shown = self.number(self.shown(self.sold, "All from Reno")["cost"])
        self.assertAlmostEqual(shown, self.carrier.rate_shipment(self.sold)["price"])

    def test_by_amount_of_each_parcel(self):
        rule = {"variable": "price", "operator": "<=", "max_value": 250, "list_base_price": 4}
        costs = self.costs(
            delivery_type="base_on_rule",
            price_rule_ids=[Command.create(rule), Command.create({**rule, "max_value": 999, "list_base_price": 20})],
        )
        self.assertEqual(self.number(costs["All from Reno"]), 20)
        self.empty_west()
        costs = {o["name"].split(":")[0]: o["cost"] for o in self.open(self.sold).picture["options"]}
        self.assertEqual(self.number(costs["Split by quantity"]), 8)

    def test_too_heavy(self):
        self.add_stock(self.goods, 30, self.east)
        costs = self.costs((self.goods, 7), **self.by_weight())
        self.assertFalse(costs["All from Portland"])

    def test_wrong_address(self):
        costs = self.costs(delivery_type="fixed", fixed_price=7, country_ids=[Command.link(self.env.ref("base.us").id)])
        self.assertEqual(set(costs.values()), {False})
        self.assertTrue(self.open(self.sold).picture["has_costs"])

    def test_who_has_to_be_asked_is_not(self):
        """A carrier that is asked over the network: what it costs is not known."""
        costs = self.costs(delivery_type="fixed", fixed_price=7)
        self.assertTrue(all(costs.values()))
        own = "odoo.addons.quote_to_cash.models.promise.sourcing_cost.OWN_TYPES"
        asked = patch.object(type(self.carrier), "rate_shipment", side_effect=AssertionError("asked"))
        with patch(own, ("base_on_rule",)), asked:
            picture = self.open(self.sold).picture
        self.assertEqual({option["cost"] for option in picture["options"]}, {False})

    def test_cheapest(self):
        self.env.company.sourcing_preference = "cheapest"
        self.empty_west()
        self.costs(**self.by_weight())
        self.assertEqual(self.options(self.sold)[0][0], "quantities")

    def test_only_the_open_part_of_a_confirmed_order(self):
        self.costs(**self.by_weight())
        self.sold.action_confirm()
        self.ship(self.sold, {self.goods: 2})
        self.assertEqual(self.number(self.shown(self.sold, "All from Reno")["cost"]), 13)
