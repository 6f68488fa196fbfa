"""From where a quotation can be sent, and what choosing one way does to it."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_sourcing import SourcingCommon


@tagged("post_install", "-at_install")
class TestSourcingOptions(SourcingCommon):
    def test_all_from_home(self):
        self.add_stock(self.goods, 10)
        order = self.order((self.goods, 3))
        self.assertEqual(self.options(order), [("one", "All from Columbus")])
        self.assertTrue(self.shown(order, "All")["is_current"])

    def test_one_other_warehouse(self):
        self.add_stock(self.goods, 10, self.east)
        order = self.order((self.goods, 3))
        kinds = dict(self.options(order))
        self.assertEqual(kinds["one"], "All from Portland")
        self.assertEqual(kinds["transfer"], "Bring to Columbus first, from Portland")
        self.assertEqual(kinds["wait"], "Wait, all from Columbus")
        self.assertFalse(self.shown(order, "Wait")["arrives"])

    def test_split_by_line_in_words(self):
        self.add_stock(self.goods, 10)
        self.add_stock(self.other_goods, 10, self.east)
        order = self.order((self.goods, 3), (self.other_goods, 2), (self.goods, 1))
        self.assertEqual(dict(self.options(order))["lines"], "Split by line: Columbus 2 lines, Portland 1")

    def test_split_by_quantity_in_words(self):
        self.add_stock(self.goods, 2)
        self.add_stock(self.goods, 2, self.east)
        order = self.order((self.goods, 3))
        name = dict(self.options(order))["quantities"]
        self.assertEqual(name, "Split by quantity: Columbus 1 line, Portland 1")
        shipments = self.shown(order, name)["shipments"]
        unit = self.goods.uom_id.name
        self.assertEqual([s["title"] for s in shipments], ["Columbus", "Portland"])
        self.assertEqual(shipments[0]["goods"], [f"2 {unit} Oven"])
        self.assertEqual(shipments[1]["goods"], [f"1 {unit} Oven"])

    def test_wait_until_the_receipt(self):
        self.receive(self.goods, 5, 20)
        order = self.order((self.goods, 3))
        wait = self.shown(order, "Wait")
        self.assertGreaterEqual(wait["leaves"], str(self.day(20)))
        self.assertTrue(wait["arrives"])

    def test_late_is_marked(self):
        self.add_stock(self.goods, 3, self.east)
        self.receive(self.goods, 5, 20)
        order = self.order((self.goods, 3), commitment_date=self.day(10))
        self.assertEqual((self.shown(order, "Wait")["late"], self.shown(order, "All")["late"]), (True, False))
        self.assertEqual(self.options(order)[0][1], "All from Portland")

    def test_a_date_that_has_passed(self):
        self.add_stock(self.goods, 3, self.east)
        order = self.order((self.goods, 3), commitment_date=self.day(-3))
        picture = self.open(order).picture
        self.assertTrue(picture["wanted"])
        self.assertEqual({option["late"] for option in picture["options"]}, {True})
        self.choose(order, "All from Portland")
        self.assertLines(order, (self.goods, 3, self.east))

    def test_preference(self):
        self.add_stock(self.goods, 2)
        self.add_stock(self.goods, 2, self.east)
        self.receive(self.goods, 5, 20)
        self.env.company.transfer_days = 5
        order = self.order((self.goods, 3))
        best = {}
        for preference in ("fewest", "earliest", "nearest"):
            self.env.company.sourcing_preference = preference
            best[preference] = self.options(order)[0][0]
        self.assertEqual(best, {"fewest": "transfer", "earliest": "quantities", "nearest": "transfer"})

    def test_nearest(self):
        self.env.company.sourcing_preference = "nearest"
        self.add_stock(self.goods, 5, self.east)
        self.add_stock(self.goods, 5, self.west)
        us = self.env.ref("base.us")
        self.partner.write({"country_id": us.id, "zip": "89101", "state_id": False})
        self.assertEqual(self.options(self.order((self.goods, 3)))[0][1], "All from Reno")
        self.partner.zip = "04001"
        self.assertEqual(self.options(self.order((self.goods, 3)))[0][1], "All from Portland")

    def test_buffer_is_not_given_away(self):
        self.goods.stock_buffer = 5
        self.add_stock(self.goods, 7, self.east)
        self.assertNotIn("one", dict(self.options(self.order((self.goods, 3)))))
        self.assertIn("one", dict(self.options(self.order((self.goods, 2)))))

    def test_what_others_are_promised_is_not_given_away(self):
        self.add_stock(self.goods, 5, self.east)
        self.make_order((self.goods, 4), stock=False, warehouse=self.east)
        self.assertNotIn("one", dict(self.options(self.order((self.goods, 3)))))

    def test_units_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.add_stock(self.goods, 13)
        self.add_stock(self.goods, 12, self.east)
        order = self.order({"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": dozen.id})
        self.choose(order, "Split by quantity")
        self.assertLines(order, (self.goods, 1, self.home), (self.goods, 1, self.east))
        self.assertEqual(order.order_line.product_uom_id, dozen)

    def test_kits_by_component(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        self.add_stock(self.goods, 9)
        self.add_stock(self.other_goods, 5)
        self.add_stock(self.goods, 9, self.east)
        self.add_stock(self.other_goods, 2, self.east)
        order = self.order((kit, 3))
        self.choose(order, "Split by quantity")
        self.assertLines(order, (kit, 2, self.home), (kit, 1, self.east))

    def test_what_is_ordered_or_has_a_route_stays(self):
        dropped = self.make_dropshipped()
        self.make_to_order(self.other_goods)
        self.add_stock(self.goods, 9, self.east)
        route = self.home.delivery_route_id
        order = self.order(
            (dropped, 1),
            (self.other_goods, 1),
            {"product_id": self.goods.id, "product_uom_qty": 1, "route_ids": [Command.link(route.id)]},
            (self.goods, 2),
        )
        stays = self.open(order).picture["stays"]
        self.assertEqual(len(stays), 3)
        self.choose(order, "All from Portland")
        self.assertEqual(order.order_line.mapped("source_warehouse_id"), self.east)
        self.assertEqual(order.order_line[-1].warehouse_id, self.east)
        self.assertEqual(order.order_line[:-1].mapped("warehouse_id"), self.home)

    def test_lines_that_stay_take_their_share(self):
        self.add_stock(self.goods, 3)
        self.add_stock(self.goods, 9, self.east)
        route = self.home.delivery_route_id
        order = self.order(
            {"product_id": self.goods.id, "product_uom_qty": 2, "route_ids": [Command.link(route.id)]}, (self.goods, 2)
        )
        self.assertEqual(self.options(order)[-1][0], "wait")

    def test_goods_without_stock_go_along(self):
        screws = self.make_product("Screws", is_storable=False)
        self.add_stock(self.goods, 3, self.east)
        order = self.order((self.goods, 2), (screws, 5))
        self.choose(order, "All from Portland")
        self.assertLines(order, (self.goods, 2, self.east), (screws, 5, self.east))

    def test_nothing_to_source(self):
        with self.assertRaisesRegex(UserError, "Nothing of .* is left"):
            self.open(self.order((self.service, 1)))
        with self.assertRaisesRegex(UserError, "Fridge is made or bought"):
            self.open(self.order((self.make_dropshipped(), 1)))
        with self.assertRaisesRegex(UserError, "Nothing of .* is left"):
            self.open(self.order({"product_id": self.goods.id, "product_uom_qty": 0}))
        order = self.order((self.goods, 1))
        order.action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled"):
            self.open(order)

    def test_negative_quantities_are_not_sent(self):
        self.add_stock(self.goods, 3, self.east)
        order = self.order((self.goods, 2), (self.goods, -1))
        self.choose(order, "All from Portland")
        self.assertEqual(order.order_line.mapped("warehouse_id"), self.east | self.home)


@tagged("post_install", "-at_install")
class TestSourcingQuotation(SourcingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_stock(cls.goods, 2)
        cls.add_stock(cls.goods, 20, cls.east)

    def test_confirming_sends_it_from_there(self):
        order = self.choose(self.order((self.goods, 10)), "All from Portland")
        order.action_confirm()
        self.assertSent(order, {(self.goods, self.east): 10})
        self.assertEqual(order.picking_ids.picking_type_id, self.east.out_type_id)

    def test_dividing_keeps_price_discount_and_taxes(self):
        self.env["stock.quant"]._update_available_quantity(self.goods, self.east.lot_stock_id, -12)
        tax = self.env["account.tax"].create({"name": "7 %", "amount": 7})
        line = {"product_id": self.goods.id, "product_uom_qty": 10, "price_unit": 77, "discount": 5}
        order = self.order({**line, "tax_ids": [Command.set(tax.ids)], "name": "As agreed"}, (self.other_goods, 1))
        self.add_stock(self.other_goods, 1)
        before = order.amount_total
        self.choose(order, "Split by quantity")
        self.assertLines(
            order, (self.goods, 2, self.home), (self.goods, 8, self.east), (self.other_goods, 1, self.home)
        )
        first, second = order.order_line.filtered(lambda line: line.product_id == self.goods)
        for name in ("price_unit", "discount", "tax_ids", "name", "quoted_list_price", "customer_lead"):
            self.assertEqual(first[name], second[name], name)
        self.assertEqual(second.price_unit, 77)
        self.assertAlmostEqual(order.amount_total, before)

    def test_choosing_again_changes_only_the_warehouses(self):
        order = self.order((self.goods, 10))
        self.choose(order, "All from Portland")
        self.assertTrue(self.shown(order, "All from Portland")["is_current"])
        self.choose(order, "Wait")
        self.assertLines(order, (self.goods, 10, self.home))
        self.assertFalse(order.order_line.source_warehouse_id)

    def test_kept_when_other_things_change(self):
        order = self.choose(self.order((self.goods, 10)), "All from Portland")
        line = order.order_line
        line.product_uom_qty = 11
        line.price_unit = 5
        order.partner_shipping_id = self.make_address()
        order.commitment_date = self.day(9)
        self.env.flush_all()
        self.assertEqual(line.warehouse_id, self.east)
        with Form(order) as form:
            form.client_order_ref = "PO 7"
            with form.order_line.edit(0) as edited:
                edited.product_uom_qty = 12
        self.assertEqual((line.source_warehouse_id, line.warehouse_id), (self.east, self.east))
        order.action_confirm()
        order.user_id = self.salesman
        self.env.flush_all()
        self.assertEqual(line.warehouse_id, self.east)

    def test_forgotten_with_another_product(self):
        order = self.choose(self.order((self.goods, 10)), "All from Portland")
        order.order_line.product_id = self.other_goods
        self.assertEqual(order.order_line.warehouse_id, self.home)
        self.assertFalse(order.order_line.source_warehouse_id)

    def test_forgotten_with_another_warehouse_of_the_order(self):
        order = self.choose(self.order((self.goods, 10)), "All from Portland")
        order.warehouse_id = self.west
        self.assertEqual(order.order_line.warehouse_id, self.west)
        self.assertFalse(order.order_line.source_warehouse_id)

    def test_not_copied_to_another_order(self):
        order = self.choose(self.order((self.goods, 10)), "All from Portland")
        self.assertEqual(order.copy().order_line.warehouse_id, self.home)

    def test_a_route_goes_before(self):
        order = self.choose(self.order((self.goods, 10)), "All from Portland")
        order.order_line.route_ids = self.west.delivery_route_id
        self.assertEqual(order.order_line.warehouse_id, self.west)

    def test_stock_that_went_meanwhile(self):
        order = self.order((self.goods, 10))
        wizard = self.open(order)
        option = next(o for o in wizard.picture["options"] if o["name"] == "All from Portland")
        self.env["stock.quant"]._update_available_quantity(self.goods, self.east.lot_stock_id, -15)
        with self.assertRaisesRegex(UserError, "Stock has changed"):
            wizard.action_choose(option["key"])
        self.assertEqual(order.order_line.warehouse_id, self.home)

    def test_later_than_shown(self):
        order = self.order((self.goods, 10))
        wizard = self.open(order)
        option = next(o for o in wizard.picture["options"] if o["name"] == "All from Portland")
        self.env["stock.quant"]._update_available_quantity(self.goods, self.east.lot_stock_id, -15)
        self.receive(self.goods, 30, 40, self.east)
        with self.assertRaisesRegex(UserError, "Stock has changed"):
            wizard.action_choose(option["key"])

    def test_only_what_was_shown(self):
        wizard = self.open(self.order((self.goods, 10)))
        with self.assertRaisesRegex(UserError, "Choose one"):
            wizard.action_choose("x")
        other = self.open(self.order((self.goods, 5)))
        with self.assertRaisesRegex(UserError, "Choose one"):
            wizard.action_choose(other.picture["options"][0]["key"])

    def test_checked_again(self):
        self.only("stock_short")
        order = self.order((self.goods, 10))
        self.assertFinds(order)
        self.choose(order, "All from Portland")
        self.assertEqual(order.validation_state, "clear")

    def test_written_down(self):
        order = self.choose(self.order((self.goods, 10)), "All from Portland")
        self.assertIn("All from Portland", order.message_ids[0].body)
        self.assertEqual(order.message_ids[0].author_id, self.salesman.partner_id)


@tagged("post_install", "-at_install")
class TestSourcingFinding(SourcingCommon):
    """What is short here and lies elsewhere: the finding leads to the dialog."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("stock_short")

    def test_only_where_another_warehouse_has_some(self):
        order = self.order((self.goods, 3))
        self.assertFalse(self.assertFinds(order).fix)
        self.add_stock(self.goods, 1, self.east)
        finding = self.assertFinds(order)
        self.assertEqual((finding.fix, finding.fix_label), ("_fix_open_sourcing", "Sourcing…"))

    def test_beside_another_repair(self):
        self.add_stock(self.goods, 3, self.east)
        self.receive(self.goods, 5, 20)
        finding = self.assertFinds(self.order((self.goods, 3)))
        self.assertEqual((finding.fix, finding.other_fix), ("_fix_set_date", "_fix_open_sourcing"))

    def test_repairs_it(self):
        self.add_stock(self.goods, 3, self.east)
        order = self.order((self.goods, 3))
        finding = self.assertFinds(order).with_user(self.salesman)
        action = finding.action_fix()
        wizard = finding.env[action["res_model"]].browse(action["res_id"])
        wizard.action_choose(wizard.picture["options"][0]["key"])
        self.assertEqual((finding.state, order.validation_state), ("resolved", "clear"))

    def test_all_parts_of_a_kit_have_to_be_there(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 1})
        self.add_stock(self.goods, 3, self.east)
        order = self.order((kit, 3))
        self.assertFalse(self.assertFinds(order).fix)
        self.add_stock(self.other_goods, 3, self.west)
        self.assertEqual(self.assertFinds(order).fix, "_fix_open_sourcing")


@tagged("post_install", "-at_install")
class TestSourcingRights(SourcingCommon):
    def test_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= company
        foreign = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        self.add_stock(self.goods, 99, foreign)
        order = self.order((self.goods, 3))
        self.assertEqual([kind for kind, _name in self.options(order)], ["wait"])
        with self.assertRaisesRegex(UserError, "company inconsistencies(?s:.*)Ships From"):
            order.with_user(self.salesman).order_line.write({"source_warehouse_id": foreign.id})
            self.env.flush_all()

    def test_transfers_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        order = self.order((self.goods, 3))
        values = {
            "order_id": order.id,
            "product_id": self.goods.id,
            "quantity": 3,
            "source_warehouse_id": foreign.id,
            "target_warehouse_id": self.home.id,
            "leaves_at": self.now,
            "arrives_at": self.day(1),
        }
        with self.assertRaisesRegex(UserError, "company inconsistencies(?s:.*)source_warehouse_id"):
            self.env["sale.order.transfer"].create(values)
        with self.assertRaises(AccessError):
            self.env["sale.order.transfer"].with_user(self.salesman).create(
                {**values, "source_warehouse_id": self.east.id}
            )

    def test_a_forged_option(self):
        order = self.order((self.goods, 3))
        wizard = self.open(order)
        wizard.picture = {"options": [{"key": "f" * 64, "leaves": False}]}
        with self.assertRaisesRegex(UserError, "not possible any more"):
            wizard.action_choose("f" * 64)
        self.assertEqual(order.order_line.warehouse_id, self.home)

    def test_an_order_of_somebody_else(self):
        order = self.order((self.goods, 3))
        other = self.make_user("salesman", login="q2c_other")
        with self.assertRaises(AccessError):
            self.open(order, other)

    def test_locked(self):
        order = self.order((self.goods, 3))
        order.action_confirm()
        order.action_lock()
        with self.assertRaisesRegex(UserError, "locked"):
            self.open(order)
