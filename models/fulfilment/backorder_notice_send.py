"""Asking customers, once, and what silence means."""

import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...engine import backorders as engine

_logger = logging.getLogger(__name__)

MAIL = "quote_to_cash.mail_template_backorder_notice"
JOB = "quote_to_cash.ir_cron_send_backorder_notices"


class SaleBackorderNotice(models.Model):
    _inherit = "sale.backorder.notice"

    @api.model
    def _trigger_sending(self):
        """Have the job run as soon as this transaction is committed."""
        job = self.env.ref(JOB, raise_if_not_found=False)
        if job:
            job.sudo()._trigger()

    @api.model
    def _to_send_domain(self):
        return [
            ("state", "=", engine.TO_SEND),
            ("problem", "=", False),
            "|",
            ("by_hand", "=", True),
            ("company_id.backorder_notices", "=", True),
        ]

    @api.model
    def _cron_send_backorder_notices(self, limit=100):
        """Send the questions that wait. Works in portions; a killed or repeated run goes on with what is left.

        :param int limit: questions in one portion
        """
        self._in_portions(self._to_send_domain(), "_send", limit)

    @api.model
    def _cron_backorder_deadlines(self, limit=100):
        """Let silence mean what the company has set. Works in portions, as above.

        :param int limit: questions in one portion
        """
        domain = [("state", "=", engine.SENT), ("deadline", "<", fields.Datetime.now()), ("problem", "=", False)]
        self._in_portions(domain, "_apply_silence", limit)

    @api.model
    def _in_portions(self, domain, method, limit):
        """Do something to questions, each by itself: one that fails is marked and keeps nobody else waiting."""
        remaining = self.search_count(domain)
        while remaining:
            notices = self.search(domain, limit=limit, order="id").try_lock_for_update()
            if not notices:
                return
            for notice in notices:
                notice._do_or_mark(method)
            remaining = max(0, remaining - len(notices))
            if not self.env["ir.cron"]._commit_progress(len(notices), remaining=remaining):
                return

    def _do_or_mark(self, method):
        try:
            with self.env.cr.savepoint():
                getattr(self, method)()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("Question %s about a backorder failed", self.id)
            self.problem = str(error) or type(error).__name__

    def _send(self):
        """Ask the customer: the mail is queued and the question marked in one transaction.

        :raise UserError: if there is no address to write to
        """
        self.ensure_one()
        if not self._question().going_on:
            self.state = engine.VOID
            return
        if not self.partner_id.email:
            raise UserError(self.env._("%(customer)s has no e-mail address.", customer=self.partner_id.display_name))
        self._say_what_is_true()
        now = fields.Datetime.now()
        self.write({"state": engine.SENT, "sent_at": now, "deadline": self.company_id._backorder_deadline(now)})
        # The company's, not the user's: whoever sent it does not read the link with which the customer answers.
        template = self.env.ref(MAIL).with_user(SUPERUSER_ID)
        template.send_mail(self.id, email_values={"author_id": self.company_id.partner_id.id})
        self.order_id._note_backorder(
            self.env._(
                "The customer was asked about what is open; answer by %(day)s.", day=self._date_text(self.deadline)
            ),
            self,
        )

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Extend: the mail has the link with which the customer answers, so who may only read questions does not."""
        return dict.fromkeys(self, "write")

    def _say_what_is_true(self):
        """Have the question say what is open now: some of it may have left, or been ordered, since it was written."""
        old = self.line_ids.filtered(lambda line: not line.in_box)
        lines = self._open_lines()
        now = {line: (line._open_quantity(), line.promise_date) for line in lines}
        if now != {line.sale_line_id: (line.quantity, line.promise_date) for line in old}:
            old.unlink()
            self.line_ids = [fields.Command.create(values) for values in self._lines_not_in_box(lines)]

    def action_send(self):
        """Send questions now that wait, or that could not be sent before.

        :raise UserError: if one cannot be sent
        """
        self.order_id.check_access("write")
        # Whoever looks after the order may ask; nobody may write questions directly.
        for notice in self.sudo().filtered(lambda notice: notice.state == engine.TO_SEND):
            notice.problem = False
            notice._send()
        return True


class SaleOrder(models.Model):
    _inherit = "sale.order"

    backorder_notice_ids = fields.One2many(
        "sale.backorder.notice", "order_id", "Questions", readonly=True, copy=False, groups="base.group_user"
    )

    def action_ask_backorder(self):
        """Ask the customer about what is open of this order, whatever the company has set.

        :return: the action that shows the question
        :raise UserError: if nothing is open, or the customer was asked the same before
        :raise AccessError: for a user who may not change the order
        """
        self.ensure_one()
        self.check_access("write")
        notices = self.env["sale.backorder.notice"]
        if self.state != "sale" or not self.order_line._still_open():
            raise UserError(self.env._("Nothing of %(order)s is open to be asked about.", order=self.name))
        notice = notices._ask(self, by_hand=True)
        if not notice:
            raise UserError(
                self.env._("The customer was asked this before; there is another question when the date changes.")
            )
        notice._send()
        return {
            "type": "ir.actions.act_window",
            "res_model": notice._name,
            "res_id": notice.id,
            "views": [(False, "form")],
        }
