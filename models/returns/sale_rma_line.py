"""Lines of a return: a quantity of one order line."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.return_policy import Progress
from .const import DISPOSITIONS, RESOLUTIONS


class SaleRmaLine(models.Model):
    """What comes back of one order line; of a kit, the kit or one of its components."""

    _name = "sale.rma.line"
    _description = "Return Line"
    _inherit = ["sale.rma.untyped"]
    _order = "rma_id, id"
    _check_company_auto = True

    rma_id = fields.Many2one("sale.rma", "Return", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rma_id.company_id", store=True, index=True)
    state = fields.Selection(related="rma_id.state", store=True, index=True)
    partner_id = fields.Many2one(related="rma_id.partner_id")
    sale_line_id = fields.Many2one(
        "sale.order.line",
        "Order Line",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain="[('order_id.partner_id', 'child_of', partner_id), ('state', '=', 'sale')]",
    )
    order_id = fields.Many2one(related="sale_line_id.order_id", store=True, index="btree_not_null")
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
        check_company=True,
    )
    uom_id = fields.Many2one(
        "uom.uom", "Unit", compute="_compute_uom_id", store=True, precompute=True, required=True, ondelete="restrict"
    )
    lot_id = fields.Many2one(
        "stock.lot",
        "Lot/Serial",
        domain="[('product_id', '=', product_id)]",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True, string="Announced")
    quantity_received = fields.Float(
        "Received", digits="Product Unit", compute="_compute_quantity_received", store=True
    )
    quantity_inspected = fields.Float("Inspected", digits="Product Unit", readonly=True, copy=False)
    quantity_accepted = fields.Float("Accepted", digits="Product Unit", readonly=True, copy=False)
    quantity_settled = fields.Float(
        "Settled", digits="Product Unit", readonly=True, copy=False, help="Inspected and resolved."
    )
    closed_at = fields.Datetime("Not Expected Since", readonly=True, copy=False)
    unexpected = fields.Boolean("Not Announced", readonly=True, copy=False)
    reason_id = fields.Many2one("sale.order.reason", domain="[('kind', '=', 'return')]", ondelete="restrict")
    reason_note = fields.Char("Customer's Words")
    inspection_reason_id = fields.Many2one(
        "sale.order.reason", "Inspector's Reason", domain="[('kind', '=', 'inspection')]", ondelete="restrict"
    )
    resolution = fields.Selection(RESOLUTIONS, default="refund", required=True)
    disposition = fields.Selection(DISPOSITIONS)
    photo_ids = fields.Many2many("ir.attachment", string="Customer's Photos", copy=False)
    move_ids = fields.One2many("stock.move", "rma_line_id", "Moves", readonly=True)
    amount = fields.Monetary("Value", compute="_compute_amount", store=True)
    currency_id = fields.Many2one(related="rma_id.currency_id")

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0 OR unexpected)", "The quantity of a return must be more than zero."
    )
    _settled_once = models.Constraint(
        "CHECK (COALESCE(quantity_settled, 0) <= COALESCE(quantity_inspected, 0) + 0.00001)",
        "More of a return would be settled than was inspected.",
    )

    @api.depends("sale_line_id")
    def _compute_product_id(self):
        for line in self:
            if line.sale_line_id and not line.product_id:
                line.product_id = line.sale_line_id.product_id
            else:
                line.product_id = line.product_id

    @api.depends("sale_line_id", "product_id")
    def _compute_uom_id(self):
        """The order line's unit; of a component or something unexpected its own."""
        for line in self:
            same = line.sale_line_id.product_id == line.product_id
            line.uom_id = line.sale_line_id.product_uom_id if same and line.sale_line_id else line.product_id.uom_id

    @api.depends("move_ids.state", "move_ids.quantity", "move_ids.rma_receipt", "uom_id", "product_id")
    def _compute_quantity_received(self):
        """What came in with done receipts, less what was taken back; kits as far as they are complete."""
        for line in self:
            line.quantity_received = line._quantity_of(line._receipts())

    def _quantity_of(self, moves):
        """Return how much of the line some of its moves carry, in its unit; less what goes to the customer.

        :param moves: moves of the line; of a kit those of its components
        """
        self.ensure_one()
        carried = moves._carried()
        if not carried or self.product_id in carried:
            return self._in_own_unit(carried.get(self.product_id, 0.0))
        per_kit = self.sale_line_id._parts_per_kit()
        return min((carried.get(product, 0.0) / factor for product, factor in per_kit.items()), default=0.0)

    @api.depends("quantity", "product_id", "uom_id", "sale_line_id.price_total", "sale_line_id.product_uom_qty")
    def _compute_amount(self):
        """Value with taxes in the company's currency, of a component its share of the kit."""
        for line in self:
            line.amount = line._value_of(line.quantity)

    def _progress(self):
        """Return how far the line has come, for the engine."""
        self.ensure_one()
        return Progress(
            announced=self.quantity,
            received=self.quantity_received,
            inspected=self.quantity_inspected,
            settled=self.quantity_settled,
            closed=bool(self.closed_at),
        )

    @api.constrains("reason_id", "inspection_reason_id")
    def _check_reasons(self):
        for line in self:
            if line.reason_id:
                line.reason_id._check_kind("return")
            if line.inspection_reason_id:
                line.inspection_reason_id._check_kind("inspection")

    @api.constrains("sale_line_id", "rma_id")
    def _check_customer(self):
        for line in self.filtered("sale_line_id"):
            if line.order_id.partner_id.commercial_partner_id != line.rma_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(order)s is not an order of %(customer)s.",
                        order=line.order_id.name,
                        customer=line.rma_id.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: lines are added to drafts, of orders that one may see.

        :raise AccessError: for somebody else's orders
        :raise UserError: once the return was requested
        """
        lines = super().create(vals_list)
        lines._check_changeable()
        lines.sale_line_id.check_access("read")
        return lines

    def write(self, vals):
        """Extend: lines change while the return is a draft, to orders that one may see.

        :raise AccessError: for somebody else's orders
        :raise UserError: once the return was requested
        """
        if {"sale_line_id", "product_id", "quantity", "lot_id", "rma_id"} & set(vals):
            self._check_changeable()
        written = super().write(vals)
        if "rma_id" in vals:
            self._check_changeable()  # nor are they moved to a return that is none
        if "sale_line_id" in vals:
            self.sale_line_id.check_access("read")
        return written

    @api.ondelete(at_uninstall=False)
    def _check_changeable(self):
        """Lines change until the return is requested; a request gives its ledger back first."""
        if not self.env.su and any(line.rma_id.state != "draft" for line in self):
            raise UserError(self.env._("Lines change only while the return is a draft. Set it back to draft first."))
