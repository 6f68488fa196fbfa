"""What is known of a hand-over and an arrival: who records it, what nobody types, and what gives way."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_handover import PIXEL, HandoverCommon

MONDAY = datetime(2026, 5, 4, 12)
A_WEEK_LATER = datetime(2026, 5, 12, 9)
SALES = ("salesman", "sales_all", "sales_manager")


@tagged("post_install", "-at_install")
class TestWhoRecords(HandoverCommon):
    """Salespeople may write transfers by Odoo's rights; they do not hand over, nor say what has arrived."""

    def test_salespeople_do_not_hand_over(self):
        ready, validated = self.delivery(), self.process(self.delivery())
        for role in SALES:
            user = self.make_user(role)
            for picking in (ready, validated):
                with self.subTest(role), self.assertRaisesRegex(AccessError, "Only the warehouse"):
                    picking.with_user(user).action_hand_over()
        self.assertEqual((ready.state, ready.handed_over_at, validated.handed_over_at), ("assigned", False, False))

    def test_nor_do_they_say_that_it_is_packed(self):
        picking = self.delivery()
        for role in SALES:
            with self.subTest(role), self.assertRaisesRegex(AccessError, "Only the warehouse"):
                picking.with_user(self.make_user(role)).action_mark_packed()
        self.assertFalse(picking.packed_at)
        picking.with_user(self.loader).action_mark_packed()
        seller = self.env["res.users"].search([("login", "=", "q2c_salesman")])
        with self.assertRaisesRegex(AccessError, "Only the warehouse"):
            picking.with_user(seller).action_unmark_packed()
        self.assertTrue(picking.packed_at)

    def test_a_forged_context_hands_nothing_over(self):
        picking = self.delivery()
        moment = fields.Datetime.to_string(fields.Datetime.now())
        forged = picking.with_user(self.make_user("sales_manager")).with_context(fulfilment_hand_over_at=moment)
        with self.assertRaisesRegex(AccessError, "Only the warehouse"), self.cr.savepoint():
            forged._action_done()
        self.assertEqual((picking.state, picking.handed_over_at), ("assigned", False))

    def test_a_context_is_checked_like_any_moment(self):
        picking = self.delivery()
        for moment, text in (
            ("soon", "no date and time"),
            ("2099-01-01 00:00:00", "future"),
            ([1], "no date and time"),
        ):
            forged = picking.with_user(self.loader).with_context(fulfilment_hand_over_at=moment)
            with self.subTest(moment), self.assertRaisesRegex(UserError, text), self.cr.savepoint():
                forged.button_validate()
        self.assertEqual((picking.state, picking.handed_over_at), ("assigned", False))

    def test_nobody_types_an_arrival(self):
        picking = self.process(self.delivery())
        now = fields.Datetime.now()
        for role in ("salesman", "desk", "warehouse"):
            user = self.loader if role == "warehouse" else self.make_user(role)
            for values in (
                {"delivered_at": now},
                {"delivery_confirmation": "signed"},
                {"delivered_to": "Eve"},
                {"delivery_photo": PIXEL},
                {"shipped_at": "2020-01-01 00:00:00"},
                {"packed_at": "2020-01-01 00:00:00"},
                {"note": "Harmless", "delivered_at": now},
            ):
                with (
                    self.subTest(role=role, values=list(values)),
                    self.assertRaisesRegex(UserError, "stay"),
                    self.cr.savepoint(),
                ):
                    picking.sudo(False).with_user(user).write(values)
        self.assertFalse(picking.delivered_at or picking.delivery_confirmation or picking.delivered_to)
        self.assertEqual(picking.shipped_at, picking.date_done)

    def test_nothing_is_born_with_it(self):
        values = {"picking_type_id": self.warehouse.out_type_id.id, "delivered_at": "2026-01-01 00:00:00"}
        with self.assertRaisesRegex(UserError, "stay"):
            self.env["stock.picking"].with_user(self.loader).create(values)

    def test_a_context_gives_no_defaults(self):
        manifest = self.scanned().manifest_id
        context = {
            "default_handed_over_at": "2026-01-01 00:00:00",
            "default_handed_over_by_id": self.loader.id,
            "default_handed_over_cartons": 9,
            "default_manifest_id": manifest.id,
            "default_delivered_at": "2026-01-02 00:00:00",
            "default_delivery_confirmation": "signed",
            "default_shipped_at": "2026-01-01 00:00:00",
        }
        typed = {
            "picking_type_id": self.warehouse.out_type_id.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
        }
        made = self.env["stock.picking"].with_user(self.loader).with_context(**context).create(typed).sudo()
        order = self.make_order(confirm=False)
        order.with_context(**context).action_confirm()
        for picking in (made, order.picking_ids):
            with self.subTest(picking.name):
                self.assertFalse(picking.handed_over_at or picking.handed_over_by_id or picking.manifest_id)
                self.assertFalse(picking.delivered_at or picking.delivery_confirmation or picking.shipped_at)
                self.assertEqual(picking.handed_over_cartons, 0)
        self.assertEqual((manifest.picking_count, manifest.carton_count), (1, 1))

    def scanned(self):
        picking = self.delivery()
        self.scan(picking.name)
        return picking

    def test_nor_does_a_users_default(self):
        self.env["ir.default"].set("stock.picking", "handed_over_at", "2026-01-01 00:00:00")
        self.assertFalse(self.delivery().handed_over_at)


@tagged("post_install", "-at_install")
class TestAnAssumptionGivesWay(HandoverCommon):
    """Validated on Monday, assumed to have arrived five working days later, and still at the dock the day after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Office hours", "tz": "UTC", "company_id": cls.company.id}
        )
        cls.company.assume_delivered_days = 5
        cls.env["stock.picking"].search([("shipped_at", "!=", False), ("delivered_at", "=", False)]).write(
            {"delivered_at": "2025-01-01", "delivery_confirmation": "carrier"}
        )
        with freeze_time(MONDAY):
            cls.picking = cls.process(cls.delivery())
        with freeze_time(A_WEEK_LATER):
            cls.picking.action_confirm_delivery(A_WEEK_LATER - timedelta(hours=1), "assumed")

    def assertOnItsWay(self, since):
        self.assertFalse(self.picking.delivered_at or self.picking.delivery_confirmation)
        self.assertEqual((self.picking.shipped_at, self.picking.handed_over_at), (since, since))
        self.assertStatus(self.picking.sale_id, "shipped")
        self.assertEqual(self.picking.fulfilment_state, "shipped")

    def test_to_the_button(self):
        with freeze_time(A_WEEK_LATER):
            self.picking.with_user(self.loader).action_hand_over()
        self.assertOnItsWay(A_WEEK_LATER)
        event = self.events(self.picking.sale_id, "handover")
        self.assertRegex(event.note, "Van; assumed to have arrived on .*2026")

    def test_to_the_scanner(self):
        with freeze_time(A_WEEK_LATER):
            self.assertEqual(self.scan(self.picking.name)["kind"], "done")
        self.assertOnItsWay(A_WEEK_LATER)

    def test_to_a_hand_over_that_is_recorded_late(self):
        with freeze_time(A_WEEK_LATER):
            self.picking.action_hand_over(MONDAY + timedelta(days=3))
        self.assertOnItsWay(MONDAY + timedelta(days=3))

    def test_it_is_assumed_anew_from_the_hand_over_on(self):
        with freeze_time(A_WEEK_LATER):  # Tuesday
            self.picking.action_hand_over()
        for now, how in (("2026-05-19 08:59:00", False), ("2026-05-19 09:00:01", "assumed")):
            with freeze_time(now), self.enter_registry_test_mode():
                self.env.ref("quote_to_cash.ir_cron_assume_delivery").method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(self.picking.delivery_confirmation, how, now)

    def test_what_is_known_does_not(self):
        with freeze_time(A_WEEK_LATER):
            self.picking.action_confirm_delivery(A_WEEK_LATER, "customer", "Anna")
            with self.assertRaisesRegex(UserError, "has arrived on"):
                self.picking.action_hand_over()
        self.assertEqual((self.picking.delivered_at, self.picking.delivered_to), (A_WEEK_LATER, "Anna"))

    def test_nor_what_was_assumed_long_ago(self):
        with freeze_time(MONDAY + timedelta(days=121)):
            with self.assertRaisesRegex(UserError, "has arrived on"):
                self.picking.action_hand_over()
            self.assertStays(self.picking, self.picking.name, "has arrived on")
        self.assertEqual((self.picking.shipped_at, self.picking.delivery_confirmation), (MONDAY, "assumed"))

    def test_it_is_not_offered(self):
        with freeze_time(A_WEEK_LATER):
            self.assertFalse(self.picking.can_hand_over)
            found = self.env["stock.picking"].search([("id", "=", self.picking.id), ("can_hand_over", "=", True)])
        self.assertFalse(found)
