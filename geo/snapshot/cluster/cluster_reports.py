"""The reports of a snapshot behind a cluster: every question goes to all partitions, answers are merged.

This process has none of the index in memory but what `ReportStore` maps for whole columns. Whole rows are
read from the snapshot's own table, by their places in the list.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.filters.differs import CLAIMS_DIFFER
from geo.filters.registry import reasons
from geo.model import Kind, LocationPrecision
from geo.model.claim_aspects import ClaimAspect
from geo.model.days import day_of
from geo.model.errors import ClusterError
from geo.snapshot.cluster.cluster_connection import NO_WORKERS, connection_to
from geo.snapshot.cluster.cluster_time_bins import ClusterTimeBins
from geo.snapshot.cluster.merging import (
    merged_cells,
    merged_counts,
    merged_day,
    merged_facet,
    merged_places,
    merged_ranked,
    merged_sums,
)
from geo.snapshot.cluster.partition import FOUND, SHOWN
from geo.snapshot.cluster.partition_questions import (
    OTHER_FILES,
    ClusterQuestion,
    PartitionName,
    names_in,
    names_of,
)
from geo.snapshot.cluster.partition_writer import partitions_of
from geo.snapshot.grid_cells import Cells, Killed
from geo.snapshot.list_order import ListOrder, SortBy
from geo.snapshot.matching import BATCH_ROWS, ExcludedReports, MatchingReports
from geo.snapshot.report_store import ReportStore
from geo.snapshot.single_flight import SingleFlightCache
from geo.snapshot.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    import pandas as pd
    import pyarrow as pa

    from geo.filters.choice import ChoiceFilter
    from geo.filters.view import View
    from geo.geometry.gazetteer import Areas
    from geo.model import ExclusionReason
    from geo.snapshot.cluster.cluster_connection import Connection
    from geo.snapshot.cluster.partition import Ranked
    from geo.snapshot.cluster.partition_files import PartitionSet
    from geo.snapshot.derive import Vocabulary
    from geo.snapshot.grid import Spot
    from geo.snapshot.stored import Stored
    from geo.snapshot.view_counts import Counts

_CACHED_FACETS, _CACHED_MASKS = 64, 2
"""A number for each value, and a byte for each report."""
_WORDS = {
    "kind": [*map(str, Kind)],
    "location_precision": [*map(str, LocationPrecision)],
    CLAIMS_DIFFER: [*map(str, ClaimAspect)],
}
_CELLS = ("n", "first", "gx", "gy", "group", "is_one_place", "radius_m", "kinds")


def cluster_reports_of(stored: Stored, vocabulary: Vocabulary, areas: Areas, address: str) -> ClusterReports:
    """Return the reports of a snapshot behind the scheduler at an address; partitions are written if need be.

    Nothing is written or asked before the first question.
    """
    return ClusterReports(stored, vocabulary, areas, connection_to(address))


class ClusterReports(ReportStore):
    """The reports of one snapshot in partitions that workers hold."""

    def __init__(self, stored: Stored, vocabulary: Vocabulary, areas: Areas, connection: Connection) -> None:
        """Take the reports, and who asks the workers that hold their partitions."""
        super().__init__(stored.reports, stored.index, vocabulary, areas)
        self._connection = connection
        self._read_or_write = partial(partitions_of, stored, vocabulary)
        self._found: SingleFlightCache[PartitionSet] = SingleFlightCache(1)
        self._masks: SingleFlightCache[np.ndarray] = SingleFlightCache(_CACHED_MASKS)
        self._facets: SingleFlightCache[Mapping[str, int]] = SingleFlightCache(_CACHED_FACETS)

    @property
    def _partitions(self) -> PartitionSet:
        """What is known of the partitions, written when the first who asks finds none."""
        return self._found.get("partitions", self._read_or_write)

    def _ask(self, question: str, *arguments: object) -> list[Any]:
        return self._asked(names_of, ClusterQuestion(question, arguments))

    def _asked(
        self, names_in: Callable[[PartitionSet], list[PartitionName]], question: ClusterQuestion
    ) -> list[Any]:
        """Ask some partitions, and once more when others were written since they were read here."""
        partitions = self._partitions
        try:
            return self._connection.ask(names_in(partitions), question)
        except ClusterError as error:
            self._found.drop("partitions", partitions)
            if str(error) != OTHER_FILES or self._partitions.sha256 == partitions.sha256:
                raise
        vars(self).pop("_places", None)
        return self._connection.ask(names_in(self._partitions), question)

    def check_ready(self) -> None:
        """Hold that there are workers."""
        if not self._connection.n_workers():
            raise ClusterError(NO_WORKERS)

    @cached_property
    def _places(self) -> list[np.ndarray]:
        """The places of the reports of each partition, four bytes each; for who asks of every report."""
        return self._ask("places")

    @cached_property
    def time_bins(self) -> ClusterTimeBins:
        """What counts the reports by their days."""
        return ClusterTimeBins(list(self._sources), self._ask)

    def read_ahead(self) -> None:
        """Let every worker open its partitions."""
        self._ask("read_ahead")

    def find(self, view: View) -> None:
        """Let every worker work out what a view shows."""
        self._ask("find", view.filters())

    def counts(self, view: View) -> Counts:
        """Return how many reports are shown and left out."""
        return merged_counts(self._ask("counts", view.filters()), self._pcodes)

    def aggregate(
        self, view: View, shift: int, box: tuple[int, int, int, int], crowd: int | None = None
    ) -> Cells:
        """Count point-level reports on a grid; only partitions with points in the box are asked."""

        def cells(*, with_killed: bool) -> tuple[int, dict[str, np.ndarray]]:
            question = ClusterQuestion(
                "cells", (view.filters(), shift, box, crowd), {"with_killed": with_killed}
            )
            return merged_cells(self._asked(partial(names_in, box), question), shift, crowd)

        def killed() -> Killed:
            _, columns = cells(with_killed=True)
            return Killed(columns["low"], columns["high"], columns["open"])

        shift_of_all, columns = cells(with_killed=False)
        x, y = (columns[name] >> np.int32(shift_of_all) for name in ("gx", "gy"))
        return Cells(shift_of_all, x, y, **{name: columns[name] for name in _CELLS}, killed=killed)

    def facet(self, column: str) -> Mapping[str, int]:
        """Return how many reports of the whole snapshot each text of a documented column has."""
        order = {"source_id": list(self._sources), "area_pcode": self._pcodes} | _WORDS
        return self._facets.get(column, lambda: merged_facet(self._ask("facet", column), order.get(column)))

    def facet_in(self, view: View, each: ChoiceFilter) -> Mapping[str, int]:
        """Return how many reports a view would show with each value of a filter."""
        asked = view.filters(), each.parameter

        def counted() -> Mapping[str, int]:
            return merged_sums(self._ask("facet_in", *asked), list(self.facet(each.column)))

        return self._facets.get(asked, counted)

    def span(self) -> tuple[date, date] | None:
        """Return the first and the last day of any dated report; None when there is none."""
        days = self._partitions.days
        return (day_of(days[0]), day_of(days[1])) if days else None

    def nearest_day(self, view: View, day: date) -> date | None:
        """Return the first day nearest to a day of a report that the view shows."""
        return merged_day(self._ask("nearest_day", view.filters(), day), day)

    def listed(self, view: View, order: ListOrder, limit: int, offset: int = 0) -> list[str]:
        """Return the ids that a view shows, in the order of a list."""
        return self.ids(self._first(view.filters(), order, offset + limit)[offset:])

    def _first(self, view: View, order: ListOrder, n: int) -> np.ndarray:
        """Return the places of the first `n` reports that a view shows."""
        if not order.by_incident:
            return merged_ranked(self._ask("first_in_order", view, order.sort_by, n)).place[:n]
        first = merged_ranked(self._ask("first_of_incidents", view, order.sort_by, n))
        # In order, so of each incident the first is told. There is a report in each: so many are enough.
        incidents, at = np.unique(first.incident, return_index=True)
        best = np.sort(at)[:n]
        found = merged_ranked(self._ask("of_incidents", view, order.sort_by, first.incident[best]))
        position = np.full(len(incidents), len(first.rank))
        position[np.searchsorted(incidents, first.incident[best])] = best
        by = position[np.searchsorted(incidents, found.incident)]
        return np.asarray(found.place[np.lexsort((found.rank, by))][:n])

    def place_in_list(self, view: View, order: ListOrder, report_id: str) -> int | None:
        """Return at which position of `listed` a report stands; None when it is not shown."""
        place, view, sort_by = self.places([report_id]).get(report_id), view.filters(), order.sort_by
        if place is None:
            return None
        found: Ranked = merged_ranked(self._ask("standing", view, sort_by, place))
        if not len(found.rank):
            return None
        rank = int(found.rank[0])
        if not order.by_incident:
            return int(sum(self._ask("n_before", view, sort_by, rank)))
        own = merged_ranked(self._ask("of_incidents", view, sort_by, found.incident))
        before = self._ask("incidents_before", view, sort_by, int(own.rank[0]))
        n_before = int(sum(self._ask("n_of_incidents", view, np.unique(np.concatenate(before)))))
        return n_before + int(np.count_nonzero(own.rank < rank))

    def page(
        self, view: View, limit: int, offset: int = 0, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return rows that a view shows, by event date, then id."""
        places = self._first(view.filters(), ListOrder(SortBy.OLDEST), offset + limit)
        return self._frame(places[offset:].tolist(), columns)

    def rows(
        self, view: View, columns: Sequence[str] | None = None, batch_rows: int = BATCH_ROWS
    ) -> Iterator[pa.RecordBatch]:
        """Return what a view shows, by event date, then id, in batches."""
        wanted = tuple(SCHEMA["reports"] if columns is None else columns)
        yield from self._wide.batches(np.flatnonzero(self.shown(view)), wanted, batch_rows)

    def matching(self, view: View) -> MatchingReports:
        """Find what a view's filters find, on the map or not."""
        rows = np.flatnonzero(self.found(view))
        return MatchingReports(self._wide, rows, self.shown(view)[rows])

    def not_shown(self, view: View, reason: ExclusionReason | None = None) -> ExcludedReports:
        """Find what a view leaves out, for one reason or for any."""
        rows, why = self._left_out(view, None, reason)
        return ExcludedReports(self._wide, rows, np.zeros(len(rows), bool), why)

    def left_out(
        self, view: View, limit: int, reason: ExclusionReason | None = None
    ) -> list[tuple[str, ExclusionReason]]:
        """Return reports that a view leaves out, each with the first reason that holds, or those of one."""
        rows, why = self._left_out(view, limit, reason)
        names = reasons()
        return [
            (i, names[code]) for i, code in zip(self.ids(rows[:limit]), why[:limit].tolist(), strict=True)
        ]

    def _left_out(
        self, view: View, limit: int | None, reason: ExclusionReason | None
    ) -> tuple[np.ndarray, np.ndarray]:
        places, why = zip(*self._ask("left_out", view.filters(), limit, reason), strict=True)
        rows = np.concatenate(places).astype(np.int64)
        order = np.argsort(rows)
        return rows[order], np.concatenate(why)[order]

    def here(self, view: View, spot: Spot) -> np.ndarray:
        """Return where in the list those reports stand that a view shows in a spot, in order."""
        return merged_places(self._ask("here", view.filters(), spot))

    def shown(self, view: View) -> np.ndarray:
        """Return whether a view shows a report on the map, by its place in the list; not to be changed."""
        return self._mask(view.filters(), SHOWN)

    def found(self, view: View) -> np.ndarray:
        """Return whether a view's filters find a report, drawn or not, by its place in the list."""
        return self._mask(view.filters(), FOUND)

    def why_in_any_dates(self, view: View) -> np.ndarray:
        """Return why a view leaves a report out in any dates."""
        return self._whole(self._ask("why_in_any_dates", view.filters()))

    def _mask(self, view: View, which: str) -> np.ndarray:
        def asked() -> np.ndarray:
            parts = zip(self._ask("mask", view, which), self._places, strict=True)
            return self._whole([np.unpackbits(bits, count=len(places)).view(bool) for bits, places in parts])

        return self._masks.get((view, which), asked)

    def _whole(self, parts: Sequence[np.ndarray]) -> np.ndarray:
        """Return one element a report, in the order of the list."""
        whole = np.empty(len(self), parts[0].dtype)
        for places, part in zip(self._places, parts, strict=True):
            whole[places] = part
        return whole
