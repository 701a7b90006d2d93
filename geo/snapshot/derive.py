"""Columns that are worked out once, so that filtering a million reports compares small integers.

Derived columns can be made again from the others at any time: they are no part of a snapshot's
identity.
"""

from __future__ import annotations

import math
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.geometry.footprints import AREA, DISC, NONE, RADIUS_M
from geo.geometry.gazetteer import search_form
from geo.model import AREA_PRECISIONS, POINT_PRECISIONS, Kind, LocationPrecision
from geo.model.parallel import map_ahead
from geo.snapshot.gather import PART_ROWS, gatherer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.geometry.gazetteer import PlaceNames

GRID_BITS = 24
"""The web mercator square is divided into 2^24 cells a side: 2.4 m at the equator."""
DERIVED = (
    "footprint",
    "footprint_pcode",
    "footprint_radius_m",
    "gx",
    "gy",
    "day_first",
    "day_last",
    "source_code",
    "kind_code",
    "precision_code",
    "area_code",
    "search",
)


def derive(reports: pa.Table, sources: Sequence[str], pcodes: Sequence[str], names: PlaceNames) -> pa.Table:
    """Return the reports with the columns of `DERIVED`, by first day, undated last, then by id.

    In that order the parts of a list lie side by side.

    `gx`, `gy` are cells of the web mercator grid, from the north-west, null unless the footprint is
    a disc; days count from 1970; codes are positions in `sources`, in `pcodes` and in the
    enumerations, -1 where there is none.
    """
    return pa.concat_tables(derived_parts(reports, sources, pcodes, names))


def derived_parts(
    reports: pa.Table, sources: Sequence[str], pcodes: Sequence[str], names: PlaceNames
) -> Iterator[pa.Table]:
    """Return what `derive` returns in parts of `PART_ROWS`, so that a writer needs no second copy of all."""
    order = pc.sort_indices(reports, sort_keys=[("event_start", "ascending"), ("report_id", "ascending")])
    places, gather = order.to_numpy(), gatherer(reports)
    starts = range(0, max(1, len(places)), PART_ROWS)

    def part(start: int) -> pa.Table:
        return _derived(gather(places[start : start + PART_ROWS]), sources, pcodes, names)

    return map_ahead(part, starts)


def _derived(reports: pa.Table, sources: Sequence[str], pcodes: Sequence[str], names: PlaceNames) -> pa.Table:
    precision = _codes(reports["location_precision"], list(LocationPrecision))
    area = _codes(reports["area_pcode"], pcodes)
    has_point = pc.and_(pc.is_valid(reports["lat"]), pc.is_valid(reports["lon"])).to_numpy()
    is_disc = np.isin(precision, _places(POINT_PRECISIONS)) & has_point
    is_area = np.isin(precision, _places(AREA_PRECISIONS)) & (area >= 0)
    gx, gy = grid_cells(_floats(reports["lat"]), _floats(reports["lon"]))
    columns = {
        "footprint": pa.array(np.select([is_disc, is_area], [DISC, AREA], NONE)),
        "footprint_pcode": pc.if_else(pa.array(is_area), reports["area_pcode"], ""),
        "footprint_radius_m": pa.array(_radius(reports, precision), mask=~is_disc),
        "gx": pa.array(gx, mask=~is_disc),
        "gy": pa.array(gy, mask=~is_disc),
        "day_first": reports["event_start"].cast(pa.int32()),
        # Nothing is known of the days after the start, so it counts for that one day.
        "day_last": pc.coalesce(reports["event_end"], reports["event_start"]).cast(pa.int32()),
        "source_code": pa.array(_narrow(_codes(reports["source_id"], sources), len(sources))),
        "kind_code": pa.array(_codes(reports["kind"], list(Kind)).astype(np.int8)),
        "precision_code": pa.array(precision.astype(np.int8)),
        "area_code": pa.array(_narrow(area, len(pcodes))),
        "search": _search(reports, names),
    }
    for name, column in columns.items():
        reports = reports.append_column(name, column)
    return reports


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


_SEARCHED = ("place_name", "claimant", "publisher", "summary", "direction_claimed", "report_id")


_MARKS = b"'\"`-"
"""What `geo.geometry.gazetteer.search_form` drops from plain ASCII."""
_LOWER = bytes.maketrans(ascii_uppercase.encode(), ascii_lowercase.encode())
_IS_MARK = np.isin(np.arange(256), list(_MARKS))


def _search(reports: pa.Table, names: PlaceNames) -> pa.ChunkedArray:
    """Return what the text search looks in: the fields in search form, and other spellings."""
    places = _whole(reports["place_name"]).dictionary_encode()
    forms = _search_forms(places.dictionary)
    spellings = pa.array(map(names.spellings_beside, forms.to_pylist()), pa.string())
    said = pc.binary_join_element_wise(
        *(reports[name] for name in _SEARCHED),
        spellings.take(places.indices),
        " ",
        null_handling="replace",  # by an empty text: a field left out hides no other from the search
    )
    return pa.chunked_array([_search_forms(_whole(said))])


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


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
