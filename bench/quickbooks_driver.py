"""bin/bench --only quickbooks: many invoices for the accountant, beside Odoo's own export of the same lines."""

import os
from pathlib import Path
from statistics import median

from environment.console import Step, say
from environment.databases import PREFIX
from environment.odoo_process import OdooProcess

FOLDER = Path(__file__).resolve().parent
SIZES = (10_000, 100_000)
ONE_ROUND = 50_000  # invoices from which on one round has to do
HOURS = 3 * 3600
SIDES = {
    "QuickBooks Desktop": ("quickbooks.export", {"target": "iif"}),
    "QuickBooks Online": ("quickbooks.export", {"target": "qbo"}),
    "Xero": ("quickbooks.export", {"target": "xero"}),
    "`export_data`": ("quickbooks.export_data", {}),
}
HEADER = (
    "| invoices | | claim | portions | file | together | each | queries | memory before | peak memory |\n"
    "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)
BAR = (
    "Bar: linear in time, and no more memory for ten times as many; `export_data` is only for comparison: "
    "it balances, checks and remembers nothing. Control totals are ticked in each run."
)


def measure(databases, options):
    """Each side at two sizes, each time on a fresh copy and in a process of its own; print a table."""
    empty, full, run = (f"{PREFIX}_bench_quickbooks_{part}" for part in ("empty", "full", "run"))
    lines = [HEADER]
    try:
        databases.create_with_addon(empty, demo=False)
        for size in (round(size * options.scale) for size in SIZES):
            databases.copy(empty, full)
            with OdooProcess(databases.place, full, FOLDER) as process, Step(f"{size:,} invoices"):
                _call(process, "quickbooks.prepare", invoices=size)
            rounds = 1 if size >= ONE_ROUND else options.rounds
            lines += _rows(size, _measure_size(databases, full, run, size, rounds))
    finally:
        for name in (empty, full, run):
            databases.drop(name)
    busy = max(0, os.getloadavg()[2] - 1)
    say("\n" + "\n".join(lines))
    say(f"\nFour lines an invoice. Others kept the machine busy with a load of about {busy:.1f}.\n\n{BAR}\n")


def _measure_size(databases, full, run, size, rounds):
    """Return what was found for each side, in each round."""
    samples = {side: [] for side in SIDES}
    for number in range(rounds):
        for side in sorted(SIDES, reverse=bool(number % 2)):
            databases.copy(full, run)
            function, arguments = SIDES[side]
            with OdooProcess(databases.place, run, FOLDER) as process, Step(f"Exporting {size:,} invoices, {side}"):
                samples[side].append(_call(process, function, **arguments))
    outcomes = {tuple(sample["outcome"]) for some in samples.values() for sample in some}
    assert len(outcomes) == 1, f"They did not export the same: {outcomes}"
    assert {count for count, _total in outcomes} == {size}
    return samples


def _call(process, function, **arguments):
    process.begin(function, **arguments)
    return process.answer(HOURS)


def _rows(size, samples):
    for side, some in samples.items():
        claim, portions, file = (median(sample["seconds"][part] for sample in some) for part in range(3))
        together = claim + portions + file
        queries = median(sample["queries"] for sample in some)
        before, peak = (max(sample[name] for sample in some) for name in ("before", "peak"))
        yield (
            f"| {size:,} | {side} | {claim:,.1f} s | {portions:,.1f} s | {file:,.1f} s | {together:,.1f} s "
            f"| {together / size * 1000:.2f} ms | {queries:,} | {before:,} MiB | {peak:,} MiB |"
        )
