"""Applying money to open items: facts read again under lock, Odoo's own reconciliation, all or nothing."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.money import to_amount, to_units
from .application_portion import SHORT_REASONS, Limits

LIMITS = "quote_to_cash_application_limits"
READ_AGAIN = ["amount_residual", "amount_residual_currency", "reconciled", "parent_state", "partner_id", "account_id"]


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    short_pay_reason = fields.Selection(
        SHORT_REASONS, "Paid Short", readonly=True, copy=False, help="Why less was paid than was open, as last stated."
    )

    @api.model
    def _prepare_reconciliation_plan(self, plan, amls_values_map, shadowed_aml_values=None):
        """Extend: of lines with a limit only that much is open; company amounts and exchange differences follow."""
        limits = self.env.context.get(LIMITS)
        if isinstance(limits, Limits):
            for line, values in amls_values_map.items():
                # Once: the entries that Odoo makes from here on are reconciled with what is left.
                limit = limits.pop(line.id, None)
                if limit is not None:
                    share = values["amount_residual"] * limit / values["amount_residual_currency"]
                    values["amount_residual"] = line.company_currency_id.round(share)
                    values["amount_residual_currency"] = limit
        return super()._prepare_reconciliation_plan(plan, amls_values_map, shadowed_aml_values=shadowed_aml_values)

    def _open_units(self):
        """Return what is open of a line, in the smallest unit of its currency."""
        return to_units(self.amount_residual_currency, self.currency_id.rounding)

    def _money_text(self, units):
        return self.currency_id.format(to_amount(units, self.currency_id.rounding))


class PaymentApplication(models.TransientModel):
    _inherit = "payment.application"

    @api.model
    def _apply(self, company, portions):
        """Reconcile money with what it is for: all of it or, with an error, nothing.

        Of two people who apply the same at once, the second one waits; PostgreSQL then refuses what was read
        before, Odoo tries the request again, and the check sees what is left.

        :param res.company company: whose lines these are
        :param list portions: see :class:`Portion`
        :raise UserError: with all that does not fit
        :raise AccessError: for lines that the user may not change
        """
        lines = self.env["account.move.line"].browse(sorted({id_ for one in portions for id_ in (one.money, one.item)}))
        lines.check_access("write")
        self._lock_lines(lines)
        problems = self._problems(company, portions)
        if problems:
            raise UserError("\n".join([*problems, self.env._("Nothing was applied.")]))
        expected = {line: line._open_units() for line in lines}
        for money, own in _grouped(portions, "money").items():
            self._reconcile(lines.browse(money), own)
            expected[lines.browse(money)] += sum(one.units for one in own)
        for item, own in _grouped(portions, "item").items():
            expected[lines.browse(item)] -= sum(one.units for one in own)
        if any(line._open_units() != units for line, units in expected.items()):
            raise UserError(self.env._("These amounts cannot be matched as they are. Nothing was applied."))
        self._keep_reasons(portions)

    @api.model
    def _lock_lines(self, lines):
        self.env["account.move.line"].flush_model()
        self.env.cr.execute(
            SQL("SELECT id FROM account_move_line WHERE id = ANY(%s) ORDER BY id FOR UPDATE", lines.ids)
        )
        lines.invalidate_recordset(READ_AGAIN)

    @api.model
    def _reconcile(self, money, portions):
        """Reconcile one line of money with its items, as far as the portions say."""
        units = {item: sum(one.units for one in own) for item, own in _grouped(portions, "item").items()}
        units[money.id] = -sum(units.values())
        rounding = money.currency_id.rounding
        limits = Limits({line: to_amount(part, rounding) for line, part in units.items()})
        (money | money.browse([line for line in units if line != money.id])).with_context(
            **{LIMITS: limits}
        ).reconcile()

    @api.model
    def _problems(self, company, portions):
        """Return everything that does not fit, in words."""
        lines = self.env["account.move.line"]
        problems = []
        for one in portions:
            money, item = lines.browse(one.money), lines.browse(one.item)
            problems += self._misfit(company, money, item)
        for id_, own in _grouped(portions, "item").items():
            problems += self._item_problem(lines.browse(id_), own)
        for id_, own in _grouped(portions, "money").items():
            problems += self._money_problem(lines.browse(id_), sum(one.units for one in own))
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
        if (money.currency_id, money.account_id) != (item.currency_id, item.account_id):
            return [self.env._("%s is in another currency or account than the money.", item.display_name)]
        return []

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
        return []

    @api.model
    def _money_problem(self, money, units):
        residual = -money._open_units()
        if units <= 0:
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
    def _keep_reasons(self, portions):
        """Write why less was paid on the line, and tell it where people look: at the invoice."""
        lines = self.env["account.move.line"]
        told = {one.item: one for one in portions if one.reason and lines.browse(one.item).amount_residual_currency > 0}
        for reason, own in _grouped(told.values(), "reason").items():
            lines.browse([one.item for one in own]).short_pay_reason = reason
        words = dict(lines._fields["short_pay_reason"]._description_selection(self.env))
        bodies = {}
        for id_, one in told.items():
            line = lines.browse(id_)
            text = self.env._("Paid short by %s", line._money_text(line._open_units()))
            bodies[line.move_id.id] = ": ".join(part for part in (text, words[one.reason], one.note) if part)
        if bodies:
            self.env["account.move"].browse(bodies)._message_log_batch(bodies=bodies)


def _grouped(portions, name):
    groups = defaultdict(list)
    for one in portions:
        groups[getattr(one, name)].append(one)
    return groups
