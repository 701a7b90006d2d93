"""Reports found for a view: counted at once, read from the file only when they are needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from geo.filters.registry import reasons
from geo.snapshot.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from geo.snapshot.wide import WideFile, WideTable

BATCH_ROWS = 10_000
SHOWN_ON_MAP = "shown_on_map"
"""Column of `MatchingReports.batches`: false for reports that the filters find and the map does not show."""
WHY_NOT_SHOWN = "not_shown_because"
"""Column of `ExcludedReports.batches`: a word of `geo.filters.registry.reasons`."""


@dataclass(frozen=True, slots=True)
class MatchingReports:
    """The reports that the filters of a view find, whether or not the map shows them."""

    wide: WideTable | WideFile
    rows: np.ndarray
    """Places in the list, by event date, then id."""
    is_shown: np.ndarray
    """Whether each of them is on the map."""

    def __len__(self) -> int:
        """Return how many reports there are."""
        return len(self.rows)

    def batches(self, batch_rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Return the documented columns and `shown_on_map`, at most `batch_rows` rows at a time.

        No more than one batch and the row group that it came from are in memory.
        """
        done = 0
        for batch in self.wide.batches(self.rows, tuple(SCHEMA["reports"]), batch_rows):
            is_shown = pa.array(self.is_shown[done : done + batch.num_rows])
            done += batch.num_rows
            yield batch.append_column(SHOWN_ON_MAP, is_shown)


@dataclass(frozen=True, slots=True)
class ExcludedReports(MatchingReports):
    """The reports that a view leaves out, all of them or those of one reason; none is shown."""

    why: np.ndarray
    """The first reason that holds for each, as its position in `geo.filters.registry.reasons`."""

    def batches(self, batch_rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Return the same with `not_shown_because`."""
        names = pa.array(reasons(), pa.string())
        done = 0
        # Written out, for a class with slots is made anew and `super` without a name does not find it.
        for batch in MatchingReports.batches(self, batch_rows):
            why = names.take(pa.array(self.why[done : done + batch.num_rows]))
            done += batch.num_rows
            yield batch.append_column(WHY_NOT_SHOWN, why)
