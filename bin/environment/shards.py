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
# How long each of these takes, in tests without any: a class is set up, and a browser starts for each tour.
COSTS = [
    (re.compile(r"^ *def test_", re.M), 1),
    (re.compile(r"^class Test", re.M), 2),
    (re.compile(r"start_tour\(|browser_js\("), 15),
]


def deal(files, sizes):
    """Split test files into parts that take about as long as the sizes say, longest first; none is empty.

    Small parts at the end keep all processors busy until all is done.
    """
    costs = {file: _cost(file) for file in files}
    parts = [[] for _ in sizes]
    loads = [0] * len(sizes)
    for file in sorted(files, key=lambda file: (-costs[file], file.name)):
        freest = min(range(len(sizes)), key=lambda part: (loads[part] + costs[file]) / sizes[part])
        parts[freest].append(file)
        loads[freest] += costs[file]
    return [sorted(part) for part in parts if part]


def _cost(file):
    text = file.read_text()
    return sum(cost * len(pattern.findall(text)) for pattern, cost in COSTS)


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
