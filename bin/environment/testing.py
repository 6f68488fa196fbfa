"""bin/test: the engine's tests, the Odoo tests with pytest-odoo, browser included, and tests with real processes."""

import os
import subprocess
from pathlib import Path

from .cache import building, prepare_cache
from .checkout import addons_folder, has_addon
from .console import Failure, end_with_parent, run_logged, say
from .databases import Databases
from .python_env import engine_python
from .settings import ADDON, BIN, CACHE, IN_CI, LOGS, REPOSITORY
from .shards import WIDTH, deal, join_reports, run_parts
from .system import ensure_browser
from .workplace import prepare

USAGE = """usage: bin/test [engine | odoo | processes] [PATH ...] [PYTEST'S OPTIONS]

  bin/test                                  everything: the engine's tests, Odoo's, in the browser too, and processes
  bin/test engine                           only the engine's tests: seconds, no Odoo
  bin/test odoo -k hold                     only the Odoo tests whose name has "hold"
  bin/test processes                        only the tests that start and kill Odoo processes of their own
  bin/test tests/test_lifecycle_hold.py     one file
  bin/test tests/test_x.py::TestX::test_y   one test; --pdb and every other option of pytest work

Without a path and an option, the tests run in several parts at the same time, each with a log of its own.
With CI=true a skipped test is a failed one."""

UNIT = REPOSITORY / "tests" / "unit"
PROCESSES = REPOSITORY / "tests" / "processes"
PASSLIB = "ignore:'crypt' is deprecated:DeprecationWarning"
# The sizes of the parts, in the order in which they begin: small enough that no processor is idle at the end.
PARTS = {"odoo": [3] * WIDTH + [2] * WIDTH + [1] * WIDTH, "processes": [1] * 6}
SLOWEST = ["--durations=10"]
NOTHING_COLLECTED = 5  # what pytest returns when it found no test
OPTIONS_WITH_VALUE = {"-k", "-m", "-o", "-p", "-c", "-W", "-r", "-n"}


def main(arguments):
    """Run what was asked for; the exit code is pytest's."""
    if "--help" in arguments or "-h" in arguments:
        print(USAGE)
        return 0
    kinds = {"engine": run_engine, "odoo": run_addon, "processes": run_processes}
    only = arguments.pop(0) if arguments and arguments[0] in kinds else None
    paths, options = split_paths(arguments)
    prepare_cache()
    LOGS.mkdir(exist_ok=True)
    wanted = [kind for kind in kinds if only in (None, kind)]
    if not paths and not options:
        return run_whole(wanted)
    codes = []
    for kind in wanted:
        own = [path for path in paths if _kind(path) == kind]
        if own or not paths:
            codes.append(kinds[kind](own, options))
    return combine(codes)


def run_whole(kinds):
    """Run everything of these kinds; what needs Odoo in parts at the same time."""
    codes = [run_engine([], [])] if "engine" in kinds else []
    files = {kind: _files(kind) for kind in PARTS if kind in kinds and _has_tests(kind)}
    if files:
        place, databases, source = _prepare_odoo(browser="odoo" in files)
        parts = [
            (f"{kind}-{number}", kind, own)
            for kind in files
            for number, own in enumerate(deal(files[kind], PARTS[kind]), 1)
        ]
        say(f"Odoo tests and tests with processes of their own: {len(parts)} parts, {WIDTH} at a time")
        codes += map(_judge, run_parts(lambda part: _run_part(place, databases, source, *part), parts))
    for kind in files:
        join_reports(report_file(kind), [report_file(name) for name, of_kind, _own in parts if of_kind == kind])
    return combine(codes)


def _files(kind):
    return sorted((PROCESSES if kind == "processes" else REPOSITORY / "tests").glob("test_*.py"))


def _run_part(place, databases, source, name, kind, files):
    """One part: its exit code and its log."""
    report_file(name).unlink(missing_ok=True)
    if kind == "processes":
        command = _plain_command(place.python, name, PROCESSES, files, SLOWEST)
        environment = pytest_environment(_without_server(place), name)
        return run_logged(command, f"tests-{name}", env=environment, cwd=REPOSITORY)
    environment = pytest_environment(place.environment(), name)
    with databases.copied(source, f"{databases.new_test_name()}_{name.rpartition('-')[2]}") as database:
        command = _odoo_command(place, name, database, map(_through_link, files), SLOWEST)
        return run_logged(command, f"tests-{name}", env=environment, cwd=place.addons)


def _judge(code):
    """A part holds files with tests: that nothing was collected in one is a failure."""
    return 1 if code == NOTHING_COLLECTED else code


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
    name = str(argument).split("::")[0]
    for base in (Path.cwd(), REPOSITORY):
        file = (base / name).absolute()
        if name and file.exists() and file.is_relative_to(REPOSITORY):
            return file
    return None


def _kind(argument):
    file = _existing(argument)
    if file.is_relative_to(UNIT):
        return "engine"
    return "processes" if file.is_relative_to(PROCESSES) else "odoo"


def _through_link(argument):
    """Odoo knows the addon's files only by the path whose folder is named like the addon."""
    _name, *test = str(argument).split("::")
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


def _has_tests(kind):
    """Whether there is anything to test; a young checkout may have no addon yet."""
    if kind == "processes" and not PROCESSES.is_dir():
        say("No tests with processes yet (tests/processes is missing).")
        return False
    if kind == "odoo" and not (has_addon() and (REPOSITORY / "tests" / "__init__.py").is_file()):
        say("No Odoo tests yet (__manifest__.py or tests/__init__.py is missing).")
        return False
    return True


def run_processes(paths, options):
    """These tests copy databases and start Odoo processes by themselves."""
    if not _has_tests("processes"):
        return NOTHING_COLLECTED
    with building():
        place = prepare("test")
    say("Tests with processes of their own")
    return _plain_pytest(place.python, _without_server(place), "processes", PROCESSES, paths, options)


def _without_server(place):
    """For tests that prepare Odoo themselves: told of the embedded server, they would take it for somebody's own."""
    environment = place.environment()
    return {name: environment[name] for name in environment if name in os.environ or not name.startswith("PG")}


def _plain_pytest(python, environment, kind, folder, paths, options):
    return _call(_plain_command(python, kind, folder, paths, options), environment, kind, REPOSITORY)


def _plain_command(python, name, folder, paths, options):
    """Pytest without pytest-odoo, which would load the addon."""
    return [*_pytest(python, name), "-p", "no:odoo", "--rootdir", folder, *(paths or [folder]), *options]


def _prepare_odoo(browser):
    """What Odoo needs, and the name of a database that has the addon as it is now."""
    say("Preparing the Odoo tests")
    with building():
        ensure_browser()
        place = prepare("test")
        databases = Databases(place)
        databases.drop_left_over()
        return place, databases, databases.for_tests(browser=browser)


def run_addon(paths, options):
    """The Odoo tests, on a fresh copy of a database that has the addon as it is now."""
    if not _has_tests("odoo"):
        return NOTHING_COLLECTED
    place, databases, source = _prepare_odoo(browser=_wants_browser(paths))
    targets = map(_through_link, paths or _files("odoo"))
    with databases.copied(source, databases.new_test_name()) as database:
        say("Odoo tests")
        return _call(
            _odoo_command(place, "odoo", database, targets, options), place.environment(), "odoo", place.addons
        )


def _odoo_command(place, name, database, targets, options):
    odoo = [f"--odoo-config={place.config}", f"--odoo-database={database}", "--odoo-http"]
    return [*_pytest(place.python, name), *odoo, *targets, *options]


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
