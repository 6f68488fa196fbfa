"""The mails themselves: in the customer's language, on the order, so that answers land there."""

import logging
from collections import defaultdict

from psycopg2 import InterfaceError, OperationalError

from odoo import api, fields, models
from odoo.fields import Command

from ...engine import order_messages as engine
from .message_send import TemplateProblem, root_cause

_logger = logging.getLogger(__name__)

SUMMARY = "quote_to_cash.mail_template_order_summary"
LAYOUT = "mail.mail_notification_light"


class OrderMessage(models.Model):
    _inherit = "order.message"

    def _write_mails(self):
        """Queue the mails of these messages, and mark them as sent, in one transaction.

        :raise TemplateProblem: naming what is wrong with a text
        """
        # Here, and not in a text: who meets somebody else at a new link begins anew.
        self.mapped("page_link")
        mails, values = [], []
        for template, messages in self._by_template():
            values += template._values_of_order_mails(messages)
            mails += messages
        self._address_answers(values)
        sent = self.env["mail.mail"].sudo().create(values)
        now, promises = fields.Datetime.now(), self._last_promises()
        for messages, mail in zip(mails, sent, strict=True):
            for message in messages:
                message.write(
                    {
                        "state": "sent",
                        "sent_at": now,
                        "mail_message_id": mail.mail_message_id.id,
                        "promise_row": promises.get(message.order_id.id, 0) if message.kind == engine.PROMISE else 0,
                        "problem": False,
                    }
                )
        self.policy_id._note_solved()

    @api.model
    def _address_answers(self, values):
        """Say in mails where answers go: to their orders, as Odoo does for each mail by itself.

        :param list values: of the mails; completed here
        """
        groups = defaultdict(list)
        for mail in values:
            if not mail.get("reply_to"):
                groups[mail.get("email_from"), mail["author_id"]].append(mail)
        for (sender, author_id), mails in groups.items():
            orders = self.env["sale.order"].sudo().browse({mail["res_id"] for mail in mails})
            addresses = orders._notify_get_reply_to(default=sender or None, author_id=author_id)
            for mail in mails:
                mail["reply_to"] = addresses[mail["res_id"]]

    def _by_template(self):
        """Return ``[(template, [messages of each mail])]``; what a reader gets at once is a summary.

        :raise TemplateProblem: where there is none
        """
        mails = self._in_mails()
        summaries = [mail for mail in mails if len(mail) > 1]
        single = self.browse().concat(*[mail for mail in mails if len(mail) == 1])
        found = [(policy.template_id, list(messages)) for policy, messages in single.grouped("policy_id").items()]
        if summaries:
            self.browse().concat(*summaries)._read_together()
            found.append((self.env.ref(SUMMARY, raise_if_not_found=False), summaries))
        if not all(template for template, _mails in found):
            raise TemplateProblem(self.env._("There is no template."))
        return found

    # === Who reads it === #

    def _customer(self):
        """Return to whom it is told: who ordered, or gets the invoice."""
        self.ensure_one()
        return self.partner_id or self.order_id.partner_id

    def _reader(self):
        """Return who gets the mail: the customer, or their company where they have no address themselves."""
        self.ensure_one()
        customer = self._customer()
        return customer if customer.email_normalized else customer.commercial_partner_id

    def _language(self):
        """Return the language of the mail, which has to be installed; while a text is tried, the one in which it is."""
        self.ensure_one()
        tried = self.env.context.get("order_message_lang")
        installed = dict(self.env["res.lang"].get_installed())
        wishes = (tried, self._customer().lang, self.company_id.partner_id.lang)
        return next((lang for lang in wishes if lang in installed), self.env.lang)

    def _readers(self):
        """Return all who get the mail: the reader, and who gets copies."""
        self.ensure_one()
        return self._reader() | self._customer()._order_message_copies().filtered("email_normalized")


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _values_of_order_mails(self, mails):
        """Return values of the mails about orders that this template says.

        :param list mails: ``order.message``; of a summary, all that goes into one mail
        :raise TemplateProblem: naming what is wrong with the text
        """
        self.ensure_one()
        firsts = self.env["order.message"].concat(*(messages[:1] for messages in mails))
        if any(len(messages) > 1 for messages in mails):
            found = []
            for messages in mails:
                template = self.with_context(order_message_ids=messages.ids)
                found += template._texts_of_order_mails(messages[:1])
        else:
            found = self._texts_of_order_mails(firsts)
        return [self._order_mail_values(*pair) for pair in zip(firsts, found, strict=True)]

    def _texts_of_order_mails(self, messages):
        """Return the texts for messages, each in the language of its customer.

        :raise TemplateProblem: see above
        """
        names = ("subject", "body_html", "email_from", "reply_to")
        try:
            texts = self.sudo()._generate_template(messages.ids, names)
            return [{**texts[message.id], "body_html": self._order_mail_body(message, texts)} for message in messages]
        except Exception as error:
            # What is written in a template may fail in any way; a database that is gone or busy is not its fault.
            cause = root_cause(error)
            if isinstance(cause, OperationalError | InterfaceError):
                raise cause from error
            _logger.info("The text of template %s cannot be written", self.id, exc_info=True)
            raise TemplateProblem(f"{type(cause).__name__}: {cause}") from error

    def _order_mail_body(self, message, texts):
        """Return a text in Odoo's layout of mails, in the company's colours."""
        order = message.order_id.with_context(lang=message._language())
        return self.with_context(lang=order.env.lang)._render_encapsulate(
            LAYOUT,
            texts[message.id]["body_html"],
            add_context={"company": order.company_id, "model_description": order.env._("Order")},
            context_record=order,
        )

    def _order_mail_values(self, message, texts):
        values = {
            "subject": texts["subject"],
            "body_html": texts["body_html"],
            "body": texts["body_html"],
            "author_id": message.company_id.partner_id.id,
            "model": "sale.order",
            "res_id": message.order_id.id,
            "recipient_ids": [Command.link(partner.id) for partner in message._readers()],
            "auto_delete": self.auto_delete,
            "mail_server_id": self.mail_server_id.id,
        }
        optional = {name: texts[name] for name in ("email_from", "reply_to") if texts.get(name)}
        return {**values, **optional}
