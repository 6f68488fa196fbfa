"""Before a quotation ends its customer is reminded, and its salesperson told: each once."""

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_followup import LAST, FollowupCommon
from .test_messages_german import load_german


@tagged("post_install", "-at_install")
class TestReminder(FollowupCommon):
    def setUp(self):
        super().setUp()
        self.switch_on(quote_reminder_days=3)

    def test_once_from_the_day_on(self):
        order = self.quote()
        self.run_job("2026-06-26 23:00:00")
        self.assertFalse(self.mails(order))
        for hour in ("01", "02"):
            self.run_job(f"2026-06-27 {hour}:00:00")
        self.run_job("2026-06-30 10:00:00")
        self.assertEqual(len(self.mails(order)), 1)
        self.assertEqual(self.done(order), ["reminder"])

    def test_what_it_says(self):
        order = self.quote((self.goods, 2))
        self.salesman.partner_id.phone = "+32 2 290 34 90"
        self.run_job("2026-06-28")
        mail = self.mails(order)
        self.assertEqual(
            (mail.state, mail.recipient_ids, mail.author_id), ("outgoing", self.partner, self.salesman.partner_id)
        )
        self.assertEqual(mail.subject, f"Our offer {order.name} is valid until 06/30/2026")
        text = self.text(mail)
        for words in (
            "Anna's Bakery",
            order.name,
            "06/30/2026",
            "2 Units Oven",
            "200.00",
            self.salesman.name,
            "290 34 90",
        ):
            self.assertIn(words, text)
        self.assertIn(order.access_token, mail.body_html)
        self.assertIn(f"/my/orders/{order.id}", mail.body_html)

    def test_in_the_customers_language(self):
        load_german(self.env)
        self.partner.lang = "de_DE"
        order = self.quote()
        self.run_job("2026-06-28")
        self.assertIn("30.06.2026", self.mails(order).subject)
        self.assertIn("Angebot ansehen und annehmen", self.text(self.mails(order)))

    def test_by_the_companys_day(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        order = self.quote()
        self.run_job("2026-06-26 11:59:59")
        self.assertFalse(self.done(order))
        self.run_job("2026-06-26 12:00:00")  # the 27th has begun there
        self.assertTrue(self.done(order))

    def test_made_valid_for_longer_it_is_reminded_again(self):
        order = self.quote()
        self.run_job("2026-06-28")
        self.extend(order, 10)
        self.send_again(order, "2026-06-29")
        self.run_job("2026-07-01")
        self.assertEqual(len(self.mails(order)), 1)
        self.run_job("2026-07-08")
        self.assertEqual(len(self.mails(order)), 2)

    def test_who_has_it_since_today_is_not_reminded_today(self):
        order = self.quote(sent="2026-06-28 08:00:00")
        self.run_job("2026-06-28 20:00:00")
        self.assertFalse(self.done(order))
        self.run_job("2026-06-29 00:00:00")
        self.assertTrue(self.done(order))

    def test_who_is_not_reminded(self):
        orders = {
            "draft": self.quote(send=False),
            "signed": self.quote(signed_on="2026-06-20 12:00:00"),
            "paying": self.quote(),
            "held": self.quote(),
            "lost": self.quote(),
            "ordered": self.quote(),
            "over": self.quote(validity_date="2026-06-27"),
        }
        self.pay(orders["paying"], "authorized")
        orders["held"].action_hold(self.reason("customer"))
        orders["lost"].action_cancel()
        orders["ordered"].action_confirm()
        self.run_job("2026-06-28")
        for why, order in orders.items():
            self.assertFalse(self.mails(order).filtered(lambda mail: "Our offer" in mail.subject), why)

    def test_what_is_being_changed_waits_until_it_is_sent_again(self):
        order = self.quote((self.goods, 2))
        order.order_line.product_uom_qty = 3
        self.run_job("2026-06-28")
        self.assertFalse(self.mails(order))
        self.send_again(order, "2026-06-28 12:00:00")
        self.run_job("2026-06-29")
        self.assertEqual(len(self.mails(order)), 1)

    def test_without_an_address_the_salesperson_is_asked(self):
        self.partner.email = False
        order = self.quote()
        self.run_job("2026-06-28")
        self.run_job("2026-06-29")
        (activity,) = self.activities(order)
        self.assertFalse(self.mails(order))
        self.assertEqual((activity.user_id, activity.date_deadline), (self.salesman, date(2026, 6, 28)))
        self.assertIn("not reminded", activity.summary)

    def test_a_mail_that_came_back_is_the_salespersons_task_once(self):
        order, accepted, other = self.quote(), self.quote(), self.quote()
        accepted.action_confirm()
        for _time in range(2):
            with freeze_time("2026-06-10 12:00:00"):
                (order | accepted)._message_receive_bounce("anna@example.com", self.partner)
                other._message_receive_bounce("stranger@example.com", self.env["res.partner"])
            self.run_job("2026-06-11")
        (activity,) = self.activities(order | accepted | other)
        self.assertEqual((activity.res_id, activity.user_id), (order.id, self.salesman))
        self.assertIn("anna@example.com came back", activity.summary)

    def test_the_company_gets_it_for_a_contact_without_address(self):
        self.partner.is_company = True
        contact = self.env["res.partner"].create({"name": "Bert", "parent_id": self.partner.id, "email": False})
        order = self.quote(partner_id=contact.id)
        self.run_job("2026-06-28")
        self.assertEqual(self.mails(order).recipient_ids, self.partner)

    def test_who_wants_no_messages_gets_none(self):
        self.partner.order_messages = "none"
        order = self.quote()
        self.run_job("2026-06-28")
        self.assertFalse(self.mails(order))
        self.assertTrue(self.activities(order))

    @mute_logger("odoo.addons.mail.models.mail_render_mixin", "odoo.addons.quote_to_cash.models.quoting.followup_cron")
    def test_a_text_with_an_error_stops_nobody_else(self):
        template = self.env.ref("quote_to_cash.mail_template_quote_reminder")
        template.body_html = '<p t-out="object.partner_id.shoe_size"/>'
        order = self.quote()
        self.run_job("2026-06-28")
        self.run_job("2026-06-29")
        (activity,) = self.activities(order)
        self.assertIn("AttributeError", activity.note)
        self.assertEqual((len(self.mails(order)), self.done(order)), (0, ["reminder"]))

    def test_without_a_text_the_salesperson_is_asked(self):
        self.env.ref("quote_to_cash.mail_template_quote_reminder").unlink()
        order = self.quote()
        self.run_job("2026-06-28")
        self.assertTrue(self.activities(order))

    def test_the_database_takes_it_once(self):
        order = self.quote()
        self.assertEqual(order._note_followup("reminder"), order)
        self.assertFalse(order._note_followup("reminder"))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["sale.quote.followup"].create(
                {
                    "order_id": order.id,
                    "company_id": self.company.id,
                    "validity_date": LAST,
                    "kind": "reminder",
                    "happened_at": "2026-06-28",
                }
            )

    def test_nobody_writes_what_was_done(self):
        manager = self.make_user("sales_manager")
        row = self.quote()._note_followup("reminder") and self.env["sale.quote.followup"].search([], limit=1)
        self.assertEqual(row.with_user(manager).kind, "reminder")
        for change in (lambda: row.with_user(manager).write({"kind": "expired"}), row.with_user(manager).unlink):
            with self.assertRaises(AccessError):
                change()

    def test_twice_as_many_cost_as_much_each(self):
        def cost(number):
            for _number in range(number):
                self.quote(partner_id=self.partner.copy({"email": "x@example.com"}).id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time("2026-06-28"):
                orders = self.env["sale.order"]._quotes_due(
                    "reminder", self.env["res.company"]._quote_terms(), lock=True
                )
                self.assertEqual(len(orders), number)
                orders._follow_up("reminder")
                self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(2)  # reads what is read once
        few, many = cost(4), cost(8)
        self.assertLessEqual(many, few + 4 * 8, f"{few} statements for 4, {many} for 8")


@tagged("post_install", "-at_install")
class TestActivity(FollowupCommon):
    def setUp(self):
        super().setUp()
        self.switch_on(quote_activity_days=5)

    def test_the_salesperson_is_told_once(self):
        order = self.quote()
        self.run_job("2026-06-24")
        self.assertFalse(self.activities(order))
        for day in (25, 26, 30):
            self.run_job(f"2026-06-{day}")
        (activity,) = self.activities(order)
        self.assertEqual(
            (activity.user_id, activity.summary), (self.salesman, "Valid until 06/30/2026: ask the customer")
        )

    def test_who_is_told_where_there_is_no_salesperson(self):
        leader = self.make_user("sales_manager")
        team = self.env["crm.team"].create({"name": "North", "user_id": leader.id})
        led = self.quote(user_id=False, team_id=team.id)
        alone = self.quote(user_id=False, team_id=False)
        alone.team_id = False
        self.run_job("2026-06-28")
        self.assertEqual(self.activities(led).user_id, leader)
        self.assertFalse(self.activities(alone))
        self.assertEqual(self.done(alone), ["activity"])

    def test_it_goes_when_the_quotation_has_gone_on(self):
        orders = ordered, lost, longer, same = [self.quote() for _number in range(4)]
        self.run_job("2026-06-28")
        for order in orders:
            self.assertTrue(self.activities(order))
        ordered.action_confirm()
        lost.action_cancel()
        self.extend(longer, 30)
        self.run_job("2026-06-29")
        self.assertEqual([len(self.activities(order)) for order in (ordered, lost, longer, same)], [0, 0, 0, 1])

    def test_off_nothing_is_done(self):
        self.switch_on(quote_activity_days=0)
        order = self.quote()
        self.run_job("2026-06-28")
        self.assertFalse(self.done(order))


@tagged("post_install", "-at_install")
class TestRemindNow(FollowupCommon):
    def test_once_by_hand_or_by_the_job(self):
        order = self.quote()
        with freeze_time("2026-06-10"):
            action = order.with_user(self.salesman).action_remind_customer()
            self.assertEqual(action["params"]["type"], "success")
            self.env.invalidate_all()
            with self.assertRaisesRegex(UserError, "already"):
                order.with_user(self.salesman).action_remind_customer()
        self.switch_on(quote_reminder_days=3)
        self.run_job("2026-06-28")
        self.assertEqual(len(self.mails(order)), 1)

    def test_says_why_not(self):
        good, draft, endless = self.quote(), self.quote(send=False), self.quote(validity_date=False)
        over = self.quote(validity_date="2026-06-05")
        with freeze_time("2026-06-10"):
            action = (good | draft | endless | over).action_remind_customer()
        message = action["params"]["message"]
        for order, words in ((draft, "no sent"), (endless, "no last day"), (over, "has expired")):
            self.assertRegex(message, f"{order.name}: .*{words}")
        self.assertEqual(len(self.mails(good | draft | endless | over)), 1)

    def test_only_ones_own(self):
        order = self.quote(user_id=self.make_user("sales_manager").id)
        with self.assertRaises(AccessError):
            order.with_user(self.salesman).action_remind_customer()


@tagged("post_install", "-at_install")
class TestFollowupSettings(FollowupCommon):
    def settings(self, **values):
        self.env.flush_all()
        return self.env["res.config.settings"].create(values)

    def test_what_would_be_done_tomorrow(self):
        soon, over, old = self.quote(), self.quote(validity_date="2026-06-27"), self.quote(validity_date="2026-06-01")
        with freeze_time("2026-06-27 12:00:00"):
            before = self.settings()
            reminded = before.action_preview_quote_reminders()["domain"]
            older = self.env["sale.order"].search(before.action_preview_older_quotes()["domain"])
            self.assertEqual(before.quote_reminder_preview, len(reminded[0][2]))
            settings = self.settings(quote_reminder_days=1, quote_auto_expire=True, quote_expire_since="2026-06-01")
            reminders = settings.action_preview_quote_reminders()["domain"]
            expiry = self.env["sale.order"].search(settings.action_preview_quote_expiry()["domain"])
        ours = soon | over | old
        self.assertIn(soon.id, reminded[0][2])  # with the usual days
        self.assertNotIn(soon.id, reminders[0][2])
        self.assertEqual(expiry & ours, over | old)
        self.assertEqual(older & ours, old)
        self.assertEqual(ours.mapped("state"), ["sent"] * 3)

    def test_days_are_not_negative(self):
        for name in ("quote_reminder_days", "quote_activity_days"):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.company[name] = -1
                self.env.flush_all()

    def test_a_new_company_does_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(
            (company.quote_reminder_days, company.quote_activity_days, company.quote_auto_expire), (0, 0, False)
        )
