"""A company that tells its customers what happens, for the tests of messages."""

from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tools import html2plaintext

from .common import QuoteToCashCommon

KINDS = (
    "received",
    "in_progress",
    "ready",
    "shipped",
    "partly_shipped",
    "delivered",
    "invoiced",
    "on_hold",
    "promise",
    "cancelled",
)


class MessagesCommon(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.email = "anna@bakery.example"
        cls.salesperson = cls.make_user("sales_all", company_id=cls.company.id)

    @classmethod
    def make_order(cls, *lines, **values):
        """Extend: the order is made, and confirmed, in a transaction of its own."""
        order = super().make_order(*lines, **values)
        cls.env.cr.flush()
        return order

    @classmethod
    def policies(cls, *kinds, company=None):
        """Return the company's policies of some kinds; without any, of all."""
        domain = [("company_id", "=", (company or cls.company).id), ("kind", "in", kinds or KINDS)]
        return cls.env["order.message.policy"].search(domain)

    @classmethod
    def switch_on(cls, *kinds, delay=0):
        """Have messages of these kinds sent from now on; without any, of all."""
        policies = cls.policies(*kinds)
        policies.write({"enabled": True, "delay": delay})
        return policies

    def tell(self):
        """Run the job as Odoo's scheduler does."""
        self.env.cr.flush()  # what happened so far is one transaction
        with self.enter_registry_test_mode():
            result = self.env.ref("quote_to_cash.ir_cron_order_messages").method_direct_trigger()
        self.assertIs(result, True, "the job has failed")
        self.env.invalidate_all()

    def collect(self):
        """Queue what there is to tell."""
        count = self.env["order.message"]._collect()
        self.env.invalidate_all()
        return count

    def wait(self, **delta):
        """Have time go by for what is queued."""
        for message in self.env["order.message"].search([("state", "=", "queued")]):
            message.due_at -= timedelta(**delta or {"days": 2})

    def messages(self, order, *kinds):
        """Return the messages about orders, the oldest first."""
        domain = [("order_id", "in", order.ids), ("kind", "in", kinds or KINDS)]
        return self.env["order.message"].search(domain, order="id")

    def told(self, order):
        """Return what the customer was told, in the order in which it was queued."""
        return self.messages(order).filtered(lambda message: message.state == "sent").mapped("kind")

    def states(self, order):
        """Return ``{kind: state}`` of an order's messages."""
        return {message.kind: message.state for message in self.messages(order)}

    def mails(self, order):
        """Return the mails of messages about an order, the oldest first."""
        domain = [("model", "=", "sale.order"), ("res_id", "in", order.ids), ("message_type", "=", "email_outgoing")]
        return self.env["mail.mail"].search(domain, order="id")

    def text(self, mail):
        """Return what stands in a mail, without what mail programs show of it in their lists."""
        body = html.fromstring(str(mail.body_html))
        for hidden in body.xpath("//div[starts-with(@style, 'display: none')]"):
            hidden.drop_tree()
        return " ".join(html2plaintext(html.tostring(body, encoding="unicode")).split())

    def activities(self, record):
        """Return what somebody has to do about a record, because a customer was not told."""
        domain = [("res_model", "=", record._name), ("res_id", "in", record.ids)]
        kinds = self.env.ref("quote_to_cash.mail_activity_order_message") + self.env.ref("mail.mail_activity_data_todo")
        return self.env["mail.activity"].search([*domain, ("activity_type_id", "in", kinds.ids)])

    @classmethod
    def change_promise(cls, order, days):
        """Promise the lines of an order for another day."""
        lines = order.order_line._lines_to_promise()
        date = fields.Datetime.now() + timedelta(days=days)
        order.action_change_promise(dict.fromkeys(lines.ids, date), "The vendor is late")
