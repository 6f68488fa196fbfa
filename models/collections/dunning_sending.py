"""Sending what was planned: one customer after the other, each as the data stand at that moment."""

import logging

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL
from odoo.tools.misc import format_date, formatLang

from ...engine import dunning as engine
from .dunning_notice import PLANNED, SENT, SKIPPED
from .dunning_schedule import HOLDING

_logger = logging.getLogger(__name__)


class DunningRun(models.Model):
    _inherit = "dunning.run"

    def _waiting_domain(self):
        return [("run_id", "in", self.ids), ("state", "=", PLANNED), ("problem", "=", False)]

    def _send_at_once(self):
        """Send all that waits in this transaction."""
        planner = self._planner()
        for notice in self.env["dunning.notice"].search(self._waiting_domain(), order="id"):
            notice._send_or_mark(planner)
        self._finish()

    def _send_one_by_one(self, commit, tries=5):
        """Send all that waits and is not being sent by somebody else; committed customer by customer.

        :param commit: called after each with how many are left; it ends the sending with False
        :param int tries: conflicts with others that are borne
        :return: whether nothing is left to do here
        """
        planner = self._planner()
        left = self.env["dunning.notice"].search_count(self._waiting_domain())
        while True:
            try:
                notices = self.env["dunning.notice"].search(self._waiting_domain(), limit=20, order="id")
                notice = notices.try_lock_for_update(limit=1)
                if not notice:
                    self._finish()
                    return True
                notice._send_or_mark(planner)
                left = max(0, left - 1)
                if not commit(left):
                    return False
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody else was at this customer; what they did is seen in the next transaction.
                self.env.cr.rollback()
                tries -= 1
                if not tries:
                    raise

    def _finish(self):
        waiting = self.env["dunning.notice"].search_count(self._waiting_domain(), limit=1)
        if not waiting and self.try_lock_for_update():
            self.state = SENT


class DunningNotice(models.Model):
    _inherit = "dunning.notice"

    def _send_or_mark(self, planner):
        """Send, or write down why not: the run goes on, and the next one tries again."""
        try:
            with self.env.cr.savepoint():
                self._send(planner)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("Reminder %s failed", self.id)
            self.problem = str(error) or type(error).__name__

    def _send(self, planner):
        """Look at the customer once more, and take the step: notes, mail and hold in one transaction."""
        run, customer = self.run_id, self.partner_id
        # Of two runs at one customer the later one is refused here, runs again, and finds the notes of the first.
        account = self.env["dunning.account"]._take(customer, self.company_id)
        plan = run._decide(planner, [customer.id])
        self.env["dunning.notice.line"].flush_model()
        self.env.cr.execute(SQL("DELETE FROM dunning_notice_line WHERE notice_id = %s", self.id))
        run._write_lines(planner, plan, {customer.id: self.id}, SENT)
        message = plan.messages[0] if plan.messages else None
        if not message:
            self.write({"state": SKIPPED, "step_id": False, "amount": 0})
            return
        self.write(
            {
                "state": SENT,
                "step_id": message.step.key,
                "amount": run._message_amount(planner, message),
                "sent_at": fields.Datetime.now(),
            }
        )
        steps = sorted({verdict.step for verdict in message.verdicts}, key=lambda step: step.rank)
        self._take_steps(self.env["dunning.step"].browse(step.key for step in steps), account)

    def _take_steps(self, steps, account):
        """Do what the steps say: one message by the highest step that has one, and each other action once.

        :param dunning.step steps: of this message, the highest last
        """
        writing = steps.filtered("template_id")[-1:]
        if writing:
            self._mail(writing)
        if engine.CALL in steps.mapped("action"):
            self._activity("mail.mail_activity_data_call", self._lang_env()._("Call about open invoices"))
        if engine.LETTER in steps.mapped("action"):
            self._activity("mail.mail_activity_data_todo", self._lang_env()._("Print and send the letter"))
        if set(HOLDING) & set(steps.mapped("action")):
            account._refresh_holds(self.partner_id, self.company_id)
        if steps.filtered(lambda step: step.action == engine.COLLECTIONS or step.hand_over):
            account.in_collections_on = self.date
            self._activity("mail.mail_activity_data_todo", self._lang_env()._("Hand over to collections"))

    def _mail(self, step):
        """Write to the customer; without an address somebody has to call."""
        recipient = self.partner_id._dunning_recipient()
        self.recipient_id = recipient
        if not recipient.email_normalized:
            self._activity(
                "mail.mail_activity_data_call", self._lang_env()._("No e-mail address: remind the customer by phone")
            )
            return
        # The text is that of the highest step which writes; a call beside it changes nothing.
        step.template_id.with_context(dunning_step_id=step.id).send_mail(self.id)

    def _text_step(self):
        """Return the step whose words are used."""
        return self.env["dunning.step"].browse(self.env.context.get("dunning_step_id")) or self.step_id

    # === Activities === #

    def _collector(self):
        return self.partner_id._dunning_collector(self.company_id)

    def _lang_env(self):
        """Return an environment in the language of who works on it, not of who runs the job."""
        return self.with_context(lang=self._collector().lang or self.env.lang).env

    def _activity(self, kind, summary):
        """Have somebody do something, with all that is needed for it in the note."""
        self.by_activity = True
        # The job's user is nobody's colleague: no message about who assigned it.
        self.partner_id.with_context(mail_activity_quick_update=True).activity_schedule(
            kind,
            date_deadline=self.date,
            summary=summary,
            note=self._call_sheet(),
            user_id=self._collector().id or False,
        )

    def _call_sheet(self):
        """Return what to know on the phone: whom to call, what is open since when, what was sent before."""
        env = self._lang_env()
        contact = self.partner_id._dunning_recipient()
        rows = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (line.move_id.name or "", format_date(env, line.due_date), line._amount_text(env))
            for line in self._asked_lines()
        )
        before = self.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", SENT),
                ("id", "!=", self.id),
            ],
            order="date desc, id desc",
            limit=5,
        )
        history = Markup().join(
            Markup("<li>%s: %s</li>") % (format_date(env, notice.date), notice.step_id.name)
            for notice in reversed(before)
        )
        sheet = '<p>%s %s %s</p><table class="table table-sm"><tr><th>%s</th><th>%s</th><th>%s</th></tr>%s</table>'
        return Markup(sheet + "<ul>%s</ul>") % (
            contact.name or "",
            contact.phone or "",
            contact.email or "",
            env._("Invoice"),
            env._("Due"),
            env._("Open"),
            rows,
            history,
        )

    # === What comes back === #

    def _message_receive_bounce(self, email, partner):
        """Extend: an address that does not work is somebody's task."""
        result = super()._message_receive_bounce(email, partner)
        self._note_failed_mail()
        return result

    def _note_failed_mail(self):
        for notice in self.sudo().filtered(lambda notice: notice.state == SENT and not notice.mail_failed):
            notice.mail_failed = True
            notice._activity(
                "mail.mail_activity_data_call",
                notice._lang_env()._("The reminder did not arrive: remind the customer by phone"),
            )


class DunningNoticeLine(models.Model):
    _inherit = "dunning.notice.line"

    def _amount_text(self, env=None):
        """Return what is asked for in the invoice's currency, and in the company's where that is another one."""
        self.ensure_one()
        env = env or self.env
        text = formatLang(env, self.amount, currency_obj=self.currency_id)
        if self.currency_id == self.company_currency_id:
            return text
        return f"{text} ({formatLang(env, self.company_amount, currency_obj=self.company_currency_id)})"
