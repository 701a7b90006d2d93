"""`make bench`: the budgets of the design measured on the running app, beside three peers on the same data.

`python -m tests.benchmarks.bench [small|full] [--json PATH] [--plot PATH]`. Without a size it measures the
bundled chronicle, 10,000 and 1,000,000 reports; `small` leaves out the million, `full` adds ten million.
Data sets are made once and kept in `build/bench`, where the single measurements go as well (`samples.json`).
"""

# ruff: noqa: T201  (its results go to the console)

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from geo.snapshot.current import point_to
from geo.snapshot.files import write_snapshot
from geo.snapshot.frames import read_table
from geo.snapshot.tables import SCHEMA, to_arrow
from tests.benchmarks import (
    chromium,
    measure_app,
    measure_ingest,
    measure_peers,
    measure_slow_loads,
    plot,
    synthetic,
)
from tests.benchmarks.measure_app import AppResult
from tests.benchmarks.measure_peers import PeerResult
from tests.benchmarks.measure_slow_loads import LINES, OURS, Line, SlowLoad

REPOSITORY = Path(__file__).parents[2]
DATA = REPOSITORY / "data"
CACHE = REPOSITORY / "build" / "bench"
BUNDLED = "bundled"
APP_SIZES = {"small": (10_000,), "default": (10_000, 1_000_000), "full": (10_000, 1_000_000, 10_000_000)}
PEER_SIZES = {"small": (10_000,), "default": (10_000, 100_000, 1_000_000)}
INGEST_UP_TO = 1_000_000
"""The largest CSV that is ingested; ten times that would be 3.5 GB."""
BUDGETS: dict[str, dict[str, float]] = {
    BUNDLED: {"repaint_p50_ms": 150, "repaint_p95_ms": 220, "play_p95_ms": 220, "startup_s": 4},
    "1000000": {
        "repaint_p50_ms": 180,
        "repaint_p95_ms": 250,
        "play_p95_ms": 250,
        "filter_bytes": 100_000,
        "tile_p95_ms": 40,
        "tile_cached_p95_ms": 5,
        "first_map_s": 2.0,
        "peak_rss_mb": 700,
        "ingest_rows_s": 100_000,
    },
    "10000000": {"repaint_p50_ms": 350, "repaint_p95_ms": 600, "play_p95_ms": 600},
}
"""DESIGN §7. Everything is at most its budget, but rows a second are at least."""
SLOW_BUDGETS: dict[int, dict[str, float]] = {
    1600: {"bytes_before_map": 900_000, "first_map_s": 6},
    400: {"bytes_before_map": 900_000, "first_text_s": 2},
}
"""Of a first load on lines of so many kilobits a second."""
SLOW_PEER_POINTS = 10_000
"""Points that the peers load on slow lines."""


def build_home(n: int, home: Path) -> None:
    """Make a home that holds a snapshot of `n` synthetic reports: the one place that knows the store.

    Everything else in it is the bundled chronicle's.
    """
    tables = {name: to_arrow(read_table(DATA, name), name) for name in SCHEMA}
    sources = synthetic.sources().cast(tables["sources"].select(synthetic.sources().column_names).schema)
    tables["sources"] = pa.concat_tables([tables["sources"], sources.select(tables["sources"].column_names)])
    reports = pa.Table.from_batches(synthetic.reports(n), synthetic.SCHEMA)
    tables["reports"] = reports.select(tables["reports"].column_names)
    point_to(home, write_snapshot(tables, (DATA / "outlines.geojson").read_bytes(), home))


def main() -> None:
    """Measure, print, and write the results down."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("size", nargs="?", choices=["small", "default", "full"], default="default")
    parser.add_argument("--json", type=Path, help="file for the results")
    parser.add_argument(
        "--plot", type=Path, help="file for the picture; docs/performance.png, or in build/bench"
    )
    parser.add_argument("--no-peers", action="store_true", help="measure Shelterline only")
    given = parser.parse_args()
    started = time.monotonic()
    CACHE.mkdir(parents=True, exist_ok=True)
    machine = _machine()
    print(f"{machine}\n", flush=True)
    app = _measure_app(APP_SIZES[given.size])
    peers: dict[str, dict[int, PeerResult]] = {}
    if not given.no_peers:
        peers = _measure_peers(PEER_SIZES.get(given.size, PEER_SIZES["default"]))
    # Peers take minutes on the slower line.
    slow = list(
        _measure_slow_loads(LINES[:1] if given.size == "small" else LINES, with_peers=not given.no_peers)
    )
    print()
    print("\n".join([*_table(app, peers), *_slow_table(slow)]))
    results = _results(machine, app, peers, slow)
    # The picture in the documentation is that of a run that had all sizes.
    target = given.plot or (CACHE if given.size == "small" else REPOSITORY / "docs") / "performance.png"
    plot.draw(results, BUDGETS, target)
    samples = {name: [asdict(change) for change in result.changes] for name, result in app.items()}
    (CACHE / "samples.json").write_text(json.dumps(samples, indent=1), encoding="utf-8")
    if given.json:
        given.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"\nPicture: {target}. Every change: {CACHE / 'samples.json'}.")
    print(f"{time.monotonic() - started:.0f} s in all.")


def _machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
    return (
        f"{cores} cores of {_processor()}{memory}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {chromium.version()} (software rendering), "
        f"load {os.getloadavg()[0]:.1f} before the start"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "an unnamed processor"


def _measure_app(sizes: tuple[int, ...]) -> dict[str, AppResult]:
    results = {}
    for name, n in {BUNDLED: None, **{str(n): n for n in sizes}}.items():
        with (
            tempfile.TemporaryDirectory(prefix="bench-home-") as folder,
            _said(f"Shelterline, {name}") as say,
        ):
            home = Path(folder)
            if n is not None:
                build_home(n, home)
            results[name] = measure_app.measure(home, n)
            if n is not None and n <= INGEST_UP_TO:
                _ingest(n, results[name])
            for note in results[name].notes:
                say(note)
    return results


def _ingest(n: int, result: AppResult) -> None:
    sources = CACHE / "sources.csv"
    synthetic.write_sources_csv(sources)
    taken = measure_ingest.measure(_data(n, "csv"), sources)
    result.ingest_rows_s, result.ingest_memory_mb = taken.rows_s, taken.memory_mb


def _measure_peers(sizes: tuple[int, ...]) -> dict[str, dict[int, PeerResult]]:
    results: dict[str, dict[int, PeerResult]] = {name: {} for name in measure_peers.PEERS}
    with measure_peers.serve_scripts(CACHE) as scripts:
        for n in sizes:
            for name, known in results.items():
                if any(result.note for result in known.values()):
                    known[n] = PeerResult(note="not tried: a smaller size did not pass")
                    continue
                with _said(f"{name}, {n}") as say:
                    known[n] = measure_peers.measure(name, _data(n, "parquet"), scripts)
                    if known[n].note:
                        say(known[n].note)
    return results


def _measure_slow_loads(lines: tuple[Line, ...], *, with_peers: bool) -> Iterator[SlowLoad]:
    with tempfile.TemporaryDirectory(prefix="bench-home-") as folder, _said("Shelterline, slow lines"):
        yield from measure_slow_loads.measure_ours(Path(folder), lines)
    if not with_peers:
        return
    with measure_peers.serve_scripts(CACHE) as scripts:
        for name in measure_peers.PEERS:
            with _said(f"{name}, {SLOW_PEER_POINTS}, slow lines"):
                data = _data(SLOW_PEER_POINTS, "parquet")
                yield from measure_slow_loads.measure_peer(name, data, scripts, lines)


def _data(n: int, form: str) -> Path:
    """Path of `n` synthetic reports; made when there is none by this generator."""
    digest = hashlib.sha256(Path(synthetic.__file__).read_bytes()).hexdigest()[:8]
    path = CACHE / f"reports-{n}-{digest}.{form}"
    if not path.exists():
        write = {"csv": synthetic.write_csv, "parquet": synthetic.write_parquet}[form]
        part = path.with_suffix(".part")
        write(synthetic.reports(n), part)
        part.rename(path)
    return path


@contextmanager
def _said(what: str) -> Iterator[Callable[[str], None]]:
    """Say what is being measured, how long it took, and what there is to note about it."""
    notes: list[str] = []
    started = time.monotonic()
    print(f"{what} …", end=" ", flush=True)
    yield notes.append
    print(f"{time.monotonic() - started:.0f} s", *(f"  note: {note}" for note in notes), sep="\n", flush=True)


def _results(
    machine: str,
    app: dict[str, AppResult],
    peers: dict[str, dict[int, PeerResult]],
    slow: list[SlowLoad],
) -> dict[str, Any]:
    return {
        "machine": machine,
        "shelterline": {name: result.as_json() for name, result in app.items()},
        "peers": {
            name: {str(n): result.as_json() for n, result in sizes.items()} for name, sizes in peers.items()
        },
        "slow_loads": [load.as_json() for load in slow],
    }


def _table(app: dict[str, AppResult], peers: dict[str, dict[int, PeerResult]]) -> Iterator[str]:
    figures = {name: result.as_json() for name, result in app.items()}
    wide = 18
    yield "Shelterline".ljust(24) + "".join(name.rjust(wide) for name in figures)
    for figure in next(iter(figures.values()), {}):
        cells = (_cell(figures[name][figure], BUDGETS.get(name, {}).get(figure), figure) for name in figures)
        yield figure.ljust(24) + "".join(cell.rjust(wide) for cell in cells)
    yield "(after the slash: the budget; ! marks a figure that misses it)"
    if not any(peers.values()):
        return
    yield ""
    columns = ("first_map_s", "first_bytes", "repaint_p50_ms", "filter_bytes", "peak_rss_mb")
    yield "Peers".ljust(24) + "points of".rjust(10) + "".join(c.rjust(wide) for c in columns)
    for name, sizes in peers.items():
        for n, result in sizes.items():
            cells = (_cell(getattr(result, column), None, column) for column in columns)
            note = f"  {result.note}" if result.note else ""
            yield name.ljust(24) + str(n).rjust(10) + "".join(cell.rjust(wide) for cell in cells) + note
    yield from _ratios(figures, peers)


def _slow_table(loads: list[SlowLoad]) -> Iterator[str]:
    columns = ("first_text_s", "first_map_s", "bytes_before_map")
    yield ""
    yield f"First load, new browser, bundled chronicle; peers with {SLOW_PEER_POINTS:,} points"
    yield "".ljust(24) + "kbit/s".rjust(10) + "".join(column.rjust(20) for column in columns)
    for load in loads:
        budgets = SLOW_BUDGETS[load.kbit_s] if load.page == OURS else {}
        cells = (_cell(getattr(load, column), budgets.get(column), column) for column in columns)
        yield load.page.ljust(24) + str(load.kbit_s).rjust(10) + "".join(cell.rjust(20) for cell in cells)
    yield f"(n/a: not within {measure_slow_loads.CUT_OFF_S:.0f} s)"


def _cell(value: float | None, budget: float | None, figure: str) -> str:
    if value is None:
        return "n/a"
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
    if budget is None:
        return text
    misses = value < budget if figure == "ingest_rows_s" else value > budget
    return f"{'! ' if misses else ''}{text} / {budget:,.0f}"


def _ratios(figures: dict[str, Any], peers: dict[str, dict[int, PeerResult]]) -> Iterator[str]:
    yield ""
    yield "Shelterline is as many times faster, and sends as many times fewer bytes for a filter change:"
    for name, sizes in peers.items():
        for n, result in sizes.items():
            ours = figures.get(str(n))
            if ours is None:
                continue
            said = [
                _ratio("first map", result.first_map_s, ours["first_map_s"], result, "the first map"),
                _ratio(
                    "filter change", result.repaint_p50_ms, ours["repaint_p50_ms"], result, "a filter change"
                ),
                _ratio("bytes", result.filter_bytes, ours["filter_bytes"], result),
            ]
            yield f"{name.ljust(24)}{n:>10}  " + (", ".join(part for part in said if part) or "n/a")


def _ratio(what: str, theirs: float | None, ours: float, result: PeerResult, slow: str = "nothing") -> str:
    if theirs is not None:
        return f"{what} {theirs / ours:,.1f}"
    if result.note.startswith(slow):
        unit = 1000 if slow == "a filter change" else 1
        return f"{what} more than {measure_peers.CUT_OFF_S * unit / ours:,.0f}"
    return ""


if __name__ == "__main__":
    if not shutil.which("npm"):
        print("npm is missing: FastMarkerCluster needs it once, for leaflet.markercluster", file=sys.stderr)
    main()
