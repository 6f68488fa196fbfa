"""Products that may be sold, and those that may not."""

from datetime import datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_validation import ValidationCommon


@tagged("post_install", "-at_install")
class TestSellable(ValidationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("not_sellable")

    def test_product_for_sale(self):
        self.assertPasses(self.quote())

    def test_product_not_for_sale(self):
        order = self.quote()
        self.goods.sale_ok = False
        self.assertFinds(order, "Oven is not for sale.")

    def test_archived_variant(self):
        order = self.quote()
        self.goods.active = False
        self.assertFinds(order, "Oven is archived.")

    def test_archived_product(self):
        order = self.quote()
        self.goods.product_tmpl_id.action_archive()
        self.assertFinds(order, "Oven is archived.")

    def test_deposits_are_not_asked(self):
        deposit = self.make_product("Deposit", type="service")
        line = {"product_id": deposit.id}
        order = self.quote((self.goods, 1), {**line, "product_uom_qty": 0, "is_downpayment": True})
        bought = self.quote({**line, "product_uom_qty": 1})
        deposit.sale_ok = False
        self.assertPasses(order)
        self.assertFinds(bought, "Deposit is not for sale.")

    def test_parts_of_combos_need_not_be_sold_alone(self):
        combo = self.env["product.combo"].create(
            {"name": "Choice", "combo_item_ids": [Command.create({"product_id": self.other_goods.id})]}
        )
        menu = self.make_product("Menu", type="combo", is_storable=False, combo_ids=[Command.set(combo.ids)])
        order = self.quote((self.goods, 1), (menu, 1))
        part = self.env["sale.order.line"].create(
            {
                "order_id": order.id,
                "product_id": self.other_goods.id,
                "linked_line_id": order.order_line[1].id,
                "combo_item_id": combo.combo_item_ids.id,
            }
        )
        self.other_goods.sale_ok = False
        self.assertPasses(order)
        self.other_goods.active = False
        self.assertEqual(self.assertFinds(order, "Mixer is archived.").line_id, part)

    def test_sections_and_deposits_are_not_asked(self):
        order = self.quote({"display_type": "line_section", "name": "Machines"}, (self.goods, 1))
        self.goods.sale_ok = False
        self.assertEqual(len(self.assertFinds(order).line_id), 1)


@tagged("post_install", "-at_install")
class TestDiscontinued(ValidationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("discontinued")

    def test_active_product_with_a_successor_in_preparation(self):
        self.goods.successor_id = self.other_goods
        self.assertPasses(self.quote())

    def test_discontinued_without_a_successor(self):
        self.goods.sale_lifecycle = "discontinued"
        finding = self.assertFinds(self.quote(), "Oven is discontinued.")
        self.assertFalse(finding.fix)

    def test_replaced_and_repaired(self):
        self.goods.write({"sale_lifecycle": "phase_out", "successor_id": self.other_goods.id})
        self.other_goods.list_price = 250
        order = self.quote()
        finding = self.assertFinds(order, "Oven is replaced by Mixer.")
        finding.action_fix()
        self.assertEqual(order.order_line.product_id, self.other_goods)
        self.assertEqual(order.order_line.price_unit, 250)
        self.assertEqual(finding.state, "resolved")

    def test_a_typed_price_of_the_old_product_goes(self):
        self.goods.write({"sale_lifecycle": "discontinued", "successor_id": self.other_goods.id})
        order = self.quote({"product_id": self.goods.id, "product_uom_qty": 1, "price_unit": 12})
        self.assertFinds(order).action_fix()
        self.assertEqual(order.order_line.price_unit, 100)

    def test_successors_are_followed_to_the_last(self):
        last = self.make_product("Oven 3")
        self.goods.write({"sale_lifecycle": "discontinued", "successor_id": self.other_goods.id})
        self.other_goods.write({"sale_lifecycle": "discontinued", "successor_id": last.id})
        order = self.quote()
        self.assertFinds(order, "Oven is replaced by Oven 3.").action_fix()
        self.assertEqual(order.order_line.product_id, last)
        self.assertPasses(order)

    def test_two_products_that_replace_each_other(self):
        self.goods.write({"sale_lifecycle": "discontinued", "successor_id": self.other_goods.id})
        self.other_goods.write({"sale_lifecycle": "discontinued", "successor_id": self.goods.id})
        self.assertFalse(self.assertFinds(self.quote(), "Oven is").fix)

    def test_a_confirmed_order_is_not_exchanged(self):
        order = self.make_order()
        self.goods.write({"sale_lifecycle": "discontinued", "successor_id": self.other_goods.id})
        self.assertFalse(self.assertFinds(order).fix)

    def test_phased_out_as_long_as_stock_lasts(self):
        self.goods.sale_lifecycle = "phase_out"
        self.add_stock(self.goods, 10)
        self.assertPasses(self.quote((self.goods, 10)))
        finding = self.assertFinds(self.quote((self.goods, 11)), "Oven is being phased out: 11 Units ordered, 10 Units")
        self.assertEqual((finding.found, finding.limit), ("11 Units", "10 Units"))

    def test_what_others_have_reserved_is_not_left(self):
        self.make_order((self.goods, 8))
        self.add_stock(self.goods, 2)
        self.goods.sale_lifecycle = "phase_out"
        self.assertPasses(self.quote((self.goods, 2)))
        self.assertFinds(self.quote((self.goods, 3)), "2 Units left")

    def test_lines_of_an_order_share_what_is_left(self):
        self.goods.sale_lifecycle = "phase_out"
        self.add_stock(self.goods, 10)
        order = self.quote((self.goods, 6), (self.goods, 6))
        self.assertEqual(self.assertFinds(order).line_id, order.order_line[1])

    def test_own_reservation_of_a_confirmed_order_is_left_for_it(self):
        order = self.make_order((self.goods, 10))
        self.goods.sale_lifecycle = "phase_out"
        self.assertPasses(order)
        order.order_line.product_uom_qty = 12
        self.assertFinds(order, "2 Units ordered, 0 Units left")

    def test_stock_of_another_warehouse_is_not_left(self):
        self.goods.sale_lifecycle = "phase_out"
        self.add_stock(self.goods, 10, self.make_warehouse(1))
        self.assertFinds(self.quote((self.goods, 1)), "0 Units left")

    def test_a_kit_lasts_as_long_as_its_parts(self):
        kit = self.make_kit({self.goods: 2})
        kit.sale_lifecycle = "phase_out"
        self.add_stock(self.goods, 7)
        self.assertPasses(self.quote((kit, 3)))
        self.assertFinds(self.quote((kit, 4)), "4 Units ordered, 3.5 Units left")

    def test_a_service_never_sells_out(self):
        self.service.sale_lifecycle = "phase_out"
        self.assertPasses(self.quote((self.service, 10)))

    def test_no_product_replaces_itself(self):
        with self.assertRaises(ValidationError):
            self.goods.successor_id = self.goods


@tagged("post_install", "-at_install")
class TestSeason(ValidationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("out_of_season", severity="warn")
        cls.goods.write({"season_start_month": "11", "season_start_day": 20, "season_end_month": "1"})

    @freeze_time("2024-12-24 10:00:00")
    def test_in_season_without_a_promise(self):
        self.assertPasses(self.quote())

    @freeze_time("2024-06-01 10:00:00")
    def test_out_of_season_without_a_promise(self):
        finding = self.assertFinds(self.quote(), "Oven is sold for delivery from November 20 to January 31")
        self.assertEqual(finding.found, "06/01/2024")

    @freeze_time("2024-06-01 10:00:00")
    def test_the_promised_day_counts(self):
        self.assertPasses(self.quote(commitment_date=datetime(2024, 12, 1, 12)))
        self.assertPasses(self.quote(commitment_date=datetime(2025, 1, 31, 12)))
        self.assertFinds(self.quote(commitment_date=datetime(2025, 2, 1, 12)), "02/01/2025")

    @freeze_time("2024-11-15 10:00:00")
    def test_the_lead_time_of_the_line_counts(self):
        order = self.quote()
        self.assertFinds(order)
        order.order_line.customer_lead = 5
        self.assertPasses(order)

    @freeze_time("2024-06-01 10:00:00")
    def test_the_day_is_the_companys(self):
        order = self.quote(commitment_date=datetime(2025, 2, 1, 3))
        self.env.company.partner_id.tz = "America/New_York"  # still January 31
        self.assertPasses(order)
        self.env.company.partner_id.tz = "Asia/Tokyo"
        self.assertFinds(order)

    def test_all_year(self):
        self.goods.write({"season_start_month": False, "season_end_month": False})
        self.assertPasses(self.quote())

    def test_a_season_without_an_end_is_none(self):
        self.goods.season_end_month = False
        self.assertPasses(self.quote(commitment_date=datetime(2024, 6, 1)))

    def test_days_exist(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.goods.season_start_day = 32
            self.env.flush_all()
