"""What bin/run, bin/test and the other commands share: Odoo, Python, PostgreSQL and databases in one cache.

This file is read by whatever Python the machine calls `python3`, so it uses no new syntax.
"""

import os
import subprocess
import sys

OLDEST, NEWEST = (3, 10), (3, 13)


def _works(command):
    try:
        return subprocess.call([command, "-c", ""], stdout=subprocess.PIPE, stderr=subprocess.PIPE) == 0
    except OSError:
        return False


def ensure_python():
    """Odoo 19 runs on Python 3.10 to 3.13: hand over to one of these, or say what to install."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        command = "python3.%d" % minor
        if _works(command):
            os.execvp(command, [command] + sys.argv)
    sys.exit(
        "Odoo 19 needs Python 3.10 to 3.13, but python3 is %d.%d here: "
        "install python3.12, for instance, and run this again." % sys.version_info[:2]
    )


sys.dont_write_bytecode = True
ensure_python()
