"""Print the failed steps named on the command line, and as last line how many tests passed and failed."""

import json
import os
import sys
from pathlib import Path

LOGS = Path(os.environ["Q2C_CACHE"]) / "logs"


def outcomes():
    """How every test ended, in bin/test and in Odoo's own runner."""
    for kind in ("engine", "odoo", "processes"):
        report = LOGS / f"tests-{kind}.json"
        if report.is_file():
            yield from json.loads(report.read_text()).values()


def main(failed_steps):
    """1 when anything failed; a failed step without a failed test counts as one."""
    ended = list(outcomes())
    passed = ended.count("passed")
    failed = len(ended) - passed  # a skipped test is a failed one here
    for step in failed_steps:
        print(f"Failed step: {step}")
    if not passed:
        failed = max(failed, 1)
    if failed_steps:
        failed = max(failed, len(failed_steps))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main(sys.argv[1:]))
