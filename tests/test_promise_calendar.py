from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common_stock import StockCommon

MONDAY = datetime(2025, 6, 2, 8, 0)


@tagged("post_install", "-at_install")
class TestPromiseCalendar(StockCommon):
    """Picking takes one working day, the carrier collects at 14:00, and needs as many days as it says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.company.resource_calendar_id.tz = "UTC"
        cls.terms = cls.rules.filtered(lambda rule: rule.code == "date_impossible")
        cls.terms.write({"days": 1, "hour": 14.0})
        cls.order = cls.make_order(confirm=False, stock=False)
        cls.order.carrier_id = cls.carrier(2)

    @classmethod
    def carrier(cls, days):
        product = cls.make_product("Freight", type="service")
        return cls.env["delivery.carrier"].create(
            {"name": "Truck", "product_id": product.id, "transit_days": days, "fixed_price": 0}
        )

    def test_terms_are_those_of_the_rule_even_if_it_checks_nothing(self):
        self.assertEqual(self.company._picking_terms(), (1, 14.0))
        self.terms.write({"days": 3, "hour": 10.5, "severity": "off", "active": False})
        self.assertEqual(self.company._picking_terms(), (3, 10.5))

    def test_terms_of_a_company_are_read_once(self):
        self.company._picking_terms()
        with self.assertQueryCount(0):
            self.company._picking_terms()

    def test_each_company_has_its_own_terms(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.terms.days = 4
        self.assertEqual(other._picking_terms(), (1, 14.0))
        self.assertEqual(self.company._picking_terms(), (4, 14.0))

    def test_leaving_after_picking(self):
        self.assertEqual(self.order._earliest_leaving(MONDAY), datetime(2025, 6, 3, 14))
        self.assertEqual(self.order._earliest_leaving(datetime(2025, 6, 2, 15)), datetime(2025, 6, 4, 14))
        with freeze_time("2025-06-06 09:00:00"):
            self.assertEqual(self.order._earliest_leaving(), datetime(2025, 6, 9, 14))

    def test_cut_off_is_local_time(self):
        self.company.partner_id.tz = "America/Los_Angeles"
        # 20:59 UTC is 13:59 there.
        self.assertEqual(self.order._earliest_leaving(datetime(2025, 6, 2, 20, 59)), datetime(2025, 6, 3, 21))
        self.assertEqual(self.order._earliest_leaving(datetime(2025, 6, 2, 21, 1)), datetime(2025, 6, 4, 21))

    def test_arrival_and_back(self):
        friday = datetime(2025, 6, 6, 14)
        self.assertEqual(self.order._arrives_at(friday), datetime(2025, 6, 10, 14))
        self.assertEqual(self.order._leaves_by(datetime(2025, 6, 10, 14)), friday)

    def test_pickup_at_the_counter_arrives_at_once(self):
        self.order.carrier_id = False
        sunday = datetime(2025, 6, 8, 11)
        self.assertEqual(self.order._arrives_at(sunday), sunday)
        self.assertEqual(self.order._leaves_by(sunday), sunday)

    def test_holidays_of_the_company_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holidays",
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": datetime(2025, 6, 3),
                "date_to": datetime(2025, 8, 1),
            }
        )
        self.assertEqual(self.order._earliest_leaving(MONDAY), datetime(2025, 8, 1, 14))
        self.assertEqual(self.order._arrives_at(MONDAY), datetime(2025, 8, 4, 8))
        self.assertEqual(self.order._leaves_by(datetime(2025, 8, 1, 8)), datetime(2025, 5, 30, 8))

    def test_company_without_working_days_works_from_monday_to_friday(self):
        self.company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Never", "company_id": self.company.id, "tz": "UTC", "attendance_ids": [Command.clear()]}
        )
        self.assertEqual(self.order._earliest_leaving(datetime(2025, 6, 6, 9)), datetime(2025, 6, 9, 14))
        self.company.resource_calendar_id = False
        self.assertEqual(self.order._arrives_at(datetime(2025, 6, 6, 14)), datetime(2025, 6, 10, 14))

    def test_no_day_counts_twice_when_clocks_change(self):
        self.company.partner_id.tz = "Europe/Berlin"
        # The clocks go forward on 30 March 2025: 14:00 is 13:00 UTC before, and 12:00 UTC after.
        left = self.order._earliest_leaving(datetime(2025, 3, 27, 9))
        self.assertEqual(left, datetime(2025, 3, 28, 13))
        self.assertEqual(self.order._arrives_at(left), datetime(2025, 4, 1, 12))

    def test_salesman_asks(self):
        order = self.order.with_user(self.make_user("salesman", login="q2c_calendar"))
        order.sudo().user_id = order.env.user
        self.env.invalidate_all()
        now = fields.Datetime.now()
        arrives = order._arrives_at(order._earliest_leaving())
        self.assertGreater(arrives, now)
        self.assertGreaterEqual(order._leaves_by(arrives + timedelta(days=1)), now)
