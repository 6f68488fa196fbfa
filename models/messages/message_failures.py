"""What could not be told, or did not arrive, is somebody's task: one for each order."""

from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .message_send import TemplateProblem

ACTIVITY = "quote_to_cash.mail_activity_order_message"
SINCE = "30 days"


class OrderMessage(models.Model):
    _inherit = "order.message"

    def _fail(self, error):
        """Mark what is not told, and tell somebody: of a template who switched it on, else who looks after the order.

        :param Exception error: why
        """
        problem = str(error) or type(error).__name__
        self.write({"state": "failed", "problem": problem})
        if isinstance(error, TemplateProblem):
            self.policy_id[:1]._note_problem(problem)
        else:
            self._ask_to_tell(problem)

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
        failed.write({"state": "queued", "problem": False})
        return True

    # === What comes back === #

    @api.model
    def _note_failed_mails(self):
        """Make a task of what the mail server refused."""
        self.flush_model()
        self.env["mail.mail"].flush_model(["state", "failure_reason"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.id, x.failure_reason
                  FROM mail_mail x
                  JOIN order_message m ON m.mail_message_id = x.mail_message_id
                 WHERE x.state = 'exception' AND m.state = 'sent' AND m.sent_at > %s - %s::interval
                 ORDER BY m.id
                   FOR UPDATE OF m SKIP LOCKED
                """,
                fields.Datetime.now(),
                SINCE,
            )
        )
        for message_id, reason in rows:
            self.browse(message_id)._note_not_arrived(reason or self.env._("The mail could not be sent."))

    def _note_not_arrived(self, problem):
        self.write({"state": "failed", "problem": problem})
        self._ask_to_tell(problem)


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
                self.env._("A mail to %(address)s came back.", address=email)
            )
        return result
