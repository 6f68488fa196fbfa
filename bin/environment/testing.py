"""bin/test: the engine's tests, the Odoo tests with pytest-odoo, browser included, and tests with real processes."""

import os
import subprocess
from pathlib import Path

from .cache import building, prepare_cache
from .checkout import addons_folder, has_addon
from .console import Failure, end_with_parent, say
from .databases import Databases
from .python_env import engine_python
from .settings import ADDON, BIN, CACHE, IN_CI, LOGS, REPOSITORY
from .system import ensure_browser
from .workplace import prepare

USAGE = """usage: bin/test [engine | odoo | processes] [PATH ...] [PYTEST'S OPTIONS]

  bin/test                                  everything: the engine's tests, Odoo's, in the browser too, and processes
  bin/test engine                           only the engine's tests: seconds, no Odoo
  bin/test odoo -k hold                     only the Odoo tests whose name has "hold"
  bin/test processes                        only the tests that start and kill Odoo processes of their own
  bin/test tests/test_lifecycle_hold.py     one file
  bin/test tests/test_x.py::TestX::test_y   one test; --pdb and every other option of pytest work

With CI=true a skipped test is a failed one."""

UNIT = REPOSITORY / "tests" / "unit"
PROCESSES = REPOSITORY / "tests" / "processes"
PASSLIB = "ignore:'crypt' is deprecated:DeprecationWarning"
NOTHING_COLLECTED = 5  # what pytest returns when it found no test
OPTIONS_WITH_VALUE = {"-k", "-m", "-o", "-p", "-c", "-W", "-r", "-n"}


def main(arguments):
    """Run what was asked for; the exit code is pytest's."""
    if "--help" in arguments or "-h" in arguments:
        print(USAGE)
        return 0
    parts = {"engine": run_engine, "odoo": run_addon, "processes": run_processes}
    only = arguments.pop(0) if arguments and arguments[0] in parts else None
    paths, options = split_paths(arguments)
    codes = []
    prepare_cache()
    LOGS.mkdir(exist_ok=True)
    for part, run in parts.items():
        own = [path for path in paths if _part(path) == part]
        if only in (None, part) and (own or not paths):
            codes.append(run(own, options))
    return combine(codes)


def combine(codes):
    """The first failure; nothing collected is a failure only when it is so everywhere."""
    failures = [code for code in codes if code not in (0, NOTHING_COLLECTED)]
    if failures:
        return failures[0]
    return 0 if 0 in codes else NOTHING_COLLECTED


def split_paths(arguments):
    """Tell paths of tests from options and their values."""
    paths, options, takes_value = [], [], False
    for argument in arguments:
        is_path = not takes_value and not argument.startswith("-") and _existing(argument)
        (paths if is_path else options).append(argument)
        takes_value = argument in OPTIONS_WITH_VALUE
    return paths, options


def _existing(argument):
    """The file of `path::Class::test`, seen from here or from the checkout; None if there is none."""
    name = argument.split("::")[0]
    for base in (Path.cwd(), REPOSITORY):
        file = (base / name).absolute()
        if name and file.exists() and file.is_relative_to(REPOSITORY):
            return file
    return None


def _part(argument):
    file = _existing(argument)
    if file.is_relative_to(UNIT):
        return "engine"
    return "processes" if file.is_relative_to(PROCESSES) else "odoo"


def _through_link(argument):
    """Odoo knows the addon's files only by the path whose folder is named like the addon."""
    _name, *test = argument.split("::")
    file = addons_folder() / ADDON / _existing(argument).relative_to(REPOSITORY)
    return "::".join([str(file), *test])


def _wants_browser(paths):
    """Whether one of the test files opens a browser."""
    files = [_existing(path) for path in paths] or [REPOSITORY / "tests"]
    texts = (file.read_text() for path in files for file in ([path] if path.is_file() else path.rglob("*.py")))
    return any(word in text for text in texts for word in ("HttpCase", "browser_js", "start_tour"))


def pytest_environment(base, kind):
    """What pytest and our plugin need beside Odoo's environment."""
    environment = {**base, "Q2C_REPORT": str(report_file(kind)), "PYTHONDONTWRITEBYTECODE": "1"}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [base.get("PYTHONPATH"), str(BIN / "plugins")]))
    if IN_CI:
        environment["Q2C_FORBID_SKIPS"] = "1"
    return environment


def report_file(kind):
    """Where the plugin writes which tests ran."""
    return LOGS / f"tests-{kind}.json"


def _pytest(python, kind):
    cache = CACHE / "pytest" / kind
    return [python, "-m", "pytest", "-rs", "-W", PASSLIB, "-p", "q2c_report", "-o", f"cache_dir={cache}"]


def run_engine(paths, options):
    """The engine's tests need nothing but pytest and hypothesis."""
    if not UNIT.is_dir():
        say("No engine tests yet (tests/unit is missing).")
        return NOTHING_COLLECTED
    python = engine_python()
    say("Engine tests")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["HYPOTHESIS_STORAGE_DIRECTORY"] = str(CACHE / "hypothesis")
    return _plain_pytest(python, environment, "engine", UNIT, paths, options)


def run_processes(paths, options):
    """These tests copy databases and start Odoo processes by themselves."""
    if not PROCESSES.is_dir():
        say("No tests with processes yet (tests/processes is missing).")
        return NOTHING_COLLECTED
    with building():
        place = prepare("test")
    say("Tests with processes of their own")
    return _plain_pytest(place.python, place.environment(), "processes", PROCESSES, paths, options)


def _plain_pytest(python, environment, kind, folder, paths, options):
    """Pytest without pytest-odoo, which would load the addon."""
    command = [*_pytest(python, kind), "-p", "no:odoo", "--rootdir", folder, *(paths or [folder]), *options]
    return _call(command, environment, kind, REPOSITORY)


def run_addon(paths, options):
    """The Odoo tests, on a fresh copy of a database that has the addon as it is now."""
    if not (has_addon() and (REPOSITORY / "tests" / "__init__.py").is_file()):
        say("No Odoo tests yet (__manifest__.py or tests/__init__.py is missing).")
        return NOTHING_COLLECTED
    say("Preparing the Odoo tests")
    with building():
        ensure_browser()
        place = prepare("test")
        databases = Databases(place)
        databases.drop_left_over()
        name = databases.new_test_name()
        databases.copy(databases.for_tests(browser=_wants_browser(paths)), name)
    tests = place.addons / ADDON / "tests"
    others = [f"--ignore={tests / folder.name}" for folder in (UNIT, PROCESSES)]
    targets = [_through_link(path) for path in paths] or [tests, *others]
    odoo = [f"--odoo-config={place.config}", f"--odoo-database={name}", "--odoo-http"]
    say("Odoo tests")
    try:
        return _call(
            [*_pytest(place.python, "odoo"), *odoo, *targets, *options],
            place.environment(),
            "odoo",
            place.addons,
        )
    finally:
        databases.drop(name)


def _call(command, environment, kind, folder):
    """Run pytest in the user's terminal; on Ctrl-C let it end by itself."""
    report_file(kind).unlink(missing_ok=True)
    process = subprocess.Popen(
        list(map(str, command)), env=pytest_environment(environment, kind), cwd=folder, preexec_fn=end_with_parent
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise
    except BaseException as error:
        process.kill()
        raise Failure(f"The tests were stopped: {error}") from error
