"""What every engine must say of random views: the same as the embedded one, to the byte.

`python -m tests.geo.snapshot.engine_contract --rows 100000 --views 300` holds a cluster to it with 1, 2 and 4
workers and 1, 3 and 8 partitions. The outlines are the bundled ones, the reports synthetic.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pyarrow as pa
from distributed import LocalCluster

from geo.export.formats import Suffix, write
from geo.export.report_rows import rows_of
from geo.filters.choice import ChoiceFilter
from geo.filters.differs import CLAIMS_DIFFER
from geo.filters.drawn_area import DRAWN_AREA
from geo.filters.filter_index import DISC
from geo.filters.registry import ADDED, filters, reasons
from geo.filters.view import ALL_AREAS, DEFAULT_LAYERS, View
from geo.geometry.area_code import checked
from geo.model import Kind, Layer, LocationPrecision
from geo.queries.view_answer import answer_view
from geo.snapshot.cluster.cluster_connection import connection_to
from geo.snapshot.cluster.partition_writer import write_partitions
from geo.snapshot.derive import GRID_BITS, tile_box
from geo.snapshot.engine import CLUSTER_VARIABLE
from geo.snapshot.files import open_snapshot
from geo.snapshot.grid import EVERY_RADIUS, Spot
from geo.snapshot.grid_cells import Cells
from geo.snapshot.home import snapshots_folder
from geo.snapshot.list_order import ListOrder, SortBy
from geo.snapshot.opened import Snapshot
from geo.snapshot.report_store import ReportStore
from tests.benchmarks.bench import build_home

TEXTS = ("synthetic", "Testville", "gaza", "hospital", "غزة", "no such word")
_FORMATS = (Suffix.CSV, Suffix.GEOJSON, Suffix.PARQUET)
"""A GeoPackage holds the same rows, and is written by a process of its own."""
_EVERYWHERE = (0, 0, 1 << GRID_BITS, 1 << GRID_BITS)
Said = dict[str, Any]
"""What an engine says of one view, by what was asked."""


@dataclass(frozen=True)
class Asker:
    """Asks an engine everything about one view; the same seed asks the same."""

    snapshot: Snapshot
    view: View
    seed: int

    @property
    def _store(self) -> ReportStore:
        return self.snapshot.store

    def said(self, *, with_exports: bool) -> Said:
        """Return every answer in a form that can be compared."""
        rng = random.Random(self.seed)  # noqa: S311 the same in every run
        found: Said = {"counts": _plain(self._store.counts(self.view))}
        choices = rng.sample([one for one in filters() if isinstance(one, ChoiceFilter)], 2)
        found |= {f"facet {one.column}": self._store.facet_in(self.view, one) for one in choices}
        found |= (
            dict(self._cells(rng)) | dict(self._lists(rng)) | dict(self._rows(rng)) | dict(self._days(rng))
        )
        if with_exports:
            rows = rows_of(answer_view(self.snapshot, self.view, "https://example.org/"))
            found |= {f"export {suffix}": b"".join(write(rows, suffix)) for suffix in _FORMATS}
        return found

    def _cells(self, rng: random.Random) -> Iterator[tuple[str, object]]:
        points = np.flatnonzero(self._store.shown(self.view) & (self._store.columns.footprint == DISC))
        for zoom in rng.sample([0, 4, 7, 10, 14], 2):
            box = _EVERYWHERE
            if zoom and len(points):
                at = points[rng.randrange(len(points))]
                side = GRID_BITS - zoom
                gx, gy = int(self._store.columns.gx[at]), int(self._store.columns.gy[at])
                box = tile_box(zoom, gx >> side, gy >> side)
            shift = rng.choice([0, 1, GRID_BITS - zoom - 5, GRID_BITS - zoom - 4])
            for crowd in (None, rng.choice([1, 40, 1024])):
                cells = self._store.aggregate(self.view, max(0, shift), box, crowd)
                yield f"cells of {box} by {shift} up to {crowd}", _plain(cells)
                if crowd is None and len(cells):
                    picked = rng.randrange(len(cells))
                    yield f"here, {box}", self._here(cells, picked, rng)

    def _here(self, cells: Cells, picked: int, rng: random.Random) -> object:
        zoom = GRID_BITS - cells.shift
        group = rng.choice([EVERY_RADIUS, int(cells.group[picked]), 99])
        ids = tuple(self._store.ids(np.array([rng.randrange(len(self._store))])))
        pcodes = tuple(rng.sample(list(self._store.pcodes), 3))
        spot = Spot(ids, ((zoom, int(cells.x[picked]), int(cells.y[picked]), group),), pcodes)
        return self._store.here(self.view, spot).tolist(), self.snapshot.places_in(self.view, spot)

    def _lists(self, rng: random.Random) -> Iterator[tuple[str, object]]:
        for order in rng.sample([ListOrder(sort_by, by) for sort_by in SortBy for by in (False, True)], 2):
            offset, limit = rng.choice([(0, 20), (0, 150), (rng.randrange(3000), 40)])
            ids = self._store.listed(self.view, order, limit, offset)
            yield f"list {order} from {offset}", ids
            any_id = self._store.ids(np.array([rng.randrange(len(self._store))]))[0]
            for one in {*ids[-1:], rng.choice([any_id, "no such id"])}:
                yield f"place of {one} in {order}", self._store.place_in_list(self.view, order, one)

    def _rows(self, rng: random.Random) -> Iterator[tuple[str, object]]:
        yield "page", self._store.page(self.view, 30, rng.choice([0, 0, 500])).to_csv()
        reason = rng.choice([None, *reasons()])
        yield "left out", self._store.left_out(self.view, 50, reason)
        yield from (
            (name, _bytes(getattr(self._store, name)(self.view)))
            for name in ("shown", "found", "why_in_any_dates")
        )
        excluded, matching = self._store.not_shown(self.view, reason), self._store.matching(self.view)
        yield "not shown", (_bytes(excluded.rows), _bytes(excluded.why))
        yield "matching", (_bytes(matching.rows), _bytes(matching.is_shown))
        yield "by source", self._store.by_source(matching, list(self.snapshot.facet("source_id"))[:4])
        yield "rows", [pa.record_batch(one).serialize().to_pybytes() for one in self._store.rows(self.view)]

    def _days(self, rng: random.Random) -> Iterator[tuple[str, object]]:
        first, last = self.snapshot.span
        day = first + timedelta(days=rng.randrange((last - first).days + 1))
        yield f"nearest to {day}", self._store.nearest_day(self.view, day)
        step = rng.choice([1, 7, 31])
        edges = tuple(first + timedelta(days=at) for at in range(0, 400, step))
        by = rng.choice(["kind", "source_id"])
        series = self._store.time_bins.histogram(self.view, edges, by)
        yield f"{by} by {step} days", [(word, _plain(one)) for word, one in series.items()]


def _plain(record: object) -> Said:
    """Return the fields of a record, arrays as their bytes and what they are called."""
    said = {field.name: getattr(record, field.name) for field in fields(record)}  # type: ignore[arg-type]
    if isinstance(record, Cells):
        said["killed"] = _plain(record.killed())
    return {name: _bytes(value) if isinstance(value, np.ndarray) else value for name, value in said.items()}


def _bytes(array: np.ndarray) -> tuple[str, bytes]:
    return str(array.dtype), np.ascontiguousarray(array).tobytes()


def whole_said(snapshot: Snapshot) -> Said:
    """Return what an engine says of all reports."""
    columns = (
        "source_id",
        "kind",
        "claimant",
        "area_pcode",
        "location_precision",
        "direction_claimed",
        CLAIMS_DIFFER,
    )
    return {
        "span": snapshot.store.span(),
        "delays": snapshot.delays,
        **{f"facet {column}": list(snapshot.facet(column).items()) for column in columns},
    }


def random_view(snapshot: Snapshot, rng: random.Random) -> View:
    """Return a view that mostly shows something."""
    first, last = snapshot.span
    days = sorted(first + timedelta(days=rng.randrange((last - first).days + 1)) for _ in range(2))
    view = snapshot.default_view().but(layers=DEFAULT_LAYERS)
    changes: dict[str, object] = {
        "date_from": days[0],
        "date_to": days[1],
        "sources": tuple(rng.sample(sorted(snapshot.facet("source_id")), 3)),
        "kinds": tuple(rng.sample(list(Kind), 3)),
        "precisions": tuple(rng.sample(list(LocationPrecision), 4)),
        "area": rng.choice([ALL_AREAS, *sorted(snapshot.known.areas)]),
        "text": rng.choice(TEXTS),
        "layers": rng.choice([(Layer.REPORTS,), (Layer.AREAS,), ()]),
    }
    view = view.but(**{name: value for name, value in changes.items() if rng.random() < 0.3})
    if rng.random() < 0.25:
        south, west, side = rng.uniform(29.5, 33), rng.uniform(33.5, 36), rng.uniform(0.1, 1.5)
        corners = [(south, west), (south, west + side), (south + side, west + side / 2)]
        view = DRAWN_AREA.choose(view, checked(corners))
    for each in ADDED:
        if isinstance(each, ChoiceFilter) and rng.random() < 0.2:
            options = sorted(snapshot.facet(each.column))
            view = each.choose(view, rng.sample(options, min(3, len(options))))
    return view


def digests(said: Said) -> dict[str, str]:
    """Return what was said as digests: of 300 views there is more than one wants to hold."""
    return {
        what: hashlib.sha256(repr(_ordered(answer)).encode()).hexdigest() for what, answer in said.items()
    }


def _ordered(answer: object) -> object:
    if isinstance(answer, Mapping):
        return sorted((str(word), _ordered(value)) for word, value in answer.items())
    return sorted(answer) if isinstance(answer, frozenset) else answer


def differences(said: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Return of what two engines say something different."""
    return sorted(what for what in {*said, *other} if said.get(what) != other.get(what))


def opened_behind(address: str, folder: Path, n_parts: int | None = None) -> Snapshot:
    """Return a snapshot in a folder behind a cluster; with a number, written anew in so many partitions."""
    with patch.dict(os.environ, {CLUSTER_VARIABLE: ""}):
        snapshot = open_snapshot(folder)
    if n_parts is not None and snapshot.stored is not None:
        write_partitions(snapshot.stored, snapshot.vocabulary, n_parts)
    with patch.dict(os.environ, {CLUSTER_VARIABLE: address}):
        return open_snapshot(folder)


@contextmanager
def local_cluster(n_workers: int) -> Iterator[str]:
    """Give the address of a scheduler with workers on this machine until the block ends."""
    logging.getLogger("distributed").setLevel(logging.ERROR)
    with LocalCluster(
        n_workers=n_workers,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        dashboard_address=None,
    ) as cluster:
        address = cluster.scheduler_address
        try:
            yield address
        finally:
            connection_to(address).close()
            connection_to.cache_clear()


def main() -> None:
    """Hold a cluster to the contract and say how it went; exit code 1 when an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--views", type=int, default=300)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--partitions", type=int, nargs="+", default=[1, 3, 8])
    parser.add_argument("--exports-every", type=int, default=10, help="Views of which files are compared.")
    asked = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as home:
        build_home(asked.rows, Path(home))
        folder = next(path for path in snapshots_folder(Path(home)).iterdir() if path.is_dir())
        embedded = open_snapshot(folder)
        rngs = map(random.Random, range(asked.views))
        views = [random_view(embedded, rng) for rng in rngs]
        said = _said_of(embedded, views, asked.exports_every)
        for n_workers in asked.workers:
            for n_parts in asked.partitions:
                with local_cluster(n_workers) as address:
                    began = time.monotonic()
                    other = opened_behind(address, folder, n_parts)
                    found = differences(said, _said_of(other, views, asked.exports_every))
                wrong += len(found)
                print(f"{n_workers} workers, {n_parts} partitions: {len(said)} answers, {len(found)} differ,")  # noqa: T201
                print(f"    {time.monotonic() - began:.0f} s {found[:5]}", flush=True)  # noqa: T201
    sys.exit(bool(wrong))


def _said_of(snapshot: Snapshot, views: Sequence[View], exports_every: int) -> dict[str, str]:
    said = digests(whole_said(snapshot))
    for seed, view in enumerate(views):
        asker = Asker(snapshot, view, seed)
        found = digests(asker.said(with_exports=seed % exports_every == 0))
        said |= {f"view {seed}: {what}": digest for what, digest in found.items()}
    return said


if __name__ == "__main__":
    main()
