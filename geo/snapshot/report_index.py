"""The reports of a snapshot: which of them a view shows, how many, where, and why the rest is not shown.

What decides is held in memory as `geo.snapshot.columns`, held ready by an index; whole rows stay in Parquet
(or in the Arrow table given) and are read when they are asked for; `geo.snapshot.report_database` finds ids
and texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo.filters.dates import OTHER_DATES
from geo.filters.filter_index import AREA, NO_DAY, CodedColumn, FilterIndex, SearchTerm
from geo.filters.registry import reasons
from geo.geometry.gazetteer import SearchNames
from geo.model import ExclusionReason, Kind, LocationPrecision
from geo.model.days import day_number, day_of
from geo.snapshot.coded_columns import CodedColumns
from geo.snapshot.columns import Columns, FilterResult
from geo.snapshot.derive import Vocabulary, is_tile, tile_box, with_footprints
from geo.snapshot.file_checks import reading
from geo.snapshot.grid import Grid, Spot
from geo.snapshot.grid_cells import Cells
from geo.snapshot.index_columns import IN_MEMORY, Ids, columns_of
from geo.snapshot.list_order import ListOrder, ListOrders, SortBy
from geo.snapshot.matching import BATCH_ROWS, ExcludedReports, MatchingReports
from geo.snapshot.report_database import ReportDatabase
from geo.snapshot.single_flight import SingleFlightCache
from geo.snapshot.table_rows import table_rows
from geo.snapshot.tables import SCHEMA, to_frame
from geo.snapshot.time_bins import TimeBins
from geo.snapshot.wide import WideFile, WideTable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from geo.filters.choice import ChoiceFilter
    from geo.filters.view import View
    from geo.geometry.gazetteer import Areas, Spelling
    from geo.model.rows import Row

_CACHED_ANSWERS, _CACHED_TEXTS = 8, 8
"""One and two bytes a report each."""
_CACHED_FACETS = 64
"""A number for each value that is found."""
_FIRST_ROWS = 100
"""As far down a list its order is worked out for these rows alone."""
_CACHED_ORDERS = 2
"""Four bytes for each report that a view shows."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports a view shows and leaves out."""

    shown: int
    reasons: Mapping[ExclusionReason, int]
    """Reports left out by the first reason that holds."""
    kinds: frozenset[Kind] = frozenset()
    """Kinds among the point-level reports shown."""
    areas: Mapping[str, int] = field(default_factory=dict)
    """Area-level reports shown, by the p-code of their footprint."""
    cells: tuple[int, int, int, int] | None = None
    """West, north, east, south of the points shown, in cells of the grid; None when there are none."""
    largest_radius_m: float = 0.0
    """Of the footprints of the points shown, metres; 0 when there are none."""


class ReportIndex:
    """The reports of one snapshot."""

    def __init__(
        self, stored: pa.Table | Path, index: pa.Table | Path, vocabulary: Vocabulary, areas: Areas
    ) -> None:
        """Take the reports in the order of the list and their index, each in memory or as a Parquet file.

        `vocabulary` is that by which the index was made; see `geo.snapshot.derive`.
        """
        self._sources = {source: code for code, source in enumerate(vocabulary.sources)}
        self._pcodes = list(vocabulary.pcodes)
        self._names = SearchNames(areas, vocabulary.places)
        self.database = ReportDatabase(stored, index, list(vocabulary.sources))
        if isinstance(stored, Path):
            ids = _read(stored, ["report_id"])["report_id"]
            self._wide: WideFile | WideTable = WideFile(stored)
        else:
            ids = stored["report_id"]
            self._wide = WideTable(stored)
        index_table = _read(index, IN_MEMORY) if isinstance(index, Path) else index
        self._ids = Ids(ids, self.database.places)
        self._columns = columns_of(index_table)
        self._grid = Grid(self._columns)
        self._coded = CodedColumns(self._ready(), self._wide.encoded)
        self._filter_index = FilterIndex(
            day_first=self._columns.day_first,
            day_last=self._columns.day_last,
            footprint=self._columns.footprint,
            coded=self._coded.__getitem__,
            areas_within=areas.within,
            has_text=lru_cache(maxsize=_CACHED_TEXTS)(self._find_words),
        )
        self._answers: SingleFlightCache[FilterResult] = SingleFlightCache(_CACHED_ANSWERS)
        self._orders = orders = ListOrders(self.database.rows, lambda: self._wide.column("event_start"))
        self._in_order = lru_cache(maxsize=_CACHED_ORDERS)(
            lambda view, order: orders.rows(self._answer(view).shown, order)
        )
        self._facet_in = lru_cache(maxsize=_CACHED_FACETS)(
            lambda view, each: self._coded[each.column].counts(self._answer(view).but_for(each.reason))
        )
        self.time_bins = TimeBins(
            self._columns,
            list(self._sources),
            self._wide,
            lambda view: self._answer(view).but_for(OTHER_DATES),
        )

    def _answer(self, view: View) -> FilterResult:
        """Return what a view of filters alone finds: one object for all who ask for it at the same time."""
        return self._answers.get(view, lambda: FilterResult(view, self._filter_index))

    def _ready(self) -> dict[str, CodedColumn]:
        """Return the coded columns that are held from the start, by documented column."""
        columns = self._columns
        return {
            "source_id": CodedColumn(columns.source_code, list(self._sources)),
            "kind": CodedColumn(columns.kind_code, [str(kind) for kind in Kind]),
            "location_precision": CodedColumn(columns.precision_code, [str(p) for p in LocationPrecision]),
            "area_pcode": CodedColumn(columns.area_code, self._pcodes),
        }

    def __len__(self) -> int:
        """Return how many reports the snapshot has."""
        return len(self._ids)

    def __contains__(self, report_id: object) -> bool:
        """Whether there is a report of an id."""
        return bool(self._ids.places([str(report_id)]))

    def places(self, ids: Collection[str]) -> dict[str, int]:
        """Return the places of reports in the list by their ids; unknown ids are left out."""
        return self._ids.places(ids)

    def ids(self, rows: np.ndarray) -> list[str]:
        """Return the ids of reports by their places in the list."""
        return self._ids.at(rows)

    def id_column(self, rows: np.ndarray) -> pa.Array:
        """Return the same as one Arrow array of strings."""
        return self._ids.column(rows)

    def find(self, view: View) -> None:
        """Work out what a view shows, before several threads ask for parts of it."""
        self._grid.shown(self._answer(view.filters()))

    def by_ids(self, ids: Iterable[str], columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return rows by id, in the order of the ids; unknown ids are left out.

        `columns` names what to read besides the id; None for all that is documented and the ground of each.
        """
        return self._frame(self._in_turn(ids), columns)

    def rows_by_ids(self, ids: Iterable[str], columns: Sequence[str]) -> list[Row]:
        """Return the same rows one by one, which costs a few of them less than a frame."""
        return table_rows(self._wide.take(self._in_turn(ids), ("report_id", *columns)), "reports")

    def _in_turn(self, ids: Iterable[str]) -> list[int]:
        """Return the places of ids in the list, in the order of the ids, each once."""
        wanted = list(dict.fromkeys(ids))
        found = self._ids.places(wanted)
        return [found[i] for i in wanted if i in found]

    def _frame(self, rows: list[int], columns: Sequence[str] | None) -> pd.DataFrame:
        """Return rows by their places in the list, in the order asked for; see `by_ids`."""
        if columns is not None:
            return to_frame(self._wide.take(rows, ("report_id", *columns)), "reports")
        whole = self._wide.take(rows, tuple(SCHEMA["reports"]))
        return to_frame(with_footprints(whole, self._pcodes), "reports")

    def record(self, report_id: str, columns: Sequence[str]) -> dict[str, object]:
        """Return cells of one report by column, None where a cell is empty.

        Raises KeyError when there is no report of that id.
        """
        row = self._ids.places([report_id])[report_id]
        return dict(self._wide.take([row], tuple(columns)).to_pylist()[0])

    def column(self, name: str) -> pa.Array:
        """Return one documented column of every report, in the order of the list."""
        return self._wide.column(name)

    def encoded(self, name: str) -> pa.DictionaryArray:
        """Return one documented column of texts as codes and the texts that they stand for, in that order."""
        return self._wide.encoded(name)

    @property
    def pcodes(self) -> Sequence[str]:
        """The areas that `Columns.area_code` counts in."""
        return self._pcodes

    @property
    def columns(self) -> Columns:
        """What decides what a view shows; not to be changed."""
        return self._columns

    def shown(self, view: View) -> np.ndarray:
        """Return whether a view shows a report on the map, by its place in the list; not to be changed."""
        return self._answer(view.filters()).shown

    def found(self, view: View) -> np.ndarray:
        """Return whether a view's filters find a report, drawn or not, by its place in the list."""
        return self._answer(view.filters()).found

    def coded(self, column: str) -> CodedColumn:
        """Return a documented column of texts as codes, held once it was asked for; not to be changed."""
        return self._coded[column]

    def where_equal(self, column: str, value: str) -> pd.DataFrame:
        """Return whole rows whose `incident_key` or `contained_in` is a value."""
        return self.by_ids(self.database.ids_where(column, value))

    def all_ids(self) -> list[str]:
        """Return every id, in order."""
        return self._ids.all()

    def span(self) -> tuple[date, date] | None:
        """Return the first and the last day of any dated report; None when there is none."""
        is_dated = self._columns.day_first != NO_DAY
        if not is_dated.any():
            return None
        first, last = self._columns.day_first[is_dated].min(), self._columns.day_last[is_dated].max()
        return day_of(int(first)), day_of(int(last))

    def facet(self, column: str) -> dict[str, int]:
        """Return how many reports of the whole snapshot each text of a documented column has."""
        return self._coded[column].counts()

    def facet_in(self, view: View, each: ChoiceFilter) -> Mapping[str, int]:
        """Return how many reports a view would show with each value of a filter, for values with any.

        What the view itself chooses of that filter makes no difference.
        """
        return self._facet_in(view.filters(), each)

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
        )

    def nearest_day(self, view: View, day: date) -> date | None:
        """Return the first day nearest to a day of a report that the view shows."""
        days = self._columns.day_first[self._answer(view.filters()).shown]
        if not len(days):
            return None
        away = np.abs(days - day_number(day))
        return day_of(int(days[away == away.min()].min()))

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
        rows = np.flatnonzero(self._answer(view.filters()).shown)[offset : offset + limit]
        return self._frame(rows.tolist(), columns)

    def rows(
        self, view: View, columns: Sequence[str] | None = None, batch_rows: int = BATCH_ROWS
    ) -> Iterator[pa.RecordBatch]:
        """Return what a view shows, by event date, then id, in batches of `batch_rows` rows at the most.

        `columns` names what to read; None for the documented columns, in their order. No more than one
        batch and the row group that it came from are in memory, however many reports there are.
        """
        wanted = tuple(SCHEMA["reports"] if columns is None else columns)
        yield from self._wide.batches(np.flatnonzero(self._answer(view.filters()).shown), wanted, batch_rows)

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
        rows, why = self._left_out(view, reason)
        return ExcludedReports(self._wide, rows, np.zeros(len(rows), bool), why)

    def by_source(self, found: MatchingReports, sources: Iterable[str]) -> dict[str, int]:
        """Return how many of the reports found are of each of some sources that have any."""
        code = self._columns.source_code[found.rows]
        known = [name for name in sources if name in self._sources]
        counts = {name: int(np.count_nonzero(code == self._sources[name])) for name in known}
        return {name: n for name, n in counts.items() if n}

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
        rows, why = self._left_out(view, reason)
        names, codes = reasons(), why[:limit].tolist()
        return [(i, names[code]) for i, code in zip(self.ids(rows[:limit]), codes, strict=True)]

    def _left_out(self, view: View, reason: ExclusionReason | None) -> tuple[np.ndarray, np.ndarray]:
        answer = self._answer(view.filters())
        rows = np.flatnonzero(~answer.shown)
        why = answer.why(rows)
        if reason is None:
            return rows, why
        of_it = why == answer.every_reason.index(reason)
        return rows[of_it], why[of_it]

    def here(self, view: View, spot: Spot) -> np.ndarray:
        """Return where in the list those reports stand that a view shows in a spot, in order."""
        answer, columns = self._answer(view.filters()), self._columns
        cells = (cell for cell in set(spot.cells) if is_tile(*cell[:3]))
        found = [self._grid.row[self._grid.within(answer, tile_box(*cell[:3]), cell[3])] for cell in cells]
        codes = [self._pcodes.index(pcode) for pcode in spot.pcodes if pcode in self._pcodes]
        of_areas = np.flatnonzero((columns.footprint == AREA) & np.isin(columns.area_code, codes))
        said = np.fromiter(self._ids.places(spot.ids).values(), np.int64)
        return np.unique(np.concatenate([*found, *(rows[answer.shown[rows]] for rows in (of_areas, said))]))

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

    def _find_words(self, terms: tuple[SearchTerm, ...]) -> np.ndarray:
        parts: list[list[Spelling]] = []
        for term in terms:
            if term.is_phrase:
                parts.append([(" ".join(name),) for name in self._names.same_as(tuple(term.form.split()))])
            else:
                parts += self._names.ways_to_say(term.form)
        has_words = np.zeros(len(self), bool)
        has_words[self.database.saying(parts)] = True
        return has_words


def _read(path: Path, columns: Sequence[str]) -> pa.Table:
    # Not `read_table`, which takes longer to find out that a path is one file than to read a small one.
    with reading(path), pq.ParquetFile(path, page_checksum_verification=True) as file:
        return file.read(columns=list(columns))
