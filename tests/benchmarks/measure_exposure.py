"""How long exposure of synthetic reports to synthetic zone statuses takes, and how much memory.

`python -m tests.benchmarks.measure_exposure 1000000 700` makes a snapshot and measures in a process of its
own: the processor's time, which other work on the machine lengthens less than a clock's, and the largest
resident memory so far.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa

from geo.model import EndReading, Kind
from geo.queries import exposures, status_summary
from geo.queries.exposure_inputs import exposure_inputs_of, zone_places_of
from geo.snapshot.files import open_snapshot, write_snapshot
from geo.snapshot.frames import read_table
from geo.snapshot.home import snapshots_folder
from geo.snapshot.opened import DATA_DIR
from geo.snapshot.tables import SCHEMA, to_arrow
from tests.benchmarks import synthetic

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class Spent:
    """What one step took."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    """Of the process, from its start."""


def make_snapshot(n_reports: int, n_zones: int, home: Path) -> Path:
    """Write a snapshot of synthetic reports and zones; return its folder."""
    made = pa.Table.from_batches(synthetic.reports(n_reports))
    tables = {
        **{name: to_arrow(read_table(DATA_DIR, name), name) for name in SCHEMA},
        "reports": made.select(list(SCHEMA["reports"])),
        "sources": synthetic.sources().select(list(SCHEMA["sources"])),
        "zones": synthetic.zones(n_zones).select(list(SCHEMA["zones"])),
    }
    made_id = write_snapshot(tables, (DATA_DIR / "outlines.geojson").read_bytes(), home)
    return snapshots_folder(home) / made_id


def spent(step: Callable[[], object]) -> Spent:
    """Do a step and say what it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    step()
    peak_mb = _peak_mb()
    return Spent(time.process_time() - cpu, time.perf_counter() - wall, peak_mb)


def _peak_mb() -> float:
    # Not `getrusage`, which hands the peak of the process that started this one down to it.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def steps(opened: Snapshot) -> dict[str, Callable[[], object]]:
    """Return what is measured, in the order in which it is done."""
    everything = opened.default_view()
    first, last = opened.span
    changed = everything.but(kinds=(Kind.AIRSTRIKE,))
    narrower = everything.but(date_from=first + (last - first) / 3, date_to=last - (last - first) / 3)
    return {
        "counts of the view, as every page asks for them": lambda: opened.counts(everything),
        "outlines into their planes": lambda: zone_places_of(opened),
        "reports into spots": lambda: exposure_inputs_of(opened),
        "full exposure": lambda: exposures.exposure_of(opened, everything),
        "another filter: half of the reports": lambda: exposures.exposure_of(opened, changed),
        "another filter: a third of the days": lambda: exposures.exposure_of(opened, narrower),
        "the same filter again": lambda: exposures.exposure_of(opened, changed),
        "orders in force of every report": lambda: exposures.orders_at_spots(opened, EndReading.UNTIL_NEXT),
        "the summary of a view": lambda: status_summary.summary_of(opened, everything),
        "the summary of another": lambda: status_summary.summary_of(opened, narrower),
        "statuses of one report": lambda: exposures.statuses_at(opened, opened.report(opened.ids([9])[0])),
    }


def main(n_reports: int, n_zones: int, folder: Path) -> None:
    """Print a table of all steps."""
    opened = open_snapshot(folder)
    print(f"{n_reports:,} reports, {n_zones:,} zone statuses; opened with {_peak_mb():.0f} MB at most")  # noqa: T201
    print("| step | CPU s | wall s | peak MB |\n|---|---|---|---|")  # noqa: T201
    for name, step in steps(opened).items():
        took = spent(step)
        print(f"| {name} | {took.cpu_s:.2f} | {took.wall_s:.2f} | {took.peak_mb:.0f} |", flush=True)  # noqa: T201
    related = exposures._relations(opened, EndReading.UNTIL_NEXT)  # noqa: SLF001 how much there was to do
    print(f"{len(related.spot):,} pairs in {len(related.starts):,} groups")  # noqa: T201


if __name__ == "__main__":
    import subprocess

    numbers = [int(text) for text in sys.argv[1:3]]
    if len(sys.argv) > 3:  # the folder, in the process that measures
        main(*numbers, Path(sys.argv[3]))
    else:
        with TemporaryDirectory() as home:
            made = make_snapshot(*numbers, Path(home))
            # A process of its own: making the reports takes more memory than measuring them.
            command = [sys.executable, "-m", "tests.benchmarks.measure_exposure", *sys.argv[1:3], str(made)]
            subprocess.run(command, check=True)  # noqa: S603
