"""The facts: one model for each kind of document that figures are made of."""

from odoo import fields, models

from ...engine import kpi_definition as kinds


class SaleOrderFact(models.Model):
    """One order, quotations and replacements included; these are left out with a reason."""

    _name = "sale.order.fact"
    _inherit = ["sale.fact"]
    _description = "Order as Figures See It"
    _source = kinds.ORDER
    _document = "sale.order"

    confirmed_at = fields.Datetime("Confirmed On", readonly=True)
    shipped_at = fields.Datetime("Shipped On", readonly=True, help="When all of it had left")
    delivered_at = fields.Datetime("Delivered On", readonly=True, help="When the last of it arrived")
    value = fields.Float("Untaxed Value", readonly=True, digits=0, help="At confirmation, in the company's currency")


class SaleOrderLineFact(models.Model):
    """One order line, with what was ordered when it was confirmed."""

    _name = "sale.order.line.fact"
    _inherit = ["sale.fact"]
    _description = "Order Line as Figures See It"
    _source = kinds.LINE
    _document = "sale.order.line"

    ordered = fields.Float(readonly=True, digits=0, help="As confirmed, in the product's own unit")
    delivered = fields.Float(readonly=True, digits=0)


class StockPickingFact(models.Model):
    """One shipment to a customer."""

    _name = "stock.picking.fact"
    _inherit = ["sale.fact"]
    _description = "Shipment as Figures See It"
    _source = kinds.SHIPMENT
    _document = "stock.picking"


class StockMoveFact(models.Model):
    """What of one order line left with one shipment, or came back."""

    _name = "stock.move.fact"
    _inherit = ["sale.fact"]
    _description = "Movement as Figures See It"
    _source = kinds.MOVEMENT
    _document = "stock.move"


class SaleQuotationFact(models.Model):
    """One quotation, with all its revisions."""

    _name = "sale.quotation.fact"
    _inherit = ["sale.fact"]
    _description = "Quotation as Figures See It"
    _source = kinds.QUOTATION
    _document = "sale.order"


class SaleOrderHoldFact(models.Model):
    """One hold of one order."""

    _name = "sale.order.hold.fact"
    _inherit = ["sale.fact"]
    _description = "Hold as Figures See It"
    _source = kinds.HOLD
    _document = "sale.order.hold"


class OrderValidationWaiverFact(models.Model):
    """One finding that somebody has waived."""

    _name = "order.validation.waiver.fact"
    _inherit = ["sale.fact"]
    _description = "Waiver as Figures See It"
    _source = kinds.WAIVER
    _document = "order.validation.finding"


class SaleRmaFact(models.Model):
    """One return."""

    _name = "sale.rma.fact"
    _inherit = ["sale.fact"]
    _description = "Return as Figures See It"
    _source = kinds.RETURN
    _document = "sale.rma"


class ShipmentClaimFact(models.Model):
    """One claim for damage or loss."""

    _name = "shipment.claim.fact"
    _inherit = ["sale.fact"]
    _description = "Claim as Figures See It"
    _source = kinds.CLAIM
    _document = "shipment.claim"


class AccountMoveFact(models.Model):
    """One customer invoice, or (with a negative document) a shipment that is not invoiced yet."""

    _name = "account.move.fact"
    _inherit = ["sale.fact"]
    _description = "Invoice as Figures See It"
    _source = kinds.INVOICE
    _document = "account.move"
