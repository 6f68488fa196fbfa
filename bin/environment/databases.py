"""Databases: a template without the addon, built once per Odoo version, and copies of it with the addon.

A database gets its final name only when it is complete, so a killed run leaves nothing that looks finished.
What a database was made from is kept as its comment in PostgreSQL.
"""

import os
import shutil
import socket
import time
from contextlib import contextmanager

from .cache import check_disk
from .checkout import fingerprint
from .console import Failure, Step
from .settings import ADDON, DEPENDENCIES, NEIGHBOURS, short_hash

PREFIX = "q2c"
KEPT = int(os.environ.get("Q2C_KEPT", "3"))  # databases with the addon, for the tests
TRIES = 15  # at dropping a database
WITH_ASSETS = "with-assets"
# As Odoo's own `_pregenerate_assets_bundles`, but without the tests of its web client: they are half of all.
COMPILE = """
qweb = env["ir.qweb"]
unused = {"web.assets_unit_tests", "web.assets_unit_tests_setup", "web.tests_assets", "web.qunit_suite_tests"}
scripts, styles = qweb._get_bundles_to_pregenarate()
for name in sorted(scripts - unused):
    qweb._get_asset_bundle(name, css=False, js=True).js()
for name in sorted(styles - unused):
    qweb._get_asset_bundle(name, css=True, js=False).css()
env.cr.commit()
"""


class Databases:
    """The databases of one server, with their file stores."""

    def __init__(self, place):
        self.place = place
        self.server = place.server
        # On the user's own server, another machine or cache may have databases of the same kind.
        mark = "" if self.server.embedded else short_hash(socket.gethostname(), place.data)[:6]
        self.prefix = f"{PREFIX}{mark}"

    def names(self, prefix=""):
        """All databases whose name starts with the prefix."""
        rows = self.server.sql("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY oid")
        return [name for (name,) in rows if name.startswith(prefix)]

    def note(self, name):
        """The comment that says from which files the addon in a database comes; empty for a foreign database."""
        question = f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = {_literal(name)}"
        rows = self.server.sql(question)
        return rows[0][0] if rows and rows[0] else ""

    def set_note(self, name, note):
        """Write that comment."""
        self.server.sql(f"COMMENT ON DATABASE {_identifier(name)} IS {_literal(note)}")

    def filestore(self, name):
        """The folder of a database's attachments."""
        return self.place.data / "filestore" / name

    def drop(self, name):
        """Remove a database and its file store; nothing happens when there is none."""
        for attempt in range(TRIES):
            try:
                self.server.sql(f"DROP DATABASE IF EXISTS {_identifier(name)} WITH (FORCE)")
                break
            except Failure:
                # The server's own autovacuum may be at work there: only an administrator may end it.
                if attempt == TRIES - 1:
                    raise
                time.sleep(2)
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def copy(self, source, target):
        """Copy a database and its file store; files are shared, because Odoo never changes one in place."""
        self.drop(target)
        self.server.sql(f"CREATE DATABASE {_identifier(target)} TEMPLATE {_identifier(source)}")
        if self.filestore(source).is_dir():
            shutil.copytree(self.filestore(source), self.filestore(target), copy_function=_link_or_copy)

    @contextmanager
    def copied(self, source, target):
        """A copy that is dropped at the end."""
        self.copy(source, target)
        try:
            yield target
        finally:
            self.drop(target)

    def rename(self, source, target):
        """Give a complete database its final name."""
        self.drop(target)
        if self.filestore(source).is_dir():
            self.filestore(source).rename(self.filestore(target))
        self.server.sql(f"ALTER DATABASE {_identifier(source)} RENAME TO {_identifier(target)}")

    def template(self, demo):
        """The database with Odoo's own modules, with or without demo data."""
        modules = DEPENDENCIES + NEIGHBOURS
        kind = "demo" if demo else "plain"
        name = f"{self.prefix}_template_{kind}_{short_hash(self.place.odoo.version, *modules)}"
        if name not in self.names():
            check_disk()
            new = f"{name}_new"
            self.drop(new)
            self.place.run_odoo(
                f"Building a template database {'with' if demo else 'without'} demo data (once, about two minutes)",
                f"template-{kind}",
                *["-d", new, "-i", ",".join(modules), "--stop-after-init", "--no-http"],
                "--with-demo" if demo else "--without-demo",
            )
            self.generate_assets(new)
            self.rename(new, name)
        return name

    def create_with_addon(self, name, demo):
        """A new database: the template's copy with the addon installed."""
        template, state = self.template(demo), fingerprint()
        check_disk()
        new = f"{name}_new"
        with Step("Copying the template database"):
            self.copy(template, new)
        self.place.run_odoo(
            "Installing the addon",
            f"install-{self.server.name}",
            *["-d", new, "-i", ADDON, "--stop-after-init", "--no-http"],
        )
        self.rename(new, name)
        self.set_note(name, f"{ADDON} {state}")

    def for_tests(self, browser):
        """The database with the addon as it is now: built anew only when one of the addon's own files changed."""
        name = f"{self.prefix}_addon_{short_hash(self.template(demo=False), fingerprint())}"
        if not self.note(name):
            for old in self.names(f"{self.prefix}_addon_")[: -KEPT + 1]:
                self.drop(old)
            self.create_with_addon(name, demo=False)
        if browser and not self.note(name).endswith(WITH_ASSETS):
            self.generate_assets(name)
            self.set_note(name, f"{self.note(name)} {WITH_ASSETS}")
        return name

    def generate_assets(self, name):
        """Compile the browser's files once, instead of in every browser test."""
        kind = name.removeprefix(self.prefix).split("_")[1]  # two may be compiling at the same time
        script = self.place.config.with_name(f"generate-assets-{kind}.py")
        script.write_text(COMPILE)
        with script.open() as stdin:
            self.place.run_odoo(
                "Compiling the browser's files",
                f"assets-{kind}",
                "-d",
                name,
                "--no-http",
                subcommand=["shell"],
                stdin=stdin,
            )

    def new_test_name(self):
        """A name for the copy on which this process tests."""
        return f"{self.prefix}_test_{os.getpid()}"

    def drop_left_over(self):
        """Remove the copies of test runs that were killed."""
        for name in self.names(f"{self.prefix}_test_"):
            pid = name.removeprefix(f"{self.prefix}_test_").split("_")[0]
            if pid.isdigit() and not _runs(int(pid)):
                self.drop(name)


def check_name(name):
    """Odoo and the file system accept these names everywhere."""
    if not name.isascii() or not name.replace("_", "").replace("-", "").isalnum() or not name[0].isalpha():
        raise Failure(
            f"{name!r} is no good name for a database: use letters, digits, _ and -, beginning with a letter."
        )


def _runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _identifier(name):
    return '"' + name.replace('"', '""') + '"'


def _literal(text):
    return "'" + text.replace("'", "''") + "'"
