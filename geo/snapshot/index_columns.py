"""What of the reports is held in memory: the columns that decide what a view shows, and the ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.filters.index import NO_DAY
from geo.geometry.footprints import AREA, DISC
from geo.snapshot.columns import NO_MAX, NO_MIN, Columns
from geo.snapshot.derive import DERIVED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

HELD = (
    "report_id",
    *(name for name in DERIVED if name not in {"footprint_pcode", "search"}),
    *("killed_min", "killed_max"),
)
"""The small columns of `geo.snapshot.derive`, the id and what is claimed."""
_SAID = 10_000
"""Ids of which the place in the list is remembered."""


def columns_of(held: pa.Table) -> Columns:
    """Return the columns of `HELD` as arrays of small integers."""

    def filled(name: str, kind: pa.DataType, null: float) -> np.ndarray:
        column = pc.fill_null(held[name].cast(kind), pa.scalar(null, kind))
        return np.ascontiguousarray(column.to_numpy())

    footprints = pa.array([DISC, AREA])
    return Columns(
        day_first=filled("day_first", pa.int32(), NO_DAY),
        day_last=filled("day_last", pa.int32(), NO_DAY),
        source_code=filled("source_code", held["source_code"].type, -1),
        kind_code=filled("kind_code", pa.int8(), -1),
        precision_code=filled("precision_code", pa.int8(), -1),
        area_code=filled("area_code", held["area_code"].type, -1),
        footprint=pc.fill_null(pc.index_in(held["footprint"], footprints), -1).to_numpy().astype(np.int8) + 1,
        gx=filled("gx", pa.int32(), 0),
        gy=filled("gy", pa.int32(), 0),
        radius_m=filled("footprint_radius_m", pa.float32(), 0),
        killed_min=filled("killed_min", pa.int32(), NO_MIN),
        killed_max=filled("killed_max", pa.int32(), NO_MAX),
    )


class Ids:
    """The ids of the reports, in the order of the list, and where each stands in it."""

    def __init__(self, ids: pa.ChunkedArray, search: Callable[[list[str]], list[tuple[str, int]]]) -> None:
        """Take the ids, and what finds the places of some of them among all."""
        self._ids = ids.cast(pa.large_string()).combine_chunks()
        self._search = search
        self._said: dict[str, int] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ids)

    def all(self) -> list[str]:
        """Return every id, in order."""
        return sorted(self._ids.to_pylist())

    def column(self, rows: np.ndarray) -> pa.Array:
        """Return the ids at some places of the list as one Arrow array of strings."""
        return self._ids.take(pa.array(rows, pa.int64()))

    def at(self, rows: np.ndarray) -> list[str]:
        """Return the ids at some places of the list."""
        ids = list(self.column(rows).to_pylist())
        # Whoever is told a few ids asks for their rows next, and need not search a million for them.
        if len(ids) <= _SAID // 10:
            if len(self._said) > _SAID:
                self._said = {}
            self._said.update(zip(ids, rows.tolist(), strict=True))
        return ids

    def places(self, ids: Collection[str]) -> dict[str, int]:
        """Return where ids stand in the list; those that are none are left out."""
        said = self._said  # as it is now: another thread may begin a new one meanwhile
        # Half of a surrogate pair is no text, and the engine takes none of it.
        texts = [i for i in ids if not any("\ud800" <= character <= "\udfff" for character in i)]
        found = {i: said[i] for i in texts if i in said}
        if others := [i for i in texts if i not in found]:
            found.update(self._search(others))
        return found
