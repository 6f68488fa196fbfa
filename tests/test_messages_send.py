"""Messages are told once, when they are still true, to who wants them, in their language."""

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common_messages import MessagesCommon


@tagged("post_install", "-at_install")
class TestMessageSend(MessagesCommon):
    def test_once(self):
        self.switch_on("received")
        order = self.make_order()
        self.tell()
        self.tell()
        self.assertEqual(self.told(order), ["received"])
        mail = self.mails(order)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.partner)
        self.assertEqual(mail.mail_message_id, self.messages(order).mail_message_id)

    def test_not_before_its_time(self):
        self.switch_on("received", delay=20)
        order = self.make_order()
        self.tell()
        self.assertEqual(self.states(order), {"received": "queued"})
        self.wait(minutes=19)
        self.tell()
        self.assertFalse(self.mails(order))
        self.wait(minutes=2)
        self.tell()
        self.assertEqual(self.told(order), ["received"])

    def test_a_status_that_is_left_within_the_delay_is_not_told(self):
        self.switch_on("ready", delay=20)
        order = self.make_order()
        order.picking_ids.action_mark_packed()
        self.collect()
        order.picking_ids.action_unmark_packed()
        self.wait()
        self.tell()
        self.assertEqual(self.states(order), {"ready": "overtaken"})
        self.assertFalse(self.mails(order))

    def test_what_comes_back_is_told_then_and_once(self):
        self.switch_on("ready", delay=0)
        order = self.make_order()
        picking = order.picking_ids
        picking.action_mark_packed()
        self.collect()
        picking.action_unmark_packed()
        self.tell()
        self.assertEqual(self.states(order), {"ready": "overtaken"})
        picking.action_mark_packed()
        self.tell()
        self.assertEqual(self.told(order), ["ready"])
        picking.action_unmark_packed()
        self.env.cr.flush()
        picking.action_mark_packed()
        self.tell()
        self.assertEqual(len(self.mails(order)), 1)

    def test_the_delay_begins_anew_when_it_comes_back(self):
        self.switch_on("ready", delay=20)
        order = self.make_order()
        order.picking_ids.action_mark_packed()
        self.collect()
        self.wait(minutes=15)
        before = self.messages(order).due_at
        order.picking_ids.action_unmark_packed()
        self.env.cr.flush()
        order.picking_ids.action_mark_packed()
        self.collect()
        self.assertGreater(self.messages(order).due_at, before)

    def test_an_order_taken_back_at_once_was_not_received(self):
        self.switch_on("received", "cancelled", delay=0)
        order = self.make_order()
        self.collect()
        order.action_cancel_with_reason(self.reason("mind"), "customer")
        self.tell()
        self.assertEqual(self.told(order), ["cancelled"])

    def test_who_waits_for_us_is_told_that_the_order_was_received(self):
        self.switch_on("received", "on_hold")
        order = self.make_order()
        order.action_hold(self.reason("credit"))
        self.tell()
        self.assertEqual(self.states(order), {"received": "sent"})

    def test_who_is_asked_for_something_is_not_told_that_the_order_was_received(self):
        self.switch_on("received", "on_hold")
        order = self.make_order()
        order.action_hold(self.reason("address"))
        self.tell()
        self.assertEqual(self.states(order), {"received": "overtaken", "on_hold": "sent"})

    def test_a_question_that_is_not_asked_any_more_hides_no_receipt(self):
        self.switch_on("received", "on_hold")
        order = self.make_order()
        order.action_hold(self.reason("address"))
        self.collect()
        order.action_hold(self.reason("credit"))
        self.tell()
        self.assertEqual(self.states(order), {"received": "sent", "on_hold": "overtaken"})

    def test_received_where_nobody_says_that_a_part_has_left(self):
        self.switch_on("received", "in_progress")
        order = self.make_order()
        self.ship(order, {self.goods: 4})
        self.tell()
        self.assertEqual(self.told(order), ["received"])

    def shipped_and_more(self):
        """Return an order of which all has left, and to which something is added before that is told."""
        order = self.make_order()
        self.ship(order)
        self.collect()
        order.order_line.product_uom_qty += 5
        self.assertEqual(self.states(order)["shipped"], "queued")
        return order

    def test_what_is_added_is_missing_in_the_last_box(self):
        self.switch_on("shipped", "partly_shipped")
        order = self.shipped_and_more()
        self.tell()
        self.assertEqual(self.told(order), ["partly_shipped"])
        text = self.text(self.mails(order))
        self.assertIn("Not in the box: 5 Units Oven", text)
        self.assertNotIn("Nothing is missing", text)
        self.ship(order)
        self.tell()
        self.assertEqual(self.told(order), ["partly_shipped", "shipped"])

    def test_a_last_box_is_a_part_then_also_where_parts_are_not_told(self):
        self.switch_on("shipped")
        order = self.shipped_and_more()
        self.tell()
        self.assertEqual(self.states(order), {"partly_shipped": "overtaken"})
        self.ship(order)
        self.tell()
        self.assertEqual(self.told(order), ["shipped"])

    def test_what_was_switched_off_meanwhile_is_not_told(self):
        policy = self.switch_on("received")
        order = self.make_order()
        self.collect()
        policy.enabled = False
        self.tell()
        self.assertEqual(self.states(order), {"received": "overtaken"})

    def test_an_invoice_that_was_taken_back(self):
        self.switch_on("invoiced")
        order = self.make_order()
        self.deliver(order)
        invoice = self.invoice(order)
        self.collect()
        invoice.button_draft()
        self.tell()
        self.assertEqual(self.states(order), {"invoiced": "overtaken"})
        invoice.action_post()
        self.tell()
        self.assertEqual(self.told(order), ["invoiced"])

    def test_a_hold_that_is_released_before_it_is_told(self):
        self.switch_on("on_hold")
        order = self.make_order()
        order.action_hold(self.reason("address"))
        self.collect()
        order.action_release_holds("fine")
        self.tell()
        self.assertEqual(self.states(order), {"on_hold": "overtaken"})

    def test_held_twice_within_the_delay_is_one_message(self):
        self.switch_on("on_hold")
        order = self.make_order()
        order.action_hold(self.reason("address"))
        self.collect()
        order.action_release_holds("fine")
        self.env.cr.flush()
        order.action_hold(self.reason("customer"))
        self.tell()
        self.assertEqual(self.messages(order).mapped("state"), ["overtaken", "sent"])

    def test_a_hold_for_our_own_reason_too(self):
        self.switch_on("on_hold")
        order = self.make_order()
        order.action_hold(self.reason("address"))
        self.collect()
        order.action_hold(self.reason("credit"))
        self.tell()
        self.assertEqual(self.states(order), {"on_hold": "overtaken"})

    def test_portions_and_a_run_that_ends_early(self):
        self.switch_on("received")
        orders = self.make_order() + self.make_order() + self.make_order()
        self.collect()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", side_effect=[1, 0]):
            self.assertFalse(self.env["order.message"]._send_due(limit=1))
        self.assertEqual(len(self.mails(orders)), 2)
        self.tell()
        self.assertEqual(len(self.mails(orders)), 3)


@tagged("post_install", "-at_install")
class TestMessagePromises(MessagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.switch_on("promise")

    def test_the_new_date_and_the_old_one(self):
        order = self.make_order()
        before = order._day_text(order.promise_date)
        self.change_promise(order, 20)
        self.tell()
        text = self.text(self.mails(order))
        self.assertIn(f"with you on {order._day_text(order.promise_date)} (before: {before})", text.replace("*", ""))

    def test_only_the_newest_is_told(self):
        order = self.make_order()
        self.change_promise(order, 20)
        self.collect()
        self.change_promise(order, 30)
        self.tell()
        self.assertEqual(self.messages(order).mapped("state"), ["overtaken", "sent"])

    def test_a_date_that_was_changed_back_is_not_told(self):
        order = self.make_order()
        date = order.promise_date
        self.change_promise(order, 20)
        self.collect()
        order.action_change_promise(dict.fromkeys(order.order_line.ids, date), "It is there")
        self.tell()
        self.assertEqual(set(self.messages(order).mapped("state")), {"overtaken"})

    def test_back_to_the_first_date_after_the_other_was_told(self):
        order = self.make_order()
        date = order.promise_date
        self.change_promise(order, 20)
        self.tell()
        order.action_change_promise(dict.fromkeys(order.order_line.ids, date), "It is there")
        self.tell()
        self.assertEqual(len(self.mails(order)), 2)
        self.assertIn(f"with you on {order._day_text(date)}", self.text(self.mails(order)[-1]).replace("*", ""))

    def test_another_hour_of_the_same_day_is_no_news(self):
        order = self.make_order()
        zone = order.company_id._local_zone()
        noon = order.company_id._begin_of_day(order._promise_day(order.promise_date)) + timedelta(hours=12)
        self.assertTrue(zone)
        order.action_change_promise(dict.fromkeys(order.order_line.ids, noon + timedelta(hours=1)), "Later")
        self.tell()
        self.assertFalse(self.mails(order))

    def test_who_is_asked_about_a_backorder_is_not_told_as_well(self):
        self.company.backorder_notices = True
        order = self.make_order()
        self.change_promise(order, 20)
        self.assertTrue(order.backorder_notice_ids)
        self.tell()
        self.assertEqual(self.states(order), {"promise": "overtaken"})


@tagged("post_install", "-at_install")
class TestMessageReaders(MessagesCommon):
    def test_who_wants_no_messages_gets_none(self):
        self.switch_on("received")
        self.partner.order_messages = "none"
        order = self.make_order()
        self.tell()
        self.assertEqual(self.states(order), {"received": "declined"})
        self.partner.order_messages = "each"
        self.tell()
        self.assertFalse(self.mails(order))

    def test_the_whole_company_decides(self):
        self.switch_on("received")
        company = self.env["res.partner"].create({"name": "Bakery", "is_company": True, "order_messages": "none"})
        self.partner.parent_id = company
        order = self.make_order()
        self.tell()
        self.assertEqual(self.states(order), {"received": "declined"})

    def test_copies(self):
        self.switch_on("received")
        boss = self.env["res.partner"].create({"name": "Boss", "email": "boss@bakery.example"})
        silent = self.env["res.partner"].create({"name": "Silent"})
        self.partner.order_message_copy_ids = boss + silent
        order = self.make_order()
        self.tell()
        self.assertEqual(self.mails(order).recipient_ids, self.partner + boss)

    def test_the_address_of_the_company_serves_a_contact_without_one(self):
        self.switch_on("received")
        company = self.env["res.partner"].create({"name": "Bakery", "is_company": True, "email": "b@bakery.example"})
        self.partner.write({"parent_id": company.id, "email": False})
        order = self.make_order()
        self.tell()
        self.assertEqual(self.mails(order).recipient_ids, company)

    def test_the_customers_language(self):
        self.switch_on("received")
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("quote_to_cash.mail_template_order_received").with_context(lang="fr_FR")
        template.subject = "Votre commande {{ object.order_id.name }}"
        template.body_html = (
            '<p>Bonjour <t t-out="object._customer().name"/>, <t t-out="object._lines_ordered()[0][2]"/></p>'
        )
        self.goods.with_context(lang="fr_FR").name = "Four"
        self.partner.lang = "fr_FR"
        order, english = self.make_order(), self.make_order(partner_id=self.make_partner("Bob").id)
        self.tell()
        self.assertEqual(self.mails(order).subject, f"Votre commande {order.name}")
        self.assertIn("Bonjour Anna's Bakery, Four", self.text(self.mails(order)))
        self.assertIn("Oven", self.text(self.mails(english)))

    def test_the_customers_clock(self):
        self.switch_on("shipped")
        self.partner.tz = "Asia/Tokyo"
        order = self.make_order()
        picking = self.ship(order)
        picking.date_done = datetime(2026, 5, 4, 20, 30)
        self.tell()
        self.assertIn("5:30", self.text(self.mails(order)))

    def test_without_a_language(self):
        self.switch_on("received")
        self.partner.lang = False
        order = self.make_order()
        self.tell()
        self.assertEqual(self.told(order), ["received"])

    def make_partner(self, name):
        return self.env["res.partner"].create({"name": name, "email": f"{name}@example.com", "lang": "en_US"})


@tagged("post_install", "-at_install")
class TestMessageSummary(MessagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.order_messages = "daily"
        cls.switch_on()

    def test_one_mail_a_day(self):
        first, second = self.make_order(), self.make_order()
        self.tell()
        self.ship(second, {self.goods: 4})
        self.tell()
        self.assertFalse(self.mails(first + second))
        waiting = self.messages(first + second).filtered(lambda message: message.state == "queued")
        self.assertTrue(all(waiting.mapped("in_summary")))
        self.wait()
        self.tell()
        mail = self.mails(first + second)
        self.assertEqual(len(mail), 1)
        self.assertEqual((self.told(first), self.told(second)), (["received"], ["partly_shipped"]))
        self.assertEqual(waiting.mail_message_id, mail.mail_message_id)
        text = self.text(mail)
        self.assertIn(first.name, text)
        self.assertIn("Still to come: 6 Units Oven", text)
        self.tell()
        self.assertEqual(len(self.mails(first + second)), 1)

    def test_at_the_companys_hour(self):
        self.company.order_message_summary_hour = 9
        self.company.partner_id.tz = "Asia/Tokyo"
        order = self.make_order()
        self.tell()
        due = self.messages(order).due_at
        self.assertEqual((due.hour, due.minute), (0, 0))
        self.assertGreater(due, fields.Datetime.now())
        self.assertLessEqual(due, fields.Datetime.now() + timedelta(days=1))

    def test_what_is_over_by_then_is_left_out(self):
        order = self.make_order()
        self.tell()
        self.deliver(order)
        self.tell()
        self.wait()
        self.tell()
        self.assertEqual(self.told(order), ["delivered"])
        self.assertIn("has arrived", self.mails(order).subject, "one message is no summary")

    def test_each_reader_has_their_own(self):
        other = self.env["res.partner"].create({"name": "Bob", "email": "bob@example.com", "order_messages": "daily"})
        orders = self.make_order() + self.make_order(partner_id=other.id)
        self.tell()
        self.wait()
        self.tell()
        self.assertEqual([mail.recipient_ids for mail in self.mails(orders)], [self.partner, other])

    def test_who_does_not_want_it_any_more(self):
        order = self.make_order()
        self.tell()
        self.partner.order_messages = "none"
        self.wait()
        self.tell()
        self.assertEqual(self.states(order), {"received": "declined"})
