"""The Python environments: one with everything, and a small one for the engine's tests."""

import importlib.util
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path

from .cache import build, building, is_built
from .console import Failure, Step, require
from .settings import CACHE, REQUIREMENTS, short_hash
from .system import install_packages

VERSION = "{}.{}".format(*sys.version_info[:2])
ENGINE_PACKAGES = ["pytest", "hypothesis"]


def _folder(kind):
    pins = [line for line in REQUIREMENTS.read_text().splitlines() if not line.startswith("#")]
    ingredients = short_hash(kind, *pins, sys.base_prefix, *(["system"] if _system_python() else []))
    return CACHE / "venv" / f"{kind}-{VERSION}-{ingredients}"


@cache
def _system_python():
    """The system's Python of the same version, where the running one was compiled without optimization; else None.

    Version managers often compile so: all that Odoo does then takes a fifth longer.
    """
    system = Path("/usr/bin") / f"python{VERSION}"
    optimized = sys.base_prefix == "/usr" or "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    if optimized or not importlib.util.find_spec("pip") or not system.is_file():
        return None
    works = subprocess.run([system, "-c", "import ctypes, sqlite3, ssl, venv, zlib"], capture_output=True)
    return None if works.returncode else system


def _create(folder):
    """A virtual environment; pip for the system's Python comes from the running one."""
    system = _system_python()
    if system:
        command = [system, "-m", "venv", "--without-pip", folder]
        require(command, "venv", f"{system} cannot make virtual environments.")
    else:
        _create_with_pip(folder)


def _create_with_pip(folder):
    """Debian splits ensurepip off into python3-venv: install it where we may, else say so."""
    command = [sys.executable, "-m", "venv", str(folder)]
    if subprocess.run(command, capture_output=True).returncode == 0:
        return
    package = f"python{VERSION}-venv"
    if (
        not install_packages([package], "Python's venv module")
        or subprocess.run(command, capture_output=True).returncode
    ):
        raise Failure(
            f"This Python cannot make virtual environments: install the package {package} and run this again."
        )


def _install(folder, arguments, step):
    own = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", own] if _system_python() else [own, "-m", "pip"]
    require(
        [*pip, "install", "--disable-pip-version-check", "--only-binary=:all:", *arguments],
        "pip",
        "The Python libraries could not be installed: check the network and run this again.",
        step,
    )


def _python(kind, arguments, title):
    folder = _folder(kind)

    def make(partial):
        with Step(title) as step:
            _create(partial)
            _install(partial, arguments, step)

    # Scripts in bin/ keep the temporary folder's name after the move, so tools are called with `python -m`.
    return build(folder, make) / "bin" / "python"


def full_python():
    """The interpreter that has Odoo's libraries and the test tools."""
    return _python("full", ["--no-deps", "-r", str(REQUIREMENTS)], "Installing Odoo's Python libraries")


def engine_python():
    """An interpreter with pytest and hypothesis: the full one if it is there, else a small one made in seconds."""
    for kind in ("full", "engine"):
        if is_built(_folder(kind)):
            return _folder(kind) / "bin" / "python"
    with building():
        return _python(
            "engine",
            ["-c", str(REQUIREMENTS), *ENGINE_PACKAGES],
            "Installing pytest and hypothesis",
        )
