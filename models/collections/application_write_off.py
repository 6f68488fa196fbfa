"""What is never paid and nobody waits for: written off to the account of its reason."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import format_date

from ...engine.application import SMALL
from ...engine.money import to_amount, to_units
from .application_portion import SHORT_REASONS, WRITE_OFF

# Odoo's own groups of those who may make journal entries; who only invoices may not.
ACCOUNTANTS = "account.group_account_user,account.group_account_manager"
NO_ACCOUNT = ("asset_receivable", "liability_payable", "asset_cash", "liability_credit_card", "off_balance")


class PaymentWriteOffAccount(models.Model):
    """Where a company books what is written off for a reason."""

    _name = "payment.write.off.account"
    _description = "Write-Off Account"
    _rec_name = "reason"
    _order = "company_id, reason"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True, ondelete="cascade"
    )
    reason = fields.Selection(SHORT_REASONS, required=True)
    account_id = fields.Many2one(
        "account.account",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain=[("account_type", "not in", NO_ACCOUNT)],
    )

    _reason_unique = models.UniqueIndex("(company_id, reason)", "This reason has an account already.")

    @api.constrains("account_id")
    def _check_account(self):
        for row in self.filtered(lambda row: row.account_id.account_type in NO_ACCOUNT):
            raise ValidationError(self.env._("%s is no account for what is written off.", row.account_id.display_name))


class ResCompany(models.Model):
    _inherit = "res.company"

    write_off_tolerance = fields.Monetary(
        "Small Difference",
        currency_field="currency_id",
        help="So much may be written off without asking when a customer pays short. Zero: nothing.",
    )
    write_off_journal_id = fields.Many2one(
        "account.journal",
        "Write-Off Journal",
        check_company=True,
        domain=[("type", "=", "general")],
        help="Empty: the first miscellaneous journal.",
    )

    _write_off_tolerance_positive = models.Constraint(
        "CHECK (write_off_tolerance >= 0)", "The small difference cannot be negative."
    )

    def _write_off_account(self, reason):
        """Return the account of a reason in this company; none if it is not set, or no longer in use."""
        self.ensure_one()
        found = self.env["payment.write.off.account"].search([("company_id", "=", self.id), ("reason", "=", reason)])
        return found.account_id.filtered("active")

    def _write_off_to(self):
        """Return the journal for write-offs; none if there is no miscellaneous one."""
        self.ensure_one()
        journals = self.env["account.journal"]
        return self.write_off_journal_id or journals.search(
            [*journals._check_company_domain(self), ("type", "=", "general")], limit=1
        )

    def _write_off_limit(self, currency):
        """Return what may be written off without asking, in the smallest unit of a currency, at today's rate.

        Nothing without an account for it: what has no place is not proposed.
        """
        self.ensure_one()
        if not self.write_off_tolerance or not self._write_off_account(SMALL):
            return 0
        amount = self.currency_id._convert(self.write_off_tolerance, currency, self, self._local_day())
        return to_units(amount, currency.rounding)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    write_off_tolerance = fields.Monetary(
        related="company_id.write_off_tolerance", currency_field="currency_id", readonly=False
    )
    write_off_journal_id = fields.Many2one(related="company_id.write_off_journal_id", readonly=False)


class PaymentApplication(models.TransientModel):
    _inherit = "payment.application"

    @api.model
    def _write_off_problems(self, company, rests, day):
        """Return why what stays open cannot be written off, in words.

        :param res.company company: whose lines these are
        :param dict rests: ``{line: (units, reason)}``: what is to be written off
        :param date day: of the entries
        """
        problems = []
        if not rests:
            return problems
        journal = company._write_off_to()
        if not journal:
            problems.append(self.env._("There is no miscellaneous journal for write-offs."))
        locks = company._get_violated_lock_dates(day, False, journal)
        if locks:
            problems.append(
                self.env._(
                    "The books are closed on %(day)s: %(locks)s. Choose a later day for what is written off.",
                    day=format_date(self.env, day),
                    locks=company._format_lock_dates(locks),
                )
            )
        words = dict(self.env["account.move.line"]._fields["short_pay_reason"]._description_selection(self.env))
        for reason in {reason for _units, reason in rests.values()}:
            if not company._write_off_account(reason):
                problems.append(
                    self.env._("There is no account for write-offs with the reason “%s”.", words.get(reason, ""))
                )
        if not self._may_write_off():
            problems += self._beyond_tolerance(company, rests)
        return problems

    @api.model
    def _may_write_off(self):
        """Whether the user may write off anything: who may make journal entries by Odoo's groups, and jobs."""
        return self.env.su or self.env.user.has_groups(ACCOUNTANTS)

    @api.model
    def _beyond_tolerance(self, company, rests):
        """Say what only an accountant may write off."""
        allowed = {currency: company._write_off_limit(currency) for currency in {line.currency_id for line in rests}}
        return [
            self.env._("%s: only an accountant may write off what is no small difference.", line.display_name)
            for line, (units, reason) in rests.items()
            if reason != SMALL or units > allowed[line.currency_id]
        ]

    @api.model
    def _write_off(self, company, portions, day):
        """Write off what is left of items, each with an entry of its own, matched by Odoo.

        The entry has the booked value of what is left, so there is no exchange difference. Taxes stay as they are.

        :param res.company company: whose lines these are
        :param list portions: one for each item, see :class:`Portion`
        :param date day: of the entries
        """
        lines = self.env["account.move.line"]
        accounts = {reason: company._write_off_account(reason) for reason in {one.reason for one in portions}}
        entries = (
            self.env["account.move"]
            .with_company(company)
            .create(
                [
                    self._write_off_values(company, lines.browse(one.item), one, accounts[one.reason], day)
                    for one in portions
                ]
            )
        )
        entries.action_post()
        lines._reconcile_plan(
            [
                lines.browse(one.item) | entry.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
                for one, entry in zip(portions, entries, strict=True)
            ]
        )

    @api.model
    def _write_off_values(self, company, item, portion, account, day):
        """Return values of the entry that writes off what is left of an item; may be extended."""
        words = dict(item._fields["short_pay_reason"]._description_selection(self.env))
        text = self.env._(
            "Written off %(invoice)s: %(reason)s", invoice=item.move_id.name, reason=words[portion.reason]
        )
        text = ": ".join(part for part in (text, portion.note) if part)
        amount, value = item.amount_residual_currency, item.amount_residual
        common = {"name": text, "partner_id": item.partner_id.id, "currency_id": item.currency_id.id}
        return {
            "move_type": "entry",
            "journal_id": company._write_off_to().id,
            "date": day,
            "ref": text,
            "line_ids": [
                Command.create(
                    {**common, "account_id": item.account_id.id, "amount_currency": -amount, "balance": -value}
                ),
                Command.create(
                    {
                        **common,
                        "account_id": account.id,
                        "amount_currency": amount,
                        "balance": value,
                        "short_pay_reason": portion.reason,
                        "tax_ids": [Command.clear()],
                    }
                ),
            ],
        }

    @api.model
    def _rests(self, portions):
        """Return what stays open of items, and what becomes of it.

        :return: ``{line: (units, portion)}``; of several portions of an item, the one that says most
        """
        lines = self.env["account.move.line"]
        found = {}
        for one in sorted(portions, key=lambda one: (one.outcome == "open", not one.reason)):
            found.setdefault(one.item, [0, one])[0] += one.units
        rests = {}
        for id_, (units, one) in found.items():
            left = lines.browse(id_)._open_units() - units
            if left > 0:
                rests[lines.browse(id_)] = left, one
        return rests

    @api.model
    def _to_write_off(self, rests):
        return {line: (units, one.reason) for line, (units, one) in rests.items() if one.outcome == WRITE_OFF}

    @api.model
    def _dispute(self, rests):
        """Record what stays open as disputed, with the reason; whoever owns a dispute keeps it."""
        words = dict(self.env["account.move.line"]._fields["short_pay_reason"]._description_selection(self.env))
        for move, own in self.env["account.move.line"].union(*rests).grouped("move_id").items():
            reasons = [": ".join(filter(None, (words[rests[line][1].reason], rests[line][1].note))) for line in own]
            move.action_dispute(
                "; ".join(dict.fromkeys(reasons)),
                amount=sum(to_amount(rests[line][0], line.currency_id.rounding) for line in own),
                owner=move.dispute_user_id,
                deadline=move.dispute_deadline,
            )
