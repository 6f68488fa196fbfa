"""What has left stops nobody any more."""

from odoo.tests import tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestDelivered(GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only()

    def shipped(self, backorder=True, **quantities):
        """Return an order of which the ovens have left, and not the mixers."""
        order = self.make_order((self.goods, 5), (self.other_goods, 5), partner_id=self.good_partner.id)
        self.ship(order, {self.goods: quantities.get("ovens", 5)}, backorder=backorder)
        return order

    def changed(self, order):
        """Change the other line of a confirmed order."""
        order.order_line[1].product_uom_qty = 4
        return order

    def test_archived_since(self):
        self.only("not_sellable")
        order = self.shipped()
        self.goods.active = False
        self.assertFree(self.changed(order))
        self.assertPasses(order)

    def test_archived_before_all_of_it_has_left(self):
        self.only("not_sellable")
        order = self.shipped(ovens=3)
        self.goods.active = False
        self.assertHeld(self.changed(order))

    def test_what_was_declined_does_not_leave_either(self):
        self.only("not_sellable")
        order = self.make_order((self.goods, 5), partner_id=self.good_partner.id)
        self.ship(order, {self.goods: 3}, backorder=False)
        self.goods.active = False
        self.assertPasses(order)

    def test_discontinued_since(self):
        self.only("discontinued")
        order = self.shipped()
        self.goods.sale_lifecycle = "discontinued"
        self.assertFree(self.changed(order))

    def test_handling_and_freight_class(self):
        self.only("handling_missing", "freight_class_missing")
        self.other_goods.freight_class = "50"
        order = self.shipped()
        self.goods.is_fragile = True
        order.carrier_id = self.make_carrier(is_freight=True, takes_fragile=False)
        self.assertPasses(order)
        self.other_goods.freight_class = False
        self.assertFinds(order, "Mixer has no freight class")

    def test_in_hindsight_nothing_has_left(self):
        self.only("not_sellable")
        order = self.shipped()
        self.goods.active = False
        rule = self.rule("not_sellable")
        rule.action_preview()
        self.assertIn(order, rule.preview_order_ids)
