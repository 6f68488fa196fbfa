"""What customers are told of their returns: once at each stage, by a job, so that no mail stops goods."""

import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import plaintext2html

from ...engine import return_portal as engine

_logger = logging.getLogger(__name__)

JOB = "quote_to_cash.ir_cron_send_return_messages"
TEMPLATES = {stage: f"quote_to_cash.mail_template_return_{stage}" for stage in engine.TOLD}


class SaleRmaMessage(models.Model):
    """One stage of one return, of which its customer is told; one row, however often the stage is reached."""

    _name = "sale.rma.message"
    _description = "Message about a Return"
    _order = "id"

    rma_id = fields.Many2one("sale.rma", "Return", required=True, index=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="rma_id.company_id", store=True, index=True)
    stage = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("received", "Received"),
            ("done", "Resolved"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent"), ("overtaken", "Overtaken"), ("failed", "Not Sent")],
        default="waiting",
        required=True,
        readonly=True,
        help="Overtaken: the next stage came before the customer was told of this one.",
    )
    sent_at = fields.Datetime(readonly=True)
    problem = fields.Char(readonly=True)

    _once = models.UniqueIndex("(rma_id, stage)", "The customer is told of a stage of a return once.")
    _waiting = models.Index("(id) WHERE state = 'waiting'")

    @api.model
    def _cron_send(self, limit=50):
        """Send the messages that wait. Works in portions; a killed or repeated run goes on with what is left.

        :param int limit: messages in one portion
        """
        domain = [("state", "=", "waiting")]
        remaining = self.search_count(domain)
        while remaining:
            messages = self.search(domain, limit=limit).try_lock_for_update()
            if not messages:
                return
            for message in messages:
                message._send_or_mark()
            remaining = max(0, remaining - len(messages))
            if not self.env["ir.cron"]._commit_progress(len(messages), remaining=remaining):
                return

    def _send_or_mark(self):
        """Send one message. What goes wrong is written down, given to somebody, and keeps no other waiting."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._send()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("Message %s about a return failed", self.id)
            self.write({"state": "failed", "problem": str(error) or type(error).__name__})
            self.rma_id._tell_by_hand(self)

    def _send(self):
        """Queue the mail of one stage in the customer's language.

        :raise UserError: without an address to write to, or a template
        """
        rma = self.rma_id
        if not rma.partner_id.email:
            raise UserError(self.env._("%s has no e-mail address.", rma.partner_id.display_name))
        template = self.env.ref(TEMPLATES[self.stage], raise_if_not_found=False)
        if not template:
            raise UserError(self.env._("The template of this message was deleted."))
        values = {"author_id": rma.company_id.partner_id.id}
        if not template.reply_to:  # the mails say "answer this mail"; alone, answers would go to who is the sender
            values["reply_to"] = rma._notify_get_reply_to()[rma.id]
        if self.stage == "approved" and rma._has_slip():
            slip = {"name": f"{rma.name.replace('/', '-')}.pdf", "raw": rma._slip_pdf(), "res_model": rma._name}
            attachment = self.env["ir.attachment"].create({**slip, "res_id": rma.id})
            values["attachment_ids"] = [Command.link(attachment.id)]
        template.with_user(SUPERUSER_ID).send_mail(
            rma.id, email_values=values, email_layout_xmlid="mail.mail_notification_light"
        )
        self.write({"state": "sent", "sent_at": fields.Datetime.now()})


class SaleRma(models.Model):
    _inherit = "sale.rma"

    customer_message_ids = fields.One2many("sale.rma.message", "rma_id", "Messages to the Customer", readonly=True)

    def _to_state(self, state, **values):
        """Extend: the customer is told, if the company wants it."""
        result = super()._to_state(state, **values)
        self._queue_message(state)
        return result

    def _queue_message(self, state):
        """Have the job tell the customer of a stage; of each once, until the return begins anew.

        What was not told before the next stage came is not told any more: a request that is approved at once is one
        message.
        """
        self.ensure_one()
        log = self.sudo().customer_message_ids  # nobody writes these directly
        if state == "draft":
            log.unlink()
            return
        log.filtered(lambda message: message.state == "waiting").state = "overtaken"
        if state not in engine.TOLD or not self.company_id.rma_mails or state in log.mapped("stage"):
            return
        if state == "cancelled" and not self.requested_at:  # of a draft that is dropped nobody was told
            return
        log.create({"rma_id": self.id, "stage": state})
        job = self.env.ref(JOB, raise_if_not_found=False)
        if job:
            job.sudo()._trigger()  # clerks may not read jobs

    def _tell_by_hand(self, message):
        """Note that a message was not sent, and ask somebody to tell the customer.

        :param message: ``sale.rma.message`` with its problem
        """
        self.ensure_one()
        stage = dict(message._fields["stage"]._description_selection(self.env))[message.stage]
        summary = self.env._("Tell the customer: %s", stage)
        owner = self.user_id or self.team_id._owner_of("requested")
        if owner:
            self.activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, note=plaintext2html(message.problem), user_id=owner.id
            )
        else:
            self._message_log(body=f"{summary}. {message.problem}")

    # === For the templates === #

    def _page_link(self):
        """Return the whole address of the customer's page; empty where the company shows none."""
        self.ensure_one()
        if not self.company_id.rma_portal:
            return ""
        return f"{self.get_base_url()}{self.sudo()._get_share_url()}"

    def _lines_told(self, received=False):
        """Return ``[(quantity, unit, goods)]`` as mails list them.

        :param bool received: what has come in instead of what was announced
        """
        self.ensure_one()
        rows = [(line.quantity_received if received else line.quantity, line) for line in self.line_ids]
        return [(f"{count:g}", line.uom_id.name, line.product_id.display_name) for count, line in rows if count]

    def _outcome_told(self):
        """Return what follows from a finished return, in sentences; of what was not accepted, that it was not."""
        self.ensure_one()
        told = []
        for move in self.refund_ids.filtered(lambda move: move.state == "posted"):
            told.append(self.env._("Credit note %(number)s.", number=move.name))
        for order in self.replacement_order_ids.filtered(lambda order: order.state == "sale"):
            told.append(self.env._("Replacement with order %(number)s.", number=order.name))
        for line in self.line_ids:
            refused = line.quantity_inspected - line.quantity_accepted
            if line.uom_id.compare(refused, 0.0) > 0:
                told.append(
                    self.env._(
                        "%(count)s %(unit)s %(goods)s: not accepted.",
                        count=f"{refused:g}",
                        unit=line.uom_id.name,
                        goods=line.product_id.display_name,
                    )
                )
        return told
