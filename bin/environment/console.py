"""What the user sees: one line per step with its progress, and one clear sentence when it fails."""

import ctypes
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress

from .settings import LOGS

SECONDS_BETWEEN_LINES = 15  # where the output is no terminal


class Failure(Exception):
    """A failure told in one sentence that says what to do."""


def say(text):
    """Print a line at once, also when the output is a file."""
    print(text, flush=True)


def run_main(main):
    """Run a command's main function; a failure is one sentence and exit code 1."""
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        sys.exit(f"\n{failure}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. The next run goes on from here.")
    except OSError as error:
        if error.errno == 28:
            sys.exit("\nThe disk is full: make room and run this again, it goes on from here.")
        sys.exit(f"\n{error.strerror or error} ({error.filename}): mend that and run this again, it goes on from here.")


class Step:
    """A long step: its title, then the elapsed time and a percentage as it goes on."""

    def __init__(self, title):
        self.title = title
        self.detail = ""
        self._start = time.monotonic()
        self._done = threading.Event()
        self._terminal = sys.stdout.isatty()
        self._last_line = self._start

    def _line(self):
        return f"  {self.title} … {self.detail} ({time.monotonic() - self._start:.0f} s)".replace("  (", " (")

    def _show(self):
        while not self._done.wait(1):
            if self._terminal:
                print(f"\r{self._line():<79}", end="", flush=True)
            elif time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
                self._last_line = time.monotonic()
                say(self._line())

    def __enter__(self):
        if not self._terminal:
            say(f"  {self.title} …")
        self._thread = threading.Thread(target=self._show, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind, *_):
        self._done.set()
        self._thread.join()
        self.detail = "stopped" if kind else "done"
        say(("\r" if self._terminal else "") + f"{self._line():<79}".rstrip())


C_LIBRARY = ctypes.CDLL(None)  # loaded before any fork


def end_with_parent():
    """For a new process: end when its parent is killed, so that no server is left behind (Linux only)."""
    with suppress(OSError, AttributeError):
        C_LIBRARY.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


MODULE_PROGRESS = re.compile(r"Loading module \S+ \((\d+)/(\d+)\)")


def _follow(process, log, step):
    for raw in process.stdout:
        line = raw.decode(errors="replace")
        log.write(line)
        found = MODULE_PROGRESS.search(line)
        if found and step and int(found[2]) > 1:
            step.detail = f"{100 * int(found[1]) // int(found[2])} %"


@contextmanager
def _child(command, **options):
    process = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=end_with_parent, **options
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def run_logged(command, log_name, step=None, stdin=subprocess.DEVNULL, **options):
    """Run a command with its output in a log file; return its exit code and the log's path."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log_name}.log"
    with path.open("w") as log, _child(command, stdin=stdin, **options) as process:
        _follow(process, log, step)
        return process.wait(), path


def require(command, log_name, sentence, step=None, **options):
    """As run_logged, but a failing command ends the run with the sentence and the log's last words."""
    try:
        code, path = run_logged(command, log_name, step, **options)
    except FileNotFoundError as error:
        raise Failure(f"{sentence} ({error.filename} is not installed.)") from error
    if code:
        raise Failure(f"{sentence} ({last_words(path)}; the whole story is in {path})")
    return path


def last_words(path):
    """The line of a log that most likely tells why the command failed."""
    lines = [line.strip() for line in path.read_text(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error|failed|fatal|^E:|no space", line, re.I)]
    return (telling or lines or ["it said nothing"])[-1][:300]
