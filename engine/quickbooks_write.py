"""Documents become files: one portion of an export at a time."""

from dataclasses import dataclass, field

from . import quickbooks_iif, quickbooks_online, quickbooks_xero
from .quickbooks_document import COGS, IIF, QBO, XERO, Problem, Totals
from .quickbooks_iif_lists import Lists
from .quickbooks_journal import write_list
from .quickbooks_problems import NUMBER_TWICE, problems
from .quickbooks_sale import SALES, ZERO, customer_balance, is_typed, postings


@dataclass(frozen=True)
class File:
    """A written file.

    :param kind: what is in it: `transactions`, `invoices`, `journal`, `list` (to be typed), `customers`,
        `products`, `expected` (totals to compare)
    :param count: documents; `rows`: without the header
    """

    kind: str
    content: bytes
    count: int
    rows: int


@dataclass(frozen=True)
class Portion:
    """What became of some documents: the files, the totals of what is in them, and all problems."""

    files: tuple[File, ...] = ()
    totals: Totals = field(default_factory=Totals)
    problems: tuple[Problem, ...] = ()


def write_portion(target, documents, rules):
    """Return the files of some documents, each complete by itself; a document with a blocking problem is in none.

    What belongs to one of Odoo's records (parts of an entry, the write-off of a payment) is written together or not
    at all.

    :param str target: `iif`, `qbo` or `xero`
    :param documents: `Document`s; all those of a record are in one portion
    :param rules: `Rules` of the company
    :raises ValueError: for what the problems should have found: an unbalanced block, a name that is not mapped
    :rtype: Portion
    """
    found = [problem for document in documents for problem in problems(document, rules, target)]
    found += _numbers_twice(documents, target)
    blocked = {problem.key[:2] for problem in found if problem.blocking}
    documents = [document for document in documents if document.key[:2] not in blocked]
    files = [file for file in WRITERS[target](documents, rules) if file.count] if documents else []
    return Portion(tuple(files), totals_of(documents, rules), tuple(found))


def totals_of(documents, rules):
    """Return the control totals of documents."""
    totals, seen = Totals(), set()
    for document in documents:
        kind, record, _part = document.key
        count = totals.kinds.setdefault(kind, [0, ZERO])
        count[0] += (kind, record) not in seen
        count[1] += customer_balance(document)
        seen.add((kind, record))
        for row in postings(document):
            left_out = document.kind in SALES and row.kind == COGS and rules.cogs == "skip"
            accounts = totals.left_out if left_out else totals.accounts
            accounts[row.account.key] = accounts.get(row.account.key, ZERO) + row.amount
            totals.names[row.account.key] = row.account.name
    return totals


def _numbers_twice(documents, target):
    """Two documents of a kind with one number: a program would take them for one, or warn."""
    owners = {}
    for document in documents:
        owner = owners.setdefault((document.kind, document.number.lower()), document.key[:2])
        if owner != document.key[:2]:
            yield Problem(NUMBER_TWICE, document.key, document.number)


def _write_iif(documents, rules):
    written = [document for document in documents if not is_typed(document, rules)]
    for start in range(0, len(written), rules.per_file):
        some = written[start : start + rules.per_file]
        lists, listed = Lists(some, rules).text()
        transactions, rows = quickbooks_iif.write_transactions(some, rules)
        yield File("transactions", (lists + transactions).encode("cp1252"), len(some), listed + rows)
    yield File("list", *write_list([document for document in documents if is_typed(document, rules)], rules, IIF))


def _write_online(documents, rules):
    return (File(*values) for values in quickbooks_online.write(documents, rules))


def _write_xero(documents, rules):
    return (File(*values) for values in quickbooks_xero.write(documents, rules))


WRITERS = {IIF: _write_iif, QBO: _write_online, XERO: _write_xero}
