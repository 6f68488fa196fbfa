"""Which shipment is on which invoice: once, whatever runs twice."""

from odoo import fields, models


class SaleInvoicingShipment(models.Model):
    """A done move of an order line that was invoiced or credited by itself.

    The unique index is the guarantee: two runs at once cannot both write the same move. Whoever deletes the draft
    invoice frees its shipments again.
    """

    _name = "sale.invoicing.shipment"
    _description = "Invoiced Shipment"
    _order = "id desc"
    _rec_name = "invoice_id"
    _allow_sudo_commands = False

    move_id = fields.Many2one("stock.move", "Shipment", required=True, readonly=True, ondelete="cascade")
    order_id = fields.Many2one("sale.order", required=True, readonly=True, index=True, ondelete="cascade")
    invoice_id = fields.Many2one(
        "account.move",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: nothing was left to invoice or credit for it.",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")

    _once = models.UniqueIndex("(move_id)", "This shipment is invoiced already.")
