"""The dialog in which a message to customers is looked at, and switched on."""

from odoo import api, fields, models


class OrderMessagePreview(models.TransientModel):
    """What one message says about one order."""

    _name = "order.message.preview"
    _description = "Preview of a Message to Customers"

    policy_id = fields.Many2one("order.message.policy", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="policy_id.company_id")
    kind = fields.Selection(related="policy_id.kind")
    enabled = fields.Boolean(related="policy_id.enabled")
    since = fields.Datetime(related="policy_id.since")
    recent_count = fields.Integer(related="policy_id.recent_count")
    delay = fields.Integer(related="policy_id.delay", readonly=False)
    template_id = fields.Many2one(related="policy_id.template_id", readonly=False)
    order_id = fields.Many2one(
        "sale.order", "Shown for", domain="[('company_id', '=', company_id), ('state', '!=', 'draft')]"
    )
    is_example = fields.Boolean(help="What the message is about did not happen to this order lately.")
    language = fields.Char(readonly=True)
    subject = fields.Char(readonly=True)
    body_html = fields.Html("Text", readonly=True, sanitize="email_outgoing")
    problem = fields.Char(readonly=True)

    @api.depends("policy_id")
    def _compute_display_name(self):
        for preview in self:
            preview.display_name = preview.policy_id.display_name

    def action_show(self):
        """Write the text anew, for the chosen order and template."""
        self.ensure_one()
        empty = {"subject": False, "body_html": False, "problem": False, "language": False}
        found = self.policy_id._preview(self.order_id) if self.order_id else {}
        lang = found.pop("lang", False)
        if lang:
            found["language"] = self.env["res.lang"]._get_data(code=lang).name
        self.write({**empty, **found})
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Message to Customers: %s", self.policy_id.display_name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "large"},
        }

    def action_switch_on(self):
        """Have customers told of this from now on.

        :raise UserError: if the text cannot be written
        """
        self.ensure_one()
        self.policy_id.enabled = True
        return self._close()

    def action_switch_off(self):
        """Tell customers nothing more of this."""
        self.ensure_one()
        self.policy_id.enabled = False
        return self._close()

    def _close(self):
        # Behind the dialog is a list, or the settings, that show the switch.
        return {"type": "ir.actions.act_window_close", "infos": {"done": True}}

    def action_edit_template(self):
        """Open the template."""
        self.ensure_one()
        return self.template_id._get_records_action(target="new")
