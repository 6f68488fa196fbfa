"""Everything ready: Odoo, Python, PostgreSQL and the programs around them, and how to call Odoo with it."""

import os
from dataclasses import dataclass
from pathlib import Path

from .cache import prepare_cache
from .checkout import addons_folder
from .console import Failure, Step, last_words, run_logged
from .odoo_source import Odoo, find_odoo
from .postgres import Server, start_server
from .python_env import full_python
from .settings import CACHE
from .system import ensure_pdf_libraries, pdf_printer_folder


@dataclass
class Workplace:
    """What is needed to call Odoo."""

    odoo: Odoo
    python: Path
    server: Server
    printer: Path
    addons: Path

    @property
    def data(self):
        """Odoo's data folder: one per database server, since a file store is named after its database."""
        return CACHE / "data" / self.server.name

    @property
    def config(self):
        """The path of Odoo's configuration file, for this server and this checkout."""
        return CACHE / "config" / f"{self.server.name}-{self.addons.name}.conf"

    def write_config(self):
        """Write Odoo's configuration file; no password goes into it."""
        options = {
            "addons_path": ",".join(map(str, [self.addons, *self.odoo.addons])),
            "data_dir": self.data,
            "http_interface": "127.0.0.1",
            "list_db": False,
            "screenshots": CACHE / "screenshots",
            "server_wide_modules": "base,web",
            **self.server.options(),
        }
        self.data.mkdir(parents=True, exist_ok=True)
        self.config.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"{name} = {value}" for name, value in options.items()]
        text = "\n".join(["[options]", *lines, ""])
        if not self.config.is_file() or self.config.read_text() != text:  # another start may be reading it
            self.config.write_text(text)

    def environment(self):
        """The environment variables for Odoo and for pytest."""
        path = [str(self.python.parent)] + ([str(self.printer)] if self.printer else []) + [os.environ.get("PATH", "")]
        return {
            **os.environ,
            **self.server.environment,
            "PATH": os.pathsep.join(path),
            "PYTHONPATH": str(self.odoo.path),
            "PYTHONPYCACHEPREFIX": str(CACHE / "pycache"),
            "PYTHONNOUSERSITE": "1",
            "TZ": "UTC",
        }

    def odoo_command(self, *arguments, subcommand=()):
        """The command that starts Odoo with this configuration."""
        return [
            self.python,
            "-m",
            "odoo",
            *subcommand,
            "-c",
            self.config,
            *arguments,
        ]

    def run_odoo(self, title, log_name, *arguments, subcommand=(), **options):
        """Run Odoo to its end with progress; a failure ends the run with one sentence."""
        command = self.odoo_command(*arguments, subcommand=subcommand)
        with Step(title) as step:
            code, log = run_logged(command, log_name, step, env=self.environment(), **options)
        if code:
            raise Failure(f"{title} failed: {last_words(log)} (the whole story is in {log}).")
        return log


def prepare(purpose):
    """Make ready whatever is missing; quick when nothing is."""
    prepare_cache()
    python = full_python()
    odoo = find_odoo(python)
    printer = pdf_printer_folder()
    ensure_pdf_libraries()
    place = Workplace(odoo, python, start_server(python, purpose), printer, addons_folder())
    place.write_config()
    return place
