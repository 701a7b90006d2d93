"""One partition in the memory of a worker: it answers for its own reports, and speaks of places in the list.

What decides is the same code as that of the embedded engine (`geo.snapshot.report_index`), on fewer rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq

from geo.filters.choice import ChoiceFilter
from geo.filters.registry import filters
from geo.geometry.gazetteer import Areas
from geo.model.errors import DamagedError
from geo.snapshot.cluster.partition_files import AREAS, INCIDENT, PLACE, PLACES, RANKS, PartitionSet
from geo.snapshot.cluster.partition_index import Whole
from geo.snapshot.derive import Vocabulary
from geo.snapshot.file_checks import DIFFERENT, CheckedFile, expect
from geo.snapshot.folders import sha256_of
from geo.snapshot.frames import to_frame
from geo.snapshot.index import index_of
from geo.snapshot.report_index import ReportIndex
from geo.snapshot.tables import with_later_columns
from geo.snapshot.wide import WideFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from geo.analysis.delay import LateCounts
    from geo.filters.view import View
    from geo.model import ExclusionReason
    from geo.snapshot.day_counts import Histogram
    from geo.snapshot.grid import Spot
    from geo.snapshot.list_order import SortBy
    from geo.snapshot.view_counts import Counts

FOUND, SHOWN = "found", "shown"
"""Which reports of a view are asked for: those that its filters find, or those that the map shows."""


@dataclass(frozen=True, slots=True)
class PartCells:
    """Cells of a partition, as in `geo.snapshot.grid_cells.Cells`; `first` is a place in the list of all."""

    shift: int
    columns: Mapping[str, np.ndarray]
    """Arrays of `Cells` by name, and `low`, `high`, `open` of the killed where they were asked for."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Reports of a partition in an order of all reports; one element of each array a report."""

    rank: np.ndarray
    """Position in the order of all reports."""
    place: np.ndarray
    """Place in the list."""
    incident: np.ndarray
    """Place of the first report of its incident."""


class Partition:
    """The reports of one partition, open."""

    def __init__(self, partitions: PartitionSet, number: int) -> None:
        """Open a partition.

        Raises DamagedError when a file is not what was written, OSError when one cannot be read.
        """
        path, part = partitions.file(number), partitions.parts[number]
        vocabulary, areas = _shared(partitions.folder, partitions.sha256, tuple(partitions.files.items()))
        vocabulary = Vocabulary(partitions.sources, vocabulary.pcodes, vocabulary.places)
        # Hashed now, so that a worker that cannot read it says so before it is asked.
        file = CheckedFile(path, part.sha256, partitions.snapshot_id)
        file.check()
        whole = Whole(partitions.snapshot_id, partitions.made_from, vocabulary, partitions.radii)
        basis = whole.basis_of(path, part.sha256)
        index = index_of(basis, partitions.folder)
        expect(file, *index.files)
        self._files = (file, *index.files)
        self._reports = ReportIndex(path, index, vocabulary, areas)
        self._wide = WideFile(path)
        self._ints = lru_cache(maxsize=None)(self._column)

    def _column(self, name: str) -> np.ndarray:
        return np.asarray(self._wide.column(name).to_numpy())

    @property
    def _place(self) -> np.ndarray:
        return self._ints(PLACE)

    def look(self) -> None:
        """Hold that every file of the partition is what was written.

        Raises DamagedError when one is not.
        """
        for file in self._files:
            file.look()

    def read_ahead(self) -> None:
        """Hold ready what the first view needs."""
        self._reports.read_ahead()
        _ = self._place

    def places(self) -> np.ndarray:
        """Return where in the list the reports stand, in order."""
        return self._place

    def find(self, view: View) -> None:
        """Work out what a view shows."""
        self._reports.find(view)

    def counts(self, view: View) -> Counts:
        """Return how many reports are shown and left out."""
        return self._reports.counts(view)

    def cells(
        self,
        view: View,
        shift: int,
        box: tuple[int, int, int, int],
        crowd: int | None,
        *,
        with_killed: bool,
    ) -> PartCells:
        """Count point-level reports on a grid.

        Where these alone are more than `crowd` cells, those of all partitions are: then they are of twice
        the side already.
        """
        cells = self._reports.aggregate(view, shift, box, crowd)
        # Of nothing numpy takes another type, which is that of the embedded engine then.
        first = self._place[cells.first] if len(cells) else cells.first
        columns = {
            **{name: getattr(cells, name) for name in ("n", "gx", "gy", "group", "is_one_place")},
            "first": first,
            "radius_m": cells.radius_m,
            "kinds": cells.kinds,
        }
        if with_killed:
            killed = cells.killed()
            columns |= {"low": killed.low, "high": killed.high, "open": killed.open}
        return PartCells(cells.shift, columns)

    def series(self, view: View, edges: tuple[date, ...], by: str) -> dict[str, Histogram]:
        """Count what a view would show in any dates, in bins of days."""
        return self._reports.time_bins.histogram(view, edges, by)

    def late_counts(self) -> LateCounts:
        """Count how late reports came."""
        return self._reports.time_bins.late_counts()

    def facet(self, column: str) -> dict[str, tuple[int, int]]:
        """Return how many reports each text of a column has, and the place of the first of them."""
        found = self._reports.coded(column).first_places()
        return {word: (n, int(self._place[first])) for word, (n, first) in found.items()}

    def facet_in(self, view: View, parameter: str) -> dict[str, int]:
        """Return how many reports a view would show with each value of the filter of a parameter."""
        each = next(one for one in filters() if isinstance(one, ChoiceFilter) and one.parameter == parameter)
        return dict(self._reports.facet_in(view, each))

    def nearest_day(self, view: View, day: date) -> date | None:
        """Return the first day nearest to a day of a report that the view shows."""
        return self._reports.nearest_day(view, day)

    def mask(self, view: View, which: str) -> np.ndarray:
        """Return whether each report is `FOUND` or `SHOWN`, eight of them a byte."""
        found = self._reports.found(view) if which == FOUND else self._reports.shown(view)
        return np.packbits(found)

    def why_in_any_dates(self, view: View) -> np.ndarray:
        """Return why a view leaves each report out in any dates."""
        return self._reports.why_in_any_dates(view)

    def left_out(
        self, view: View, limit: int | None, reason: ExclusionReason | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the places of reports that a view leaves out, and why each."""
        rows, why = self._reports.left_out_rows(view, reason)
        return self._place[rows[:limit]], why[:limit]

    def here(self, view: View, spot: Spot) -> np.ndarray:
        """Return the places of the reports that a view shows in a spot."""
        return np.asarray(self._place[self._reports.here(view, spot)])

    def first_in_order(self, view: View, sort_by: SortBy, n: int) -> Ranked:
        """Return the first `n` of the reports that a view shows."""
        return self._ranked(self._in_order(view, sort_by, n), sort_by)

    def first_of_incidents(self, view: View, sort_by: SortBy, n: int) -> Ranked:
        """Return the first report shown of each incident, for the `n` incidents that come first."""
        rows = self._in_order(view, sort_by, None)
        incident = self._ints(INCIDENT)[rows]
        # In the order of the reports, the first of each incident is the one that numpy tells of.
        _, first = np.unique(incident, return_index=True)
        return self._ranked(rows[np.sort(first)[:n]], sort_by)

    def of_incidents(self, view: View, sort_by: SortBy, incidents: np.ndarray) -> Ranked:
        """Return the reports that a view shows of some incidents."""
        rows = np.flatnonzero(self._reports.shown(view))
        return self._ranked(rows[np.isin(self._ints(INCIDENT)[rows], incidents)], sort_by)

    def standing(self, view: View, sort_by: SortBy, place: int) -> Ranked:
        """Return the report at a place of the list, when it is here and shown."""
        row = int(np.searchsorted(self._place, place))
        is_here = row < len(self._place) and self._place[row] == place and self._reports.shown(view)[row]
        return self._ranked(np.array([row] if is_here else [], np.int64), sort_by)

    def n_before(self, view: View, sort_by: SortBy, rank: int) -> int:
        """Return how many of the reports that a view shows come before a rank."""
        return int(np.count_nonzero(self._reports.shown(view) & (self._ints(RANKS[sort_by]) < rank)))

    def incidents_before(self, view: View, sort_by: SortBy, rank: int) -> np.ndarray:
        """Return the incidents of the reports that a view shows before a rank."""
        is_before = self._reports.shown(view) & (self._ints(RANKS[sort_by]) < rank)
        return np.asarray(np.unique(self._ints(INCIDENT)[is_before]))

    def n_of_incidents(self, view: View, incidents: np.ndarray) -> int:
        """Return how many reports a view shows of some incidents."""
        return int(np.count_nonzero(np.isin(self._ints(INCIDENT)[self._reports.shown(view)], incidents)))

    def _in_order(self, view: View, sort_by: SortBy, n: int | None) -> np.ndarray:
        rows, rank = np.flatnonzero(self._reports.shown(view)), self._ints(RANKS[sort_by])
        if n is not None and 0 < n < len(rows):
            rows = rows[np.argpartition(rank[rows], n - 1)[:n]]
        return np.asarray(rows[np.argsort(rank[rows])][:n])

    def _ranked(self, rows: np.ndarray, sort_by: SortBy) -> Ranked:
        return Ranked(*(self._ints(name)[rows] for name in (RANKS[sort_by], PLACE, INCIDENT)))


@lru_cache(maxsize=4)
def _shared(folder: Path, _sha256: str, files: tuple[tuple[str, str], ...]) -> tuple[Vocabulary, Areas]:
    """Return what all partitions of a set need, read once for each worker."""
    for name, sha256 in files:
        if sha256_of(folder / name) != sha256:
            raise DamagedError(name.partition(".")[0], name, folder.parent.name, DIFFERENT)
    areas = Areas.parse((folder / AREAS).read_bytes())
    places = to_frame(with_later_columns(pq.read_table(folder / PLACES), "places"), "places")
    return Vocabulary.of((), areas, places), areas
