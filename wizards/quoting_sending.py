"""The dialog of quotations that lack something: what it is, what repairs it, who may waive it, and what is sent."""

from odoo import api, fields, models

from ..engine.findings import OPEN, RESOLVED


class QuotationSending(models.TransientModel):
    """Quotations that are to be sent, some of which may not be sent as they are."""

    _name = "quotation.sending"
    _description = "Sending of Quotations"

    order_ids = fields.Many2many("sale.order")
    proforma = fields.Boolean(help="As pro-forma invoice")
    is_plain = fields.Boolean(help="Without a template")
    finding_ids = fields.One2many("order.validation.finding", compute="_compute_findings")
    is_blocked = fields.Boolean(compute="_compute_findings")
    waiting_count = fields.Integer(compute="_compute_findings", help="How many quotations may not be sent as they are.")
    ready_count = fields.Integer(compute="_compute_findings", help="How many quotations nothing stops any more.")

    @api.model
    def _open(self, orders, refused):
        """Return the action that shows what quotations lack.

        :param sale.order orders: what is to be sent
        :param sale.order refused: those of them that may not be sent as they are
        """
        context = self.env.context
        dialog = self.create(
            {
                "order_ids": orders.ids,
                "proforma": bool(context.get("proforma")),
                "is_plain": bool(context.get("hide_default_template")),
            }
        )
        return dialog._action(refused)

    def _action(self, refused):
        title = (
            self.env._("%(quotation)s is not complete", quotation=refused.name)
            if len(refused) == 1
            else self.env._("Quotations to Send")
        )
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.depends("order_ids")
    def _compute_findings(self):
        for dialog in self:
            quotations = dialog._quotations()
            refused = quotations._not_to_be_sent()
            findings = quotations.finding_ids.filtered(
                lambda finding: finding.door == "send" and finding.state != RESOLVED
            )
            dialog.finding_ids = findings.sorted(
                lambda finding: (finding.order_id.id, finding.state != OPEN, finding.severity, finding.rule_sequence)
            )
            dialog.is_blocked = bool(refused)
            dialog.waiting_count = len(refused)
            dialog.ready_count = len(dialog.order_ids - refused)

    def _quotations(self):
        return self.order_ids.filtered(lambda order: order.state in ("draft", "sent"))

    def action_check(self):
        """Check again, and show what is left."""
        self.ensure_one()
        quotations = self._quotations()
        quotations.check_access("read")
        quotations._check_sending()
        return self._action(quotations._not_to_be_sent())

    def action_send(self):
        """Go on with what may be sent now.

        :return: the composer; or this dialog again, if all of it is stopped
        """
        self.ensure_one()
        ready = self.order_ids - self._quotations()._not_to_be_sent()
        if not ready:
            return self.action_check()
        context = {"proforma": self.proforma, "hide_default_template": self.is_plain}
        return ready.with_context(**context).action_quotation_send()
