"""The fee of a cancellation becomes a line: of the deposit's credit note, or of an invoice."""

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.misc import formatLang

from ...engine.cancellation_fee import bearer
from ...engine.money import to_units


class SaleCancellation(models.Model):
    _inherit = "sale.cancellation"

    def _charge_fees(self, notes):
        """Take the fees off the deposits' draft credit notes, where one is high enough; invoice the others.

        :param account.move notes: draft credit notes of these orders' deposits
        """
        to_invoice = self.browse()
        for row in self._due():
            note = row._note_that_bears(notes)
            if note:
                values = row._prepare_fee_line()
                # A credit note of more lines is a credit note of less money.
                note.write({"invoice_line_ids": [Command.create({**values, "price_unit": -values["price_unit"]})]})
                row.fee_move_id = note
            else:
                to_invoice |= row
        to_invoice._invoice_fees()
        self._log_fees()

    def _log_fees(self):
        """Note in the orders which document has the fee, or why there is none: they are not linked otherwise."""
        texts = {}
        for row in self.filtered("fee"):
            fee = formatLang(self.env, row.fee, currency_obj=row.currency_id)
            if row.fee_waived:
                text = self.env._("Cancellation fee of %(fee)s waived: %(note)s", fee=fee, note=row.waive_note)
            elif row.fee_move_id:
                document = row.fee_move_id._get_html_link()
                text = self.env._(
                    "Cancellation fee of %(fee)s, without taxes: %(document)s", fee=fee, document=document
                )
            else:
                continue
            texts[row.order_id.id] = text
        self.order_id.browse(texts)._message_log_batch(texts)

    def _log_fees_that_stay(self):
        """Note in orders that are opened again that their fees are still on documents: somebody decides on them."""
        texts = {}
        for order, rows in self.grouped("order_id").items():
            if documents := rows.fee_move_id.filtered(lambda move: move.state != "cancel"):
                links = Markup(", ").join(document._get_html_link() for document in documents)
                texts[order.id] = self.env._("The fee of the cancellation stays on %(documents)s.", documents=links)
        self.order_id.browse(texts)._message_log_batch(texts)

    def _note_that_bears(self, notes):
        """Return the credit note from which the fee is taken off, or none.

        What is paid comes first: there is money to keep.
        """
        self.ensure_one()
        rows = self.order_id.deposit_refund_ids.filtered(
            lambda row: row.note_id in notes and row.note_id.currency_id == self.currency_id
        ).sorted(lambda row: (row.invoice_id.amount_residual, row.id))
        rounding = self.currency_id.rounding
        position = bearer(
            to_units(self._fee_with_taxes(), rounding), [to_units(row.note_id.amount_total, rounding) for row in rows]
        )
        return self.env["account.move"] if position is None else rows[position].note_id

    def _invoice_fees(self):
        """Create an invoice for the fee of each row; posted where the company wants it."""
        if not self:
            return
        invoices = self.env["account.move"].create([row._prepare_fee_invoice() for row in self])
        for row, invoice in zip(self, invoices, strict=True):
            row.fee_move_id = invoice
        posted = self.filtered(lambda row: row.company_id.cancellation_fee_mode == "posted").fee_move_id
        for group in posted.grouped("company_id").values():
            group.action_post()

    def _prepare_fee_invoice(self):
        self.ensure_one()
        order = self.order_id.with_company(self.company_id)
        return {**order._prepare_invoice(), "invoice_line_ids": [Command.create(self._prepare_fee_line())]}

    def _prepare_fee_line(self):
        """Return the values of an invoice line with the fee.

        :raise UserError: if the company has no product for it
        """
        self.ensure_one()
        order = self.order_id
        product, taxes = self._fee_product_and_taxes()
        customer = self.with_context(lang=order.partner_invoice_id.lang or self.env.lang).env
        included = taxes.flatten_taxes_hierarchy().filtered("price_include")
        price = self.fee
        if included:  # the fee is untaxed, the price of such a line is not
            price = included.compute_all(self.fee, self.currency_id, handle_price_include=False)["total_included"]
        return {
            "product_id": product.id,
            "name": customer._("Cancellation fee for %(order)s", order=order.name),
            "quantity": 1,
            "price_unit": price,
            "tax_ids": [Command.set(taxes.ids)],
        }

    def _fee_with_taxes(self):
        _product, taxes = self._fee_product_and_taxes()
        if not taxes:
            return self.fee
        return taxes.compute_all(self.fee, self.currency_id, handle_price_include=False)["total_included"]

    def _fee_product_and_taxes(self):
        self.ensure_one()
        product = self.company_id.cancellation_fee_product_id.with_company(self.company_id)
        if not product:
            raise UserError(
                self.env._("Choose the product for cancellation fees of %s in the settings.", self.company_id.name)
            )
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        return product, self.order_id.fiscal_position_id.map_tax(taxes)

    def _record_lines(self, quantities):
        """Write how much of which line was cancelled.

        :param dict quantities: of order lines
        """
        rows = {row.order_id: row for row in self}
        self.env["sale.cancellation.line"].create(
            [
                {
                    "cancellation_id": rows[line.order_id.sudo()].id,
                    "order_line_id": line.id,
                    "quantity": quantity,
                    "value": line.currency_id.round(line.price_subtotal * quantity / line.product_uom_qty),
                }
                for line, quantity in quantities.items()
            ]
        )
