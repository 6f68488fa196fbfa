"""A value of a figure in words: the same in lists, mails and papers as on the screen."""

from odoo import api, models
from odoo.tools import formatLang

from ...engine import kpi_definition as definitions


class SaleKpi(models.Model):
    _inherit = "sale.kpi"

    @api.model
    def _told_value(self, value, unit, currency=None):
        """Return a value in its unit, in the user's language; what does not exist is n/a, never 0.

        :param value: number or None
        :param str unit: of the figure
        :param res.currency currency: of money
        """
        if value is None:
            return self.env._("n/a")
        if unit == definitions.MONEY:
            return formatLang(self.env, value, currency_obj=currency) if currency else formatLang(self.env, value)
        whole = unit == definitions.COUNT and float(value).is_integer()
        number = formatLang(self.env, value, digits=0 if whole else 2 if unit == definitions.RATIO else 1)
        words = {
            definitions.PERCENT: self.env._("%(number)s %%", number=number),
            definitions.HOURS: self.env._("%(number)s hours", number=number),
            definitions.DAYS: self.env._("%(number)s days", number=number),
        }
        return words.get(unit, number)
