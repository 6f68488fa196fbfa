"""The paper that travels with returned goods."""

from odoo import models

SLIP = "quote_to_cash.report_return_slip"


class SaleRma(models.Model):
    _inherit = "sale.rma"

    def action_print_slip(self):
        """Print the return slip, in the customer's language."""
        return self.env.ref("quote_to_cash.action_report_return_slip").report_action(self)

    def _slip_pdf(self):
        """Return the slip as a PDF, for mails and the customer's page.

        :rtype: bytes
        """
        self.ensure_one()
        # Whoever may see the return may have its slip, with the warehouse's address and the orders' numbers.
        content, _kind = self.env["ir.actions.report"].sudo()._render_qweb_pdf(SLIP, self.ids)
        return content

    def _slip_address(self):
        """Return where the customer sends the parcel: our warehouse, or who had sent the goods."""
        self.ensure_one()
        rma = self.sudo()  # customers and salespeople print it, who see neither warehouses nor vendors
        if rma.return_to == "vendor":
            vendor = rma.line_ids._slip_vendor()
            if vendor:
                return vendor[:1]
        return rma.warehouse_id.partner_id or rma.company_id.partner_id

    def _slip_lines(self):
        """Return the lines that are still expected."""
        self.ensure_one()
        return self.sudo().line_ids.filtered(lambda line: not line.closed_at and not line.unexpected)


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    def _slip_vendor(self):
        """Return who drop shipped the goods of these lines; empty where purchases are not installed."""
        moves = self.sale_line_id.move_ids.filtered(lambda move: move.location_id.usage == "supplier")
        if "purchase_line_id" not in moves._fields:
            return self.env["res.partner"]
        return moves.purchase_line_id.order_id.partner_id
