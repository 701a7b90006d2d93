"""How the reports of a snapshot lie to an area that a reader has drawn."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geo.analysis.inside import GroundIndex
from geo.geometry.area_code import CERTAIN, POSSIBLE
from geo.snapshot.grounds import grounds_of
from geo.snapshot.view_counts import InsideDrawn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from geo.geometry.area_code import AreaDrawn
    from geo.geometry.gazetteer import Areas
    from geo.snapshot.columns import Columns

_CACHED = 8
"""A byte a report each."""


class DrawnAreas:
    """The footprints of all reports, made ready when somebody first draws."""

    def __init__(
        self, columns: Columns, column: Callable[[str], pa.Array], pcodes: Sequence[str], areas: Areas
    ) -> None:
        """Take the columns of the index, what reads a documented column, and the codes of areas."""
        self._columns, self._column, self._pcodes, self._areas = columns, column, pcodes, areas
        self.lies_in = lru_cache(maxsize=_CACHED)(self._lies_in)

    @cached_property
    def _grounds(self) -> tuple[GroundIndex, np.ndarray]:
        """The different footprints, and the number of each report's."""
        found = grounds_of(self._columns, self._column, np.ones(len(self._columns.footprint), bool))
        shapes = [self._areas[self._pcodes[code]].geometry for code in found.area_codes]
        # Four bytes a report: they are looked up for each area drawn.
        return GroundIndex(found.discs, shapes), found.of_report.astype(np.int32)

    def _lies_in(self, area: AreaDrawn) -> np.ndarray:
        """Return `OUTSIDE`, `POSSIBLE` or `CERTAIN` for each report, by place in the list."""
        index, ground = self._grounds
        # What has no ground may lie anywhere: it is the last, at -1.
        levels = np.append(index.levels(area.in_metres, area.epsg), np.uint8(POSSIBLE))
        return np.asarray(levels[ground])


def inside_counts(levels: np.ndarray, shown: np.ndarray, without: np.ndarray) -> InsideDrawn:
    """Count reports; `shown` are those of the view, `without` those that it would show without the area."""
    return InsideDrawn(
        asked=int(np.count_nonzero(without)),
        certain=int(np.count_nonzero(shown & (levels == CERTAIN))),
        possible=int(np.count_nonzero(shown)),
    )
