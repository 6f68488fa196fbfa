"""Goods are divided among cartons, and what the scale says is believed only where it can be true."""

from lxml import etree

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_packing import PackingCommon


@tagged("post_install", "-at_install")
class TestPack(PackingCommon):
    def test_by_weight(self):
        self.make_rule(self.box)
        picking = self.picking((self.goods, 3), (self.other_goods, 2))
        self.assertTrue(picking.loose_quantity)
        picking.action_pack()
        self.assertEqual(
            self.contents(picking),
            [(self.box, {self.goods: 2, self.other_goods: 1}), (self.box, {self.goods: 1, self.other_goods: 1})],
        )
        self.assertEqual(picking.parcel_ids.mapped("expected_weight"), [19.5, 11.5])
        self.assertFalse(picking.loose_quantity)
        self.assertEqual(sum(picking.move_line_ids.mapped("quantity")), 5)
        self.assertEqual(picking.state, "assigned")
        quants = self.env["stock.quant"]._gather(self.goods, self.warehouse.lot_stock_id)
        self.assertEqual(sum(quants.mapped("reserved_quantity")), 3)

    def test_ships_as_packed(self):
        picking = self.packed((self.goods, 3), (self.other_goods, 2))
        before = self.contents(picking)
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.sale_id.order_line.mapped("qty_delivered"), [3, 2])
        self.assertEqual(self.contents(picking), before)

    def test_packing_again_packs_what_is_new(self):
        picking = self.packed((self.goods, 2))
        with self.assertRaisesRegex(UserError, "nothing to pack"):
            picking.action_pack()
        packages = picking.parcel_ids
        self.add_stock(self.goods, 1)
        picking.move_ids.product_uom_qty = 3
        picking.action_assign()
        picking.action_pack()
        self.assertEqual(len(picking.parcel_ids - packages), 1)
        self.assertEqual(sum(picking.move_line_ids.mapped("quantity")), 3)

    def test_only_what_is_picked(self):
        self.make_rule(self.box)
        picking = self.picking((self.goods, 1), (self.other_goods, 1))
        picking.move_ids[0].picked = True
        picking.action_pack()
        self.assertEqual(self.contents(picking), [(self.box, {self.goods: 1})])

    def test_care_lies_apart(self):
        self.make_rule(self.crate, handling="hazardous")
        self.make_rule(self.box)
        paint, glass = self.make_product("Paint", weight=1), self.make_product("Glass", weight=1)
        acid = self.make_product("Acid", weight=1)
        paint.write({"is_hazardous": True, "handling_instruction": "UN 1263"})
        acid.write({"is_hazardous": True, "handling_instruction": "UN 1805"})
        glass.write({"is_fragile": True, "keep_upright": True})
        picking = self.picking((paint, 2), (acid, 1), (glass, 2), (self.other_goods, 1))
        picking.action_pack()
        contents = self.contents(picking)
        self.assertCountEqual(
            [{product.name for product in held} for _kind, held in contents],
            [{"Paint"}, {"Acid"}, {"Glass"}, {"Mixer"}],
        )
        kinds = {product: kind for kind, held in contents for product in held}
        self.assertEqual((kinds[paint], kinds[acid]), (self.crate, self.crate))
        self.assertEqual((kinds[glass], kinds[self.other_goods]), (self.box, self.box))
        marks = {package.carton_content: package.carton_marks for package in picking.parcel_ids}
        self.assertEqual(marks["2 × Glass"], "Fragile, This Side Up")
        self.assertEqual(marks["2 × Paint"], "Hazardous")

    def test_rules_in_order(self):
        category = self.env["product.category"].create({"name": "Kitchen"})
        child = category.create({"name": "Small", "parent_id": category.id})
        self.other_goods.categ_id = child
        self.make_rule(self.crate, categ_id=category.id, sequence=1)
        self.make_rule(self.box, handling="plain", carrier_id=self.carrier.id, sequence=2)
        picking = self.picking((self.goods, 1), (self.other_goods, 1))
        picking.action_pack()
        self.assertCountEqual(
            self.contents(picking), [(self.box, {self.goods: 1}), (self.crate, {self.other_goods: 1})]
        )

    def test_the_packaging_says_into_what_where_no_rule_does(self):
        case = self.env["uom.uom"].create(
            {
                "name": "Case of 2",
                "relative_factor": 2,
                "relative_uom_id": self.env.ref("uom.product_uom_unit").id,
                "package_type_id": self.box.id,
            }
        )
        picking = self.picking({"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": case.id})
        self.add_stock(self.goods, 10)
        picking.action_assign()
        picking.action_pack()
        self.assertEqual(picking.parcel_ids.package_type_id, self.box)
        self.assertEqual(picking.parcel_ids.mapped("expected_weight"), [16.5, 16.5])
        self.make_rule(self.crate)
        lines = picking.move_line_ids
        self.assertEqual(set(self.env["fulfilment.packing.rule"]._package_types(lines).values()), {self.crate})

    def test_without_rules_one_package_of_no_type(self):
        picking = self.picking((self.goods, 30), (self.other_goods, 1))
        picking.action_pack()
        self.assertEqual(
            self.contents(picking), [(self.env["stock.package.type"], {self.goods: 30, self.other_goods: 1})]
        )

    def test_lots_stay_with_their_goods(self):
        self.make_rule(self.box)
        phone = self.make_product("Phone", tracking="lot", weight=9)
        lots = self.env["stock.lot"].create([{"name": name, "product_id": phone.id} for name in ("L1", "L2")])
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(phone, self.warehouse.lot_stock_id, 2, lot_id=lot)
        picking = self.picking((phone, 4), stock=False)
        picking.action_pack()
        held = picking.move_line_ids.grouped("lot_id")
        self.assertEqual({lot.name: sum(lines.mapped("quantity")) for lot, lines in held.items()}, {"L1": 2, "L2": 2})
        self.assertEqual(len(picking.parcel_ids), 2)

    def test_too_heavy_for_every_carton(self):
        anvil = self.make_product("Anvil", weight=40)
        picking = self.packed((anvil, 2))
        self.assertEqual(self.contents(picking), [(self.box, {anvil: 1})] * 2)
        self.company.package_limit_enforced = True
        with self.assertRaisesRegex(UserError, "weighs 40.5 kg, more than the 20 kg"):
            picking.button_validate()
        other = self.picking((anvil, 1))
        with (
            self.assertRaisesRegex(UserError, "weigh 40.5 kg with their packaging; “Box” takes no more than 20 kg"),
            self.cr.savepoint(),
        ):
            other.action_pack()
        self.assertFalse(other.move_line_ids.result_package_id)

    def test_the_form(self):
        picking = self.packed((self.goods, 3)).with_user(self.make_user("warehouse"))
        form = Form(picking, view="stock.view_picking_form")
        self.assertEqual(form.parcel_ids.ids, picking.parcel_ids.ids)
        self.assertFalse(form.loose_quantity)

    def test_the_form_names_what_it_shows(self):
        """A field in a group has a label; inside another element it has none."""
        arch = self.env["stock.picking"].get_view(self.env.ref("stock.view_picking_form").id, "form")["arch"]
        form = etree.fromstring(arch)
        for name in ("ship_by", "fulfilment_state"):
            [field] = form.xpath(f"//sheet/group//field[@name='{name}']")
            self.assertEqual(field.getparent().tag, "group", name)
            self.assertFalse(field.get("nolabel"))

    def test_limit_holds_for_odoos_own_dialog(self):
        self.company.package_limit_enforced = True
        picking = self.picking((self.goods, 5))
        with self.assertRaisesRegex(UserError, "takes no more than 20 kg"):
            picking.action_put_in_pack(package_type_id=self.box.id)

    def test_packed_in_an_earlier_step(self):
        self.make_rule(self.box)
        step = self.make_order((self.goods, 3), warehouse=self.make_warehouse(2)).picking_ids
        step.action_pack()
        packages = step.parcel_ids
        self.assertEqual(len(packages), 2)
        step.button_validate()
        delivery = step.move_ids.move_dest_ids.picking_id
        self.assertEqual(delivery.parcel_ids, packages)
        self.assertEqual(step.parcel_ids, packages)
        self.assertEqual(delivery.parcel_ids.mapped("expected_weight"), [16.5, 8.5])

    def test_a_pallet_is_one_carton(self):
        picking = self.packed((self.goods, 4))
        boxes = picking.parcel_ids
        pallet = boxes.action_put_in_pack(package_name="PALLET")
        self.env.invalidate_all()
        self.assertEqual(picking.parcel_ids, pallet)
        self.assertEqual(pallet.expected_weight, 33)
        picking.button_validate()
        self.assertEqual(picking.parcel_ids, pallet)

    def test_warehouse_people_may(self):
        self.make_rule(self.box)
        picking = self.picking((self.goods, 3)).with_user(self.make_user("warehouse"))
        picking.action_pack()
        self.assertEqual(len(picking.parcel_ids), 2)

    def test_receipts_are_not_packed(self):
        receipt = self.env["stock.picking"].create({"picking_type_id": self.warehouse.in_type_id.id})
        with self.assertRaisesRegex(UserError, "nothing to pack"):
            receipt.action_pack()

    def test_many_transfers_cost_no_more_queries_to_judge(self):
        self.company.weight_tolerance = 5
        self.carrier.tracking_required = True

        def judge(number):
            pickings = self.env["stock.picking"].union(*(self.packed((self.goods, 1)) for _index in range(number)))
            pickings.move_ids.picked = True
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            obstacles = pickings._obstacles_to_leaving()
            self.assertEqual(len(obstacles), number)
            return self.env.cr.sql_log_count - before

        judge(2)
        self.assertEqual(judge(3), judge(12))

    def test_cartons_of_many_transfers_cost_no_more_queries(self):
        def read(number):
            pickings = self.env["stock.picking"].union(*(self.packed((self.goods, 1)) for _index in range(number)))
            pickings.move_ids.picked = True
            pickings.button_validate()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(pickings.parcel_ids), number)
            return self.env.cr.sql_log_count - before

        read(2)
        self.assertEqual(read(3), read(12))


@tagged("post_install", "-at_install")
class TestWeight(PackingCommon):
    def setUp(self):
        super().setUp()
        self.parcel = self.packed((self.goods, 2)).parcel_ids

    def test_weighed(self):
        self.parcel.action_weigh(16.6)
        self.assertEqual(self.parcel.shipping_weight, 16.6)
        self.assertEqual(self.parcel.picking_ids.shipping_weight, 16.6)
        self.parcel.write({"actual_weight": False})
        self.assertEqual(self.parcel.weight_state, "none")

    def test_absurd_weights(self):
        for weight, message in (
            (0, "has to weigh something"),
            (-1, "less than nothing"),
            (20.6, "takes no more than 20 kg"),
            (16500, "cannot weigh 16500 kg: its goods and packaging weigh 16.5 kg"),
            (float("nan"), "no weight"),
        ):
            with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
                self.parcel.action_weigh(weight)
        self.assertFalse(self.parcel.actual_weight)
        with self.assertRaisesRegex(UserError, "less than nothing"), self.cr.savepoint():
            self.env["stock.package"].create({"actual_weight": -1})

    def test_goods_without_a_weight_make_no_weight_absurd(self):
        feather = self.make_product("Statue", weight=0)
        parcel = self.packed((feather, 1), (self.other_goods, 1)).parcel_ids
        self.assertFalse(parcel.is_weight_known)
        self.company.weight_tolerance = 5
        parcel.action_weigh(19)
        self.assertEqual(parcel.weight_state, "right")
        self.assertFalse(parcel._weight_obstacles(self.company))
        with self.assertRaisesRegex(UserError, "takes no more than 20 kg"), self.cr.savepoint():
            parcel.action_weigh(21)
        empty = self.packed((feather, 1)).parcel_ids
        empty.action_weigh(15)  # the box alone weighs half a kilogram

    def test_pounds(self):
        self.env["ir.config_parameter"].sudo().set_param("product.weight_in_lbs", "1")
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "takes no more than 20 lb"):
            self.parcel.action_weigh(21)

    def test_not_checked_by_default(self):
        self.parcel.action_weigh(2)
        self.parcel.picking_ids.button_validate()
        self.assertEqual(self.parcel.weight_state, "right")

    def test_off_by_too_much(self):
        self.company.weight_tolerance = 5
        picking = self.parcel.picking_ids
        picking.move_ids.picked = True
        ways = (picking.button_validate, picking._action_done, picking.move_ids._action_done)
        for way in ways:
            with self.assertRaisesRegex(UserError, "is not weighed"), self.cr.savepoint():
                way()
        self.parcel.action_weigh(14)
        self.assertEqual(self.parcel.weight_state, "off")
        for way in ways:
            with self.assertRaisesRegex(UserError, "14 kg instead of 16.5 kg"), self.cr.savepoint():
                way()
        self.assertEqual(picking.state, "assigned")
        self.parcel.action_weigh(16.1)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_in_a_batch(self):
        self.company.weight_tolerance = 5
        batch = self.env["stock.picking.batch"].create(
            {
                "picking_ids": [Command.set(self.parcel.picking_ids.ids)],
                "picking_type_id": self.warehouse.out_type_id.id,
            }
        )
        batch.action_confirm()
        batch.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "is not weighed"):
            batch.action_done()

    def test_what_stays_is_not_judged(self):
        """A parcel whose goods are not picked stays behind with the backorder."""
        self.company.weight_tolerance = 5
        picking = self.packed((self.goods, 2), (self.other_goods, 6))
        first = picking.move_ids[0].move_line_ids.result_package_id
        self.assertGreater(len(picking.parcel_ids), len(first))
        picking.move_ids[0].picked = True
        for package in first:
            package.action_weigh(package.expected_weight)
        self.answer(picking.button_validate())
        self.assertEqual(picking.state, "done")

    def test_an_empty_box_forgets(self):
        self.parcel.action_weigh(16)
        self.parcel.action_remove_package()
        self.assertFalse(self.parcel.actual_weight)
