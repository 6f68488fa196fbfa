"""The page of an order: who gets to see it, what it says, and what can be done there. The days are those of 2040."""

import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_ledger import MONDAY, LedgerCommon
from .common_tracking import TrackingCommon

EVIL = "<script>alert('x')</script><b>bold</b>"


class TrackingTime(LedgerCommon):
    """The known days come first, so that all that is made is of them."""


@tagged("post_install", "-at_install")
class TestTrackingAccess(TrackingCommon, TrackingTime):
    def refused(self, address, login=None):
        """Return the refusal, without what differs from page to page anyway."""
        page = self.look(address, login, status=404)
        return re.sub(r'csrf_token: "[^"]*"|session_info__ = .*', "", page)

    def test_with_the_link(self):
        self.assertIn(self.order.name, self.look())

    def test_whatever_is_wrong_has_the_same_answer(self):
        other = self.make_order(partner_id=self.stranger.partner_id.id)
        draft = self.make_order(confirm=False, partner_id=self.customer.partner_id.id)
        number, signature = self.link(self.order)._key().split("-")
        foreign = self.link(other)._key()
        forged = f"{signature[:-1]}{'1' if signature[-1] == '0' else '0'}"
        answers = {
            self.refused(address)
            for address in (
                f"/order/{number}-{forged}",
                f"/order/{foreign.split('-')[0]}-{signature}",
                f"/order/{number}",
                f"/order/{int(number) + 10_000}-{signature}",
                f"/order/99999999999-{signature}",
                f"/order/²-{signature}",
                "/order/gefälscht",
                f"{self.url}x",
                f"{self.url}/document/nothing",
                f"/order/{number}-x/document/order",
                self.path(draft),
                self.own,
                f"{self.own}?access_token=forged",
                f"{self.own}?access_token={foreign}",
                "/my/orders/99999999999/tracking",
            )
        }
        self.assertEqual(len(answers), 1)
        self.assertNotIn(self.order.name, answers.pop())

    def test_other_customers_of_the_portal(self):
        self.look(self.own, "portal_anna")
        self.look(self.own, "portal_eve", status=404)
        self.look(f"{self.own}/document/order", "portal_eve", status=404)

    def test_who_has_the_link_of_odoos_page(self):
        token = self.order._portal_ensure_token()
        self.look(f"{self.own}?access_token={token}")

    def test_a_colleague_is_no_customer(self):
        page = self.look(self.own, self.seller.login)
        self.assertIn('name="colleague"', page)
        self.assertNotIn('name="ask"', page)
        self.send(self.url, self.seller.login, action="ask", question="Where is it?")
        self.assertEqual(self.counts(), (0, 0))
        internal = self.make_user("internal")
        self.look(self.own, internal.login, status=404)

    def test_where_the_company_shows_no_page(self):
        self.company.tracking_page = False
        self.assertEqual(self.order._tracking_url(), "")
        self.look(status=404)
        self.look(self.own, "portal_anna", status=404)
        self.assertNotIn('name="track_order"', self.look(f"/my/orders/{self.order.id}", "portal_anna"))

    def test_from_odoos_own_page(self):
        page = self.look(f"/my/orders/{self.order.id}", "portal_anna")
        self.assertIn(f'href="{self.own}?"', page)

    def test_withdrawn(self):
        self.link(self.order).with_user(self.seller).action_withdraw()
        self.look(status=404)
        self.assertEqual(self.link(self.order).withdrawn_at, MONDAY)
        self.look(self.path(self.order))
        self.look(self.own, "portal_anna")

    def test_who_may_withdraw(self):
        seller = self.make_user("salesman", login="q2c_other_seller")
        with self.assertRaises(AccessError):
            self.link(self.order).with_user(seller).action_withdraw()
        self.look()

    def test_ends_after_the_order(self):
        self.company.tracking_days = 30
        with freeze_time(MONDAY + timedelta(days=400)):
            self.look()  # as long as the order goes on
            self.ship(self.order)
            self.confirm_delivery(self.order)
            self.assertTrue(self.events(self.order, "status"))  # the log is written with the transaction
        with freeze_time(MONDAY + timedelta(days=429)):
            self.look()
        with freeze_time(MONDAY + timedelta(days=431)):
            self.look(status=404)
            self.look(self.own, "portal_anna")

    def test_a_link_to_an_old_order_opens(self):
        old = self.make_order(partner_id=self.customer.partner_id.id)
        self.ship(old)
        self.confirm_delivery(old)
        with freeze_time(MONDAY + timedelta(days=400)):
            self.look(self.path(old))

    def test_cancelled(self):
        self.order.action_cancel_with_reason(self.reason("mind"), "customer")
        page = self.look()
        self.assertIn("was cancelled. Nothing more will be sent", page)
        self.assertIn('data-step="cancelled"', page)
        self.assertNotIn('name="waiting"', page)

    def test_the_key_of_a_cancelled_order_ends_too(self):
        self.company.tracking_days = 30
        self.order.action_cancel_with_reason(self.reason("mind"), "customer")
        self.assertTrue(self.events(self.order, "status"))  # the log is written with the transaction
        with freeze_time(MONDAY + timedelta(days=29)):
            self.look()
        with freeze_time(MONDAY + timedelta(days=31)):
            self.look(status=404)
            self.look(f"{self.url}/document/order", status=404)

    def test_headers(self):
        for address, status in ((self.url, 200), ("/order/1-x", 404)):
            self.env.flush_all()
            self.authenticate(None, None)
            response = self.url_open(address)
            self.assertEqual(response.status_code, status)
            self.assertEqual(response.headers["Cache-Control"], "no-store")
            self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(response.headers["X-Robots-Tag"], "noindex")

    def test_one_link_for_each_order(self):
        link = self.link(self.order)
        self.assertEqual(self.link(self.order), link)
        self.assertEqual(self.order._tracking_url(), f"{self.order.get_base_url()}{self.url}")
        several = self.order | self.make_order() | self.make_order()
        links = self.env["order.tracking.link"]._ensure(several)
        self.assertEqual([found.order_id for found in links.values()], list(several))

    def test_from_the_order(self):
        action = self.order.with_user(self.seller).action_open_tracking()
        link = self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"])
        self.assertEqual(link.url, self.order._tracking_url())
        with self.assertRaises(AccessError):
            link.read(["secret"])
        self.company.tracking_page = False
        with self.assertRaises(UserError):
            self.order.action_open_tracking()

    def test_a_key_opens_returns_of_its_order_alone(self):
        self.company.rma_portal = True
        other = self.make_order(partner_id=self.stranger.partner_id.id)
        for order in (self.order, other):
            self.ship(order)
            self.confirm_delivery(order)
        key = self.link(self.order)._key()
        self.assertIn(f"/my/orders/{self.order.id}/return?access_token={key}", self.look())
        self.look(f"/my/orders/{self.order.id}/return?access_token={key}")
        self.look(f"/my/orders/{other.id}/return?access_token={key}", status=404)
        self.link(self.order).action_withdraw()
        self.look(f"/my/orders/{self.order.id}/return?access_token={key}", status=404)

    def test_a_key_opens_claims_of_its_deliveries_alone(self):
        self.company.claim_portal = True
        other = self.make_order(partner_id=self.stranger.partner_id.id)
        mine, theirs = self.ship(self.order), self.ship(other)
        key = self.link(self.order)._key()
        self.assertIn(f"/my/deliveries/{mine.id}/damage?access_token={key}", self.look())
        self.look(f"/my/deliveries/{mine.id}/damage?access_token={key}")
        self.look(f"/my/deliveries/{theirs.id}/damage?access_token={key}", status=403)


@tagged("post_install", "-at_install")
class TestTrackingContents(TrackingCommon, TrackingTime):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["order.quiet.rule"].search([("company_id", "=", cls.company.id)]).unlink()

    def part(self, page, name):
        """Return the text of a named part of the page."""
        found = re.search(rf'<(\w+)[^>]* name="{name}".*?</\1>', page, re.DOTALL)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group())).strip() if found else ""

    def test_what_is_still_to_come(self):
        waiting = self.part(self.look(), "waiting")
        self.assertIn("Oven", waiting)
        self.assertIn("10 Units", waiting)
        self.assertIn("In stock; we prepare it.", waiting)
        self.assertIn("with you on 5 Jan", waiting)

    def test_why_it_waits(self):
        order = self.make_order((self.other_goods, 3), stock=False, partner_id=self.customer.partner_id.id)
        waiting = self.part(self.look(self.path(order)), "waiting")
        self.assertIn("Not in stock now; we wait for new goods.", waiting)
        reason = self.reason("address")
        reason.waits_for = "company"
        order.action_hold(reason)
        page = self.look(self.path(order))
        self.assertIn("We are checking your order", self.part(page, "waiting"))
        self.assertNotIn(reason.name, page)
        self.assertIn("day not known yet", self.part(page, "waiting"))

    def test_what_was_promised_for_a_day_that_is_over(self):
        with freeze_time(MONDAY + timedelta(days=30)):
            page = self.look()
        self.assertIn("was promised for 5 Jan", self.part(page, "waiting"))
        self.assertIn("longer than we promised", self.part(page, "now"))

    def test_a_hold_on_which_the_customer_acts(self):
        reason = self.reason("customer")
        reason.waits_for = "customer"
        self.order.action_hold(reason)
        self.assertIn("We need something from you", self.part(self.look(), "now"))

    def test_a_shipment(self):
        picking = self.open_pickings(self.order)
        picking.carrier_tracking_ref = "AB 1/2,CD34"
        self.ship(self.order, {self.goods: 4})
        page = self.look()
        shipment = self.part(page, "shipment")
        for words in (
            "Your shipment",
            "On its way",
            "4 Units",
            "Swift Courier",
            "Expected 4 Jan",
            "Promised for 5 Jan",
        ):
            self.assertIn(words, shipment)
        self.assertIn('href="https://swift.example.com/AB%201%2F2"', page)
        self.assertIn('href="https://swift.example.com/CD34"', page)
        self.assertIn("6 Units", self.part(page, "waiting"))
        self.assertIn("A part has left", self.part(page, "now"))

    def test_a_carriers_address_that_is_none(self):
        self.carrier.tracking_url = "javascript:alert('<shipmenttrackingnumber>')"
        self.open_pickings(self.order).carrier_tracking_ref = "AB12"
        self.ship(self.order)
        page = self.look()
        self.assertIn("AB12", page)
        self.assertNotIn("javascript:alert", page)

    def test_goods_of_others_in_the_same_transfer(self):
        other = self.make_order((self.other_goods, 2), partner_id=self.stranger.partner_id.id)
        picking = self.open_pickings(self.order)
        other.order_line.move_ids.picking_id = picking
        self.process(picking)
        self.assertNotIn("Mixer", self.look())

    def test_the_steps_in_the_customers_time(self):
        self.customer.partner_id.tz = "America/New_York"
        self.ship(self.order)
        page = self.look()
        self.assertRegex(self.part(page, "steps"), r"On Its Way 2 Jan, 3:00\sAM")
        self.assertIn("America/New_York", page)

    def test_the_steps_of_an_order_older_than_the_log(self):
        with freeze_time(MONDAY + timedelta(days=2, hours=1)):
            self.ship(self.order)
        with freeze_time(MONDAY + timedelta(days=4, hours=2)):
            self.confirm_delivery(self.order)
            self.invoice(self.order)
        self.env.flush_all()
        self.env.cr.precommit.data.pop("quote_to_cash.lifecycle")  # as if nobody had kept it
        self.assertFalse(self.events(self.order, "status"))
        steps = self.part(self.look(), "steps")
        self.assertRegex(
            steps, r"Order Received 2 Jan, 8:00\sAM In Preparation Ready to Ship On Its Way 4 Jan, 9:00\sAM"
        )
        self.assertRegex(steps, r"Delivered 6 Jan, 10:00\sAM Delivered and Invoiced")

    def test_all_the_way(self):
        self.ship(self.order)
        self.confirm_delivery(self.order)
        invoice = self.invoice(self.order)
        page = self.look()
        self.assertIn("To be paid by", self.part(page, "invoices"))
        self.assertIn("Next we wait for your payment.", self.part(page, "now"))
        self.assertNotIn(f"/my/invoices/{invoice.id}", page)
        self.assertIn(f"/my/invoices/{invoice.id}", self.look(self.own, "portal_anna"))
        self.pay(invoice)
        page = self.look()
        self.assertIn("Paid", self.part(page, "invoices"))
        self.assertIn("Completed", self.part(page, "status"))

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.customer.partner_id.lang = "ar_001"
        self.assertIn('dir="rtl"', self.look())
        self.assertIn('dir="ltr"', self.look(self.own, self.seller.login))

    def test_nothing_typed_is_markup(self):
        self.order.client_order_ref = EVIL
        self.customer.partner_id.name = EVIL
        self.goods.name = EVIL
        self.order.order_line = [(0, 0, {"display_type": kind, "name": EVIL}) for kind in ("line_section", "line_note")]
        self.open_pickings(self.order).carrier_tracking_ref = "<b>1</b>"
        self.ship(self.order, {self.goods: 4})
        for page in (self.look(), self.look(self.own, "portal_anna")):
            self.assertNotIn("<script>alert", page)
            self.assertNotIn("<b>bold", page)
            self.assertNotIn("<b>1", page)
            self.assertIn("&lt;b&gt;bold", page)

    def test_the_companys_color(self):
        self.assertIn("--tracking-color: #0a7d5a; --tracking-ink: #ffffff", self.look())
        self.company.primary_color = "red;} body {display: none"
        self.assertNotIn("display: none", self.part(self.look(), "now"))

    def test_a_service(self):
        order = self.make_order(self.service, partner_id=self.customer.partner_id.id)
        page = self.look(self.path(order))
        self.assertNotIn('data-step="shipped"', page)
        self.assertNotIn('name="waiting"', page)
        self.assertIn("Advice", self.part(page, "contents"))

    def test_a_quotation_that_was_sent(self):
        order = self.make_order(confirm=False, partner_id=self.customer.partner_id.id, validity_date="2040-02-01")
        order.action_quotation_sent()
        page = self.look(self.path(order))
        self.assertIn("We wait for your answer to our offer. It is valid until 1 Feb.", self.part(page, "now"))

    def test_documents(self):
        picking = self.ship(self.order)
        other = self.ship(self.make_order())
        page = self.look()
        for what in ("order", picking.id):
            self.assertIn(f'href="{self.url}/document/{what}"', page)
            response = self.url_open(f"{self.url}/document/{what}")
            self.assertEqual((response.status_code, response.headers["Content-Type"]), (200, "application/pdf"))
            self.assertIn(self.order.name.encode(), response.content)  # tests get the page before it is printed
        foreign = (other.id, "invoice-1", "invoice-", f"invoice-{self.invoice(other.sale_id).id}", self.order.id)
        for what in foreign:
            self.look(f"{self.url}/document/{what}", status=404)
        self.assertIn(f'href="{self.own}/document/{picking.id}"', self.look(self.own, "portal_anna"))

    def test_an_invoice_with_the_key_alone(self):
        self.ship(self.order)
        invoice = self.invoice(self.order)
        page = self.look()
        address = f"{self.url}/document/invoice-{invoice.id}"
        self.assertIn(f'href="{address}"', page)
        before = self.attachments(invoice)
        response = self.url_open(address)
        self.assertEqual((response.status_code, response.headers["Content-Type"]), (200, "application/pdf"))
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn(invoice.name.encode(), response.content)  # tests get the page before it is printed
        self.assertEqual(self.attachments(invoice), before)
        self.link(self.order).action_withdraw()
        self.look(address, status=404)

    def attachments(self, invoice):
        return self.env["ir.attachment"].search_count([("res_model", "=", "account.move"), ("res_id", "=", invoice.id)])

    def test_the_invoice_that_was_sent_is_the_one_that_is_shown(self):
        self.ship(self.order)
        invoice = self.invoice(self.order)
        values = {"name": "sent.pdf", "raw": b"%PDF as it was sent", "res_field": "invoice_pdf_report_file"}
        self.env["ir.attachment"].create({**values, "res_model": "account.move", "res_id": invoice.id})
        invoice.invalidate_recordset()
        self.look()
        response = self.url_open(f"{self.url}/document/invoice-{invoice.id}")
        self.assertEqual(response.content, b"%PDF as it was sent")
        self.assertIn("sent.pdf", response.headers["Content-Disposition"])

    def test_invoices_that_are_not_posted_are_not_shown(self):
        self.ship(self.order)
        invoice = self.order._create_invoices()
        self.assertNotIn('name="invoices"', self.look())
        self.look(f"{self.url}/document/invoice-{invoice.id}", status=404)

    def test_an_invoice_that_names_orders_of_others_stays_closed(self):
        other = self.make_order((self.other_goods, 2), partner_id=self.stranger.partner_id.id)
        other.write({name: self.order[name].id for name in ("partner_invoice_id", "partner_shipping_id")})
        self.ship(self.order)
        self.ship(other)
        invoice = (self.order | other)._create_invoices(grouped=False)
        invoice.action_post()
        self.assertEqual(len(invoice), 1)
        page = self.look()
        self.assertIn(invoice.name, self.part(page, "invoices"))
        self.assertNotIn("document/invoice-", page)
        self.look(f"{self.url}/document/invoice-{invoice.id}", status=404)

    def test_a_delivery_slip_that_names_goods_of_others_stays_closed(self):
        other = self.make_order((self.other_goods, 2), partner_id=self.stranger.partner_id.id)
        picking = self.open_pickings(self.order)
        other.order_line.move_ids.picking_id = picking
        self.process(picking)
        self.assertNotIn(f"document/{picking.id}", self.look())
        self.look(f"{self.url}/document/{picking.id}", status=404)

    def test_a_question_about_a_backorder(self):
        self.company.backorder_notices = True
        self.customer.partner_id.email = "anna@example.com"
        self.ship(self.order, {self.goods: 4})
        notice = self.env["sale.backorder.notice"].search([("order_id", "=", self.order.id)])
        self.assertNotIn('name="answer_backorder"', self.look())
        notice._send()
        self.assertIn(f'href="{notice._answer_url()}"', self.look())
        notice.action_answer("wait")
        self.assertNotIn('name="answer_backorder"', self.look())

    # === What comes next === #

    def expected(self, order=None):
        self.env.flush_all()
        return (order or self.order)._expected_next()

    def test_what_comes_next(self):
        order, promised = self.order, self.order.promise_date
        self.assertEqual(self.expected(), ("We prepare your goods next.", promised))
        self.ship(order)
        self.assertEqual(self.expected(), ("Your goods are on their way to you.", self.at(4)))
        self.confirm_delivery(order)
        self.assertEqual(self.expected(), ("Next you get the invoice.", None))
        invoice = self.invoice(order)
        invoice.invoice_date_due = "2040-02-03"
        words, due = self.expected()
        self.assertEqual((words, due.date()), ("Next we wait for your payment.", fields.Date.to_date("2040-02-03")))
        self.pay(invoice)
        self.assertEqual(self.expected(), ("Everything is done. Thank you!", None))

    def test_a_promise_that_is_over_is_not_repeated(self):
        with freeze_time(MONDAY + timedelta(days=30)):
            words, moment = self.expected()
        self.assertIn("longer than we promised", words)
        self.assertIsNone(moment)

    def test_by_working_hours(self):
        self.ship(self.order)
        self.confirm_delivery(self.order)
        self.env["order.quiet.rule"].create({"company_id": self.company.id, "status": "delivered", "hours": 8})
        words, moment = self.expected()
        self.assertEqual((words, moment.date()), ("Next you get the invoice.", MONDAY.date()))
        self.assertEqual(self.order._expected_next_text(), "Next you get the invoice. We expect this by 2 Jan.")
        with freeze_time(MONDAY + timedelta(days=9)):
            self.assertIsNone(self.expected()[1])


@tagged("post_install", "-at_install")
class TestTrackingActions(TrackingCommon, TrackingTime):
    def rows(self):
        """Return where the rows of the order lie in the database: another place when one was written."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT 'order', id, ctid::text FROM sale_order WHERE id = %(order)s
             UNION ALL SELECT 'transfer', id, ctid::text FROM stock_picking WHERE sale_id = %(order)s
             UNION ALL SELECT 'link', id, ctid::text FROM order_tracking_link WHERE order_id = %(order)s
             UNION ALL SELECT 'message', id, ctid::text FROM mail_message
                        WHERE model = 'sale.order' AND res_id = %(order)s
             UNION ALL SELECT 'activity', id, ctid::text FROM mail_activity WHERE res_id = %(order)s
             ORDER BY 1, 2
            """,
            {"order": self.order.id},
        )
        return self.env.cr.fetchall()

    def test_looking_changes_nothing_but_the_count(self):
        self.ship(self.order)
        before = self.rows()
        for method in ("HEAD", "OPTIONS"):
            self.authenticate(None, None)
            self.url_open(self.url, params={"action": "ask", "question": "x"}, method=method)
        self.assertEqual(self.counts(), (0, 0))
        self.look(f"{self.url}?action=received&delivery={self.order.picking_ids.id}")
        self.look(self.own, "portal_anna")
        self.look(headers={"Sec-Purpose": "prefetch"})
        self.assertEqual(self.counts(), (2, 0))
        self.assertEqual(self.rows(), before)

    def test_received(self):
        picking = self.ship(self.order)
        self.assertIn('name="received"', self.send(action="received", delivery=picking.id))
        self.assertEqual((picking.delivery_confirmation, picking.delivered_to), ("customer", "Anna"))
        self.assertIn('name="known"', self.send(action="received", delivery=picking.id))
        self.assertEqual(self.order.order_status, "delivered")

    def test_no_more_messages(self):
        self.assertNotIn('name="stop"', self.look(), "where nothing is sent, nothing is stopped")
        policy = self.env["order.message.policy"].search([("company_id", "=", self.company.id)], limit=1)
        policy.enabled = True
        self.assertIn('name="stop"', self.look())
        customer = self.order.partner_id.commercial_partner_id
        self.look(f"{self.url}?action=stop")
        self.assertNotEqual(customer.order_messages, "none", "a link that is fetched stops nothing")
        page = self.send(action="stop")
        self.assertIn('name="stopped"', page)
        self.assertNotIn('name="stop"', page)
        self.assertEqual(customer.order_messages, "none")
        self.assertFalse(self.stranger.partner_id.commercial_partner_id.order_messages)

    def test_received_what_belongs_to_others(self):
        self.ship(self.order)
        other = self.ship(self.make_order(partner_id=self.stranger.partner_id.id))
        for number in (other.id, "", "x", "²", "9" * 12, self.order.id + 10_000):
            self.assertIn('name="problem"', self.send(action="received", delivery=number))
        self.assertFalse(other.delivered_at)

    def test_received_what_has_not_left(self):
        picking = self.open_pickings(self.order)
        self.assertIn('name="problem"', self.send(action="received", delivery=picking.id))
        self.assertFalse(picking.delivered_at)

    def test_a_question(self):
        page = self.send(action="ask", question=f"Where is it?\n{EVIL}")
        self.assertIn('name="asked"', page)
        message = self.order.message_ids[0]
        self.assertEqual((message.author_id, message.message_type), (self.customer.partner_id, "comment"))
        self.assertIn("Where is it?", message.body)
        self.assertIn("&lt;script&gt;", message.body)
        self.assertEqual(self.questions().user_id, self.seller)
        self.assertEqual(self.counts(), (0, 1))

    def test_a_question_sent_twice_is_one(self):
        for _time in range(2):
            self.send(action="ask", question="Where is it?")
        self.assertEqual(self.counts(), (0, 1))
        self.send(action="ask", question="And the other one?")
        self.assertEqual((self.counts(), len(self.questions())), ((0, 2), 1))

    def test_no_question(self):
        self.assertIn('name="problem"', self.send(action="ask", question=" \n "))
        self.assertIn('name="problem"', self.send(action="pay", question="x"))
        self.assertIn('name="problem"', self.send())
        self.assertEqual(self.counts()[1], 0)

    def test_too_many_questions(self):
        for number in range(10):
            self.order._customer_asks(f"Question {number}", self.customer.partner_id)
        page = self.send(action="ask", question="One more <b>")
        self.assertIn("call us instead", page)
        self.assertIn("One more &lt;b&gt;</textarea>", page)
        self.assertEqual(self.counts()[1], 10)

    def test_a_question_from_the_portal(self):
        self.assertIn('name="asked"', self.send(self.own, "portal_anna", action="ask", question="Where is it?"))
        self.assertEqual(self.order.message_ids[0].author_id, self.customer.partner_id)

    def test_a_question_with_the_link_of_odoos_page(self):
        token = self.order._portal_ensure_token()
        page = self.send(self.own, action="ask", question="Where is it?", access_token=token)
        self.assertIn('name="asked"', page)

    def test_a_question_by_who_may_not_see_the_order(self):
        for address, login in ((self.own, "portal_eve"), (f"{self.url}0", None), (self.own, None)):
            self.send(address, login, status=404, action="ask", question="Where is it?")
        self.assertEqual(self.counts(), (0, 0))

    def test_without_the_forms_token(self):
        self.authenticate(None, None)
        response = self.url_open(self.url, data={"action": "ask", "question": "Where is it?"})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.counts(), (0, 0))

    def test_no_salesperson(self):
        self.order.write({"user_id": False, "team_id": False})
        self.assertIn('name="asked"', self.send(action="ask", question="Where is it?"))
        self.assertFalse(self.questions())

    # === Too much === #

    def test_five_hundred_requests(self):
        self.authenticate(None, None)
        self.env.flush_all()
        codes = [self.url_open(self.url).status_code for _time in range(500)]
        self.assertEqual((codes.count(200), codes.count(429)), (200, 300))
        self.assertEqual(self.counts(), (200, 0))
        with freeze_time(MONDAY + timedelta(minutes=1)):
            self.look()

    def test_a_document_counts_as_ten_requests(self):
        self.ship(self.order)
        address = f"{self.url}/document/invoice-{self.invoice(self.order).id}"
        self.authenticate(None, None)
        self.env.flush_all()
        codes = [self.url_open(address).status_code for _time in range(22)]
        self.assertEqual((codes.count(200), codes.count(429)), (20, 2))
        self.assertEqual(self.url_open(self.url).status_code, 429)

    def test_guessing_invoices(self):
        self.authenticate(None, None)
        codes = [self.url_open(f"{self.url}/document/invoice-{number}").status_code for number in range(1, 23)]
        self.assertEqual((codes.count(404), codes.count(429)), (20, 2))

    def test_guessing_keys(self):
        self.authenticate(None, None)
        number = self.link(self.order).id
        codes = [self.url_open(f"/order/{number}-{guess:040x}").status_code for guess in range(30)]
        self.assertEqual((codes.count(404), codes.count(429)), (20, 10))
        self.assertEqual(self.url_open(self.url).status_code, 429)
        self.assertEqual(self.url_open(self.url).headers["Retry-After"], "60")
        with freeze_time(MONDAY + timedelta(minutes=1)):
            self.look()

    def test_what_is_kept_of_who_asked(self):
        self.look()
        attempts = self.env["order.tracking.attempt"]
        row = attempts.search([])
        self.assertRegex(row.neighbourhood, r"^[0-9a-f]{32}$")
        self.assertEqual((row.requests, row.wrong), (1, 0))
        with freeze_time(MONDAY + timedelta(minutes=59)):
            attempts._gc_attempts()
            self.assertTrue(row.exists())
        with freeze_time(MONDAY + timedelta(minutes=61)):
            attempts._gc_attempts()
            self.assertFalse(row.exists())

    # === The figure === #

    def test_the_share_of_orders_that_needed_a_question(self):
        other, unknown = self.make_order(), self.make_order()
        self.link(other)
        self.look()
        self.look()
        self.send(action="ask", question="Where is it?")
        rows = self.env["order.tracking.question"].search([("order_id", "in", (self.order | other | unknown).ids)])
        self.assertEqual(rows.order_id, self.order | other)
        ((orders, views, asks, asked),) = self.env["order.tracking.question"]._read_group(
            [("id", "in", rows.ids)], [], ["orders:sum", "views:sum", "asks:sum", "asked:avg"]
        )
        self.assertEqual((orders, views, asks, asked), (2, 2, 1, 0.5))
        self.assertEqual(rows[0].action_open_order()["res_id"], self.order.id)

    # === What it costs === #

    def queries(self, order):
        """Return how many queries a visit takes, when the caches that all pages share are warm."""
        path = self.path(order)
        self.look(path)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.url_open(path)
        return self.env.cr.sql_log_count - before

    def test_the_cost_does_not_grow_with_the_shipments(self):
        def shipped(times):
            products = [self.make_product(f"Part {number}") for number in range(times)]
            order = self.make_order(
                *[(product, 2) for product in products],
                partner_id=self.customer.partner_id.id,
                carrier_id=self.carrier.id,
            )
            for product in products:
                self.ship(
                    order, {other: 2 if other == product else 0 for other in order._open_delivery_moves().product_id}
                )
            self.assertEqual(len(order.picking_ids.filtered("shipped_at")), times)
            return order

        one, five = self.queries(shipped(1)), self.queries(shipped(5))
        self.assertEqual((one, five), (28, 28))
