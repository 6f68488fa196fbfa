"""Customers whose quotation has expired ask for a new one on its page."""

from odoo import models

from .followup import ASKED

ACTIVITY = "quote_to_cash.mail_activity_new_offer"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _new_offer_asked(self):
        """Whether the customer has asked for a new offer since this quotation expired."""
        self.ensure_one()
        return bool(self._has_followup(ASKED))

    def _ask_for_new_offer(self, author):
        """Tell the salesperson that the customer wants a new offer, once for each time that the quotation expired.

        :param res.partner author: who asks
        :return: whether it was told now
        :rtype: bool
        """
        self.ensure_one()
        # Whoever holds the link has no account.
        order = self.sudo()
        if not order._is_expired_quotation() or not order._note_followup(ASKED):
            return False
        order.message_post(
            author_id=author.id,
            body=order._in_words_of_seller("_new_offer_words"),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        order._leave_to_seller(order._in_words_of_seller("_new_offer_words"), activity=ACTIVITY)
        return True

    def _new_offer_words(self):
        return self.env._("The customer asks for a new offer")

    def _close_new_offer_activities(self):
        """Take away what was left to do about a new offer: here it is."""
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if kind:
            # It may be another's: the quotation is renewed, whoever does it.
            activities = self.sudo().activity_ids.filtered(lambda activity: activity.activity_type_id == kind)
            activities.action_feedback()
