"""Applying money to open items: facts read again under lock, Odoo's own reconciliation, all or nothing."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.exchange import fits
from ...engine.money import to_amount, to_units
from .application_currency import LIMITS
from .application_portion import DISPUTE, OPEN, SHORT_REASONS, WRITE_OFF, Limits

READ_AGAIN = ["amount_residual", "amount_residual_currency", "reconciled", "parent_state", "partner_id", "account_id"]


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    short_pay_reason = fields.Selection(
        SHORT_REASONS, "Paid Short", readonly=True, copy=False, help="Why less was paid than was open, as last stated."
    )

    def _open_units(self):
        """Return what is open of a line, in the smallest unit of its currency."""
        return to_units(self.amount_residual_currency, self.currency_id.rounding)

    def _money_text(self, units):
        return self.currency_id.format(to_amount(units, self.currency_id.rounding))


class PaymentApplication(models.TransientModel):
    _inherit = "payment.application"

    @api.model
    def _apply(self, company, portions, day=None):
        """Reconcile money with what it is for: all of it or, with an error, nothing.

        Of two people who apply the same at once, the second one waits; PostgreSQL then refuses what was read
        before, Odoo tries the request again, and the check sees what is left.

        :param res.company company: whose lines these are
        :param list portions: see :class:`Portion`
        :param date day: of entries that write something off; by default the company's today
        :raise UserError: with all that does not fit
        :raise AccessError: for lines that the user may not change
        """
        lines = self.env["account.move.line"].browse(sorted({id_ for one in portions for id_ in (one.money, one.item)}))
        lines.check_access("write")
        self._lock_lines(lines)
        day = day or company._local_day()
        rests = self._rests(portions)
        problems = self._problems(company, portions)
        problems = problems or self._write_off_problems(company, self._to_write_off(rests), day)
        if problems:
            raise UserError("\n".join([*problems, self.env._("Nothing was applied.")]))
        expected = {line: line._open_units() for line in lines}
        for one in portions:
            expected[lines.browse(one.money)] += one.paid
            expected[lines.browse(one.item)] -= one.units
        for money, own in _grouped(portions, "money").items():
            self._reconcile(lines.browse(money), own)
        self._check_left(expected)
        self._settle_rests(company, rests, day)

    @api.model
    def _check_left(self, expected):
        """Compare what is open now with what has to be.

        :param dict expected: ``{line: units}``
        """
        if any(line._open_units() != units for line, units in expected.items()):
            raise UserError(self.env._("These amounts cannot be matched as they are. Nothing was applied."))

    @api.model
    def _settle_rests(self, company, rests, day):
        """Do with what stays open what the portions say, and keep the reasons.

        :param dict rests: see ``_rests``
        """
        written_off = [one for _units, one in rests.values() if one.outcome == WRITE_OFF]
        if written_off:
            self._write_off(company, written_off, day)
            self._check_left({line: 0 for line, (_units, one) in rests.items() if one.outcome == WRITE_OFF})
        disputed = {line: rest for line, rest in rests.items() if rest[1].outcome == DISPUTE}
        if disputed:
            self._dispute(disputed)
        self._keep_reasons({line: rest for line, rest in rests.items() if rest[1].reason})

    @api.model
    def _lock_lines(self, lines):
        self.env["account.move.line"].flush_model()
        self.env.cr.execute(
            SQL("SELECT id FROM account_move_line WHERE id = ANY(%s) ORDER BY id FOR UPDATE", lines.ids)
        )
        lines.invalidate_recordset(READ_AGAIN)

    @api.model
    def _reconcile(self, money, portions):
        """Reconcile one line of money with its items, as far as the portions say; its own currency first."""
        lines = self.env["account.move.line"]
        foreign = [one for one in portions if lines.browse(one.item).currency_id != money.currency_id]
        own = [one for one in portions if one not in foreign]
        units = {item: sum(one.units for one in parts) for item, parts in _grouped(own, "item").items()}
        if units:
            units[money.id] = -sum(units.values())
            rounding = money.currency_id.rounding
            limits = Limits({line: to_amount(part, rounding) for line, part in units.items()})
            (money | lines.browse([line for line in units if line != money.id])).with_context(
                **{LIMITS: limits}
            ).reconcile()
        for one in foreign:
            self._reconcile_pair(one)

    @api.model
    def _problems(self, company, portions):
        """Return everything that does not fit, in words."""
        lines = self.env["account.move.line"]
        problems = []
        for one in portions:
            money, item = lines.browse(one.money), lines.browse(one.item)
            problems += self._misfit(company, money, item) or self._unfair(money, item, one)
        for id_, own in _grouped(portions, "item").items():
            problems += self._item_problem(lines.browse(id_), own)
        for id_, own in _grouped(portions, "money").items():
            problems += self._money_problem(lines.browse(id_), own)
        return list(dict.fromkeys(problems))

    @api.model
    def _misfit(self, company, money, item):
        """Say why two lines can never be matched."""
        for line in (money, item):
            receivable = line.account_type == "asset_receivable" and line.parent_state == "posted"
            if not receivable or line.company_id != company or not line.partner_id:
                return [self.env._("%s is no open item of a customer of this company.", line.display_name)]
        customers = money.partner_id.commercial_partner_id, item.partner_id.commercial_partner_id
        if customers[0] != customers[1]:
            return [self.env._("%s belongs to another customer.", item.display_name)]
        if money.account_id != item.account_id:
            return [self.env._("%s is in another account than the money.", item.display_name)]
        return []

    @api.model
    def _unfair(self, money, item, portion):
        """Say why an item in another currency cannot be paid like this."""
        if money.currency_id == item.currency_id:
            return []
        if portion.units < 0:
            text = self.env._(
                "%s: a credit note in another currency than the money cannot be deducted.", item.display_name
            )
            return [text]
        if fits(portion.units, portion.paid, self._rate(money, item.currency_id)):
            return []
        text = self.env._(
            "%(item)s: %(amount)s are %(worth)s at the rate of the money's day, not %(paid)s.",
            item=item.display_name,
            amount=item._money_text(portion.units),
            worth=money._money_text(self._takes(money, item, portion.units)),
            paid=money._money_text(portion.paid),
        )
        return [text]

    @api.model
    def _item_problem(self, item, portions):
        units, residual = sum(one.units for one in portions), item._open_units()
        if any(one.units == 0 or (one.units > 0) != (residual > 0) for one in portions) and residual:
            return [self.env._("%s: the amount cannot be applied.", item.display_name)]
        if abs(units) > abs(residual):
            text = self.env._(
                "%(item)s: %(amount)s cannot be applied, only %(open)s is open.",
                item=item.display_name,
                amount=item._money_text(units),
                open=item._money_text(residual),
            )
            return [text]
        if 0 < units < residual and not any(one.reason for one in portions):
            return [self.env._("%s: say why less is paid than is open.", item.display_name)]
        outcomes = {one.outcome for one in portions} - {OPEN}
        if outcomes and residual < 0:
            return [self.env._("%s: only what is owed can be written off or disputed.", item.display_name)]
        if len(outcomes) > 1:
            return [self.env._("%s: say once what becomes of the rest.", item.display_name)]
        return []

    @api.model
    def _money_problem(self, money, portions):
        residual = -money._open_units()
        units = sum(one.paid for one in portions)
        own = [one.units for one in portions if money.browse(one.item).currency_id == money.currency_id]
        if units <= 0 or (own and sum(own) <= 0):
            return [self.env._("%s: more is deducted than is paid.", money.display_name)]
        if units > residual:
            text = self.env._(
                "%(money)s: %(amount)s is more than the %(left)s that are left.",
                money=money.display_name,
                amount=money._money_text(units),
                left=money._money_text(max(0, residual)),
            )
            return [text]
        return []

    @api.model
    def _keep_reasons(self, rests):
        """Write why less was paid on the line, and tell it where people look: at the invoice.

        :param dict rests: see ``_rests``
        """
        for reason, own in (
            self.env["account.move.line"].union(*rests).grouped(lambda line: rests[line][1].reason).items()
        ):
            own.short_pay_reason = reason
        words = dict(self.env["account.move.line"]._fields["short_pay_reason"]._description_selection(self.env))
        bodies = {}
        for line, (units, one) in rests.items():
            amount = line._money_text(units)
            text = (
                self.env._("Paid short by %s, which was written off", amount)
                if one.outcome == WRITE_OFF
                else self.env._("Paid short by %s", amount)
            )
            bodies[line.move_id.id] = ": ".join(part for part in (text, words[one.reason], one.note) if part)
        if bodies:
            self.env["account.move"].browse(bodies)._message_log_batch(bodies=bodies)


def _grouped(portions, name):
    groups = defaultdict(list)
    for one in portions:
        groups[getattr(one, name)].append(one)
    return groups
