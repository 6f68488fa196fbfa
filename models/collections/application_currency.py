"""Money for items in another currency: at the rate of the money's day, matched by Odoo with an exchange difference."""

from fractions import Fraction

from odoo import api, models

from ...engine.exchange import rate, worth
from ...engine.money import to_amount
from .application_portion import Limits, Pair

LIMITS, PAIR = "quote_to_cash_application_limits", "quote_to_cash_application_pair"


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

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

    def _application_pair(self, first, second):
        """Return the pair that two lines are matched as, or None."""
        pair = self.env.context.get(PAIR)
        wanted = isinstance(pair, Pair) and first and second and {first.id, second.id} == {pair.money, pair.item}
        return pair if wanted else None

    def _prepare_move_line_residual_amounts(
        self, aml_values, counterpart_currency, shadowed_aml_values=None, other_aml_values=None
    ):
        """Extend: a pair is compared in one foreign currency, at the rate that it was proposed with."""
        found = super()._prepare_move_line_residual_amounts(
            aml_values,
            counterpart_currency,
            shadowed_aml_values=shadowed_aml_values,
            other_aml_values=other_aml_values,
        )
        line, own = aml_values["aml"], aml_values["amount_residual"]
        pair = self._application_pair(line, (other_aml_values or {}).get("aml"))
        if pair and own and line.currency_id != counterpart_currency != line.company_currency_id:
            # Of two foreign currencies, it is the item's: Odoo would compare what both were booked with.
            if line.id == pair.money:
                found[counterpart_currency] = {"residual": -pair.amount, "rate": abs(pair.amount / own)}
            elif line.currency_id == line.company_currency_id:
                found[counterpart_currency] = {"residual": pair.paid, "rate": abs(pair.paid / own)}
        return found

    @api.model
    def _prepare_reconciliation_single_partial(self, debit_values, credit_values, shadowed_aml_values=None):
        """Extend: of two foreign currencies each side keeps its own amount."""
        found = super()._prepare_reconciliation_single_partial(
            debit_values, credit_values, shadowed_aml_values=shadowed_aml_values
        )
        item, money = debit_values["aml"], credit_values["aml"]
        pair = self._application_pair(item, money)
        if pair and found.get("partial_values") and money.currency_id != money.company_currency_id:
            found["partial_values"]["credit_amount_currency"] = pair.paid
            credit_values["amount_residual_currency"] = 0.0
        return found


class PaymentApplication(models.TransientModel):
    _inherit = "payment.application"

    @api.model
    def _reconcile_pair(self, portion):
        """Reconcile money with one item in another currency, as far as the portion says.

        Both sides are matched in full to the amounts of the portion; what their booked values differ by becomes
        Odoo's own exchange difference.
        """
        money = self.env["account.move.line"].browse(portion.money)
        item = money.browse(portion.item)
        pair = Pair(
            money.id,
            item.id,
            to_amount(portion.paid, money.currency_id.rounding),
            to_amount(portion.units, item.currency_id.rounding),
        )
        limits = Limits({money.id: -pair.paid, item.id: pair.amount})
        (money | item).with_context(**{LIMITS: limits, PAIR: pair}).reconcile()

    @api.model
    def _rate(self, money, currency):
        """Return what one unit of another currency is worth on the day of money, in units of the money's.

        Through the company's currency: by the rate of that day, and by what the money was booked with.

        :param account.move.line money: the line that holds it
        :param res.currency currency: of what is to be paid
        :rtype: Fraction
        """
        own, company = money.currency_id, money.company_id
        if currency == own:
            return Fraction(1)
        price = currency._get_conversion_rate(currency, company.currency_id, company, money.date)
        if own != company.currency_id:
            booked = bool(money.balance and money.amount_currency)
            price *= (
                abs(money.amount_currency / money.balance)
                if booked
                else own._get_conversion_rate(company.currency_id, own, company, money.date)
            )
        return rate(price, currency.rounding, own.rounding)

    @api.model
    def _takes(self, money, item, units):
        """Return what so much of an item takes of money, in units of the money's currency."""
        return worth(units, self._rate(money, item.currency_id))
