"""bin/lint: ruff, pylint-odoo, OCA's module checks, and the few checks of our own."""

import os
import subprocess

from . import lint_checks
from .cache import building
from .checkout import addons_folder, has_addon
from .console import say
from .python_env import full_python
from .settings import ADDON, BIN, CACHE, REPOSITORY

USAGE = """usage: bin/lint [--fix]

Checks the code's style and the addon's completeness; with --fix, ruff first mends what it can."""

# xml-tag-position is taste; prefer-readme-rst contradicts our README.md.
OCA_DISABLED = "xml-tag-position,prefer-readme-rst"
NO_PYTHON_ADDON = ["bin", "bench", "docs", "node_modules"]


def main(arguments):
    """Run every linter, also after one has found something; 1 when any has."""
    if "--help" in arguments or "-h" in arguments:
        print(USAGE)
        return 0
    with building():
        python = full_python()
    if "--fix" in arguments:
        _ruff(python, "check", "--fix", "--quiet")
        _ruff(python, "format", "--quiet")
    results = [
        ("ruff check", _ruff(python, "check", "--quiet")),
        ("ruff format", _ruff(python, "format", "--check", "--quiet")),
    ]
    if has_addon():
        results.append(("pylint-odoo", _pylint(python)))
        results.append(("oca-checks", _oca_checks(python)))
    results += [(name, _own(check)) for name, check in lint_checks.CHECKS.items()]
    for name, clean in results:
        say(f"  {'ok    ' if clean else 'FAILED'} {name}")
    return 0 if all(clean for _name, clean in results) else 1


def _call(command, folder=REPOSITORY):
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(CACHE / "pycache")}
    return subprocess.call(list(map(str, command)), cwd=folder, env=environment) == 0


def _ruff(python, verb, *options):
    commands = [REPOSITORY / "bin" / name for name in ("run", "test", "lint", "odoo", "pot", "bench")]
    scripts = [path for path in commands if path.is_file()]
    cache = CACHE / "ruff"
    config = BIN.parent / "ruff.toml"
    return _call(
        [
            python,
            "-m",
            "ruff",
            verb,
            "--config",
            config,
            "--cache-dir",
            cache,
            *options,
            ".",
            *scripts,
        ]
    )


def _pylint(python):
    """Through the link, because the checks want a folder named like the addon."""
    ignored = ",".join([*NO_PYTHON_ADDON, "unit", "processes"])
    rcfile = BIN.parent / ".pylintrc"
    return _call(
        [python, "-m", "pylint", f"--rcfile={rcfile}", f"--ignore={ignored}", ADDON],
        addons_folder(),
    )


def _oca_checks(python):
    command = [
        python,
        "-m",
        "oca_pre_commit_hooks.cli",
        "--no-verbose",
        f"--disable={OCA_DISABLED}",
        ADDON,
    ]
    return _call(command, addons_folder())


def _own(check):
    findings = list(check())
    for finding in findings:
        say(finding)
    return not findings
