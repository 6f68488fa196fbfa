"""The paper in the parcel says what is in it, what is not, and what happens to that."""

from datetime import datetime

from freezegun import freeze_time
from lxml import html

from odoo.tests import tagged

from .common_packing import PackingCommon


@tagged("post_install", "-at_install")
class TestPackingSlip(PackingCommon):
    def text(self, picking, report="report_packing_slip"):
        page, _kind = self.env["ir.actions.report"]._render_qweb_html(f"quote_to_cash.{report}", picking.ids)
        return " ".join(html.fromstring(page.decode()).text_content().split())

    def test_complete(self):
        picking = self.packed((self.goods, 2), client_order_ref="PO-4711")
        self.company.return_instructions = "Write to returns@example.com\nwithin 30 days."
        text = self.text(picking)
        for part in (picking.sale_id.name, "PO-4711", "Oven", "2 Units", "Van Express", "returns@example.com"):
            self.assertIn(part, text)
        for part in ("To Follow", "Unit Price", "100.00"):
            self.assertNotIn(part, text)

    def test_prices_where_the_company_wants_them(self):
        self.company.packing_slip_prices = True
        text = self.text(self.packed((self.goods, 2)))
        self.assertIn("Unit Price", text)
        self.assertIn("200.00", text)

    def test_what_will_follow(self):
        order = self.make_order((self.goods, 10), (self.other_goods, 2), stock=False)
        self.add_stock(self.goods, 6)
        order.picking_ids.action_assign()
        goods, _other = order.order_line
        order.action_change_promise({goods: goods.promise_date.replace(year=2031)}, "The vendor is late")
        picking = order.picking_ids
        for shipped in (False, True):
            if shipped:
                self.ship(order, {self.goods: 6})
            rows = {row["product"]: row for row in picking._packing_slip()["rows"]}
            row = rows[self.goods.display_name]
            self.assertEqual((row["ordered"], row["here"], row["rest"]), (10, 6, 4))
            self.assertRegex(row["note"], r"4 Units will follow, promised for .*2031")
            row = rows[self.other_goods.display_name]
            self.assertEqual((row["here"], row["rest"]), (0, 2))
        self.assertIn("To Follow", self.text(picking))

    def test_closed_short(self):
        order = self.make_order((self.goods, 10))
        picking = self.ship(order, {self.goods: 6}, backorder=False)
        text = self.text(picking)
        self.assertIn("4 Units will not be delivered.", text)
        self.assertNotIn("will follow", text)

    def test_the_second_parcel_does_not_repeat_the_first(self):
        order = self.make_order((self.goods, 2), (self.other_goods, 2))
        self.ship(order, {self.goods: 2})
        text = self.text(self.open_pickings(order))
        self.assertNotIn("Oven", text)
        self.assertIn("Mixer", text)

    def rows(self, picking):
        return [(row["product"], row["here"], row["rest"], row["note"]) for row in picking._packing_slip()["rows"]]

    def kit_for_two_parcels(self):
        """Two kits, of which one is complete in the first parcel."""
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        kit.list_price = 150
        self.add_stock(self.goods, 2)
        self.add_stock(self.other_goods, 3)
        picking = self.make_order((kit, 2), stock=False).picking_ids
        picking.action_assign()
        picking.sale_id.order_line.promise_date = False
        return kit, picking

    def test_components_under_their_kit(self):
        kit, picking = self.kit_for_two_parcels()
        names = [product.display_name for product in (kit, self.goods, self.other_goods)]
        expected = [
            (names[0], 1, 1, "1 Units will follow."),
            (names[1], 2, 0, ""),
            (names[2], 3, 0, "1 Units will follow."),
        ]
        self.assertEqual(self.rows(picking), expected)
        self.ship(picking.sale_id, {self.goods: 2, self.other_goods: 3})
        self.assertEqual(self.rows(picking), expected)
        backorder = self.open_pickings(picking.sale_id)
        self.add_stock(self.other_goods, 1)
        backorder.action_assign()
        self.assertEqual(self.rows(backorder), [(names[0], 1, 0, ""), (names[2], 1, 0, "")])
        self.ship(picking.sale_id)
        self.assertEqual(self.rows(backorder), [(names[0], 1, 0, ""), (names[2], 1, 0, "")])
        self.assertEqual([row[1] for row in self.rows(picking)], [1, 2, 3])

    def test_a_kit_costs_where_it_becomes_whole(self):
        self.company.packing_slip_prices = True
        _kit, picking = self.kit_for_two_parcels()
        self.assertIn("150.00", picking._packing_slip()["rows"][0]["amount_text"])
        self.ship(picking.sale_id, {self.goods: 2, self.other_goods: 3})
        self.add_stock(self.other_goods, 1)
        backorder = self.open_pickings(picking.sale_id)
        backorder.action_assign()
        self.assertIn("150.00", backorder._packing_slip()["rows"][0]["amount_text"])

    def test_a_component_that_is_missing_altogether(self):
        kit, picking = self.kit_for_two_parcels()
        self.ship(picking.sale_id, {self.goods: 2})
        rows = self.rows(picking)
        self.assertEqual(rows[0][:3], (kit.display_name, 0, 2))
        self.assertIn((self.other_goods.display_name, 0, 0, "4 Units will follow."), rows)

    def test_a_component_follows_on_the_promised_day(self):
        _kit, picking = self.kit_for_two_parcels()
        line = picking.sale_id.order_line
        line.order_id.action_change_promise({line: self.env.cr.now().replace(year=2031)}, "The vendor is late")
        self.assertRegex(self.rows(picking)[2][3], r"1 Units will follow, promised for .*2031")

    def test_what_came_back_does_not_follow(self):
        order = self.make_order((self.goods, 4))
        picking = self.ship(order)
        self.send_back(picking, 3)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(self.rows(picking), [(self.goods.display_name, 4, 0, "")])
        self.assertNotIn("will follow", self.text(picking))

    def test_what_was_cancelled_does_not_follow(self):
        order = self.make_order((self.goods, 4), (self.other_goods, 2))
        picking = self.ship(order, {self.goods: 4})
        self.open_pickings(order).action_cancel()
        self.assertNotIn("will follow", self.text(picking))

    def test_a_promise_that_has_passed_is_not_repeated(self):
        order = self.make_order((self.goods, 10), stock=False)
        self.add_stock(self.goods, 6)
        order.picking_ids.action_assign()
        order.order_line.promise_date = self.env.cr.now().replace(year=2020)
        self.assertEqual(self.rows(order.picking_ids)[0][3], "4 Units will follow.")

    def test_whether_a_promise_has_passed_is_seen_where_it_was_given(self):
        self.company.partner_id.tz = "America/Los_Angeles"
        order = self.make_order((self.goods, 10), stock=False)
        self.add_stock(self.goods, 6)
        order.picking_ids.action_assign()
        order.order_line.promise_date = datetime(2040, 1, 10, 5)  # the evening of the 9th
        for now, note in (
            (datetime(2040, 1, 10, 3), "4 Units will follow, promised for 9 Jan."),
            (datetime(2040, 1, 10, 18), "4 Units will follow."),
        ):
            with freeze_time(now):
                self.assertEqual(self.rows(order.picking_ids)[0][3], note)

    def test_in_each_step_of_the_warehouse(self):
        order = self.make_order((self.goods, 4), warehouse=self.make_warehouse(3))
        step = self.open_pickings(order, step=True)
        self.assertEqual(self.rows(step), [(self.goods.display_name, 4, 0, "")])
        self.process(step)
        self.assertEqual(self.rows(step), [(self.goods.display_name, 4, 0, "")])

    def test_many_slips_cost_no_more_queries(self):
        def slips(number):
            kit = self.make_kit({self.goods: 1})
            pickings = self.env["stock.picking"].union(
                *(self.packed((self.goods, 1), (kit, 1)) for _index in range(number))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["stock.picking"].browse(pickings.ids)._packing_slips()
            return self.env.cr.sql_log_count - before

        slips(2)
        few, many = slips(3), slips(12)
        self.assertEqual(few, many)

    def test_a_transfer_of_no_order(self):
        self.add_stock(self.goods, 1)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.partner.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.goods.id,
                            "product_uom_qty": 1,
                            "location_id": self.warehouse.lot_stock_id.id,
                            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        self.assertIn("Oven", self.text(picking))
        self.assertIn("Oven", self.text(picking, "report_delivery_note"))

    def test_carton_contents(self):
        self.goods.write({"is_hazardous": True, "handling_instruction": "UN 1263, class 3"})
        picking = self.packed((self.goods, 3))
        one, two = picking.parcel_ids
        one.action_weigh(16.7)
        text = self.text(picking, "report_carton_content")
        for part in ("Carton 1 of 2", "Carton 2 of 2", one.name, two.name, "16.70", "8.50", "Hazardous", "UN 1263"):
            self.assertIn(part, text)

    def test_delivery_note(self):
        picking = self.packed((self.goods, 3))
        text = self.text(picking, "report_delivery_note")
        for part in ("Delivery Note", "Name of the receiver", "Date", "Signature", *picking.parcel_ids.mapped("name")):
            self.assertIn(part, text)
        self.ship(picking.sale_id)
        self.confirm_delivery(picking.sale_id, "signed", received_by="Bob Baker")
        self.assertIn("Bob Baker", self.text(picking, "report_delivery_note"))

    def test_in_the_customers_language_for_warehouse_people(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner.lang = "fr_FR"
        self.goods.with_context(lang="fr_FR").name = "Four"
        picking = self.packed((self.goods, 1)).with_user(self.make_user("warehouse"))
        for report in ("report_packing_slip", "report_delivery_note"):
            text = self.text(picking, report)
            self.assertIn("Four", text)
            self.assertNotIn("Oven", text)
        self.assertIn("Oven", self.text(picking, "report_carton_content"))
        self.assertIn("q2c_label", self.print_labels(picking))

    def test_in_the_print_menu(self):
        bound = self.env["ir.actions.actions"].get_bindings("stock.picking")["report"]
        names = {action["name"] for action in bound}
        wanted = {"Packing Slip", "Carton Contents", "Delivery Note to Sign", "Shipping Labels 4 × 6", "Delivery Slip"}
        self.assertLessEqual(wanted, names)
