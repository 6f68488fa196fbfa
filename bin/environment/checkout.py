"""The addon's checkout: the folder through which Odoo sees it, and a fingerprint of its files."""

import hashlib
import os
from pathlib import Path

from .settings import ADDON, CACHE, REPOSITORY, short_hash

# What changes nothing in a database that has the addon.
NOT_INSTALLED = {"tests", "docs", "bin", "bench", "node_modules", "__pycache__"}
NOT_INSTALLED_SUFFIXES = {".md", ".toml", ".pyc", ".pot"}


def addons_folder():
    """A folder with one link, named like the module, to the checkout: Odoo does not care how the checkout is called."""
    folder = CACHE / "addons" / short_hash(REPOSITORY)
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / ADDON
    if not link.is_symlink():
        link.symlink_to(REPOSITORY, target_is_directory=True)
    return folder


def installed_files():
    """The files that Odoo reads at installation or at run time."""
    for folder, folders, names in os.walk(REPOSITORY):
        folders[:] = sorted(name for name in folders if name not in NOT_INSTALLED and not name.startswith("."))
        for name in sorted(names):
            file = Path(folder) / name
            if not name.startswith(".") and file.suffix not in NOT_INSTALLED_SUFFIXES:
                yield file


def fingerprint():
    """Changes when any of the addon's own files does."""
    digest = hashlib.sha256()
    for file in installed_files():
        digest.update(str(file.relative_to(REPOSITORY)).encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def has_addon():
    """Whether there is something to install."""
    return (REPOSITORY / "__manifest__.py").is_file()
