"""Kits are shipped as their components: carriers have to take these."""

from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_validation import ValidationCommon

SHIPPING_FORM = "quote_to_cash.product_product_view_form_shipping"


@tagged("post_install", "-at_install")
class TestKitsShipped(ValidationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kit = cls.make_kit({cls.goods: 1, cls.other_goods: 2})

    def test_hazardous_component(self):
        self.only("handling_missing")
        self.other_goods.write({"is_hazardous": True, "handling_instruction": "UN 1263"})
        order = self.quote((self.kit, 1), carrier_id=self.make_carrier().id)
        finding = self.assertFinds(order, "Mixer is hazardous; Express does not take such goods.")
        self.assertEqual((finding.line_id, finding.document), (order.order_line, self.other_goods))
        order.carrier_id = self.make_carrier(takes_hazardous=True)
        self.assertPasses(order)

    def test_each_component_without_instruction_is_opened(self):
        self.only("handling_missing")
        (self.goods + self.other_goods).is_fragile = True
        order = self.quote((self.kit, 1))
        for product in self.goods + self.other_goods:
            finding = self.assertFinds(order, f"{product.name} is marked fragile")
            self.assertEqual(finding.action_fix()["res_id"], product.id)
            with Form(product, view=SHIPPING_FORM) as dialog:
                dialog.handling_instruction = "This side up"
        self.assertPasses(order)

    def test_the_kit_itself_may_need_care(self):
        self.only("handling_missing")
        self.kit.is_fragile = True
        self.assertFinds(self.quote((self.kit, 1)), "Bakery set is marked fragile")

    def test_freight_class_of_the_components(self):
        self.only("freight_class_missing")
        self.goods.freight_class = "100"
        order = self.quote((self.kit, 1), carrier_id=self.make_carrier(is_freight=True).id)
        finding = self.assertFinds(order, "Bakery set has parts without freight class: Mixer; Express is a freight")
        self.assertEqual(finding.action_fix()["res_id"], self.other_goods.id)
        self.other_goods.freight_class = "50"
        self.assertPasses(order)

    def test_freight_class_of_the_kit_holds_for_all_of_it(self):
        self.only("freight_class_missing")
        self.kit.freight_class = "100"
        self.assertPasses(self.quote((self.kit, 1), carrier_id=self.make_carrier(is_freight=True).id))

    def test_kit_weighs_what_its_components_weigh(self):
        self.only("carrier_capacity")
        self.goods.weight, self.other_goods.weight = 10, 5
        carrier = self.make_carrier(max_weight=40)
        self.assertPasses(self.quote((self.kit, 2), carrier_id=carrier.id))
        self.assertFinds(self.quote((self.kit, 3), carrier_id=carrier.id), "60.00 kg, Express takes 40.00 kg")

    def test_weight_of_a_component_is_unknown(self):
        self.only("carrier_capacity")
        self.goods.weight = 10
        finding = self.assertFinds(
            self.quote((self.kit, 2), carrier_id=self.make_carrier(max_weight=40).id), "Weight unknown: Mixer."
        )
        self.assertEqual(finding.action_fix()["res_id"], self.other_goods.id)

    def test_kit_with_a_weight_of_its_own(self):
        self.only("carrier_capacity")
        self.kit.weight = 20
        self.goods.weight, self.goods.volume = 100, 1
        carrier = self.make_carrier(max_weight=40)
        self.assertPasses(self.quote((self.kit, 2), carrier_id=carrier.id))
        carrier.max_volume = 1
        self.assertFinds(self.quote((self.kit, 2), carrier_id=carrier.id), "2.00 m³")

    def test_as_many_statements_for_many_kits(self):
        self.other_goods.is_hazardous = True
        carrier = self.make_carrier(is_freight=True, max_weight=1)
        first = self.quote((self.kit, 2), (self.goods, 1), carrier_id=carrier.id)
        orders = first + self.env["sale.order"].create(first.copy_data({"carrier_id": carrier.id}) * 19)
        for code in ("carrier_capacity", "freight_class_missing", "handling_missing"):
            with self.subTest(code):
                self.assertSameQueries(self.only(code), orders[:3], orders)


@tagged("post_install", "-at_install")
class TestVendorShips(ValidationCommon):
    """What vendors send needs neither our carrier nor our time."""

    def test_no_carrier_is_needed(self):
        self.only("carrier_unavailable")
        self.env.company.carrier_required = True
        dropped = self.make_dropshipped()
        self.assertPasses(self.quote((dropped, 1)))
        self.assertPasses(self.quote((dropped, 1), (self.service, 1)))
        self.assertFinds(self.quote((dropped, 1), (self.goods, 1)), "No carrier is chosen")
        kit = self.make_kit({dropped: 2})
        self.assertPasses(self.quote((kit, 1)))
        self.assertFinds(self.quote((self.make_kit({dropped: 2, self.goods: 1}), 1)))

    def test_made_to_order_is_shipped_by_us(self):
        self.only("carrier_unavailable")
        self.env.company.carrier_required = True
        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        self.goods.route_ids = [Command.link(mto.id)]
        self.assertFinds(self.quote((self.goods, 1)), "No carrier is chosen")

    def test_no_time_for_picking_is_needed(self):
        self.only("date_impossible")
        now = self.env.cr.now()
        self.assertPasses(self.quote((self.make_dropshipped(), 1), commitment_date=now))
        self.assertFinds(self.quote((self.goods, 1), commitment_date=now), "picking needs until")

    def test_as_many_statements_for_many_orders(self):
        self.env.company.carrier_required = True
        first = self.quote((self.make_dropshipped(), 1), (self.goods, 1))
        orders = first + self.env["sale.order"].create(first.copy_data() * 19)
        self.assertSameQueries(self.only("carrier_unavailable"), orders[:3], orders)
