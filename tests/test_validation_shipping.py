"""Rules on carriers, goods and promised days."""

from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_validation import ValidationCommon

FEW, MANY = 3, 30


@tagged("post_install", "-at_install")
class TestCarrier(ValidationCommon):
    def choose_carrier(self, finding, carrier):
        """Do what a user does in the dialog that a finding opens."""
        action = finding.action_fix()
        with Form(self.env[action["res_model"]].with_context(**action["context"]), view=action["view_id"]) as dialog:
            self.assertIn(carrier, dialog.available_carrier_ids[:])
            dialog.carrier_id = carrier
        dialog.save().button_confirm()

    def test_carrier_that_serves_the_address_passes(self):
        self.only("carrier_unavailable")
        self.assertPasses(self.quote(carrier_id=self.make_carrier(country_ids=self.germany.ids).id))

    def test_carrier_that_does_not_serve_is_found_and_another_chosen(self):
        self.only("carrier_unavailable")
        france = self.make_carrier(name="Paris Express", country_ids=self.env.ref("base.fr").ids)
        order = self.quote(carrier_id=france.id)
        finding = self.assertFinds(order, "Paris Express does not deliver to 10115 Berlin, Germany")
        self.choose_carrier(finding, self.make_carrier())
        self.assertPasses(order)

    def test_carrier_is_only_asked_for_where_the_company_demands_one(self):
        self.only("carrier_unavailable")
        order, advice = self.quote(), self.quote(self.service)
        self.assertPasses(order)
        self.env.company.carrier_required = True
        self.assertPasses(advice)
        finding = self.assertFinds(order, "No carrier is chosen")
        self.choose_carrier(finding, self.make_carrier())
        self.assertPasses(order)

    def test_goods_within_the_maximum_pass(self):
        self.only("carrier_capacity")
        self.goods.write({"weight": 10, "volume": 0.5})
        carrier = self.make_carrier(max_weight=100, max_volume=5)
        self.assertPasses(self.quote((self.goods, 10), self.service, carrier_id=carrier.id))

    def test_zero_is_no_maximum(self):
        self.only("carrier_capacity")
        self.goods.weight = 1000
        self.assertPasses(self.quote((self.goods, 1000), carrier_id=self.make_carrier().id))

    def test_too_heavy_and_too_large_is_one_finding_and_another_carrier_repairs_it(self):
        self.only("carrier_capacity")
        self.goods.write({"weight": 10, "volume": 1})
        dozen = {"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": self.ref("uom.product_uom_dozen")}
        order = self.quote(dozen, carrier_id=self.make_carrier(max_weight=239, max_volume=23).id)
        finding = self.assertFinds(order, "240.00 kg, Express takes 239.00 kg")
        self.assertIn("24.00 m³, Express takes 23.00 m³", finding.message)
        self.choose_carrier(finding, self.make_carrier(max_weight=240, max_volume=24))
        self.assertPasses(order)

    def test_goods_without_weight_are_found_where_weight_matters(self):
        self.only("carrier_capacity")
        by_volume, by_weight = self.make_carrier(max_volume=5), self.make_carrier(max_weight=100)
        order = self.quote(carrier_id=by_volume.id)
        self.assertPasses(order)
        order.carrier_id = by_weight
        finding = self.assertFinds(order, "Weight unknown: Oven")
        action = finding.action_fix()
        self.assertEqual((action["res_model"], action["res_id"]), ("product.product", self.goods.id))
        with Form(self.goods, view="quote_to_cash.product_product_view_form_shipping") as dialog:
            dialog.weight = 5
        self.assertPasses(order)

    def test_freight_class_is_asked_by_freight_carriers_of_each_line(self):
        self.only("freight_class_missing")
        post, freight = self.make_carrier(), self.make_carrier(name="Trucks", is_freight=True)
        order = self.quote(self.goods, self.other_goods, self.service, carrier_id=post.id)
        self.assertPasses(order)
        order.carrier_id = freight
        findings = self.assertFinds(order, "has no freight class; Trucks is a freight carrier", number=2)
        self.assertEqual(findings.line_id, order.order_line[:2])
        for finding in findings:
            self.assertEqual(finding.action_fix()["res_id"], finding.line_id.product_id.id)
            with Form(finding.line_id.product_id, view="quote_to_cash.product_product_view_form_shipping") as dialog:
                dialog.freight_class = "77.5"
        self.assertPasses(order)

    def test_unmarked_goods_need_no_care(self):
        self.only("handling_missing")
        self.assertPasses(self.quote(carrier_id=self.make_carrier(takes_fragile=False).id))

    def test_marked_goods_need_an_instruction(self):
        self.only("handling_missing")
        self.goods.is_fragile = True
        order = self.quote(self.goods, self.other_goods)
        finding = self.assertFinds(order, "Oven is marked fragile and has no handling instruction")
        self.assertEqual(finding.line_id.product_id, self.goods)
        self.assertEqual(finding.action_fix()["res_id"], self.goods.id)
        with Form(self.goods, view="quote_to_cash.product_product_view_form_shipping") as dialog:
            dialog.handling_instruction = "This side up"
        self.assertPasses(order)

    def test_carrier_must_take_what_is_marked(self):
        self.only("handling_missing")
        self.goods.write({"is_hazardous": True, "is_fragile": True, "handling_instruction": "UN 1263"})
        order = self.quote()
        self.assertPasses(order)
        order.carrier_id = self.make_carrier()
        finding = self.assertFinds(order, "Oven is hazardous; Express does not take such goods")
        self.choose_carrier(finding, self.make_carrier(takes_hazardous=True))
        self.assertPasses(order)

    def test_both_wrong_has_both_repairs(self):
        self.only("handling_missing")
        self.goods.is_temperature_controlled = True
        finding = self.assertFinds(self.quote(carrier_id=self.make_carrier().id), "temperature-controlled")
        self.assertEqual((finding.fix, finding.other_fix), ("_fix_choose_carrier", "_fix_open_product"))
        self.assertEqual(finding.action_other_fix()["res_id"], self.goods.id)

    def test_goods_rules_take_as_many_queries_for_many_orders(self):
        self.goods.write({"weight": 10, "is_fragile": True})
        carrier = self.make_carrier(is_freight=True, max_weight=50, country_ids=self.env.ref("base.fr").ids)
        first = self.quote((self.goods, 10), carrier_id=carrier.id)
        orders = first + self.env["sale.order"].create(first.copy_data({"carrier_id": carrier.id}) * (MANY - 1))
        for code in ("carrier_unavailable", "carrier_capacity", "freight_class_missing", "handling_missing"):
            with self.subTest(code=code):
                self.assertSameQueries(self.rule(code), orders[:FEW], orders)


@tagged("post_install", "-at_install")
class TestPromisedDate(ValidationCommon):
    """Picking takes one working day, the carrier two; cut-off at 14:00 in Berlin (12:00 UTC in summer)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.date_rule = cls.only("date_impossible", "warn", days=1, hour=14.0)
        cls.env.company.partner_id.tz = "Europe/Berlin"
        cls.env.company.resource_calendar_id.tz = "Europe/Berlin"
        cls.carrier = cls.make_carrier(transit_days=2)

    def promise(self, *lines, day, hour=10, **values):
        return self.quote(*lines, commitment_date=datetime(2025, 6, day, hour), carrier_id=self.carrier.id, **values)

    @freeze_time("2025-06-02 11:59:00")  # a Monday
    def test_earliest_day_passes_whatever_the_hour(self):
        self.assertPasses(self.promise(day=5, hour=1))

    @freeze_time("2025-06-02 11:59:00")
    def test_earlier_day_is_found_and_the_first_possible_set(self):
        order = self.promise(day=4)
        finding = self.assertFinds(order, "picking and Express need until 06/05/2025")
        self.assertEqual(finding.found, "06/04/2025")
        finding.action_fix()
        self.assertEqual(order.commitment_date, datetime(2025, 6, 5, 10))
        self.assertEqual(finding.state, "resolved")

    @freeze_time("2025-06-02 12:01:00")
    def test_after_the_cut_off_work_begins_the_next_day(self):
        self.assertFinds(self.promise(day=5), "until 06/06/2025")
        self.assertPasses(self.promise(day=6))

    @freeze_time("2025-06-06 12:01:00")  # a Friday
    def test_weekends_and_company_holidays_do_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Works outing",
                "calendar_id": self.env.company.resource_calendar_id.id,
                "date_from": datetime(2025, 6, 10, 0),
                "date_to": datetime(2025, 6, 10, 22),
            }
        )
        order = self.promise(day=12)
        finding = self.assertFinds(order, "until 06/13/2025")
        self.assertEqual(finding.suggested_date, datetime(2025, 6, 13, 10))

    @freeze_time("2025-06-04 22:30:00")
    def test_days_are_the_companys_own(self):
        # Thursday, 0:30 in Berlin
        order = self.promise(day=9, hour=23)  # Tuesday there
        self.assertPasses(order)
        order.commitment_date = datetime(2025, 6, 9, 21)
        self.assertFinds(order, "until 06/10/2025")

    @freeze_time("2025-06-07 08:00:00")  # a Saturday
    def test_company_without_calendar_works_from_monday_to_friday(self):
        self.env.company.resource_calendar_id = False
        self.assertPasses(self.promise(day=12))
        self.assertFinds(self.promise(day=11), "until 06/12/2025")

    @freeze_time("2025-06-02 08:00:00")
    def test_without_promise_or_goods_nothing_is_asked(self):
        self.assertPasses(self.quote(carrier_id=self.carrier.id))
        self.assertPasses(self.promise(self.service, day=2))

    @freeze_time("2025-06-02 08:00:00")
    def test_without_carrier_only_picking_counts(self):
        order = self.quote(commitment_date=datetime(2025, 6, 2, 10))
        self.assertFinds(order, "picking needs until 06/03/2025")
        order.commitment_date = datetime(2025, 6, 3, 10)
        self.assertPasses(order)

    def test_promise_does_not_turn_impossible_while_it_is_kept(self):
        with freeze_time("2025-06-02 08:00:00"):
            order = self.promise(day=5)
            order.action_confirm()
        with freeze_time("2025-06-05 08:00:00"):
            self.assertPasses(order)

    def test_waiver_holds_for_the_promised_day_and_the_carrier(self):
        with freeze_time("2025-06-02 08:00:00"):
            order = self.promise(day=4)
            self.assertFinds(order).action_waive("Our own truck goes there")
        with freeze_time("2025-06-03 08:00:00"):
            self.assertPasses(order)
            order.commitment_date = datetime(2025, 6, 3, 10)
            self.assertFinds(order)

    @freeze_time("2025-06-06 15:00:00")
    def test_working_days_are_those_of_the_company(self):
        company, now = self.env.company, datetime(2025, 6, 6, 15)
        for days in range(1, 40):
            last = company._local_day(company._working_days_from(days, now))
            working = self.date_rule._working_days(now.date(), now.date(), days)
            self.assertEqual(working[days], last)

    @freeze_time("2025-06-02 08:00:00")
    def test_closed_for_long(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Winter in the south",
                "calendar_id": self.env.company.resource_calendar_id.id,
                "date_from": datetime(2025, 6, 1),
                "date_to": datetime(2025, 8, 31, 21),
            }
        )
        self.assertFinds(self.promise(day=30), "until 09/04/2025")

    def test_as_many_queries_for_many_orders(self):
        first = self.promise(day=1)
        orders = first + self.env["sale.order"].create(first.copy_data({"carrier_id": self.carrier.id}) * (MANY - 1))
        for number, order in enumerate(orders):
            order.commitment_date = first.commitment_date + timedelta(hours=number)
            order.date_order = first.date_order - timedelta(days=number)
        self.assertSameQueries(self.date_rule, orders[:FEW], orders)
        self.assertSameQueries(self.date_rule.with_context(validation_hindsight=True), orders[:FEW], orders)

    def test_transit_days_are_not_negative(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.carrier.transit_days = -1
            self.env.flush_all()
