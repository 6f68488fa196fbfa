"""Which Odoo to run: the user's own, else one fetched into the cache."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import odoo_debian
from .cache import build
from .console import Failure, Step, run_logged, say
from .settings import CACHE, SERIES, short_hash

REPOSITORY = "https://github.com/odoo/odoo"
FETCHED = CACHE / "odoo"
WHERE = "where"  # a file that names the folder inside which goes on PYTHONPATH


@dataclass
class Odoo:
    """`path` goes on PYTHONPATH, `addons` are the folders of its modules, `version` tells two Odoos apart."""

    path: Path
    addons: list
    version: str


def find_odoo(python):
    """The Odoo of ODOO_HOME, or the one in the cache, fetched first when need be (with that Python's pip)."""
    home = os.environ.get("ODOO_HOME")
    if home:
        return _own_odoo(Path(home).expanduser().absolute())
    build(FETCHED, lambda partial: _fetch(partial, python))
    return _describe(FETCHED / (FETCHED / WHERE).read_text())


def _fetch(partial, python):
    where = odoo_debian.unpack(partial, python) or _clone(partial)
    (partial / WHERE).write_text(where)


def _clone(partial):
    say("  Debian's package is not to be had here; cloning Odoo's public repository instead.")
    clone = [
        "git",
        "clone",
        "--quiet",
        "--depth",
        "1",
        "--branch",
        SERIES,
        REPOSITORY,
        str(partial / "source"),
    ]
    try:
        with Step(f"Cloning Odoo {SERIES} (about 500 MB)"):
            code, _log = run_logged(clone, "odoo-clone", env=dict(os.environ, GIT_TERMINAL_PROMPT="0"))
    except FileNotFoundError:
        code = 1
    if code:
        raise Failure(
            f"Odoo {SERIES} could not be fetched, neither as Debian's package nor by git: check the network and "
            "run this again, or set ODOO_HOME to an Odoo that you have."
        )
    return "source"


def _own_odoo(home):
    if (home / "release.py").is_file():
        return _describe(_alone(home))
    if (home / "odoo" / "release.py").is_file():
        return _describe(home)
    raise Failure(
        f"ODOO_HOME is {home}, which holds no Odoo: set it to a source checkout (with odoo-bin) or to the installed "
        "package's folder named odoo."
    )


def _alone(package):
    """A folder with nothing but a link to an installed package, so that its neighbours do not shadow our libraries."""
    folder = CACHE / "odoo-links" / short_hash(package)
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "odoo"
    if not link.is_symlink():
        link.symlink_to(package, target_is_directory=True)
    return folder


def _describe(path):
    release = (path / "odoo" / "release.py").read_text()
    found = re.search(r"^version_info = \((\d+), (\d+), (\d+)", release, re.M)
    series = f"{found[1]}.{found[2]}" if found else "unknown"
    if series != SERIES:
        raise Failure(
            f"This addon is for Odoo {SERIES}, but {path} is Odoo {series}: point ODOO_HOME to Odoo {SERIES}."
        )
    addons = [folder for folder in (path / "odoo" / "addons", path / "addons") if folder.is_dir()]
    return Odoo(path, addons, short_hash(path.resolve(), release, _revision(path)))


def _revision(path):
    """What changes when this Odoo is updated: the commit of a checkout, the date of a package."""
    commit = (
        subprocess.run(["git", "-C", str(path), "rev-parse", "HEAD"], capture_output=True, text=True)
        if (path / ".git").exists()
        else None
    )
    if commit and commit.returncode == 0:
        return commit.stdout.strip()
    return int((path / "odoo" / "release.py").stat().st_mtime)
