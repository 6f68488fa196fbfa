"""A real Odoo process that does what it is told: a line of JSON in, a line of JSON out.

    python odoo_worker.py CONFIG DATABASE FOLDER
    python odoo_worker.py CONFIG DATABASE FOLDER SOCKET    forks such a process for each copy that SOCKET names

`{"call": "module.function", "arguments": {...}}` imports the module from FOLDER and calls
`function(worker, **arguments)`. The answer is `{"result": ...}` or `{"error": "...", "kind": "..."}`.
`worker.pause(name)` answers `{"paused": name}` and waits for any line: so two processes can be brought into a
certain order. Odoo's log goes to stderr.
"""

import importlib
import json
import logging
import os
import resource
import signal
import socket
import sys
import traceback
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config

ADMIN_ID = 2


class Worker:
    """What the called functions get."""

    def __init__(self, database, answers):
        self.database = database
        self._answers = answers

    @property
    def registry(self):
        """The registry, loaded on first use and as up to date as that of a web request."""
        return Registry(self.database).check_signaling()

    @contextmanager
    def transaction(self, user=ADMIN_ID):
        """An environment in a transaction of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, user, {})

    def request(self, function, user=ADMIN_ID):
        """Call `function(env)` as a web request would: committed, and run again after a conflict."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, user, {})
            return retrying(lambda: function(env), env)

    def pause(self, name):
        """Tell the other side where we are, and wait until it says go."""
        self.answer({"paused": name})
        if not sys.stdin.readline():
            os._exit(1)  # nobody is there any more

    def answer(self, answer):
        """Send a line."""
        self._answers.write(json.dumps(answer, default=str) + "\n")
        self._answers.flush()

    def serve(self):
        """Answer calls until the other side closes."""
        for line in sys.stdin:
            order = json.loads(line)
            module, function = order["call"].rsplit(".", 1)
            try:
                called = getattr(importlib.import_module(module), function)
                self.answer({"result": called(self, **order["arguments"])})
            except Exception as error:
                traceback.print_exc()
                self.answer({"error": str(error), "kind": type(error).__name__})


def install(worker, modules):
    """Install modules; return the process' peak memory in MiB before and after."""
    before = _peak()
    Registry.new(worker.database, update_module=True, install_modules=modules)
    return [before, _peak()]


def upgrade(worker, modules):
    """Upgrade modules, as `-u` does."""
    Registry.new(worker.database, update_module=True, upgrade_modules=modules)


def uninstall(worker, modules):
    """Uninstall modules as the button does."""
    with worker.transaction(SUPERUSER_ID) as env:
        env["ir.module.module"].search([("name", "in", modules)]).button_immediate_uninstall()


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(config_file, database, folder, nursery=None):
    """Serve until stdin closes, or fork until the socket does."""
    answers = None if nursery else _answers()
    config.parse_config(["-c", config_file, "-d", database, "--no-http", "--log-level=warn"], setup_logging=True)
    sys.path.insert(0, folder)
    if nursery:
        database = fork_on_request(database, socket.socket(fileno=int(nursery)))
        answers = database and _answers()
    if database:
        Worker(database, answers).serve()
    logging.shutdown()
    os._exit(0)  # taking all of Odoo apart would take seconds


def _answers():
    """Where the answers go. Whatever prints does not disturb them."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return answers


def fork_on_request(source, requests):
    """Load the registry once. In each forked process, return its database; at the end, return nothing.

    The copies are of the same database: what Odoo read from one holds in the other, as far as `check_signaling` says.
    """
    registry = Registry(source)
    sql_db.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    while True:
        database, pipes, _flags, _address = socket.recv_fds(requests, 1024, 3)
        if not database:
            return None
        pid = os.fork()
        if not pid:
            return _settle(registry, source, database.decode(), requests, pipes)
        for pipe in pipes:
            os.close(pipe)
        requests.send(str(pid).encode())


def _settle(registry, source, database, requests, pipes):
    """Make the forked process one of its own."""
    requests.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, pipe in enumerate(pipes):
        os.dup2(pipe, number)
        os.close(pipe)
    if database != source:
        Registry.delete(source)
        registry.db_name, registry._db = database, sql_db.db_connect(database)
        Registry.registries[database] = registry
    return database


if __name__ == "__main__":
    main(*sys.argv[1:])
