"""A record in a batch."""

from odoo import fields, models

from .const import KINDS, TARGETS


class QuickbooksExportLine(models.Model):
    """What was exported of a record, as it was: it stays readable when the record changes, or is gone."""

    _name = "quickbooks.export.line"
    _description = "Exported Record"
    _order = "batch_id desc, portion, id"
    _rec_name = "full_number"
    _check_company_auto = True

    batch_id = fields.Many2one("quickbooks.export.batch", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    target = fields.Selection(TARGETS, required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    move_id = fields.Many2one("account.move", "Entry", readonly=True, index="btree_not_null", ondelete="set null")
    payment_id = fields.Many2one("account.payment", readonly=True, index="btree_not_null", ondelete="set null")
    portion = fields.Integer(required=True, readonly=True)
    number = fields.Char("Short Number", readonly=True)
    full_number = fields.Char("Number", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="set null", index="btree_not_null")
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True, help="Balance of the customer's account, in the company's currency.")
    fingerprint = fields.Char(readonly=True)
    free = fields.Boolean(readonly=True, help="The batch was cancelled, or the record released.")
    free_reason = fields.Char(readonly=True)
    change = fields.Selection(
        [("changed", "Changed since"), ("gone", "Gone")], readonly=True, help="What happened after the export."
    )

    _move_once = models.UniqueIndex(
        "(target, move_id) WHERE move_id IS NOT NULL AND NOT free", "This entry is exported already."
    )
    _payment_once = models.UniqueIndex(
        "(target, payment_id) WHERE payment_id IS NOT NULL AND NOT free", "This payment is exported already."
    )
    _number_once = models.UniqueIndex(
        "(company_id, target, kind, number) WHERE number IS NOT NULL AND NOT free",
        "Another document has this short number.",
    )
