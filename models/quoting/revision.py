"""What a customer was sent, kept as it was."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..append_only import guard

LINKS = [
    "partner_id",
    "partner_invoice_id",
    "partner_shipping_id",
    "pricelist_id",
    "payment_term_id",
    "incoterm",
    "sent_by_id",
]
LINE_LINKS = ["product_id", "product_uom_id"]


class SaleOrderRevision(models.Model):
    """A quotation as it was sent: written once, never changed, and gone only with its quotation.

    Fields that the quotation has, too, have its names. What belongs together is compared and restored by name.
    A database trigger refuses every change, for all users. Only links to deleted records may be emptied.
    """

    _name = "sale.order.revision"
    _description = "Revision of a Quotation"
    _order = "order_id desc, number desc"
    _log_access = False
    _rec_name = "number"
    _allow_sudo_commands = False

    order_id = fields.Many2one("sale.order", "Quotation", required=True, readonly=True, ondelete="cascade")
    number = fields.Integer("Revision", required=True, readonly=True)
    sent_at = fields.Datetime("Sent", readonly=True, help="Empty: it was sent before revisions were kept.")
    sent_by_id = fields.Many2one("res.users", "Sent by", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="set null")
    partner_invoice_id = fields.Many2one("res.partner", "Invoice Address", readonly=True, ondelete="set null")
    partner_shipping_id = fields.Many2one("res.partner", "Delivery Address", readonly=True, ondelete="set null")
    invoice_address = fields.Text("Invoice Address Then", readonly=True)
    shipping_address = fields.Text("Delivery Address Then", readonly=True)
    pricelist_id = fields.Many2one("product.pricelist", readonly=True, ondelete="set null")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    payment_term_id = fields.Many2one("account.payment.term", "Payment Terms", readonly=True, ondelete="set null")
    incoterm = fields.Many2one("account.incoterms", readonly=True, ondelete="set null")
    validity_date = fields.Date("Expiration", readonly=True)
    commitment_date = fields.Datetime("Delivery Date", readonly=True)
    note = fields.Html("Terms and Conditions", readonly=True)
    require_signature = fields.Boolean("Online Signature", readonly=True)
    require_payment = fields.Boolean("Online Payment", readonly=True)
    prepayment_percent = fields.Float("Prepayment", readonly=True)
    amount_untaxed = fields.Monetary("Untaxed Amount", readonly=True)
    amount_tax = fields.Monetary("Taxes", readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    content_hash = fields.Char("Fingerprint", required=True, readonly=True)
    attachment_id = fields.Many2one("ir.attachment", "PDF", readonly=True, ondelete="restrict")
    pdf_problem = fields.Char("Why There Is No PDF", readonly=True)
    line_ids = fields.One2many("sale.order.revision.line", "revision_id", "Lines", readonly=True)

    _one_of_a_number = models.UniqueIndex("(order_id, number)", "A quotation has one revision of a number.")

    @api.depends("order_id", "number")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = self.env._(
                "%(order)s Rev. %(number)s", order=revision.order_id.name or "", number=revision.number
            )

    def init(self):
        """Let the database itself refuse what the ORM refuses."""
        message = "What was sent to a customer stays as it was."
        guard(self.env.cr, self._table, message, LINKS, goes_with=("order_id", "sale_order"))

    def write(self, vals):
        """Refuse: what was sent stays.

        :raise UserError: always, unless there is nothing to write
        """
        if self and vals:
            raise UserError(self.env._("What was sent to a customer stays as it was."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Revisions of a quotation cannot be deleted."))

    # === On the screen === #

    def action_open_pdf(self):
        """Open the PDF as the customer got it.

        :raises UserError: where there is none
        """
        self.ensure_one()
        if not self.attachment_id:
            raise UserError(self.pdf_problem or self.env._("There is no PDF of this revision."))
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.attachment_id.id}", "target": "new"}

    def action_compare(self):
        """Open the comparison of this revision with the quotation as it is now."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare Revisions of %(order)s", order=self.order_id.name),
            "res_model": "sale.order.revision.compare",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_order_id": self.order_id.id,
                "default_old_id": self.id,
                "dialog_size": "extra-large",
            },
        }


class SaleOrderRevisionLine(models.Model):
    """One line of a quotation as it was sent; kept as its revision is."""

    _name = "sale.order.revision.line"
    _description = "Line of a Revision"
    _order = "revision_id, sequence, id"
    _log_access = False
    _rec_name = "name"
    _allow_sudo_commands = False

    revision_id = fields.Many2one("sale.order.revision", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    origin_line = fields.Integer("Line of the Quotation", readonly=True, help="Its id, also where it is deleted.")
    sequence = fields.Integer("Place", readonly=True)
    display_type = fields.Char(readonly=True)
    product_id = fields.Many2one("product.product", readonly=True, ondelete="set null")
    name = fields.Text("Description", readonly=True)
    product_uom_qty = fields.Float("Quantity", digits="Product Unit", readonly=True)
    product_uom_id = fields.Many2one("uom.uom", "Unit", readonly=True, ondelete="set null")
    price_unit = fields.Float("Unit Price", min_display_digits="Product Price", readonly=True)
    discount = fields.Float("Discount (%)", digits="Discount", readonly=True)
    taxes = fields.Json("Taxes by Id and Name", readonly=True)
    tax_names = fields.Char("Taxes", compute="_compute_tax_names")
    customer_lead = fields.Float("Lead Time (Days)", readonly=True)
    is_optional = fields.Boolean("Optional", readonly=True)
    collapse_prices = fields.Boolean("Prices Hidden", readonly=True)
    collapse_composition = fields.Boolean("Composition Hidden", readonly=True)
    price_subtotal = fields.Monetary("Subtotal", readonly=True)
    extra = fields.Json("Needed to Restore", readonly=True)

    @api.depends("taxes")
    def _compute_tax_names(self):
        for line in self:
            line.tax_names = ", ".join(name for _id, name in line.taxes or [])

    def init(self):
        """Let the database itself refuse what the ORM refuses."""
        message = "What was sent to a customer stays as it was."
        guard(self.env.cr, self._table, message, LINE_LINKS, goes_with=("revision_id", "sale_order_revision"))

    def write(self, vals):
        """Refuse: what was sent stays.

        :raise UserError: always, unless there is nothing to write
        """
        if self and vals:
            raise UserError(self.env._("What was sent to a customer stays as it was."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Revisions of a quotation cannot be deleted."))
