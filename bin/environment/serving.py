"""bin/run: a running Odoo with the addon and its demo data."""

import argparse
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from .cache import building, prepare_cache
from .checkout import fingerprint, has_addon
from .console import Failure, Step, end_with_parent, last_words, say
from .databases import Databases, check_name
from .settings import ADDON, LOGS, REPOSITORY
from .workplace import prepare

SECONDS_TO_START = 180
SECONDS_TO_STOP = 20


def main(arguments):
    """Prepare, serve until Ctrl-C, stop cleanly."""
    options = _parser().parse_args(arguments)
    check_name(options.db)
    check_port(options.port)
    if not has_addon():
        raise Failure(f"There is no __manifest__.py in {REPOSITORY}: nothing to run yet.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    prepare_cache()
    with building():
        place = prepare("run")
        _ready_database(Databases(place), options)
    serve(place, options)
    return 0


def _parser():
    parser = argparse.ArgumentParser(
        prog="bin/run",
        description="Start Odoo 19 with this addon and its demo data. The first start prepares Odoo, PostgreSQL and "
        "the Python libraries in one cache folder (about five minutes); later starts take seconds.",
    )
    parser.add_argument("--port", type=int, default=8069, help="where to serve (default: 8069)")
    parser.add_argument("--db", default=ADDON, help=f"the database (default: {ADDON}), made when it does not exist")
    parser.add_argument("--no-demo", action="store_true", help="make the database without demo data")
    parser.add_argument("--reset", action="store_true", help="drop the database and make it anew")
    return parser


def check_port(port):
    """Say that a port is taken before anything long begins."""
    if not 0 < port < 65536:
        raise Failure(f"There is no port {port}: choose one between 1 and 65535 with --port.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise Failure(
                f"Port {port} is reserved for the administrator: choose one above 1024 with --port."
            ) from error
        except OSError as error:
            raise Failure(
                f"Port {port} is taken: stop the program that uses it (another bin/run?), or choose another "
                "with --port."
            ) from error


def _ready_database(databases, options):
    """Make the database, or bring it up to date with the addon's files."""
    exists = options.db in databases.names()
    note = databases.note(options.db)
    if exists and not note.startswith(ADDON):
        raise Failure(f"The database {options.db} was not made by bin/run and is left alone: choose another with --db.")
    if options.reset and exists:
        say(f"  Dropping the database {options.db}")
        databases.drop(options.db)
        exists = False
    if not exists:
        databases.create_with_addon(options.db, demo=not options.no_demo)
    elif note != f"{ADDON} {fingerprint()}":
        _update(databases, options.db)


def _update(databases, name):
    state = fingerprint()
    try:
        databases.place.run_odoo(
            "Updating the addon, whose files have changed",
            "update",
            *["-d", name, "-u", ADDON, "--stop-after-init", "--no-http"],
        )
    except Failure as failure:
        raise Failure(f"{failure} If the database is the reason, bin/run --reset makes it anew.") from failure
    databases.set_note(name, f"{ADDON} {state}")


def serve(place, options):
    """Odoo in a session of its own, so that Ctrl-C reaches it once and from here."""
    LOGS.mkdir(exist_ok=True)
    log = LOGS / f"server-{options.db}.log"
    command = place.odoo_command(
        "-d", options.db, "--db-filter", f"^{re.escape(options.db)}$", "--http-port", str(options.port)
    )
    with log.open("w") as output:
        process = subprocess.Popen(
            list(map(str, command)),
            env=place.environment(),
            start_new_session=True,
            preexec_fn=end_with_parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_it_answers(process, options.port, log)
            say(f"\nReady: http://localhost:{options.port}\nLog in as admin with password admin.")
            say(f"Odoo's log is {log}. Ctrl-C stops it.")
            code = process.wait()
            raise Failure(f"Odoo stopped by itself with code {code}: {last_words(log)} (its log is {log}).")
        except KeyboardInterrupt:
            say("\nStopping Odoo …")
        finally:
            _stop(process)


def _stop(process):
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_answers(process, port, log):
    deadline = time.monotonic() + SECONDS_TO_START
    with Step("Starting Odoo"):
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise Failure(f"Odoo does not start: {last_words(log)} (its log is {log}).")
            if _answers(port):
                return
            time.sleep(0.5)
    raise Failure(f"Odoo did not answer within {SECONDS_TO_START} seconds: see its log {log}.")


def _answers(port):
    """Whether the log-in page is served: by then the addon is loaded."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/login", timeout=60) as page:
            return page.status == 200
    except (urllib.error.URLError, OSError):
        return False
