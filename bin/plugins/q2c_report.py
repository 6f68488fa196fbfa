"""A pytest plugin: writes which tests ran and how they ended, and in CI lets no test be skipped.

Subtests are part of their test: a test counts once, whatever it holds.
"""

import json
import os
from pathlib import Path

RANK = {"passed": 0, "skipped": 1, "failed": 2}
outcomes = {}


def _name(nodeid):
    """module.Class.method, as Odoo's own runner knows it."""
    path, *rest = nodeid.split("::")
    return ".".join([Path(path).stem, *rest])


def pytest_runtest_logreport(report):
    name = _name(report.nodeid)
    if report.when == "call" or report.outcome != "passed":
        known = outcomes.get(name, "passed")
        outcomes[name] = max(known, report.outcome, key=RANK.get)


def pytest_collectreport(report):
    """A test file that cannot be read counts as a failed test."""
    if report.outcome == "failed":
        outcomes[_name(report.nodeid)] = "failed"


def pytest_sessionfinish(session):
    skipped = [name for name, outcome in outcomes.items() if outcome == "skipped"]
    if skipped and os.environ.get("Q2C_FORBID_SKIPS") and session.exitstatus == 0:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter):
    skipped = [name for name, outcome in outcomes.items() if outcome == "skipped"]
    if skipped and os.environ.get("Q2C_FORBID_SKIPS"):
        terminalreporter.write_line(f"Skipped tests count as failures here (CI is set): {', '.join(skipped)}", red=True)


def pytest_unconfigure(config):
    target = os.environ.get("Q2C_REPORT")
    if target:
        Path(target).write_text(json.dumps(outcomes, indent=1, sort_keys=True))
