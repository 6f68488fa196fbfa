"""What customers and salespeople are told about a quotation that ends."""

from odoo import api, models
from odoo.tools import format_date, plaintext2html

from ...engine import order_messages
from ...engine import quote_expiry as engine
from .followup import FAILED, RETURNED

ACTIVITY = "quote_to_cash.mail_activity_quote_followup"
TEMPLATE = "quote_to_cash.mail_template_quote_reminder"
LAYOUT = "mail.mail_notification_light"
MOST_LINES = 10


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === To the customer === #

    def _remind(self):
        """Queue a mail to the customers of these quotations; where there can be none, the salesperson is asked."""
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        reached = self.filtered(lambda order: template and order._may_be_reminded())
        for author, orders in reached.grouped(lambda order: order._quote_author()).items():
            orders._ensure_tokens()
            template.send_mail_batch(orders.ids, email_values={"author_id": author.id}, email_layout_xmlid=LAYOUT)
        for words, orders in (self - reached)._by_seller_words("_not_reminded_words"):
            orders._leave_to_seller(words)

    def _may_be_reminded(self):
        """Whether the customer has an address, and wishes to hear of orders."""
        self.ensure_one()
        wish = self.partner_id._order_message_wish()
        return bool(self._quote_reader().email_normalized) and wish != order_messages.NONE

    def _quote_reader(self):
        """Return who gets the mail: the customer, or their company where they have no address themselves."""
        self.ensure_one()
        partner = self.partner_id
        return partner if partner.email_normalized else partner.commercial_partner_id

    def _quote_author(self):
        """Return who asks the customer: the salesperson, else the company."""
        return self.user_id.partner_id or self.company_id.partner_id

    def _quote_language(self):
        """Return the language of the customer's mail."""
        self.ensure_one()
        return self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _quote_lines_told(self):
        """Return ``[(quantity, unit, product)]`` of what is offered, for the mail; not all of many."""
        lines = self.order_line.filtered(lambda line: not line.display_type and line.product_id)
        return [
            (f"{line.product_uom_qty:g}", line.product_uom_id.name, line.product_id.display_name)
            for line in lines[:MOST_LINES]
        ]

    def _quote_until(self):
        """Return the last day in words, in the language of the context."""
        return format_date(self.env, self.validity_date)

    def _quote_link(self):
        """Return the address of the page on which the customer can accept.

        Who sends it makes the token first: Odoo tries each text on some order when a template is saved or installed,
        and an order must not change for that.
        """
        self.ensure_one()
        return f"{self.get_base_url()}{self.get_portal_url() if self.access_token else self.access_url}"

    def _ensure_tokens(self):
        # One by one, as Odoo does; only where there is none yet.
        for order in self:
            order._portal_ensure_token()

    # === To the salesperson === #

    def _tell_of_the_end(self):
        """Leave an activity for those who look after these quotations."""
        for words, orders in self._by_seller_words("_end_words"):
            orders._leave_to_seller(words)

    def _quote_seller(self):
        """Return who is told: the salesperson, else the head of the team; nobody if there is neither."""
        self.ensure_one()
        people = (self.user_id, self.team_id.user_id)
        return next((user for user in people if user.active and user._is_internal()), self.env["res.users"])

    def _by_seller_words(self, words):
        """Return ``[(text, orders)]`` with what is said of these quotations, in the language of who is told.

        :param str words: name of the method that says it of one
        """
        return self.grouped(lambda order: order._in_words_of_seller(words)).items()

    def _in_words_of_seller(self, words):
        lang = self._quote_seller().lang or self.company_id.partner_id.lang or self.env.lang
        return getattr(self.with_context(lang=lang), words)()

    def _end_words(self):
        return self.env._("Valid until %(day)s: ask the customer", day=self._quote_until())

    def _not_reminded_words(self):
        return self.env._("Valid until %(day)s: the customer was not reminded by mail", day=self._quote_until())

    def _failure_words(self):
        return self.env._("Was valid until %(day)s, and cannot expire by itself", day=self._quote_until())

    def _returned_words(self):
        reader = self._quote_reader().email_normalized
        return self.env._("A mail to %(address)s came back: ask the customer", address=reader)

    def _message_receive_bounce(self, email, partner):
        """Extend: a customer who cannot be reached is asked by the salesperson, once until the last day."""
        result = super()._message_receive_bounce(email, partner)
        waiting = self.filtered(
            lambda order: order.state == "sent" and email and order._quote_reader().email_normalized == email
        )
        for words, orders in waiting._note_followup(RETURNED)._by_seller_words("_returned_words"):
            orders._leave_to_seller(words)
        return result

    def _leave_to_seller(self, summary, note="", activity=ACTIVITY):
        """Leave an activity on these quotations. Those nobody looks after are in the list."""
        for (user, today), orders in self.grouped(
            lambda order: (order._quote_seller(), order.company_id._local_day())
        ).items():
            if user:
                # The job's user is nobody's colleague: no message about who assigned it.
                orders.with_context(mail_activity_quick_update=True).activity_schedule(
                    activity,
                    date_deadline=today,
                    summary=summary,
                    note=plaintext2html(note) if note else "",
                    user_id=user.id,
                )

    @api.model
    def _end_followup_activities(self):
        """Take away what was left about quotations that were accepted, lost, or made valid for longer."""
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if not kind:
            return
        left = self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("res_model", "=", "sale.order"), ("automated", "=", True)]
        )
        waiting = self.browse(left.mapped("res_id")).exists().filtered(lambda order: order.state == "sent")
        told = waiting._has_followup(engine.ACTIVITY) | waiting._has_followup(engine.REMINDER)
        told |= waiting._has_followup(FAILED) | waiting._has_followup(RETURNED)
        left.filtered(lambda activity: activity.res_id not in told.ids).unlink()
