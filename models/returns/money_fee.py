"""Restocking fees: on the credit note, or on an invoice of their own where no credit note can bear them."""

from collections import defaultdict
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine import return_policy as rules
from ...engine.money import to_amount, to_units
from ...engine.return_money import fees

WAIVABLE = (rules.DRAFT, *rules.OPEN)


@dataclass(frozen=True)
class Fee:
    """A fee that no credit note bears: of a return line, for goods of an order line, in the order's currency."""

    line: object
    sale_line: object
    amount: float


class SaleRma(models.Model):
    _inherit = "sale.rma"

    fee_waived = fields.Boolean(readonly=True, copy=False, tracking=True)
    fee_waive_note = fields.Char("Why No Fee", readonly=True, copy=False)
    fee_amount = fields.Monetary("Fees", compute="_compute_fee_amount", help="Charged so far, without taxes.")
    can_waive_fee = fields.Boolean(compute="_compute_can_waive_fee")

    @api.depends("line_ids.fee_charged")
    def _compute_fee_amount(self):
        for rma in self:
            rma.fee_amount = sum(rma.line_ids.mapped("fee_charged"))

    @api.depends(
        "state",
        "fee_waived",
        "line_ids.reason_id.return_fee_percent",
        "line_ids.reason_id.return_fee_amount",
    )
    def _compute_can_waive_fee(self):
        for rma in self:
            rma.can_waive_fee = rma.state in WAIVABLE and not all(line._is_free_of_fee() for line in rma.line_ids)

    def action_waive_fee(self, note=None):
        """Charge no restocking fee for what is settled from now on.

        :param str note: why; asked for in a dialog when it is missing
        :raise AccessError: for who may not decide on returns
        :raise UserError: once the return is closed
        """
        self._check_may_decide()
        for rma in self:
            rma._check_state(*WAIVABLE)
        if not (note or "").strip():
            return {
                "type": "ir.actions.act_window",
                "res_model": "sale.rma.waive.fee",
                "name": self.env._("Waive Fee"),
                "view_mode": "form",
                "target": "new",
                "context": {"default_rma_ids": self.ids},
            }
        self.sudo().write({"fee_waived": True, "fee_waive_note": note.strip()})  # nobody types it
        for rma in self:
            rma.message_post(body=self.env._("No restocking fee: %s", note.strip()))
        return True

    def _fee_product(self):
        """Return the company's product of restocking fees.

        :raise UserError: when there is none
        """
        product = self.company_id.sudo().rma_fee_product_id
        if not product:
            raise UserError(
                self.env._("A restocking fee has to be charged: choose its product in the settings of returns first.")
            )
        return product

    def _fees_of_what_is_not_due(self, not_due):
        """Return the :class:`Fee` for goods that came back before they were invoiced.

        :param not_due: ``[(due, quantity)]``
        """
        self.ensure_one()
        charged = []
        for due, quantity in not_due:
            sale_line, line = due.sale_line, due.line
            if line._is_free_of_fee() or sale_line != line.sale_line_id or not sale_line.product_uom_qty:
                continue
            included = any(self._fee_product().taxes_id.mapped("price_include"))
            whole = sale_line.price_total if included else sale_line.price_subtotal
            value = whole / sale_line.product_uom_qty * quantity
            (amount,) = line._charge([value], sale_line.currency_id)
            if amount:
                charged.append(Fee(line, sale_line, amount))
        return charged

    def _create_fee_invoices(self, charged):
        """Create the draft invoices of fees that no credit note bears.

        :param charged: :class:`Fee`
        """
        self.ensure_one()
        groups = defaultdict(list)
        for fee in charged:
            order = fee.sale_line.order_id
            groups[order.partner_invoice_id, fee.sale_line.currency_id, order.fiscal_position_id].append(fee)
        return self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "currency_id": currency.id,
                    "fiscal_position_id": position.id,
                    "company_id": self.company_id.id,
                    "invoice_date": self.company_id._local_day(),
                    "ref": self.env._("Return %s", self.name),
                    "rma_id": self.id,
                    "invoice_line_ids": [
                        Command.create({**fee.line._prepare_fee_line(fee.amount), "quantity": 1}) for fee in own
                    ],
                }
                for (partner, currency, position), own in groups.items()
            ]
        )


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    fee_charged = fields.Monetary("Fee", readonly=True, copy=False, help="Charged so far, without taxes.")
    fee_fixed_charged = fields.Monetary(
        "Fixed Fee", readonly=True, copy=False, help="What of the reason's amount was charged: it is charged once."
    )

    def _is_free_of_fee(self):
        self.ensure_one()
        reason = self.reason_id
        return self.rma_id.fee_waived or not (reason.return_fee_percent or reason.return_fee_amount)

    def _charge(self, values, currency):
        """Return the fee of each amount that is refunded for this line, and note that it is charged.

        :param values: in ``currency``
        """
        self.ensure_one()
        company, reason = self.company_id, self.reason_id
        own, day = company.currency_id, company._local_day()
        left = max(0.0, reason.return_fee_amount - self.fee_fixed_charged)
        fixed = to_units(own._convert(left, currency, company, day), currency.rounding)
        amounts, rest = fees(
            [max(0, to_units(value, currency.rounding)) for value in values], reason.return_fee_percent, fixed
        )
        charged = [to_amount(amount, currency.rounding) for amount in amounts]
        if any(amounts):
            still = own.round(currency._convert(to_amount(rest, currency.rounding), own, company, day))
            self.fee_fixed_charged += left - (still if rest else 0.0)
            self.fee_charged += currency._convert(sum(charged), own, company, day)
        return charged

    def _prepare_fee_line(self, amount):
        """Return the values of the line of a fee; taxes and account are its product's."""
        self.ensure_one()
        lang = self.rma_id.partner_id.lang
        goods = self.product_id.with_context(lang=lang).display_name
        return {
            "product_id": self.rma_id._fee_product().id,
            "name": self.with_context(lang=lang).env._("Restocking fee: %s", goods),
            "quantity": 1,
            "price_unit": amount,
            "rma_line_id": self.id,
        }


class AccountMove(models.Model):
    _inherit = "account.move"

    def _charge_fees(self):
        """Put fees on these draft credit notes.

        :return: the :class:`Fee` of notes that would turn into invoices by them
        """
        bigger = []
        for note in self:
            commands, charged = [], []
            for line, credited in note.invoice_line_ids.filtered("rma_line_id").grouped("rma_line_id").items():
                credited = credited.filtered(lambda each: not each.sale_line_ids.order_id.is_replacement)
                if line._is_free_of_fee() or not credited:
                    continue
                included = any(line.rma_id._fee_product().taxes_id.mapped("price_include"))
                value = sum(credited.mapped("price_total" if included else "price_subtotal"))
                (amount,) = line._charge([value], note.currency_id)
                if amount:
                    commands.append(Command.create(line._prepare_fee_line(-amount)))
                    charged.append(Fee(line, line.sale_line_id, amount))
            if not commands:
                continue
            before = note.invoice_line_ids
            note.write({"invoice_line_ids": commands})
            if note.currency_id.compare_amounts(note.amount_total, 0) < 0:
                (note.invoice_line_ids - before).unlink()
                bigger += charged
        return bigger
