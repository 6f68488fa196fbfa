"""A carrier's number belongs to one package, and leaves traces only where it should."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_packing import PackingCommon


@tagged("post_install", "-at_install")
class TestTracking(PackingCommon):
    def setUp(self):
        super().setUp()
        self.delivery = self.packed((self.goods, 3))
        self.one, self.two = self.delivery.parcel_ids

    def test_joined_on_the_transfer(self):
        self.one.tracking_ref = " 1z 999-a "
        self.assertEqual(self.one.tracking_ref, "1z999-a")
        self.two.tracking_ref = "B2"
        self.assertEqual(self.delivery.carrier_tracking_ref, "1z999-a,B2")
        self.one.tracking_ref = "C3"
        self.assertEqual(self.delivery.carrier_tracking_ref, "C3,B2")
        self.one.tracking_ref = False
        self.assertEqual(self.delivery.carrier_tracking_ref, "B2")
        self.assertEqual(self.two.tracking_carrier_id, self.carrier)

    def test_a_connectors_numbers_stay(self):
        self.delivery.carrier_tracking_ref = "CONNECTOR"
        self.one.tracking_ref = "A1"
        self.assertEqual(self.delivery.carrier_tracking_ref, "A1,CONNECTOR")

    def test_typed_on_the_transfer(self):
        self.delivery.write({"parcel_ids": [(1, self.one.id, {"tracking_ref": "A1", "actual_weight": 16})]})
        self.assertEqual((self.one.tracking_ref, self.one.actual_weight), ("A1", 16))
        self.assertEqual(self.delivery.parcel_ids, self.one + self.two)

    def test_used_before(self):
        self.one.tracking_ref = "A_1"
        self.two.tracking_ref = "AX1"  # the underscore stands for itself
        with self.assertRaisesRegex(UserError, f"a_1 of Van Express stands on {self.one.name} already"):
            self.two.tracking_ref = "a_1"
        self.delivery.button_validate()
        other = self.packed((self.goods, 1)).parcel_ids
        with self.assertRaisesRegex(UserError, "already"):
            other.tracking_ref = "A_1"
        other_carrier = self.carrier.copy({"name": "Other"})
        self.packed((self.goods, 1), carrier_id=other_carrier.id).parcel_ids.tracking_ref = "A_1"

    def test_the_database_refuses_twins(self):
        self.one.tracking_ref = "A1"
        self.two.tracking_ref = "B1"
        self.env.flush_all()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env.cr.execute("UPDATE stock_package SET tracking_ref = 'a1' WHERE id = %s", [self.two.id])

    def test_no_number(self):
        for number in ("A,B", "Ä1", "x" * 35):
            with self.assertRaisesRegex(UserError, "no tracking number"), self.cr.savepoint():
                self.one.tracking_ref = number
        with self.assertRaisesRegex(UserError, "belongs to one package"), self.cr.savepoint():
            (self.one + self.two).tracking_ref = "A1"
        self.assertFalse(self.delivery.carrier_tracking_ref)

    def test_required_where_the_carrier_says_so(self):
        self.carrier.tracking_required = True
        self.delivery.move_ids.picked = True
        self.one.tracking_ref = "A1"
        for way in (self.delivery.button_validate, self.delivery._action_done, self.delivery.move_ids._action_done):
            with self.assertRaisesRegex(UserError, f"{self.two.name} has no tracking number"), self.cr.savepoint():
                way()
        self.two.tracking_ref = "B2"
        self.delivery.button_validate()
        self.assertEqual(self.delivery.state, "done")

    def test_required_without_packages(self):
        self.carrier.tracking_required = True
        first, second = self.picking((self.goods, 1)), self.picking((self.goods, 1))
        with self.assertRaisesRegex(UserError, "has no tracking number"), self.cr.savepoint():
            first.button_validate()
        first.carrier_tracking_ref = "A1"
        first.button_validate()
        second.carrier_tracking_ref = "A1"
        with self.assertRaisesRegex(UserError, f"stands on {first.name} already"), self.cr.savepoint():
            second.button_validate()
        self.one.tracking_ref = "A2"
        second.carrier_tracking_ref = "A2"
        with self.assertRaisesRegex(UserError, f"stands on {self.one.name} already"), self.cr.savepoint():
            second.button_validate()

    def test_goods_beside_the_packages(self):
        self.carrier.tracking_required = True
        self.one.tracking_ref = "A1"
        self.two.action_remove_package()
        with self.assertRaisesRegex(UserError, "Some goods lie in no package"):
            self.delivery.button_validate()

    def test_connectors_fetch_theirs_later(self):
        self.carrier.tracking_required = True
        self.assertTrue(self.carrier._asks_for_tracking())
        # Whatever is neither a fixed price nor rules is a connector; none is installed here.
        self.assertFalse(self.carrier.new({"tracking_required": True, "delivery_type": False})._asks_for_tracking())

    def test_cleared_when_cancelled(self):
        self.one.tracking_ref = "A1"
        self.two.tracking_ref = "B2"
        self.one.action_remove_package()
        self.assertFalse(self.one.tracking_ref)
        self.assertEqual(self.delivery.carrier_tracking_ref, "B2")
        self.delivery.action_cancel()
        self.assertFalse(self.two.tracking_ref)
        self.assertFalse(self.delivery.carrier_tracking_ref)
        other = self.packed((self.goods, 1)).parcel_ids
        other.tracking_ref = "A1"  # free again

    def test_not_on_backorders_and_returns(self):
        self.one.tracking_ref = "A1"
        self.one.carton_line_ids.picked = True
        (self.delivery.move_line_ids - self.one.carton_line_ids).unlink()
        self.answer(self.delivery.button_validate())
        self.assertEqual(self.delivery.carrier_tracking_ref, "A1")
        backorder = self.delivery.backorder_ids
        self.assertTrue(backorder)
        self.assertFalse(backorder.carrier_tracking_ref)
        incoming = self.send_back(self.delivery, 1)
        self.assertFalse(incoming.carrier_tracking_ref)
        self.assertEqual(self.one.tracking_ref, "A1")  # what was shipped stays known
        self.assertFalse(self.one.copy().tracking_ref)

    def test_not_on_receipts(self):
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.goods.id,
                            "product_uom_qty": 1,
                            "location_id": self.env.ref("stock.stock_location_suppliers").id,
                            "location_dest_id": self.warehouse.lot_stock_id.id,
                        },
                    )
                ],
            }
        )
        receipt.action_confirm()
        receipt.action_put_in_pack(package_name="IN-1")
        package = receipt.move_line_ids.result_package_id
        self.assertEqual(package.name, "IN-1")
        with self.assertRaisesRegex(UserError, "on its way in"), self.cr.savepoint():
            package.tracking_ref = "A1"
        self.assertFalse(receipt.carrier_tracking_ref)

    def test_typed_while_packing_in_an_earlier_step(self):
        step = self.packed((self.goods, 1), warehouse=self.make_warehouse(2))
        package = step.parcel_ids
        package.tracking_ref = "A1"
        self.assertFalse(step.carrier_tracking_ref)
        step.button_validate()
        delivery = step.move_ids.move_dest_ids.picking_id
        self.assertEqual(delivery.carrier_tracking_ref, "A1")
        self.assertEqual(package.tracking_carrier_id, self.carrier)

    def test_another_carrier(self):
        self.one.tracking_ref = "A1"
        other = self.carrier.copy({"name": "Other"})
        self.delivery.carrier_id = other
        self.assertEqual(self.one.tracking_carrier_id, other)

    def test_a_tote_that_goes_out_again(self):
        self.one.tracking_ref = "A1"
        self.one.action_weigh(16)
        self.delivery.button_validate()
        again = self.picking((self.goods, 1))
        again.move_line_ids.result_package_id = self.one
        self.assertFalse(self.one.tracking_ref)
        self.assertFalse(self.one.actual_weight)
        self.assertFalse(again.carrier_tracking_ref)
