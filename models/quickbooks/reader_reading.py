"""What is read of a portion of records, and what it is called in the target."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from odoo.tools import SQL

from ...engine.quickbooks_document import (
    COGS,
    DISCOUNT,
    OTHER,
    PAYMENT,
    PRODUCT,
    RECEIVABLE,
    REFUND,
    ROUNDING,
    TAX,
    Account,
    Address,
    Item,
    Party,
    Row,
)
from ...engine.quickbooks_names import LIMITS, NUMBER, PAYMENT_NUMBER, short_number
from . import mapping

MOVES = """
    SELECT move.id, move.move_type, move.date, move.name, move.ref, move.commercial_partner_id AS customer,
           move.invoice_payment_term_id AS term, move.partner_id AS partner, move.partner_shipping_id AS ship_to,
           CASE WHEN move.currency_id <> company.currency_id THEN currency.name END AS currency
      FROM account_move move
      JOIN res_company company ON company.id = move.company_id
      JOIN res_currency currency ON currency.id = move.currency_id
     WHERE move.id = ANY(%(moves)s) AND move.company_id = %(company)s AND move.state = 'posted'
"""
# `money`: accounts that Odoo takes for those of the payment's money
PAYMENTS = """
    SELECT payment.id, payment.payment_type, payment.move_id AS move, COALESCE(move.date, payment.date) AS date,
           COALESCE(move.name, payment.name) AS name, partner.commercial_partner_id AS customer, payment.memo,
           payment.payment_reference AS reference, payment.journal_id AS journal,
           payment.payment_method_line_id AS method, payment.destination_account_id AS destination,
           COALESCE(payment.outstanding_account_id, journal.default_account_id) AS outstanding,
           payment.amount::text AS amount, payment.amount_company_currency_signed::text AS value,
           CASE WHEN payment.currency_id <> company.currency_id THEN currency.name END AS currency,
           ARRAY[payment.outstanding_account_id, journal.default_account_id] || ARRAY(
                 SELECT payment_account_id FROM account_payment_method_line method
                  WHERE method.journal_id = payment.journal_id OR method.id = payment.payment_method_line_id) AS money
      FROM account_payment payment
      JOIN res_company company ON company.id = payment.company_id
      JOIN res_currency currency ON currency.id = payment.currency_id
      JOIN account_journal journal ON journal.id = payment.journal_id
      LEFT JOIN account_move move ON move.id = payment.move_id
      LEFT JOIN res_partner partner ON partner.id = payment.partner_id
     WHERE payment.id = ANY(%(payments)s) AND payment.company_id = %(company)s
       AND payment.state IN ('in_process', 'paid') AND (move.id IS NULL OR move.state = 'posted')
"""
# A group of taxes is told as its members: these are what is posted.
TAXES = """
    SELECT COALESCE(member.child_tax, chosen.account_tax_id)
      FROM account_move_line_account_tax_rel chosen
      LEFT JOIN account_tax_filiation_rel member ON member.parent_tax = chosen.account_tax_id
     WHERE chosen.account_move_line_id = line.id ORDER BY 1
"""
ROWS = f"""
    SELECT line.move_id AS move, line.display_type, line.account_id AS account, line.balance::text AS amount,
           line.amount_currency::text AS foreign, line.quantity::text AS quantity, line.discount::text AS discount,
           line.name AS text, line.product_id AS product, line.tax_line_id AS tax, line.date_maturity AS due,
           line.is_downpayment, line.analytic_distribution AS analytic,
           account.account_type = 'asset_receivable' AS receivable, partner.commercial_partner_id AS customer,
           ARRAY({TAXES}) AS taxes
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
      LEFT JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.move_id = ANY(%(moves)s)  -- sections and notes have no account
     ORDER BY line.move_id, line.sequence, line.id
"""
ADDRESSES = """
    SELECT partner.id, partner.street, partner.street2, partner.city, state.code AS state, partner.zip,
           country.name->>'en_US' AS country
      FROM res_partner partner
      LEFT JOIN res_country_state state ON state.id = partner.state_id
      LEFT JOIN res_country country ON country.id = partner.country_id
     WHERE partner.id = ANY(%(partners)s)
"""
KINDS = {"product": PRODUCT, "tax": TAX, "cogs": COGS, "discount": DISCOUNT, "epd": DISCOUNT, "rounding": ROUNDING}


class Reading:
    """The rows of some records, and their names.

    :ivar dict moves: ``{id: facts}``; `payments` too
    :ivar dict rows: ``{id of the entry: rows}``
    :ivar Names names: see `mapping_names.py`
    """

    def __init__(self, env, company, target):
        self.env, self.company, self.target = env, company, target
        self.moves, self.payments, self.rows, self.addresses = {}, {}, defaultdict(list), {}
        self.names = None

    def fetch(self, moves, payments):
        """Read records of the company: posted ones; the number of statements does not depend on theirs.

        :param list moves: ids of entries
        :param list payments: ids of payments
        """
        self.moves = {row["id"]: row for row in self._rows(MOVES, moves=moves)}
        self.payments = {row["id"]: row for row in self._rows(PAYMENTS, payments=payments)}
        entries = [*self.moves, *(row["move"] for row in self.payments.values() if row["move"])]
        for row in self._rows(ROWS, moves=entries):
            self.rows[row["move"]].append(row)
        places = {row["ship_to"] for row in self.moves.values() if row["ship_to"] not in (None, row["partner"])}
        self.addresses = {row.pop("id"): Address(**_texts(row)) for row in self._rows(ADDRESSES, partners=[*places])}
        self.names = self.env["quickbooks.mapping"]._names(self.company, self.target, self._needs())

    def _rows(self, statement, **ids):
        if not any(ids.values()):
            return []
        return self.env.execute_query_dict(SQL(statement, company=self.company.id, **ids))

    def _needs(self):
        """Return which records' names are needed: ids by kind of mapping."""
        needs = defaultdict(set)
        for row in (row for rows in self.rows.values() for row in rows):
            needs[mapping.ACCOUNT].add(row["account"])
            needs[mapping.TAX] |= {*row["taxes"], row["tax"]}
            needs[mapping.PRODUCT].add(row["product"])
            needs[mapping.CLASS] |= analytic_accounts(row).keys()
            needs[mapping.CUSTOMER].add(row["customer"])
        for move in self.moves.values():
            needs[mapping.TERM].add(move["term"])
            needs[mapping.CUSTOMER].add(move["customer"])
            needs[mapping.NUMBER].add(move["id"])
        for payment in self.payments.values():
            needs[mapping.ACCOUNT] |= {payment["destination"], payment["outstanding"]}
            needs[mapping.NUMBER].add(payment["move"])
            needs[mapping.JOURNAL].add(payment["journal"])
            needs[mapping.METHOD].add(payment["method"])
            needs[mapping.CUSTOMER].add(payment["customer"])
        needs[mapping.FALLBACK] = {code for code, _label in mapping.FALLBACKS}
        return {kind: ids - {None} for kind, ids in needs.items()}

    # === Values of the engine: what is not mapped has no name, which the engine refuses === #

    def account(self, key):
        """Return an account."""
        return self.names.accounts.get(key) or Account(key, "")

    def customer(self, key):
        """Return a customer; None for nobody."""
        return self.names.customers.get(key) or (Party(key, "") if key else None)

    def number(self, facts, kind):
        """Return the number that the target can keep: the one that was chosen for an entry, or Odoo's, shortened."""
        money = kind in (PAYMENT, REFUND)
        limit = LIMITS[self.target][PAYMENT_NUMBER if money else NUMBER]
        return self.names.numbers.get(facts["move" if money else "id"]) or short_number(facts["name"] or "", limit)

    def deposit(self, payment, account):
        """Return where money goes: the account that the journal stands for, kept under the one that was posted."""
        return replace(self.names.deposits.get(payment["journal"]) or Account(0, ""), key=account)

    def row(self, raw, kind=None):
        """Return a row of a document as it was posted.

        :param dict raw: what was read
        :param str kind: what it is; None: what Odoo says
        """
        kind = kind or self._kind(raw)
        return Row(
            kind=kind,
            account=self.account(raw["account"]),
            amount=Decimal(raw["amount"]),
            quantity=Decimal(raw["quantity"]) if kind == PRODUCT and raw["quantity"] else None,
            item=self._item(raw, kind),
            text=raw["text"] or "",
            taxes=tuple(map(self._tax, raw["taxes"])) if kind == PRODUCT else (),
            tax=self._tax(raw["tax"]) if kind == TAX else None,
            discount=Decimal(raw["discount"] or 0) if kind == PRODUCT else Decimal(0),
            class_name=self._class(raw),
        )

    def _tax(self, key):
        return self.names.taxes.get(key) or Item(key, "", "COMPTAX")

    @staticmethod
    def _kind(raw):
        """Return what a row is; a tax that was rounded to the smallest coin is a tax."""
        if raw["receivable"]:
            return RECEIVABLE
        return TAX if raw["tax"] else KINDS.get(raw["display_type"], OTHER)

    def _item(self, raw, kind):
        """Return the item of a row of an invoice; none has what is no product, discount or rounding."""
        fallbacks = self.names.fallbacks
        if kind in (DISCOUNT, ROUNDING):
            return fallbacks.get(kind)
        if kind != PRODUCT:
            return None
        if raw["is_downpayment"]:
            return fallbacks.get("down_payment")
        product = raw["product"]
        return (self.names.items.get(product) or Item(product, "")) if product else fallbacks.get("text")

    def _class(self, raw):
        """Return the class that has most of a row; of equals, the one that was made first."""
        shares = {one: share for one, share in analytic_accounts(raw).items() if one in self.names.classes}
        return self.names.classes[min(shares, key=lambda one: (-shares[one], one))] if shares else ""


def analytic_accounts(raw):
    """Return ``{analytic account: percent}`` of a row; a key of a distribution has one account for each plan."""
    shares = defaultdict(float)
    for key, share in (raw["analytic"] or {}).items():
        for one in filter(str.isdigit, key.split(",")):
            shares[int(one)] += share
    return shares


def total(rows):
    """Return the balance of rows."""
    return sum((Decimal(row["amount"]) for row in rows), Decimal(0))


def foreign(facts, rows):
    """Return the currency and the total in it, of a document in another currency than the company's."""
    if not facts["currency"]:
        return None
    return facts["currency"], sum((Decimal(row["foreign"]) for row in rows), Decimal(0))


def _texts(row):
    return {name: text or "" for name, text in row.items()}
