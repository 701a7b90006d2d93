"""Columns that are worked out once, so that filtering a million reports compares small integers.

They can be made again from the documented columns at any time: they are no part of a snapshot's tables or
identity, but of its index (see `geo.snapshot.index`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.filters.filter_index import AREA as AREA_CODE
from geo.filters.filter_index import DISC as DISC_CODE
from geo.filters.filter_index import NO_DAY
from geo.geometry.footprints import AREA, DISC, NONE, RADIUS_M
from geo.geometry.gazetteer import PlaceNames, search_form
from geo.model import AREA_PRECISIONS, POINT_PRECISIONS, DatePrecision, Kind, LocationPrecision
from geo.model.parallel import map_ahead
from geo.snapshot.columns import NO_MAX, NO_MIN
from geo.snapshot.gather import PART_ROWS, gatherer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from geo.geometry.gazetteer import Areas

GRID_BITS = 24
"""The web mercator square is divided into 2^24 cells a side: 2.4 m at the equator."""
FORMERLY_STORED = frozenset(
    {
        *("footprint", "footprint_pcode", "footprint_radius_m", "gx", "gy", "day_first", "day_last"),
        *("source_code", "kind_code", "precision_code", "area_code", "search"),
    }
)
"""Derived columns that the table of reports had in snapshots of before; they are not read."""
SEARCH = "search"
"""Column of the index: what the text search looks in."""
_SEARCHED = ("place_name", "claimant", "publisher", "summary", "direction_claimed", "report_id")
INDEXED = (
    *_SEARCHED,
    *("event_start", "event_end", "date_precision", "source_id", "kind", "location_precision", "area_pcode"),
    *("lat", "lon", "radius_m", "killed_min", "killed_max"),
)
"""Documented columns that an index is made from."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the codes of an index count in, and where its other spellings of places come from."""

    sources: Sequence[str]
    """Ids, in order."""
    pcodes: Sequence[str]
    """P-codes of the areas, in order."""
    places: pd.DataFrame

    @classmethod
    def of(cls, sources: Iterable[str], areas: Areas, places: pd.DataFrame) -> Self:
        """Bring the words of a snapshot into their order."""
        return cls(sorted(sources), sorted(area.pcode for area in areas), places)


def ordered_with_index(reports: pa.Table, vocabulary: Vocabulary) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Return the reports by first day, undated last, then by id, and the index of them, in parts.

    In that order the parts of a list lie side by side, so a snapshot has them in it. A part is of
    `PART_ROWS`, so that a writer needs no second copy of all; there is at least one.
    """
    order = pc.sort_indices(reports, sort_keys=[("event_start", "ascending"), ("report_id", "ascending")])
    places, gather, indexed = order.to_numpy(), gatherer(reports), indexer(vocabulary)
    starts = range(0, max(1, len(places)), PART_ROWS)

    def part(start: int) -> tuple[pa.Table, pa.Table]:
        rows = gather(places[start : start + PART_ROWS])
        return rows, indexed(rows)

    return map_ahead(part, starts)


def indexer(vocabulary: Vocabulary) -> Callable[[pa.Table], pa.Table]:
    """Return what works out the index of some reports: the arrays of `Columns`, and `SEARCH`.

    The index has a row for each report, in their order, and no nulls.
    """
    names = PlaceNames(vocabulary.places)

    def indexed(reports: pa.Table) -> pa.Table:
        precision, area = _precision(reports), _codes(reports["area_pcode"], vocabulary.pcodes)
        is_disc, is_area = _ground(reports, precision, area)
        gx, gy = grid_cells(_floats(reports["lat"]), _floats(reports["lon"]))
        day_first, day_last = _days(reports)
        columns = {
            "day_first": _filled(day_first, NO_DAY),
            "day_last": _filled(day_last, NO_DAY),
            "source_code": _narrow(_codes(reports["source_id"], vocabulary.sources), len(vocabulary.sources)),
            "kind_code": _codes(reports["kind"], list(Kind)).astype(np.int8),
            "precision_code": precision.astype(np.int8),
            "area_code": _narrow(area, len(vocabulary.pcodes)),
            "footprint": np.select([is_disc, is_area], [DISC_CODE, AREA_CODE], 0).astype(np.int8),
            "gx": np.where(is_disc, gx, 0),
            "gy": np.where(is_disc, gy, 0),
            "radius_m": np.where(is_disc, _radius(reports, precision), 0).astype(np.float32),
            "killed_min": _filled(reports["killed_min"], NO_MIN),
            "killed_max": _filled(reports["killed_max"], NO_MAX),
            SEARCH: _search(reports, names),
        }
        return pa.table(columns)

    return indexed


def with_footprints(reports: pa.Table, pcodes: Sequence[str]) -> pa.Table:
    """Return whole rows with the ground that they can claim, and with their days as whole numbers.

    `footprint` is `disc`, `area` or empty; `footprint_pcode` is empty unless it is an area,
    `footprint_radius_m` null unless it is a disc; `day_first` and `day_last` are days from 1970.
    """
    precision, area = _precision(reports), _codes(reports["area_pcode"], pcodes)
    is_disc, is_area = _ground(reports, precision, area)
    day_first, day_last = _days(reports)
    columns = {
        "footprint": pa.array(np.select([is_disc, is_area], [DISC, AREA], NONE)),
        "footprint_pcode": pc.if_else(pa.array(is_area), reports["area_pcode"], ""),
        "footprint_radius_m": pa.array(_radius(reports, precision), mask=~is_disc),
        "day_first": day_first,
        "day_last": day_last,
    }
    for name, column in columns.items():
        reports = reports.append_column(name, column)
    return reports


def _precision(reports: pa.Table) -> np.ndarray:
    return _codes(reports["location_precision"], list(LocationPrecision))


def _ground(reports: pa.Table, precision: np.ndarray, area: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which reports stand for a disc, and which for an area."""
    has_point = pc.and_(pc.is_valid(reports["lat"]), pc.is_valid(reports["lon"])).to_numpy()
    is_disc = np.isin(precision, _places(POINT_PRECISIONS)) & has_point
    return is_disc, np.isin(precision, _places(AREA_PRECISIONS)) & (area >= 0)


def _days(reports: pa.Table) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Return first and last day. Nothing is known of the days after a start alone, so it counts for one.

    What is known to the month only may be of any day of it, whichever day the row names.
    """
    first, last = reports["event_start"], pc.coalesce(reports["event_end"], reports["event_start"])
    is_month = pc.equal(reports["date_precision"], str(DatePrecision.MONTH))
    first_day, last_day = first.cast(pa.int32()), last.cast(pa.int32())
    if pc.any(is_month).as_py():
        begins = pc.floor_temporal(first, unit="month").cast(pa.int32())
        following = pc.ceil_temporal(last, unit="month", ceil_is_strictly_greater=True).cast(pa.int32())
        first_day = pc.if_else(is_month, begins, first_day)
        last_day = pc.if_else(is_month, pc.subtract(following, pa.scalar(1, pa.int32())), last_day)
    return first_day, last_day


def _filled(column: pa.ChunkedArray, null: int) -> pa.ChunkedArray:
    return pc.fill_null(column.cast(pa.int32()), pa.scalar(null, pa.int32()))


def grid_cells(lat: np.ndarray, lon: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the cells of points (degrees, WGS 84) on the web mercator grid of `GRID_BITS`."""
    side = 1 << GRID_BITS
    x = (np.nan_to_num(lon) + 180) / 360
    sine = np.sin(np.radians(np.clip(np.nan_to_num(lat), -85, 85)))
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    gx, gy = (np.clip(np.floor(v * side), 0, side - 1).astype(np.int32) for v in (x, y))
    return gx, gy


def degrees(gx: int, gy: int) -> tuple[float, float]:
    """Return longitude and latitude of the north-west corner of a cell of the grid."""
    side = 1 << GRID_BITS
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * gy / side))))
    return gx / side * 360 - 180, lat


def is_tile(z: int, x: int, y: int) -> bool:
    """Whether a zoom has a tile of that column and row."""
    return 0 <= z <= GRID_BITS and 0 <= x < 1 << z and 0 <= y < 1 << z


def tile_box(z: int, x: int, y: int) -> tuple[int, int, int, int]:
    """Return the finest cells of a map tile: west, north, east, south, the latter two exclusive."""
    side = GRID_BITS - z
    return x << side, y << side, (x + 1) << side, (y + 1) << side


def _narrow(codes: np.ndarray, n_words: int) -> np.ndarray:
    """Return codes of so many words in 16 bits where these hold them."""
    return codes.astype(np.int16 if n_words <= np.iinfo(np.int16).max else np.int32)


def _codes(column: pa.ChunkedArray, words: Sequence[str]) -> np.ndarray:
    found = pc.index_in(column, value_set=pa.array([str(word) for word in words], pa.string()))
    codes: np.ndarray = pc.fill_null(found, -1).to_numpy()
    return codes


def _places(words: frozenset[LocationPrecision]) -> list[int]:
    return [list(LocationPrecision).index(word) for word in words]


def _floats(column: pa.ChunkedArray) -> np.ndarray:
    numbers: np.ndarray = pc.fill_null(column, float("nan")).to_numpy()
    return numbers


def _radius(reports: pa.Table, precision: np.ndarray) -> np.ndarray:
    usual = np.array([RADIUS_M.get(word, np.nan) for word in LocationPrecision] + [np.nan])
    stated = _floats(reports["radius_m"])
    return np.where(np.isnan(stated), usual[precision], stated)


_MARKS = b"'\"`-"
"""What `geo.geometry.gazetteer.search_form` drops from plain ASCII."""
_LOWER = bytes.maketrans(ascii_uppercase.encode(), ascii_lowercase.encode())
_IS_MARK = np.isin(np.arange(256), list(_MARKS))


def _search(reports: pa.Table, names: PlaceNames) -> pa.ChunkedArray:
    """Return what the text search looks in: the fields in search form, and other spellings."""
    places = one_piece(reports["place_name"]).dictionary_encode()
    forms = _search_forms(places.dictionary)
    spellings = pa.array(map(names.spellings_beside, forms.to_pylist()), pa.string())
    said = pc.binary_join_element_wise(
        *(reports[name] for name in _SEARCHED),
        spellings.take(places.indices),
        " ",
        null_handling="replace",  # by an empty text: a field left out hides no other from the search
    )
    return pa.chunked_array([_search_forms(one_piece(said))])


def _search_forms(texts: pa.Array) -> pa.Array:
    """Return the search form of every text; white space stays as it is where a text is plain ASCII."""
    folded = _ascii_forms(texts)
    others = pc.invert(pc.string_is_ascii(texts))
    if not pc.any(others).as_py():
        return folded
    # The few that are more than ASCII are folded one by one, the rest all at once.
    one_by_one = pa.array(map(search_form, texts.filter(others).to_pylist()), pa.string())
    return pc.replace_with_mask(folded, others, one_by_one)


def _ascii_forms(texts: pa.StringArray) -> pa.StringArray:
    """Return texts in lower case and without marks, byte by byte: all of them in two passes."""
    _, offsets, data = texts.buffers()
    if data is None or texts.null_count:
        return texts
    ends = np.frombuffer(offsets, "<i4")[texts.offset : texts.offset + len(texts) + 1]
    octets = memoryview(data)[ends[0] : ends[-1]]
    marks = np.flatnonzero(_IS_MARK[np.frombuffer(octets, np.uint8)])
    starts = ends - ends[0]
    starts = (starts - np.searchsorted(marks, starts)).astype("<i4")
    folded = bytes(octets).translate(_LOWER, _MARKS)
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(starts.tobytes()), pa.py_buffer(folded))


def one_piece(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column as one array."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
