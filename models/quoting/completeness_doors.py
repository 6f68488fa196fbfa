"""The doors through which a quotation is sent."""

from odoo import models
from odoo.exceptions import UserError

from ...engine.findings import OPEN
from ..validation.transaction import GateTransaction


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_quotation_send(self):
        """Extend: before the message is written, the quotation is judged.

        A message to one customer that does not bring the quotation, as the list of actions offers, is none.

        :return: the composer; or a dialog of what is missing, where that stops people
        """
        if len(self) == 1 and self.env.context.get("hide_default_template"):
            return super().action_quotation_send()
        if refused := self._judge_before_sending():
            return self.env["quotation.sending"]._open(self, refused)
        return super().action_quotation_send()

    def action_quotation_sent(self):
        """Extend: what is marked as sent is judged.

        :raise UserError: for people, with everything that stops it
        """
        self._pass_sending_door()
        return super().action_quotation_sent()

    def message_post(self, **kwargs):
        """Extend: the message that brings the quotation.

        :raise UserError: for people, with everything that stops it
        """
        if self.env.context.get("mark_so_as_sent"):
            self._pass_sending_door()
        return super().message_post(**kwargs)

    def _judge_before_sending(self):
        """Judge what is going to be sent.

        :return: the quotations that may not be sent; none where a customer or a job is driving
        """
        self._check_sending()
        return self.browse() if self._gate_holds() else self._not_to_be_sent()

    def _pass_sending_door(self):
        if refused := self._judge_before_sending():
            raise UserError(refused._sending_refusal())

    def _sending_refusal(self):
        """Return everything that keeps these quotations from being sent, one line for each finding."""
        blocking = self._standing_of_sending(OPEN).filtered(lambda finding: finding.severity == "block")
        lines = []
        for order in self:
            lines.append(self.env._("%(order)s cannot be sent:", order=order.name))
            lines += [f"- {finding.message}" for finding in blocking if finding.order_id.id == order.id]
        return "\n".join(lines)


class MailScheduledMessage(models.Model):
    _inherit = "mail.scheduled.message"

    def _post_message(self, raise_exception=True):
        """Extend: what was to be sent later was judged when it was written, and goes."""
        with GateTransaction.of(self.env).customer_door():
            return super()._post_message(raise_exception)
