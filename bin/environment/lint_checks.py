"""Checks that no linter has: sizes, a pure engine, well-formed XML, and a manifest that names what exists."""

import ast
import re
from pathlib import Path
from xml.parsers import expat

from .settings import REPOSITORY, SERIES

LONGEST_FILE, LONGEST_FUNCTION = 300, 40
DATA_FOLDERS = ["security", "data", "views", "wizards", "reports"]
LISTED_SUFFIXES = {".xml", ".csv"}
FOREIGN_FOLDERS = {"node_modules"}


def _files(*suffixes, under=""):
    for path in sorted((REPOSITORY / under).rglob("*")):
        parts = path.relative_to(REPOSITORY).parts
        hidden = any((part.startswith(".") and part != ".ci") or part in FOREIGN_FOLDERS for part in parts)
        if path.suffix in suffixes and not hidden:
            yield path


def _python_files():
    yield from _files(".py")
    yield from (path for path in sorted((REPOSITORY / "bin").glob("*")) if path.is_file() and not path.suffix)


def _shown(path):
    return path.relative_to(REPOSITORY)


def _trees(files):
    for path in files:
        try:
            yield path, ast.parse(path.read_text())
        except SyntaxError:
            continue  # ruff tells it better


def sizes():
    """Short files and short functions; tests may be long."""
    for path, tree in _trees(path for path in _python_files() if "tests" not in _shown(path).parts):
        lines = len(path.read_text().splitlines())
        if lines > LONGEST_FILE:
            yield f"{_shown(path)}: {lines} lines, at most {LONGEST_FILE} are allowed: divide it"
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    place = f"{_shown(path)}:{node.lineno}"
                    yield f"{place}: {node.name} has {length} lines, at most {LONGEST_FUNCTION} are allowed"


def pure_engine():
    """The engine knows nothing of Odoo."""
    for path, tree in _trees(_files(".py", under="engine")):
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "odoo" for name in names):
                yield f"{_shown(path)}:{node.lineno}: the engine must not import odoo"


def well_formed_xml():
    """Every XML file can be read."""
    for path in _files(".xml", ".svg"):
        try:
            expat.ParserCreate().Parse(path.read_bytes(), True)
        except expat.ExpatError as error:
            yield f"{_shown(path)}: {error}"


def manifest():
    """Version and licence are right, what is named exists, what exists is named."""
    path = REPOSITORY / "__manifest__.py"
    if not path.is_file():
        return
    content = ast.literal_eval(path.read_text())
    if not re.fullmatch(re.escape(SERIES) + r"\.\d+\.\d+\.\d+", content.get("version", "")):
        yield f"__manifest__.py: the version is {content.get('version')!r}, but {SERIES}.x.y.z is wanted"
    if content.get("license") != "LGPL-3":
        yield "__manifest__.py: the licence must be LGPL-3"
    listed = [*content.get("data", []), *content.get("demo", [])]
    yield from (f"__manifest__.py: {name} does not exist" for name in listed if not (REPOSITORY / name).is_file())
    yield from (f"__manifest__.py: {name} is listed twice" for name in sorted(set(listed)) if listed.count(name) > 1)
    yield from _unlisted("data", content.get("data", []), DATA_FOLDERS)
    yield from _unlisted("demo", content.get("demo", []), ["demo"])
    yield from _missing_assets(content.get("assets", {}))


def _unlisted(key, listed, folders):
    for folder in folders:
        for path in _files(*LISTED_SUFFIXES, under=folder):
            if str(_shown(path)) not in listed:
                yield f"__manifest__.py: {_shown(path)} is not listed in {key!r}"


def _missing_assets(assets):
    for bundle, entries in assets.items():
        for entry in entries:
            pattern = entry if isinstance(entry, str) else entry[-1]
            addon, _slash, inside = pattern.lstrip("/").partition("/")
            if addon == "quote_to_cash" and not any(Path(REPOSITORY).glob(inside)):
                yield f"__manifest__.py: {pattern} in the bundle {bundle} matches no file"


CHECKS = {
    "sizes": sizes,
    "pure engine": pure_engine,
    "XML": well_formed_xml,
    "manifest": manifest,
}
