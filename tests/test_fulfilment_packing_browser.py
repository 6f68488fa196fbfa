"""Packing in the browser: cartons, weights and numbers typed one after the other."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common_packing import PackingCommon


@tagged("post_install", "-at_install")
class TestPackingBrowser(PackingCommon, HttpCase):
    def test_pack_weigh_and_number(self):
        new_test_user(self.env, "walter", name="Walter Warehouse", groups="stock.group_stock_user")
        self.company.weight_tolerance = 5
        self.make_rule(self.box)
        picking = self.picking((self.goods, 3))
        self.env.flush_all()
        self.start_tour(
            f"/odoo/deliveries/{picking.id}",
            "quote_to_cash_packing",
            login="walter",
            timeout=120,
        )
        self.env.invalidate_all()
        packages = picking.parcel_ids
        self.assertEqual(packages.mapped("actual_weight"), [16.5, 8.4])
        self.assertEqual(packages.mapped("tracking_ref"), ["A1", "B2"])
        self.assertEqual(picking.carrier_tracking_ref, "A1,B2")
