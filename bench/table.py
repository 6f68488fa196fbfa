"""The measurements as a Markdown table."""

import datetime
import platform
from pathlib import Path
from statistics import median


def heading(odoo_version, server_version):
    """Machine, date and versions: figures mean nothing without them."""
    return (
        f"Measured on {platform.node()} ({_processor()}), {datetime.date.today():%d %B %Y}, "
        f"Odoo {odoo_version}, PostgreSQL {server_version}."
    )


def _processor():
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.machine()


class Row:
    """One kind of work, with the samples of both databases."""

    def __init__(self, title, records, bar):
        self.title = title
        self.records = records
        self.bar = bar
        self.samples = {"bare": [], "addon": []}

    def cells(self):
        """Title, times, ratio, queries and their difference."""
        bare, addon = (self._medians(kind) for kind in ("bare", "addon"))
        ratio = median(a[0] / b[0] for a, b in zip(self.samples["addon"], self.samples["bare"], strict=True))
        more = addon[1] - bare[1]
        each = f" ({more / self.records:+.1f} each)" if self.records > 1 else ""
        return [
            self.title,
            f"{bare[0] * 1000:,.0f} ms",
            f"{addon[0] * 1000:,.0f} ms",
            f"{ratio:.2f}",
            f"{bare[1]:,.0f}",
            f"{addon[1]:,.0f}",
            f"{more:+,.0f}{each}",
            self.bar,
        ]

    def _medians(self, kind):
        seconds, queries = zip(*self.samples[kind], strict=True)
        return median(seconds), median(queries)


HEADER = ["work", "bare Odoo", "with the addon", "ratio", "queries, bare", "queries, addon", "more", "bar"]


def markdown(rows):
    """The rows below their header."""
    cells = [HEADER, ["---"] + ["---:"] * (len(HEADER) - 2) + ["---"], *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)
