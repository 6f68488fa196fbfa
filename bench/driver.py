"""bin/bench: two databases that differ only in the addon, the same work in both in turn, and a table."""

import argparse
import atexit
import fcntl
import os
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import dunning_driver
import metrics_driver
import quickbooks_driver
from table import Row, heading, markdown

from environment.cache import building, prepare_cache
from environment.console import Failure, Step, say
from environment.databases import PREFIX, Databases
from environment.odoo_process import OdooProcess
from environment.settings import ADDON, CACHE
from environment.workplace import prepare

FOLDER = Path(__file__).resolve().parent
BARE, WITH_ADDON, OLD = (f"{PREFIX}_bench_{kind}" for kind in ("bare", "addon", "old"))
INSTALL = "install"
DUNNING = "dunning"  # an hour, most of it the other side's: only when asked for
QUICKBOOKS = "quickbooks"  # so is half of this one
METRICS = "metrics"  # a million orders take hours to make and to read
# scenario, title, records in one sample, samples in one round, bar
WORK = (
    ("confirm_each", "Confirm an order of 5 lines", 1, 4, "≤ 1.10 ×, ≤ 20 queries more"),
    ("confirm_together", "Confirm 60 orders at once", 60, 1, "≤ 1.10 ×, ≤ 2 queries more each"),
    ("confirm_each_telling", "Confirm an order of 5 lines, messages on", 1, 4, "≤ 1.10 ×, ≤ 20 queries more"),
    ("confirm_together_telling", "Confirm 60 orders at once, messages on", 60, 1, "≤ 1.10 ×, ≤ 2 queries more each"),
    ("validate_each", "Validate a transfer of 5 lines", 1, 4, "≤ 5 queries more"),
    ("validate_together", "Validate 30 transfers at once", 30, 1, "≤ 5 queries more"),
    ("check_together", "Validate 200 checked transfers at once, beside bare Odoo's 200", 200, 1, "≤ 1.2 ×"),
    ("pay_together", "Pay 100 invoices at once", 100, 1, "≤ 5 queries more"),
    ("invoice_shipments", "Invoice 500 shipments and post", 500, 1, "≤ 1.2 ×"),
    ("list_orders", "Open the list of orders, 80 a page", 80, 2, ""),
    ("read_availability", "Availability of 500 lines in 3 warehouses, 50,000 open moves", 500, 1, "queries constant"),
)


def _options(arguments):
    parser = argparse.ArgumentParser(
        prog="bin/bench", description="Measure bare Odoo and the addon side by side, on databases of its own."
    )
    parser.add_argument("--rounds", type=int, default=5, help="alternations of each work (default 5)")
    parser.add_argument("--only", default="", help="only works whose name has this; names: " + ", ".join(_names()))
    parser.add_argument("--orders", type=int, default=100_000, help="orders for the installation (default 100000)")
    parser.add_argument("--scale", type=float, default=1, help="factor for the records of batches (default 1)")
    parser.add_argument("--queries", action="store_true", help="show the statements that the addon adds instead")
    parser.add_argument("--keep", action="store_true", help="use the databases of the last run with --keep, if any")
    return parser.parse_args(arguments)


def _names():
    return [name for name, *_ in WORK] + [INSTALL, DUNNING, QUICKBOOKS, METRICS]


def main(arguments):
    """Measure and print."""
    options = _options(arguments)
    prepare_cache()
    _only_one()
    with building():
        place = prepare("test")
        databases = Databases(place)
        template = databases.template(demo=False)
    try:
        chosen = [work for work in WORK if options.only in work[0]]
        if chosen:
            _side_by_side(databases, template, chosen, options)
        if options.only in INSTALL and not options.queries:
            _installation(databases, template, options)
        if options.only and options.only in DUNNING:
            dunning_driver.measure(databases, template, options)
        if options.only and options.only in QUICKBOOKS:
            quickbooks_driver.measure(databases, options)
        if options.only and options.only in METRICS:
            metrics_driver.measure(databases, options)
        return 0
    finally:
        for name in (BARE, WITH_ADDON, OLD):
            if not options.keep:
                databases.drop(name)


def _only_one():
    """Two measurements at once would share the databases, and spoil each other's times."""
    lock = (CACHE / "bench.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Failure("Another bin/bench is at work: wait until it is done.") from error
    atexit.register(lock.close)  # held until the end


def _side_by_side(databases, template, chosen, options):
    new = not options.keep or not {BARE, WITH_ADDON} <= set(databases.names())
    if new:
        databases.copy(template, BARE)
        databases.create_with_addon(WITH_ADDON, demo=False)
    with ExitStack() as stack:
        sides = {
            kind: stack.enter_context(OdooProcess(databases.place, name, FOLDER))
            for kind, name in (("bare", BARE), ("addon", WITH_ADDON))
        }
        for side in sides.values() if new else ():
            side.call("scenarios.prepare")
        if options.queries:
            _show_queries(sides, chosen, options)
            return
        rows = [_measure(sides, work, options) for work in chosen]
        version = sides["bare"].call("scenarios.version")
    say(f"\n{heading(version, databases.server.sql('SHOW server_version')[0][0])}\n")
    load = os.getloadavg()[1] - 1
    busy = f" Others kept the machine busy (load {load:.1f}): times are rough, queries exact." if load > 1 else ""
    say(f"Medians; {options.rounds} rounds, bare Odoo and the addon in turn.{busy}\n\n{markdown(rows)}\n")


def _scaled(records, options):
    return records if records == 1 else max(2, round(records * options.scale))


def _measure(sides, work, options):
    """Alternate; the first round only warms up."""
    scenario, title, records, samples, bar = work
    records = _scaled(records, options)
    row = Row(title, records, bar)
    with Step(title) as step:
        for number in range(options.rounds + 1):
            step.detail = f"round {number} of {options.rounds}"
            # Who begins changes, too: what the first one leaves in the machine's caches helps the second.
            for kind in sorted(sides, reverse=bool(number % 2)):
                found = [
                    sample
                    for _ in range(1 if records == 1 else samples)
                    for sample in sides[kind].call(f"scenarios.{scenario}", count=samples if records == 1 else records)
                ]
                row.samples[kind] += found if number else []
    return row


def _show_queries(sides, chosen, options):
    """Print the statements that one side sends more often, with how often."""
    for scenario, title, records, _samples, _bar in chosen:
        records = _scaled(records, options)
        counts = {}
        for _round in range(2):  # the first one warms up
            for kind, side in sides.items():
                counts[kind] = Counter(side.call("scenarios.queries_of", scenario=scenario, count=records))
        say(f"\n## {title}: {counts['bare'].total()} queries in bare Odoo, {counts['addon'].total()} with the addon\n")
        for sign, one, other in (("+", "addon", "bare"), ("-", "bare", "addon")):
            for statement, count in (counts[one] - counts[other]).most_common():
                say(f"{sign}{count:4} {statement}")


def _installation(databases, template, options):
    """Install on an empty database and on one that is full: time, and memory of the process."""
    place = databases.place
    lines = ["| installation | time | peak memory of the process |", "|---|---:|---:|"]
    for orders in (0, options.orders):
        databases.copy(template, OLD)
        if orders:
            with OdooProcess(place, OLD, FOLDER) as process, Step(f"Making {orders:,} orders"):
                process.call("scenarios.prepare")
                orders = process.call("history.build", orders=orders)
        with OdooProcess(place, OLD, FOLDER) as process, Step(f"Installing {ADDON} on {orders:,} orders"):
            start = time.monotonic()
            _before, peak = process.call("odoo_worker.install", modules=[ADDON])
            seconds = time.monotonic() - start
        lines.append(f"| on a database with {orders:,} orders | {seconds:.1f} s | {peak:,} MiB |")
    say("\n" + "\n".join(lines) + "\n\nBar: at most 60 s for 100,000 orders, and no growth in memory.\n")
