"""What paying late costs, where a schedule says so: interest and a fee on a draft debit note. Off by default."""

from collections import defaultdict

from odoo import fields, models
from odoo.fields import Command
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ...engine.late_charges import Balance, charge
from ...engine.money import to_amount, to_units
from .dunning_notice import SENT


class DunningSchedule(models.Model):
    _inherit = "dunning.schedule"

    interest_percent = fields.Float(
        "Interest a Year (%)",
        help="On what is past due, with each step after the due date, on a draft debit note. 0: none.",
    )

    _interest_positive = models.Constraint("CHECK (interest_percent >= 0)", "The interest cannot be negative.")


class DunningStep(models.Model):
    _inherit = "dunning.step"

    fee_amount = fields.Float(
        "Fee", digits=(16, 2), help="In the company's currency, once for a message, on a draft debit note. 0: none."
    )

    _fee_positive = models.Constraint("CHECK (fee_amount >= 0)", "The fee cannot be negative.")


class DunningCharge(models.Model):
    """What was charged for a line with a step: so nothing is charged twice."""

    _name = "dunning.charge"
    _description = "Charge for Paying Late"
    _order = "id"

    notice_id = fields.Many2one("dunning.notice", readonly=True, index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    move_line_id = fields.Many2one(
        "account.move.line", "Receivable Line", required=True, readonly=True, index=True, ondelete="cascade"
    )
    step_id = fields.Many2one("dunning.step", required=True, readonly=True, ondelete="restrict")
    debit_note_id = fields.Many2one("account.move", readonly=True, index="btree_not_null", ondelete="set null")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    interest = fields.Monetary(readonly=True)
    fee = fields.Monetary(readonly=True)
    until = fields.Date(readonly=True, help="The last day that the interest includes.")

    _once_per_step = models.UniqueIndex("(move_line_id, step_id)", "This line was charged with this step before.")


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_charge_ids = fields.One2many("dunning.charge", "debit_note_id", "Charged for Paying Late", readonly=True)


class DunningNotice(models.Model):
    _inherit = "dunning.notice"

    def _take_steps(self, steps, account):
        """Extend: charge what paying late costs."""
        result = super()._take_steps(steps, account)
        lines = self.line_ids.filtered(
            lambda line: (
                line.state == SENT
                and (line.step_id.fee_amount or line.step_id.schedule_id.interest_percent)
                and line.due_date < self.date
                and not line.move_id.dunning_charge_ids  # no interest on interest
            )
        )
        if lines:
            self._charge(lines.sorted(lambda line: (line.due_date, line.id)))
        return result

    def _charge(self, lines):
        """Write draft debit notes, one for each currency.

        :param dunning.notice.line lines: past due, the oldest first; the first one bears the fee
        """
        charged = self._charged_before(lines)
        balances = lines._balances()
        by_currency = defaultdict(list)
        fee = max(lines.mapped("step_id.fee_amount"))
        for line in lines:
            rounding = line.currency_id.rounding
            own_fee = self.currency_id._convert(fee, line.currency_id, self.company_id, self.date) if fee else 0
            found = charge(
                balances[line.move_line_id.id],
                line.step_id.schedule_id.interest_percent,
                line.due_date,
                self.date,
                charged=to_units(charged[line.move_line_id.id][0], rounding),
                charged_until=charged[line.move_line_id.id][1] or None,
                fee=to_units(own_fee, rounding),
            )
            fee = 0 if found.fee else fee
            if found.interest or found.fee:
                by_currency[line.currency_id].append((line, found))
        for currency, charges in by_currency.items():
            self._write_debit_note(currency, charges)

    def _charged_before(self, lines):
        """Return the interest charged so far for lines, and until when: ``{line: (amount, day)}``."""
        groups = self.env["dunning.charge"]._read_group(
            [("move_line_id", "in", lines.move_line_id.ids)], ["move_line_id"], ["interest:sum", "until:max"]
        )
        before = {line.id: (interest, until) for line, interest, until in groups}
        return {line.id: before.get(line.id, (0, None)) for line in lines.move_line_id}

    def _write_debit_note(self, currency, charges):
        """Write a draft debit note, and what was charged with it.

        :param res.currency currency: the lines' own
        :param charges: ``[(line, engine.Charge)]``
        """
        rows = [row for line, found in charges for row in self._debit_rows(line, found)]
        values = {
            "move_type": "out_invoice",
            "partner_id": self.partner_id.id,
            "currency_id": currency.id,
            "invoice_line_ids": [
                Command.create({"name": text, "price_unit": amount, "tax_ids": [Command.clear()]})
                for text, amount in rows
            ],
        }
        note = self.env["account.move"].with_company(self.company_id).create(values)
        self.env["dunning.charge"].create(
            [
                {
                    "notice_id": self.id,
                    "company_id": self.company_id.id,
                    "move_line_id": line.move_line_id.id,
                    "step_id": line.step_id.id,
                    "debit_note_id": note.id,
                    "currency_id": currency.id,
                    "interest": to_amount(found.interest, currency.rounding),
                    "fee": to_amount(found.fee, currency.rounding),
                    "until": found.until,
                }
                for line, found in charges
            ]
        )

    def _debit_rows(self, line, found):
        """Return text and amount of what a line is charged, in the customer's language."""
        customer = self.with_context(lang=self.partner_id.lang or self.env.lang).env
        name, rounding = line.move_id.name or "", line.currency_id.rounding
        if found.interest:
            since, until = format_date(customer, found.since), format_date(customer, found.until)
            yield (
                customer._(
                    "Interest on %(invoice)s from %(since)s to %(until)s", invoice=name, since=since, until=until
                ),
                to_amount(found.interest, rounding),
            )
        if found.fee:
            step = line.with_env(customer).step_id.name
            yield (
                customer._("%(step)s: fee for %(invoice)s", step=step, invoice=name),
                to_amount(found.fee, rounding),
            )


class DunningNoticeLine(models.Model):
    _inherit = "dunning.notice.line"

    def _balances(self):
        """Return what was open of each receivable line since when, in its own currency: ``{id: [Balance]}``."""
        self.env["account.partial.reconcile"].flush_model()
        paid = self.env.execute_query(
            SQL(
                """
                SELECT debit_move_id, max_date, SUM(debit_amount_currency) FROM account_partial_reconcile
                 WHERE debit_move_id IN %s GROUP BY debit_move_id, max_date ORDER BY max_date
                """,
                tuple(self.move_line_id.ids),
            )
        )
        balances = {}
        for line in self.move_line_id:
            rounding = line.currency_id.rounding
            # A payment on account that is older than the invoice counts from the invoice on.
            open_since = {line.date: to_units(line.amount_currency, rounding)}
            left = open_since[line.date]
            for owner, day, amount in paid:
                if owner == line.id:
                    left -= to_units(amount, rounding)
                    open_since[max(day, line.date)] = left
            balances[line.id] = [Balance(day, units) for day, units in sorted(open_since.items())]
        return balances
