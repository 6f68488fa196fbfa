"""Each text says what happened, what comes next, what is not in the box, and where to look."""

from odoo import fields
from odoo.tests import tagged

from .common_messages import KINDS, MessagesCommon


@tagged("post_install", "-at_install")
class TestMessageTexts(MessagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tracking_page = True
        cls.switch_on()

    def mail_of(self, order, kind):
        """Return the text of the mail of a kind, and check what all have."""
        self.tell()
        message = self.messages(order, kind).filtered(lambda message: message.state == "sent")[-1:]
        self.assertTrue(message, f"{kind}: {self.states(order)}")
        mail = self.mails(order).filtered(lambda mail: mail.mail_message_id == message.mail_message_id)
        text = self.text(mail)
        self.assertIn("Hello Anna's Bakery,", text)
        self.assertIn(order.name, mail.subject)
        self.assertIn(order._tracking_url(), mail.body_html)
        return text

    def test_received(self):
        order = self.make_order()
        text = self.mail_of(order, "received")
        self.assertIn("10 Units Oven", text)
        self.assertIn("What happens next:", text)
        self.assertIn(order._day_text(order.promise_date), text)

    def test_in_progress(self):
        order = self.make_order()
        order.picking_ids.do_print_picking()
        self.assertIn("we are preparing your order", self.mail_of(order, "in_progress"))

    def test_ready(self):
        order = self.make_order()
        order.picking_ids.action_mark_packed()
        self.assertIn("waits for the carrier", self.mail_of(order, "ready"))

    def test_shipped(self):
        order = self.make_order()
        picking = self.ship(order)
        carrier = self.env["delivery.carrier"].create(
            {
                "name": "Parcel Post",
                "product_id": self.service.id,
                "tracking_url": "https://post.example/<shipmenttrackingnumber>",
            }
        )
        picking.sudo().write({"carrier_id": carrier.id, "carrier_tracking_ref": "1Z999"})
        text = self.mail_of(order, "shipped")
        for words in ("In the box:", "10 Units Oven", "With Parcel Post:", "1Z999", "your order is complete"):
            self.assertIn(words, text)
        self.assertIn('href="https://post.example/1Z999"', self.mails(order)[-1].body_html)

    def test_an_address_of_a_carrier_that_is_none(self):
        order = self.make_order()
        picking = self.ship(order)
        carrier = self.env["delivery.carrier"].create(
            {
                "name": "Parcel Post",
                "product_id": self.service.id,
                "tracking_url": "javascript:alert(<shipmenttrackingnumber>)",
            }
        )
        picking.sudo().write({"carrier_id": carrier.id, "carrier_tracking_ref": "1Z999"})
        self.mail_of(order, "shipped")
        self.assertNotIn("javascript", self.mails(order)[-1].body_html)

    def test_partly_shipped_says_what_is_not_in_the_box(self):
        order = self.make_order((self.goods, 10), (self.other_goods, 3))
        self.ship(order, {self.goods: 4})
        text = self.mail_of(order, "partly_shipped")
        box, rest = text.split("Not in the box:")
        self.assertIn("4 Units Oven", box)
        self.assertNotIn("Mixer", box)
        self.assertIn("6 Units Oven", rest)
        self.assertIn("3 Units Mixer", rest)
        self.assertIn(order._day_text(order.promise_date), rest)

    def test_what_is_not_sent_any_more(self):
        order = self.make_order()
        self.ship(order, {self.goods: 4}, backorder=False)
        text = self.mail_of(order, "shipped")
        self.assertIn("not sent any more", text)
        self.assertIn("6 Units Oven", text.split("not sent any more")[1])
        self.assertNotIn("Nothing is missing", text)

    def test_delivered(self):
        order = self.make_order()
        self.deliver(order)
        text = self.mail_of(order, "delivered")
        self.assertIn("have arrived on", text)
        self.assertIn("10 Units Oven", text)

    def test_delivered_as_we_assume(self):
        order = self.make_order()
        self.ship(order)
        self.confirm_delivery(order, "assumed")
        text = self.mail_of(order, "delivered")
        self.assertIn("should be with you by now", text)
        self.assertNotIn("have arrived", text)

    def test_invoiced(self):
        order = self.make_order()
        self.deliver(order)
        invoice = self.invoice(order)
        invoice.invoice_date_due = fields.Date.add(fields.Date.today(), days=30)
        text = self.mail_of(order, "invoiced")
        self.assertIn(invoice.name, text)
        self.assertIn("1,000.00", text)
        self.assertIn("Please pay it by", text)

    def test_on_hold(self):
        order = self.make_order()
        order.action_hold(self.reason("address"), "He said something rude")
        text = self.mail_of(order, "on_hold")
        self.assertIn(self.reason("address").name, text)
        self.assertNotIn("rude", text)

    def test_promise(self):
        order = self.make_order()
        self.change_promise(order, 20)
        self.assertIn(order._day_text(order.promise_date), self.mail_of(order, "promise"))

    def test_cancelled(self):
        order = self.make_order()
        order.action_cancel_with_reason(self.reason("mind"), "customer")
        self.assertIn("is cancelled", self.mail_of(order, "cancelled"))

    def test_without_a_page_there_is_no_link(self):
        self.company.tracking_page = False
        order = self.make_order()
        self.tell()
        self.assertNotIn("/order/", self.mails(order).body_html)

    def test_names_are_no_html(self):
        self.goods.name = "<b>Oven</b><script>alert(1)</script>"
        self.partner.name = "<i>Anna</i>"
        order = self.make_order()
        self.tell()
        body = self.mails(order).body_html
        self.assertNotIn("<script>", body)
        self.assertIn("&lt;i&gt;Anna&lt;/i&gt;", body)

    def test_each_kind_has_a_sentence_for_the_summary(self):
        order = self.make_order()
        picking, invoice = self.ship(order), self.env["account.move"]
        self.confirm_delivery(order)
        invoice = self.invoice(order)
        policies = {policy.kind: policy for policy in self.policies()}
        documents = {
            "shipped": {"picking_id": picking.id},
            "partly_shipped": {"picking_id": picking.id},
            "delivered": {"picking_id": picking.id},
            "invoiced": {"move_id": invoice.id},
        }
        messages = self.env["order.message"].new  # nothing is told
        for kind in KINDS:
            values = {"order_id": order.id, "company_id": self.company.id, "policy_id": policies[kind].id, "kind": kind}
            self.assertRegex(messages({**values, **documents.get(kind, {})})._sentence(), r"^\w.+\.$")
