"""The pick list: what stands on it, in which order, and that its barcodes can be read."""

import io
from datetime import datetime

import pypdf

from odoo.tests import tagged

from .common_barcodes import OFFICE, read_barcodes
from .common_pick import PickCommon

LIST, WALK = "quote_to_cash.action_report_pick_list", "quote_to_cash.action_report_pick_walk"


@tagged("post_install", "-at_install")
class TestPickList(PickCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.far, cls.near, cls.middle = (cls.shelf(name) for name in ("A-10", "A-2", "A-9"))

    def printed(self, pickings, report=LIST):
        renderer = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = renderer._render_qweb_pdf(report, pickings.ids)
        self.assertEqual(kind, "pdf")
        return content

    def pdf(self, pickings, report=LIST):
        return pypdf.PdfReader(io.BytesIO(self.printed(pickings, report)))

    def text(self, pickings, report=LIST):
        return "\n".join(page.extract_text() for page in self.pdf(pickings, report).pages)

    def rows(self, picking):
        """Return the rows of one transfer's list."""
        (pick_list,) = picking._pick_lists()
        return [row for block in pick_list["blocks"] for row in block["rows"]]

    def assertInOrder(self, text, *parts):
        places = [text.find(part) for part in parts]
        self.assertNotIn(-1, places, f"{parts} in {text}")
        self.assertEqual(places, sorted(places), f"{parts} in {text}")

    def three_shelves(self, **values):
        third = self.make_product("Whisk")
        for product, shelf in ((self.goods, self.far), (self.other_goods, self.near), (third, self.middle)):
            self.put(product, 10, shelf)
        return self.make_order(self.goods, self.other_goods, third, stock=False, **values)

    def test_along_the_shelves(self):
        picking = self.three_shelves().picking_ids
        self.assertEqual([row["product"] for row in self.rows(picking)], ["Mixer", "Whisk", "Oven"])
        self.assertInOrder(self.text(picking), "A-2", "A-9", "A-10")

    def test_head_and_instructions(self):
        self.goods.product_tmpl_id.write({"is_fragile": True, "handling_instruction": "Two people carry it"})
        self.partner.picking_warn_msg = "Ring at the back door"
        order = self.three_shelves(client_order_ref="PO-4711", warehouse_note="Pack with straw", carrier_id=self.van.id)
        picking = order.picking_ids
        picking.write({"note": "<p>Seal the box</p>", "priority": "1", "ship_by": datetime(2031, 3, 4, 13, 30)})
        text = self.text(picking)
        for part in (
            picking.name,
            order.name,
            "PO-4711",
            "Van",
            "Anna's Bakery",
            "Urgent",
            "Pack with straw",
            "Ring at the back door",
            "Seal the box",
            "Two people carry it",
            "FRAGILE",
            "31",
        ):
            self.assertIn(part.casefold(), text.casefold())
        self.assertFalse(order.copy().warehouse_note)

    def test_packagings(self):
        self.goods.uom_ids = self.box(6) | self.box(48)
        self.put(self.goods, 100, self.near)
        (row,) = self.rows(self.make_order((self.goods, 63), stock=False).picking_ids)
        self.assertEqual((row["quantity"], row["unit"]), ("63", "Units"))
        self.assertEqual(row["packagings"], "1 × Box of 48 + 2 × Box of 6 + 3 Units")

    def test_packaging_of_the_order(self):
        box = self.box(6)
        self.goods.uom_ids = box
        self.put(self.goods, 100, self.near)
        line = {"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": box.id}
        (row,) = self.rows(self.make_order(line, stock=False).picking_ids)
        self.assertEqual((row["quantity"], row["packagings"]), ("12", "2 × Box of 6"))

    def test_lots_and_expiry(self):
        cheese = self.make_product("Cheese", tracking="lot", use_expiration_date=True)
        old = self.lot(cheese, "L-1", expiration_date=datetime(2031, 5, 6))
        new = self.lot(cheese, "L-2", expiration_date=datetime(2031, 7, 8))
        self.put(cheese, 4, self.near, old)
        self.put(cheese, 9, self.far, new)
        picking = self.make_order((cheese, 10), stock=False).picking_ids
        self.assertEqual([(row["lot"], row["quantity"]) for row in self.rows(picking)], [("L-1", "4"), ("L-2", "6")])
        self.assertIn("2031", self.rows(picking)[0]["expiry"])
        self.assertInOrder(self.text(picking), "L-1", "L-2")

    def test_parts_under_their_kit(self):
        bowl, spoon, cup = (self.make_product(name) for name in ("Bowl", "Spoon", "Cup"))
        kit = self.make_kit({bowl: 1, spoon: 2}, "Baking set")
        for product, shelf in ((bowl, self.near), (cup, self.middle), (spoon, self.far)):
            self.put(product, 50, shelf)
        order = self.make_order((kit, 3), (cup, 2), stock=False)
        picking = order.picking_ids
        (pick_list,) = picking._pick_lists()
        found = [(block["kit"], [row["product"] for row in block["rows"]]) for block in pick_list["blocks"]]
        self.assertEqual(found, [("Baking set", ["Bowl", "Spoon"]), (None, ["Cup"])])
        self.assertInOrder(self.text(picking), "Kit:", "Baking set", "Bowl", "Spoon", "Cup")

    def test_kit_in_a_kit(self):
        bowl = self.make_product("Bowl")
        outer = self.make_kit({self.make_kit({bowl: 2}, "Inner"): 2}, "Outer")
        self.put(bowl, 50, self.near)
        (row,) = self.rows(self.make_order((outer, 3), stock=False).picking_ids)
        self.assertEqual((row["kit"], row["quantity"]), ("Outer", "12"))

    def test_every_step_of_the_warehouse(self):
        for steps in (1, 2, 3):
            warehouse = self.make_warehouse(steps)
            order = self.make_order((self.goods, 5), warehouse=warehouse)
            while pickings := order.picking_ids.filtered(lambda picking: picking.state == "assigned"):
                text = self.text(pickings)
                self.assertIn(pickings.name, text)
                self.assertIn(order.name, text)
                self.assertIn("Oven", text)
                self.assertIn(pickings.move_line_ids.location_id.complete_name.split("/")[-1], text)
                self.process(pickings)
            self.assertStatus(order, "shipped")

    def test_what_is_missing_is_said(self):
        self.put(self.goods, 4, self.near)
        picking = self.make_order((self.goods, 10), self.other_goods, stock=False).picking_ids
        picking.action_assign()
        (pick_list,) = picking._pick_lists()
        self.assertEqual(len(pick_list["missing"]), 2)
        self.assertIn("6 of 10 Units Oven", pick_list["missing"][0])

    def test_many_at_once(self):
        pickings = self.many(3)
        reader = self.pdf(pickings)
        self.assertEqual(len(reader.pages), 3)
        for page, picking in zip(reader.pages, pickings, strict=True):
            self.assertIn(picking.name, page.extract_text())

    def test_one_walk(self):
        orders = [self.three_shelves(), self.three_shelves()]
        pickings = orders[0].picking_ids | orders[1].picking_ids
        (walk,) = pickings._pick_walks()
        rows = [(row["product"], row["transfer"]) for block in walk["blocks"] for row in block["rows"]]
        products = [product for product, _transfer in rows]
        self.assertEqual([products.index("Mixer"), products.index("Oven")], [0, len(products) - 2])
        self.assertEqual({transfer for _product, transfer in rows}, {1, 2})
        text = self.text(pickings, WALK)
        for picking in pickings:
            self.assertIn(picking.name, text)

    def test_one_walk_for_each_batch(self):
        self.warehouse.out_type_id.auto_batch = False
        vans, trucks = self.many(2, self.van), self.many(2, self.truck)
        (vans | trucks).action_batch_by_carrier()
        walks = (vans | trucks)._pick_walks()
        self.assertEqual([walk["title"] for walk in walks], [vans.batch_id.name, trucks.batch_id.name])
        self.assertEqual(len(self.pdf(vans | trucks, WALK).pages), 2)

    def test_coordinates_lead_the_walk(self):
        class Place(dict):
            """A location as a module would have it that adds coordinates; Odoo itself has none any more."""

            _fields = ("posx", "posy", "posz")

            def ensure_one(self):
                return self

        self.assertEqual(type(self.near)._pick_position(Place(posx=9, posy=0, posz=1)), (9, 0, 1))
        self.assertEqual(self.near._pick_position(), ())

    def test_bad_barcodes_do_not_stop_the_printer(self):
        self.goods.barcode, self.other_goods.barcode = "Größe-7", "9" * 200
        picking = self.three_shelves().picking_ids
        self.assertIn("Größe-7", self.text(picking))

    def test_nothing_to_pick(self):
        picking = self.make_order(stock=False).picking_ids
        self.assertIn("Nothing is reserved", self.text(picking))

    def test_warehouse_people_print(self):
        picking = self.three_shelves(client_order_ref="PO-1").picking_ids
        self.env.invalidate_all()
        worker = self.make_user("warehouse")
        html, _kind = self.env["ir.actions.report"].with_user(worker)._render_qweb_html(LIST, picking.ids)
        self.assertIn(b"PO-1", html)

    def test_barcodes(self):
        self.goods.barcode, self.far.barcode = "5901234123457", "LOC-A10"
        picking = self.three_shelves().picking_ids
        (found,) = read_barcodes(self.printed(picking), OFFICE)
        self.assertEqual(found, {picking.name, "5901234123457", "LOC-A10"})

    def test_the_same_cost_for_many(self):
        few, many = self.many(3), self.many(30)
        for method in ("_pick_lists", "_pick_walks"):
            self.cost(getattr(few, method))
            self.assertEqual(self.cost(getattr(few, method)), self.cost(getattr(many, method)), method)
