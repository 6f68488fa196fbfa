"""The addon with Odoo's own runner on an empty database.

pytest-odoo is quick and convenient, but it skips what Odoo does: installing on an empty database, loading only the
tests that tests/__init__.py names, and logging. So: install the addon with nothing but its own dependencies, then its
optional neighbours, then run the tests of some files each on copies of that, and compare with what pytest ran.

    .ci/odoo_runner.py install    only install, so that it can be done while a processor has nothing to do
    .ci/odoo_runner.py            test, and install before unless that is done
"""

import json
import re
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bin"))

from environment.cache import building
from environment.checkout import fingerprint
from environment.console import Failure, run_logged, run_main, say
from environment.databases import Databases
from environment.settings import ADDON, CACHE, LOGS, NEIGHBOURS, REPOSITORY
from environment.shards import WIDTH, deal, run_parts
from environment.system import ensure_browser
from environment.testing import report_file
from environment.workplace import prepare

RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) \S+ (?P<logger>[\w.]+): (?P<text>.*)")
TESTS = REPOSITORY / "tests"
SIZES = [3] * WIDTH + [2] * WIDTH + [1] * WIDTH  # of the parts, in the order in which they begin
INSTALLATIONS = [LOGS / "ci-install.log", LOGS / "ci-neighbours.log"]
STARTED = re.compile(r"Starting (\w+\.\w+) \.\.\.")


def main(arguments):
    """Print what is wrong; 1 when anything is."""
    with building():
        ensure_browser()
        place = prepare("test")
    databases = Databases(place)
    installed = f"{databases.prefix}_ci_installed"
    if databases.note(installed) != fingerprint():
        _install(place, databases, installed)
    return 0 if arguments == ["install"] else _test_all(place, databases, installed)


def _test_all(place, databases, installed):
    files = sorted(TESTS.glob("test_*.py"))
    parts = [(f"odoo-{number}", own) for number, own in enumerate(deal(files, SIZES), 1)]
    try:
        codes = run_parts(lambda part: _test(place, databases, installed, *part), parts)
    finally:
        databases.drop(installed)
    tested = [LOGS / f"ci-{name}.log" for name, _files in parts]
    ran = {test for log in tested for test in started_tests(log)}
    findings = [finding for path in [*INSTALLATIONS, *tested] for finding in complaints(path)]
    findings += [f"Odoo's runner ended with code {code}: see the log above." for code in codes if code]
    findings += differences(ran)
    for finding in findings:
        say(finding)
    say(f"Odoo's own runner: {len(ran)} tests, {len(findings)} findings")
    return 1 if findings else 0


def _install(place, databases, name):
    """The addon with nothing but what it depends on, then what it works with; noted when all of it is there."""
    databases.drop(name)
    once = ["-d", name, "--stop-after-init", "--no-http"]
    place.run_odoo("Installing the addon on an empty database", "ci-install", *once, "-i", ADDON)
    place.run_odoo("Installing its optional neighbours", "ci-neighbours", *once, "-i", ",".join(NEIGHBOURS))
    databases.generate_assets(name)
    databases.set_note(name, fingerprint())


def _test(place, databases, installed, name, files):
    """Run the tests of these files with HTTP and the browser on a copy; return the exit code and the log.

    Ours are `post_install`, so nothing has to be updated for them; one that is not would be missed, and reported.
    """
    tags = ",".join(f"/{ADDON}/tests/{file.name}" for file in files)
    with databases.copied(installed, f"{databases.new_test_name()}_{name.rpartition('-')[2]}") as database:
        options = ["-d", database, "--test-tags", tags, "--stop-after-init", "--http-port", _free_port()]
        return run_logged(place.odoo_command(*options), f"ci-{name}", env=place.environment())


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def records(path):
    """The log's records: level, logger and whole text, continued lines included."""
    level, logger, lines = "", "", []
    for line in path.read_text(errors="replace").splitlines():
        found = RECORD.match(line)
        if found:
            yield level, logger, "\n".join(lines)
            level, logger, lines = found["level"], found["logger"], [found["text"]]
        else:
            lines.append(line)
    yield level, logger, "\n".join(lines)


def started_tests(path):
    """module.Class.method of every test that Odoo started."""
    for _level, logger, text in records(path):
        found = STARTED.match(text)
        if found and logger.startswith(f"odoo.addons.{ADDON}.tests."):
            yield f"{logger.rpartition('.')[2]}.{found[1]}"


def complaints(path):
    """Warnings and errors that are ours, and skipped tests of ours."""
    for level, logger, text in records(path):
        ours = logger.startswith(f"odoo.addons.{ADDON}")
        # The default cache folder bears the addon's name, and is part of many paths.
        mentioned = ADDON in text.replace(str(CACHE), "")
        if level in ("WARNING", "ERROR", "CRITICAL") and (ours or mentioned):
            yield f"{path.stem}: {level} {logger}: {text[:2000]}"
        elif ours and text.startswith("skipped "):
            yield f"{path.stem}: {text}"


def differences(ran):
    """Tests that only one of the two runners knows."""
    report = report_file("odoo")
    if not report.is_file():
        raise Failure("bin/test left no report to compare with: it has to run first.")
    pytest_ran = set(json.loads(report.read_text()))
    for test in sorted(pytest_ran - ran):
        yield f"{test} ran with pytest only: is its file named in tests/__init__.py, and its method in its own class?"
    for test in sorted(ran - pytest_ran):
        yield f"{test} ran with Odoo's runner only"


run_main(main)
