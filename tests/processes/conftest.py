"""Real databases and real Odoo processes: `bin/test processes`.

These tests cannot run inside Odoo's own transaction: they install and uninstall, commit, run at the same time
and are killed.
"""

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[1] / "bin"))

from environment.cache import building  # noqa: E402 (it lies in the folder just added)
from environment.databases import Databases  # noqa: E402
from environment.nursery import Nursery  # noqa: E402
from environment.odoo_process import OdooProcess  # noqa: E402
from environment.workplace import prepare  # noqa: E402


@pytest.fixture(scope="session")
def databases():
    """The databases of the test server; copies of killed runs are removed."""
    with building():
        place = prepare("test")
        databases = Databases(place)
        databases.drop_left_over()
    return databases


@pytest.fixture(scope="module")
def copied(databases):
    """Copy a template under a name of our own; the copies are dropped at the end."""
    names = []

    def copy(source, suffix):
        name = f"{databases.new_test_name()}_{suffix}"
        names.append(name)
        databases.copy(source, name)
        return name

    yield copy
    for name in names:
        databases.drop(name)


@pytest.fixture(scope="session")
def nursery(databases):
    """An Odoo process that has loaded the addon, and forks others for copies of its database."""
    name = f"{databases.new_test_name()}_nursery"
    with databases.copied(databases.for_tests(browser=False), name):
        nursery = Nursery(databases.place, name, FOLDER)
        yield nursery
        nursery.close()


@pytest.fixture(scope="session")
def with_addon():
    """The names of copies that a nursery may fork for."""
    return set()


@pytest.fixture(scope="module")
def start(request, databases, with_addon):
    """Start an Odoo process on a database; all of them end with the module."""
    processes = []

    def start(name):
        nursery = request.getfixturevalue("nursery") if name in with_addon else None
        process = OdooProcess(databases.place, name, FOLDER, nursery)
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.close()


@pytest.fixture(scope="module")
def name(request, databases, copied, with_addon):
    """A database with the addon for this module, in which everything is committed."""
    name = copied(databases.for_tests(browser=False), request.module.__name__.rpartition("_")[2])
    with_addon.add(name)
    return name


@pytest.fixture(scope="module")
def one(start, name):
    """An Odoo process."""
    return start(name)


@pytest.fixture(scope="module")
def other(start, name):
    """Another one, on the same database."""
    return start(name)


@pytest.fixture
def at_once(one, other):
    """Let two processes do something, each after both have looked; return the outcome of both."""

    def at_once(function, calls, processes=(one, other)):
        for process, options in zip(processes, calls, strict=True):
            process.begin(function, **options)
        assert [process.answer() for process in processes] == ["snapshot", "snapshot"]
        for process in processes:
            process.go()
        return [process.outcome() for process in processes]

    return at_once


@pytest.fixture(scope="module")
def waits(databases, name):
    """Tell whether a process' call comes to wait for the other one's lock; False when it ends without."""

    def waits(process):
        question = f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock'"
        while not process.has_answered(0.2):
            if databases.server.sql(question):
                return True
        return False

    return waits


@pytest.fixture(scope="module")
def race(one, other, waits):
    """Let the second begin while the first has written, but not committed; return what both say."""

    def race(first, second):
        one.begin(first[0], **first[1], pause="written")
        assert one.answer() == "written"
        other.begin(second[0], **second[1])
        waited = waits(other)
        one.go()
        return waited, one.answer(), other.answer()

    return race
