"""bin/bench --only metrics: figures of many orders, beside Odoo's own report."""

import os
from pathlib import Path
from statistics import median

from environment.console import Step, say
from environment.databases import PREFIX
from environment.odoo_process import OdooProcess

FOLDER = Path(__file__).resolve().parent
SIZES = (100_000, 1_000_000)
LONG = 6 * 3600
HEADER = (
    "| orders | facts | each, first tenth | each, last tenth | queries of a portion | memory before | peak memory "
    "| dashboard | queries | `sale.report` by month | one changed order | ten changed orders | check of a month |\n"
    "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
)
BAR = (
    "Bar: facts linear in time with flat memory; the dashboard in at most 0.5 s at both sizes; as many queries for one "
    "changed order at both sizes, and no more for ten."
)


def measure(databases, options):
    """Two sizes, each on a database of its own; print a table."""
    empty, full = (f"{PREFIX}_bench_metrics_{part}" for part in ("empty", "full"))
    lines = [HEADER]
    try:
        databases.create_with_addon(empty, demo=False)
        for size in (round(size * options.scale) for size in SIZES):
            databases.copy(empty, full)
            with OdooProcess(databases.place, full, FOLDER) as process, Step(f"Making {size:,} orders"):
                orders = _call(process, "metrics.prepare", orders=size)
            # A process of its own, so that its memory is that of making facts.
            with OdooProcess(databases.place, full, FOLDER) as process, Step(f"Facts of {orders:,} orders"):
                built = _call(process, "metrics.build")
            with OdooProcess(databases.place, full, FOLDER) as process, Step(f"Figures of {orders:,} orders"):
                lines.append(_row(process, orders, built, options.rounds))
    finally:
        for name in (empty, full):
            databases.drop(name)
    busy = max(0, os.getloadavg()[2] - 1)
    say("\n" + "\n".join(lines))
    say(f"\nThree lines an order. Others kept the machine busy with a load of about {busy:.1f}.\n\n{BAR}\n")


def _call(process, function, **arguments):
    process.begin(function, **arguments)
    return process.answer(LONG)


def _row(process, orders, built, rounds):
    assert built["facts"] == orders, f"{built['facts']} facts of {orders} orders"
    portions = built["portions"]
    tenth = max(1, len(portions) // 10)
    whole = portions[:-1] or portions  # the last portion may be a small one
    dashboard, queries = (
        median(part) for part in zip(*_call(process, "metrics.dashboard", rounds=rounds), strict=True)
    )
    report, _queries = (median(part) for part in zip(*_call(process, "metrics.report", rounds=rounds), strict=True))
    one, ten = (_call(process, "metrics.change", orders=number) for number in (1, 10))
    checked, differing = _call(process, "metrics.verify")
    if differing:
        say(f"Of {orders:,} orders differ from their documents: {differing}")
    seconds = sum(part[1] for part in portions)
    return (
        f"| {orders:,} | {seconds:,.0f} s | {_each(portions[:tenth])} | {_each(portions[-tenth:])} "
        f"| {median(part[2] for part in whole):,.0f} | {built['before']:,} MiB | {built['peak']:,} MiB "
        f"| {dashboard * 1000:,.0f} ms | {queries:,.0f} | {report * 1000:,.0f} ms "
        f"| {one[0] * 1000:,.0f} ms, {one[1]} queries | {ten[0] * 1000:,.0f} ms, {ten[1]} queries | {checked:,.1f} s |"
    )


def _each(portions):
    return f"{sum(part[1] for part in portions) / sum(part[0] for part in portions) * 1000:.2f} ms"
