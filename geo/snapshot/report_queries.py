"""What is asked of the reports of a snapshot wherever they are: the seam between pages and engines.

There are two engines. `geo.snapshot.report_index` is embedded: it answers from arrays of its own process.
`geo.snapshot.cluster` asks workers that hold a partition each and merges what they say. The contract is
that both give the same answer to the byte; `tests/geo/snapshot/test_cluster.py` holds them to it.

Every method takes a view of the snapshot and looks at nothing of it but `View.filters`. A place is the
position of a report in the list: by first day, undated last, then by id. A method raises DamagedError when
a file that it reads is not what was written, and ClusterError when workers cannot answer now. It never
answers from a part of the reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from geo.filters.choice import ChoiceFilter
    from geo.filters.view import View
    from geo.model import ExclusionReason
    from geo.snapshot.grid import Spot
    from geo.snapshot.grid_cells import Cells
    from geo.snapshot.list_order import ListOrder
    from geo.snapshot.matching import ExcludedReports, MatchingReports
    from geo.snapshot.time_bins import TimeBins
    from geo.snapshot.view_counts import Counts


class ReportQueries(Protocol):
    """What the map, the list, the strip of time, the filters and the exports ask of reports."""

    def read_ahead(self) -> None:
        """Hold ready what the first view needs."""
        ...

    def check_ready(self) -> None:
        """Hold that questions can be answered now.

        Raises ClusterError when there is nobody to answer.
        """
        ...

    def find(self, view: View) -> None:
        """Work out what a view shows, before several threads ask for parts of it."""
        ...

    def counts(self, view: View) -> Counts:
        """Return how many reports are shown and left out; shown and left out make the whole."""
        ...

    def aggregate(
        self, view: View, shift: int, box: tuple[int, int, int, int], crowd: int | None = None
    ) -> Cells:
        """Count the point-level reports of a view on a grid of `2^shift` finest cells a side.

        Reports of different radii are counted apart, so that none loses its ring to another. With a shift
        of 0 nothing is put together: one element of the answer is one report. Where there would be more
        than `crowd` cells, they are of twice the side and of every radius.

        `box` is west, north, east, south in finest cells, the latter two exclusive.
        """
        ...

    @property
    def time_bins(self) -> TimeBins:
        """What counts the reports by their days."""
        ...

    def facet(self, column: str) -> Mapping[str, int]:
        """Return how many reports of the whole snapshot each text of a documented column has."""
        ...

    def facet_in(self, view: View, each: ChoiceFilter) -> Mapping[str, int]:
        """Return how many reports a view would show with each value of a filter, for values with any.

        What the view itself chooses of that filter makes no difference.
        """
        ...

    def span(self) -> tuple[date, date] | None:
        """Return the first and the last day of any dated report; None when there is none."""
        ...

    def nearest_day(self, view: View, day: date) -> date | None:
        """Return the first day nearest to a day of a report that the view shows."""
        ...

    def listed(self, view: View, order: ListOrder, limit: int, offset: int = 0) -> list[str]:
        """Return the ids that a view shows, in the order of a list; see `geo.snapshot.list_order`."""
        ...

    def place_in_list(self, view: View, order: ListOrder, report_id: str) -> int | None:
        """Return at which position of `listed` a report stands; None when it is not shown."""
        ...

    def page(
        self, view: View, limit: int, offset: int = 0, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return rows that a view shows, by event date, then id; `columns` as in `StoredReports.by_ids`."""
        ...

    def rows(
        self, view: View, columns: Sequence[str] | None = None, batch_rows: int = ...
    ) -> Iterator[pa.RecordBatch]:
        """Return what a view shows, by event date, then id, in batches of `batch_rows` rows at the most.

        `columns` names what to read; None for the documented columns, in their order. No more than one
        batch and the row group that it came from are in memory, however many reports there are.
        """
        ...

    def matching(self, view: View) -> MatchingReports:
        """Find what a view's filters find, on the map or not.

        What is shown, what is unlocated and what is of a layer that is off make the whole. An undated
        report is in no dates, so it never matches.
        """
        ...

    def not_shown(self, view: View, reason: ExclusionReason | None = None) -> ExcludedReports:
        """Find what a view leaves out, for one reason or for any.

        With those that it shows they are all reports; each has one reason, the first that holds.
        """
        ...

    def left_out(
        self, view: View, limit: int, reason: ExclusionReason | None = None
    ) -> list[tuple[str, ExclusionReason]]:
        """Return reports that a view leaves out, each with the first reason that holds, or those of one."""
        ...

    def here(self, view: View, spot: Spot) -> np.ndarray:
        """Return where in the list those reports stand that a view shows in a spot, in order."""
        ...

    def shown(self, view: View) -> np.ndarray:
        """Return whether a view shows a report on the map, by its place in the list; not to be changed."""
        ...

    def found(self, view: View) -> np.ndarray:
        """Return whether a view's filters find a report, drawn or not, by its place in the list."""
        ...

    def why_in_any_dates(self, view: View) -> np.ndarray:
        """Return why a view leaves a report out in any dates; see `FilterResult.why_in_any_dates`."""
        ...
