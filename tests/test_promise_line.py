"""The light at a line of a quotation, and what its popover says."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_stock import StockCommon

MONDAY = "2026-03-02 08:00:00"


@freeze_time(MONDAY)
class PromiseLineCommon(StockCommon):
    """Everything happens on a Monday morning: what is in stock can leave on Tuesday, at 14:00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.resource_calendar_id.tz = "UTC"
        cls.main = cls.warehouse
        cls.main.name = "Main"
        cls.branch = cls.make_warehouse(1)
        cls.branch.name = "Branch"
        # Odoo's own first warehouse has none of these goods.
        cls.first = cls.env["stock.warehouse"].search([("company_id", "=", cls.env.company.id)]) - (
            cls.main | cls.branch
        )

    def ask(self, saved=None, user=None, **values):
        """Ask as the popover does."""
        model = self.env["sale.order.line"] if saved is None else saved
        return model.with_user(user or self.env.user).promise_availability(values)

    def place(self, answer, warehouse):
        """Return what an answer says about one warehouse."""
        (place,) = (place for place in answer["warehouses"] if place["id"] == warehouse.id)
        return place

    def assertLight(self, line, light, message=""):
        """Check that list and popover say the same."""
        line.invalidate_recordset(["promise_light", "promise_earliest"])
        answer = self.ask(line)
        self.assertEqual((line.promise_light, answer["light"]), (light, light))
        self.assertIn(message, answer["message"])
        return answer


@tagged("post_install", "-at_install")
class TestLights(PromiseLineCommon):
    def test_green_all_of_it_in_time(self):
        self.add_stock(self.goods, 10)
        line = self.quote((self.goods, 10), commitment_date=self.day(7)).order_line
        answer = self.assertLight(line, "green", "All of it in time: possible by 03/03/2026.")
        self.assertEqual((answer["asked"], answer["quantity"], answer["unit"]), ("03/09/2026", 10, "Units"))
        self.assertEqual(self.place(answer, self.main)["possible"], "03/03/2026")

    def test_amber_later_than_asked_for(self):
        """What comes on Wednesday morning is picked, and leaves on Thursday."""
        self.add_stock(self.goods, 4)
        self.receive(self.goods, 6, day=9)
        line = self.quote((self.goods, 10), commitment_date=self.day(7)).order_line
        answer = self.assertLight(line, "amber", "Possible, but not before 03/12/2026.")
        self.assertEqual(line.promise_earliest, datetime(2026, 3, 12, 14))
        self.assertEqual(self.place(answer, self.main)["possible"], "03/12/2026")
        self.assertEqual(self.place(answer, self.main)["available"], 4)

    def test_amber_only_from_another_warehouse(self):
        self.add_stock(self.goods, 10, self.branch)
        line = self.quote((self.goods, 10), commitment_date=self.day(7)).order_line
        answer = self.assertLight(line, "amber", "In time, but only from Branch.")
        self.assertEqual(self.place(answer, self.main)["light"], "red")
        self.assertEqual(self.place(answer, self.branch)["light"], "green")

    def test_amber_from_another_warehouse_and_late(self):
        self.receive(self.goods, 10, day=9, warehouse=self.branch)
        line = self.quote((self.goods, 10), commitment_date=self.day(7)).order_line
        self.assertLight(line, "amber", "Only from Branch, not before 03/12/2026.")

    def test_red_nobody_knows_when(self):
        self.add_stock(self.goods, 9)
        self.add_stock(self.goods, 9, self.branch)
        line = self.quote((self.goods, 10), commitment_date=self.day(7)).order_line
        answer = self.assertLight(line, "red", "Not known when: too little in stock")
        self.assertFalse(line.promise_earliest)
        self.assertEqual(self.place(answer, self.main)["possible"], False)

    def test_exactly_at_the_date_asked_for_is_in_time(self):
        self.receive(self.goods, 10, day=9)
        line = self.quote((self.goods, 10), commitment_date=self.day(9)).order_line
        answer = self.assertLight(line, "green", "possible by 03/11/2026")
        self.assertEqual(self.place(answer, self.main)["possible"], "03/11/2026")
        line.order_id.commitment_date -= timedelta(seconds=1)
        self.assertLight(line, "amber", "not before 03/12/2026")

    def test_no_date_asked_for(self):
        """Nobody asked for today, so the day for picking makes nothing late."""
        self.add_stock(self.goods, 10)
        line = self.quote((self.goods, 10)).order_line
        answer = self.assertLight(line, "green", "possible by 03/03/2026")
        self.assertFalse(answer["asked"])

    def test_picking_takes_a_day(self):
        self.add_stock(self.goods, 10)
        line = self.quote((self.goods, 10), commitment_date=self.now + timedelta(hours=3)).order_line
        self.assertLight(line, "amber", "not before 03/03/2026")
        # Promises are made for days.
        line.order_id.commitment_date = self.day(1)
        self.assertLight(line, "green")

    def test_lead_time_of_the_product(self):
        self.add_stock(self.goods, 10)
        line = self.quote((self.goods, 10), commitment_date=self.day(4)).order_line
        line.customer_lead = 7
        self.assertLight(line, "amber", "not before 03/09/2026")
        line.order_id.commitment_date = False
        self.assertLight(line, "green", "possible by 03/09/2026")

    def test_the_carrier_needs_days(self):
        self.add_stock(self.goods, 10)
        order = self.quote((self.goods, 10), commitment_date=self.day(3))
        self.assertLight(order.order_line, "green", "by 03/03/2026")
        order.carrier_id = self.make_carrier(transit_days=4)
        answer = self.assertLight(order.order_line, "amber", "not before 03/09/2026")
        self.assertEqual(self.place(answer, self.main)["possible_at"], "2026-03-09 14:00:00")

    def test_a_past_date(self):
        self.add_stock(self.goods, 10)
        line = self.quote((self.goods, 10), commitment_date=self.day(-3)).order_line
        answer = self.assertLight(line, "amber", "not before 03/03/2026")
        self.assertEqual(answer["note"], "The date asked for, 02/27/2026, has passed.")

    def test_lines_of_an_order_compete(self):
        self.add_stock(self.goods, 10)
        first, second = self.quote((self.goods, 6), (self.goods, 6)).order_line
        self.assertLight(first, "green")
        answer = self.assertLight(second, "red")
        self.assertEqual(self.place(answer, self.main)["available"], 4)
        self.assertEqual((first | second).mapped("promise_light"), ["green", "red"])

    def test_only_quotations_have_a_light(self):
        order = self.make_order((self.goods, 10))
        self.assertFalse(order.order_line.promise_light)
        answer = self.ask(order.order_line)
        self.assertEqual((answer["light"], answer["quantity"]), ("green", 10))
        self.ship(order, {self.goods: 4})
        order.order_line.invalidate_recordset()
        answer = self.ask(order.order_line)
        self.assertEqual((answer["quantity"], self.place(answer, self.main)["available"]), (6, 6))

    def test_what_is_no_goods_has_none(self):
        order = self.quote((self.service, 1), {"display_type": "line_section", "name": "Kitchen"}, (self.goods, 0))
        self.assertEqual(order.order_line.mapped("promise_light"), [False] * 3)
        self.assertEqual(order.order_line.mapped("display_promise"), [False] * 3)

    def test_reservations_and_buffer(self):
        self.make_order((self.goods, 3))
        self.add_stock(self.goods, 7)
        self.goods.stock_buffer = 2
        self.receive(self.goods, 5, day=2)
        answer = self.assertLight(self.quote((self.goods, 4), commitment_date=self.day(1.5)).order_line, "green")
        place = self.place(answer, self.main)
        self.assertEqual((place["on_hand"], place["reserved"], place["free"], place["available"]), (10, 3, 5, 5))
        self.assertEqual(place["incoming"], [{"quantity": 5, "day": "03/04/2026"}])

    def test_many_receipts_are_added_up(self):
        for day in range(1, 7):
            self.receive(self.goods, day, day=day)
        place = self.place(self.ask(self.quote((self.goods, 4)).order_line), self.main)
        self.assertEqual([receipt["quantity"] for receipt in place["incoming"]], [1, 2, 3])
        self.assertEqual(place["later"], {"quantity": 15, "count": 3})


@tagged("post_install", "-at_install")
class TestOrigins(PromiseLineCommon):
    def test_kits_by_component(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        self.add_stock(self.goods, 10)
        self.add_stock(self.other_goods, 8)
        self.receive(self.other_goods, 100, day=3)
        line = self.quote((kit, 5), commitment_date=self.day(2)).order_line
        # Odoo hides its own widget for kits.
        self.assertEqual((line.display_qty_widget, line.display_promise), (False, True))
        answer = self.assertLight(line, "amber", "not before 03/06/2026")
        self.assertEqual(self.place(answer, self.main)["available"], 4)
        self.assertEqual(set(answer["products"]), {self.goods.id, self.other_goods.id})
        self.assertIn("complete kits", answer["note"])

    def test_a_circular_kit(self):
        """Odoo refuses it; an import by SQL does not."""
        kit = self.make_kit({self.goods: 1, self.other_goods: 4})
        part = self.env["mrp.bom"].search([("product_tmpl_id", "=", kit.product_tmpl_id.id)]).bom_line_ids[1]
        self.env.cr.execute("UPDATE mrp_bom_line SET product_id = %s WHERE id = %s", [kit.id, part.id])
        self.env.invalidate_all()
        self.add_stock(self.goods, 3)
        line = self.quote((kit, 2)).order_line
        self.assertLight(line, "green")
        self.assertEqual(self.place(self.ask(line), self.main)["available"], 3)

    def test_sent_by_the_vendor(self):
        fridge = self.make_dropshipped()
        days = 7 + self.env.company._days_to_purchase()
        fridge.seller_ids.delay = 7
        line = self.quote((fridge, 2), commitment_date=self.day(days)).order_line
        self.assertTrue(line.display_promise)
        answer = self.assertLight(line, "green")
        self.assertEqual(answer["note"], "Bought or made for this order: the date is that of the lead time.")
        place = self.place(answer, self.main)
        self.assertEqual((place["ordered"], place["stocked"]), (True, False))
        self.assertEqual(place["possible_at"], Datetime.to_string(self.day(days)))
        line.order_id.commitment_date = self.day(days - 1)
        self.assertLight(line, "amber")

    def test_bought_for_the_order_and_nobody_knows_how_long_it_takes(self):
        self.make_to_order(self.goods)
        self.add_stock(self.goods, 10)
        line = self.quote((self.goods, 2)).order_line
        self.assertLight(line, "red", "nobody has said how long it takes")
        self.sold_by(self.goods, delay=4)
        line.order_id.commitment_date = self.day(4 + self.env.company._days_to_purchase())
        self.assertLight(line, "green")

    def test_goods_of_which_no_stock_is_kept(self):
        screws = self.make_product("Screws", is_storable=False)
        answer = self.assertLight(self.quote((screws, 500)).order_line, "green", "No stock is kept of this product")
        self.assertFalse(self.place(answer, self.main)["stocked"])


@tagged("post_install", "-at_install")
class TestTyped(PromiseLineCommon):
    """What is not saved yet."""

    def values(self, quantity, **values):
        return {"product_id": self.goods.id, "product_uom_qty": quantity, "warehouse_id": self.main.id, **values}

    def test_no_order_at_all(self):
        self.add_stock(self.goods, 10)
        answer = self.ask(**self.values(6, commitment_date="2026-03-09 08:00:00"))
        self.assertEqual((answer["light"], answer["asked"]), ("green", "03/09/2026"))
        own, *others = answer["warehouses"]
        self.assertEqual((own["id"], own["own"], own["on_hand"]), (self.main.id, True, 10))
        self.assertEqual({place["id"] for place in others}, set((self.branch | self.first).ids))
        self.assertEqual(self.ask(**self.values(11))["light"], "red")
        self.assertEqual(self.ask(**self.values(6, warehouse_id=self.branch.id))["light"], "amber")

    def test_in_the_unit_typed(self):
        self.add_stock(self.goods, 30)
        dozen = self.env.ref("uom.product_uom_dozen")
        answer = self.ask(**self.values(2, product_uom_id=dozen.id))
        self.assertEqual((answer["light"], answer["unit"]), ("green", dozen.name))
        self.assertEqual(self.place(answer, self.main)["on_hand"], 2.5)
        self.assertEqual(self.ask(**self.values(3, product_uom_id=dozen.id))["light"], "red")

    def test_changes_of_the_form(self):
        """The popover sees the order as it stands on the screen."""
        self.add_stock(self.goods, 10)
        order = self.quote((self.goods, 4), (self.goods, 4))
        first, second = order.order_line

        def light(line, *commands, **changes):
            answer = self.ask(line, order_id=order.id, changes={"order_line": commands, **changes}, line=line.id)
            return answer["light"], self.place(answer, self.main)["available"]

        self.assertEqual(light(second), ("green", 6))
        self.assertEqual(light(second, [Command.UPDATE, first.id, {"product_uom_qty": 7}]), ("red", 3))
        self.assertEqual(light(second, [Command.UPDATE, second.id, {"product_uom_qty": 7}]), ("red", 6))
        self.assertEqual(light(second, [Command.DELETE, first.id, False]), ("green", 10))
        # Then the first takes from the other warehouse, too.
        self.assertEqual(light(second, warehouse_id=self.branch.id), ("amber", 10))
        self.assertEqual((first.product_uom_qty, order.warehouse_id), (4, self.main), "nothing is written")

    def test_new_line_of_a_form(self):
        self.add_stock(self.goods, 10)
        order = self.quote((self.goods, 4))
        new = [
            [Command.CREATE, "virtual_1", {"product_id": self.goods.id, "product_uom_qty": 5, "name": "Oven"}],
            [Command.CREATE, "virtual_2", {"product_id": self.goods.id, "product_uom_qty": 5, "name": "Oven"}],
        ]

        def light(line):
            return self.ask(order_id=order.id, changes={"order_line": new}, line=line)["light"]

        self.assertEqual((light("virtual_1"), light("virtual_2")), ("green", "red"))

    def test_new_order_of_a_form(self):
        self.add_stock(self.goods, 10, self.branch)
        line = [Command.CREATE, "virtual_1", {"product_id": self.goods.id, "product_uom_qty": 5}]
        changes = {"partner_id": self.partner.id, "warehouse_id": self.branch.id, "order_line": [line]}
        answer = self.ask(order_id=False, changes=changes, line="virtual_1")
        self.assertEqual((answer["light"], answer["warehouses"][0]["name"]), ("green", "Branch"))

    def test_line_in_a_dialog(self):
        """It is not among the lines of its order yet."""
        self.add_stock(self.goods, 10)
        order = self.quote((self.goods, 8))
        asked = {"order_id": order.id, "changes": {}, "line": "virtual_9", "product_id": self.goods.id}
        self.assertEqual(self.ask(**asked, product_uom_qty=2)["light"], "green")
        self.assertEqual(self.ask(**asked, product_uom_qty=3)["light"], "red")

    def test_line_that_was_removed(self):
        order = self.quote((self.goods, 4))
        line = order.order_line
        with self.assertRaisesRegex(UserError, "no longer part of its order"):
            self.ask(line, changes={"order_line": [[Command.DELETE, line.id, False]]})

    def test_lines_of_other_orders_cannot_be_pulled_in(self):
        self.add_stock(self.goods, 10)
        order, other = self.quote((self.goods, 4)), self.quote((self.goods, 9))
        commands = [[Command.LINK, other.order_line.id, False]]
        answer = self.ask(order.order_line, changes={"order_line": commands})
        self.assertEqual(self.place(answer, self.main)["available"], 10)

    def test_light_while_typing(self):
        """The light follows what is typed, over all lines, before anything is saved."""
        self.add_stock(self.goods, 10)
        order = self.quote((self.goods, 4), (self.goods, 4))
        first, second = map(str, order.order_line.ids)

        def lights():
            return {key: light for key, (light, _day) in form.promise_lights.items()}

        with Form(order) as form:
            self.assertEqual(lights(), {first: "green", second: "green"})
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 7
            self.assertEqual(lights(), {first: "green", second: "red"})
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 11
            self.assertEqual(lights(), {first: "red", second: "red"})
            form.order_line.remove(0)
            self.assertEqual(lights(), {second: "green"})
            form.commitment_date = self.day(-1)
            self.assertEqual(form.promise_lights, {second: ["amber", "03/03/2026"]})
            with form.order_line.new() as line:
                line.product_id = self.goods
                line.product_uom_qty = 7
            self.assertEqual(sorted(lights().values()), ["amber", "red"])


@tagged("post_install", "-at_install")
class TestBadInput(PromiseLineCommon):
    def problem(self, **values):
        answer = self.ask(**{"product_id": self.goods.id, "product_uom_qty": 1, **values})
        self.assertEqual(answer["warehouses"], [])
        return answer["problem"]

    def test_zero_and_negative_quantities(self):
        for quantity in (0, -3):
            self.assertIn("Enter a quantity above zero", self.problem(product_uom_qty=quantity))

    def test_no_product(self):
        self.assertIn("Choose a product", self.problem(product_id=False))

    def test_nothing_to_ship(self):
        self.assertEqual(self.problem(product_id=self.service.id), "Advice is not shipped.")

    def test_line_that_is_done(self):
        order = self.make_order((self.goods, 2))
        self.ship(order)
        self.assertEqual(self.ask(order.order_line)["problem"], "Nothing of this line is left to ship.")

    def test_archived_warehouse(self):
        line = self.quote((self.goods, 2)).order_line
        self.main.active = False
        self.assertEqual(line.promise_light, "red")
        self.assertEqual(self.ask(line)["problem"], "Warehouse Main is archived.")

    def test_warehouse_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other Ltd"})
        foreign = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        asked = {"product_id": self.goods.id, "product_uom_qty": 1}
        with self.assertRaisesRegex(UserError, "does not belong to"):
            self.ask(warehouse_id=foreign.id, **asked)
        # Not even with its company, while the user does not work in that.
        asked.update(company_id=company.id, warehouse_id=foreign.id)
        lines = self.env["sale.order.line"]
        with self.assertRaisesRegex(UserError, "not of one of your companies"):
            lines.with_context(allowed_company_ids=self.env.company.ids).promise_availability(asked)
        answer = lines.with_context(allowed_company_ids=company.ids).promise_availability(asked)
        self.assertEqual([place["id"] for place in answer["warehouses"]], foreign.ids)

    def test_only_who_may_read_the_order(self):
        order = self.quote((self.goods, 1), user_id=self.make_user("sales_all").id)
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            self.ask(order.order_line, user=self.make_user("salesman"))
        self.assertEqual(self.ask(order.order_line, user=order.user_id)["light"], "red")
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            self.ask(user=self.make_user("portal"), product_id=self.goods.id, product_uom_qty=1)

    def test_a_salesperson_may_ask(self):
        self.add_stock(self.goods, 10)
        kit = self.make_kit({self.goods: 1})
        user = self.make_user("salesman")
        order = self.quote((self.goods, 1), (kit, 1), (self.make_dropshipped(), 1), user_id=user.id)
        lines = order.order_line.with_user(user)
        self.env.invalidate_all()
        self.assertEqual(lines.mapped("promise_light")[:2], ["green", "green"])
        self.assertEqual([self.ask(line, user=user)["problem"] for line in lines], [False] * 3)

    def test_reads_only(self):
        """Odoo may answer it from a replica."""
        self.assertTrue(type(self.env["sale.order.line"]).promise_availability._readonly)
        self.add_stock(self.goods, 10)
        line = self.quote((self.goods, 4)).order_line
        self.env.flush_all()
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            self.env.invalidate_all()
            self.assertEqual(self.ask(line)["light"], "green")
            self.assertEqual(self.ask(product_id=self.goods.id, product_uom_qty=11)["light"], "red")
            savepoint.rollback()


@tagged("post_install", "-at_install")
class TestLineCost(PromiseLineCommon):
    """As many statements for many lines and warehouses as for few."""

    def order(self, number):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        products = [self.make_product(f"Product {n}") for n in range(number)]
        return self.quote(*[(product, 1) for product in (kit, self.make_dropshipped(), *products)])

    def count(self, ask, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        ask(*args)
        return self.env.cr.sql_log_count - before

    def test_lights(self):
        few, many = self.order(3), self.order(60)
        self.count(lambda: many.order_line.mapped("promise_light"))
        first = self.count(lambda: few.order_line.mapped("promise_light"))
        for _number in range(4):
            self.make_warehouse(1)
        self.assertEqual(first, self.count(lambda: many.order_line.mapped("promise_light")))

    def test_popover(self):
        few, many = self.order(3), self.order(60)
        self.ask(many.order_line[-1])
        first = self.count(self.ask, few.order_line[-1])
        for _number in range(4):
            self.make_warehouse(1)
        self.assertEqual(first, self.count(self.ask, many.order_line[-1]))

    def test_form(self):
        """What the form reads at once, lines included, as the web client asks for it."""
        names = ("promise_light", "promise_earliest", "display_promise")
        form = {"promise_lights": {}, "order_line": {"fields": {name: {} for name in names}, "limit": 40}}
        # Both are longer than a page of lines.
        few, many = self.order(45), self.order(120)
        many.web_read(form)
        self.assertEqual(self.count(few.web_read, form), self.count(many.web_read, form))

    def test_two_thousand_lines(self):
        """Odoo reads fields for a thousand records at a time; nothing else is asked twice."""
        products = [self.make_product(f"Product {n}") for n in range(20)]
        for product in products[:10]:
            self.add_stock(product, 100)
        order = self.quote(*[(products[n % 20], 1) for n in range(2000)], commitment_date=self.day(7))
        lines = order.order_line
        form = {"promise_lights": {}, "order_line": {"fields": {"promise_light": {}}, "limit": 40}}
        order.web_read(form)
        self.assertLess(self.count(order.web_read, form), 40)
        lights = order.promise_lights
        self.assertEqual([lights[str(line.id)][0] for line in lines[:20]], ["green"] * 10 + ["red"] * 10)
        # The last of a hundred lines of a product gets the last of a hundred.
        self.assertEqual(self.ask(lines[-11])["light"], "green")
        self.assertLess(self.count(self.ask, lines[-1]), 60)
