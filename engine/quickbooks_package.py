"""The files of an export become one that is downloaded: the same bytes, whoever makes it and when."""

import hashlib
import re
import zipfile

from .quickbooks_csv import read_csv, split_files, write_csv
from .quickbooks_iif_join import join_files
from .quickbooks_online import CUSTOMERS, PRODUCTS, write_customers, write_products
from .quickbooks_page import file_name, write_manifest, write_page
from .quickbooks_write import File

ZIP, TEXT = "application/zip", "text/plain"
_MIDNIGHT = (1980, 1, 1, 0, 0, 0)
_LISTS = ("customers", "products")
_JOINED = ("transactions", "list", "expected")
_MOST_ROWS = 999  # 1,000 with the header


def package(out, target, number, files, customers=(), items=(), totals=None, extras=(), per_file=5000):
    """Write what an export has become, and return its file name and type.

    One IIF file is downloaded as it is. Otherwise a ZIP: files with a number, customers and products once, the
    extras, a list of all with checksums and control totals, and a page that says what to do with them. Files are
    taken one by one, so that `files` may read them when it is asked; IIF files, and lists, are joined up to `per_file`
    documents.

    :param out: binary file, open for writing
    :param str target: `iif`, `qbo` or `xero`
    :param str number: of the export
    :param files: `File`s in the order of their portions
    :param customers: `Party`s besides those that the portions name; `items`: (`Item`, `Account`) likewise
    :param totals: `Totals` of all portions
    :param extras: (name, bytes) of what only people read
    :raises ValueError: if there is nothing to write
    """
    name = re.sub(r"[^\w.-]+", "-", number).strip("-.") or "export"
    files = iter(_joined(files, per_file))
    first = next(files, None)
    if first is None:
        raise ValueError("There is nothing to write.")
    second = next(files, None)
    if first.kind == "transactions" and second is None:
        out.write(first.content)
        return f"{name}.iif", TEXT
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        made = _Package(archive)
        for file in _chain(first, second, files):
            made.add_file(file)
        made.add_lists(customers, items)
        if not made.entries:
            raise ValueError("There is nothing to write.")
        for extra, content in extras:
            made.add(extra, "extra", content)
        entries = sorted(made.entries, key=lambda entry: entry["name"])
        made.add("manifest.csv", "manifest", write_manifest(entries, totals))
        made.add("README.txt", "page", write_page(target, number, entries, totals))
    return f"{name}.zip", ZIP


class _Package:
    def __init__(self, archive):
        self.archive, self.entries = archive, []
        self.numbers, self.lists = {}, {kind: {} for kind in _LISTS}

    def add_file(self, file):
        if file.kind in _LISTS:
            self._remember(file.kind, file.content)
            return
        if not file.content or not file.count:
            raise ValueError(f"An empty file: {file.kind}")
        number = self.numbers[file.kind] = self.numbers.get(file.kind, 0) + 1
        self.add(file_name(file.kind, number), file.kind, file.content, file.count, file.rows)

    def _remember(self, kind, content):
        _header, rows = read_csv(content)
        for row in rows:
            self.lists[kind].setdefault(row[0].lower(), row)

    def add_lists(self, customers, items):
        """Write the customers and products of all portions, each once."""
        if customers:
            self._remember("customers", write_customers(customers)[0])
        if items:
            found = {item.name: (item, account.name, "") for item, account in items}
            self._remember("products", write_products(found)[0])
        for kind, header in (("customers", CUSTOMERS), ("products", PRODUCTS)):
            rows = [[self.lists[kind][name]] for name in sorted(self.lists[kind])]
            for number, (count, some) in enumerate(split_files(rows, _MOST_ROWS, _MOST_ROWS), 1):
                self.add(file_name(kind, number), kind, write_csv(header, some), count, count)

    def add(self, name, kind, content, count=0, rows=0):
        info = zipfile.ZipInfo(name, _MIDNIGHT)
        info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
        self.archive.writestr(info, content)
        sha = hashlib.sha256(content).hexdigest()
        self.entries.append({"name": name, "kind": kind, "count": count, "rows": rows, "sha256": sha})


def _chain(first, second, others):
    yield first
    if second is not None:
        yield second
    yield from others


def _joined(files, most):
    """Join the portions' files of one kind, IIF and lists to be typed, so that there are few to handle."""
    waiting = {}
    for file in files:
        if file.kind not in _JOINED:
            yield file
            continue
        some = waiting.setdefault(file.kind, [])
        if some and sum(one.count for one in some) + file.count > most:
            yield _join(some)
            some.clear()
        some.append(file)
    for some in waiting.values():
        yield _join(some)


def _join(files):
    if len(files) == 1:
        return files[0]
    count = sum(file.count for file in files)
    if files[0].kind == "transactions":
        content = join_files(file.content for file in files)
        return File(files[0].kind, content, count, content.count(b"\r\n"))
    content = files[0].content + b"".join(file.content.split(b"\r\n", 1)[1] for file in files[1:])
    return File(files[0].kind, content, count, sum(file.rows for file in files))
