"""An opened snapshot: its tables, its identity, and which of its reports a view shows.

This is the interface that pages, exports and tiles hold on to. What answers behind it is an engine of
`geo.snapshot.report_queries`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from geo.filters.filter_index import DISC
from geo.filters.reader import KnownIds
from geo.filters.view import EARLIEST, LATEST, OPENING_DAYS, OPENING_LAYERS, View
from geo.geometry.gazetteer import Areas
from geo.model import ExclusionReason
from geo.model.errors import SnapshotError
from geo.model.rows import row_of
from geo.snapshot.derive import Vocabulary, ordered_with_index
from geo.snapshot.engine import store_of
from geo.snapshot.frames import to_frame
from geo.snapshot.identity import id_of
from geo.snapshot.index import index_in_memory
from geo.snapshot.matching import ExcludedReports, MatchingReports
from geo.snapshot.report_index import ReportIndex
from geo.snapshot.restricted import PUBLIC_TABLES, Gate, names_by_id
from geo.snapshot.small_tables import SmallTables
from geo.snapshot.tables import to_arrow
from geo.snapshot.view_counts import Counts
from geo.snapshot.wide import WideTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from geo.analysis.delay import Delays
    from geo.filters.choice import ChoiceFilter
    from geo.model.rows import Row
    from geo.snapshot.day_counts import Histogram
    from geo.snapshot.grid import Spot
    from geo.snapshot.grid_cells import Cells
    from geo.snapshot.list_order import ListOrder
    from geo.snapshot.report_store import ReportStore
    from geo.snapshot.stored import Stored

DATA_DIR = Path(__file__).parents[2] / "data"
TITLE_COLUMNS = (
    *("event_start", "event_end", "date_precision", "time_from", "time_to"),
    *("kind", "place_name", "claimant", "incident_key", "contained_in", "summary"),
    *("killed_min", "killed_max", "injured_min", "injured_max", "strikes_min", "strikes_max"),
)
_CACHED_VIEWS = 64


class Snapshot(SmallTables):
    """One immutable set of tables: reports behind `geo.snapshot.report_queries`, small tables as frames."""

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], areas: Areas, stored: Stored | None = None
    ) -> None:
        """Take the typed tables of `geo.snapshot.tables.SCHEMA` and the outlines.

        The reports come either as one of the tables or, with their id worked out, as `stored`.
        """
        super().__init__(tables, areas, stored)
        self.restricted: Mapping[str, int] = stored.restricted if stored else {}
        self._open_for_others = stored.open_for_others if stored else None
        self._reports = None if stored else tables["reports"]
        self.index = stored.index if stored else None
        self.stored = stored
        self.vocabulary = vocabulary = Vocabulary.of(
            self.tables["sources"].index, areas, self.tables["places"]
        )
        if stored is None:
            arrow = {name: to_arrow(frame, name) for name, frame in tables.items()}
            self.id = id_of(arrow, areas)
            parts = zip(*ordered_with_index(arrow["reports"], vocabulary), strict=True)
            reports, index = map(pa.concat_tables, parts)
            in_memory = index_in_memory(WideTable(reports), reports["report_id"], index)
            self.store: ReportStore = ReportIndex(reports, in_memory, vocabulary, areas)
        else:
            self.id = stored.id
            self.store = store_of(stored, vocabulary, areas)
        self._counts = lru_cache(maxsize=_CACHED_VIEWS)(self.store.counts)
        self._facets: dict[str, Mapping[str, int]] = {}

    @cached_property
    def span(self) -> tuple[date, date]:
        """First and last day of any dated report, inclusive; without one, of every view there can be."""
        return self.store.span() or (EARLIEST, LATEST)

    @property
    def is_dated(self) -> bool:
        """Whether any report has a date; without one, `span` says nothing about the reports."""
        return self.store.span() is not None

    def facet(self, column: str) -> Mapping[str, int]:
        """Return how many reports each text of a documented column has."""
        if column not in self._facets:
            self._facets[column] = self.store.facet(column)
        return self._facets[column]

    def facet_in(self, view: View, each: ChoiceFilter) -> Mapping[str, int]:
        """Return how many reports a view would show with each value of a filter.

        See `ReportQueries.facet_in`.

        Raises SnapshotError when the view is of another snapshot.
        """
        return self.store.facet_in(self.filters_of(view), each)

    @cached_property
    def total(self) -> int:
        """Number of reports."""
        return len(self.store)

    def for_others(self) -> Snapshot | None:
        """Return the snapshot, with the same id, without what may not be given to others.

        None when all of it may.
        """
        if not names_by_id(self.tables["sources"]):
            return None
        if self._reports is not None:
            return self._reduced(self.tables | {"reports": self._reports})
        if self._open_for_others is None:
            return None
        reduced = self._open_for_others()
        # Whose rows an answer lacks is said with the answer.
        reduced.restricted = {}
        return reduced

    def _reduced(self, tables: Mapping[str, pd.DataFrame]) -> Snapshot | None:
        arrow = {name: to_arrow(frame, name) for name, frame in tables.items()}
        gate = Gate.of(tables["sources"], lambda: [arrow["reports"]])
        if gate is None:
            return None
        reduced = Snapshot(
            {
                name: frame if name in PUBLIC_TABLES else to_frame(gate.pass_on(name, arrow[name]), name)
                for name, frame in tables.items()
            },
            self.areas,
        )
        reduced.id = self.id
        return reduced

    def read_ahead(self) -> None:
        """Check every file, and hold ready what the first view needs.

        Raises DamagedError when one is not what was written.
        """
        self.check_tables()
        self.store.read_ahead()
        for file in self._remade_files:
            file.check()
        _ = self.delays

    def default_view(self) -> View:
        """Return the view of everything: what a link means that says nothing else."""
        return View(self.id, *self.span)

    def opening_view(self) -> View:
        """Return the view that opens without a link: the last `OPENING_DAYS` of the chronicle.

        Of a shorter one, and of one without a date, it is everything.
        """
        first, last = self.span
        days = min(timedelta(days=OPENING_DAYS - 1), last - first)
        begins = last - days if self.is_dated else first
        return self.default_view().but(date_from=begins, layers=OPENING_LAYERS)

    @cached_property
    def known(self) -> KnownIds:
        """Ids that a link may name."""
        zones = frozenset(self.tables["zones"].index)
        return KnownIds(
            sources=frozenset(self.tables["sources"].index),
            areas=frozenset(area.pcode for area in self.areas),
            is_selectable=lambda item_id: item_id in zones or item_id in self.store,
            values=self.facet,
        )

    def counts(self, view: View) -> Counts:
        """Return how many reports a view shows and leaves out.

        Raises SnapshotError when the view is of another snapshot.
        """
        return self._counts(self.filters_of(view))

    def filters_of(self, view: View) -> View:
        """Return the filters of a view, and refuse a view of another snapshot.

        Raises SnapshotError when the view is of another snapshot.
        """
        if view.snap != self.id:
            raise SnapshotError(f"the view is of snapshot {view.snap}, this one is {self.id}")
        return view.filters()

    def page(self, view: View, limit: int, offset: int = 0) -> pd.DataFrame:
        """Return reports that a view shows, whole rows, by event date."""
        return self.store.page(self.filters_of(view), limit, offset)

    def rows(self, view: View, batch_rows: int = 10_000) -> Iterator[pa.RecordBatch]:
        """Return every report that a view shows as record batches of the documented columns, by event date.

        For exports: memory does not grow with the number of reports.
        """
        return self.store.rows(self.filters_of(view), batch_rows=batch_rows)

    def matching(self, view: View) -> MatchingReports:
        """Find every report that a view's filters find, on the map or not; see `ReportQueries.matching`.

        Raises SnapshotError when the view is of another snapshot.
        """
        return self.store.matching(self.filters_of(view))

    def not_shown(self, view: View, reason: ExclusionReason | None = None) -> ExcludedReports:
        """Find every report that a view leaves out, for one reason or any; see `ReportQueries.not_shown`."""
        return self.store.not_shown(self.filters_of(view), reason)

    def histogram(self, view: View, edges: tuple[date, ...], by: str) -> dict[str, Histogram]:
        """Count what a view would show in any dates; see `geo.snapshot.time_bins`."""
        return self.store.time_bins.histogram(self.filters_of(view), edges, by)

    @cached_property
    def delays(self) -> Delays:
        """How late each source publishes its reports."""
        return self.store.time_bins.delays()

    def aggregate(
        self, view: View, shift: int, box: tuple[int, int, int, int], crowd: int | None = None
    ) -> Cells:
        """Count point-level reports of a view on a grid; see `ReportQueries.aggregate`."""
        return self.store.aggregate(self.filters_of(view), shift, box, crowd)

    def ids(self, rows: np.ndarray) -> list[str]:
        """Return the ids of reports by their places in the list, as `Cells.first` gives them."""
        return self.store.ids(rows)

    def id_column(self, rows: np.ndarray) -> pa.Array:
        """Return the same ids as one Arrow array of strings."""
        return self.store.id_column(rows)

    def find(self, view: View) -> None:
        """Compute what a view shows once, before several threads need it at the same time."""
        self.store.find(self.filters_of(view))

    def report(self, report_id: str) -> Row | None:
        """Return one whole report, or None when there is none of that id."""
        found = self.store.by_ids([report_id])
        return None if found.empty else row_of(found, report_id)

    def titles(self, ids: Iterable[str]) -> list[Row]:
        """Return rows with what the titles of reports need, in the order of the ids."""
        return self.store.rows_by_ids(ids, TITLE_COLUMNS)

    def listed(self, view: View, order: ListOrder, limit: int, offset: int = 0) -> list[str]:
        """Return ids that a view shows, in the order of a list."""
        return self.store.listed(self.filters_of(view), order, limit, offset)

    def place_in_list(self, view: View, order: ListOrder, report_id: str) -> int | None:
        """Return at which position of `listed` a report stands; None when it is not shown."""
        return self.store.place_in_list(self.filters_of(view), order, report_id)

    def left_out(
        self, view: View, limit: int, reason: ExclusionReason | None = None
    ) -> list[tuple[str, ExclusionReason]]:
        """Return ids that a view leaves out, by event date, with the first reason that holds."""
        return self.store.left_out(self.filters_of(view), limit, reason)

    def here(self, view: View, spot: Spot, limit: int, offset: int = 0) -> tuple[int, list[str]]:
        """Return how many reports a view shows in a spot, and some of their ids, by event date."""
        rows = self.store.here(self.filters_of(view), spot)
        return len(rows), self.ids(rows[offset : offset + limit])

    def places_in(self, view: View, spot: Spot) -> int:
        """Count the points that the reports of a view in a spot name; a report of an area names none."""
        rows, columns = self.store.here(self.filters_of(view), spot), self.store.columns
        points = rows[columns.footprint[rows] == DISC]
        return len(np.unique(np.stack([columns.gx[points], columns.gy[points]]), axis=1).T)

    def nearest_day(self, view: View) -> date | None:
        """Return the day nearest to the view's last on which its other filters show a report."""
        first, last = self.span
        return self.store.nearest_day(self.filters_of(view.but(date_from=first, date_to=last)), view.date_to)

    @cached_property
    def reports(self) -> pd.DataFrame:
        """Every report as one frame, by id. For small snapshots."""
        return self.store.by_ids(self.store.all_ids())

    def claims_of(self, report_id: str) -> pd.DataFrame:
        """Return every report of the same incident, by date of publication."""
        key = self.store.by_ids([report_id], ["incident_key"])["incident_key"].iloc[0]
        return self.store.where_equal("incident_key", key)

    def parts_of(self, report_id: str) -> pd.DataFrame:
        """Return the reports that state a part of what this one states as a whole."""
        return self.store.where_equal("contained_in", report_id)
