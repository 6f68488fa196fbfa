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
        self.assertTrue(self.delivery._asks_for_tracking())
        connector = self.carrier.new({"tracking_required": True, "delivery_type": False})
        delivery = self.delivery.new({"carrier_id": connector, "picking_type_id": self.delivery.picking_type_id.id})
        delivery.picking_type_id.print_label = True
        self.assertFalse(delivery._asks_for_tracking())

    def test_a_connector_that_only_tells_the_rate_fetches_nothing(self):
        connector = self.carrier.new({"tracking_required": True, "delivery_type": False, "integration_level": "rate"})
        delivery = self.delivery.new({"carrier_id": connector, "picking_type_id": self.delivery.picking_type_id.id})
        delivery.picking_type_id.print_label = True
        self.assertTrue(delivery._asks_for_tracking())

    def test_a_connector_is_not_asked_where_labels_are_not_fetched(self):
        connector = self.carrier.new({"tracking_required": True, "delivery_type": False})
        delivery = self.delivery.new({"carrier_id": connector, "picking_type_id": self.delivery.picking_type_id.id})
        delivery.picking_type_id.print_label = False
        self.assertTrue(delivery._asks_for_tracking())

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

    def test_another_carrier_chosen_by_a_salesperson(self):
        self.one.tracking_ref = "A1"
        other = self.carrier.copy({"name": "Other"})
        salesman = self.make_user("sales_all")
        self.env.invalidate_all()
        self.delivery.sale_id.with_user(salesman).set_delivery_line(other, 5)
        self.assertEqual(self.delivery.carrier_id, other)
        self.assertEqual(self.one.tracking_carrier_id, other)

    def test_numbers_follow_their_cartons_onto_the_backorder(self):
        delivery = self.packed((self.goods, 2), (self.other_goods, 6))
        stays = delivery.move_ids[1].move_line_ids
        first = delivery.move_ids[0].move_line_ids.result_package_id
        second = stays.result_package_id - first
        first.tracking_ref = "L1"
        second[0].tracking_ref = "S1"
        self.assertEqual(set(delivery._tracking_numbers()), {"L1", "S1"})
        delivery.move_ids[0].picked = True
        self.answer(delivery.button_validate())
        backorder = delivery.backorder_ids
        self.assertEqual((delivery.state, backorder.state), ("done", "assigned"))
        self.assertEqual(delivery.carrier_tracking_ref, "L1")
        self.assertEqual(backorder.carrier_tracking_ref, "S1")

    def test_what_stays_lies_in_no_carton_that_leaves(self):
        delivery = self.packed((self.goods, 1), (self.other_goods, 1))
        box = delivery.parcel_ids
        self.assertEqual(len(box), 1)
        box.tracking_ref = "L1"
        delivery.move_ids[0].picked = True
        self.answer(delivery.button_validate())
        backorder = delivery.backorder_ids
        self.assertEqual(delivery.parcel_ids, box)
        self.assertEqual(delivery.carrier_tracking_ref, "L1")
        self.assertFalse(backorder.parcel_ids)
        self.assertFalse(backorder.carrier_tracking_ref)
        self.assertEqual(box.tracking_ref, "L1")

    def test_typed_after_it_left(self):
        self.one.tracking_ref = "A1"
        self.delivery.button_validate()
        self.two.tracking_ref = "B2"
        self.one.tracking_ref = "C3"
        self.assertEqual(self.delivery.carrier_tracking_ref, "C3,B2")
        self.assertEqual(self.numbers(self.delivery), ["C3", "B2"])

    def numbers(self, delivery):
        """Return the numbers on the labels of a delivery."""
        self.env.invalidate_all()
        return [carton.tracking_ref for carton in delivery._own_cartons()]

    def test_scanned_it_means_its_carton(self):
        self.one.tracking_ref = "1z-A"
        self.two.tracking_ref = "B2"
        Picking = self.env["stock.picking"]
        self.assertEqual(Picking._find_by_scan("1z-A"), (self.delivery, self.one))
        self.assertEqual(Picking._find_by_scan("B2"), (self.delivery, self.two))
        self.assertEqual(Picking._find_by_scan(self.delivery.name), (self.delivery, self.one.browse()))
        scan = self.env["fulfilment.manifest"].action_scan
        answer = scan("B2")
        self.assertEqual(answer["kind"], "carton")
        self.assertIn("Carton 2 of 2", answer["message"])
        self.assertEqual(scan("1z-A")["kind"], "done")
        self.assertTrue(self.delivery.handed_over_at)


@tagged("post_install", "-at_install")
class TestThreeSteps(PackingCommon):
    """Packed in the second of three steps, and taken out again at the dock."""

    def setUp(self):
        super().setUp()
        self.make_rule(self.box)
        order = self.make_order((self.goods, 3), warehouse=self.make_warehouse(3), carrier_id=self.carrier.id)
        self.process(self.open_pickings(order, step=True))
        [pack] = self.open_pickings(order, step=True)
        pack.action_assign()
        pack.action_pack()
        self.one, self.two = pack.parcel_ids
        self.one.tracking_ref, self.two.tracking_ref = "A1", "B2"
        self.one.action_weigh(16.5)
        pack.button_validate()
        self.delivery = self.open_pickings(order)

    def test_numbers_reach_the_delivery(self):
        self.assertEqual(self.delivery.parcel_ids, self.one + self.two)
        self.assertEqual(self.delivery.carrier_tracking_ref, "A1,B2")

    def test_unpacked_goods_stay_in_the_delivery(self):
        self.assertTrue(self.delivery.move_line_ids.filtered("is_entire_pack"))
        self.one.with_context(picking_ids=self.delivery.ids).action_unpack_carton()
        self.env.invalidate_all()
        self.assertEqual(self.delivery.state, "assigned")
        self.assertEqual(sum(self.delivery.move_line_ids.mapped("quantity")), 3)
        self.assertEqual(self.delivery.parcel_ids, self.two)
        self.assertTrue(self.delivery.loose_quantity)
        self.assertEqual(self.delivery.carrier_tracking_ref, "B2")
        self.assertFalse(self.one.tracking_ref or self.one.actual_weight)
        self.assertEqual(self.two.tracking_ref, "B2")

    def test_packed_anew_it_leaves_in_the_new_carton(self):
        self.one.with_context(picking_ids=self.delivery.ids).action_unpack_carton()
        self.delivery.action_pack()
        self.env.invalidate_all()
        new = self.delivery.parcel_ids - self.two
        self.assertEqual(len(new), 1)
        self.assertNotEqual(new, self.one)
        self.delivery.button_validate()
        self.assertEqual(self.delivery.state, "done")
        self.assertEqual(self.delivery.sale_id.order_line.qty_delivered, 3)
        self.assertFalse(self.one.quant_ids)

    def test_unpacked_by_warehouse_people(self):
        one = self.one.with_user(self.make_user("warehouse"))
        one.with_context(picking_ids=self.delivery.ids).action_unpack_carton()
        self.assertEqual(sum(self.delivery.move_line_ids.mapped("quantity")), 3)

    def test_the_button_unpacks(self):
        arch = self.env["stock.picking"].get_view(self.env.ref("stock.view_picking_form").id, "form")["arch"]
        self.assertIn('name="action_unpack_carton"', arch)


@tagged("post_install", "-at_install")
class TestReusedBox(PackingCommon):
    """A box that was shipped, and goes out again."""

    def setUp(self):
        super().setUp()
        self.first = self.packed((self.goods, 1))
        self.tote = self.first.parcel_ids
        self.tote.tracking_ref = "A1"
        self.tote.action_weigh(8.6)
        self.first.button_validate()
        self.again = self.picking((self.goods, 1), (self.other_goods, 1))
        self.again.move_line_ids[0].result_package_id = self.tote

    def cartons(self, delivery):
        self.env.invalidate_all()
        return [(carton.tracking_ref, carton.actual_weight) for carton in delivery._own_cartons()]

    def test_it_needs_a_new_number_and_weight(self):
        self.assertFalse(self.tote.tracking_ref)
        self.assertFalse(self.tote.actual_weight)
        self.assertFalse(self.tote.tracking_carrier_id)
        self.assertFalse(self.again.carrier_tracking_ref)

    def test_what_was_shipped_keeps_its_own(self):
        self.assertEqual(self.first.carrier_tracking_ref, "A1")
        self.assertEqual(self.cartons(self.first), [("A1", 8.6)])
        self.tote.tracking_ref = "B2"
        self.assertEqual(self.first.carrier_tracking_ref, "A1")
        self.assertEqual(self.again.carrier_tracking_ref, "B2")
        self.assertEqual(self.cartons(self.first), [("A1", 8.6)])
        self.again.move_line_ids.result_package_id = self.tote
        self.again.button_validate()
        self.assertEqual(self.cartons(self.first), [("A1", 8.6)])
        self.assertEqual(self.cartons(self.again), [("B2", 0)])
        [carton] = self.first._own_cartons()
        self.assertEqual(carton.expected_weight, 8.5)

    def test_more_goods_do_not_take_its_new_number(self):
        self.tote.tracking_ref = "B2"
        self.tote.action_weigh(11)
        self.again.move_line_ids[1].result_package_id = self.tote
        self.assertEqual((self.tote.tracking_ref, self.tote.actual_weight), ("B2", 11))

    def test_its_old_number_was_used(self):
        with self.assertRaisesRegex(UserError, "a1 of Van Express stands on .* already"), self.cr.savepoint():
            self.tote.tracking_ref = "a1"
        other = self.packed((self.goods, 1)).parcel_ids
        with self.assertRaisesRegex(UserError, "already"), self.cr.savepoint():
            other.tracking_ref = "A1"
        self.carrier.tracking_required = True
        loose = self.picking((self.goods, 1))
        loose.carrier_tracking_ref = "A1"
        with self.assertRaisesRegex(UserError, "A1 of Van Express stands on .* already"):
            loose.button_validate()

    def test_taken_out_again_it_forgets_the_new_number_alone(self):
        self.tote.tracking_ref = "B2"
        self.tote.action_remove_package()
        self.assertFalse(self.again.carrier_tracking_ref)
        self.assertFalse(self.tote.tracking_ref)
        self.assertEqual(self.first.carrier_tracking_ref, "A1")
        self.assertEqual(self.cartons(self.first), [("A1", 8.6)])

    def test_a_number_typed_on_a_shipped_transfer_was_used(self):
        bare = self.picking((self.goods, 1))
        bare.carrier_tracking_ref = "T7"
        bare.button_validate()
        with self.assertRaisesRegex(UserError, f"t7 of Van Express stands on {bare.name} already"):
            self.tote.tracking_ref = "t7"
