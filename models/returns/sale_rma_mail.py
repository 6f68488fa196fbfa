"""Returns that are asked for by mail, and answers that find their return."""

from odoo import api, models
from odoo.tools import html2plaintext, mail

from ...engine.return_portal import words_like_numbers


class SaleRma(models.Model):
    _inherit = "sale.rma"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Extend: a mail to a team becomes a draft of its sender.

        Nothing is guessed: an order that the mail names is written down for whoever completes the draft, its
        lines are not taken over. Unknown senders become contacts, as Odoo does with mails that become tasks.
        What a colleague forwards, or who says to be one, is ours to read: the customer is not sent it.
        """
        values = dict(custom_values or {})
        values["source"] = "mail"
        team = self.env["sale.rma.team"].browse(values.get("team_id") or ()).exists()
        # The alias keeps the company that the team had at first.
        company = team.company_id or self.env["res.company"].browse(values.get("company_id") or self.env.company.id)
        values["company_id"] = company.id
        rmas = self.with_company(company)
        orders = rmas._orders_named(company, msg_dict)
        sender = rmas._sender_of(company, msg_dict)
        own = orders.filtered(lambda order: order.partner_id.commercial_partner_id == sender.commercial_partner_id)
        if self._is_colleague(sender):
            msg_dict["is_internal"] = True  # read by the gateway, which posts the mail after this
            if not own and len(orders) == 1:  # who forwards a mail names whose order it is
                own, sender = orders, orders.partner_id
        values["partner_id"] = sender.id
        values.pop("name", None)
        rma = super(SaleRma, rmas).message_new(msg_dict, values)
        rma.message_subscribe(sender.ids)
        rma._note_orders_named(own, orders - own)
        rma._ask_to_complete()
        return rma

    @api.model
    def _is_colleague(self, partner):
        return any(user._is_internal() for user in partner.sudo().user_ids)

    @api.model
    def _sender_of(self, company, msg_dict):
        """Return the contact of a mail's sender whom the company may use; made from the address if there is none."""
        author = self.env["res.partner"].browse(msg_dict.get("author_id") or ()).exists()
        if author and author.company_id.id in (False, company.id):
            return author
        address = msg_dict.get("email_from") or msg_dict.get("from") or ""
        normalized = mail.email_normalize(address)
        found = normalized and self.env["res.partner"].search(
            [("email_normalized", "=", normalized), ("company_id", "in", (False, company.id))], limit=1
        )
        name, email = mail.parse_contact_from_email(address)
        name = name or email or self.env._("Unknown sender")
        return found or self.env["res.partner"].create(
            {"name": name, "email": email, "company_id": company.id if author else False}
        )

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """Override: Odoo drops mails of who has just made too many returns, such as a program that answers a program.

        It knows a sender by a field with the address; returns have a customer instead.
        """
        if not email_from_normalized:
            return []
        return [("source", "=", "mail"), ("partner_id.email_normalized", "=", email_from_normalized)]

    @api.model
    def _orders_named(self, company, msg_dict):
        """Return the company's orders whose numbers stand in the subject or the text of a mail."""
        text = f"{msg_dict.get('subject') or ''}\n{html2plaintext(msg_dict.get('body') or '')}"
        return self.env["sale.order"].search(
            [("company_id", "=", company.id), ("name", "in", words_like_numbers(text)), ("state", "=", "sale")],
            limit=5,
        )

    def _note_orders_named(self, own, others):
        """Write down which orders a mail names, for whoever completes the draft."""
        self.ensure_one()
        for orders, text in (
            (own, self.env._("The mail names: %s")),
            (others, self.env._("The mail names orders of somebody else: %s")),
        ):
            if orders:
                self._message_log(body=text % ", ".join(orders.mapped("name")))

    def _ask_to_complete(self):
        """Give the mail to somebody: nobody looks for drafts."""
        self.ensure_one()
        owner = self.team_id._owner_of("requested")
        if owner:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Complete the return that was asked for by mail"),
                user_id=owner.id,
            )

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Extend: answers go to the team's address."""
        of_team = self.sudo().team_id._notify_get_reply_to(default=default, author_id=author_id)
        found = {rma.id: of_team.get(rma.team_id.id) for rma in self}
        rest = self.filtered(lambda rma: not found[rma.id])
        if rest:
            found.update(super(SaleRma, rest)._notify_get_reply_to(default=default, author_id=author_id))
        return found
