"""Customers see the newest revision, and accept only what they have read. Through the real controllers."""

import re
from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.portal.controllers.portal import CustomerPortal as Portal

from .common_doors import SIGNATURE, DoorsCommon
from .common_revision import RevisionCommon


@tagged("post_install", "-at_install")
class TestRevisionPortal(RevisionCommon, DoorsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only()
        cls.stranger = new_test_user(cls.env, "portal_ben", groups="base.group_portal")

    def read_page(self, order):
        """Load the page of a quotation; return the address that its form calls."""
        page = self.page(order)
        found = re.search(rf"/my/orders/{order.id}/accept\?access_token=[^\"'\\\s]+", page)
        self.assertTrue(found, "the page has no such form")
        return found[0].replace("&amp;", "&").replace("\\u0026", "&")

    def accept(self, url):
        return self.json(url, name="Anna", signature=SIGNATURE)

    def change(self, order=None):
        (order or self.order).order_line[:1].price_unit = 1

    def test_what_was_read_is_signed(self):
        self.enter(logged_in=False)
        url = self.read_page(self.order)
        self.assertIn("quote_content=", url)
        self.assertNotIn("error", self.accept(url))
        self.assertEqual(self.order.state, "sale")

    def test_what_was_changed_since_is_not_signed_but_shown(self):
        for logged_in in (False, True):
            with self.subTest(logged_in=logged_in):
                self.enter(logged_in)
                order = self.offer()
                url = self.read_page(order)
                self.change(order)
                answer = self.accept(url)
                self.assertIn("was changed after you opened the page", answer["error"])
                self.assertTrue(answer["force_refresh"])
                self.assertEqual((order.state, order.signature), ("sent", False))
                self.assertIn("changed while you were reading", self.url_open(answer["redirect_url"]).text)
                self.assertNotIn("error", self.accept(self.read_page(order)))
                self.assertEqual(order.state, "sale")

    def test_changed_there_and_back_may_be_signed(self):
        self.enter()
        url = self.read_page(self.order)
        price = self.order.order_line[0].price_unit
        self.change()
        self.order.order_line[0].price_unit = price
        self.assertNotIn("error", self.accept(url))

    def test_an_internal_user_who_signs_for_the_customer(self):
        self.authenticate("q2c_salesman", "q2c_salesman")
        url = self.read_page(self.order)
        self.change()
        self.assertIn("was changed", self.accept(url)["error"])
        self.assertNotIn("error", self.accept(self.read_page(self.order)))

    def test_strangers_learn_nothing(self):
        self.change()
        for login in (None, "portal_ben"):
            self.authenticate(login, login)
            for token in ("", "?access_token=forged", "?access_token=forged&quote_content=x"):
                answer = self.accept(f"/my/orders/{self.order.id}/accept{token}")
                self.assertEqual(answer, {"error": "Invalid order."})
        self.assertFalse(self.order.signature)

    def test_forged_fingerprints_sign_nothing(self):
        self.enter()
        for read in ("x", "0" * 64, "é", "%00"):
            answer = self.accept(f"/my/orders/{self.order.id}/accept?quote_content={read}")
            self.assertIn("was changed", answer["error"])

    def test_a_page_that_says_nothing_accepts_what_never_changed_only(self):
        self.enter()
        self.change()
        self.assertIn("was changed", self.accept(f"/my/orders/{self.order.id}/accept")["error"])
        order = self.offer()
        self.assertNotIn("error", self.accept(f"/my/orders/{order.id}/accept"))

    @mute_logger("odoo.http")
    def test_what_was_changed_since_is_not_paid(self):
        self.enter()
        order = self.offer(require_signature=False, require_payment=True)
        read = order._quote_fingerprint()
        provider = self.make_provider()

        def pay(read):
            return self.json(
                f"/my/orders/{order.id}/transaction?quote_content={read}",
                access_token=order._portal_ensure_token(),
                provider_id=provider.id,
                payment_method_id=provider.payment_method_ids[:1].id,
                token_id=None,
                amount=order.amount_total,
                flow="direct",
                tokenization_requested=False,
                landing_route=f"/my/orders/{order.id}",
            )

        self.change(order)
        with self.assertRaisesRegex(Exception, "ValidationError"):
            pay(read)
        self.assertFalse(order.transaction_ids)
        self.assertTrue(pay(order._quote_fingerprint())["reference"])

    def test_the_form_of_payment_says_what_was_read(self):
        self.enter()
        order = self.offer(require_signature=False, require_payment=True)
        show, shown = Portal._get_page_view_values, []

        def watched(portal, document, token, values, *args, **options):
            shown.append(values["transaction_route"])
            return show(portal, document, token, values, *args, **options)

        # Without a real provider, the page has no such form.
        with patch.object(Portal, "_get_page_view_values", watched):
            self.page(order)
        self.assertEqual(shown, [order._url_with_content("/transaction")])
        self.assertIn(order._quote_fingerprint(), shown[0])

    def test_the_old_link_leads_to_the_newest(self):
        self.enter(logged_in=False)
        link = self.order.get_portal_url()
        self.assertNotIn("Revision", self.page(self.order))
        self.order.order_line[0].name = "Better oven"
        self.env.flush_all()
        page = self.url_open(link).text
        self.assertIn("Better oven", page)
        self.assertIn("Revision 2", " ".join(page.split()))
        self.resend(self.order)
        self.env.flush_all()
        self.assertRegex(" ".join(self.url_open(link).text.split()), r"Revision 2 of")

    def test_old_files_are_for_colleagues_only(self):
        self.resend(self.order)
        self.change()
        self.resend(self.order, attachments=[(f"Quotation - {self.order.name}.pdf", b"%PDF-1.4 second")])
        file = self.order.revision_ids[0].attachment_id
        self.env.flush_all()
        for login, status in (("portal_anna", 404), (None, 404), ("q2c_salesman", 200)):
            self.authenticate(login, login)
            self.assertEqual(self.url_open(f"/web/content/{file.id}").status_code, status, login)

    # === Options === #

    def option_order(self):
        order = self.offer()
        line = self.choose_options(order)
        self.resend(order)
        return order, line

    def choose(self, order, line, quantity):
        return self.json(
            f"/my/orders/{order.id}/update_line_dict",
            line_id=line.id,
            access_token=order._portal_ensure_token(),
            input_quantity=quantity,
        )

    def test_what_the_customer_chooses_stays_in_the_revision(self):
        self.enter(logged_in=False)
        order, line = self.option_order()
        number = order.quote_revision
        self.choose(order, line, 3)
        self.assertEqual((line.product_uom_qty, order.quote_revision), (3, number))
        self.resend(order)
        self.assertRevision(order, number)
        self.assertNotIn("error", self.accept(self.read_page(order)))

    def test_a_page_from_before_the_choice_is_not_signed(self):
        self.enter(logged_in=False)
        order, line = self.option_order()
        url = self.read_page(order)
        self.choose(order, line, 3)
        self.assertIn("was changed", self.accept(url)["error"])

    def test_what_we_change_after_the_choice_is_the_next_revision_and_back(self):
        self.enter(logged_in=False)
        order, line = self.option_order()
        number = order.quote_revision
        self.choose(order, line, 3)
        price = order.order_line[0].price_unit
        self.change(order)
        self.assertEqual(order.quote_revision, number + 1)
        self.choose(order, line, 4)
        self.assertEqual(order.quote_revision, number + 1)
        self.choose(order, line, 3)
        order.order_line[0].price_unit = price
        self.assertEqual(order.quote_revision, number)

    def test_one_of_us_who_chooses_on_the_page_changes_the_quotation(self):
        self.authenticate("q2c_salesman", "q2c_salesman")
        order, line = self.option_order()
        number = order.quote_revision
        self.choose(order, line, 3)
        self.assertEqual(order.quote_revision, number + 1)
