"""The whole suite on all processors: test files are dealt into parts, and each part is a pytest of its own.

A part has its own log and its own report; the reports are put together at the end.
"""

import json
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor

from .console import say

WIDTH = min(os.cpu_count() or 1, 4)  # how many parts run at the same time
RESULT = re.compile(r"\d+ (passed|failed|error)")
TEST = re.compile(r"^ *def test_", re.M)


def deal(files, count):
    """Split test files into at most `count` lists with about as many tests each."""
    files = sorted(files, key=lambda file: (-len(TEST.findall(file.read_text())), file.name))
    parts = [[] for _ in range(min(count, len(files)))]
    loads = [0] * len(parts)
    for file in files:
        least = loads.index(min(loads))
        parts[least].append(file)
        loads[least] += len(TEST.findall(file.read_text())) + 1
    return [sorted(part) for part in parts]


def run_parts(run, parts):
    """Call `run(part)` for several parts at a time; return the exit codes. The log of a part that fails is printed.

    `run` returns an exit code and the path of the log; a part's name comes first in it.
    """

    def follow(part):
        start = time.monotonic()
        code, log = run(part)
        text = log.read_text(errors="replace").strip()
        if code:
            say(text)
        summary = next((line.strip("= ") for line in reversed(text.splitlines()) if RESULT.search(line)), "no result")
        say(f"  {part[0]}: {summary} ({time.monotonic() - start:.0f} s in all; {log})")
        return code

    with ThreadPoolExecutor(WIDTH) as pool:
        return list(pool.map(follow, parts))


def join_reports(target, reports):
    """Put the parts' reports into one; a part that left none is missing in it, and has failed anyhow."""
    outcomes = {}
    for report in reports:
        if report.is_file():
            outcomes.update(json.loads(report.read_text()))
    target.write_text(json.dumps(outcomes, indent=1, sort_keys=True))
