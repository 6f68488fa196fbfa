"""Customers, numbers and documents that a target does not take as they are."""

from odoo import models

from ...engine import quickbooks_problems as engine
from ...engine.quickbooks_document import CREDIT_NOTE, IIF, INVOICE, JOURNAL, PAYMENT, QBO, REFUND, XERO
from ...engine.quickbooks_names import CUSTOMER as CUSTOMERS
from ...engine.quickbooks_names import LIMITS, PAYMENT_NUMBER, clean_name, short_number
from ...engine.quickbooks_names import NUMBER as NUMBERS
from ...engine.quickbooks_problems import MOST_ROWS
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
     WHERE company_id = %(company)s AND target = %(target)s AND NOT free AND lower(number) = ANY(%(numbers)s)
"""
# A payment is known by its entry here
CHOSEN = """
    SELECT CASE WHEN payment.id IS NULL THEN typed.move_id END AS move_id, payment.id AS payment_id, typed.name
      FROM quickbooks_mapping typed
      LEFT JOIN account_payment payment ON payment.move_id = typed.move_id
     WHERE typed.company_id = %(company)s AND typed.target = %(target)s AND typed.kind = 'number' AND typed.confirmed
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

    def _number_problems(self, scope, records):
        """Return documents that would have one short number, here or with what is exported already."""
        chosen, wanted = self._chosen_numbers(scope), {}
        for kind, move, payment, number, _partner in records:
            limit = LIMITS[scope.target][PAYMENT_NUMBER if kind in (PAYMENT, REFUND) else NUMBERS]
            short = chosen.get((move, payment)) or short_number(number or "", limit)
            first = wanted.setdefault((kind, short.lower()), (move, payment, number, short, []))
            if first[:2] != (move, payment):
                first[4].append((move, payment, number))
        taken = self._taken_numbers(scope, wanted)
        for key, (move, payment, number, short, others) in wanted.items():
            earlier = taken.get(key)
            clashing = [*([(move, payment, number)] if earlier else []), *others]
            for other in clashing:
                yield self._clash(scope, short, other, earlier or number)

    def _chosen_numbers(self, scope):
        """Return ``{(move id, payment id): number}`` of all documents whose number somebody has typed."""
        sources = {
            "quickbooks.mapping": "company_id target kind confirmed move_id name",
            "account.payment": "move_id",
        }
        rows = fetch_rows(self.env, CHOSEN, sources, company=scope.company.id, target=scope.target)
        return {(row["move_id"], row["payment_id"]): row["name"] for row in rows}

    def _taken_numbers(self, scope, wanted):
        """Return ``{(kind, number in lower case): full number}`` of what is exported already."""
        sources = {"quickbooks.export.line": "company_id target kind number full_number free"}
        values = {"company": scope.company.id, "target": scope.target, "numbers": [number for _kind, number in wanted]}
        rows = fetch_rows(self.env, TAKEN, sources, **values)
        return {(row["kind"], row["number"].lower()): row["full_number"] for row in rows}

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

    def _document_problems(self, scope, rules, names, several, records):
        """Return documents that the target, or the rules, do not take, and accounts that cannot be the customers'."""
        currency = scope.company.sudo().currency_id
        if currency.decimal_places > 2:
            message = self._word(scope, engine.DECIMALS, currency.name)
            yield self._problem(engine.DECIMALS, message, record=("res.currency", currency.id))
        if rules.several_taxes == "refuse":
            yield from self._several_taxes(scope, names, several, records)
        if rules.foreign == "refuse":
            yield from self._in_other_currencies(scope, records)
        if scope.target == QBO:
            yield from self._refused_online(scope, rules, records)
        if scope.target == IIF:
            yield from self._wrong_types(scope, names)

    def _tax_facts(self, scope, rules, records):
        """Return ``{move id: accounts of its taxes}`` of sales with more taxes, or tax accounts, than a target knows.

        Of a sale with several taxes there are no accounts: it has several whatever they are called.
        """
        online = self._online_facts(records) if scope.target == QBO else {}
        kinds = SALES if scope.target != QBO else (INVOICE,)
        moves = [one[1] for one in records if one[0] in kinds and not online.get(one[1], {}).get("negative")]
        sources = {"account.move.line": "move_id display_type balance tax_ids tax_line_id account_id"}
        coded = self._is_coded(scope, rules)
        found = fetch_rows(self.env, TAXES, sources, moves=moves)
        several = {row["move_id"]: () for row in found if row["row" if coded else "document"]}
        for row in () if coded else fetch_rows(self.env, TAX_ACCOUNTS, sources, moves=moves):
            several.setdefault(row["move_id"], row["accounts"])
        return several

    @staticmethod
    def _is_coded(scope, rules):
        """Return whether each row has a tax code, in place of one tax for the document."""
        return scope.target == XERO or (scope.target == QBO and rules.region != "us")

    def _several_taxes(self, scope, names, several, records):
        for kind, move, payment, number, _partner in records:
            if kind not in SALES or move not in several:
                continue
            # Two accounts of Odoo may be one there.
            called = {getattr(names.accounts.get(one), "name", one) for one in several[move]}
            if len(called) != 1:
                yield self._of_document(scope, engine.SEVERAL_TAXES, move, payment, number)

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

    def _online_facts(self, records):
        """Return ``{move id: rows, negative}`` of invoices."""
        sources = {"account.move.line": "move_id display_type balance"}
        moves = [move for kind, move, *_others in records if kind == INVOICE]
        return {row["move_id"]: row for row in fetch_rows(self.env, ROWS, sources, moves=moves)}

    def _refused_online(self, scope, rules, records):
        negative = "negative_journal" if rules.negative == "journal" else engine.NEGATIVE
        facts = self._online_facts(records)
        for kind, move, payment, number, _partner in records:
            if kind != INVOICE or move not in facts:
                continue
            rows = facts[move]["rows"]
            if rows + 2 > MOST_ROWS:
                found = {"found": str(rows), "limit": str(MOST_ROWS)}
                yield self._of_document(scope, engine.TOO_MANY_ROWS, move, payment, number, **found)
            if facts[move]["negative"]:
                yield self._of_document(scope, negative, move, payment, number, severity=WARNING)

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

    def _has_untaxed(self, records):
        """Return whether a row of an invoice or credit note has no tax at all: targets with tax codes want one."""
        statement = """
            SELECT 1 FROM account_move_line line
             WHERE line.move_id = ANY(%(moves)s) AND line.display_type = 'product' AND line.tax_line_id IS NULL
               AND NOT EXISTS (SELECT FROM account_move_line_account_tax_rel WHERE account_move_line_id = line.id)
             LIMIT 1
        """
        moves = [move for kind, move, *_others in records if kind in SALES]
        sources = {"account.move.line": "move_id display_type tax_line_id tax_ids"}
        return bool(fetch_rows(self.env, statement, sources, moves=moves))
