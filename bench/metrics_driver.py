"""bin/bench --only metrics: figures of many orders, beside Odoo's own report."""

import os
from pathlib import Path
from statistics import median

from environment.console import Step, say
from environment.databases import PREFIX
from environment.odoo_process import OdooProcess

FOLDER = Path(__file__).resolve().parent
SIZES = (100_000, 1_000_000)
READ = 165_000  # so many orders are read by the job; the facts of the others are the same but for their numbers
LONG = 6 * 3600
BUILT = (
    "| orders read | first tenth, each | last tenth, each | at work, first and last tenth | queries of a portion "
    "| memory before | peak memory |\n|---:|---:|---:|---:|---:|---:|---:|"
)
ASKED = "| question | {sizes} |\n|---|{rules}|"
BAR = (
    "Bar: facts linear in time with flat memory; the dashboard in at most 0.5 s at both sizes; as many queries for one "
    "changed order at both sizes. Each cell: median of the wall time (time at work of the two processes), queries."
)


def measure(databases, options):
    """Grow one company to two sizes; print what building facts takes, and what asking takes at each size."""
    name = f"{PREFIX}_bench_metrics"
    sizes = [round(size * options.scale) for size in SIZES]
    built, asked, answers = [BUILT], {}, {}
    try:
        databases.create_with_addon(name, demo=False)
        work = Work(databases, name)
        work("Making a company", "metrics_orders.begin")
        for size in sizes:
            built.extend(_grow(work, size, first=size == sizes[0]))
            work("Keeping receivables of past months", "metrics.keep")
            found = work(f"Asking for figures of {size:,} orders", "metrics.dashboard", rounds=options.rounds)
            for whose, questions in found.items():
                for question, samples in questions.items():
                    asked.setdefault((question, whose), []).append(_cell(samples))
            for question, samples in _other(work, options.rounds).items():
                asked.setdefault((question, ""), []).append(_cell(samples))
            answers[size] = work("Checking a month against its documents", "metrics.verify")
    finally:
        if not options.keep:
            databases.drop(name)
    busy = max(0, os.getloadavg()[2] - 1)
    say("\n" + "\n".join(built) + "\n")
    say(ASKED.format(sizes=" | ".join(f"{size:,} orders" for size in sizes), rules="---:|" * len(sizes)))
    say("\n".join(f"| {' '.join(filter(None, key))} | {' | '.join(cells)} |" for key, cells in asked.items()))
    for size, (seconds, differing) in answers.items():
        say(f"\nThe month of {size:,} orders checked in {seconds:.1f} s; differing: {differing or 'none'}.")
    say(f"\nThree lines an order. Others kept the machine busy with a load of about {busy:.1f}.\n\n{BAR}\n")


class Work:
    """Calls functions in an Odoo process, each in one of its own, so that memory is that of its work."""

    def __init__(self, databases, name):
        self.databases, self.name = databases, name

    def __call__(self, title, function, **arguments):
        """Return the result of a call."""
        with OdooProcess(self.databases.place, self.name, FOLDER) as process, Step(title):
            process.begin(function, **arguments)
            return process.answer(LONG)


def _grow(work, size, first):
    """Have so many orders, with facts; return rows of the table."""
    rows, whole = [], min(size, READ)
    work(f"Making {whole:,} orders", "metrics_orders.grow", orders=whole)
    work("Noting what is to be read", "metrics.begin" if first else "metrics.queue")
    rows.append(_row(work(f"Facts of {whole:,} orders", "metrics.build")))
    if size > whole:
        work(f"Making {size:,} orders", "metrics_orders.grow", orders=size)
        work("Facts of the others, which are alike", "metrics_facts.multiply")
        work("Noting what is to be read", "metrics.queue")
        work("Facts of what waits", "metrics.build")
        changed = work("Reading some of them again", "metrics_facts.same", orders=2000)
        say(f"Of 2,000 orders that were read again {changed} facts are others: the first orders of their customers.")
    return rows


def _row(built):
    portions = built["portions"]
    tenth = max(1, len(portions) // 10)
    ends = portions[:tenth], portions[-tenth:]
    wall = [_each(part, 2) for part in ends]
    return (
        f"| {sum(part[0] for part in portions):,} documents | {wall[0]:.2f} ms | {wall[1]:.2f} ms "
        f"| {' and '.join(f'{_each(part, 3):.2f} ms' for part in ends)} | {median(part[4] for part in portions):,.0f} "
        f"| {built['before']:,} MiB | {built['peak']:,} MiB |"
    )


def _each(portions, column):
    return sum(part[column] or 0 for part in portions) / sum(part[0] for part in portions) * 1000


def _other(work, rounds):
    return {
        "sums by month": work("Orders by month", "metrics.by_month", rounds=rounds),
        "Odoo's `sale.report` by month": work("Odoo's report by month", "metrics.report", rounds=rounds),
        "facts of one changed order": work("One order changes", "metrics.change", orders=1, rounds=rounds),
        "facts of ten changed orders": work("Ten orders change", "metrics.change", orders=10, rounds=rounds),
    }


def _cell(samples):
    wall, worked, queries = zip(*samples, strict=True)
    at_work = f" ({median(worked) * 1000:,.0f})" if None not in worked else ""
    return f"{median(wall) * 1000:,.0f}{at_work} ms, {median(queries):,.0f}"
