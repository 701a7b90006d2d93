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
from geo.snapshot.tables import SCHEMA, read_table, to_arrow
from tests.benchmarks import (
    chromium,
    load_figures,
    measure_app,
    measure_ingest,
    measure_load,
    measure_peers,
    measure_slow_loads,
    plot,
    synthetic,
)
from tests.benchmarks.bench_tables import BUDGETS, BUNDLED, SLOW_PEER_POINTS, slow_table, table_of
from tests.benchmarks.measure_app import AppResult
from tests.benchmarks.measure_peers import PeerResult
from tests.benchmarks.measure_slow_loads import LINES, Line, SlowLoad

REPOSITORY = Path(__file__).parents[2]
DATA = REPOSITORY / "data"
CACHE = REPOSITORY / "build" / "bench"
APP_SIZES = {"small": (10_000,), "default": (10_000, 1_000_000), "full": (10_000, 1_000_000, 10_000_000)}
PEER_SIZES = {"small": (10_000,), "default": (10_000, 100_000, 1_000_000)}
INGEST_UP_TO = 1_000_000
"""The largest CSV that is ingested; ten times that would be 3.5 GB."""


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
    load = {} if given.size == "small" else _measure_load()
    print()
    many = ["", *load_figures.table(load)] if load else []
    print("\n".join([*table_of(app, peers), *slow_table(slow), *many]))
    results = _results(machine, app, peers, slow) | {"load": load_figures.as_json(load)}
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


def _measure_load() -> load_figures.Figures:
    with tempfile.TemporaryDirectory(prefix="bench-home-") as folder, _said("Shelterline, many readers"):
        build_home(measure_load.ROWS, Path(folder))
        return measure_load.measure(
            Path(folder), measure_load.PARTS, measure_load.SESSIONS, measure_load.SECONDS
        )


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


if __name__ == "__main__":
    if not shutil.which("npm"):
        print("npm is missing: FastMarkerCluster needs it once, for leaflet.markercluster", file=sys.stderr)
    main()
