"""Reports in DuckDB: which of them a view shows, how many, where, and why the rest is not shown.

One table of small integers is held in memory and scanned; the wide rows stay in Parquet (or in the
Arrow table given) and are fetched by id. The SQL is plain and its values are bound, so that another
engine can answer the same questions.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.gazetteer import search_form
from geo.model import Kind, Layer, LocationPrecision, NotShown
from geo.store.derive import GRID_BITS
from geo.store.tables import SCHEMA, to_frame
from geo.view import ALL_AREAS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from geo.gazetteer import Areas
    from geo.view import View

_INDEX = """
CREATE TABLE slim AS
SELECT row_number() OVER () - 1 AS row, report_id, gx, gy, day_first, day_last,
       source_code, kind_code, precision_code, area_code,
       CASE footprint WHEN 'disc' THEN 1 WHEN 'area' THEN 2 ELSE 0 END::TINYINT AS footprint,
       footprint_radius_m::FLOAT AS radius_m, killed_min, killed_max,
       CASE WHEN killed_min IS NULL AND killed_max IS NOT NULL THEN 1
            WHEN killed_min IS NOT NULL AND killed_max IS NULL THEN 2 ELSE 0 END::TINYINT AS killed_open
FROM stored
"""
_EPOCH = date(1970, 1, 1).toordinal()
_MATCHING = ("", NotShown.UNLOCATED.value, NotShown.LAYER_OFF.value)
"""What `_reason` gives for a report that the filters find: reasons of drawing are no filters."""
_CACHED_GROUPS = 16
"""Row groups kept decoded, some 6 MB each when whole; the pages of a list lie side by side."""
_BATCH_ROWS = 10_000
SHOWN_ON_MAP = "shown_on_map"
"""Column of `Matching.batches`: false for what the filters find and the map does not show."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports a view shows and leaves out."""

    shown: int
    reasons: Mapping[NotShown, int]
    """Reports left out by the first reason that holds."""
    kinds: frozenset[Kind] = frozenset()
    """Kinds among the point-level reports shown."""
    areas: Mapping[str, int] = field(default_factory=dict)
    """Area-level reports shown, by the p-code of their footprint."""
    cells: tuple[int, int, int, int] | None = None
    """West, north, east, south of the points shown, in cells of the grid; None when there are none."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Point-level reports of a view, counted on a grid; one element of each array a cell.

    A cell stands at the place of its first report: a place that somebody named, where a mean of
    coordinates would be one that nobody named.
    """

    x: np.ndarray
    """Column of the cell, from the west."""
    y: np.ndarray
    """Row of the cell, from the north."""
    n: np.ndarray
    """Number of reports."""
    gx: np.ndarray
    """Column of the first report on the finest grid, from the west."""
    gy: np.ndarray
    """Row of the first report on the finest grid, from the north."""
    is_one_place: np.ndarray
    """Whether all reports of the cell have one coordinate and one radius."""
    radius_m: np.ndarray
    """Largest radius of a footprint, metres."""
    kinds: np.ndarray
    """Bit k is set when a report is of the k-th kind."""
    killed_min: np.ndarray
    """Lowest lower end claimed; NaN when none is, or a claim leaves it open. Not a sum."""
    killed_max: np.ndarray
    """Highest upper end claimed; NaN when none is, or a claim leaves it open. Not a sum."""
    killed_open: np.ndarray
    """Ends that a claim leaves open: 1 the lower ("up to 20"), 2 the upper ("at least 50"), 3 both."""
    sample_id: np.ndarray
    """Id of the first report of the cell."""

    def within(self, box: tuple[int, int, int, int]) -> Cells:
        """Return the cells whose columns and rows lie in a box: west, north, east, south, exclusive."""
        west, north, east, south = box
        inside = (self.x >= west) & (self.x < east) & (self.y >= north) & (self.y < south)
        return Cells(**{field.name: getattr(self, field.name)[inside] for field in fields(self)})


@dataclass(frozen=True, slots=True)
class Matching:
    """The reports that a view's filters find, drawn or not: counted now, read when they are asked for."""

    wide: _WideTable | _WideFile
    rows: np.ndarray
    """Places in the list, by event date, then id."""
    is_shown: np.ndarray
    """Whether each of them is on the map."""
    withheld: Mapping[str, int]
    """Reports that the filters find as well, by source id, of sources that were to be left out."""

    def __len__(self) -> int:
        """Return how many reports there are."""
        return len(self.rows)

    def batches(self, batch_rows: int = _BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Return the documented columns and `shown_on_map`, at most `batch_rows` rows at a time.

        No more than one batch and the row group that it came from are in memory.
        """
        done = 0
        for batch in self.wide.batches(self.rows, tuple(SCHEMA["reports"]), batch_rows):
            is_shown = pa.array(self.is_shown[done : done + batch.num_rows])
            done += batch.num_rows
            yield batch.append_column(SHOWN_ON_MAP, is_shown)


@dataclass(frozen=True, slots=True)
class _WideTable:
    """Whole rows in memory."""

    table: pa.Table

    def take(self, rows: list[int], columns: tuple[str, ...] | None) -> pa.Table:
        table = self.table if columns is None else self.table.select(list(columns))
        return table.take(pa.array(rows, pa.int64()))

    def batches(self, rows: np.ndarray, columns: tuple[str, ...], size: int) -> Iterator[pa.RecordBatch]:
        for start in range(0, len(rows), size):
            part = self.take(rows[start : start + size].tolist(), columns)
            yield from part.combine_chunks().to_batches()


class _WideFile:
    """Whole rows of a Parquet file, of which only the row groups asked for are read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        metadata = pq.read_metadata(path)
        sizes = [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)]
        self._starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        self._schema = pq.read_schema(path)
        self._group = lru_cache(maxsize=_CACHED_GROUPS)(self._read_group)

    def _read_group(self, group: int, columns: tuple[str, ...] | None) -> pa.Table:
        with pq.ParquetFile(self._path) as file:
            return file.read_row_group(group, columns=None if columns is None else list(columns))

    def take(self, rows: list[int], columns: tuple[str, ...] | None) -> pa.Table:
        if not rows:
            return self._schema.empty_table()
        wanted = np.asarray(rows, np.int64)
        groups = np.searchsorted(self._starts, wanted, side="right") - 1
        parts = [
            self._group(int(group), columns).take(pa.array(wanted[groups == group] - self._starts[group]))
            for group in np.unique(groups)
        ]
        # The parts come by group: back into the order that was asked for.
        places = np.argsort(np.argsort(groups, kind="stable"))
        return pa.concat_tables(parts).take(pa.array(places))

    def batches(self, rows: np.ndarray, columns: tuple[str, ...], size: int) -> Iterator[pa.RecordBatch]:
        bounds = np.searchsorted(rows, self._starts).tolist()
        for group, (first, last) in enumerate(pairwise(bounds)):
            if first < last:
                # Past the cache: whoever reads everything reads it once.
                table = self._read_group(group, columns)
                inside = pa.array(rows[first:last] - self._starts[group])
                yield from table.take(inside).combine_chunks().to_batches(max_chunksize=size)


class Reports:
    """The reports of one snapshot."""

    def __init__(
        self, stored: pa.Table | Path, sources: Sequence[str], areas: Areas, pcodes: Sequence[str]
    ) -> None:
        """Take the reports as `geo.store.derive` gives them, in memory or as a Parquet file.

        `sources` and `pcodes` are the lists that the codes count in.
        """
        self._sources = {source: code for code, source in enumerate(sources)}
        self._areas, self._pcodes = areas, list(pcodes)
        self._connection = duckdb.connect(config={"threads": 2})
        if isinstance(stored, Path):
            # A view cannot have bound values; the path is ours and quotes are doubled.
            quoted = str(stored).replace("'", "''")
            self._connection.execute(f"CREATE VIEW stored AS SELECT * FROM read_parquet('{quoted}')")  # noqa: S608
            self._wide: _WideFile | _WideTable = _WideFile(stored)
        else:
            self._connection.register("given", stored)
            self._connection.execute("CREATE TABLE stored AS SELECT * FROM given")
            self._connection.unregister("given")
            self._wide = _WideTable(stored)
        self._connection.execute(_INDEX)
        self._lock = Lock()

    def _ask(self, sql: str, values: Sequence[object] = ()) -> duckdb.DuckDBPyConnection:
        # A cursor is a connection of its own: threads do not wait for each other's answers.
        with self._lock:
            cursor = self._connection.cursor()
        return cursor.execute(sql, list(values))

    def __len__(self) -> int:
        """Return how many reports the snapshot has."""
        return int(self._ask("SELECT count(*) FROM slim").fetchall()[0][0])

    def __contains__(self, report_id: object) -> bool:
        """Whether there is a report of an id."""
        # Half of a surrogate pair is no text, and the engine takes none of it.
        if any("\ud800" <= character <= "\udfff" for character in str(report_id)):
            return False
        return bool(self._ask("SELECT 1 FROM slim WHERE report_id = ? LIMIT 1", [report_id]).fetchall())

    def by_ids(self, ids: Iterable[str], columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return rows by id, in the order of the ids; unknown ids are left out.

        `columns` names what to read besides the id; None for everything.
        """
        wanted = list(dict.fromkeys(ids))
        found = dict(
            self._ask(
                "SELECT report_id, row FROM slim WHERE report_id IN (SELECT unnest(?))", [wanted]
            ).fetchall()
        )
        wide = None if columns is None else ("report_id", *columns)
        table = self._wide.take([found[i] for i in wanted if i in found], wide)
        return to_frame(table, "reports")

    def where_equal(self, column: str, value: str) -> pd.DataFrame:
        """Return whole rows whose `incident_key` or `contained_in` is a value."""
        if column not in {"incident_key", "contained_in"}:
            raise KeyError(column)
        found = self._ask(
            f"SELECT report_id FROM stored WHERE {column} = ? ORDER BY published_date, report_id",  # noqa: S608
            [value],
        )
        return self.by_ids(row[0] for row in found.fetchall())

    def all_ids(self) -> list[str]:
        """Return every id, in order."""
        return [row[0] for row in self._ask("SELECT report_id FROM slim ORDER BY report_id").fetchall()]

    def span(self) -> tuple[date, date] | None:
        """Return the first and the last day of any dated report; None when there is none."""
        found = self._ask("SELECT min(day_first), max(day_last) FROM slim WHERE day_first IS NOT NULL")
        first, last = map(_day, found.fetchall()[0])
        return (first, last) if first and last else None

    def facets(self) -> dict[str, dict[str, int]]:
        """Return how many reports each source, kind and precision has in the whole snapshot."""
        words: dict[str, list[str]] = {
            "source_id": list(self._sources),
            "kind": [str(kind) for kind in Kind],
            "location_precision": [str(precision) for precision in LocationPrecision],
        }
        codes = {"source_id": "source_code", "kind": "kind_code", "location_precision": "precision_code"}
        return {
            column: {
                words[column][code]: n
                for code, n in self._ask(
                    f"SELECT {codes[column]}, count(*) FROM slim GROUP BY 1 ORDER BY 1"  # noqa: S608
                ).fetchall()
                if code >= 0
            }
            for column in words
        }

    def counts(self, view: View) -> Counts:
        """Return how many reports are shown and left out, in one scan."""
        reason, values = self._reason(view)
        found = self._ask(
            f"""SELECT reason, CASE WHEN reason = '' AND footprint = 2 THEN area_code END AS area, count(*),
                       min(gx), min(gy), max(gx), max(gy),
                       bit_or(CASE footprint WHEN 1 THEN 1 << kind_code::INTEGER ELSE 0 END)
                FROM (SELECT {reason} AS reason, footprint, area_code, kind_code, gx, gy FROM slim)
                GROUP BY ALL""",  # noqa: S608
            values,
        ).fetchall()
        shown = [row for row in found if row[0] == ""]
        left_out = {row[0]: row[2] for row in found if row[0]}
        boxes = [row[3:7] for row in shown if row[3] is not None]
        kinds = 0
        for row in shown:
            kinds |= row[7]
        west, north, east, south = zip(*boxes, strict=True) if boxes else ((), (), (), ())
        return Counts(
            shown=sum(row[2] for row in shown),
            reasons={reason: left_out[reason] for reason in NotShown if reason in left_out},
            kinds=frozenset(kind for bit, kind in enumerate(Kind) if kinds >> bit & 1),
            areas={self._pcodes[row[1]]: row[2] for row in shown if row[1] is not None},
            cells=(min(west), min(north), max(east), max(south)) if boxes else None,
        )

    def spans_by_source(self) -> pd.DataFrame:
        """Return number, first and last event of the reports of each source, by source id."""
        found = self._ask(
            """SELECT source_code, count(*) AS n, min(day_first) AS first, max(day_last) AS last
               FROM slim WHERE source_code >= 0 GROUP BY 1"""
        ).fetchall()
        names = list(self._sources)
        days = [(names[code], n, *map(_day, span)) for code, n, *span in found]
        return pd.DataFrame(days, columns=["source_id", "n", "first", "last"]).set_index("source_id")

    def incidents(self) -> int:
        """Return how many incidents the reports speak of."""
        return int(self._ask("SELECT count(DISTINCT incident_key) FROM stored").fetchall()[0][0])

    def nearest_day(self, view: View, day: date) -> date | None:
        """Return the first day nearest to a day of a report that the view shows."""
        reason, values = self._reason(view)
        found = self._ask(
            f"""SELECT day_first FROM slim WHERE {reason} = ''
                ORDER BY abs(day_first - ?), day_first LIMIT 1""",  # noqa: S608
            [*values, _day_number(day)],
        ).fetchall()
        return _day(found[0][0]) if found else None

    def shown_ids(self, view: View, limit: int, offset: int = 0) -> list[str]:
        """Return the ids that a view shows, by event date, then id."""
        reason, values = self._reason(view)
        found = self._ask(
            f"SELECT report_id FROM slim WHERE {reason} = '' "  # noqa: S608
            "ORDER BY row LIMIT ? OFFSET ?",
            [*values, limit, offset],
        )
        return [row[0] for row in found.fetchall()]

    def rows(
        self, view: View, columns: Sequence[str] | None = None, batch_rows: int = _BATCH_ROWS
    ) -> Iterator[pa.RecordBatch]:
        """Return what a view shows, by event date, then id, in batches of `batch_rows` rows at the most.

        `columns` names what to read; None for the documented columns, in their order. No more than one
        batch and the row group that it came from are in memory, however many reports there are.
        """
        reason, values = self._reason(view)
        found = self._ask(
            f"SELECT row FROM slim WHERE {reason} = '' ORDER BY row",  # noqa: S608
            values,
        ).fetchnumpy()
        wanted = tuple(SCHEMA["reports"] if columns is None else columns)
        yield from self._wide.batches(_array(found["row"]), wanted, batch_rows)

    def matching(self, view: View, withheld: Collection[str] = ()) -> Matching:
        """Find what a view's filters find, on the map or not, without the sources to be withheld.

        What is shown, what is unlocated and what is of a layer that is off make the whole. An undated
        report is in no dates, so it never matches.
        """
        reason, values = self._reason(view)
        codes = {source: self._sources[source] for source in withheld if source in self._sources}
        answer = self._ask(
            f"""SELECT row, source_code, reason = '' AS is_shown
                FROM (SELECT row, source_code, {reason} AS reason FROM slim)
                WHERE reason IN ({", ".join("?" * len(_MATCHING))}) ORDER BY row""",  # noqa: S608
            [*values, *_MATCHING],
        ).fetchnumpy()
        found = {name: _array(column) for name, column in answer.items()}
        kept = ~np.isin(found["source_code"], list(codes.values()))
        left_out = {source: int((found["source_code"] == code).sum()) for source, code in codes.items()}
        return Matching(
            self._wide,
            found["row"][kept],
            found["is_shown"][kept].astype(bool),
            {source: n for source, n in left_out.items() if n},
        )

    def place_in_list(self, view: View, report_id: str) -> int | None:
        """Return at which position of `shown_ids` a report stands; None when it is not shown."""
        reason, values = self._reason(view)
        found = self._ask(
            f"""WITH shown AS (SELECT row, report_id FROM slim WHERE {reason} = ''),
                     one AS (SELECT row FROM shown WHERE report_id = ?)
                SELECT (SELECT count(*) FROM shown, one WHERE shown.row < one.row) FROM one""",  # noqa: S608
            [*values, report_id],
        ).fetchall()
        return int(found[0][0]) if found else None

    def left_out(self, view: View, limit: int) -> list[tuple[str, NotShown]]:
        """Return reports that a view leaves out, each with the first reason that holds."""
        reason, values = self._reason(view)
        found = self._ask(
            f"SELECT report_id, {reason} AS reason FROM slim WHERE reason != '' "  # noqa: S608
            "ORDER BY row LIMIT ?",
            [*values, limit],
        )
        return [(report_id, NotShown(why)) for report_id, why in found.fetchall()]

    def in_areas(self, view: View, pcodes: Sequence[str], limit: int) -> list[str]:
        """Return area-level reports shown whose footprint is one of the areas."""
        reason, values = self._reason(view)
        codes = [self._pcodes.index(pcode) for pcode in pcodes if pcode in self._pcodes]
        found = self._ask(
            f"SELECT report_id FROM slim WHERE footprint = 2 AND {_among('area_code', codes)} "  # noqa: S608
            f"AND {reason} = '' ORDER BY row LIMIT ?",
            [*codes, *values, limit],
        )
        return [row[0] for row in found.fetchall()]

    def in_cells(self, view: View, shift: int, cells: Sequence[tuple[int, int]], limit: int) -> list[str]:
        """Return point-level reports shown that lie in cells of `2^shift` finest cells a side."""
        reason, values = self._reason(view)
        if not cells:
            return []
        pairs = " OR ".join("(gx >> ? = ? AND gy >> ? = ?)" for _ in cells)
        found = self._ask(
            f"SELECT report_id FROM slim WHERE footprint = 1 AND ({pairs}) "  # noqa: S608
            f"AND {reason} = '' ORDER BY row LIMIT ?",
            [*(v for x, y in cells for v in (shift, x, shift, y)), *values, limit],
        )
        return [row[0] for row in found.fetchall()]

    def aggregate(self, view: View, shift: int, box: tuple[int, int, int, int]) -> Cells:
        """Count the point-level reports of a view on a grid of `2^shift` finest cells a side.

        Reports of different radii are counted apart, so that none loses its ring to another.

        With a shift of 0 nothing is put together: one element of the answer is one report.

        `box` is west, north, east, south in finest cells, the latter two exclusive.
        """
        reason, values = self._reason(view)
        grid = "report_id" if shift == 0 else f"gx >> {int(shift)}, gy >> {int(shift)}, radius_m"
        found = self._ask(
            f"""SELECT min(gx >> {int(shift)}) AS x, min(gy >> {int(shift)}) AS y, count(*) AS n,
                       arg_min(gx, row) AS gx, arg_min(gy, row) AS gy,
                       min(gx) = max(gx) AND min(gy) = max(gy) AND min(radius_m) = max(radius_m)
                           AS is_one_place,
                       max(radius_m) AS radius_m, bit_or(1 << kind_code::INTEGER) AS kinds,
                       CASE WHEN bit_or(killed_open) & 1 = 0 THEN min(killed_min) END::DOUBLE AS killed_min,
                       CASE WHEN bit_or(killed_open) & 2 = 0 THEN max(killed_max) END::DOUBLE AS killed_max,
                       bit_or(killed_open) AS killed_open,
                       arg_min(report_id, row) AS sample_id
                FROM slim
                WHERE footprint = 1 AND gx >= ? AND gx < ? AND gy >= ? AND gy < ? AND {reason} = ''
                GROUP BY {grid} ORDER BY y, x, sample_id""",  # noqa: S608
            [box[0], box[2], box[1], box[3], *values],
        ).fetchnumpy()
        return Cells(**{name: _array(column) for name, column in found.items()})

    def _reason(self, view: View) -> tuple[str, list[object]]:
        """Return SQL for why a row is left out (empty when it is shown), and its values."""
        tests: list[tuple[NotShown, str, list[object]]] = [
            (NotShown.UNDATED, "day_first IS NULL", []),
            (
                NotShown.OTHER_DATES,
                "day_first > ? OR day_last < ?",
                [_day_number(view.date_to), _day_number(view.date_from)],
            ),
        ]
        if view.sources is not None:
            codes = [self._sources.get(source, -2) for source in view.sources]
            tests.append((NotShown.OTHER_SOURCES, f"NOT {_among('source_code', codes)}", list(codes)))
        if view.kinds is not None:
            kinds = [list(Kind).index(kind) for kind in view.kinds]
            tests.append((NotShown.OTHER_KINDS, f"NOT {_among('kind_code', kinds)}", list(kinds)))
        if view.precisions is not None:
            finer = [list(LocationPrecision).index(word) for word in view.precisions]
            tests.append((NotShown.OTHER_PRECISION, f"NOT {_among('precision_code', finer)}", list(finer)))
        if view.area != ALL_AREAS:
            inside = [self._pcodes.index(p) for p in self._areas.within(view.area) if p in self._pcodes]
            tests.append((NotShown.OTHER_AREAS, f"NOT {_among('area_code', inside)}", list(inside)))
        words = search_form(view.text).split()
        if words:
            all_words = " AND ".join("contains(search, ?)" for _ in words)
            tests.append(
                (
                    NotShown.TEXT,
                    f"report_id NOT IN (SELECT report_id FROM stored WHERE {all_words})",  # noqa: S608
                    list(words),
                )
            )
        tests.append((NotShown.UNLOCATED, "footprint = 0", []))
        drawn = [f for f, layer in ((1, Layer.REPORTS), (2, Layer.AREAS)) if layer in view.layers]
        tests.append((NotShown.LAYER_OFF, f"NOT {_among('footprint', drawn)}", list(drawn)))
        cases = " ".join(f"WHEN {sql} THEN '{reason.value}'" for reason, sql, _ in tests)
        return f"(CASE {cases} ELSE '' END)", [value for _, _, values in tests for value in values]


def _array(column: object) -> np.ndarray:
    if isinstance(column, np.ma.MaskedArray) and column.dtype.kind == "f":
        return column.filled(np.nan)
    return np.asarray(column)


def _among(column: str, codes: Sequence[int]) -> str:
    """Return SQL that a column is one of as many bound values."""
    return f"({column} IN ({', '.join('?' * len(codes))}))" if codes else "(FALSE)"


def _day_number(day: date) -> int:
    return day.toordinal() - _EPOCH


def _day(number: int | None) -> date | None:
    return None if number is None else date.fromordinal(number + _EPOCH)


def tile_box(z: int, x: int, y: int) -> tuple[int, int, int, int]:
    """Return the finest cells of a map tile: west, north, east, south, the latter two exclusive."""
    side = GRID_BITS - z
    return x << side, y << side, (x + 1) << side, (y + 1) << side
