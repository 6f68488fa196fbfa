"""What is told of problems, those that the engine finds when it writes included."""

from odoo import models
from odoo.tools import LazyTranslate

from ...engine import quickbooks_problems as engine
from ...engine.quickbooks_document import PAYMENT, REFUND

_lt = LazyTranslate(__name__)

# `found`: what was found; `limit`: what is allowed; `target`: the program
WORDS = {
    # Names
    engine.NO_CUSTOMER: _lt("It has no customer."),
    engine.NO_ACCOUNT: _lt("One of its accounts has no name in %(target)s."),
    engine.NO_ITEM: _lt("One of its products has no name in %(target)s."),
    engine.NO_TAX_ITEM: _lt("One of its taxes has no name in %(target)s, or is no percentage."),
    engine.NO_AGENCY: _lt("The tax “%(found)s” has no agency."),
    engine.NO_DISCOUNT_ITEM: _lt("Discounts have no item in %(target)s."),
    engine.NO_CODE: _lt("“%(found)s” has no code in %(target)s."),
    engine.NO_TYPE: _lt("The account “%(found)s” has no type in %(target)s."),
    engine.BAD_NAME: _lt("%(target)s cannot keep the name “%(found)s” (%(limit)s characters)."),
    engine.NOT_BANK: _lt("A refund is written as a check, and “%(found)s” is no bank account."),
    "item_twice": _lt("Two items are called “%(found)s” and differ in type or account."),
    "account_twice": _lt("Two accounts are called “%(found)s” and differ in type."),
    engine.NOT_RECEIVABLE: _lt("The customers' account “%(found)s” must have the type Accounts Receivable."),
    "is_receivable": _lt("“%(found)s” is no customers' account: its type cannot be Accounts Receivable or Payable."),
    "customer_unnamed": _lt("A customer has no name."),
    # Documents
    engine.NO_NUMBER: _lt("It has no number."),
    engine.NUMBER_LENGTH: _lt("The number %(found)s is longer than %(limit)s characters."),
    engine.NUMBER_TWICE: _lt("Another document has the number %(found)s, too."),
    engine.UNBALANCED: _lt("Its rows do not balance (%(found)s)."),
    engine.DECIMALS: _lt("Amounts in %(found)s have more than two decimals."),
    engine.EMPTY: _lt("It has no rows."),
    engine.NO_RECEIVABLE: _lt("It posts nothing to a customer's account."),
    engine.RECEIVABLE_TWICE: _lt("It posts to several customers' accounts; %(target)s takes one."),
    engine.TOO_MANY_ROWS: _lt("It has %(found)s rows; %(target)s takes %(limit)s at most."),
    engine.TOO_LARGE: _lt("One of its amounts is too large."),
    engine.LETTERS: _lt("Letters that %(target)s does not know are written in another way: %(found)s"),
    engine.CUT: _lt("A text is cut (%(found)s: %(limit)s characters)."),
    # Rules
    engine.SEVERAL_TAXES: _lt(
        "It has several sales taxes, or one that is no percentage, and %(target)s knows one. "
        "The settings can have taxes written as ordinary rows."
    ),
    engine.FOREIGN: _lt("It is in another currency (%(found)s), which the settings do not export."),
    engine.TYPED_REFUND: _lt("Refunds are listed to be typed in."),
    engine.NEGATIVE: _lt("%(target)s takes no invoice with negative rows: it is listed to be typed in."),
    "negative_journal": _lt("%(target)s takes no invoice with negative rows: it is written as a journal entry."),
}
UNKNOWN = _lt("It cannot be written (%(code)s %(found)s).")


class QuickbooksCheck(models.AbstractModel):
    _inherit = "quickbooks.check"

    def _words(self, scope, problems):
        """Return a sentence for each problem that the engine found, with the number of its document.

        :param Scope scope: what is exported
        :param problems: of the engine
        :rtype: list[str]
        """
        numbers = self._numbers_of({problem.key[:2] for problem in problems})
        return [
            self._sentence(numbers.get(problem.key[:2]), self._word(scope, problem.code, problem.found, problem.limit))
            for problem in problems
        ]

    def _numbers_of(self, keys):
        """Return ``{(kind, id): full number}`` of documents."""
        numbers = {}
        for model in ("account.move", "account.payment"):
            pairs = [pair for pair in keys if (pair[0] in (PAYMENT, REFUND)) == (model == "account.payment")]
            # Whoever may see the problem may see the number.
            records = self.env[model].sudo().browse(record for _kind, record in pairs).exists()
            found = {record.id: record.name for record in records}
            numbers.update({pair: found.get(pair[1]) for pair in pairs})
        return numbers

    def _word(self, scope, code, found="", limit=""):
        """Return what a code means.

        :param Scope scope: what is exported
        :param str code: of the engine, or of a check
        :param str found: what was found
        :param str limit: what is allowed
        """
        words = self.env._(WORDS.get(code, UNKNOWN))
        return words % {"found": found, "limit": limit, "code": code, "target": self._target_label(scope)}

    def _sentence(self, number, problem):
        return self.env._("%(number)s: %(problem)s", number=number or self.env._("Without number"), problem=problem)

    def _target_label(self, scope):
        return dict(self.env["quickbooks.mapping"]._fields["target"]._description_selection(self.env))[scope.target]
