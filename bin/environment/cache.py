"""The cache folder: what is built there is built once, by one process at a time, and resumes after a kill."""

import fcntl
import shutil
from contextlib import contextmanager

from .console import Failure, say
from .settings import CACHE

NEEDED_BYTES = 3 * 1000**3
STAMP = ".complete"


def prepare_cache():
    """Make the cache folder, or say why it cannot be made."""
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(
            f"The cache folder {CACHE} cannot be made ({error.strerror}): set Q2C_CACHE to a folder you may write to."
        ) from error


@contextmanager
def building():
    """Hold the cache's lock: a second start waits instead of building the same things."""
    prepare_cache()
    with (CACHE / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  Waiting for another start that is preparing the same cache …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def check_disk():
    """Odoo, its libraries and three databases need about 3 GB."""
    prepare_cache()
    free = shutil.disk_usage(CACHE).free
    if free < NEEDED_BYTES:
        raise Failure(
            f"Only {free / 1000**3:.1f} GB are free for {CACHE} and 3 GB are needed: make room, "
            "or set Q2C_CACHE to a folder on a larger disk."
        )


def is_built(folder, key="1"):
    """Whether the folder was finished, from these ingredients."""
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text() == key


def build(folder, make, key="1"):
    """Let `make(partial)` fill a folder beside the wanted one, then put it in place in one step."""
    if is_built(folder, key):
        return folder
    check_disk()
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    make(partial)
    (partial / STAMP).write_text(key)
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return folder
