"""Orders after a return: what was settled is neither invoiced again nor waits for it."""

from odoo import api, fields, models

from ...engine.return_money import Billing


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    replaces_rma_line_id = fields.Many2one(
        "sale.rma.line",
        "Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The line of a return that these goods are sent for.",
    )

    @api.model
    def _has_field_access(self, field, operation):
        """Extend: nobody types what returns have settled or replaced; it is neither invoiced nor counted as owed."""
        typed = operation == "write" and field.name in ("qty_return_settled", "replaces_rma_line_id")
        if typed and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.depends("qty_return_settled")
    def _compute_qty_to_invoice(self):
        """Extend: what is invoiced on ordered quantities is not due either once a return has settled it.

        Of what is invoiced when delivered, the delivered quantity has fallen already.
        """
        result = super()._compute_qty_to_invoice()
        for line in self:
            if line.qty_return_settled and line.state == "sale" and line.product_id.invoice_policy == "order":
                line.qty_to_invoice -= line.qty_return_settled
        return result

    @api.depends("qty_return_settled")
    def _compute_invoice_status(self):
        """Extend: a line of which a part was invoiced and the rest came back is invoiced."""
        result = super()._compute_invoice_status()
        for line in self:
            if line.invoice_status == "no" and line.qty_return_settled and line.qty_invoiced > 0:
                done = line.qty_invoiced + line.qty_return_settled
                if line.product_uom_id.compare(done, line.product_uom_qty) >= 0:
                    line.invoice_status = "invoiced"
        return result

    def _return_billings(self):
        """Return ``{line: Billing}`` and ``{line: {invoice line id: its units in one of the line's}}``."""
        lines = self.sudo()  # whoever settles a return need not read invoices
        creditable, factors = {}, {}
        for line_id, invoice_line, quantity, factor in lines._creditable_parts():
            creditable.setdefault(line_id, []).append((invoice_line.id, quantity))
            factors.setdefault(line_id, {})[invoice_line.id] = factor
        billings = {}
        for line in lines:
            sums = {"posted": 0.0, "drafts": 0.0, "credited": 0.0}
            for invoice_line in line.invoice_lines:
                move = invoice_line.move_id
                if move.state == "cancel" or move.move_type not in ("out_invoice", "out_refund"):
                    continue
                kind = "posted" if move.state == "posted" else "drafts"
                sums["credited" if move.move_type == "out_refund" else kind] += (
                    invoice_line.product_uom_id._compute_quantity(
                        invoice_line.quantity, line.product_uom_id, round=False
                    )
                )
            billings[line.with_env(self.env)] = Billing(
                delivered=line.qty_delivered, lines=tuple(creditable.get(line.id, ())), **sums
            )
        return billings, factors


class SaleReport(models.Model):
    _inherit = "sale.report"

    def _where_sale(self):
        """Extend: what is sent again at no charge is no sale."""
        return f"""{super()._where_sale()}
            AND NOT (COALESCE(s.is_replacement, FALSE) AND COALESCE(l.discount, 0) >= 100)"""
