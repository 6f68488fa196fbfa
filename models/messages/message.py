"""Each message that a customer gets, or will."""

from odoo import fields, models

from .const import KINDS


class OrderMessage(models.Model):
    """One thing that one customer is told of one order; one row, however often it happens."""

    _name = "order.message"
    _description = "Message about an Order"
    _order = "id desc"
    _rec_name = "kind"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    policy_id = fields.Many2one("order.message.policy", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, index=True, ondelete="set null")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    subject_key = fields.Char(
        required=True, readonly=True, default="", help="The transfer, document or event that it is about."
    )
    event_id = fields.Many2one("sale.order.event", readonly=True, ondelete="set null")
    picking_id = fields.Many2one(
        "stock.picking", "Transfer", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one("account.move", "Invoice", readonly=True, index="btree_not_null", ondelete="set null")
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("sent", "Sent"),
            ("overtaken", "Overtaken"),
            ("declined", "Not Wanted"),
            ("failed", "Not Sent"),
        ],
        required=True,
        readonly=True,
        default="queued",
        help="Overtaken: the order had gone on before it was told. Not wanted: the customer gets no messages.",
    )
    due_at = fields.Datetime(required=True, readonly=True)
    in_summary = fields.Boolean(readonly=True, help="It waits for the summary of the day.")
    sent_at = fields.Datetime(readonly=True)
    mail_message_id = fields.Many2one("mail.message", readonly=True, index="btree_not_null", ondelete="set null")
    problem = fields.Char(readonly=True)
    failure = fields.Selection(
        [
            ("text", "Its Text Cannot Be Written"),
            ("refused", "Refused by the Mail Server"),
            ("returned", "Came Back"),
            ("other", "Something Else"),
        ],
        "Why Not Sent",
        readonly=True,
    )

    _once = models.UniqueIndex("(kind, order_id, subject_key)", "A customer is told of this once.")
    _parcel_once = models.UniqueIndex(
        "(order_id, subject_key) WHERE kind IN ('shipped', 'partly_shipped')", "A customer is told of a parcel once."
    )
    _invoice_once = models.UniqueIndex(
        "(subject_key) WHERE kind = 'invoiced'", "A customer is told of an invoice once, however many orders it is for."
    )
    _waiting = models.Index("(due_at) WHERE state = 'queued'")
    # The last of them says whether a text works; what one could not say is asked for when it does.
    _sent = models.Index("(policy_id, sent_at) WHERE state = 'sent'")
    _unwritten = models.Index("(policy_id) WHERE failure = 'text'")
    _refused = models.Index("(mail_message_id) WHERE failure = 'refused'")
