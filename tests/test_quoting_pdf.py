"""The quotation on paper: what it says and what it leaves out, in whose words, and that it stays readable."""

import io
import json
import re
from urllib.parse import urlsplit

from pypdf import PdfReader

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common_barcodes import OFFICE, read_barcodes
from .common_quoting_paper import PROFORMA, REPORT, TERMS, PaperCommon

PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestQuotationPaper(PaperCommon):
    def test_off_everything_is_as_odoo_prints_it(self):
        self.company.quote_layout = False
        quotation = self.quote(
            self.section("Machines"),
            self.line(self.goods, discount=10, customer_lead=3),
            self.section("Options", is_optional=True),
            self.line(self.other_goods, 0),
        )
        self.add_shipping(quotation)
        confirmed = self.make_order(user_id=self.seller.id)
        papers = [(quotation, REPORT), (quotation, PROFORMA), (confirmed, REPORT)]
        ours = [self.source(*paper) for paper in papers]
        self.env.ref("quote_to_cash.report_saleorder_document").active = False
        self.assertEqual(ours, [self.source(*paper) for paper in papers])
        self.assertFalse(quotation.access_token)

    # === Who and when === #

    def test_the_title_says_the_revision(self):
        quotation = self.quote()
        quotation.quote_revision = 2
        self.assertIn(f"Quotation # {quotation.name} Rev. 2", self.text(quotation))

    def test_date_expiry_and_how_to_reach_both(self):
        page = self.paper(self.quote())
        self.assertIn(self.tomorrow.strftime("%m/%d/%Y"), self.part(page, "expiration_date"))
        self.assertIsNotNone(self.part(page, "informations_date"))
        self.assertEqual(
            self.part(page, "quotation_salesperson"), "Our Contact Grace Holloway +1 614 555 0123 grace@cafe.example"
        )
        self.assertEqual(
            self.part(page, "quotation_customer"), "Your Contact Anna's Bakery +49 30 123456 anna@bakery.example"
        )

    # === Delivery === #

    def test_a_date_asked_for_is_said_once(self):
        page = self.paper(self.quote(self.goods, self.other_goods, commitment_date="2026-12-24 12:00:00"))
        self.assertEqual(self.part(page, "delivery_date"), "Delivery 12/24/2026")
        self.assertIsNone(self.part(page, "quotation_delivery"))

    def test_a_lead_time_of_all_lines_is_said_once(self):
        lines = [self.line(product, customer_lead=10) for product in (self.goods, self.other_goods)]
        page = self.paper(self.quote(*lines))
        self.assertEqual(self.part(page, "delivery_date"), "Delivery about 10 days after order")

    def test_lead_times_that_differ_are_said_at_the_lines(self):
        page = self.paper(
            self.quote(self.line(self.goods, customer_lead=10), self.line(self.other_goods, customer_lead=1))
        )
        self.assertEqual(self.part(page, "delivery_date"), "Delivery See the lines")
        self.assertEqual(
            self.part(page, "quotation_delivery"),
            "Delivery: about 10 days after order Delivery: about one day after order",
        )

    def test_nothing_is_said_where_nothing_is_known(self):
        self.assertIsNone(self.part(self.paper(self.quote()), "delivery_date"))

    def test_an_order_says_what_was_promised(self):
        order = self.make_order(
            self.goods, self.other_goods, user_id=self.seller.id, commitment_date="2027-03-01 12:00:00"
        )
        order.action_change_promise({order.order_line[0]: "2027-03-09 12:00:00"}, "Late")
        page = self.paper(order)
        self.assertEqual(self.part(page, "quotation_delivery"), "Delivery: 03/09/2027 Delivery: 03/01/2027")

    # === What it costs === #

    def options(self, chosen=0):
        return self.quote(
            self.line(self.goods, 2),
            self.section("If you like", is_optional=True),
            self.line(self.other_goods, chosen, price_unit=33),
            self.section("Blue or red", "line_note"),
        )

    def test_options_stand_apart_with_their_price_and_not_in_the_total(self):
        page = self.paper(self.options())
        self.assertIn("Oven", self.part(page, "tr_product"))
        self.assertNotIn("Mixer", self.part(page, "tr_product"))
        self.assertIsNone(self.part(page, "tr_section"))
        options = self.part(page, "quotation_options")
        for part in ("Options, not included in the total", "If you like", "Mixer", "$ 33.00 / Units", "Blue or red"):
            self.assertIn(part, options)
        self.assertIn("Total $ 200.00", self.part(page, "so_total_summary"))

    def test_a_chosen_option_counts(self):
        page = self.paper(self.options(chosen=1))
        self.assertIn("Mixer", self.part(page, "tr_product"))
        self.assertIsNone(self.part(page, "quotation_options"))
        self.assertIn("Total $ 233.00", self.part(page, "so_total_summary"))

    def test_an_order_offers_no_options(self):
        order = self.options()
        self.add_stock(self.goods, 2)
        order.action_confirm()
        page = self.paper(order)
        self.assertIsNone(self.part(page, "quotation_options"))
        self.assertNotIn("Mixer", self.said(page))

    def test_shipping_is_a_line_of_its_own(self):
        self.use_taxes()
        quotation = self.quote(self.section("Machines"), self.line(self.goods, 2))
        shipping = self.add_shipping(quotation)
        self.assertEqual(shipping.parent_id.name, "Machines")
        page = self.paper(quotation)
        self.assertNotIn("Van Express", self.part(page, "tr_product"))
        self.assertEqual(self.part(page, "tr_section"), "Machines $ 200.00")
        totals = self.part(page, "so_total_summary")
        for part in ("Subtotal $ 200.00", "Shipping: Van Express $ 49.50", "$ 50.00", "Total $ 299.50"):
            self.assertIn(part, totals)

    def test_only_a_discount_is_printed_as_one(self):
        page = self.paper(self.quote(self.line(self.goods, discount=10), self.line(self.other_goods)))
        self.assertEqual(self.part(page, "td_product_discount"), "10.00 ")

    def test_in_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        prices = self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        quotation = self.quote(
            self.section("Options", is_optional=True), self.line(self.goods, 0), pricelist_id=prices.id
        )
        page = self.paper(quotation)
        self.assertIn("€", self.part(page, "quotation_options"))
        self.assertNotIn("$", self.said(page))

    # === Terms and acceptance === #

    def test_terms_of_payment_company_and_quotation(self):
        term = self.env["account.payment.term"].create({"name": "Net 30", "note": "<p>Pay within 30 days</p>"})
        page = self.paper(self.quote(note="<p>Prices hold until the end of the year</p>", payment_term_id=term.id))
        text = self.said(page)
        for part in (*TERMS.values(), "Pay within 30 days", "Prices hold until the end of the year"):
            self.assertEqual(text.count(part), 1, part)

    def test_what_is_empty_has_no_heading(self):
        self.company.write({**dict.fromkeys(TERMS), "quote_return_terms": "<p><br></p>"})
        page = self.paper(self.quote(payment_term_id=False, note=False))
        for name in ("return_terms", "warranty_terms", "cancellation_terms", "payment_terms"):
            self.assertIsNone(self.part(page, f"quotation_{name}"), name)

    def test_a_block_to_sign_says_where_to_send_it(self):
        page = self.paper(self.quote(client_order_ref="PO-4711"))
        answer = self.part(page, "quotation_answer")
        for part in (
            "hello@cafe.example",
            "PO Box 7",
            "Name",
            "Place and date",
            "Signature",
            "PO-4711",
            "Accept online",
        ):
            self.assertIn(part, answer)
        self.assertNotIn("(needed)", answer)

    def test_a_purchase_order_number_that_is_demanded(self):
        self.partner.customer_ref_required = True
        self.assertIn("purchase order number (needed)", self.part(self.paper(self.quote()), "quotation_answer"))

    def test_what_is_due_with_the_acceptance(self):
        quotation = self.quote(self.line(self.goods, 10), require_payment=True, prepayment_percent=0.3)
        self.assertEqual(self.part(self.paper(quotation), "quotation_prepayment"), "Due when you accept: $ 300.00")

    def test_what_cannot_be_accepted_online_is_read_there(self):
        quotation = self.quote(require_signature=False, require_payment=False)
        self.assertIn("Read it online", self.part(self.paper(quotation), "quotation_answer"))

    def test_an_expired_quotation_asks_for_a_new_one(self):
        page = self.paper(self.quote(validity_date=fields.Date.subtract(fields.Date.today(), days=2)))
        self.assertIsNone(self.part(page, "quotation_answer"))
        self.assertIn("has expired", self.part(page, "quotation_expired"))

    def test_orders_and_pro_forma_are_not_accepted(self):
        quotation = self.quote()
        for page in (self.paper(quotation, PROFORMA), self.paper(self.make_order(user_id=self.seller.id))):
            for name in ("quotation_answer", "quotation_expired", "expiration_date"):
                self.assertIsNone(self.part(page, name), name)
            self.assertIn("Two years", self.said(page))

    def test_what_is_signed_shows_the_signature(self):
        quotation = self.quote()
        quotation.write({"signature": PIXEL, "signed_by": "Anna Baker", "signed_on": "2026-12-01 10:00:00"})
        page = self.paper(quotation)
        self.assertEqual(self.part(page, "signature"), "Signature Anna Baker 12/01/2026")
        self.assertIsNone(self.part(page, "quotation_answer"))

    def test_all_pictures_are_in_the_paper(self):
        images = self.paper(self.quote()).xpath("//div[@name='quotation_answer']//img/@src")
        self.assertTrue(images)
        self.assertTrue(all(src.startswith("data:image/png;base64,") for src in images))

    # === Languages === #

    def test_in_german(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.module.module"]._load_module_terms(["sale", "quote_to_cash"], ["de_DE"])
        self.partner.lang = "de_DE"
        self.company.update_field_translations("quote_warranty_terms", {"de_DE": {"Two years": "Zwei Jahre"}})
        text = self.text(
            self.quote(
                self.line(self.goods, customer_lead=10),
                self.line(self.other_goods, customer_lead=1),
                self.section("Optionen", is_optional=True),
                self.line(self.other_goods, 0),
            )
        )
        for part in (
            "Ihr Ansprechpartner",
            "Unser Ansprechpartner",
            "etwa 10 Tage nach Bestellung",
            "etwa einen Tag nach Bestellung",
            "Optionen, nicht in der Summe enthalten",
            "Gewährleistung Zwei Jahre",
            "So nehmen Sie an",
            "Online annehmen",
            "Ort und Datum",
            "Ihre Bestellnummer",
        ):
            self.assertIn(part, text)
        for part in ("Accept", "Place and date", "Our Contact", "Warranty", "Two years"):
            self.assertNotIn(part, text)

    def test_from_right_to_left_for_customers_who_read_so(self):
        self.env["res.lang"]._activate_lang("ar_001")
        quotation = self.quote()
        directions = "//div[contains(@class, 'o_quotation')]/@dir"
        self.assertEqual(self.paper(quotation).xpath(directions), ["ltr"])
        self.partner.lang = "ar_001"
        self.assertEqual(self.paper(quotation).xpath(directions), ["rtl"])

    def test_what_is_typed_is_no_markup(self):
        quotation = self.quote(self.line(self.goods, name="<b>Oven</b> " + "very long " * 100))
        source = self.source(quotation)
        self.assertNotIn("<b>Oven", source)
        self.assertIn("&lt;b&gt;Oven", source)

    def test_a_long_description_is_divided(self):
        page = self.paper(self.quote(self.line(self.goods, name="Oven\n" + "with a long description " * 80)))
        self.assertGreater(len(page.xpath("//tr[@name='tr_product_more']")), 2)
        self.assertEqual(self.said(page).count("with a long description"), 80)

    def test_statements_do_not_grow_with_the_lines(self):
        def statements(count):
            order = self.quote(*[self.line(self.make_product(f"Oven {i}"), customer_lead=i) for i in range(count)])
            # What is cached for good is read by the first two.
            for _round in range(3):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.source(order)
            return self.env.cr.sql_log_count - before

        self.assertEqual(statements(3), statements(30))


@tagged("post_install", "-at_install")
class TestQuotationFile(PaperCommon, HttpCase):
    def revised(self):
        quotation = self.quote()
        quotation.quote_revision = 2
        return quotation

    def pdf(self, order):
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("There is no wkhtmltopdf.")
        self.env.flush_all()
        Report = self.env["ir.actions.report"].with_user(self.seller).with_context(force_report_rendering=True)
        return Report._render_qweb_pdf(REPORT, order.ids)[0]

    def test_the_code_leads_to_the_quotation(self):
        quotation = self.quote()
        found = set().union(*read_barcodes(self.pdf(quotation), OFFICE))
        url = quotation.get_base_url() + quotation.get_portal_url()
        self.assertEqual(found, {url})
        self.assertIn(quotation.access_token, url)
        address = urlsplit(url)
        page = self.url_open(f"{address.path}?{address.query}")
        self.assertEqual(page.status_code, 200)
        self.assertIn(quotation.name, page.text)

    def test_the_head_of_the_table_is_on_every_page(self):
        quotation = self.quote(
            *[self.line((self.goods, self.other_goods)[i % 2], i + 1, name=f"Article {i}") for i in range(120)]
        )
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(self.pdf(quotation))).pages]
        with_rows = [text for text in pages if "Article" in text]
        self.assertGreater(len(with_rows), 2)
        for text in with_rows:
            self.assertIn("Unit Price", text)
        found = re.findall(r"Article (\d+)", " ".join(pages))
        self.assertEqual(found, [str(number) for number in range(120)])

    def test_the_portal_names_the_file_with_the_revision(self):
        quotation = self.revised()
        self.assertEqual(quotation._get_report_base_filename(), f"Quotation {quotation.name} Rev. 2")
        self.assertEqual(self.quote()._get_report_base_filename().count("Rev."), 0)

    def test_a_mail_names_the_file_with_the_revision(self):
        quotation, first = self.revised(), self.quote()
        template = self.env.ref("sale.email_template_edi_sale")
        template.report_template_ids = self.env.ref("sale.action_report_saleorder")
        values = template._generate_template((quotation | first).ids, {"report_template_ids"})
        names = {order: values[order.id]["attachments"][0][0] for order in quotation | first}
        self.assertTrue(names[quotation].startswith(f"Quotation - {quotation.name} Rev. 2."), names)
        self.assertTrue(names[first].startswith(f"Quotation - {first.name}."), names)

    def download(self, order, report=REPORT):
        self.authenticate(self.seller.login, self.seller.login)
        data = json.dumps([f"/report/pdf/{report}/{order.id}", "qweb-pdf"])
        answer = self.url_open("/report/download", data={"data": data, "csrf_token": Request.csrf_token(self)})
        return answer.headers["Content-Disposition"]

    def test_a_download_names_the_file_with_the_revision(self):
        self.assertIn("Rev.%202.pdf", self.download(self.revised()))

    def test_a_first_revision_is_named_as_odoo_does(self):
        quotation = self.quote()
        self.assertIn(f"Quotation%20-%20{quotation.name}.pdf", self.download(quotation))

    # === Preview === #

    def settings(self, user):
        return self.env["res.config.settings"].with_user(user).sudo().new({"company_id": self.company.id})

    def test_the_preview_shows_the_newest_quotation_though_it_is_off(self):
        self.company.quote_layout = False
        self.quote()
        newest = self.quote()
        action = self.settings(self.env.ref("base.user_admin")).action_preview_quotation()
        self.assertIn(f"/{newest.id}?", action["url"])
        self.assertIn("Our Contact", self.text(newest, quote_layout_preview=True))
        self.authenticate("admin", "admin")
        page = self.url_open(action["url"].replace("/report/pdf/", "/report/html/"))
        self.assertIn("Our Contact", page.text)
        self.assertFalse(self.company.quote_layout)
        self.assertNotIn("Our Contact", self.text(newest))

    def test_only_managers_preview(self):
        self.quote()
        with self.assertRaises(AccessError):
            self.settings(self.seller).action_preview_quotation()

    def test_without_a_quotation_there_is_nothing_to_preview(self):
        company = self.env["res.company"].create({"name": "New Ltd"})
        settings = self.env["res.config.settings"].new({"company_id": company.id})
        with self.assertRaises(UserError):
            settings.action_preview_quotation()
