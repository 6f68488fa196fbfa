"""What a customer reads in a quotation, as plain values: of the quotation, and of what was kept of it."""

from odoo import models
from odoo.tools import is_html_empty

from ...engine.quote_compare import Document, Line, fingerprint, number

# Who sells, the date of the document and the customer's own reference are no part of what is offered.
TERMS = (
    "partner_id",
    "partner_invoice_id",
    "partner_shipping_id",
    "currency_id",
    "payment_term_id",
    "incoterm",
    "validity_date",
    "commitment_date",
    "note",
    "require_signature",
    "require_payment",
    "prepayment_percent",
    "amount_untaxed",
    "amount_tax",
    "amount_total",
)
LINE_TERMS = (
    "display_type",
    "product_id",
    "name",
    "product_uom_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "customer_lead",
    "is_optional",
    "collapse_prices",
    "collapse_composition",
    "price_subtotal",
)
TAXES = "tax_ids"


def plain(record, name):
    """Return a field's value so that equal values are equal, also after they were stored."""
    kind, value = record._fields[name].type, record[name]
    if kind == "many2one":
        return value.id
    if kind in ("float", "monetary"):
        return number(value)
    if kind == "html":
        return "" if is_html_empty(value) else str(value)
    if kind in ("date", "datetime"):
        return value.isoformat() if value else ""
    return value if kind == "boolean" else (value or "")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _quote_lines(self):
        """Return the lines that are offered, in their order: not those of deposits, which come with invoices."""
        return self.order_line.filtered(lambda line: not line.is_downpayment).sorted()

    def _quote_document(self):
        """Return what the quotation says now."""
        self.ensure_one()
        lines = [
            Line({name: plain(line, name) for name in LINE_TERMS} | {TAXES: tuple(sorted(line.tax_ids.ids))}, line.id)
            for line in self._quote_lines()
        ]
        return Document({name: plain(self, name) for name in TERMS}, tuple(lines))

    def _quote_fingerprint(self):
        """Return the fingerprint of what the quotation says now."""
        return fingerprint(self._quote_document())


class SaleOrderRevision(models.Model):
    _inherit = "sale.order.revision"

    def _quote_document(self):
        """Return what the quotation said when it was sent."""
        self.ensure_one()
        lines = [
            Line(
                {name: plain(line, name) for name in LINE_TERMS}
                | {TAXES: tuple(sorted(tax for tax, _name in line.taxes or []))},
                line.origin_line,
            )
            for line in self.line_ids
        ]
        return Document({name: plain(self, name) for name in TERMS}, tuple(lines))
