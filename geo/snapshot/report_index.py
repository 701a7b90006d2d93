"""The reports of a snapshot: which of them a view shows, how many, where, and why the rest is not shown.

What decides is `geo.snapshot.columns`, held ready by an index.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geo.filters.dates import OTHER_DATES
from geo.filters.drawn_area import DRAWN_AREA, OUTSIDE_DRAWN
from geo.filters.filter_index import AREA, NO_DAY, CodedColumn, FilterIndex
from geo.filters.registry import reasons
from geo.geometry.gazetteer import SearchNames
from geo.model import ExclusionReason, Kind
from geo.model.days import day_number, day_of
from geo.snapshot.columns import FilterResult
from geo.snapshot.derive import Vocabulary, is_tile, tile_box
from geo.snapshot.drawn_grounds import inside_counts
from geo.snapshot.file_checks import looked_at
from geo.snapshot.grid import Spot
from geo.snapshot.grid_cells import Cells
from geo.snapshot.list_order import ListOrder, ListOrders, SortBy
from geo.snapshot.matching import BATCH_ROWS, ExcludedReports, MatchingReports
from geo.snapshot.report_store import ReportStore
from geo.snapshot.single_flight import SingleFlightCache
from geo.snapshot.tables import SCHEMA
from geo.snapshot.text_search import text_search
from geo.snapshot.time_bins import IndexTimeBins
from geo.snapshot.view_counts import Counts, InsideDrawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from geo.filters.choice import ChoiceFilter
    from geo.filters.view import View
    from geo.geometry.gazetteer import Areas
    from geo.snapshot.index import Index

_CACHED_ANSWERS, _CACHED_TEXTS = 8, 8
"""One and two bytes a report each."""
_CACHED_FACETS = 64
"""A number for each value that is found."""
_FIRST_ROWS = 100
"""As far down a list its order is worked out for these rows alone."""
_CACHED_ORDERS = 2
"""Four bytes for each report that a view shows."""


class ReportIndex(ReportStore):
    """The reports of one snapshot, and which of them a view shows."""

    def __init__(self, stored: pa.Table | Path, index: Index, vocabulary: Vocabulary, areas: Areas) -> None:
        """Take the reports in the order of the list, in memory or as a Parquet file, and their index.

        For `vocabulary` see `StoredReports`.
        """
        super().__init__(stored, index, vocabulary, areas)
        has_words = text_search(SearchNames(areas, vocabulary.places), self.database, len(self))
        self._has_text = lru_cache(maxsize=_CACHED_TEXTS)(has_words)
        self._answers: SingleFlightCache[FilterResult] = SingleFlightCache(_CACHED_ANSWERS)
        self._orders = orders = ListOrders(self.database.rows, lambda: self._wide.column("event_start"))
        self._in_order = lru_cache(maxsize=_CACHED_ORDERS)(
            lambda view, order: orders.rows(self._answer(view).shown, order)
        )
        self._facet_in = lru_cache(maxsize=_CACHED_FACETS)(
            lambda view, each: self._coded[each.column].counts(self._answer(view).but_for(each.reason))
        )

    @cached_property
    def _filter_index(self) -> FilterIndex:
        return FilterIndex(
            day_first=self._columns.day_first,
            day_last=self._columns.day_last,
            footprint=self._columns.footprint,
            coded=self._coded.__getitem__,
            areas_within=self._areas.within,
            has_text=self._has_text,
            lies_in=self._drawn.lies_in,
        )

    @cached_property
    def time_bins(self) -> IndexTimeBins:
        """What counts the reports by their days."""
        return IndexTimeBins(self._columns, list(self._sources), self._wide, self._but_for_dates, self.mapped)

    def _answer(self, view: View) -> FilterResult:
        """Return what a view of filters alone finds: one object for all who ask for it at the same time."""
        return self._answers.get(view, lambda: FilterResult(view, self._filter_index))

    @looked_at
    def _but_for_dates(self, view: View) -> np.ndarray:
        return self._answer(view).but_for(OTHER_DATES)

    def read_ahead(self) -> None:
        """Check what is mapped, and hold ready what the first view needs."""
        self.database.read_ahead()
        _ = self._grid, self._ids, self._filter_index, self.time_bins

    def check_ready(self) -> None:
        """Do nothing: whoever has the index answers."""

    @looked_at
    def find(self, view: View) -> None:
        """Work out what a view shows, before several threads ask for parts of it."""
        self._grid.shown(self._answer(view.filters()))

    @looked_at
    def shown(self, view: View) -> np.ndarray:
        """Return whether a view shows a report on the map, by its place in the list; not to be changed."""
        return self._answer(view.filters()).shown

    @looked_at
    def found(self, view: View) -> np.ndarray:
        """Return whether a view's filters find a report, drawn or not, by its place in the list."""
        return self._answer(view.filters()).found

    @looked_at
    def why_in_any_dates(self, view: View) -> np.ndarray:
        """Return why a view leaves a report out in any dates; see `FilterResult.why_in_any_dates`."""
        return self._answer(view.filters()).why_in_any_dates()

    @looked_at
    def span(self) -> tuple[date, date] | None:
        """Return the first and the last day of any dated report; None when there is none."""
        is_dated = self._columns.day_first != NO_DAY
        if not is_dated.any():
            return None
        first, last = self._columns.day_first[is_dated].min(), self._columns.day_last[is_dated].max()
        return day_of(int(first)), day_of(int(last))

    @looked_at
    def facet(self, column: str) -> dict[str, int]:
        """Return how many reports of the whole snapshot each text of a documented column has."""
        return self._coded[column].counts()

    @looked_at
    def facet_in(self, view: View, each: ChoiceFilter) -> Mapping[str, int]:
        """Return how many reports a view would show with each value of a filter, for values with any.

        What the view itself chooses of that filter makes no difference.
        """
        return self._facet_in(view.filters(), each)

    @looked_at
    def counts(self, view: View) -> Counts:
        """Return how many reports are shown and left out."""
        answer = self._answer(view.filters())
        points = np.flatnonzero(self._grid.shown(answer))
        kinds = self._grid.kinds(points)
        in_areas = self._grid.area_codes(answer.shown)
        return Counts(
            shown=answer.n_shown,
            reasons=answer.reasons,
            kinds=frozenset(kind for bit, kind in enumerate(Kind) if kinds >> bit & 1),
            areas=CodedColumn(in_areas, self._pcodes).counts(),
            cells=self._grid.box(points),
            largest_radius_m=self._grid.largest_radius_m(points),
            inside=self._inside(view),
        )

    def _inside(self, view: View) -> InsideDrawn | None:
        area, answer = DRAWN_AREA.chosen(view), self._answer(view.filters())
        if area is None:
            return None
        return inside_counts(self._drawn.lies_in(area), answer.shown, answer.but_for(OUTSIDE_DRAWN))

    @looked_at
    def nearest_day(self, view: View, day: date) -> date | None:
        """Return the first day nearest to a day of a report that the view shows."""
        days = self._columns.day_first[self._answer(view.filters()).shown]
        if not len(days):
            return None
        away = np.abs(days - day_number(day))
        return day_of(int(days[away == away.min()].min()))

    @looked_at
    def listed(self, view: View, order: ListOrder, limit: int, offset: int = 0) -> list[str]:
        """Return the ids that a view shows, in the order of a list; see `geo.snapshot.list_order`."""
        n = offset + limit
        if order == ListOrder(SortBy.NEWEST) and n <= _FIRST_ROWS:
            return self.ids(self._orders.newest(self._answer(view.filters()).shown, n)[offset:])
        return self.ids(self._in_order(view.filters(), order)[offset:n])

    def page(
        self, view: View, limit: int, offset: int = 0, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return rows that a view shows, by event date, then id; `columns` as in `by_ids`."""
        return self._frame(self._shown_rows(view)[offset : offset + limit].tolist(), columns)

    def rows(
        self, view: View, columns: Sequence[str] | None = None, batch_rows: int = BATCH_ROWS
    ) -> Iterator[pa.RecordBatch]:
        """Return what a view shows, by event date, then id, in batches of `batch_rows` rows at the most.

        `columns` names what to read; None for the documented columns, in their order. No more than one
        batch and the row group that it came from are in memory, however many reports there are.
        """
        wanted = tuple(SCHEMA["reports"] if columns is None else columns)
        yield from self._wide.batches(self._shown_rows(view), wanted, batch_rows)

    @looked_at
    def _shown_rows(self, view: View) -> np.ndarray:
        return np.flatnonzero(self._answer(view.filters()).shown)

    @looked_at
    def matching(self, view: View) -> MatchingReports:
        """Find what a view's filters find, on the map or not.

        What is shown, what is unlocated and what is of a layer that is off make the whole. An undated
        report is in no dates, so it never matches.
        """
        answer = self._answer(view.filters())
        rows = np.flatnonzero(answer.found)
        return MatchingReports(self._wide, rows, answer.shown[rows])

    def not_shown(self, view: View, reason: ExclusionReason | None = None) -> ExcludedReports:
        """Find what a view leaves out, for one reason or for any.

        With those that it shows they are all reports; each has one reason, the first that holds.
        """
        rows, why = self.left_out_rows(view, reason)
        return ExcludedReports(self._wide, rows, np.zeros(len(rows), bool), why)

    @looked_at
    def place_in_list(self, view: View, order: ListOrder, report_id: str) -> int | None:
        """Return at which position of `listed` a report stands; None when it is not shown."""
        shown, row = self._answer(view.filters()).shown, self._ids.places([report_id]).get(report_id)
        if row is None or not shown[row]:
            return None
        return int(np.flatnonzero(self._in_order(view.filters(), order) == row)[0])

    def left_out(
        self, view: View, limit: int, reason: ExclusionReason | None = None
    ) -> list[tuple[str, ExclusionReason]]:
        """Return reports that a view leaves out, each with the first reason that holds, or those of one."""
        rows, why = self.left_out_rows(view, reason)
        names, codes = reasons(), why[:limit].tolist()
        return [(i, names[code]) for i, code in zip(self.ids(rows[:limit]), codes, strict=True)]

    @looked_at
    def left_out_rows(self, view: View, reason: ExclusionReason | None) -> tuple[np.ndarray, np.ndarray]:
        """Return the places of `left_out` in the list, and why each, as its position in `reasons()`."""
        answer = self._answer(view.filters())
        rows = np.flatnonzero(~answer.shown)
        why = answer.why(rows)
        if reason is None:
            return rows, why
        of_it = why == answer.every_reason.index(reason)
        return rows[of_it], why[of_it]

    @looked_at
    def here(self, view: View, spot: Spot) -> np.ndarray:
        """Return where in the list those reports stand that a view shows in a spot, in order."""
        answer, columns = self._answer(view.filters()), self._columns
        cells = (cell for cell in set(spot.cells) if is_tile(*cell[:3]))
        found = [self._grid.row[self._grid.within(answer, tile_box(*cell[:3]), cell[3])] for cell in cells]
        codes = [self._pcodes.index(pcode) for pcode in spot.pcodes if pcode in self._pcodes]
        of_areas = np.flatnonzero((columns.footprint == AREA) & np.isin(columns.area_code, codes))
        said = np.fromiter(self._ids.places(spot.ids).values(), np.int64)
        return np.unique(np.concatenate([*found, *(rows[answer.shown[rows]] for rows in (of_areas, said))]))

    @looked_at
    def aggregate(
        self, view: View, shift: int, box: tuple[int, int, int, int], crowd: int | None = None
    ) -> Cells:
        """Count the point-level reports of a view on a grid of `2^shift` finest cells a side.

        Reports of different radii are counted apart, so that none loses its ring to another. With a shift
        of 0 nothing is put together: one element of the answer is one report. Where there would be more
        than `crowd` cells, they are of twice the side and of every radius.

        `box` is west, north, east, south in finest cells, the latter two exclusive.
        """
        return self._grid.count(self._grid.within(self._answer(view.filters()), box), shift, crowd)
