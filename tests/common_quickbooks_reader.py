"""Posted documents as the engine is told of them; every record is called by its own name."""

from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace
from unittest.mock import patch

from odoo.fields import Command

from odoo.addons.quote_to_cash.engine.quickbooks_document import (
    JOURNAL,
    KINDS,
    LIQUIDITY,
    RECEIVABLE,
    Account,
    Item,
    Party,
    Terms,
)
from odoo.addons.quote_to_cash.models.quickbooks.scope import Scope

from .common_quickbooks import JANUARY, QuickbooksCommon


def stand_in(mapping, company, target, needs):
    """Name each record that is asked for after itself."""
    env = mapping.env

    def named(kind, model, make):
        records = env[model].browse(needs.get(kind, ())).exists()
        return {record.id: make(record) for record in records}

    names = SimpleNamespace(missing=set(), numbers={})
    names.accounts = named("account", "account.account", lambda one: Account(one.id, one.name))
    names.taxes = named(
        "tax", "account.tax", lambda one: Item(one.id, one.name, "COMPTAX", rate=Decimal(str(one.amount)))
    )
    names.items = named("product", "product.product", lambda one: Item(one.id, one.default_code or one.name))
    names.fallbacks = {code: Item(index, code) for index, code in enumerate(needs.get("fallback", ()))}
    names.customers = named("customer", "res.partner", lambda one: Party(one.id, one.name))
    names.deposits = named("journal", "account.journal", lambda one: Account(0, one.name))
    names.methods = named("method", "account.payment.method.line", lambda one: one.name)
    names.terms = named("term", "account.payment.term", lambda one: Terms(one.name))
    names.classes = named("class", "account.analytic.account", lambda one: one.name)
    return names


class ReaderCommon(QuickbooksCommon):
    target = "iif"

    def setUp(self):
        super().setUp()
        self.startPatcher(self.names_by(stand_in))
        self.reader = self.env["quickbooks.reader"]

    def names_by(self, names):
        """Return what has records named by a function."""
        return patch.object(type(self.env["quickbooks.mapping"]), "_names", names)

    def scope(self, date_to=JANUARY, date_from=None, kinds=KINDS, company=None):
        return Scope(company or self.company, self.target, date_from, date_to, kinds)

    def candidates(self, scope=None):
        """Return what would be exported, in order of the records."""
        rows = self.env.execute_query_dict(self.reader._candidates(scope or self.scope()))
        return sorted(rows, key=lambda row: (row["kind"], row["move_id"] or 0, row["payment_id"] or 0))

    def found(self, *records, **scope):
        """Return the candidates among some moves or payments, as `{record: row}`."""
        rows = self.candidates(self.scope(**scope))
        by_key = {("account.move", row["move_id"]): row for row in rows if row["move_id"]}
        by_key.update({("account.payment", row["payment_id"]): row for row in rows if row["payment_id"]})
        return {one: by_key[one._name, one.id] for one in records if (one._name, one.id) in by_key}

    def documents(self, *records, **scope):
        """Return the documents of all that would be exported, or of some records; each is balanced."""
        rows = self.candidates(self.scope(**scope))
        ids = {(one._name, one.id) for one in records}
        chosen = [
            (row["kind"], row["move_id"], row["payment_id"])
            for row in rows
            if not records or ("account.move", row["move_id"]) in ids or ("account.payment", row["payment_id"]) in ids
        ]
        documents = self.reader._documents(self.company, self.target, chosen)
        for document in documents:
            self.assert_balanced(document)
        self.assert_ledger(documents)
        return documents

    def document(self, record, **scope):
        """Return the one document of a record."""
        documents = self.documents(record, **scope)
        self.assertEqual(len(documents), 1)
        return documents[0]

    @staticmethod
    def postings(document):
        """Return `{account key: amount}` of all that a document says."""
        posted = defaultdict(Decimal)
        head = None if document.kind == JOURNAL else document.deposit or document.receivable
        if head:
            posted[head.key] += document.total
        for row in document.rows:
            posted[row.account.key] += row.amount
        return {key: amount for key, amount in posted.items() if amount}

    def assert_balanced(self, document):
        """A sale's rows and total, money's rows and total, an entry's rows: they sum to zero."""
        rows = sum(row.amount for row in document.rows)
        self.assertEqual(rows + (0 if document.kind == JOURNAL else document.total), 0, document)
        if document.kind == JOURNAL:
            due = [row.amount for row in document.rows if row.kind == RECEIVABLE]
            self.assertEqual(due, [document.total], document)
        self.assertFalse([row for row in document.rows if row.kind == LIQUIDITY])

    def assert_ledger(self, documents):
        """What documents say of each account is what is posted of their records."""
        said, moves = defaultdict(Decimal), self.env["account.move"]
        for document in documents:
            for key, amount in self.postings(document).items():
                said[key] += amount
            kind, record, _part = document.key
            moves |= (
                self.env["account.payment"].browse(record).move_id
                if kind in ("payment", "refund")
                else moves.browse(record)
            )
        posted = defaultdict(Decimal)
        for line in moves.line_ids.filtered("account_id"):
            posted[line.account_id.id] += Decimal(str(line.balance))
        self.assertEqual(
            {key: amount for key, amount in said.items() if amount},
            {key: amount for key, amount in posted.items() if round(amount, 2)},
        )

    def amounts(self, document, kind=None):
        """Return (account, amount) of rows."""
        return [(row.account.name, float(row.amount)) for row in document.rows if kind is None or row.kind == kind]

    # === More documents === #

    @classmethod
    def entry(cls, *lines, day=JANUARY, post=True, **values):
        """Post an entry by hand; a line is `(account, balance)` or `(account, balance, partner)`."""
        journal = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "general")], limit=1
        )
        commands = [
            Command.create(
                {"account_id": account.id, "balance": balance, "partner_id": partner[0].id if partner else False}
            )
            for account, balance, *partner in lines
        ]
        move = cls.env["account.move"].create(
            {"move_type": "entry", "date": day, "journal_id": journal.id, "line_ids": commands, **values}
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def receivable(cls):
        return cls.customer.with_company(cls.company).property_account_receivable_id

    @classmethod
    def make_euro(cls, rate, day=JANUARY):
        """Set what a dollar is in euros from a day on."""
        euro = cls.env.ref("base.EUR")
        euro.active = True
        cls.env["res.currency.rate"].create(
            {"currency_id": euro.id, "name": day, "rate": rate, "company_id": cls.company.id}
        )
        return euro
