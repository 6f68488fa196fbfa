"""bin/bench --only dunning: the reminders of many open lines, beside OCA's account_credit_control from PyPI."""

import os
import zipfile
from dataclasses import replace
from pathlib import Path
from statistics import median

from environment.cache import build
from environment.console import Step, require, say
from environment.databases import PREFIX
from environment.odoo_process import OdooProcess
from environment.settings import CACHE

FOLDER = Path(__file__).resolve().parent
OCA = "account_credit_control"
PACKAGE = "odoo-addon-account-credit-control==19.0.1.0.0.13"  # pinned: figures are those of a version
SIZES = (10_000, 100_000)
ONE_ROUND = 50_000  # lines from which on one round has to do
HOURS = 3 * 3600


def measure(databases, template, options):
    """Both sides in turn at two sizes, each time on a fresh copy and in a process of its own; print a table."""
    places = {"addon": databases.place, "OCA": _place_with_oca(databases.place)}
    empty = {kind: f"{PREFIX}_bench_dunning_{kind.lower()}" for kind in places}
    names = [*empty.values(), *(f"{name}_{part}" for name in empty.values() for part in ("full", "run"))]
    lines = [HEADER]
    try:
        databases.create_with_addon(empty["addon"], demo=False)
        databases.copy(template, empty["OCA"])
        with OdooProcess(places["OCA"], empty["OCA"], FOLDER) as process, Step(f"Installing {OCA}"):
            process.call("odoo_worker.install", modules=[OCA])
        for size in (round(size * options.scale) for size in SIZES):
            lines += _rows(size, _measure_size(databases, places, empty, size, options))
    finally:
        for name in names:
            databases.drop(name)
    busy = max(0, os.getloadavg()[2] - 1)
    say("\n" + "\n".join(lines))
    say(f"\n{PACKAGE}. Others kept the machine busy with a load of about {busy:.1f}.\n\n{BAR}\n")


def _place_with_oca(place):
    """The same Odoo, with OCA's addon instead of ours."""

    def fetch(partial):
        with Step(f"Fetching {PACKAGE}") as step:
            pip = [place.python, "-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "-d", partial]
            require([*pip, PACKAGE], "pip", "PyPI could not be reached: check the network and run this again.", step)
        (wheel,) = partial.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(partial)

    folder = build(CACHE / "bench" / "credit-control", fetch, PACKAGE)
    oca = replace(place, addons=folder / "odoo" / "addons")
    oca.config.unlink(missing_ok=True)
    oca.write_config()
    return oca


def _measure_size(databases, places, empty, size, options):
    """Return what was found for each side, in each round."""
    samples = {kind: [] for kind in places}
    for kind, place in places.items():
        databases.copy(empty[kind], f"{empty[kind]}_full")
        with OdooProcess(place, f"{empty[kind]}_full", FOLDER) as process, Step(f"{size:,} open lines for {kind}"):
            _call(process, "dunning.prepare", lines=size)
    for number in range(1 if size >= ONE_ROUND else options.rounds):
        outcomes = []
        for kind in sorted(places, reverse=bool(number % 2)):
            run = f"{empty[kind]}_run"
            databases.copy(f"{empty[kind]}_full", run)
            with OdooProcess(places[kind], run, FOLDER) as process, Step(f"Reminding, {size:,} lines, {kind}"):
                samples[kind].append(_call(process, "dunning.remind"))
                outcomes.append(_call(process, "dunning.outcome"))
        assert outcomes[0] == outcomes[1], f"They did not do the same: {outcomes}"
    return samples


def _call(process, function, **arguments):
    process.begin(function, **arguments)
    return process.answer(HOURS)


HEADER = (
    "| lines | | planning | sending | together | of it Python | ratio | queries for each customer | peak memory |\n"
    "|---:|---|---:|---:|---:|---:|---:|---:|---:|"
)
BAR = "Bar: linear, at most 500 MiB, and a tenth of OCA's time with 100,000 lines. The same lines, levels and mails."


def _rows(size, samples):
    found = {kind: _medians(rounds) for kind, rounds in samples.items()}
    for kind, (plan, send, python, queries, peak) in found.items():
        ratio = (found["OCA"][0] + found["OCA"][1]) / (plan + send)
        yield (
            f"| {size:,} | {kind} | {plan:,.1f} s | {send:,.1f} s | {plan + send:,.1f} s | {python:,.1f} s "
            f"| {ratio:.1f} | {queries / (size / 10):.1f} | {peak:,} MiB |"
        )


def _medians(rounds):
    plan, send = (median(one[name][0] for one in rounds) for name in ("plan", "send"))
    python = median(one["plan"][2] + one["send"][2] for one in rounds)
    queries = median(one["plan"][1] + one["send"][1] for one in rounds)
    return plan, send, python, queries, max(one["peak"] for one in rounds)
