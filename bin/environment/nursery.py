"""Odoo processes in no time: one that has everything loaded, and forks, as Odoo's own server does for its workers.

The forked process has its own pipes, log and database connections, and can be killed like any other.
"""

import os
import select
import signal
import socket
import subprocess

from .console import Failure, end_with_parent, last_words
from .settings import BIN, LOGS

WORKER = BIN / "plugins" / "odoo_worker.py"


class Nursery:
    """An Odoo process that loads a database's registry and forks for copies of the same database."""

    def __init__(self, place, database, folder):
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        LOGS.mkdir(parents=True, exist_ok=True)
        self._log = LOGS / f"process-{database}-nursery.log"
        command = [place.python, WORKER, place.config, database, folder, theirs.fileno()]
        with theirs, self._log.open("w") as log:
            self._process = subprocess.Popen(
                list(map(str, command)),
                env={**place.environment(), "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[theirs.fileno()],
                preexec_fn=end_with_parent,
            )

    def fork(self, database, log):
        """A new process on the database, with the interface of ``subprocess.Popen`` as far as it is needed."""
        stdin, stdout = os.pipe(), os.pipe()
        socket.send_fds(self._ours, [database.encode()], [stdin[0], stdout[1], log.fileno()])
        for end in (stdin[0], stdout[1]):
            os.close(end)
        pid = self._ours.recv(64)
        if not pid:
            raise Failure(f"No Odoo process can be forked: {last_words(self._log)}")
        return Forked(int(pid), os.fdopen(stdin[1], "w"), os.fdopen(stdout[0]))

    def close(self):
        """Let it end; what it has forked lives on."""
        self._ours.close()
        self._process.wait()


class Forked:
    """A process that is the child of another one."""

    def __init__(self, pid, stdin, stdout):
        self.stdin, self.stdout = stdin, stdout
        self._handle = os.pidfd_open(pid)  # it stays this process' when its number is given to another one

    def kill(self):
        """As when the machine fails."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def poll(self):
        """None while it runs."""
        return "ended" if select.select([self._handle], [], [], 0)[0] else None

    def wait(self, timeout=None):
        """Wait for its end; nobody but its parent learns its exit code."""
        if not select.select([self._handle], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("a forked Odoo process", timeout)
        return "ended"
