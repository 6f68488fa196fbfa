"""Orders that went quiet: by the company's working hours, seen by whose order it is, and told once."""

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import QuoteToCashCommon

MONDAY = datetime(2035, 6, 4, 8)  # the calendar has 8 to 12 and 13 to 17
ACTIVITY = "quote_to_cash.mail_activity_order_quiet"


class QuietCommon(QuoteToCashCommon):
    """The company works eight hours a day by UTC; an order that nobody has touched may be so for 16 hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create({"name": "Weekdays", "tz": "UTC"})
        cls.salesman = cls.make_user("salesman", login="q2c_quiet")
        cls.env["order.quiet.rule"].search([("company_id", "!=", cls.company.id)]).unlink()

    @classmethod
    def rule(cls, status="entered", company=None):
        return cls.env["order.quiet.rule"].search(
            [("company_id", "=", (company or cls.company).id), ("status", "=", status)]
        )

    @classmethod
    def placed(cls, moment=MONDAY, **values):
        with freeze_time(moment):
            order = cls.make_order(user_id=values.pop("user_id", cls.salesman.id), **values)
            cls.env.flush_all()
            cls.env.cr.flush()
        return order

    def quiet(self, moment, orders=None, user=None):
        """Return which orders are quiet at a moment."""
        self.env.invalidate_all()
        Quiet = self.env["order.quiet"].with_user(user or self.env.user)
        with freeze_time(moment):
            rows = Quiet.search([("order_id", "in", orders.ids)] if orders else [])
            return self.env["sale.order"].browse(rows.order_id.ids)

    def row(self, order, moment):
        self.env.invalidate_all()
        with freeze_time(moment):
            row = self.env["order.quiet"].search([("order_id", "=", order.id)])
            row.mapped("age")
        return row

    def run_job(self, moment):
        self.env.flush_all()
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_quiet_orders").method_direct_trigger()
        self.env.invalidate_all()

    def run_portions(self, moment, limit, portions=100):
        """Run the job in portions of a size; it is told to stop after some of them."""
        done = []

        def commit(_job, processed=0, **_options):
            done.append(processed)
            return len(done) <= portions  # the first one is no portion

        with freeze_time(moment), patch.object(self.env.registry["ir.cron"], "_commit_progress", commit):
            self.env["order.quiet"]._cron_quiet(limit=limit)
        self.env.invalidate_all()
        return done[1:]

    def told(self, orders):
        kind = self.env.ref(ACTIVITY)
        return orders.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)


@tagged("post_install", "-at_install")
class TestQuiet(QuietCommon):
    # === The rules === #

    def test_every_company_has_rules_that_only_show(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        rules = self.env["order.quiet.rule"].search([("company_id", "=", company.id)])
        self.assertEqual(rules.mapped("status"), ["entered", "in_progress", "ready", "shipped", "delivered", "on_hold"])
        self.assertFalse(any(rules.mapped("notify")))
        own = self.env["order.quiet.rule"].search([("company_id", "=", self.company.id)])
        self.assertEqual(own.mapped("status"), rules.mapped("status"))
        self.assertFalse(any(own.mapped("notify")))

    def test_an_update_changes_no_rule_and_brings_none_back(self):
        self.rule().hours = 3
        self.rule("ready").unlink()
        self.assertFalse(self.env["order.quiet.rule"]._create_missing(self.company))
        self.assertEqual((self.rule().hours, len(self.rule("ready"))), (3, 0))

    def test_one_rule_for_a_status(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.rule().copy()

    def test_hours_are_more_than_none(self):
        for hours in (0, -1, 2001):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.rule().hours = hours
                self.env.flush_all()

    # === What is quiet === #

    def test_two_working_days(self):
        order = self.placed()
        self.assertFalse(self.quiet("2035-06-05 17:00", order))
        self.assertFalse(self.quiet("2035-06-06 08:00", order))
        self.assertEqual(self.quiet("2035-06-06 08:01", order), order)

    def test_a_weekend_does_not_count(self):
        order = self.placed("2035-06-08 12:00")  # a Friday
        self.assertFalse(self.quiet("2035-06-12 13:00", order))
        self.assertEqual(self.quiet("2035-06-12 13:01", order), order)

    def test_a_holiday_of_the_company_does_not_count(self):
        order = self.placed()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Fair",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2035-06-05 00:00:00",
                "date_to": "2035-06-05 23:59:59",
            }
        )
        self.assertFalse(self.quiet("2035-06-06 16:59", order))
        self.assertEqual(self.quiet("2035-06-07 08:01", order), order)

    def test_hours_are_those_of_the_companys_zone(self):
        self.company.resource_calendar_id.tz = "America/New_York"  # 8:00 is 12:00 UTC in summer
        order = self.placed("2035-06-04 12:00")
        self.assertFalse(self.quiet("2035-06-05 21:00", order))
        self.assertFalse(self.quiet("2035-06-06 11:59", order))
        self.assertEqual(self.quiet("2035-06-06 12:01", order), order)

    def test_without_a_calendar_from_monday_to_friday(self):
        self.company.resource_calendar_id = False
        order = self.placed("2035-06-08 16:00")  # a Friday, one hour before five
        self.assertFalse(self.quiet("2035-06-12 15:59", order))
        self.assertEqual(self.quiet("2035-06-12 16:01", order), order)

    def test_who_never_works_is_counted_from_monday_to_friday(self):
        self.company.resource_calendar_id.attendance_ids.unlink()
        order = self.placed()
        self.assertFalse(self.quiet("2035-06-06 08:00", order))
        self.assertEqual(self.quiet("2035-06-06 09:01", order), order)

    def test_each_company_has_its_own_hours(self):
        other = self.env["res.company"].create({"name": "Night Shift"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        mine, theirs = self.placed(), self.placed(warehouse=warehouse, user_id=False)
        self.rule(company=other).hours = 100
        self.assertEqual(self.quiet("2035-06-07 08:00", mine + theirs), mine)
        self.rule(company=other).hours = 8
        self.assertEqual(self.quiet("2035-06-07 08:00", mine + theirs), mine + theirs)

    def test_a_status_without_a_rule_is_never_quiet(self):
        order = self.placed()
        self.rule().unlink()
        self.assertFalse(self.quiet("2036-06-04 08:00", order))
        self.env["order.quiet.rule"].search([]).unlink()
        self.assertFalse(self.quiet("2036-06-04 08:00", order))

    def test_whoever_goes_on_is_not_quiet(self):
        order = self.placed()
        with freeze_time("2035-06-06 09:00"):
            self.assertEqual(self.quiet("2035-06-06 09:00", order), order)
            self.ship(order)
            self.env.cr.flush()
        self.assertEqual(order.order_status, "shipped")
        self.assertFalse(self.quiet("2035-06-06 10:00", order))
        self.assertEqual(self.row(order, "2035-06-14 10:00").since, datetime(2035, 6, 6, 9))

    def test_what_is_planned_for_later_waits_on_purpose(self):
        order = self.placed(commitment_date="2035-07-02 08:00:00")
        planned = min(order.picking_ids.mapped("scheduled_date"))
        self.assertGreater(planned, MONDAY + timedelta(days=7))
        self.assertFalse(self.quiet("2035-06-11 12:00", order))
        row = self.row(order, planned + timedelta(days=7))
        self.assertEqual(row.since, planned)

    def test_a_hold_is_quiet_whatever_is_planned(self):
        order = self.placed(commitment_date="2035-07-02 08:00:00")
        with freeze_time("2035-06-04 10:00"):
            order.action_hold(self.reason("address"))
            self.env.cr.flush()
        self.assertEqual(self.quiet("2035-06-11 12:00", order), order)

    def test_an_order_older_than_the_log_counts_from_what_is_known(self):
        with patch.object(self.env.registry["sale.order.event"], "_append"):
            order = self.placed()
        self.assertFalse(order.event_ids)
        row = self.row(order, "2035-06-07 08:00")
        self.assertEqual((row.since, row.event_id.id), (order.date_order, False))

    def test_what_the_list_says(self):
        order = self.placed()
        row = self.row(order, "2035-06-11 08:00")
        self.assertEqual((row.status, row.age, row.value, row.user_id), ("entered", 7, 1000, self.salesman))
        self.assertEqual((row.hours, row.next_event, row.notify), (16, "Work begins", False))
        self.assertEqual(row.action_open_order()["res_id"], order.id)

    def test_value_in_the_companys_currency(self):
        currency = self.env["res.currency"].create({"name": "QTC", "symbol": "Q"})
        self.env["res.currency.rate"].create({"currency_id": currency.id, "rate": 4, "name": "2035-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "Q", "currency_id": currency.id})
        order = self.placed(pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, currency)
        row = self.row(order, "2035-06-11 08:00")
        self.assertAlmostEqual(row.value, order.amount_untaxed / 4)

    def test_rules_count_what_they_show(self):
        self.placed()
        with freeze_time("2035-06-05 08:00"):
            before = self.rule().quiet_count
        self.env.invalidate_all()
        with freeze_time("2035-06-11 08:00"):
            self.assertEqual(self.rule().quiet_count, before + 1)

    # === Who sees it === #

    def test_a_salesman_sees_his_own(self):
        mine, nobodys = self.placed(), self.placed(user_id=False)
        theirs = self.placed(user_id=self.make_user("sales_all").id)
        orders = mine + nobodys + theirs
        self.assertEqual(self.quiet("2035-06-11 08:00", orders, self.salesman), mine + nobodys)
        self.assertEqual(self.quiet("2035-06-11 08:00", orders, theirs.user_id), orders)

    def test_other_companies_stay_closed(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        order = self.placed(warehouse=warehouse, user_id=False)
        self.assertFalse(self.quiet("2035-06-11 08:00", order, self.salesman))

    # === Telling === #

    def test_nobody_is_told_until_it_is_switched_on(self):
        order = self.placed()
        self.run_job("2035-06-11 08:00")
        self.assertFalse(self.told(order))

    def test_the_salesperson_is_told_once(self):
        order = self.placed()
        self.rule().notify = True
        self.run_job("2035-06-05 08:00")
        self.assertFalse(self.told(order))
        self.run_job("2035-06-11 08:00")
        self.run_job("2035-06-12 08:00")
        activity = self.told(order)
        self.assertEqual(activity.user_id, self.salesman)
        self.assertIn("Work begins", activity.summary)

    def test_what_was_done_does_not_come_back(self):
        order = self.placed()
        self.rule().notify = True
        self.run_job("2035-06-11 08:00")
        self.told(order).action_done()
        self.run_job("2035-06-12 08:00")
        self.assertFalse(self.told(order))

    def test_each_time_is_told(self):
        order = self.placed()
        (self.rule() + self.rule("on_hold")).notify = True
        self.run_job("2035-06-11 08:00")
        with freeze_time("2035-06-11 09:00"):
            order.action_hold(self.reason("address"))
            self.env.cr.flush()
        self.run_job("2035-06-11 10:00")
        self.assertFalse(self.told(order), "it went on")
        with freeze_time("2035-06-11 11:00"):
            order.action_release_holds("Address found")
            self.env.cr.flush()
        self.run_job("2035-06-18 12:00")
        self.assertEqual(len(self.told(order)), 1)
        notices = self.env["order.quiet.notice"].search([("order_id", "=", order.id)])
        self.assertEqual(len(notices), 2)

    def test_an_activity_that_somebody_made_stays(self):
        order = self.placed()
        activity = order.activity_schedule(ACTIVITY, user_id=self.salesman.id, automated=False)
        self.run_job("2035-06-05 08:00")
        self.assertTrue(activity.exists())

    def test_the_head_of_the_team_where_nobody_sells(self):
        head = self.make_user("sales_all")
        team = self.env["crm.team"].create({"name": "Ovens", "user_id": head.id})
        order = self.placed(user_id=False, team_id=team.id)
        nobodys = self.placed(user_id=False)
        nobodys.team_id = False
        self.rule().notify = True
        self.run_job("2035-06-11 08:00")
        self.assertEqual(self.told(order).user_id, head)
        self.assertFalse(self.told(nobodys))

    def test_what_was_quiet_when_it_was_switched_on_is_not_told(self):
        old, young = self.placed(), self.placed("2035-06-07 08:00")
        with freeze_time("2035-06-08 08:00"):
            self.rule().notify = True
        self.run_job("2035-06-13 08:00")
        self.assertEqual(self.quiet("2035-06-13 08:00", old + young), old + young)
        self.assertEqual(([len(self.told(order)) for order in (old, young)]), [0, 1])

    def test_what_is_quiet_by_a_shorter_time_is_not_told_at_once(self):
        self.rule().write({"notify": True, "hours": 400})
        old = self.placed()
        with freeze_time("2035-06-08 08:00"):
            self.rule().hours = 16
        young = self.placed("2035-06-08 09:00")
        self.run_job("2035-06-13 08:00")
        self.assertEqual([len(self.told(order)) for order in (old, young)], [0, 1])

    def test_of_what_has_gone_on_since_it_was_noted_nobody_is_told(self):
        order = self.placed()
        self.rule().notify = True
        with freeze_time("2035-06-11 08:00"):
            self.env["order.quiet"]._note()
            order.picking_ids.action_mark_packed()
            self.env.cr.flush()
            self.assertTrue(self.env["order.quiet"]._tell(10))
        self.assertFalse(self.told(order))

    def test_all_is_noted_with_the_first_portion(self):
        orders = self.env["sale.order"].union(*(self.placed() for _number in range(3)))
        self.rule().notify = True
        self.run_portions("2035-06-11 08:00", 1, portions=1)
        notices = self.env["order.quiet.notice"].search([("order_id", "in", orders.ids)])
        self.assertEqual(notices.order_id, orders)
        self.assertEqual(len(self.told(orders)), len(notices.filtered(lambda notice: not notice.waiting)))

    def test_portions(self):
        orders = self.env["sale.order"].union(*(self.placed() for _number in range(5)))
        self.rule().notify = True
        self.assertEqual(self.run_portions("2035-06-11 08:00", 2)[:2], [2, 2])
        self.assertEqual([len(self.told(order)) for order in orders], [1] * 5)

    def test_a_job_that_is_stopped_goes_on(self):
        orders = self.env["sale.order"].union(*(self.placed() for _number in range(4)))
        self.rule().notify = True
        self.run_portions("2035-06-11 08:00", 1, portions=1)
        self.assertLess(len(self.told(orders)), 4)
        self.run_job("2035-06-11 08:00")
        self.assertEqual([len(self.told(order)) for order in orders], [1] * 4)

    def test_the_database_keeps_one_notice(self):
        order = self.placed()
        for event in (order.event_ids[:1], self.env["sale.order.event"]):
            values = {"order_id": order.id, "event_id": event.id, "noticed_at": fields.Datetime.now()}
            self.env["order.quiet.notice"].create(values)
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env["order.quiet.notice"].create(values)

    # === Cost === #

    def statements(self, work, moment="2035-06-11 08:00"):
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with freeze_time(moment):
            work()
            self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def test_the_list_takes_the_same_number_of_statements(self):
        def look():
            rows = self.env["order.quiet"].search([])
            return rows.mapped("next_event"), rows.mapped("value"), rows.mapped("order_id.name")

        self.placed()
        look()
        self.statements(look)
        few = self.statements(look)
        for _number in range(20):
            self.placed()
        self.assertEqual(self.statements(look), few)

    def test_telling_grows_by_the_activities_only(self):
        self.rule().notify = True

        def tell():
            self.env["order.quiet"]._note()
            self.env["order.quiet"]._tell(100)

        self.placed()
        tell()
        taken = []
        for count in (5, 25):
            orders = [self.placed() for _number in range(count)]
            taken.append(self.statements(tell))
            self.assertTrue(all(self.told(order) for order in orders))
        self.assertLessEqual(taken[1] - taken[0], 20 * 3)
