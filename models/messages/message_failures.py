"""What could not be told, or did not arrive, is somebody's task: one for each order."""

from collections import defaultdict

from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .message_mail import SUMMARY
from .message_send import TemplateProblem

ACTIVITY = "quote_to_cash.mail_activity_order_message"
SINCE = "30 days"


class OrderMessage(models.Model):
    _inherit = "order.message"

    def _fail(self, error):
        """Mark what is not told, and tell somebody: of a text that works for nobody who switched it on.

        Of all else, and of an order that a text cannot say, who looks after the order is told.

        :param Exception error: why
        """
        problem = str(error) or type(error).__name__
        failure = "text" if isinstance(error, TemplateProblem) and not self._text_works() else "other"
        self.write({"state": "failed", "problem": problem, "failure": failure})
        if failure == "text":
            self.policy_id[:1]._note_problem(problem)
        else:
            self._ask_to_tell(problem)

    def _text_works(self):
        """Whether the text was sent to others since it was last changed."""
        summary = len(self) > 1
        template = self.env.ref(SUMMARY, raise_if_not_found=False) if summary else self.policy_id.template_id
        domain = [
            ("policy_id", "in", self.policy_id.ids),
            ("state", "=", "sent"),
            ("in_summary", "=", summary),
            ("sent_at", ">=", template and template.write_date),
        ]
        return bool(template and self.search(domain, limit=1))

    def _give_to_orders(self):
        """Give what was not told though its text works for others to who looks after the orders.

        :return: what failed with another text: it has to be tried again
        """
        theirs = self.filtered(lambda message: message.write_date >= message.policy_id.template_id.write_date)
        theirs.failure = "other"
        for problem, messages in theirs.grouped("problem").items():
            messages._ask_to_tell(problem)
        return self - theirs

    def _without_address(self):
        self.ensure_one()
        return UserError(self.env._("%s has no e-mail address.", self._customer().display_name))

    def _ask_to_tell(self, problem):
        """Have somebody tell the customers of these orders: one activity for each order, however much is to tell.

        :param str problem: why we could not
        """
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        orders = self.order_id
        if kind:
            domain = [
                ("res_model", "=", "sale.order"),
                ("res_id", "in", orders.ids),
                ("activity_type_id", "=", kind.id),
            ]
            orders -= orders.browse(self.env["mail.activity"].sudo().search(domain).mapped("res_id"))
        for order in orders.sudo():
            user = order._salesperson_in_charge()
            told = order.with_context(lang=user.lang or self.env.lang, mail_activity_quick_update=True)
            told.activity_schedule(
                ACTIVITY if kind else "mail.mail_activity_data_todo",
                summary=told.env._("Tell the customer: a message did not reach them"),
                note=escape(problem),
                user_id=user.id,
            )

    def action_queue_again(self):
        """Try once more to tell what could not be told, e.g. when an address or a template was corrected.

        :raise AccessError: for who may not change the orders
        """
        self.order_id.check_access("write")
        # Nobody may write messages directly.
        failed = self.sudo().filtered(lambda message: message.state == "failed")
        going = failed._on_their_way()
        going._note_taken()
        (failed - going).write({"state": "queued", "problem": False, "failure": False})
        return True

    def _on_their_way(self):
        """Return those whose refused mail Odoo sends again, or has sent. Of the others Odoo sends none any more."""
        mails = self.env["mail.mail"].search([("mail_message_id", "in", self.mail_message_id.ids)])
        states = {mail.mail_message_id: mail.state for mail in mails}
        mails.filtered(lambda mail: mail.state == "exception").cancel()
        outgoing = self.filtered(lambda message: states.get(message.mail_message_id) == "outgoing")
        sent = self.filtered(lambda message: states.get(message.mail_message_id) == "sent")
        return outgoing | sent.filtered(lambda message: message.failure == "refused")  # others came back

    # === What comes back === #

    @api.model
    def _note_failed_mails(self, limit=500):
        """Make a task of what the mail server refused, and end it for what it has taken since; commits portions.

        :param int limit: messages in one portion
        """
        for note in (self._note_refused_mails, self._note_taken_mails):
            found = limit
            while found == limit:
                found = note(limit)
                if found and not self.env["ir.cron"]._commit_progress():
                    return

    @api.model
    def _note_refused_mails(self, limit):
        """Do so for some messages; return how many."""
        since = SQL("m.state = 'sent' AND m.sent_at > %s - %s::interval", fields.Datetime.now(), SINCE)
        rows = self._messages_of_mails("exception", since, limit)
        reasons = defaultdict(list)
        for message_id, reason in rows:
            reasons[reason].append(message_id)
        for reason, ids in reasons.items():
            problem = reason or self.env._("The mail could not be sent.")
            self.browse(ids)._note_not_arrived(problem, "refused")
        return len(rows)

    @api.model
    def _note_taken_mails(self, limit):
        """Do so for some messages whose mail Odoo has sent again; return how many."""
        rows = self._messages_of_mails("sent", SQL("m.state = 'failed' AND m.failure = 'refused'"), limit)
        self.browse(message_id for message_id, _reason in rows)._note_taken()
        return len(rows)

    @api.model
    def _messages_of_mails(self, state, condition, limit):
        """Return ``[(message id, why the mail failed)]`` of mails in a state; the messages locked."""
        self.flush_model()
        self.env["mail.mail"].flush_model(["state", "failure_reason"])
        return self.env.execute_query(
            SQL(
                """
                SELECT m.id, x.failure_reason
                  FROM mail_mail x
                  JOIN order_message m ON m.mail_message_id = x.mail_message_id
                 WHERE x.state = %s AND %s
                 ORDER BY m.id LIMIT %s
                   FOR UPDATE OF m SKIP LOCKED
                """,
                state,
                condition,
                limit,
            )
        )

    def _note_not_arrived(self, problem, failure):
        self.write({"state": "failed", "problem": problem, "failure": failure})
        self._ask_to_tell(problem)

    def _note_taken(self):
        """Write down that mails were sent after all; nobody has to tell customers of whose orders all was sent."""
        if not self:
            return
        self.write({"state": "sent", "problem": False, "failure": False})
        failed = self.search([("order_id", "in", self.order_id.ids), ("state", "=", "failed")])
        told = (self.order_id - failed.order_id).sudo()
        told.activity_feedback([ACTIVITY], feedback=self.env._("The mail was sent after all."))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _message_receive_bounce(self, email, partner):
        """Extend: an address that does not work is somebody's task."""
        result = super()._message_receive_bounce(email, partner)
        messages = self.env["order.message"].sudo()
        sent = messages.search(
            [
                ("mail_message_id.model", "=", "sale.order"),
                ("mail_message_id.res_id", "in", self.ids),
                ("state", "=", "sent"),
            ]
        )
        returned = sent.filtered(lambda message: email in message._readers().mapped("email_normalized"))
        if returned:
            last = max(returned.mail_message_id.ids)
            returned.filtered(lambda message: message.mail_message_id.id == last)._note_not_arrived(
                self.env._("A mail to %(address)s came back.", address=email), "returned"
            )
        return result
