"""Sending what was planned: customer by customer, each as the data stand at that moment."""

import logging
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, split_every
from odoo.tools.misc import format_date, formatLang

from ...engine import dunning as engine
from .dunning_mail import CompiledTexts
from .dunning_notice import PLANNED, SENT, SKIPPED
from .dunning_schedule import HOLDING

_logger = logging.getLogger(__name__)

TOGETHER = 50  # customers in one transaction, at most


def _portion(left):
    """Return how many customers are sent in one transaction: only of many that wait more than one."""
    return min(TOGETHER, left // 20) or 1


class DunningRun(models.Model):
    _inherit = "dunning.run"

    def _waiting_domain(self):
        return [("run_id", "in", self.ids), ("state", "=", PLANNED), ("problem", "=", False)]

    def _send_at_once(self):
        """Send all that waits in this transaction."""
        planner = self._planner()
        notices = self.env["dunning.notice"].search(self._waiting_domain(), order="id")
        for portion in split_every(_portion(len(notices)), notices.ids):
            notices.browse(portion)._send_or_mark(planner)
        self._finish()

    def _send_one_by_one(self, commit, tries=5):
        """Send all that waits and is not being sent by somebody else; committed customer by customer.

        In a big run a few customers share a transaction, and what it takes to read and to write: still each is sent
        with its notes or not at all.

        :param commit: called after each with how many are left and were done; it ends the sending with False
        :param int tries: conflicts with others that are borne, one after the other
        :return: whether nothing is left to do here
        """
        planner = self._planner()
        left, conflicts = self.env["dunning.notice"].search_count(self._waiting_domain()), 0
        while True:
            try:
                notices = self._lock_waiting(_portion(left))
                if not notices:
                    self._finish()
                    return True
                notices._send_or_mark(planner)
                left, conflicts = max(0, left - len(notices)), 0
                if not commit(left, len(notices)):
                    return False
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody else was at one of these customers; what they did is seen in the next transaction.
                self.env.cr.rollback()
                conflicts += 1
                if conflicts == tries:
                    raise

    def _lock_waiting(self, count):
        """Return the next notices that wait and nobody else is sending, locked."""
        self.env["dunning.notice"].flush_model(["run_id", "state", "problem"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM dunning_notice WHERE run_id = %s AND state = %s AND problem IS NULL
                 ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
                """,
                self.id,
                PLANNED,
                count,
            )
        )
        return self.env["dunning.notice"].browse(row[0] for row in rows)

    def _finish(self):
        waiting = self.env["dunning.notice"].search_count(self._waiting_domain(), limit=1)
        if not waiting and self.try_lock_for_update():
            self.state = SENT


class DunningNotice(models.Model):
    _inherit = "dunning.notice"

    def _send_or_mark(self, planner):
        """Send; if that fails, each by itself. Write down why one fails: the run goes on, and the next tries again."""
        try:
            with self.env.cr.savepoint():
                self._send(planner)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            if len(self) > 1:
                for notice in self:
                    notice._send_or_mark(planner)
                return
            if not isinstance(error, UserError):
                _logger.exception("Reminder %s failed", self.id)
            self.problem = str(error) or type(error).__name__

    def _send(self, planner):
        """Look at these customers once more, and take their steps: notes, mails and holds in one transaction."""
        run, customers = self.run_id, self.partner_id
        # Of two runs at one customer the later one is refused here, runs again, and finds the notes of the first.
        accounts = self.env["dunning.account"]._take(customers, self.company_id)
        plan = run._decide(planner, customers.ids)
        self.env["dunning.notice.line"].flush_model()
        self.env.cr.execute(SQL("DELETE FROM dunning_notice_line WHERE notice_id IN %s", self._ids))
        run._write_lines(planner, plan, {notice.partner_id.id: notice.id for notice in self}, SENT)
        messages = {message.customer: message for message in plan.messages}
        taken = []
        for notice in self:
            message = messages.get(notice.partner_id.id)
            if message:
                taken.append((notice, notice._note_sent(planner, message)))
            else:
                notice.write({"state": SKIPPED, "step_id": False, "amount": 0})
        self._write_mails(taken)
        accounts = accounts.grouped("partner_id")
        for notice, steps in taken:
            notice._take_steps(steps, accounts[notice.partner_id])

    def _note_sent(self, planner, message):
        """Write down that this is sent; return the steps that are taken, the highest last."""
        self.write(
            {
                "state": SENT,
                "step_id": message.step.key,
                "amount": self.run_id._message_amount(planner, message),
                "sent_at": fields.Datetime.now(),
            }
        )
        steps = sorted({verdict.step for verdict in message.verdicts}, key=lambda step: step.rank)
        return self.env["dunning.step"].browse(step.key for step in steps)

    def _take_steps(self, steps, account):
        """Do what the steps say beside the message: each action once.

        :param dunning.step steps: of this message, the highest last
        """
        actions = set(steps.mapped("action"))
        if engine.CALL in actions:
            self._activity("mail.mail_activity_data_call", self._lang_env()._("Call about open invoices"))
        if engine.LETTER in actions:
            self._activity("mail.mail_activity_data_todo", self._lang_env()._("Print and send the letter"))
        if set(HOLDING) & actions:
            account._refresh_holds(self.partner_id, self.company_id)
        if steps.filtered(lambda step: step.action == engine.COLLECTIONS or step.hand_over):
            account.in_collections_on = self.date
            self._activity("mail.mail_activity_data_todo", self._lang_env()._("Hand over to collections"))

    @api.model
    def _write_mails(self, taken):
        """Write one mail to each customer, by the highest of the steps that has one.

        :param list taken: ``[(notice, its steps)]``
        """
        by_step = defaultdict(self.browse)
        for notice, steps in taken:
            writing = steps.filtered("template_id")[-1:]
            if writing:
                by_step[writing] |= notice
        for step, notices in by_step.items():
            notices._mail(step)

    def _mail(self, step):
        """Write to the customers; for one without an address somebody has to call."""
        for notice in self:
            notice.recipient_id = notice.partner_id._dunning_recipient()
            if not notice.recipient_id.email_normalized:
                summary = notice._lang_env()._("No e-mail address: remind the customer by phone")
                notice._activity("mail.mail_activity_data_call", summary)
        reached = self.filtered("recipient_id.email_normalized")
        if reached:
            reached.line_ids.move_id.fetch(["name"])  # of these long rows nothing else is needed
            # The text is that of the highest step which writes; a call beside it changes nothing.
            template = step.template_id.with_context(dunning_step_id=step.id, dunning_texts=CompiledTexts())
            template.send_mail_batch(reached.ids)

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
