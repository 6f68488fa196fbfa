"""The page of an order: where it is, and what customers can do on it."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mail

from ...engine.tracking_page import MOST_QUESTIONS

QUESTION = "quote_to_cash.mail_activity_customer_question"
LONGEST_QUESTION = 2_000
SAME_QUESTION = timedelta(minutes=10)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    has_tracking_page = fields.Boolean(compute="_compute_has_tracking_page", compute_sudo=True)

    @api.depends("state", "company_id.tracking_page")
    def _compute_has_tracking_page(self):
        for order in self:
            order.has_tracking_page = bool(order._origin) and order._has_tracking_page()

    def _has_tracking_page(self):
        """Whether customers may see how far the order is: not before they have it as a quotation."""
        self.ensure_one()
        return self.state != "draft" and bool(self.company_id.sudo().tracking_page)

    def _tracking_url(self):
        """Return the whole address of the order's page with its key, which is made when there is none yet.

        Empty where the company shows no page.
        """
        self.ensure_one()
        if not self._has_tracking_page():
            return ""
        return self.env["order.tracking.link"]._ensure(self)[self].url or ""

    def _tracking_zone(self):
        """Return the name of the time zone in which the customer reads moments."""
        self.ensure_one()
        customer = self.partner_id
        return customer.tz or customer.commercial_partner_id.tz or self.company_id.sudo()._local_zone()

    def action_open_tracking(self):
        """Open the link to the order's page: to copy it, to look at it, or to withdraw it.

        :raise UserError: where the company shows no page
        """
        self.ensure_one()
        self.check_access("read")
        if not self._has_tracking_page():
            raise UserError(self.env._("%s shows its customers no tracking page.", self.company_id.sudo().name))
        link = self.env["order.tracking.link"]._ensure(self)[self]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tracking Page of %s", self.name),
            "res_model": link._name,
            "res_id": link.id,
            "view_mode": "form",
            "target": "new",
        }

    # === What customers do === #

    def _customer_received_delivery(self, picking_id, author):
        """Record that the customer has got one of the order's deliveries. For callers that have checked who asks.

        :param int picking_id: which one
        :param res.partner author: who says so
        :return: whether it is news
        :raise UserError: for what is none of its deliveries, or has not left
        """
        self.ensure_one()
        picking = self.sudo().picking_ids.filtered(lambda one: one.id == picking_id and one._is_delivery())
        if not picking:
            raise UserError(self.env._("This delivery does not belong to the order."))
        return picking._customer_received(author.name, author=author)

    def _customer_asks(self, text, author):
        """Post a customer's question on the order, and have its salesperson answer. For callers that know who asks.

        :param str text: what was typed
        :param res.partner author: who asks
        :return: whether it is news: the same text, sent twice, is one question
        :raise UserError: without a text, or for too many questions on one day
        """
        self.ensure_one()
        order = self.sudo()
        text = self.env["stock.picking"]._typed(text, LONGEST_QUESTION, lines=True)
        if not text:
            raise UserError(self.env._("Please write what you would like to know."))
        body = mail.plaintext2html(text)
        if order._was_asked(body, author):
            return False
        days = self.env["order.tracking.day"]
        if days._questions_today(order) >= MOST_QUESTIONS:
            raise UserError(self.env._("We have got many questions about this order today. Please call us instead."))
        order.message_post(body=body, author_id=author.id, message_type="comment", subtype_xmlid="mail.mt_comment")
        order._have_question_answered(author)
        days._count(order, asks=1)
        return True

    def _was_asked(self, body, author):
        """Whether the same was written a moment ago: a form that was sent twice."""
        since = fields.Datetime.now() - SAME_QUESTION
        near = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("author_id", "=", author.id),
                ("message_type", "=", "comment"),
                ("date", ">=", since),
            ]
        )
        # What is kept is written in another form of HTML than what was sent.
        return mail.html2plaintext(body) in [mail.html2plaintext(message.body) for message in near]

    def _have_question_answered(self, author):
        """Give the question to the salesperson; one activity for all that was not answered yet."""
        owner = (self.user_id or self.team_id.user_id).filtered("active")
        open_already = self.activity_search([QUESTION])
        if owner and not open_already:
            summary = self.env._("Answer the question of %s", author.name or self.partner_id.name)
            self.activity_schedule(QUESTION, summary=summary, user_id=owner.id)
