"""Odoo from Debian's package, unpacked into a folder: nothing is installed on the machine.

A private apt configuration reads Debian's `sid` suite from the mirror that the machine already uses.
"""

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

from .cache import build
from .console import Step, require, run_logged
from .settings import CACHE
from .system import npm_package

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PACKAGES = [
    "odoo-19",
    # Fonts and libraries that the package only links to.
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]
# sid's fonts-font-awesome is too new for Odoo's links; this wheel holds exactly what they point to.
FONT_AWESOME = "XStatic-Font-Awesome==4.7.0.0"
SELFIE = "@mediapipe/selfie_segmentation@0.1.1675465747"
PACKAGE_FOLDER = Path("usr/lib/python3/dist-packages")


def unpack(folder, python):
    """Fill the folder with Odoo; return the place of its Python package, or None where Debian's is not to be had."""
    archives = _download()
    if not archives:
        return None
    with Step("Unpacking Odoo"):
        for archive in archives:
            subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
        _add_font_awesome(folder / "usr/share/fonts-font-awesome/fonts", python)
        _add_selfie_segmentation(folder / PACKAGE_FOLDER / "odoo/addons/mail/static/lib/selfie_segmentation")
    shutil.rmtree(archives[0].parent)
    return str(PACKAGE_FOLDER)


def _download():
    mirror = _mirror()
    if not (mirror and KEYRING.is_file() and shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return []
    folder = CACHE / "downloads" / "odoo-debian"

    class NotToBeHad(Exception):
        """Leaves `build` without a finished folder."""

    def make(partial):
        with Step("Downloading Odoo 19 (about 125 MB)"):
            if not _apt(partial, mirror):
                raise NotToBeHad

    try:
        build(folder, make)
    except NotToBeHad:
        return []
    return sorted(folder.glob("*.deb"))


def _mirror():
    """The first archive in the machine's own apt sources."""
    parts = Path("/etc/apt/sources.list.d")
    files = [
        *sorted(parts.glob("debian*.sources")),
        *sorted(parts.glob("*.sources")),
        Path("/etc/apt/sources.list"),
    ]
    for file in filter(Path.is_file, files):
        found = re.search(r"^(?:URIs:|deb\s+(?:\[[^]]*\]\s+)?)\s*(\S+)", file.read_text(), re.M)
        if found:
            return found[1]
    return None


def _apt(folder, mirror):
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True)
    (folder / "sources.list").write_text(f"deb [signed-by={KEYRING}] {mirror} sid main\n")
    options = {
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder,
        "Dir::Etc::SourceList": folder / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "APT::Get::List-Cleanup": "false",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    flags = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    for command in (["update", "--error-on=any"], ["download", *PACKAGES]):
        code, _log = run_logged(["apt-get", "-q", *flags, *command], f"odoo-apt-{command[0]}", cwd=folder)
        if code:
            return False
    shutil.rmtree(folder / "lists")
    return True


def _add_font_awesome(folder, python):
    folder.mkdir(parents=True)
    download = [
        python,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--only-binary=:all:",
        "-d",
        folder,
        FONT_AWESOME,
    ]
    require(
        download,
        "font-awesome",
        "Odoo's icons could not be fetched: check the network and run this again.",
    )
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if "/data/fonts/" in name:
                    (folder / os.path.basename(name)).write_bytes(archive.read(name))
        wheel.unlink()


def _add_selfie_segmentation(folder):
    """Debian leaves this library out and the browser complains; an empty file serves where npm cannot fetch it."""
    if npm_package(SELFIE, folder):
        for file in (folder / "package").iterdir():
            file.rename(folder / file.name)
        (folder / "package").rmdir()
    else:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "selfie_segmentation.js").touch()
