"""The dialog in which a clerk begins a return."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import return_policy as rules
from ..models.returns.const import RESOLUTIONS, SOURCES


class SaleRmaWizard(models.TransientModel):
    """What comes back of an order, a delivery or an invoice: quantities, a reason, what the customer wants."""

    _name = "sale.rma.wizard"
    _description = "Return Goods"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    source = fields.Selection(SOURCES, default="order", required=True, readonly=True)
    reason_id = fields.Many2one("sale.order.reason", domain="[('kind', '=', 'return')]")
    resolution = fields.Selection(RESOLUTIONS, "Customer Wants", default="refund", required=True)
    return_to = fields.Selection([("us", "Our Warehouse"), ("vendor", "The Vendor")], default="us", required=True)
    has_dropshipped = fields.Boolean(readonly=True)
    note = fields.Html("Description")
    line_ids = fields.One2many("sale.rma.wizard.line", "wizard_id", "Goods")
    needs_decision = fields.Boolean(compute="_compute_needs_decision")

    @api.model
    def default_get(self, fields):
        """Extend: the lines are what the ledger says can come back."""
        values = super().default_get(fields)
        lines = self.env["sale.order.line"].browse(self.env.context.get("returns_sale_line_ids") or []).exists()
        lines.check_access("read")
        choices = lines._return_choices()
        if "line_ids" in fields:
            values["line_ids"] = [Command.create(self._prepare_line(choice)) for choice in choices]
        if "has_dropshipped" in fields:
            values["has_dropshipped"] = any(
                move.state == "done" and move.location_id.usage == "supplier" for move in lines.move_ids
            )
        return values

    @api.model
    def _prepare_line(self, choice):
        return {
            "sale_line_id": choice.sale_line.id,
            "product_id": choice.product.id,
            "lot_id": choice.lot.id,
            "left": choice.left,
            "last_day": choice.last_day,
            "trouble": choice.trouble,
            "is_part": choice.is_part,
        }

    @api.depends("line_ids.sale_line_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.line_ids.sale_line_id.company_id[:1] or self.env.company

    @api.depends("line_ids.quantity", "line_ids.trouble")
    def _compute_needs_decision(self):
        for wizard in self:
            wizard.needs_decision = any(line.trouble and line.quantity > 0 for line in wizard.line_ids)

    def action_all(self):
        """Take all that can come back: whole kits, not their components besides."""
        for line in self.line_ids:
            line.quantity = 0.0 if line.is_part or line.trouble else line.left
        return {**self._reopen(), "context": self.env.context}

    def _reopen(self):
        return {
            "name": self.env._("Return Goods"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        """Make the return, ask for it and open it.

        :raise UserError: with everything that does not fit, at once
        """
        self.ensure_one()
        self._check_quantities()
        chosen = self.line_ids.filtered(lambda line: line.quantity > 0)
        lines = [line._prepare_return_line() for line in chosen]
        rma = self.env["sale.rma"]._create_return(
            self.partner_id, lines, source=self.source, note=self.note, return_to=self.return_to
        )
        return rma._get_records_action()

    def _check_quantities(self):
        problems = []
        for line in self.line_ids:
            name = line.product_id.display_name
            if line.quantity < 0:
                problems.append(self.env._("%s: a quantity cannot be negative.", name))
            elif line.uom_id.compare(line.quantity, line.left) > 0:
                problems.append(self.env._("%(goods)s: at most %(left)g can come back.", goods=name, left=line.left))
            elif line.quantity and not (line.reason_id or self.reason_id):
                problems.append(self.env._("%s: say why it comes back.", name))
        if problems:
            raise UserError("\n".join(problems))


class SaleRmaWizardLine(models.TransientModel):
    """Goods that can come back."""

    _name = "sale.rma.wizard.line"
    _description = "Goods That Can Come Back"

    wizard_id = fields.Many2one("sale.rma.wizard", required=True, ondelete="cascade")
    sale_line_id = fields.Many2one("sale.order.line", "Order Line", required=True, readonly=True, ondelete="cascade")
    order_id = fields.Many2one(related="sale_line_id.order_id")
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", compute="_compute_uom_id")
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", readonly=True)
    is_part = fields.Boolean("Part of a Kit", readonly=True)
    left = fields.Float("Can Return", digits="Product Unit", readonly=True)
    quantity = fields.Float("Returns", digits="Product Unit")
    reason_id = fields.Many2one("sale.order.reason", domain="[('kind', '=', 'return')]")
    resolution = fields.Selection(RESOLUTIONS, "Other Wish")
    last_day = fields.Date("Until", readonly=True)
    trouble = fields.Char(readonly=True)
    terms = fields.Char(compute="_compute_terms")

    @api.depends("product_id", "sale_line_id")
    def _compute_uom_id(self):
        for line in self:
            own = line.product_id == line.sale_line_id.product_id
            line.uom_id = line.sale_line_id.product_uom_id if own else line.product_id.uom_id

    @api.depends("trouble", "is_part")
    def _compute_terms(self):
        words = {
            rules.TOO_LATE: self.env._("Window has passed"),
            rules.NOT_RETURNABLE: self.env._("Not returnable"),
            rules.NOT_DELIVERED: self.env._("Not delivered yet"),
        }
        for line in self:
            line.terms = words.get(line.trouble, "")

    def _prepare_return_line(self):
        """Return the values of the ``sale.rma.line``."""
        self.ensure_one()
        return {
            "sale_line_id": self.sale_line_id.id,
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": self.quantity,
            "reason_id": (self.reason_id or self.wizard_id.reason_id).id,
            "resolution": self.resolution or self.wizard_id.resolution,
        }


class SaleRmaReject(models.TransientModel):
    """Why returns are rejected; the customer is told."""

    _name = "sale.rma.reject"
    _description = "Reject Returns"

    rma_ids = fields.Many2many("sale.rma", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Reject the returns."""
        return self.rma_ids.action_reject(self.reason)


class SaleRma(models.Model):
    _inherit = "sale.rma"

    def action_open_reject(self):
        """Ask why the returns are rejected."""
        return {
            "name": self.env._("Reject"),
            "type": "ir.actions.act_window",
            "res_model": "sale.rma.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"default_rma_ids": self.ids},
        }
