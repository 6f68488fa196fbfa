"""What comes from the operating system: packages, the browser, and the program that prints PDFs."""

import ctypes.util
import os
import platform
import shutil
import subprocess
import tarfile

from .cache import build
from .console import Failure, Step, run_logged, say
from .settings import CACHE

# In the order in which Odoo looks for them.
BROWSERS = ["google-chrome", "chromium", "chromium-browser", "google-chrome-stable"]
WKHTMLTOPDF = "wkhtmltopdf-binary@1.0.2"  # 0.12.3 with patched Qt, x86-64
# Shared libraries that PDFs need, with Debian's package for each.
PDF_LIBRARIES = {
    "cairo": "libcairo2",
    "Xrender": "libxrender1",
    "Xext": "libxext6",
    "fontconfig": "libfontconfig1",
}


def install_packages(packages, purpose):
    """Install Debian packages where we are root and there is apt; tell whether that worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    with Step(f"Installing {purpose} with apt-get ({' '.join(packages)})") as step:
        for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            code, _log = run_logged(["apt-get", "-q", *command], f"apt-{command[0]}", step, env=environment)
    return code == 0


def ensure_browser():
    """Odoo's browser tests skip silently without a browser: find or install one first."""
    if any(map(shutil.which, BROWSERS)):
        return
    if not install_packages(["chromium"], "a browser") or not shutil.which("chromium"):
        raise Failure(
            "The browser tests need Chromium or Chrome on the PATH: install one of them "
            "(on Debian: apt-get install chromium, as root) and run this again."
        )


def npm_package(name, folder):
    """Unpack a package of the npm registry into a folder; tell whether that worked."""
    if not shutil.which("npm"):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    code, _log = run_logged(["npm", "pack", "--silent", name], "npm", cwd=folder)
    archives = list(folder.glob("*.tgz"))
    if code or not archives:
        return False
    with tarfile.open(archives[0]) as archive:
        archive.extractall(folder)
    archives[0].unlink()
    return True


def _has_patched_wkhtmltopdf():
    try:
        version = subprocess.run(["wkhtmltopdf", "--version"], capture_output=True, text=True)
    except OSError:
        return False
    return "with patched qt" in version.stdout


def ensure_pdf_libraries():
    """Barcodes and wkhtmltopdf need a few shared libraries; without them only PDFs suffer."""
    missing = [package for library, package in PDF_LIBRARIES.items() if not ctypes.util.find_library(library)]
    if missing and not install_packages(missing, "libraries for PDFs"):
        say(f"  Note: PDFs need packages that are missing here: {' '.join(missing)}.")


def pdf_printer_folder():
    """The folder to put first on PATH so that Odoo finds a wkhtmltopdf that prints headers; None if not needed."""
    if _has_patched_wkhtmltopdf():
        return None
    if platform.machine() != "x86_64" or not shutil.which("npm"):
        say("  Note: PDFs print without the company's header: install wkhtmltopdf with patched Qt, or npm to fetch it.")
        return None
    return build(CACHE / "wkhtmltopdf", _fetch_pdf_printer) / "package"


def _fetch_pdf_printer(partial):
    with Step("Fetching wkhtmltopdf"):
        if not npm_package(WKHTMLTOPDF, partial):
            raise Failure("npm could not fetch wkhtmltopdf: check the network and run this again.")
