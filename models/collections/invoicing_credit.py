"""Credit notes for what came back, each linked to the invoice that billed it."""

from collections import defaultdict

from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

# What of each line can still be credited on each posted invoice, the newest first
CREDITABLE = """
SELECT r.order_line_id AS line_id, a.id AS invoice_line_id,
       (a.quantity - COALESCE((
            SELECT SUM(ca.quantity * COALESCE(cu.factor, 1))
              FROM sale_order_line_invoice_rel cr
              JOIN account_move_line ca ON ca.id = cr.invoice_line_id
              JOIN account_move c ON c.id = ca.move_id AND c.move_type = 'out_refund' AND c.state <> 'cancel'
              LEFT JOIN uom_uom cu ON cu.id = ca.product_uom_id
             WHERE cr.order_line_id = r.order_line_id AND c.reversed_entry_id = i.id), 0) / COALESCE(u.factor, 1))
       * COALESCE(u.factor, 1) / COALESCE(lu.factor, 1) AS quantity,
       COALESCE(lu.factor, 1) / COALESCE(u.factor, 1) AS per_unit
  FROM sale_order_line_invoice_rel r
  JOIN sale_order_line l ON l.id = r.order_line_id
  JOIN account_move_line a ON a.id = r.invoice_line_id AND a.quantity > 0
  JOIN account_move i ON i.id = a.move_id AND i.move_type = 'out_invoice' AND i.state = 'posted'
  LEFT JOIN uom_uom u ON u.id = a.product_uom_id
  LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
 WHERE r.order_line_id = ANY(%s)
 ORDER BY i.invoice_date DESC, a.id DESC
"""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _create_planned_credits(self, plan):
        """Create the credit notes of a plan; draft.

        Quantities that no posted invoice can take (its invoice is still a draft) are left, with their returns.

        :return: ``account.move``
        """
        Notes = self.env["account.move"]
        if not plan.credits:
            return Notes
        parts, lines = defaultdict(list), self.env["sale.order.line"].browse(plan.credits)
        left = dict(plan.credits)
        for line_id, invoice_line, quantity, per_unit in lines._creditable_parts():
            part = min(left[line_id], quantity)
            if part > 0:
                left[line_id] -= part
                parts[invoice_line.move_id].append((invoice_line, part * per_unit))
        for line_id, rest in left.items():
            if rest > 0.00001:
                plan.returns.pop(line_id, None)
        date = {line.id: plan.dates[line.order_id.id] for line in self.order_line if line.id in plan.credits}
        return Notes.create([self._prepare_credit_note(invoice, lines, date) for invoice, lines in parts.items()])

    def _prepare_credit_note(self, invoice, lines, dates):
        """Return the values of a credit note for returned quantities.

        :param invoice: what is credited
        :param lines: ``[(invoice line, quantity in its unit)]``
        :param dict dates: ``{order line id: date}``
        """
        sale_lines = [sale_line for line, _quantity in lines for sale_line in line.sale_line_ids.ids]
        names = ("partner_id", "partner_shipping_id", "currency_id", "journal_id", "fiscal_position_id", "company_id")
        names += ("invoice_user_id", "team_id")
        return {
            "move_type": "out_refund",
            "reversed_entry_id": invoice.id,
            "ref": self.env._("Return: %s", invoice.name),
            "invoice_origin": invoice.invoice_origin,
            "invoice_date": max([dates[line] for line in sale_lines if line in dates] + [invoice.invoice_date]),
            **{name: invoice[name].id for name in names},
            "invoice_line_ids": [Command.create(self._prepare_credit_line(*part)) for part in lines],
        }

    def _prepare_credit_line(self, line, quantity):
        """Return the values of a line that credits a quantity of an invoice line, at what was paid for it."""
        return {
            **{name: line[name].id for name in ("product_id", "product_uom_id", "account_id")},
            "name": line.name,
            "quantity": quantity,
            "price_unit": line.price_unit,
            "discount": line.discount,
            "analytic_distribution": line.analytic_distribution,
            "tax_ids": [Command.set(line.tax_ids.ids)],
            "sale_line_ids": [Command.set(line.sale_line_ids.ids)],
        }

    def _settle_credits(self, notes):
        """Take what an invoice still owes off by its own credit note."""
        plan = []
        for note in notes:
            invoice = note.reversed_entry_id
            open_lines = (invoice + note).line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
            )
            if len(open_lines.move_id) == 2 and len(open_lines.account_id) == 1:
                plan.append(open_lines)
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _creditable_parts(self):
        """Return what of these lines posted invoices can still be credited, the newest first.

        :return: ``[(order line id, invoice line, quantity in the order line's unit, invoice units in one of them)]``
        """
        self.env.flush_all()
        rows = self.env.execute_query_dict(SQL(CREDITABLE, self.ids))
        invoice_lines = self.env["account.move.line"].browse([row["invoice_line_id"] for row in rows])
        return [
            (row["line_id"], line, float(row["quantity"]), float(row["per_unit"]))
            for row, line in zip(rows, invoice_lines, strict=True)
        ]
