"""Returns on the customers' pages: who sees which, and what he can do about it."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.http import Request
from odoo.tests import new_test_user, tagged

from .common_returns_portal import ReturnsPortalCommon

FORGED = (None, "forged", "é", "00000000-0000-0000-0000-000000000000")


@tagged("post_install", "-at_install")
class TestReturnAccess(ReturnsPortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rma = cls.own_return(3, approve=True)
        cls.url = f"/my/returns/{cls.rma.id}"
        cls.acts = (f"{cls.url}/sent", f"{cls.url}/cancel")

    def assertNothing(self, response):
        """The page of what does not exist; it says nothing of what does."""
        self.assertEqual(response.status_code, 404)
        self.assertIn("There is nothing here", response.text)
        self.assertNotIn(self.rma.name, response.text)
        self.assertNotIn(self.order.name, response.text)

    def assertUntouched(self):
        self.env.invalidate_all()
        self.assertEqual((self.rma.state, self.rma.tracking_ref), ("approved", False))

    # === Whose it is === #

    def test_own_returns(self):
        self.assertIn(self.rma.name, self.page("/my/returns").text)
        page = self.page(self.url)
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.rma.name, page.text)

    def test_a_colleague_of_the_same_company(self):
        parent = self.env["res.partner"].create({"name": "Bakery", "is_company": True})
        self.customer.partner_id.parent_id = parent
        child = new_test_user(self.env, "portal_ben", groups="base.group_portal")
        child.partner_id.parent_id = parent
        self.assertEqual(self.page(self.url, "portal_ben").status_code, 200)
        self.assertIn(self.rma.name, self.page("/my/returns", "portal_ben").text)
        number = self.line.id
        self.post(
            f"/my/orders/{self.order.id}/return",
            login="portal_ben",
            **{f"quantity_{number}": "1", f"reason_{number}": self.return_reason().id},
        )
        self.assertEqual((self.returns() - self.rma).partner_id, child.partner_id)

    def test_somebody_elses(self):
        self.assertNotIn(self.rma.name, self.page("/my/returns", "portal_eve").text)
        for login in ("portal_eve", None):
            for token in FORGED:
                with self.subTest(login=login, token=token):
                    self.assertNothing(self.page(self.url, login, token))
                    self.assertNothing(self.page(f"{self.url}/slip", login, token))
                    for act in self.acts:
                        self.assertNothing(self.post(act, login=login, access_token=token or "", tracking_ref="1Z"))
        self.assertUntouched()

    def test_somebody_elses_order(self):
        address = f"/my/orders/{self.order.id}/return"
        for login in ("portal_eve", None):
            for token in FORGED:
                with self.subTest(login=login, token=token):
                    self.assertNothing(self.page(address, login, token))
                    number = self.line.id
                    values = {f"quantity_{number}": "1", f"reason_{number}": self.return_reason().id}
                    self.assertNothing(self.post(address, login=login, access_token=token or "", **values))
        self.assertEqual(self.returns(), self.rma)

    def test_guessed_numbers(self):
        foreign = self.make_return(self.delivered(), 1, request=True)
        for number in (0, foreign.id, 999_999_999, 99_999_999_999_999):
            self.assertNothing(self.page(f"/my/returns/{number}"))
            self.assertNothing(
                self.page(f"/my/orders/{number if number != foreign.id else foreign.order_ids.id}/return")
            )

    def test_the_token_of_another_return(self):
        other = self.own_return(1)
        token = other._portal_ensure_token()
        self.assertNothing(self.page(self.url, None, token))
        self.assertEqual(self.page(f"/my/returns/{other.id}", None, token).status_code, 200)

    def test_a_key_opens_one_door(self):
        """The token of an order shows that order's form, the token of a return that return; to nobody anything else."""
        theirs = self.make_return(self.delivered(partner_id=self.stranger.partner_id.id), 1, request=True)
        own, other = self.order._portal_ensure_token(), theirs.order_ids._portal_ensure_token()
        form, number = f"/my/orders/{self.order.id}/return", self.line.id
        for login in ("portal_eve", None):
            for token in (own, other, theirs._portal_ensure_token()):
                for address in (self.url, f"{self.url}/slip"):
                    self.assertNothing(self.page(address, login, token))
                for act in self.acts:
                    self.assertNothing(self.post(act, login=login, access_token=token, tracking_ref="1Z"))
            for token in (self.rma._portal_ensure_token(), other, theirs.access_token):
                self.assertNothing(self.page(form, login, token))
                self.assertNothing(self.post(form, login=login, access_token=token, **{f"quantity_{number}": "1"}))
        self.assertUntouched()
        self.assertEqual(self.returns(), self.rma)

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Other", "rma_portal": True})
        rma = self.rma.copy({"company_id": other.id, "warehouse_id": False})
        rma.sudo().write({"state": "requested"})
        self.assertNothing(self.page(f"/my/returns/{rma.id}"))
        self.assertNotIn(rma.name, self.page("/my/returns").text)
        self.customer.company_ids += other
        self.assertEqual(self.page(f"/my/returns/{rma.id}").status_code, 200)

    def test_a_company_that_does_not_show_returns(self):
        token = self.rma._portal_ensure_token()
        self.company.rma_portal = False
        self.assertNotIn(self.rma.name, self.page("/my/returns").text)
        self.assertNothing(self.page(self.url))
        self.assertNothing(self.page(self.url, None, token))

    def test_drafts_of_ours_are_not_shown(self):
        draft = self.make_return(self.order, 1)
        self.assertNothing(self.page(f"/my/returns/{draft.id}"))

    def test_colleagues_look_but_do_not_act(self):
        self.order.user_id = self.manager
        self.assertIn("this is what the customer sees", self.page(self.url, self.manager.login).text)
        for act in self.acts:
            self.post(act, login=self.manager.login, access_token=self.rma._portal_ensure_token())
        self.post(f"/my/orders/{self.order.id}/return", login=self.manager.login, **{f"quantity_{self.line.id}": "1"})
        self.assertUntouched()
        self.assertEqual(self.returns(), self.rma)
        self.make_user("internal")
        self.assertNothing(self.page(self.url, "q2c_internal"))

    # === With a link === #

    def test_by_the_link_of_the_order(self):
        token, number = self.order._portal_ensure_token(), self.line.id
        self.assertIn("quantity_", self.page(f"/my/orders/{self.order.id}/return", None, token).text)
        response = self.post(
            f"/my/orders/{self.order.id}/return",
            login=None,
            access_token=token,
            **{f"quantity_{number}": "1", f"reason_{number}": self.return_reason().id},
        )
        rma = self.returns() - self.rma
        self.assertIn(f"/my/returns/{rma.id}?access_token={rma.access_token}", response.url)
        self.assertEqual((response.status_code, rma.partner_id), (200, self.customer.partner_id))

    def test_by_the_link_of_the_return(self):
        token = self.rma._portal_ensure_token()
        self.assertEqual(self.page(self.url, None, token).status_code, 200)
        response = self.post(f"{self.url}/sent", login=None, access_token=token, tracking_ref="1Z 999")
        self.assertIn(token, response.url)
        self.assertEqual((self.rma.state, self.rma.tracking_ref), ("in_transit", "1Z 999"))

    # === What is done === #

    def test_the_parcel_is_on_its_way(self):
        self.assertIn("I Have Sent It", self.page(self.url).text)
        response = self.post(f"{self.url}/sent", tracking_ref="1Z\0 999")
        self.assertIn("Your parcel is on its way to us", response.text)
        self.assertEqual((self.rma.state, self.rma.tracking_ref), ("in_transit", "1Z 999"))
        self.post(f"{self.url}/sent", tracking_ref="1Z 998")
        self.assertEqual(self.rma.tracking_ref, "1Z 998")

    def test_cancelled_while_nothing_has_arrived(self):
        self.assertIn("This return was cancelled", self.post(f"{self.url}/cancel").text)
        self.assertEqual(self.rma.state, "cancelled")
        self.assertEqual(self.rma.picking_ids.state, "cancel")

    def test_not_cancelled_once_something_has_arrived(self):
        self.receive(self.rma, 1)
        self.assertNotIn("I want to keep the goods", self.page(self.url).text)
        for act in self.acts:
            self.assertIn("not possible any more", self.post(act).text)
        self.assertEqual(self.rma.line_ids.quantity_received, 1)
        self.assertNotEqual(self.rma.state, "cancelled")

    def test_only_the_forms_act(self):
        self.authenticate("portal_anna", "portal_anna")
        self.env.flush_all()
        for act in self.acts:
            for method in ("GET", "HEAD", "OPTIONS"):
                self.url_open(act, params={"tracking_ref": "1Z"}, method=method)
                self.assertUntouched()
            with self.assertLogs("odoo.http", "WARNING"):
                self.assertEqual(self.url_open(act, data={"tracking_ref": "1Z"}).status_code, 400)
            self.assertUntouched()

    def test_customers_call_no_method_and_read_no_record(self):
        self.authenticate("portal_anna", "portal_anna")
        for model, method, args in (
            ("sale.rma", "read", [self.rma.ids, ["name"]]),
            ("sale.rma", "action_approve", [self.rma.ids]),
            ("sale.rma", "action_mark_sent", [self.rma.ids]),
            ("sale.rma", "write", [self.rma.ids, {"tracking_ref": "1Z"}]),
            ("sale.rma.line", "search_read", [[]]),
            ("sale.rma.message", "search_read", [[]]),
        ):
            response = self.url_open(
                f"/web/dataset/call_kw/{model}/{method}",
                json={"params": {"model": model, "method": method, "args": args, "kwargs": {}}},
            )
            self.assertIn("AccessError", response.text, method)
        self.assertUntouched()

    # === What is shown === #

    def test_stages_and_the_next_step(self):
        for step, text in (
            (lambda: None, "the parcel"),
            (lambda: self.receive(self.rma), "we are checking them"),
            (lambda: self.inspect(self.rma), "settle the rest now"),
        ):
            step()
            page = self.page(self.url).text
            self.assertIn(text, page)
            self.assertIn(f'data-state="{self.rma.state}"', page)
            self.assertEqual(page.count('aria-current="step"'), 1)

    def test_an_address_brings_no_words_of_its_own(self):
        for words in ("problem", "error", "rma", "values", "document"):
            page = self.page(f"{self.url}?{words}=Call+the+hotline")
            self.assertEqual(page.status_code, 200, words)
            self.assertNotIn("Call the hotline", page.text, words)

    def test_the_reader_of_a_mail_writes_under_his_name(self):
        query = f"?access_token={self.rma._portal_ensure_token()}&pid=7&hash=abc"
        page = self.page(self.url + query, None)
        self.assertRegex(page.text, r'data-pid="7"\s+data-hash="abc"')

    def test_where_the_parcel_goes(self):
        self.warehouse.partner_id = self.env["res.partner"].create({"name": "Hall 7"})
        self.assertIn("Hall 7", self.page(self.url).text)
        vendor = self.env["res.partner"].create({"name": "Fridge Works"})
        with patch.object(type(self.rma), "_slip_address", lambda rma: vendor):
            text = self.page(self.url).text
        self.assertIn("Fridge Works", text)
        self.assertNotIn("Hall 7", text)

    def test_the_reason_of_a_rejection(self):
        rma = self.own_return(1)
        rma.with_user(self.manager).action_reject("Was <worn>")
        self.assertIn("Was &lt;worn&gt;", self.page(f"/my/returns/{rma.id}").text)

    def test_what_follows_has_links_for_who_may_open_it(self):
        move = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.partner_id.id,
                "rma_id": self.rma.id,
                "invoice_line_ids": [Command.create({"name": "Oven", "quantity": 1, "price_unit": 10})],
            }
        )
        address = f"/my/invoices/{move.id}"
        self.assertNotIn(address, self.page(self.url).text)
        move.action_post()
        self.assertIn(address, self.page(self.url).text)
        text = self.page(self.url, None, self.rma._portal_ensure_token()).text
        self.assertIn(move.name, text)
        self.assertNotIn(address, text)

    def test_the_slip(self):
        self.assertIn(f"{self.url}/slip", self.page(self.url).text)
        with patch.object(type(self.rma), "_slip_pdf", lambda rma: f"%PDF {rma.name}".encode()):
            page = self.page(f"{self.url}/slip")
        self.assertEqual(page.headers["Content-Type"], "application/pdf")
        self.assertEqual(page.text, f"%PDF {self.rma.name}")
        self.rma.action_cancel()
        self.assertNothing(self.page(f"{self.url}/slip"))

    def test_the_home_page_counts_them(self):
        self.env.flush_all()
        for login, count in (("portal_anna", 1), ("portal_eve", 0)):
            self.authenticate(login, login)
            response = self.url_open("/my/counters", json={"params": {"counters": ["rma_count"]}})
            self.assertEqual(response.json()["result"]["rma_count"], count)

    def test_customers_write_to_us_on_the_page(self):
        token = self.rma._portal_ensure_token()
        self.env.flush_all()
        self.authenticate("portal_anna", "portal_anna")
        message = {"body": "Where to?", "message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        params = {"thread_model": "sale.rma", "thread_id": self.rma.id, "post_data": message}
        for key, arrives in (("forged", False), (token, True)):
            self.url_open(
                "/mail/message/post", json={"params": {**params, "token": key}, "csrf": Request.csrf_token(self)}
            )
            self.env.invalidate_all()
            found = self.rma.message_ids.filtered(lambda message: "Where to?" in (message.body or ""))
            self.assertEqual(bool(found), arrives)
