"""Customers, numbers and documents that a target does not take as they are."""

from odoo import models

from ...engine import quickbooks_problems as engine
from ...engine.quickbooks_document import CREDIT_NOTE, IIF, INVOICE, JOURNAL, PAYMENT, QBO, REFUND
from ...engine.quickbooks_names import CUSTOMER as CUSTOMERS
from ...engine.quickbooks_names import LIMITS, PAYMENT_NUMBER, clean_name, short_number
from ...engine.quickbooks_names import NUMBER as NUMBERS
from ..query import fetch_rows
from .const import WARNING
from .mapping import CUSTOMER
from .mapping_customers import NAMELESS, NAMELESS_SOURCES

SALES = (INVOICE, CREDIT_NOTE)
# Sales with several taxes (of a group its members count; those of 0 % do not), and sales with a row that has several
TAXES = """
    WITH used AS (
        SELECT line.move_id, line.id AS line_id, COALESCE(member.child_tax, chosen.account_tax_id) AS tax_id
          FROM account_move_line line
          JOIN account_move_line_account_tax_rel chosen ON chosen.account_move_line_id = line.id
          LEFT JOIN account_tax_filiation_rel member ON member.parent_tax = chosen.account_tax_id
         WHERE line.move_id = ANY(%(moves)s) AND line.display_type = 'product' AND line.balance <> 0
         UNION ALL
        SELECT line.move_id, NULL, line.tax_line_id
          FROM account_move_line line
         WHERE line.move_id = ANY(%(moves)s) AND line.tax_line_id IS NOT NULL AND line.balance <> 0)
    SELECT used.move_id,
           COUNT(DISTINCT used.tax_id) FILTER (WHERE tax.amount <> 0) > 1
               OR COALESCE(BOOL_OR(tax.amount_type <> 'percent'), FALSE) AS document,
           COUNT(DISTINCT (used.line_id, used.tax_id)) FILTER (WHERE used.line_id IS NOT NULL)
               > COUNT(DISTINCT used.line_id) AS row
      FROM used JOIN account_tax tax ON tax.id = used.tax_id
     GROUP BY used.move_id
"""
TAX_ACCOUNTS = """
    SELECT move_id, ARRAY_AGG(DISTINCT account_id) AS accounts
      FROM account_move_line
     WHERE move_id = ANY(%(moves)s) AND tax_line_id IS NOT NULL AND balance <> 0
     GROUP BY move_id HAVING COUNT(DISTINCT account_id) > 1
"""
# What QuickBooks Online does not take as an invoice
ROWS = """
    SELECT move_id, COUNT(*) AS rows,
           BOOL_OR(balance > 0 AND display_type NOT IN ('tax', 'cogs', 'epd')) AS negative
      FROM account_move_line
     WHERE move_id = ANY(%(moves)s)
       AND display_type NOT IN ('payment_term', 'line_section', 'line_subsection', 'line_note')
     GROUP BY move_id
"""
FOREIGN = """
    SELECT 'account.move' AS model, move.id, currency.name AS currency
      FROM account_move move
      JOIN res_company company ON company.id = move.company_id
      JOIN res_currency currency ON currency.id = move.currency_id AND currency.id <> company.currency_id
     WHERE move.id = ANY(%(moves)s)
     UNION ALL
    SELECT 'account.payment', payment.id, currency.name
      FROM account_payment payment
      JOIN res_company company ON company.id = payment.company_id
      JOIN res_currency currency ON currency.id = payment.currency_id AND currency.id <> company.currency_id
     WHERE payment.id = ANY(%(payments)s)
"""
TAKEN = """
    SELECT kind, number, full_number FROM quickbooks_export_line
     WHERE company_id = %(company)s AND target = %(target)s AND NOT free AND number = ANY(%(numbers)s)
"""


class QuickbooksCheck(models.AbstractModel):
    _inherit = "quickbooks.check"

    # === Customers === #

    def _customer_problems(self, scope, needs, records):
        """Return documents without customer, customers without name, and names that the target cannot keep."""
        for kind, move, payment, number, partner in records:
            if not partner and kind != JOURNAL:
                yield self._of_document(scope, engine.NO_CUSTOMER, move, payment, number, field="partner_id")
        ids = {partner for *_others, partner in records if partner} | needs.get(CUSTOMER, set())
        values = {"company": scope.company.id, "target": scope.target, "partners": list(ids)}
        limit = LIMITS[scope.target][CUSTOMERS]
        for row in fetch_rows(self.env, NAMELESS, NAMELESS_SOURCES, **values):
            record = ("res.partner", row["id"])
            name = clean_name(row["name"], limit, scope.target)
            if not name:
                message = self._word(scope, "customer_unnamed")
                yield self._problem("customer_unnamed", message, record=record, field="name")
            elif name != " ".join(row["name"].split(" ")):
                message = self.env._(
                    "The customer “%(customer)s” will be called “%(name)s” in %(target)s.",
                    customer=row["name"],
                    name=name,
                    target=self._target_label(scope),
                )
                yield self._problem("customer_renamed", message, WARNING, record, field="name")

    # === Numbers === #

    def _number_problems(self, scope, names, records):
        """Return documents that would have one short number, here or with what is exported already."""
        chosen, wanted = names.numbers, {}
        for kind, move, payment, number, _partner in records:
            limit = LIMITS[scope.target][PAYMENT_NUMBER if kind in (PAYMENT, REFUND) else NUMBERS]
            short = chosen.get(move) or short_number(number or "", limit)
            first = wanted.setdefault((kind, short), (move, payment, number, []))
            if first[:2] != (move, payment):
                first[3].append((move, payment, number))
        taken = self._taken_numbers(scope, wanted)
        for (kind, short), (move, payment, number, others) in wanted.items():
            earlier = taken.get((kind, short))
            clashing = [*([(move, payment, number)] if earlier else []), *others]
            for other in clashing:
                yield self._clash(scope, short, other, earlier or number)

    def _taken_numbers(self, scope, wanted):
        """Return ``{(kind, number): full number}`` of what is exported already."""
        sources = {"quickbooks.export.line": "company_id target kind number full_number free"}
        values = {"company": scope.company.id, "target": scope.target, "numbers": [number for _kind, number in wanted]}
        rows = fetch_rows(self.env, TAKEN, sources, **values)
        return {(row["kind"], row["number"]): row["full_number"] for row in rows}

    def _clash(self, scope, short, document, other):
        move, payment, number = document
        message = self.env._(
            "%(number)s and %(other)s would both be %(short)s in %(target)s. Give one of them another document number.",
            number=number,
            other=other,
            short=short,
            target=self._target_label(scope),
        )
        record = ("account.move", move) if move else ("account.payment", payment)
        return self._problem(engine.NUMBER_TWICE, message, record=record, field="name")

    # === Documents === #

    def _document_problems(self, scope, rules, names, records):
        """Return documents that the target, or the rules, do not take, and accounts that cannot be the customers'."""
        sales = {move: number for kind, move, _payment, number, _partner in records if kind in SALES}
        invoices = {move: number for kind, move, _payment, number, _partner in records if kind == INVOICE}
        currency = scope.company.sudo().currency_id
        if currency.decimal_places > 2:
            message = self._word(scope, engine.DECIMALS, currency.name)
            yield self._problem(engine.DECIMALS, message, record=("res.currency", currency.id))
        yield from self._several_taxes(scope, rules, names, sales)
        if rules.foreign == "refuse":
            yield from self._in_other_currencies(scope, records)
        if scope.target == QBO:
            yield from self._refused_online(scope, rules, invoices)
        if scope.target == IIF:
            yield from self._wrong_types(scope, names)

    def _several_taxes(self, scope, rules, names, sales):
        one_tax = scope.target == IIF or (scope.target == QBO and rules.region == "us")
        if one_tax and rules.several_taxes != "refuse":
            return
        sources = {"account.move.line": "move_id display_type balance tax_ids tax_line_id account_id"}
        found = fetch_rows(self.env, TAXES, sources, moves=list(sales))
        several = {row["move_id"] for row in found if row["document" if one_tax else "row"]}
        if one_tax:
            for row in fetch_rows(self.env, TAX_ACCOUNTS, sources, moves=list(sales)):
                called = {getattr(names.accounts.get(one), "name", one) for one in row["accounts"]}
                if len(called) > 1:
                    several.add(row["move_id"])
        code = engine.SEVERAL_TAXES if one_tax else "several_taxes_row"
        for move, number in sales.items():
            if move in several:
                yield self._of_document(scope, code, move, None, number)

    def _in_other_currencies(self, scope, records):
        numbers = {
            ("account.move", move) if move else ("account.payment", payment): number
            for _kind, move, payment, number, _partner in records
        }
        ids = {model: [one for name, one in numbers if name == model] for model in ("account.move", "account.payment")}
        sources = {"account.move": "currency_id", "account.payment": "currency_id"}
        values = {"moves": ids["account.move"], "payments": ids["account.payment"]}
        for row in fetch_rows(self.env, FOREIGN, sources, **values):
            record = row["model"], row["id"]
            message = self._sentence(numbers[record], self._word(scope, engine.FOREIGN, row["currency"]))
            yield self._problem(engine.FOREIGN, message, record=record)

    def _refused_online(self, scope, rules, invoices):
        sources = {"account.move.line": "move_id display_type balance"}
        negative = "negative_journal" if rules.negative == "journal" else engine.NEGATIVE
        for row in fetch_rows(self.env, ROWS, sources, moves=list(invoices)):
            move, number = row["move_id"], invoices[row["move_id"]]
            if row["rows"] + 2 > engine.MOST_ROWS:
                found = {"found": str(row["rows"]), "limit": str(engine.MOST_ROWS)}
                yield self._of_document(scope, engine.TOO_MANY_ROWS, move, None, number, **found)
            if row["negative"]:
                yield self._of_document(scope, negative, move, None, number, severity=WARNING)

    def _wrong_types(self, scope, names):
        accounts = self.env["account.account"].sudo().browse(names.accounts)  # names, for whoever may export
        for account in accounts:
            value = names.accounts[account.id]
            customers = account.account_type == "asset_receivable"
            if customers != (value.type == "AR") and (customers or value.type in ("AR", "AP")):
                if account.account_type == "liability_payable":
                    continue
                code = "not_receivable" if customers else "is_receivable"
                message = self._word(scope, code, value.name)
                yield self._problem(code, message, record=("account.account", account.id), field="account_type")

    def _of_document(self, scope, code, move, payment, number, severity="error", field=False, **found):
        record = ("account.move", move) if move else ("account.payment", payment)
        message = self._sentence(number, self._word(scope, code, **found))
        return self._problem(code, message, severity, record, field=field)

    def _has_discounts(self, records):
        moves = [move for kind, move, *_others in records if kind in SALES]
        statement = """
            SELECT 1 FROM account_move_line
             WHERE move_id = ANY(%(moves)s) AND display_type = 'product' AND discount > 0 LIMIT 1
        """
        return bool(
            fetch_rows(self.env, statement, {"account.move.line": "move_id display_type discount"}, moves=moves)
        )
