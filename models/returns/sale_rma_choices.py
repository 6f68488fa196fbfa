"""What can be chosen for a return, and the one way in which returns are made of it."""

from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


@dataclass
class Choice:
    """Goods of one order line that can come back: its product, one component, or one lot."""

    sale_line: models.BaseModel
    product: models.BaseModel
    left: float  # in the unit of a return line: the order line's, of a component its own
    lot: models.BaseModel
    last_day: object = None
    trouble: str | None = None
    is_part: bool = False


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _return_choices(self):
        """Return what of these lines can be announced, in their order, as :class:`Choice`.

        Tracked goods have one choice for each lot, kits one for the kit and one for each component.
        """
        ledgers = self._return_ledgers()
        lots = self.env["stock.lot"].browse({lot for found in ledgers.values() for lot in found.lots})
        names = {lot.id: lot for lot in lots.sudo().exists()}  # who sells need not see the warehouse's lots
        choices = []
        for company, lines in self.grouped("company_id").items():
            products = lines.product_id.browse(
                {p.id for line in lines if line in ledgers for p in (line.product_id, *ledgers[line].parts)}
            )
            windows = self.env["sale.rma.policy"]._windows(company, products)
            for line in lines:
                if line in ledgers:
                    choices += line._choices_of(ledgers[line], windows, names)
        order = {line: number for number, line in enumerate(self)}
        return sorted(choices, key=lambda choice: order[choice.sale_line])

    def _choices_of(self, found, windows, lots):
        self.ensure_one()
        company = self.company_id
        delivered = found.delivered_at and company._local_day(found.delivered_at)
        choices = []
        for product in (self.product_id, *found.parts):
            left = found.left(product)
            if left <= 0:
                continue
            window, is_part = windows[product], product != self.product_id
            terms = {
                "last_day": delivered and window.last_day(delivered),
                "trouble": window.trouble(delivered, company._local_day()),
                "is_part": is_part,
            }
            tracked = [
                (lots[lot], quantity)
                for lot, quantity in found.lots.items()
                if quantity > 0 and lot in lots and lots[lot].product_id == product
            ]
            unit = product.uom_id if is_part else self.product_uom_id
            for lot, quantity in tracked or [(self.env["stock.lot"], left)]:
                quantity = product.uom_id._compute_quantity(min(quantity, left), unit, round=False)
                choices.append(Choice(self, product, quantity, lot, **terms))
        return choices


class SaleRma(models.Model):
    _inherit = "sale.rma"

    @api.model
    def _create_return(self, partner, lines, **values):
        """Make a return and ask for it: the way of dialogs, recalls and the customer's page.

        :param res.partner partner: the customer
        :param lines: values of ``sale.rma.line``; all of one company
        :param values: of ``sale.rma``
        :return: the return, requested, or approved where the company's rules say so
        :raise UserError: for no lines, and whatever :meth:`action_request` refuses
        """
        if not lines:
            raise UserError(self.env._("Enter how many come back."))
        sale_lines = self.env["sale.order.line"].browse([line["sale_line_id"] for line in lines])
        companies = sale_lines.company_id
        if len(companies) > 1:
            raise UserError(self.env._("Goods of several companies are several returns."))
        rma = self.create(
            {
                "partner_id": partner.id,
                "company_id": companies.id,
                "user_id": False if self.env.user.share else self.env.uid,
                "line_ids": [Command.create(line) for line in lines],
                **values,
            }
        )
        rma.action_request()
        return rma

    @api.model
    def _action_return(self, source, sale_lines, partner=None):
        """Return the action that opens the dialog for some order lines.

        :param str source: of :data:`const.SOURCES`
        :param sale_lines: what may come back
        :param partner: the customer, by default the orders'
        """
        return {
            "name": self.env._("Return Goods"),
            "type": "ir.actions.act_window",
            "res_model": "sale.rma.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_source": source,
                "default_partner_id": (partner or sale_lines.order_id[:1].partner_id).id,
                "returns_sale_line_ids": sale_lines.ids,
            },
        }


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_return_goods(self):
        """Open the dialog in which goods of these orders are returned."""
        if len(self.partner_id.commercial_partner_id) > 1:
            raise UserError(self.env._("Choose orders of one customer."))
        return self.env["sale.rma"]._action_return("order", self.order_line)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    can_return_goods = fields.Boolean(compute="_compute_can_return_goods")

    @api.depends("state", "move_ids.sale_line_id")
    def _compute_can_return_goods(self):
        for picking in self:
            picking.can_return_goods = picking.state == "done" and any(
                move.sale_line_id and move._brings_to_customer() for move in picking.move_ids
            )

    def action_return_goods(self):
        """Open the dialog in which goods of this delivery are returned."""
        self.ensure_one()
        return self.env["sale.rma"]._action_return("transfer", self.move_ids.sale_line_id)


class AccountMove(models.Model):
    _inherit = "account.move"

    can_return_goods = fields.Boolean(compute="_compute_can_return_goods")

    @api.depends("state", "move_type", "invoice_line_ids.sale_line_ids")
    def _compute_can_return_goods(self):
        for move in self:
            move.can_return_goods = (
                move.move_type == "out_invoice"
                and move.state == "posted"
                and any(line.qty_delivered_method == "stock_move" for line in move.invoice_line_ids.sale_line_ids)
            )

    def action_return_goods(self):
        """Open the dialog in which goods of this invoice are returned."""
        self.ensure_one()
        return self.env["sale.rma"]._action_return("invoice", self.invoice_line_ids.sale_line_ids)
