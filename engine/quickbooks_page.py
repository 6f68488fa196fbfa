"""The page that says what to import in which order, and the list of files with their sums."""

from decimal import Decimal

from .quickbooks_csv import write_csv
from .quickbooks_document import IIF, KINDS, QBO, XERO
from .quickbooks_journal import WORDS
from .quickbooks_sale import money

MANIFEST = ["What", "Name", "Documents", "Rows", "Amount", "SHA-256"]
TITLES = {IIF: "QuickBooks Desktop", QBO: "QuickBooks Online", XERO: "Xero"}
# What to do with the files of a kind, in the order of the imports
STEPS = {
    IIF: {
        "transactions": (
            "File > Utilities > Import > IIF Files, one file after the other, in the order of their numbers. "
            "Back up the company file first: an import cannot be undone, and a second one doubles everything."
        ),
        "list": "Type these in: an IIF file does not have them.",
    },
    QBO: {
        "customers": "Settings > Import Data > Customers. Skip it when all of them are there already.",
        "products": "Settings > Import Data > Products and Services. Their income accounts have to exist.",
        "invoices": (
            "Settings > Import Data > Invoices, one file after the other. Switch on custom transaction numbers first, "
            "pick the date format of this file, and say that amounts are without tax."
        ),
        "journal": "Settings > Import Data > Journal Entries: credit notes, payments and corrections.",
        "list": "QuickBooks Online imports none of these: type them in.",
    },
    XERO: {
        "invoices": (
            "Business > Invoices > Import, one file after the other, with amounts that are tax exclusive. "
            "A negative one becomes a credit note."
        ),
        "list": "Xero imports none of these: reconcile them with your bank's statement, or type them in.",
    },
}
NAMES = {"transactions": "transactions_{:02}.iif", "list": "to_type_{:02}.csv", "expected": "expected_totals_{:02}.csv"}


def file_name(kind, number):
    """Return the name of a file in the ZIP; customers and products have a number only where they are split."""
    if kind in ("customers", "products") and number == 1:
        return f"{kind}.csv"
    return NAMES.get(kind, kind + "_{:02}.csv").format(number)


def write_manifest(entries, totals):
    """Return the list of files with their checksums, and the control totals.

    :param entries: dicts with name, count, rows, sha256
    :param totals: `Totals`
    """
    rows = [["File", one["name"], str(one["count"]), str(one["rows"]), "", one["sha256"]] for one in entries]
    for kind in KINDS:
        if kind in totals.kinds:
            count, total = totals.kinds[kind]
            rows.append(["Documents", WORDS[kind], str(count), "", money(total), ""])
    for what, accounts in (("Account", totals.accounts), ("Left out", totals.left_out)):
        named = {}
        for key, amount in accounts.items():
            name = totals.names.get(key, str(key))
            named[name] = named.get(name, Decimal(0)) + amount
        rows += [[what, name, "", "", money(amount), ""] for name, amount in sorted(named.items())]
    return write_csv(MANIFEST, rows)


def write_page(target, number, entries, totals):
    """Return what people read first.

    :param str number: of the export
    :param entries: dicts with name, kind, count, rows
    """
    lines = [f"Export {number} for {TITLES[target]}", "", "Import in this order:", ""]
    step = 0
    for kind, text in STEPS[target].items():
        files = [one for one in entries if one["kind"] == kind]
        if files:
            step += 1
            lines += [f"{step}. {text}", *(f"   {one['name']} ({one['rows']} rows)" for one in files), ""]
    others = [one["name"] for one in entries if one["kind"] not in STEPS[target]]
    if others:
        lines += ["To read, not to import:", *(f"   {name}" for name in others), ""]
    lines += ["Afterwards tick these totals against your books (amounts on the customers' accounts):", ""]
    for kind in KINDS:
        if kind in totals.kinds:
            count, total = totals.kinds[kind]
            lines.append(f"   {WORDS[kind]}: {count}, together {money(total)}")
    lines += ["", "manifest.csv has the checksum of each file, and the totals of all accounts.", ""]
    return "\r\n".join(lines).encode()
