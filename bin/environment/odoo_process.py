"""A real Odoo process at our command: the other end of bin/plugins/odoo_worker.py."""

import json
import select
import subprocess
from pathlib import Path

from .console import last_words
from .nursery import WORKER
from .settings import LOGS


class OdooProcess:
    """Calls functions of the modules in a folder, each in an Odoo process on one database.

    With a nursery the process is forked there, else it starts anew.
    """

    def __init__(self, place, database, folder, nursery=None):
        self.database = database
        LOGS.mkdir(parents=True, exist_ok=True)
        self.log = Path(LOGS / f"process-{database}.log")
        with self.log.open("a") as log:
            self._process = nursery.fork(database, log) if nursery else self._start(place, folder, log)

    def _start(self, place, folder, log):
        command = [place.python, WORKER, place.config, self.database, folder]
        return subprocess.Popen(
            list(map(str, command)),
            env={**place.environment(), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )

    def begin(self, function, **arguments):
        """Start a call; its answer is fetched with :meth:`answer`."""
        self._send({"call": function, "arguments": arguments})

    def call(self, function, **arguments):
        """The result of a call; what it raises there is raised here as ``RemoteError``."""
        self.begin(function, **arguments)
        return self.answer()

    def answer(self, seconds=600):
        """The result of the call, or ``Paused`` when it waits for :meth:`go`."""
        if not self.has_answered(seconds):
            raise TimeoutError(f"{self.database} did not answer within {seconds} s: {last_words(self.log)}")
        line = self._process.stdout.readline()
        if not line:
            raise RemoteError("Ended", f"{self._process.wait()}: {last_words(self.log)}")
        answer = json.loads(line)
        if "error" in answer:
            raise RemoteError(answer["kind"], answer["error"])
        return Paused(answer["paused"]) if "paused" in answer else answer["result"]

    def outcome(self):
        """The result of the call, or the ``RemoteError`` that it ended with."""
        try:
            return self.answer()
        except RemoteError as error:
            return error

    def has_answered(self, seconds=0):
        """Whether an answer has come, waiting a while for it."""
        return bool(select.select([self._process.stdout], [], [], seconds)[0])

    def go(self):
        """Let a paused call go on."""
        self._send({"go": True})

    def kill(self):
        """As when the machine fails: the process has no chance to do anything."""
        self._process.kill()
        self._process.wait()

    def close(self):
        """Let the process end by itself."""
        if self._process.poll() is None:
            self._process.stdin.close()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _send(self, order):
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()


class Paused(str):
    """The name of the place where a call waits."""

    __slots__ = ()


class RemoteError(Exception):
    """What a call raised in its process."""

    def __init__(self, kind, message):
        super().__init__(f"{kind}: {message}")
        self.kind = kind
