"""Which messages a company sends."""

from odoo import fields, models

from .const import KINDS


class OrderMessagePolicy(models.Model):
    """One kind of message of one company. Off until somebody has seen its text and switched it on."""

    _name = "order.message.policy"
    _description = "Message to Customers"
    _order = "company_id, sequence, id"
    _rec_name = "kind"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade", readonly=True)
    sequence = fields.Integer()
    kind = fields.Selection(KINDS, required=True, readonly=True)
    enabled = fields.Boolean("Send", copy=False)
    since = fields.Datetime(readonly=True, copy=False, help="What happened before is not told.")
    template_id = fields.Many2one("mail.template", ondelete="restrict", domain=[("model", "=", "order.message")])
    delay = fields.Integer("Wait", default=15, help="Minutes. A status that is left again within them is not told.")

    _once = models.UniqueIndex("(company_id, kind)", "A company has one policy for each kind of message.")
    _delay_positive = models.Constraint("CHECK (delay >= 0)", "The delay cannot be negative.")
