"""Inspections: what was found, and where the goods go, to the quant and with their value."""

import base64
from io import BytesIO

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturnInspection(ReturnsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.make_user("warehouse", login="q2c_returns_worker")
        cls.vendor = cls.env["res.partner"].create({"name": "Oven Works"})

    def arrived(self, quantity=3, ordered=10, **values):
        """Return a return of which everything has arrived."""
        rma = self.make_return(self.delivered((self.goods, ordered)), quantity, approve=True, **values)
        self.receive(rma)
        return rma

    def found(self, rma, *findings):
        lines = [{"line_id": rma.line_ids[:1].id, "disposition": "restock", **finding} for finding in findings or [{}]]
        rma.with_user(self.worker).action_inspect(lines)
        return rma.line_ids[:1].inspection_ids

    def stock(self, location, product=None, lot=None):
        quants = self.env["stock.quant"].search(
            [("product_id", "=", (product or self.goods).id), ("location_id", "child_of", location.id)]
        )
        return sum(quants.filtered(lambda quant: not lot or quant.lot_id == lot).mapped("quantity"))

    @property
    def returns(self):
        return self.warehouse.return_location_id

    # === Where goods go === #

    def test_returned_goods_wait_outside_the_shelf(self):
        self.arrived(3)
        self.assertEqual((self.stock(self.returns), self.stock(self.warehouse.lot_stock_id)), (3, 0))

    def test_restocked_goods_lie_on_the_shelf(self):
        rma = self.arrived(3)
        [inspection] = self.found(rma)
        self.assertEqual((self.stock(self.returns), self.stock(self.warehouse.lot_stock_id)), (0, 3))
        self.assertEqual((inspection.quantity, inspection.move_ids.state, inspection.grade), (3, "done", "new"))
        self.assertEqual(rma.state, "inspected")

    def test_putaway_rules_say_where_on_the_shelf(self):
        shelf = self.env["stock.location"].create({"name": "Row 7", "location_id": self.warehouse.lot_stock_id.id})
        self.env["stock.putaway.rule"].create(
            {
                "product_id": self.goods.id,
                "location_in_id": self.warehouse.lot_stock_id.id,
                "location_out_id": shelf.id,
            }
        )
        self.found(self.arrived(3))
        self.assertEqual(self.stock(shelf), 3)

    def test_refurbished_goods_lie_in_the_workshop(self):
        self.found(self.arrived(2), {"disposition": "refurbish"})
        workshop = self.warehouse.refurbish_location_id
        self.assertEqual((self.stock(workshop), self.stock(self.returns)), (2, 0))
        self.assertFalse(workshop._child_of(self.warehouse.view_location_id))

    def test_scrap_is_scrapped_as_in_odoo(self):
        rma = self.arrived(2)
        [inspection] = self.found(rma, {"disposition": "scrap"})
        scrap = inspection.move_ids.scrap_id
        self.assertEqual((scrap.state, scrap.scrap_qty, scrap.origin), ("done", 2, rma.name))
        self.assertEqual(self.stock(self.returns), 0)
        self.assertEqual(inspection.move_ids.location_dest_usage, "inventory")

    def test_vendors_get_a_transfer_when_the_parcel_leaves(self):
        self.goods.seller_ids = [Command.create({"partner_id": self.vendor.id})]
        rma = self.arrived(2)
        [inspection] = self.found(rma, {"disposition": "vendor"})
        parcel = inspection.move_ids.picking_id
        self.assertEqual((parcel.state, parcel.partner_id, parcel.rma_id), ("assigned", self.vendor, rma))
        self.assertEqual(self.stock(self.returns), 2)
        parcel.move_ids.picked = True
        parcel.button_validate()
        self.assertEqual((parcel.move_ids.location_dest_usage, self.stock(self.returns)), ("supplier", 0))

    def test_goods_without_a_vendor_go_nowhere(self):
        rma = self.arrived(2)
        with self.assertRaisesRegex(UserError, "no vendor"), self.env.cr.savepoint():
            self.found(rma, {"disposition": "vendor"})
        self.assertFalse(rma.line_ids.inspection_ids)
        [inspection] = self.found(rma, {"disposition": "vendor", "vendor_id": self.vendor.id})
        self.assertEqual(inspection.move_ids.picking_id.partner_id, self.vendor)

    def test_what_is_not_accepted_goes_back_to_the_customer(self):
        rma = self.arrived(2)
        order = rma.order_ids
        status = order.order_status
        [inspection] = self.found(rma, {"accepted": False, "send_back": True, "disposition": None})
        parcel = inspection.move_ids.picking_id
        self.assertEqual((parcel.state, parcel.partner_id), ("assigned", self.partner))
        self.assertEqual(order.order_line.qty_returnable, 8)
        parcel.move_ids.picked = True
        parcel.button_validate()
        order.invalidate_recordset()
        self.assertEqual(order.order_line.qty_returnable, 10)
        self.assertEqual((order.order_line.qty_delivered, order.order_status), (10, status))
        self.assertEqual((rma.line_ids.quantity_accepted, inspection.resolution), (0, "none"))

    def test_what_was_sent_back_can_be_returned_again(self):
        rma = self.arrived(10)
        [inspection] = self.found(rma, {"accepted": False, "send_back": True, "disposition": None})
        parcel = inspection.move_ids.picking_id
        parcel.move_ids.picked = True
        parcel.button_validate()
        again = self.make_return(rma.order_ids, 4, approve=True)
        self.receive(again)
        self.assertEqual((again.line_ids.quantity_received, again.order_ids.order_line.qty_returnable), (4, 6))

    def test_accepted_goods_are_not_sent_back(self):
        rma = self.arrived(2)
        with self.assertRaisesRegex(UserError, "not sent back"):
            self.found(rma, {"send_back": True})

    def test_goods_that_are_gone_are_not_moved(self):
        rma = self.arrived(2)
        self.env["stock.quant"]._update_available_quantity(self.goods, self.returns, -1)
        with self.assertRaisesRegex(UserError, "not in .* any more"):
            self.found(rma)

    def test_goods_received_on_the_shelf_stay_there(self):
        rma = self.make_return(self.delivered(), 2, approve=True)
        rma.picking_ids.move_ids.location_dest_id = self.warehouse.lot_stock_id
        rma.picking_ids.location_dest_id = self.warehouse.lot_stock_id
        self.receive(rma)
        [inspection] = self.found(rma)
        self.assertFalse(inspection.move_ids)
        self.assertEqual(self.stock(self.warehouse.lot_stock_id), 2)

    # === Quantities === #

    def test_three_of_five_then_two_of_five(self):
        rma = self.make_return(self.delivered(), 5, approve=True)
        self.receive(rma, 3)
        self.found(rma)
        self.assertEqual(rma.state, "inspected")
        self.receive(rma, 2)
        self.assertEqual(rma.state, "received")
        self.found(rma, {"disposition": "scrap"})
        self.assertEqual((rma.line_ids.quantity_inspected, rma.state), (5, "inspected"))
        self.assertEqual((self.stock(self.warehouse.lot_stock_id), self.stock(self.returns)), (3, 0))

    def test_one_line_is_split_in_several_findings(self):
        rma = self.arrived(5)
        inspections = self.found(
            rma,
            {"quantity": 2},
            {"quantity": 1, "disposition": "refurbish", "grade": "opened"},
            {"quantity": 2, "disposition": "scrap", "accepted": False},
        )
        self.assertEqual(inspections.mapped("quantity"), [2, 1, 2])
        self.assertEqual((rma.line_ids.quantity_inspected, rma.line_ids.quantity_accepted), (5, 3))

    def test_no_more_than_is_here(self):
        rma = self.make_return(self.delivered(), 5, approve=True)
        self.receive(rma, 3)
        with self.assertRaisesRegex(UserError, "1 are here"):
            self.found(rma, {"quantity": 2}, {"quantity": 2})

    def test_units_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.delivered({"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": dozen.id})
        rma = self.make_return(order, 1, approve=True)
        self.receive(rma)
        before = self.stock(self.warehouse.lot_stock_id)
        self.found(rma, {"quantity": 0.5})
        self.assertEqual((self.stock(self.warehouse.lot_stock_id) - before, self.stock(self.returns)), (6, 6))

    def test_serial_numbers_go_one_by_one(self):
        rma, first, second = self.serials()
        with self.assertRaisesRegex(UserError, "say which"), self.env.cr.savepoint():
            self.found(rma, {"quantity": 1})
        self.found(rma, {"quantity": 1, "lot_id": second.id, "disposition": "scrap"})
        scale = rma.line_ids.product_id
        self.assertEqual(self.stock(self.returns, scale, first), 1)
        self.assertEqual(self.stock(self.returns, scale, second), 0)
        with self.assertRaisesRegex(UserError, second.name), self.env.cr.savepoint():
            self.found(rma, {"quantity": 1, "lot_id": second.id})
        self.found(rma)  # the other is the only one left
        self.assertEqual(self.stock(self.warehouse.lot_stock_id, scale, first), 1)

    def test_a_serial_number_is_inspected_once_even_in_one_go(self):
        rma, first, _second = self.serials()
        with self.assertRaisesRegex(UserError, "of S1 0 are here"), self.env.cr.savepoint():
            self.found(rma, *[{"quantity": 1, "lot_id": first.id}] * 2)

    def test_the_serial_number_that_was_inspected_goes_to_the_vendor(self):
        rma, _first, second = self.serials()
        finding = {"quantity": 1, "lot_id": second.id, "disposition": "vendor", "vendor_id": self.vendor.id}
        [inspection] = self.found(rma, finding)
        self.assertEqual(inspection.move_ids.lot_ids, second)

    def serials(self):
        tracked = self.make_product("Scale", tracking="serial")
        lots = self.make_lots(tracked, "S1", "S2")
        order = self.delivered((tracked, 2), stock=False)
        rma = self.make_return(order, 2, approve=True)
        rma.with_user(self.worker).action_receive(
            [{"line_id": rma.line_ids.id, "quantity": 1, "lot_name": name} for name in ("S1", "S2")]
        )
        return rma, *lots

    def test_kits_go_with_each_component(self):
        rma = self.kit_return()
        self.found(rma, {"quantity": 1})
        shelf = self.warehouse.lot_stock_id
        self.assertEqual(self.stock(self.returns), 2)
        self.assertEqual(self.stock(self.returns, self.other_goods), 1)
        self.assertEqual(self.stock(shelf, self.other_goods), self.shelf_before[self.other_goods] + 1)
        self.assertEqual(self.stock(shelf), self.shelf_before[self.goods] + 2)

    def test_components_of_a_kit_go_different_ways(self):
        rma = self.kit_return()
        [inspection] = self.found(rma, {"parts": {str(self.goods.id): "scrap"}})
        self.assertEqual(
            {move.product_id: move.location_dest_usage for move in inspection.move_ids},
            {self.goods: "inventory", self.other_goods: "internal"},
        )

    def kit_return(self):
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        self.add_stock(self.goods)
        self.add_stock(self.other_goods)
        rma = self.make_return(self.delivered((kit, 5)), 2, approve=True)
        self.receive(rma)
        shelf = self.warehouse.lot_stock_id
        self.shelf_before = {product: self.stock(shelf, product) for product in (self.goods, self.other_goods)}
        return rma

    # === Value === #

    def test_goods_come_back_and_leave_with_their_own_cost(self):
        category = self.env["product.category"].create({"name": "Fifo", "property_cost_method": "fifo"})
        self.goods.categ_id = category
        self.bought(10, 40.0)
        order = self.delivered((self.goods, 10), stock=False)
        self.bought(10, 70.0)
        rma = self.make_return(order, 2, approve=True)
        self.receive(rma)
        self.assertEqual(rma.picking_ids.move_ids.value, 80)
        before = self.goods.total_value
        [inspection] = self.found(rma)
        self.assertEqual((self.goods.total_value, inspection.move_ids.value), (before, 0))

    def test_average_cost_of_what_is_scrapped(self):
        rma = self.returned_at_average_cost()
        [inspection] = self.found(rma, {"quantity": 4, "disposition": "scrap"})
        self.assertEqual((inspection.move_ids.value, self.goods.total_value), (220, 880))

    def test_average_cost_of_what_goes_back_to_its_vendor(self):
        rma = self.returned_at_average_cost()
        [inspection] = self.found(rma, {"quantity": 4, "disposition": "vendor", "vendor_id": self.vendor.id})
        self.assertEqual(self.goods.total_value, 1100)
        parcel = inspection.move_ids.picking_id
        parcel.move_ids.picked = True
        parcel.button_validate()
        self.assertEqual((inspection.move_ids.value, self.goods.total_value), (220, 880))

    def returned_at_average_cost(self):
        """Return a return whose ten ovens are here again, at 40, while ten at 70 lie on the shelf."""
        self.goods.categ_id = self.env["product.category"].create({"name": "Avco", "property_cost_method": "average"})
        self.bought(10, 40.0)
        order = self.delivered((self.goods, 10), stock=False)
        self.bought(10, 70.0)
        rma = self.make_return(order, 10, approve=True)
        self.receive(rma)
        self.assertEqual((rma.picking_ids.move_ids.value, self.goods.standard_price), (400, 55))
        return rma

    def bought(self, quantity, price):
        line = {"product_id": self.goods.id, "product_qty": quantity, "price_unit": price}
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "order_line": [Command.create(line)],
            }
        )
        purchase.button_confirm()
        purchase.picking_ids.move_ids.picked = True
        purchase.picking_ids.button_validate()

    # === Drop shipments === #

    def test_goods_at_the_vendor_are_inspected_by_words(self):
        rma = self.dropship_return(return_to="vendor")
        [inspection] = self.found(rma, {"disposition": "vendor", "quantity": 1})
        self.assertEqual((len(inspection.move_ids), rma.line_ids.quantity_accepted), (0, 1))
        self.assertEqual(rma.picking_ids.location_dest_id.usage, "supplier")

    def test_dropshipped_goods_come_to_us_and_go_to_their_vendor(self):
        rma = self.dropship_return(return_to="us")
        purchase = rma.line_ids.sale_line_id.purchase_line_ids
        [inspection] = self.found(rma, {"disposition": "vendor"})
        parcel = inspection.move_ids.picking_id
        self.assertEqual(parcel.partner_id, purchase.order_id.partner_id)
        self.assertEqual(inspection.move_ids.purchase_line_id, purchase)
        parcel.move_ids.picked = True
        parcel.button_validate()
        self.assertEqual(purchase.qty_received, 3)

    def dropship_return(self, **values):
        order = self.make_order((self.make_dropshipped(), 5))
        order._get_purchase_orders().button_confirm()
        self.deliver(order)
        rma = self.make_return(order, 2)
        rma.write(values)
        rma.action_request()
        rma.with_user(self.manager).action_approve()
        self.receive(rma)
        return rma

    # === Corrections === #

    def test_a_receipt_that_was_taken_back_is_expected_again(self):
        rma = self.arrived(3)
        order = rma.order_ids
        self.take_back(rma.picking_ids, 2)
        order.invalidate_recordset()
        self.assertEqual((rma.line_ids.quantity_received, order.order_line.qty_returnable), (1, 7))
        self.assertEqual((order.order_line.qty_delivered, rma.state), (10, "received"))
        self.found(rma)
        self.assertEqual(rma.line_ids.quantity_inspected, 1)
        rma.with_user(self.worker).action_receive([{"line_id": rma.line_ids.id, "quantity": 2}])
        self.assertEqual((rma.line_ids.quantity_received, order.order_line.qty_returnable), (3, 7))

    def test_what_was_inspected_is_not_taken_back(self):
        rma = self.arrived(3)
        self.found(rma, {"quantity": 2})
        self.add_stock(self.goods, 5)
        with self.assertRaisesRegex(UserError, "inspected already; only 1"):
            self.take_back(rma.picking_ids[0], 2)

    def take_back(self, picking, quantity):
        wizard = (
            self.env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking").create({})
        )
        wizard.product_return_moves.quantity = quantity
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": quantity, "picked": True})
        back.button_validate()

    # === Who, what with === #

    def test_the_lines_may_speak(self):
        rma = self.arrived(3)
        self.assertEqual(rma.action_inspect()["res_model"], "sale.rma.inspection.wizard")
        rma.line_ids.write(
            {"disposition": "scrap", "inspection_reason_id": self.return_reason("used", "inspection").id}
        )
        rma.with_user(self.worker).action_inspect()
        inspection = rma.line_ids.inspection_ids
        self.assertEqual((inspection.quantity, inspection.disposition), (3, "scrap"))
        self.assertEqual(inspection.reason_id, self.return_reason("used", "inspection"))

    def test_salespeople_do_not_inspect(self):
        rma = self.arrived(3)
        with self.assertRaises(AccessError):
            rma.with_user(self.make_user("salesman")).action_inspect(
                [{"line_id": rma.line_ids.id, "disposition": "restock"}]
            )

    def test_photos_are_photos(self):
        rma = self.arrived(3)
        picture = BytesIO()
        Image.new("RGB", (4, 4), "red").save(picture, "PNG")
        photo = base64.b64encode(picture.getvalue()).decode()
        [inspection] = self.found(rma, {"quantity": 1, "photos": [{"name": "Dent", "data": photo}]})
        self.assertEqual(inspection.photo_ids.mapped("name"), ["Dent"])
        self.assertEqual(inspection.with_user(self.worker).photo_ids.raw, picture.getvalue())
        script = base64.b64encode(b"<svg onload='alert(1)'/>").decode()
        for words, bad in (
            ("is no photo", [script]),
            ("is no photo", ["MZ not an image"]),
            ("larger than 10 MB", ["A" * 15_000_000]),
            ("At most 10", [photo] * 11),
            ("At most 10", photo),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.found(rma, {"quantity": 1, "photos": bad})
        self.assertEqual(rma.line_ids.quantity_inspected, 1)

    def test_bad_input_is_named_all_at_once(self):
        rma = self.arrived(3)
        line = rma.line_ids
        with self.assertRaises(UserError) as caught:
            rma.action_inspect(
                [
                    {"line_id": line.id, "disposition": "bin"},
                    {"line_id": line.id, "disposition": "restock", "quantity": -1},
                    {"line_id": line.id + 1, "disposition": "restock"},
                    {"line_id": line.id, "disposition": "restock", "colour": "red"},
                    {"line_id": line.id, "disposition": "restock", "quantity": float("nan")},
                ]
            )
        for words in ("say where it goes", "more than nothing", "which line", "no finding"):
            self.assertIn(words, str(caught.exception))
        self.assertFalse(line.inspection_ids)

    def test_whoever_does_the_next_step_is_told(self):
        inspector, resolver = (self.make_user("warehouse", login=f"q2c_{name}") for name in ("inspects", "resolves"))
        team = self.env["sale.rma.team"].create(
            {"name": "Returns", "inspect_user_id": inspector.id, "resolve_user_id": resolver.id, "days_to_inspect": 2}
        )
        rma = self.make_return(self.delivered(), 3, approve=True)
        rma.team_id = team
        self.receive(rma)
        activity = rma.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (inspector, rma.deadline))
        self.found(rma)
        self.assertEqual((rma.activity_ids.user_id, rma.activity_ids.summary), (resolver, "Resolve the return"))
