"""Credit notes and fees of returns."""

from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    rma_id = fields.Many2one(
        "sale.rma", "Return", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    rma_line_id = fields.Many2one(
        "sale.rma.line", "Return Line", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
