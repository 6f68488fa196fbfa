"""Discounts of a whole invoice go back in the proportion in which its goods do; so do the cents of its taxes."""

from odoo import models
from odoo.fields import Command

from ...engine.money import to_amount, to_units
from ...engine.return_money import portion


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    def _settled_as_money(self):
        """Return how much of the line was refunded or credited so far."""
        self.ensure_one()
        settled = self.inspection_ids.filtered(
            lambda inspection: inspection.settled_at and inspection.resolution in ("refund", "credit")
        )
        return sum(settled.mapped("quantity"))


class AccountMove(models.Model):
    _inherit = "account.move"

    def _credited_by_returns(self):
        """Return what of this invoice was credited: ``{discount line or set of taxes: amount}``; see below.

        Amounts are measured as the lines' prices are: with taxes where these are included.
        """
        self.ensure_one()
        credited = {}
        notes = self.reversal_move_ids.filtered(lambda note: note.move_type == "out_refund" and note.state != "cancel")
        for line in notes.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
            key = (line.product_id, line.tax_ids) if line.price_subtotal < 0 else line.tax_ids
            credited[key] = credited.get(key, 0.0) + line._measure()
        return credited

    def _prepare_discount_lines(self, credit, credited):
        """Return the values of the lines that take discounts of the whole invoice off a credit.

        :param credit: a part of one of this invoice's lines
        :param dict credited: what was credited so far; changed by this
        """
        self.ensure_one()
        line, unit = credit.invoice_line, self.currency_id.rounding
        products = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        whole = sum(each._measure() for each in products if each.price_subtotal > 0 and each.tax_ids == line.tax_ids)
        now = credit.amount or (line._measure() * credit.quantity / line.quantity)
        before = credited.get(line.tax_ids, 0.0)
        credited[line.tax_ids] = before + now
        values = []
        for discount in products.filtered(lambda each: each._is_invoice_discount() and each.tax_ids == line.tax_ids):
            key = (discount.product_id, discount.tax_ids)
            total = to_units(-discount._measure(), unit)
            given = to_units(-credited.get(key, 0.0), unit)
            amount = to_amount(portion(total, whole, before, now, given), unit) if whole else 0.0
            if not amount:
                continue
            credited[key] = credited.get(key, 0.0) - amount
            prepared = self.env["sale.order"]._prepare_credit_line(discount, 1)
            taken = {"price_unit": -amount, "discount": 0, "sale_line_ids": False, "rma_line_id": credit.due.line.id}
            values.append({**prepared, **taken})
        return values

    def _take_the_rest(self):
        """Give the credit note that completes its invoice what rounding the taxes of parts has left over."""
        for note in self:
            invoice = note.reversed_entry_id
            notes = invoice.reversal_move_ids.filtered(
                lambda each: each.move_type == "out_refund" and each.state != "cancel"
            )
            lines = invoice.invoice_line_ids.filtered(lambda line: line.display_type == "product")
            back = notes.invoice_line_ids.filtered(lambda line: line.display_type == "product")
            unit = note.currency_id.rounding
            untaxed = to_units(sum(lines.mapped("price_subtotal")), unit)
            if not lines.tax_ids or abs(untaxed - to_units(sum(back.mapped("price_subtotal")), unit)) > len(back):
                continue
            rest = to_units(invoice.amount_total, unit) - to_units(sum(notes.mapped("amount_total")), unit)
            taxes = note.line_ids.filtered("tax_repartition_line_id")
            if taxes and 0 < abs(rest) <= len(back):
                taxes[0]._add_to_tax(to_amount(rest, unit))


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _measure(self):
        """Return the line's amount as its price is: with taxes where they are included."""
        self.ensure_one()
        return self.price_total if any(self.tax_ids.mapped("price_include")) else self.price_subtotal

    def _is_invoice_discount(self):
        """Whether the line takes something off the whole invoice."""
        self.ensure_one()
        return self.display_type == "product" and self.price_subtotal < 0 and not self.is_downpayment

    def _add_to_tax(self, amount):
        """Add to a tax line of a draft credit note, as somebody who edits the tax does.

        :param float amount: in the note's currency; may be negative
        """
        self.ensure_one()
        raised = self.amount_currency + amount  # taxes of credit notes are debits
        self.move_id.write({"line_ids": [Command.update(self.id, {"amount_currency": raised})]})
