"""Credit notes of returns: what was billed and came back, on the invoices that billed it."""

from collections import defaultdict
from dataclasses import dataclass

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine.money import to_amount, to_units
from ...engine.return_money import divide, portion


@dataclass(frozen=True)
class Credit:
    """A part of a :class:`Due` on one invoice line: a quantity in the invoice line's unit, or an amount."""

    due: object
    invoice_line: object
    quantity: float = 0.0
    amount: float = 0.0


class SaleRma(models.Model):
    _inherit = "sale.rma"

    def _refund(self, dues):
        """Take returned quantities off what the customer owes or has paid.

        What no invoice has is not due any more; the rest is credited on the invoices that billed it, less the fee.

        :param dues: :class:`Due`
        :return: the posted documents: credit notes, and invoices of fees
        :raise UserError: when only a draft invoice has it, or the fee has no product
        """
        self.ensure_one()
        credits, not_due = self._divide_dues([due for due in dues if not due.is_component])
        credits += self._component_credits([due for due in dues if due.is_component])
        notes = self.env["account.move"]
        for kept in (False, True):  # one after the other: of the second the first is known
            chosen = [credit for credit in credits if credit.due.kept is kept]
            notes |= self._create_notes(chosen, kept)
        unpaid_fees = notes._charge_fees() + self._fees_of_what_is_not_due(not_due)
        self._note_settled([due for due in dues if not due.is_component])
        notes._take_the_rest()
        documents = notes | self._create_fee_invoices(unpaid_fees)
        documents.action_post()
        to_settle = notes.filtered(lambda note: not note.is_store_credit)
        self.env["sale.order"]._settle_credits(to_settle)
        self._ask_to_pay_out(to_settle)
        documents._send_by_setting()
        return documents

    def _note_settled(self, dues):
        """Write what of the order lines is not due any more; lines with the same quantity at once."""
        settled = {}
        for due in dues:
            settled[due.sale_line] = settled.get(due.sale_line, due.sale_line.qty_return_settled) + due.quantity
        of_quantity = defaultdict(self.env["sale.order.line"].browse)
        for line, quantity in settled.items():
            of_quantity[quantity] |= line
        for quantity, lines in of_quantity.items():
            lines.qty_return_settled = quantity

    def _divide_dues(self, dues):
        """Return ``[Credit]`` and ``[(due, quantity that is not due any more)]``.

        :raise UserError: for what only a draft invoice has
        """
        lines = self.env["sale.order.line"].union(*(due.sale_line for due in dues)).sudo()
        billings, factors = lines._return_billings()
        # Together, so that what is read of one is read of all
        invoice_lines = self.env["account.move.line"].browse(key for of_line in factors.values() for key in of_line)
        billed = {invoice_line.id: invoice_line for invoice_line in invoice_lines}
        credits, not_due = [], []
        for line, billing in billings.items():
            own = [due for due in dues if due.sale_line == line]
            for number, part in divide([(n, due.quantity) for n, due in enumerate(own)], billing).items():
                if part.stuck:
                    line._refuse_draft()
                if part.not_due:
                    not_due.append((own[number], part.not_due))
                for key, quantity in part.credits:
                    credits.append(Credit(own[number], billed[key], quantity * factors[line.id][key]))
        return credits, not_due

    def _component_credits(self, dues):
        """Return the :class:`Credit` of kits' components, one after the other: together they make the kit's price."""
        if not dues:
            return []
        lines = self.env["sale.order.line"].union(*(due.sale_line for due in dues))
        billings, factors = lines._return_billings()
        shares, settled, noted = lines._components_settled()
        given, credits = {}, []
        for due in dues:
            line = due.sale_line
            invoice_line, total, kits = line._kit_billed(due.line, billings[line], factors.get(line.id))
            unit = invoice_line.currency_id.rounding
            if line not in given:
                given[line] = sum(to_units(note.price_unit * note.quantity, unit) for note in noted.get(line, ()))
            now = due.quantity * shares[due.line]
            amount = portion(total, kits, settled[line], now, given[line])
            settled[line] += now
            given[line] += amount
            credits.append(Credit(due, invoice_line, amount=to_amount(amount, unit)))
        return credits

    def _create_notes(self, credits, kept):
        """Create the draft credit notes of one kind, one for each invoice.

        :param credits: :class:`Credit`
        :param bool kept: whether they are store credit
        """
        of_invoice = defaultdict(list)
        for credit in credits:
            of_invoice[credit.invoice_line.move_id].append(credit)
        values = [self._prepare_note(invoice, parts, kept) for invoice, parts in of_invoice.items()]
        return self.env["account.move"].create(values)

    def _prepare_note(self, invoice, credits, kept):
        """Return the values of a credit note.

        :param invoice: what is credited
        :param credits: its :class:`Credit`
        """
        today = self.company_id._local_day()
        order = self.env["sale.order"]
        values = order._prepare_credit_note(invoice, [], {})
        commands, earlier = [], invoice._credited_by_returns()
        for credit in credits:
            commands += self._prepare_note_lines(credit)
            commands += invoice._prepare_discount_lines(credit, earlier)
        return {
            **values,
            "ref": self.env._("Return %(number)s: %(invoice)s", number=self.name, invoice=invoice.name),
            "invoice_date": max(today, invoice.invoice_date),
            "invoice_payment_term_id": False,
            "rma_id": self.id,
            "is_store_credit": kept,
            "invoice_line_ids": [Command.create(line) for line in commands],
        }

    def _prepare_note_lines(self, credit):
        """Return the values of the lines that credit one part; a component is an amount, and its kit is told."""
        line, order = credit.due.line, self.env["sale.order"]
        values = order._prepare_credit_line(credit.invoice_line, credit.quantity)
        values["rma_line_id"] = line.id
        if not credit.due.is_component:
            return [values]
        # The quantity of a component says nothing about its kit: only a note belongs to the order's line.
        amount = {"quantity": 1, "price_unit": credit.amount, "discount": 0, "sale_line_ids": False}
        name = self.env._(
            "%(goods)s (%(quantity)g %(unit)s)",
            goods=line.product_id.display_name,
            quantity=credit.due.quantity,
            unit=line.uom_id.name,
        )
        told = {
            "display_type": "line_note",
            "quantity": 0,
            "name": self.env._("Part of %s", credit.due.sale_line.product_id.display_name),
            "sale_line_ids": [Command.set(credit.due.sale_line.ids)],
        }
        unit = {"product_id": line.product_id.id, "product_uom_id": line.product_id.uom_id.id}
        return [{**values, **amount, **unit, "name": name}, told]

    def _ask_to_pay_out(self, notes):
        """Tell accounting which credit notes are to be paid out: their invoices were paid."""
        open_notes = notes.filtered(lambda note: note.currency_id.compare_amounts(note.amount_residual, 0) > 0)
        for note in open_notes:
            self._ask_to_act(
                self.env._("Pay out %s", note.currency_id.format(note.amount_residual)),
                Markup("<p>%s</p>") % note._get_html_link(),
                self.company_id.rma_payout_user_id,
            )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _refuse_draft(self):
        """Refuse a refund of what only draft invoices have.

        :raise UserError: with their names
        """
        drafts = self.invoice_lines.move_id.filtered(lambda move: move.state == "draft")
        raise UserError(
            self.env._(
                "%(goods)s of %(order)s is on a draft invoice (%(invoices)s). Post it or delete it first.",
                goods=self.product_id.display_name,
                order=self.order_id.name,
                invoices=", ".join(drafts.mapped("display_name")),
            )
        )

    def _kit_billed(self, line, billing, factors):
        """Return what was billed for this line's kits, which is divided among their components.

        :param line: the return's line of a component
        :param Billing billing: of this line, see :meth:`_return_billings`
        :param dict factors: the same for its units
        :return: the newest posted invoice line, the amount of all ordered kits in units, and how many these are
        :raise UserError: when no posted invoice has the kit
        """
        self.ensure_one()
        if not billing.lines:
            if billing.drafts:
                self._refuse_draft()
            raise UserError(
                self.env._(
                    "%(part)s is part of %(kit)s, which is not invoiced yet. Invoice %(order)s first.",
                    part=line.product_id.display_name,
                    kit=self.product_id.display_name,
                    order=self.order_id.name,
                )
            )
        key, _quantity = billing.lines[0]
        invoice_line = self.env["account.move.line"].browse(key)
        price = invoice_line.price_unit * (1 - (invoice_line.discount or 0.0) / 100)
        billed = price * self.product_uom_qty * factors[key]
        kits = self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id, round=False)
        return invoice_line, to_units(billed, invoice_line.currency_id.rounding), kits

    def _components_settled(self):
        """Return what returned components of these lines' kits are, and what of them was credited before.

        :return: ``{return line: its unit's share of a kit}``, ``{line: kits that were credited}`` and
            ``{line: [line of a credit note]}``
        """
        parts = self.rma_line_ids.filtered(lambda part: part._is_component())
        shares = {part: part._kit_share() for part in parts}
        settled, noted = {}, {}
        for part in parts:
            line = part.sale_line_id
            settled[line] = settled.get(line, 0.0) + part._settled_as_money() * shares[part]
        for credited in self.env["account.move.line"].search([("rma_line_id", "in", parts.ids)]):
            part = credited.rma_line_id
            if credited.product_id == part.product_id:  # neither the fee nor a discount
                noted.setdefault(part.sale_line_id, []).append(credited)
        return shares, settled, noted
